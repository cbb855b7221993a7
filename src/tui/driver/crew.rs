//! The threads that work for the workbench.

use super::dataset;
use super::encoder::Encoder;
use super::guarded;
use super::job_watcher::JobWatcher;
use super::loader::{LoadRequest, Loader};
use super::meter::Meter;
use super::reader::Reader;
use super::run_orders;
use super::run_watcher::RunWatcher;
use super::session_orders::{self, Asked};
use super::thumbnailer::Thumbnailer;
use crate::base::CancelSource;
use crate::detector::ModelFiles;
use crate::engine::{DetectionRequest, DetectionWorker, DeviceChoice, DtypeChoice, ModelLoader};
use crate::run::{Request, RunKind};
use crate::tui::app::train::EstimateRequest;
use crate::tui::app::{App, SessionTask};
use crate::tui::effect::{ReadOutRequest, SessionWish, ThumbnailRequest};
use crate::tui::graphics::EncodeRequest;
use crate::tui::msg::{ModelInUse, Msg};
use crate::tui::saved_state::SavedState;
use crate::tui::screen_picture::{self, ScreenPicture};
use crate::tui::update::changed_state;
use crossbeam_channel::Sender;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Numbers that a dataset has for its samples: more than any has.
const SAMPLES: usize = 1 << 32;

/// How one model takes the place of another; without it the model stays what it is.
pub struct ModelSwitch {
    /// Reads what model these files make. Called on a thread of its own.
    pub read: Arc<dyn Fn(ModelFiles, Option<PathBuf>) -> Result<ModelInUse, String> + Send + Sync>,
    /// A loader of it, made without reading anything.
    pub loader: Box<dyn Fn(&ModelInUse) -> ModelLoader>,
}

/// The threads that work for the workbench. What they find out is sent as messages.
pub struct Crew {
    loader: Loader,
    encoder: Encoder,
    detection: DetectionWorker,
    /// Started by the first look into a result.
    reader: Option<Reader>,
    /// Started by the first grid.
    thumbnails: Option<Thumbnailer>,
    thumbnail_folder: Option<PathBuf>,
    /// Dropped with the crew, which ends the reading of the folder.
    opening: CancelSource,
    /// Datasets opened so far.
    opened: usize,
    switch: Option<ModelSwitch>,
    /// Started by the first look at the training runs.
    runs: Option<RunWatcher>,
    /// Started by the first wish to know of runs at work.
    jobs: Option<JobWatcher>,
    /// Where runs are kept; none without a home.
    runs_folder: Option<PathBuf>,
    /// Dropped by the next estimate, which ends this one.
    estimating: CancelSource,
    placement: (DeviceChoice, DtypeChoice),
    /// What is being found out about a session, in a process of its own.
    asked: Asked,
    /// Dropped by the next session that is opened.
    finding: CancelSource,
    meter: Arc<Mutex<Meter>>,
    state_folder: Option<PathBuf>,
    /// Held while a state is written: a later one must not be overtaken.
    saving: Arc<Mutex<()>>,
    facts: Sender<Msg>,
}

impl Crew {
    /// Starts the threads.
    pub fn start(model: ModelLoader, facts: Sender<Msg>) -> io::Result<Self> {
        let reports = facts.clone();
        // The workbench may have ended; then nobody wants to know.
        let report = move |event| drop(reports.send(Msg::Detection(event)));
        Ok(Self {
            loader: Loader::spawn(facts.clone())?,
            encoder: Encoder::spawn(facts.clone())?,
            detection: DetectionWorker::spawn(model, Box::new(report))?,
            reader: None,
            thumbnails: None,
            thumbnail_folder: None,
            opening: CancelSource::new(),
            opened: 0,
            switch: None,
            runs: None,
            jobs: None,
            runs_folder: None,
            estimating: CancelSource::new(),
            placement: (DeviceChoice::default(), DtypeChoice::default()),
            asked: Asked::default(),
            finding: CancelSource::new(),
            meter: Arc::default(),
            state_folder: None,
            saving: Arc::default(),
            facts,
        })
    }

    /// Keeps thumbnails in this folder from one run to the next.
    pub fn with_thumbnail_folder(mut self, folder: Option<PathBuf>) -> Self {
        self.thumbnail_folder = folder;
        self
    }

    /// Keeps runs in this folder.
    pub fn with_runs_folder(mut self, folder: Option<PathBuf>) -> Self {
        self.runs_folder = folder;
        self
    }

    /// Lets the model be changed.
    pub fn with_model_switch(mut self, switch: ModelSwitch) -> Self {
        self.switch = Some(switch);
        self
    }

