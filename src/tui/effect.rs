//! What the state wants done in the world, as data. The driver does it.

use super::app::train::EstimateRequest;
use super::app::{FileStamp, SampleId, SessionTask};
use super::collection::Collection;
use super::graphics::{EncodeRequest, ImageId};
use super::msg::{ModelInUse, Timer};
use super::saved_state::SavedState;
use super::screen_picture::ScreenPicture;
use crate::detector::{DetectorSettings, ModelFiles, ReadoutSettings};
use crate::engine::{DetectionOutcome, DetectionRequest, RequestId};
use crate::run::{Request, RunKind};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// An order.
#[derive(Debug)]
pub enum Effect {
    /// Something visible has changed.
    Draw,
    /// Draw every cell again: the terminal does not show what we think it does.
    DrawAll,
    /// Understand what lies below a folder, or take one picture.
    OpenDataset(PathBuf),
    /// Load a picture in place of any other that waits to be loaded.
    LoadPicture {
        /// Whose.
        sample: SampleId,
        /// The file.
        path: PathBuf,
        /// It need not be read again if it is still this one.
        known: Option<FileStamp>,
        /// Its mask, to be loaded after it; none where there is none or it is in memory.
        mask: Option<PathBuf>,
    },
    /// Make these thumbnails, the first one first, in place of any others that wait to be made.
    MakeThumbnails(Vec<ThumbnailRequest>),
    /// Encode these pictures in place of any others that wait to be encoded.
    Encode(Vec<EncodeRequest>),
    /// Let the terminal forget pictures.
    FreeImages(Vec<ImageId>),
    /// Run the model in place of whatever it does.
    Detect(DetectionRequest),
    /// Read map and score out of a kept detection, in place of any other that waits to be read out.
    ReadOut(ReadOutRequest),
    /// Stop the model.
    CancelDetection,
    /// Look at the runs of a kind, and follow these, in place of those followed before.
    FollowRuns(RunKind, Vec<PathBuf>),
    /// Look for runs at work, once, and watch them until they end.
    FindJobs,
    /// Watch this run, too, until it ends.
    WatchJob(PathBuf),
    /// Look at no runs any more.
    RestRuns,
    /// Ask a run's process for something.
    AskRun {
        /// The run's folder.
        folder: PathBuf,
        /// What.
        request: Request,
    },
    /// Go on with a run, in a process of its own.
    ResumeRun(RunKind, PathBuf),
    /// Write the tables of the evaluation in this folder into it.
    ExportTables(PathBuf),
    /// Start a run in a process of its own.
    StartRun {
        /// What it does.
        kind: RunKind,
        /// Arguments of the command, without the run's folder.
        arguments: Vec<OsString>,
        /// The run's name or folder; none for one that is made.
        name: Option<PathBuf>,
        /// The dataset, for a name that is made.
        dataset: PathBuf,
    },
    /// Find out what a training would take, in place of any other that waits for that.
    EstimateRun(EstimateRequest),
    /// Find out what model these files make.
    ReadModel {
        /// The files.
        files: ModelFiles,
        /// The prompts that theirs are compared with.
        compared: Option<PathBuf>,
    },
    /// Detect with this model from here on.
    UseModel(ModelInUse),
    /// Send a message later.
    StartTimer {
        /// Which.
        timer: Timer,
        /// How much later.
        after: Duration,
    },
    /// Find out how busy the machine is.
    Measure,
    /// Find out in which state the workbench was left on this folder.
    RestoreState(PathBuf),
    /// Keep the state of the workbench on this folder.
    SaveState {
        /// The folder.
        root: PathBuf,
        /// The state.
        state: Box<SavedState>,
    },
    /// Find out which sessions there are.
    ListSessions,
    /// Keep what the workbench holds as a session.
    SaveSession(Box<SessionWish>),
    /// Find dataset and model of the session in this file.
    OpenSession(PathBuf),
    /// Ask something about sessions, in place of what was asked before.
    AskSession {
        /// What.
        task: SessionTask,
        /// What the command line takes behind it.
        arguments: Vec<OsString>,
    },
    /// Stop what is being found out about a session.
    StopSessionTask,
    /// Write a picture of the screen to its file.
    SaveScreen(Box<ScreenPicture>),
    /// Put text into the clipboard of the user's terminal.
    Copy(String),
    /// Tell the user, who may look elsewhere, that something long is over.
    Notify(String),
    /// Keep a line in the log.
    Log(String),
    /// Hand the terminal back to the shell.
    Suspend,
    /// End the workbench.
    Quit,
    /// End the workbench because it cannot go on.
    Abort(String),
}

/// A detection to read out.
#[derive(Debug, Clone)]
pub struct ReadOutRequest {
    /// The detection.
    pub id: RequestId,
    /// Its layers.
    pub outcome: Arc<DetectionOutcome>,
    /// With which knobs.
    pub settings: ReadoutSettings,
}

/// A session to be saved.
#[derive(Debug)]
pub struct SessionWish {
    /// Its name or file; none for one that is made of time and dataset.
    pub name: Option<PathBuf>,
    /// One picture was opened, no dataset.
    pub single: bool,
    /// What was opened.
    pub root: PathBuf,
    /// The model's files.
    pub files: ModelFiles,
    /// The model's settings.
    pub settings: DetectorSettings,
    /// The model is the demo model.
    pub is_demo: bool,
    /// Scores from here on mean abnormal.
    pub threshold: f32,
    /// The samples.
    pub collection: Arc<Collection>,
    /// What is known of them.
    pub results: Vec<SessionResult>,
    /// The workbench as it is.
    pub state: SavedState,
}

/// A sample's score, and its whole detection where that is still kept.
#[derive(Debug)]
pub struct SessionResult {
    /// Whose.
    pub id: SampleId,
    /// The score.
    pub score: f32,
    /// The detection.
    pub outcome: Option<Arc<DetectionOutcome>>,
}

/// A thumbnail to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThumbnailRequest {
    /// Whose.
    pub sample: SampleId,
    /// The file.
    pub path: PathBuf,
}
