//! The Sessions screen: saved, listed, opened, asked about.

use super::{dataset, prompt, state};
use crate::tui::app::{App, Level, OpenedSession, Purpose, SessionLine, SessionTask};
use crate::tui::effect::{Effect, SessionResult, SessionWish};
use std::path::{Path, PathBuf};

/// The screen is shown.
pub fn shown(orders: &mut Vec<Effect>) {
    orders.push(Effect::ListSessions);
}

pub fn listed(app: &mut App, list: Vec<SessionLine>, orders: &mut Vec<Effect>) {
    let before = app.sessions.selected.clone();
    app.sessions.fill(list);
    if app.sessions.selected != before || app.sessions.task.is_none() {
        ask(app, SessionTask::Show, orders);
    }
    orders.push(Effect::Draw);
}

pub fn step(app: &mut App, steps: isize, orders: &mut Vec<Effect>) {
    select(app, app.sessions.place().saturating_add_signed(steps), orders);
}

pub fn select(app: &mut App, place: usize, orders: &mut Vec<Effect>) {
    if app.sessions.select(place) {
        ask(app, SessionTask::Show, orders);
    }
}

/// Asks something about the selected session.
pub fn ask(app: &mut App, task: SessionTask, orders: &mut Vec<Effect>) {
    let Some(path) = app.sessions.selected_line().map(|line| line.path.clone()) else {
        return app.status.info("there is no session");
    };
    let arguments = match task {
        SessionTask::Show | SessionTask::Verify | SessionTask::Replay => vec![path.clone().into()],
        SessionTask::Diff => match app.sessions.marked.clone() {
            Some(marked) if marked != path => vec![marked.into(), path.clone().into()],
            _ => {
                return app
                    .status
                    .info("mark another session first: Space marks the one to compare with");
            }
        },
        SessionTask::Export => return start_export(app, &path),
    };
    app.sessions.ask(task, path);
    orders.push(Effect::AskSession { task, arguments });
}

/// Marks the selected session as the one to compare with, or no longer.
pub fn mark(app: &mut App) {
    let selected = app.sessions.selected.clone();
    app.sessions.marked = match app.sessions.marked == selected {
        true => None,
        false => selected,
    };
}

fn start_export(app: &mut App, path: &Path) {
    let name = path.with_extension("zip").file_name().map(PathBuf::from);
    let name = name.unwrap_or_default().to_string_lossy().into_owned();
    prompt::ask(app, Purpose::Export, name);
}

/// Packs the selected session into this file.
pub fn export(app: &mut App, file: &Path, orders: &mut Vec<Effect>) {
    let Some(path) = app.sessions.selected.clone() else {
        return;
    };
    let arguments = vec![path.clone().into(), "--out".into(), file.into()];
    app.sessions.ask(SessionTask::Export, path);
    orders.push(Effect::AskSession {
        task: SessionTask::Export,
        arguments,
    });
}

/// A line of an answer.
pub fn said(app: &mut App, level: Level, line: String, orders: &mut Vec<Effect>) {
    app.sessions.answer.push((level, line));
    orders.push(Effect::Draw);
}

/// An answer is complete.
pub fn answered(app: &mut App, failed: Option<String>, orders: &mut Vec<Effect>) {
    app.sessions.is_running = false;
    if let Some(reason) = failed {
        app.status.error(reason);
    }
    orders.push(Effect::Draw);
}

/// Stops an answer that takes long.
pub fn stop(app: &mut App, orders: &mut Vec<Effect>) {
    if app.sessions.is_running {
        app.sessions.is_running = false;
        app.sessions.answer.push((Level::Warning, "stopped".to_owned()));
        orders.push(Effect::StopSessionTask);
    }
}

/// Asks how the session is to be called.
pub fn start_save(app: &mut App) {
    if app.detections.scores().next().is_none() {
        return app
            .status
            .info("there is nothing to save yet: a session holds pictures with their scores");
    }
    prompt::ask(app, Purpose::SaveSession, String::new());
}

/// Saves what the workbench holds: the pictures of this dataset that have a score.
pub fn save(app: &mut App, name: Option<PathBuf>, orders: &mut Vec<Effect>) {
    let collection = app.samples.collection().clone();
    let mut results: Vec<SessionResult> = app
        .detections
        .scores()
        .filter(|(id, _)| collection.get(*id).is_some())
        .map(|(id, score)| SessionResult {
            id,
            score,
            outcome: app.detections.result(id).map(|result| result.outcome.clone()),
        })
        .collect();
    results.sort_by_key(|result| result.id);
    app.status.info("saving the session: every input is hashed");
    orders.push(Effect::SaveSession(Box::new(SessionWish {
        name,
        single: app.about.single,
        root: app.about.root.clone(),
        files: app.about.model.clone(),
        settings: app.about.settings.clone(),
        is_demo: app.about.is_demo,
        threshold: app.detections.threshold,
        collection,
        results,
        state: state::saved(app),
    })));
}

pub fn saved(app: &mut App, result: Result<PathBuf, String>, orders: &mut Vec<Effect>) {
    match result {
        Ok(path) => {
            app.status
                .info(format!("saved {}", crate::base::printable_path(&path)));
            app.sessions.selected = Some(path);
            app.sessions.task = None;
            orders.push(Effect::ListSessions);
        }
        Err(reason) => {
            orders.push(Effect::Log(reason.clone()));
            app.status.error(reason);
        }
    }
    orders.push(Effect::Draw);
}

/// Opens the selected session where it was left.
pub fn open(app: &mut App, orders: &mut Vec<Effect>) {
    match app.sessions.selected_line() {
        Some(line) => {
            orders.push(Effect::OpenSession(line.path.clone()));
            app.status
                .info("looking for the dataset and the model of the session");
        }
        None => app.status.info("there is no session"),
    }
}

/// The session's dataset and model have been found. The model comes first: scores are taken up for it alone.
pub fn opened(app: &mut App, result: Result<Box<OpenedSession>, String>, orders: &mut Vec<Effect>) {
    match result {
        Ok(session) => {
            let files = session.files.clone();
            app.sessions.opening = Some(*session);
            match files == app.about.model && app.about.compared.is_none() {
                true => go_on(app, orders),
                false => orders.push(Effect::ReadModel {
                    files,
                    compared: None,
                }),
            }
        }
        Err(reason) => {
            orders.push(Effect::Log(reason.clone()));
            app.status.error(reason);
        }
    }
    orders.push(Effect::Draw);
}

/// Goes on with a session that is being opened, when its model is in use.
pub fn go_on(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(root) = app.sessions.opening.as_ref().map(|session| session.root.clone()) else {
        return;
    };
    match root == app.about.root && !app.samples.collection().is_empty() {
        true => drop(take_up(app, orders)),
        false => dataset::open_another(app, root, orders),
    }
}

/// Takes up what the session showed, when its dataset is open; whether there is one.
pub fn take_up(app: &mut App, orders: &mut Vec<Effect>) -> bool {
    let Some(session) = app
        .sessions
        .opening
        .take_if(|session| session.root == app.about.root)
    else {
        return false;
    };
    state::restore(app, session.state, orders);
    let name = crate::base::printable_path(&session.path);
    app.status.info(format!("opened the session {name}"));
    true
}