    /// Reads what model these files make, and whether it can be compared with these prompts.
    pub fn read_model(&self, files: ModelFiles, compared: Option<PathBuf>) -> io::Result<()> {
        let read = self.switch.as_ref().map(|switch| switch.read.clone());
        self.order(move || {
            Msg::ModelRead(match read {
                Some(read) => read(files, compared),
                None => Err("the model cannot be changed here".to_owned()),
            })
        })
    }

    /// Detects with this model from here on; what runs is cancelled.
    pub fn use_model(&mut self, model: &ModelInUse) -> io::Result<()> {
        if let Some(switch) = &self.switch {
            let reports = self.facts.clone();
            let report = move |event| drop(reports.send(Msg::Detection(event)));
            self.detection = DetectionWorker::spawn((switch.loader)(model), Box::new(report))?;
        }
        Ok(())
    }

    /// Looks at the runs of a kind and follows these.
    pub fn follow_runs(&mut self, kind: RunKind, folders: Vec<PathBuf>) -> io::Result<()> {
        let watcher = match &self.runs {
            Some(running) => running,
            None => {
                let started = RunWatcher::spawn(self.run_roots(), self.facts.clone())?;
                self.runs.insert(started)
            }
        };
        watcher.follow(kind, folders);
        Ok(())
    }

    /// Looks for runs at work and watches them.
    pub fn find_jobs(&mut self) -> io::Result<()> {
        if self.jobs.is_none() {
            self.jobs = Some(JobWatcher::spawn(self.run_roots(), self.facts.clone())?);
        }
        Ok(())
    }

    /// Watches this run, too.
    pub fn watch_job(&mut self, folder: PathBuf) -> io::Result<()> {
        self.find_jobs()?;
        if let Some(watcher) = &self.jobs {
            watcher.add(folder);
        }
        Ok(())
    }

    fn run_roots(&self) -> Vec<PathBuf> {
        run_orders::run_roots(self.runs_folder.as_deref())
    }

    /// Looks at no runs.
    pub fn rest_runs(&self) {
        if let Some(watcher) = &self.runs {
            watcher.rest();
        }
    }

    /// Asks a run for something.
    pub fn ask_run(&self, folder: PathBuf, request: Request) -> io::Result<()> {
        self.order(move || Msg::RunAnswered(run_orders::ask_run(&folder, request)))
    }

    /// Goes on with a run.
    pub fn resume_run(&self, kind: RunKind, folder: PathBuf) -> io::Result<()> {
        self.order(move || Msg::RunStarted(run_orders::resume_run(kind, &folder)))
    }

    /// Writes the tables of an evaluation into its folder.
    pub fn export_tables(&self, folder: PathBuf) -> io::Result<()> {
        self.order(move || Msg::RunAnswered(run_orders::export_tables(&folder)))
    }

    /// Starts a run.
    pub fn start_run(
        &self,
        kind: RunKind,
        arguments: Vec<OsString>,
        name: Option<PathBuf>,
        dataset: PathBuf,
    ) -> io::Result<()> {
        let runs = self.runs_folder.clone();
        self.order(move || {
            let started = run_orders::start_run(kind, arguments, runs.as_deref(), name.as_deref(), &dataset);
            Msg::RunStarted(started)
        })
    }

    /// Finds out what a training would take.
    pub fn estimate_run(&mut self, request: EstimateRequest) -> io::Result<()> {
        self.estimating = CancelSource::new();
        let cancel = self.estimating.token();
        self.order(move || {
            let result = run_orders::estimate_run(&request, cancel);
            Msg::RunEstimated { request, result }
        })
    }

    /// Finds out how busy the machine is.
    pub fn measure(&self, gpu: Option<u32>) -> io::Result<()> {
        let meter = self.meter.clone();
        // Looking for the driver's library takes its time.
        self.order(move || {
            let mut meter = meter.lock().unwrap_or_else(PoisonError::into_inner);
            Msg::Measured(meter.read(gpu))
        })
    }

    /// Keeps the state of the workbench in files of this folder.
    pub fn with_state_folder(mut self, folder: Option<PathBuf>) -> Self {
        self.state_folder = folder;
        self
    }

    /// Finds out in which state the workbench was left on `root`.
    pub fn restore_state(&self, root: PathBuf) -> io::Result<()> {
        let Some(folder) = self.state_folder.clone() else {
            return Ok(());
        };
        let facts = self.facts.clone();
        guarded::spawn("state", self.facts.clone(), move || {
            let message = match SavedState::read(&SavedState::file(&folder, &root)) {
                Ok(Some(state)) => Msg::StateRead {
                    root,
                    state: Box::new(state),
                },
                Ok(None) => return,
                Err(reason) => Msg::Warned(reason),
            };
            let _ = facts.send(message);
        })
    }

