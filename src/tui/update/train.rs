//! The Train screen: curves followed, laid over each other, and a checkpoint taken from them.

use super::{jobs, runs, screens};
use crate::detector::ModelFiles;
use crate::tui::app::train::RunReport;
use crate::tui::app::{App, Screen};
use crate::tui::effect::Effect;
use std::sync::Arc;

pub fn reported(app: &mut App, report: Arc<RunReport>, orders: &mut Vec<Effect>) {
    jobs::heard(app, &report.folder, report.state, orders);
    app.train.report(report);
    orders.push(Effect::Draw);
}

pub fn overlay(app: &mut App, orders: &mut Vec<Effect>) {
    app.train.toggle_overlay();
    runs::follow(app, orders);
}

/// Detects with the run's checkpoint from here on: the best where the run knows it, else the newest.
pub fn use_checkpoint(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(files) = checkpoint(app) else { return };
    orders.push(Effect::ReadModel {
        files,
        compared: None,
    });
    screens::show(app, Screen::Inspect, orders);
}

/// Backbone and checkpoint of the selected run: the best where the run knows it, else the newest. Says so where there is none.
pub fn checkpoint(app: &mut App) -> Option<ModelFiles> {
    let Some(report) = app.train.selected_report() else {
        app.status.info("there is no run");
        return None;
    };
    let Some(prompts) = report.best.clone().or_else(|| report.checkpoint.clone()) else {
        app.status
            .info("the run has no checkpoint before its first epoch is done");
        return None;
    };
    Some(ModelFiles {
        backbone: report.backbone.clone(),
        prompts,
    })
}
