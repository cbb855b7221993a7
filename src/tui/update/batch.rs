//! Detections on many samples.

use super::detection;
use crate::tui::app::{App, Batch, SampleId};
use crate::tui::content::counted;
use crate::tui::effect::Effect;

/// Begins with the marked samples, or with all that are listed where none is marked; what has a score already is left out.
pub fn start(app: &mut App, orders: &mut Vec<Effect>) {
    if app.detections.batch.is_some() {
        return app
            .status
            .info("detections on many pictures are running already: x stops them");
    }
    let marked: Vec<SampleId> = app
        .annotations
        .marked()
        .filter(|id| app.samples.collection().get(*id).is_some())
        .collect();
    let (all, what) = match marked.is_empty() {
        true => (app.samples.from(0).to_vec(), "listed"),
        false => (marked, "marked"),
    };
    let wanted: Vec<SampleId> = all
        .iter()
        .copied()
        .filter(|id| app.detections.score(*id).is_none())
        .collect();
    if wanted.is_empty() {
        let count = counted(all.len(), "picture has its score", "pictures have their scores");
        return app.status.info(format!("nothing to do: {what}, {count} already"));
    }
    app.status.info(format!(
        "detecting on {} that {} {what}: x stops",
        counted(wanted.len(), "picture", "pictures"),
        if wanted.len() == 1 { "is" } else { "are" },
    ));
    app.detections.batch = Some(Batch::new(wanted));
    go_on(app, orders);
}

/// Takes the next sample if nothing runs; says how it went when there is none.
pub fn go_on(app: &mut App, orders: &mut Vec<Effect>) {
    if app.detections.running().is_some() {
        return;
    }
    let Some(batch) = &mut app.detections.batch else {
        return;
    };
    if let Some(sample) = batch.take_next() {
        if let Some(id) = detection::detect(app, sample, orders)
            && let Some(batch) = &mut app.detections.batch
        {
            batch.asked(id, sample);
        }
    } else if batch.is_over() {
        let words = summary(batch);
        app.detections.batch = None;
        app.status.info(words.clone());
        orders.push(Effect::Notify(words));
    }
}

/// Stops for good.
pub fn stop(app: &mut App) {
    if let Some(batch) = app.detections.batch.take() {
        let (done, total) = batch.progress();
        app.status
            .info(format!("stopped: {done} of {total} pictures are done"));
    }
}

fn summary(batch: &Batch) -> String {
    let (done, _) = batch.progress();
    let count = counted(done, "picture", "pictures");
    match batch.failed() {
        0 => format!("{count} detected on"),
        failed => format!("{count} detected on, {failed} of them failed"),
    }
}