    /// Keeps the state of the workbench on `root`.
    pub fn save_state(&self, root: PathBuf, state: SavedState) -> io::Result<()> {
        let Some(folder) = self.state_folder.clone() else {
            return Ok(());
        };
        let facts = self.facts.clone();
        let turn = self.saving.clone();
        guarded::spawn("state", self.facts.clone(), move || {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(reason) = state.write(&SavedState::file(&folder, &root)) {
                let _ = facts.send(Msg::Warned(reason));
            }
        })
    }

    /// Keeps the last state before the program ends. Nobody is left to hear of a failure.
    pub fn save_at_end(&self, app: &App) {
        if let (Some(folder), Some(state)) = (&self.state_folder, changed_state(app)) {
            let _turn = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = state.write(&SavedState::file(folder, &app.about.root));
        }
    }

    /// Finds out which sessions there are.
    pub fn list_sessions(&self) -> io::Result<()> {
        self.order(|| Msg::SessionsListed(session_orders::list()))
    }

    /// Saves a session.
    pub fn save_session(&self, wish: SessionWish) -> io::Result<()> {
        let place = self.placement;
        self.order(move || Msg::SessionSaved(session_orders::save(wish, place)))
    }

    /// Finds dataset and model of a session.
    pub fn open_session(&mut self, path: PathBuf) -> io::Result<()> {
        self.finding = CancelSource::new();
        let cancel = self.finding.token();
        self.order(move || Msg::SessionOpened(session_orders::find(&path, &cancel)))
    }

    /// Asks something about sessions.
    pub fn ask_session(&self, task: SessionTask, arguments: Vec<OsString>) -> io::Result<()> {
        self.asked.ask(task, arguments, &self.facts)
    }

    /// Stops what was asked about sessions.
    pub fn stop_session_task(&self) {
        self.asked.stop();
    }

    /// Where the model runs, for sessions to say.
    pub fn with_placement(mut self, device: DeviceChoice, dtype: DtypeChoice) -> Self {
        self.placement = (device, dtype);
        self
    }

    /// Writes a picture of the screen.
    pub fn save_screen(&self, screen: ScreenPicture) -> io::Result<()> {
        self.order(move || Msg::ScreenSaved(screen_picture::save(&screen)))
    }

    /// Does something in a thread of its own and sends what came of it.
    fn order(&self, work: impl FnOnce() -> Msg + Send + 'static) -> io::Result<()> {
        let reports = self.facts.clone();
        guarded::spawn("run order", self.facts.clone(), move || {
            let _ = reports.send(work());
        })
    }

    /// Reads and understands a folder.
    pub fn open(&mut self, root: PathBuf) -> io::Result<()> {
        // Dropping the last one's ends its reading.
        self.opening = CancelSource::new();
        let first = self.opened * SAMPLES;
        self.opened += 1;
        let reports = self.facts.clone();
        let cancel = self.opening.token();
        guarded::spawn("dataset", self.facts.clone(), move || {
            let message = match guarded::attempt(|| dataset::open(&root, first, cancel)) {
                Ok(Ok(collection)) => Msg::DatasetOpened(Arc::new(collection)),
                Ok(Err(error)) => Msg::DatasetFailed(error.to_string()),
                Err(reason) => Msg::DatasetFailed(format!("reading the folder stopped by a bug: {reason}")),
            };
            let _ = reports.send(message);
        })
    }

    /// Makes thumbnails.
    pub fn make_thumbnails(&mut self, requests: Vec<ThumbnailRequest>) -> io::Result<()> {
        let thumbnailer = match &self.thumbnails {
            Some(running) => running,
            None => {
                let started = Thumbnailer::spawn(self.facts.clone(), self.thumbnail_folder.clone())?;
                self.thumbnails.insert(started)
            }
        };
        thumbnailer.make(requests);
        Ok(())
    }

    /// Reads map and score out of a kept detection.
    pub fn read_out(&mut self, request: ReadOutRequest) -> io::Result<()> {
        let reader = match &self.reader {
            Some(running) => running,
            None => {
                let started = Reader::spawn(self.facts.clone())?;
                self.reader.insert(started)
            }
        };
        reader.read_out(request);
        Ok(())
    }

    /// Loads a picture.
    pub fn load(&self, request: LoadRequest) {
        self.loader.load(request);
    }

    /// Encodes pictures.
    pub fn encode(&self, requests: Vec<EncodeRequest>) {
        self.encoder.encode(requests);
    }

    /// Runs the model.
    pub fn detect(&self, request: DetectionRequest) {
        self.detection.submit(request);
    }

    /// Stops the model.
    pub fn cancel_detection(&self) {
        self.detection.cancel();
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.asked.stop();
    }
}
