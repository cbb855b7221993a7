//! The workbench's state, split by concern. Nothing in here touches the world; [`super::update()`] changes it.

mod annotations;
mod availability;
mod batch;
mod detections;
pub mod evaluate;
mod filtering;
pub mod form;
mod inspect;
mod jobs;
mod journal;
mod keys;
mod line_edit;
mod machine;
pub mod palette;
mod picture_plan;
mod pictures;
mod prompt;
mod run_list;
mod samples;
mod screen;
mod search;
mod sessions;
mod status;
mod thumbnails;
pub mod train;
mod tree;
mod view;

pub use annotations::Annotations;
pub use availability::is_available;
pub use batch::Batch;
pub use detections::{Detections, Facts, Running, SampleResult, Verdict};
pub use evaluate::Evaluate;
pub use filtering::Filtering;
pub use form::Form;
pub use inspect::{Inspect, Normalisation, ReadOut, Window};
pub use jobs::Job;
pub use journal::Journal;
pub use keys::Keys;
pub use line_edit::{CursorMove, LineEdit};
pub use machine::{GpuLoad, MachineLoad};
pub use palette::Palette;
pub use pictures::{FileStamp, LoadedMask, LoadedPicture, Pictures};
pub use prompt::{Prompt, Purpose};
pub use run_list::{RunLine, RunList};
pub use samples::{ListState, SampleList, Sort};
pub use screen::Screen;
pub use search::Search;
pub use sessions::{OpenedSession, SessionAbout, SessionLine, SessionTask, Sessions};
pub use status::{Level, Message, Status};
pub use thumbnails::{Thumbnail, Thumbnails};
pub use train::Train;
pub use tree::TreeView;
pub use view::{Focus, Layer, View};

pub use super::collection::SampleId;

use super::graphics::{Graphics, InspectPane, Renderer};
use super::input::{Context, Keymap, UnknownKey};
use super::layout::{Areas, GridWish, TreeWish, Wish, arrange, frame, inspect_rows};
use super::saved_state::SavedState;
use super::theme::{ColorDepth, ThemeLibrary};
use crate::detector::{DetectorSettings, ModelFiles};
use crate::picture::Colormap;
use crate::run::RunKind;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// What is open, and with which model.
#[derive(Debug, Clone)]
pub struct About {
    /// The folder or picture that was opened.
    pub root: PathBuf,
    /// The root is one picture.
    pub single: bool,
    /// The model is the demo model that comes with the project.
    pub is_demo: bool,
    /// The model's files.
    pub model: ModelFiles,
    /// The model's settings.
    pub settings: DetectorSettings,
    /// The prompts that the model's are compared with.
    pub compared: Option<PathBuf>,
    /// Number of the NVIDIA GPU that the model is on.
    pub gpu: Option<u32>,
    /// What the user has named, which a saved state does not change.
    pub given: Given,
}

/// What was named on the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given {
    /// The theme.
    pub theme: bool,
    /// The threshold.
    pub threshold: bool,
    /// That the workbench begins anew, whatever was left.
    pub fresh: bool,
}

/// The state.
#[derive(Debug)]
pub struct App {
    /// What is open, and with which model.
    pub about: About,
    /// The samples that are shown and which one is selected.
    pub samples: SampleList,
    /// The tree over them.
    pub tree: TreeView,
    /// Which of them are shown.
    pub filtering: Filtering,
    /// The search.
    pub search: Search,
    /// Marks and notes.
    pub annotations: Annotations,
    /// Results and the detection that runs.
    pub detections: Detections,
    /// Pictures on their way to the screen and on it.
    pub pictures: Pictures,
    /// Small pictures likewise.
    pub thumbnails: Thumbnails,
    /// Training runs.
    pub train: Train,
    /// Evaluations.
    pub evaluate: Evaluate,
    /// Saved sessions.
    pub sessions: Sessions,
    /// The form of a new run, while it is open.
    pub form: Option<Form>,
    /// What Inspect alone knows.
    pub inspect: Inspect,
    /// Size, focus, layers, theme.
    pub view: View,
    /// The question on the status line, while it is asked.
    pub prompt: Option<Prompt>,
    /// The command palette.
    pub palette: Palette,
    /// Keys pressed so far.
    pub keys: Keys,
    /// The last message.
    pub status: Status,
    /// Runs that were started or gone on with from here and have not ended, as far as is known.
    pub own_runs: BTreeSet<PathBuf>,
    /// Runs at work, whoever started them; the last begun first.
    pub jobs: Vec<Job>,
    /// Runs that have been asked to stop before the workbench ends.
    pub stopping: usize,
    /// How busy the machine is.
    pub machine: MachineLoad,
    /// A timer runs that asks for it.
    pub measuring: bool,
    /// The state that was saved last.
    pub saved: Option<SavedState>,
}

