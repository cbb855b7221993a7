//! Detections: asked for, followed, ended.

use super::selection::REST;
use super::{batch, listing};
use crate::engine::{DetectionEvent, DetectionOutcome, DetectionRequest, RequestId};
use crate::tui::app::{App, SampleId};
use crate::tui::effect::Effect;
use crate::tui::msg::Timer;
use std::sync::Arc;

pub fn detect_selected(app: &mut App, orders: &mut Vec<Effect>) {
    let running = app.detections.running().map(|running| running.sample);
    match app.samples.selected_id() {
        Some(sample) if running == Some(sample) => app.status.info("this detection is running already"),
        Some(sample) => drop(detect(app, sample, orders)),
        None => app.status.info("there is no picture to detect on"),
    }
}

/// Asks for a detection, in place of the one that runs; what it is called.
pub fn detect(app: &mut App, sample: SampleId, orders: &mut Vec<Effect>) -> Option<RequestId> {
    let path = app.samples.collection().path(sample)?;
    let id = app.detections.begin(sample);
    orders.push(Effect::Detect(DetectionRequest { id, path }));
    orders.push(Effect::Draw);
    Some(id)
}

pub fn cancel(app: &mut App, orders: &mut Vec<Effect>) {
    match app.detections.running() {
        Some(_) => {
            batch::stop(app);
            orders.push(Effect::CancelDetection);
        }
        None => app.status.info("no detection is running"),
    }
}

pub fn toggle_auto(app: &mut App, orders: &mut Vec<Effect>) {
    app.detections.auto = !app.detections.auto;
    if app.detections.auto {
        app.status
            .info("auto: a detection starts whenever the selection rests");
        orders.push(Effect::StartTimer {
            timer: Timer::SelectionRests,
            after: REST,
        });
    } else {
        app.status.info("auto off: d or Enter starts a detection");
    }
}

pub fn selection_rests(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(sample) = app.samples.selected_id().filter(|_| app.detections.auto) else {
        return;
    };
    let running = app
        .detections
        .running()
        .is_some_and(|running| running.sample == sample);
    let known = app.detections.result(sample).is_some() || app.detections.failure(sample).is_some();
    if !running && !known {
        detect(app, sample, orders);
    }
}

pub fn reported(app: &mut App, event: DetectionEvent, orders: &mut Vec<Effect>) {
    match event {
        DetectionEvent::Progress { id, stage } => {
            if !app.detections.advance(id, stage) {
                return;
            }
        }
        DetectionEvent::Done { id, outcome } => {
            done(app, id, outcome);
            listing::relist_for_score(app, orders);
        }
        DetectionEvent::Failed { id, failure } => failed(app, id, failure.to_string(), orders),
        DetectionEvent::Cancelled { id } => {
            // A request that a newer one superseded ends without a word.
            let was_running = app.detections.running().is_some_and(|running| running.id == id);
            app.detections.end(id);
            match &mut app.detections.batch {
                Some(batch) => batch.put_back(id),
                None if was_running && app.status.message().is_none() => app.status.info("detection stopped"),
                None => {}
            }
        }
    }
    batch::go_on(app, orders);
    orders.push(Effect::Draw);
}

fn done(app: &mut App, id: RequestId, outcome: Arc<DetectionOutcome>) {
    if let Some(batch) = &mut app.detections.batch {
        batch.finish(id, outcome.took());
    }
    // What others bring must not push out what is looked at.
    if let Some(selected) = app.samples.selected_id() {
        app.detections.touch(selected);
    }
    app.detections.finish(id, outcome);
}

fn failed(app: &mut App, id: RequestId, reason: String, orders: &mut Vec<Effect>) {
    let Some(sample) = app.detections.fail(id, reason.clone()) else {
        return;
    };
    if let Some(batch) = &mut app.detections.batch {
        batch.fail(id);
    }
    let name = app.samples.collection().name(sample);
    orders.push(Effect::Log(format!("{name}: {reason}")));
    app.status.error(format!("{name}: {reason}"));
}
