//! What the Train and the Evaluate screen have in common: runs looked at, asked, started, gone on with.

use crate::base::printable_path;
use crate::run::{Request, RunKind, RunState};
use crate::tui::app::form::{Field, Form, Given};
use crate::tui::app::train::{EstimateRequest, TrainEstimate};
use crate::tui::app::{App, RunLine, RunList, Screen};
use crate::tui::effect::Effect;
use crate::tui::msg::Timer;
use std::path::PathBuf;
use std::time::Duration;

/// How long the form must rest before it is estimated: a dataset's folder may have to be read for it.
const REST: Duration = Duration::from_millis(400);

/// The kind of run that the screen is about.
fn kind(app: &App) -> RunKind {
    match app.view.screen {
        Screen::Evaluate => RunKind::Evaluate,
        _ => RunKind::Train,
    }
}

fn list(app: &App, kind: RunKind) -> &RunList {
    match kind {
        RunKind::Train => &app.train.list,
        RunKind::Evaluate => &app.evaluate.list,
    }
}

fn list_mut(app: &mut App, kind: RunKind) -> &mut RunList {
    match kind {
        RunKind::Train => &mut app.train.list,
        RunKind::Evaluate => &mut app.evaluate.list,
    }
}

/// The runs that are followed.
fn followed(app: &App, kind: RunKind) -> Vec<PathBuf> {
    match kind {
        RunKind::Train => app.train.followed(),
        RunKind::Evaluate => app.evaluate.list.folder().into_iter().cloned().collect(),
    }
}

pub fn follow(app: &App, orders: &mut Vec<Effect>) {
    let kind = kind(app);
    orders.push(Effect::FollowRuns(kind, followed(app, kind)));
}

pub fn left(orders: &mut Vec<Effect>) {
    orders.push(Effect::RestRuns);
}

pub fn listed(app: &mut App, kind: RunKind, runs: Vec<RunLine>, orders: &mut Vec<Effect>) {
    let before = followed(app, kind);
    // Somebody else may have started one.
    let is_new = |run: &&RunLine| run.state.is_live() && app.jobs.iter().all(|job| job.folder != run.folder);
    let found = runs.iter().filter(is_new);
    orders.extend(found.map(|run| Effect::WatchJob(run.folder.clone())));
    match kind {
        RunKind::Train => app.train.list(runs),
        RunKind::Evaluate => app.evaluate.list(runs),
    }
    if followed(app, kind) != before {
        orders.push(Effect::FollowRuns(kind, followed(app, kind)));
    }
    orders.push(Effect::Draw);
}

/// Selects a run by its distance from the selected one.
pub fn step(app: &mut App, by: isize, orders: &mut Vec<Effect>) {
    let place = list(app, kind(app)).place().saturating_add_signed(by);
    select(app, place, orders);
}

pub fn select(app: &mut App, place: usize, orders: &mut Vec<Effect>) {
    let kind = kind(app);
    if list_mut(app, kind).select(place) {
        if kind == RunKind::Evaluate {
            app.evaluate.begin_anew();
        }
        follow(app, orders);
    }
}

/// What the selected run is doing.
fn state(app: &App) -> Option<RunState> {
    Some(list(app, kind(app)).selected()?.state)
}

pub fn pause(app: &mut App, orders: &mut Vec<Effect>) {
    match state(app) {
        Some(RunState::Running) => ask(app, Request::Pause, orders),
        Some(RunState::Paused) => ask(app, Request::Continue, orders),
        _ => app.status.info("only a run that works can rest"),
    }
}

pub fn stop(app: &mut App, orders: &mut Vec<Effect>) {
    match state(app) {
        Some(state) if state.is_live() => ask(app, Request::Stop, orders),
        _ => app
            .status
            .info("this run does not work: there is nothing to stop"),
    }
}

pub fn resume(app: &mut App, orders: &mut Vec<Effect>) {
    let kind = kind(app);
    let Some(folder) = list(app, kind).selected().map(|run| run.folder.clone()) else {
        return app.status.info("there is no run to go on with");
    };
    match state(app) {
        Some(RunState::Paused) => ask(app, Request::Continue, orders),
        Some(RunState::Running) => app.status.info("this run is at work"),
        Some(RunState::Finished) => app.status.info("this run has done everything"),
        Some(RunState::Stopped | RunState::Failed | RunState::Dead) | None => {
            app.status.info("starting the run again");
            orders.push(Effect::ResumeRun(kind, folder));
        }
    }
}

