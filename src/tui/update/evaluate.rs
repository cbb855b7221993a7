//! The Evaluate screen: a table followed, its classes gone through and opened.

use super::{dataset, jobs, listing, screens, selection, tree};
use crate::base::printable_path;
use crate::tui::app::evaluate::{EvaluationReport, OpenedClass};
use crate::tui::app::{App, SampleId, Screen, Sort};
use crate::tui::effect::Effect;
use std::collections::HashMap;
use std::sync::Arc;

pub fn reported(app: &mut App, report: Arc<EvaluationReport>, orders: &mut Vec<Effect>) {
    jobs::heard(app, &report.folder, report.state, orders);
    app.evaluate.report(report);
    orders.push(Effect::Draw);
}

/// Sets the threshold where the F1 of the class's images is greatest.
pub fn best_threshold(app: &mut App) {
    let found = app
        .evaluate
        .class()
        .and_then(|(_, class)| Some((class.image_f1_threshold?, class.name.clone())));
    match found {
        Some((threshold, class)) => {
            app.detections.threshold = threshold;
            app.status.info(format!(
                "threshold {threshold:.4}, where F1 of {class} is greatest"
            ));
        }
        None => app.status.info("F1 of this class is not defined"),
    }
}

pub fn move_threshold(app: &mut App, by: f32) {
    let moved = (app.detections.threshold + by).clamp(0.0, 1.0);
    app.detections.threshold = (moved * 100.0).round() / 100.0;
}

pub fn export(app: &mut App, orders: &mut Vec<Effect>) {
    match app.evaluate.selected_report() {
        Some(report) => orders.push(Effect::ExportTables(report.folder.clone())),
        None => app.status.info("there is no evaluation to export"),
    }
}

/// Shows the samples of the class in Browse with the scores of the evaluation, the most wrong first. Where another
/// dataset is open, the evaluation's takes its place.
pub fn open_class(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(((place, item), (_, class))) = app.evaluate.item().zip(app.evaluate.class()) else {
        return app.status.info("no class of this evaluation is done");
    };
    let Some(report) = app.evaluate.selected_report() else {
        return;
    };
    let opening = OpenedClass {
        root: item.dataset.root.clone(),
        class: class.name.clone(),
        scores: report
            .scored(place, &class.name)
            .map(|(line, score)| (line.image.clone(), score))
            .collect(),
    };
    screens::show(app, Screen::Browse, orders);
    if app.samples.collection().index().root == opening.root {
        show_class(app, opening, orders);
    } else {
        let root = opening.root.clone();
        app.evaluate.opening = Some(opening);
        dataset::open_another(app, root, orders);
    }
}

/// The dataset that a class was waiting for is open.
pub fn show_waiting(app: &mut App, orders: &mut Vec<Effect>) {
    let root = app.samples.collection().index().root.clone();
    if let Some(opening) = app.evaluate.opening.take_if(|opening| opening.root == root) {
        show_class(app, opening, orders);
    }
}

fn show_class(app: &mut App, opening: OpenedClass, orders: &mut Vec<Effect>) {
    let collection = app.samples.collection().clone();
    let ids: HashMap<String, SampleId> = collection
        .by_name()
        .iter()
        .filter_map(|id| Some((printable_path(&collection.get(*id)?.image), *id)))
        .collect();
    for (image, score) in &opening.scores {
        if let Some(id) = ids.get(image) {
            app.detections.adopt(*id, *score);
        }
    }
    app.filtering.put(format!("class:{}", opening.class));
    app.filtering.accept();
    app.samples.sort = Sort::Error;
    // The tree may have another class.
    tree::select(app, 0, orders);
    listing::relist(app, orders);
    selection::select(app, 0, orders);
    app.status.info(format!(
        "{}: the most wrong of the evaluation first; f changes the filter",
        opening.class
    ));
}
