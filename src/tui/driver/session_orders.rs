//! What is done about sessions, each in a thread of its own: listed, saved, opened, and asked about by the command line's own
//! words, in a process of its own.

use super::guarded;
use crate::base::{CancelSource, CancelToken, printable, printable_path};
use crate::dataset::Split;
use crate::detector::ModelFiles;
use crate::engine::{DeviceChoice, DtypeChoice, ModelChoice};
use crate::evaluate::metrics::Preset;
use crate::run::{Reading, RunTimes, now, rfc3339};
use crate::session::{
    Draft, ImageRecord, Overrides, Session, SessionDataset, SessionKind, Sources, command_line,
    default_sessions_folder, open, place_for_session, sessions_folders, sessions_in, write,
};
use crate::tui::app::{Level, OpenedSession, SessionAbout, SessionLine, SessionTask};
use crate::tui::effect::SessionWish;
use crate::tui::msg::Msg;
use crate::tui::saved_state::SavedState;
use crossbeam_channel::Sender;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// The sessions of all folders.
pub fn list() -> Vec<SessionLine> {
    let mut lines = Vec::new();
    for folder in sessions_folders() {
        for found in sessions_in(&folder) {
            lines.push(match found {
                Ok(opened) => line(&opened.path, Ok(about(&opened.session))),
                Err(error) => line(
                    &folder.join(broken_name(&error.to_string())),
                    Err(error.to_string()),
                ),
            });
        }
    }
    lines
}

fn line(path: &Path, about: Result<SessionAbout, String>) -> SessionLine {
    SessionLine {
        name: path
            .file_stem()
            .map_or_else(String::new, |name| printable_path(Path::new(name))),
        path: path.to_owned(),
        about,
    }
}