impl App {
    /// A workbench that has not read its folder yet.
    pub fn new(
        about: About,
        threshold: f32,
        graphics: Graphics,
        themes: ThemeLibrary,
        theme: usize,
    ) -> Result<Self, UnknownKey> {
        Ok(Self {
            inspect: Inspect::new(&about.settings),
            about,
            samples: SampleList::default(),
            tree: TreeView::default(),
            filtering: Filtering::default(),
            search: Search::default(),
            annotations: Annotations::default(),
            detections: Detections::new(threshold),
            pictures: Pictures::new(graphics),
            thumbnails: Thumbnails::default(),
            train: Train::default(),
            evaluate: Evaluate::default(),
            sessions: Sessions::default(),
            form: None,
            view: View::new(themes, theme),
            prompt: None,
            palette: Palette::default(),
            keys: Keys::new(Keymap::built_in()?),
            status: Status::default(),
            own_runs: BTreeSet::new(),
            jobs: Vec::new(),
            stopping: 0,
            machine: MachineLoad::default(),
            measuring: false,
            saved: None,
        })
    }

    /// Who gets the keys.
    pub fn context(&self) -> Context {
        self.context_under(&self.view.layers)
    }

    /// Who would get the keys if nothing lay over the screen.
    pub fn place(&self) -> Context {
        self.context_under(&[])
    }

    fn context_under(&self, layers: &[Layer]) -> Context {
        match layers.last() {
            Some(Layer::Search) => Context::Search,
            Some(Layer::Filter) => Context::Filter,
            Some(Layer::Prompt) => Context::Prompt,
            Some(Layer::Palette) => Context::Palette,
            Some(Layer::Help { .. }) => Context::Help,
            Some(Layer::Report { .. }) => Context::Report,
            Some(Layer::Journal { .. }) => Context::Journal,
            Some(Layer::ConfirmQuit) => Context::ConfirmQuit,
            None if self.form.is_some() => Context::Form,
            None if self.view.screen == Screen::Train => Context::Train,
            None if self.view.screen == Screen::Evaluate => Context::Evaluate,
            None if self.view.screen == Screen::Inspect => Context::Inspect,
            None if self.view.screen == Screen::Sessions => Context::Sessions,
            None => match self.view.focus {
                Focus::Tree => Context::Tree,
                Focus::List if self.view.grid => Context::Grid,
                Focus::List => Context::List,
                Focus::Pane => Context::Pictures,
                Focus::Details => Context::Details,
            },
        }
    }

    /// Where everything is; `None` when the terminal is too small.
    pub fn areas(&self) -> Option<Areas> {
        if self.view.screen != Screen::Browse {
            return frame(self.view.size, self.about.is_demo);
        }
        let cell = self.pictures.graphics.cell;
        arrange(
            self.view.size,
            Wish {
                notice: self.about.is_demo,
                pane: self.view.pane,
                enlarged: self.view.enlarged,
                cell: (cell.width, cell.height),
                tree: self.tree_wish(),
                grid: self.view.grid.then(|| GridWish {
                    pictures: self.renderer() != Renderer::Off && !self.view.low_bandwidth,
                }),
            },
        )
    }

    /// What is known of the samples beside what the dataset says.
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            detections: &self.detections,
            annotations: &self.annotations,
        }
    }

    /// The runs that are at work and are not what the screen is about anyway.
    pub fn jobs_elsewhere(&self) -> Vec<&Job> {
        let here = match self.view.screen {
            Screen::Train => Some(RunKind::Train),
            Screen::Evaluate => Some(RunKind::Evaluate),
            Screen::Browse | Screen::Inspect | Screen::Sessions => None,
        };
        self.jobs.iter().filter(|job| Some(job.kind) != here).collect()
    }

    /// What was read out of the sample's newest result.
    pub fn read_out(&self, sample: SampleId) -> Option<&ReadOut> {
        let result = self.detections.result(sample)?;
        self.inspect.last.as_ref().filter(|last| last.id == result.id)
    }

    /// Scales that Inspect has panes for.
    pub fn scales(&self) -> usize {
        self.about.settings.layers.len().min(InspectPane::SCALES)
    }

    /// The panes of Inspect, row by row.
    pub fn inspect_rows(&self) -> Vec<Vec<InspectPane>> {
        inspect_rows(self.scales(), self.about.compared.is_some())
    }

    /// The colours that Inspect uses: chosen, or the theme's.
    pub fn inspect_colormap(&self) -> Colormap {
        self.inspect.colormap.unwrap_or(self.view.theme.colormap)
    }

    /// Whether there is a tree that tells samples apart.
    pub fn has_tree(&self) -> bool {
        self.samples.collection().outline().divides()
    }

    fn tree_wish(&self) -> TreeWish {
        let focused = self.view.focus == Focus::Tree;
        match self.has_tree() && (focused || !self.tree.hidden) {
            true => TreeWish::Rows {
                count: self.tree.rows().len(),
                focused,
            },
            false => TreeWish::None,
        }
    }

    /// Colours that are sent.
    pub fn depth(&self) -> ColorDepth {
        let most = match self.view.low_bandwidth {
            true => ColorDepth::Indexed,
            false => ColorDepth::True,
        };
        self.view.themes().depth().min(most)
    }

    /// How pictures are drawn: by the renderer in use, or by half blocks where its bytes are too dear.
    pub fn drawn_by(&self) -> Renderer {
        match self.renderer() {
            renderer if self.view.low_bandwidth && renderer.sends_pixels() => Renderer::Halfblocks,
            renderer => renderer,
        }
    }

    /// The renderer in use.
    pub fn renderer(&self) -> Renderer {
        self.pictures.graphics.renderer
    }
}
