//! What has happened. The only way anything reaches the state.

use super::app::evaluate::EvaluationReport;
use super::app::train::{EstimateRequest, RunReport, TrainEstimate};
use super::app::{
    Job, Level, LoadedMask, LoadedPicture, MachineLoad, OpenedSession, ReadOut, RunLine, SampleId,
    SessionLine,
};
use super::collection::Collection;
use super::graphics::{EncodeError, EncodedPicture, PictureKey};
use super::input::{KeyPress, MouseInput};
use super::saved_state::SavedState;
use crate::detector::{DetectorSettings, ModelFiles};
use crate::engine::DetectionEvent;
use crate::run::RunKind;
use image::RgbImage;
use ratatui::layout::Size;
use ratatui_image::FontSize;
use std::path::PathBuf;
use std::sync::Arc;

/// A fact.
#[derive(Debug)]
pub enum Msg {
    /// The workbench has started.
    Started,
    /// A key was pressed.
    Key(KeyPress),
    /// The mouse was used.
    Mouse(MouseInput),
    /// Text was pasted.
    Pasted(String),
    /// The terminal has this size, and perhaps tells the size of its cells.
    Resized {
        /// Cells.
        size: Size,
        /// Pixels per cell.
        cell: Option<FontSize>,
    },
    /// The folder has been read and understood.
    DatasetOpened(Arc<Collection>),
    /// The folder cannot be read or understood.
    DatasetFailed(String),
    /// A picture is in memory.
    PictureLoaded {
        /// Whose.
        sample: SampleId,
        /// The picture.
        picture: LoadedPicture,
    },
    /// The file is still the one in memory.
    PictureUnchanged {
        /// Whose.
        sample: SampleId,
    },
    /// A picture cannot be loaded.
    PictureFailed {
        /// Whose.
        sample: SampleId,
        /// Why.
        reason: String,
    },
    /// A mask is in memory, or cannot be loaded.
    MaskLoaded {
        /// Whose.
        sample: SampleId,
        /// The mask, or why there is none.
        result: Result<LoadedMask, String>,
    },
    /// A thumbnail is in memory, or cannot be made.
    ThumbnailMade {
        /// Whose.
        sample: SampleId,
        /// The thumbnail, or why there is none.
        result: Result<Arc<RgbImage>, String>,
    },
    /// A picture is ready to be drawn, or cannot be.
    Encoded {
        /// Which.
        key: PictureKey,
        /// The picture, or why there is none.
        result: Result<Box<EncodedPicture>, EncodeError>,
    },
    /// The detection worker reports.
    Detection(DetectionEvent),
    /// These runs are at work, or have ended since they were last seen.
    JobsSeen(Vec<Job>),
    /// The runs of a kind that there are, the last begun first.
    RunsListed(RunKind, Vec<RunLine>),
    /// A followed training has something new to say.
    RunReported(Arc<RunReport>),
    /// A followed evaluation has something new to say.
    EvaluationReported(Arc<EvaluationReport>),
    /// What a training would take, or why that is not known.
    RunEstimated {
        /// What was asked.
        request: EstimateRequest,
        /// The answer.
        result: Result<TrainEstimate, String>,
    },
    /// A training has been started in this folder, or could not be.
    RunStarted(Result<PathBuf, String>),
    /// A run was asked for something: what was said.
    RunAnswered(Result<String, String>),
    /// What model was asked for, or why it cannot be used.
    ModelRead(Result<ModelInUse, String>),
    /// Map and score have been read out of a detection.
    ReadOut(ReadOut),
    /// How busy the machine is.
    Measured(MachineLoad),
    /// The state in which the workbench was left on this folder.
    StateRead {
        /// The folder.
        root: PathBuf,
        /// The state.
        state: Box<SavedState>,
    },
    /// The saved sessions.
    SessionsListed(Vec<SessionLine>),
    /// A session has been saved in this file, or could not be.
    SessionSaved(Result<PathBuf, String>),
    /// Dataset and model of a session have been found, or not.
    SessionOpened(Result<Box<OpenedSession>, String>),
    /// A line of what was asked about a session.
    SessionSaid(Level, String),
    /// What was asked about a session has been answered, or why it could not be.
    SessionAnswered(Option<String>),
    /// A picture of the screen has been written, or could not be.
    ScreenSaved(Result<PathBuf, String>),
    /// A timer has run out.
    TimerElapsed(Timer),
    /// The terminal is ours again.
    Resumed {
        /// We had been stopped; `false` if the shell did not do it.
        stopped: bool,
    },
    /// A thread that should have lived on has died.
    ThreadDied {
        /// Which.
        name: &'static str,
        /// What it said last.
        reason: String,
    },
    /// Nobody is at the keyboard any more.
    TerminalLost(String),
    /// Something the user should know, found while starting.
    Warned(String),
}

/// The model that detections are made with.
#[derive(Debug, Clone)]
pub struct ModelInUse {
    /// Its files.
    pub files: ModelFiles,
    /// Its settings.
    pub settings: DetectorSettings,
    /// It is the demo model, or has its towers.
    pub is_demo: bool,
    /// The prompts that its own are compared with.
    pub compared: Option<PathBuf>,
    /// What the user should know before believing it.
    pub warning: Option<String>,
}

/// What a timer is for. Starting one replaces the one that runs for the same purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// The selection has rested long enough to detect by itself.
    SelectionRests,
    /// Nothing was done for long enough to save the state.
    StateRests,
    /// It is time to ask how busy the machine is.
    Measure,
    /// The form has rested long enough to be estimated.
    FormRests,
}