fn ask(app: &App, request: Request, orders: &mut Vec<Effect>) {
    if let Some(folder) = list(app, kind(app)).selected().map(|run| run.folder.clone()) {
        orders.push(Effect::AskRun { folder, request });
    }
}

pub fn answered(app: &mut App, answer: Result<String, String>, orders: &mut Vec<Effect>) {
    match answer {
        Ok(text) => app.status.info(text),
        Err(reason) => {
            orders.push(Effect::Log(reason.clone()));
            app.status.error(reason);
        }
    }
    if app.stopping > 0 {
        app.stopping -= 1;
        if app.stopping == 0 {
            orders.push(Effect::Quit);
        }
    }
    orders.push(Effect::Draw);
}

pub fn open_form(app: &mut App, orders: &mut Vec<Effect>) {
    let settings = &app.about.settings;
    let given = Given {
        dataset: if app.about.single {
            PathBuf::new()
        } else {
            app.about.root.clone()
        },
        backbone: app.about.model.backbone.clone(),
        prompts: app.about.model.prompts.clone(),
        image_size: settings.image_size,
        layers: settings.layers.clone(),
        top_k: settings.top_k,
    };
    app.form = Some(match kind(app) {
        RunKind::Train => Form::of_training(&given),
        RunKind::Evaluate => Form::of_evaluation(&given),
    });
    form_rests(app, orders);
}

pub fn step_field(app: &mut App, by: isize) {
    if let Some(form) = &mut app.form {
        form.step(by);
    }
}

pub fn edit(app: &mut App, orders: &mut Vec<Effect>, change: impl FnOnce(&mut Field)) {
    let Some(form) = &mut app.form else { return };
    let before = form.estimate_request();
    if let Some(field) = form.field() {
        change(field);
    }
    if form.estimate_request() != before {
        form.estimate = None;
        orders.push(Effect::StartTimer {
            timer: Timer::FormRests,
            after: REST,
        });
    }
}

pub fn form_rests(app: &mut App, orders: &mut Vec<Effect>) {
    let request = app.form.as_ref().and_then(Form::estimate_request);
    orders.extend(request.map(Effect::EstimateRun));
}

pub fn estimated(
    app: &mut App,
    request: &EstimateRequest,
    result: Result<TrainEstimate, String>,
    orders: &mut Vec<Effect>,
) {
    if let Some(form) = &mut app.form
        && form.estimate_request().as_ref() == Some(request)
    {
        form.estimate = Some(result);
        orders.push(Effect::Draw);
    }
}

pub fn start(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(form) = app.form.as_mut().filter(|form| !form.starting) else {
        return;
    };
    if let Some((place, fault)) = form.fault() {
        form.select(place);
        form.refusal = Some(fault);
        return;
    }
    form.starting = true;
    form.refusal = None;
    orders.push(Effect::StartRun {
        kind: form.kind,
        arguments: form.arguments(),
        name: form.name(),
        dataset: form.value("dataset").into(),
    });
}

pub fn started(app: &mut App, result: Result<PathBuf, String>, orders: &mut Vec<Effect>) {
    match result {
        Ok(folder) => {
            app.own_runs.insert(folder.clone());
            orders.push(Effect::WatchJob(folder.clone()));
            app.status.info(format!(
                "{} runs in a process of its own: it goes on when the workbench ends",
                printable_path(&folder)
            ));
            app.form = None;
            if matches!(app.view.screen, Screen::Train | Screen::Evaluate) {
                let kind = kind(app);
                list_mut(app, kind).select_folder(folder);
                app.evaluate.begin_anew();
                follow(app, orders);
            }
        }
        Err(reason) => {
            orders.push(Effect::Log(reason.clone()));
            match &mut app.form {
                Some(form) => {
                    form.starting = false;
                    form.refusal = Some(reason);
                }
                None => app.status.error(reason),
            }
        }
    }
    orders.push(Effect::Draw);
}