/// The file that an error names first, which is how every error of a session begins.
fn broken_name(error: &str) -> String {
    let name = error.split([':', ' ']).next().unwrap_or_default();
    Path::new(name)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn about(session: &Session) -> SessionAbout {
    let saved = session.times.ended.as_ref().unwrap_or(&session.times.started);
    SessionAbout {
        saved: saved.clone(),
        pictures: session.images.len(),
        dataset: session.dataset.record.name.clone(),
    }
}

/// Saves what the workbench holds; the file.
pub fn save(wish: SessionWish, (device, dtype): (DeviceChoice, DtypeChoice)) -> Result<PathBuf, String> {
    let folder =
        default_sessions_folder().ok_or("there is no folder for sessions: neither ./sessions nor a home")?;
    let index = wish.collection.index();
    let subject = wish
        .root
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let file = place_for_session(&folder, wish.name.as_deref(), &subject);
    if file.exists() {
        return Err(format!(
            "{} exists already: choose another name",
            printable_path(&file)
        ));
    }
    let root = index.root.clone();
    let dataset = match wish.single {
        true => SessionDataset::of_files(&root, wish.results.len()),
        false => SessionDataset::of_index(index, &Reading::default(), Split::Test),
    };
    let images = wish.results.iter().filter_map(|result| {
        let blank = ImageRecord::of_sample(wish.collection.get(result.id)?);
        Some(match &result.outcome {
            Some(outcome) => blank.with_detection(&outcome.detection, &outcome.notes),
            None => blank.with_score(result.score),
        })
    });
    let mut draft = Draft {
        kind: SessionKind::Workbench,
        parent: None,
        command_line: command_line(),
        times: RunTimes {
            started: rfc3339(now()),
            resumed: Vec::new(),
            ended: None,
            seconds: BTreeMap::new(),
        },
        model: ModelChoice {
            files: wish.files.clone(),
            defaults: wish.settings.clone(),
            is_demo: wish.is_demo,
        },
        settings: wish.settings.clone(),
        placement: device.place(dtype).map_err(|error| error.to_string())?,
        batch: NonZeroUsize::MIN,
        preset: Preset::default(),
        threshold: Some(wish.threshold),
        dataset,
        root,
        ui: toml::Table::try_from(&wish.state).map_err(|error| error.to_string())?,
    };
    let cancel = CancelSource::new();
    // The scores stand with their pictures.
    draft.ui.remove("scores");
    let session = draft
        .record(images.collect(), Vec::new(), &cancel.token())
        .map_err(|error| error.to_string())?;
    write(&session, &file).map_err(|error| error.to_string())?;
    Ok(file)
}

/// Finds dataset and model of a session, and the workbench as it was left: as the session says, or, of one that no workbench
/// made, with its scores and its first picture.
pub fn find(path: &Path, cancel: &CancelToken) -> Result<Box<OpenedSession>, String> {
    let opened = open(path).map_err(|error| error.to_string())?;
    let session = opened.session;
    let sources =
        Sources::find(&session, &Overrides::default(), cancel).map_err(|error| error.to_string())?;
    let (root, files) = sources.require().map_err(|error| error.to_string())?;
    let mut state = match session.ui.is_empty() {
        true => SavedState::new(),
        false => session
            .ui
            .clone()
            .try_into()
            .map_err(|error| format!("{}: [ui]: {error}", printable_path(path)))?,
    };
    state.threshold = session.thresholds.score.or(state.threshold);
    let name = |image: &ImageRecord| printable_path(&image.path);
    if state.selected.is_none() {
        state.selected = session.images.first().map(name);
        state.detected = state.selected.is_some();
    }
    state.scores = session
        .images
        .iter()
        .filter_map(|image| Some((name(image), image.score?)))
        .collect();
    state.model.backbone = files.backbone.clone();
    state.model.prompts = files.prompts.clone();
    Ok(Box::new(OpenedSession {
        path: path.to_owned(),
        root,
        files: ModelFiles { ..files },
        state,
    }))
}

/// The process that answers, while it does.
#[derive(Debug, Clone, Default)]
pub struct Asked(Arc<Mutex<Option<Child>>>);

impl Asked {
    /// Asks the command line in a process of its own; its lines come as messages. Whatever was asked before is stopped.
    pub fn ask(&self, task: SessionTask, arguments: Vec<OsString>, facts: &Sender<Msg>) -> io::Result<()> {
        self.stop();
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["session", task.name()])
            .args(arguments)
            // What the user likes for machines is not for the screen.
            .env_remove("VIP2CLIP_JSON")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (out, talk) = (child.stdout.take(), child.stderr.take());
        let mine = child.id();
        *self.lock() = Some(child);
        let asked = self.clone();
        let reports = facts.clone();
        guarded::spawn("session", facts.clone(), move || {
            forward(out, Level::Info, &reports);
            let last = forward(talk, Level::Warning, &reports);
            asked.end(mine, last, &reports);
        })
    }

    /// Stops what was asked.
    pub fn stop(&self) {
        if let Some(mut child) = self.lock().take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The process has said everything: says how it ended, unless another was asked meanwhile.
    fn end(&self, mine: u32, last: Option<String>, facts: &Sender<Msg>) {
        let Some(mut child) = self.lock().take_if(|child| child.id() == mine) else {
            return;
        };
        let failed = match child.wait() {
            // 1: it says itself what does not agree.
            Ok(status) if matches!(status.code(), Some(0 | 1)) => None,
            Ok(status) => Some(last.unwrap_or_else(|| format!("it ended with {status}"))),
            Err(error) => Some(error.to_string()),
        };
        let _ = facts.send(Msg::SessionAnswered(failed));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends every line; the last one.
fn forward(from: Option<impl Read>, level: Level, facts: &Sender<Msg>) -> Option<String> {
    let mut last = None;
    for line in BufReader::new(from?).lines().map_while(Result::ok) {
        let line = printable(&line).into_owned();
        let _ = facts.send(Msg::SessionSaid(level, line.clone()));
        last = Some(line);
    }
    last
}
