//! The Train screen: runs followed, asked and started.

use super::screens;
use crate::base::printable_path;
use crate::detector::ModelFiles;
use crate::run::{Request, RunState};
use crate::tui::app::train::{EstimateRequest, Field, Form, Given, RunLine, RunReport, TrainEstimate};
use crate::tui::app::{App, Screen};
use crate::tui::effect::Effect;
use crate::tui::msg::Timer;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long the form must rest before it is estimated: a dataset's folder may have to be read for it.
const REST: Duration = Duration::from_millis(400);

pub fn entered(app: &mut App, orders: &mut Vec<Effect>) {
    orders.push(Effect::FollowRuns(app.train.followed()));
}

pub fn left(orders: &mut Vec<Effect>) {
    orders.push(Effect::RestRuns);
}

/// Esc closes the form first; whether there was one.
pub fn back(app: &mut App) -> bool {
    app.train.form.take().is_some()
}

pub fn listed(app: &mut App, runs: Vec<RunLine>, orders: &mut Vec<Effect>) {
    let before = app.train.followed();
    app.train.list(runs);
    if app.train.followed() != before {
        orders.push(Effect::FollowRuns(app.train.followed()));
    }
    orders.push(Effect::Draw);
}

pub fn reported(app: &mut App, report: Arc<RunReport>, orders: &mut Vec<Effect>) {
    app.train.report(report);
    orders.push(Effect::Draw);
}

pub fn select(app: &mut App, place: usize, orders: &mut Vec<Effect>) {
    if app.train.select(place) {
        orders.push(Effect::FollowRuns(app.train.followed()));
    }
}

pub fn overlay(app: &mut App, orders: &mut Vec<Effect>) {
    app.train.toggle_overlay();
    orders.push(Effect::FollowRuns(app.train.followed()));
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
    let Some(folder) = app.train.selected().map(|run| run.folder.clone()) else {
        return app.status.info("there is no run to go on with");
    };
    match state(app) {
        Some(RunState::Paused) => ask(app, Request::Continue, orders),
        Some(RunState::Running) => app.status.info("this run is at work"),
        Some(RunState::Finished) => app.status.info("this run has done all its epochs"),
        Some(RunState::Stopped | RunState::Failed | RunState::Dead) | None => {
            app.status.info("starting the run again");
            orders.push(Effect::ResumeRun(folder));
        }
    }
}

fn state(app: &App) -> Option<RunState> {
    app.train.selected()?.state
}

fn ask(app: &mut App, request: Request, orders: &mut Vec<Effect>) {
    if let Some(folder) = app.train.selected().map(|run| run.folder.clone()) {
        orders.push(Effect::AskRun { folder, request });
    }
}

pub fn answered(app: &mut App, answer: Result<String, String>, orders: &mut Vec<Effect>) {
    match answer {
        Ok(text) => app.status.info(text),
        Err(reason) => refused(app, reason, orders),
    }
    orders.push(Effect::Draw);
}

fn refused(app: &mut App, reason: String, orders: &mut Vec<Effect>) {
    orders.push(Effect::Log(reason.clone()));
    app.status.error(reason);
}

/// Detects with the run's checkpoint from here on: the best where the run knows it, else the newest.
pub fn use_checkpoint(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(report) = app.train.selected_report() else {
        return app.status.info("there is no run");
    };
    let Some(prompts) = report.best.clone().or_else(|| report.checkpoint.clone()) else {
        return app
            .status
            .info("the run has no checkpoint before its first epoch is done");
    };
    let backbone = report.backbone.clone();
    orders.push(Effect::UseModel(ModelFiles { backbone, prompts }));
    screens::show(app, Screen::Inspect, orders);
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
        image_size: settings.image_size,
        layers: settings.layers.clone(),
        top_k: settings.top_k,
    };
    app.train.form = Some(Form::new(&given));
    form_rests(app, orders);
}

pub fn step_field(app: &mut App, by: isize) {
    if let Some(form) = &mut app.train.form {
        form.step(by);
    }
}

pub fn edit(app: &mut App, orders: &mut Vec<Effect>, change: impl FnOnce(&mut Field)) {
    let Some(form) = &mut app.train.form else { return };
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
    let request = app.train.form.as_ref().and_then(Form::estimate_request);
    orders.extend(request.map(Effect::EstimateRun));
}

pub fn estimated(
    app: &mut App,
    request: &EstimateRequest,
    result: Result<TrainEstimate, String>,
    orders: &mut Vec<Effect>,
) {
    if let Some(form) = &mut app.train.form
        && form.estimate_request().as_ref() == Some(request)
    {
        form.estimate = Some(result);
        orders.push(Effect::Draw);
    }
}

pub fn start(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(form) = app.train.form.as_mut().filter(|form| !form.starting) else {
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
        arguments: form.arguments(),
        name: form.name(),
        dataset: form.value("dataset").into(),
    });
}

pub fn started(app: &mut App, result: Result<PathBuf, String>, orders: &mut Vec<Effect>) {
    match result {
        Ok(folder) => {
            app.status.info(format!(
                "{} runs in a process of its own: it goes on when the workbench ends",
                printable_path(&folder)
            ));
            app.train.form = None;
            app.train.select_folder(folder);
            if app.view.screen == Screen::Train {
                entered(app, orders);
            }
        }
        Err(reason) => {
            orders.push(Effect::Log(reason.clone()));
            match &mut app.train.form {
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
