//! The state of the workbench, kept on disk and taken up again.

use super::{compare, detection, listing, selection};
use crate::detector::ModelFiles;
use crate::tui::app::{App, SampleId};
use crate::tui::effect::Effect;
use crate::tui::msg::Timer;
use crate::tui::saved_state::{SavedInspect, SavedModel, SavedRuns, SavedState};
use std::collections::HashMap;
use std::time::Duration;

/// How long nothing must have been done before the state is saved.
const REST: Duration = Duration::from_secs(1);

/// The user has done something.
pub fn touched(app: &App, orders: &mut Vec<Effect>) {
    if is_kept(app) {
        orders.push(Effect::StartTimer {
            timer: Timer::StateRests,
            after: REST,
        });
    }
}

/// Whether there is something worth keeping: a folder that has been read.
fn is_kept(app: &App) -> bool {
    !app.about.single && !app.samples.collection().is_empty()
}

/// Orders what differs from what was saved last.
pub fn rests(app: &mut App, orders: &mut Vec<Effect>) {
    if let Some(state) = changed(app) {
        app.saved = Some(state.clone());
        orders.push(Effect::SaveState {
            root: app.about.root.clone(),
            state: Box::new(state),
        });
    }
}

/// The state, if it is not what was saved last.
pub fn changed(app: &App) -> Option<SavedState> {
    let state = is_kept(app).then(|| saved(app))?;
    (app.saved.as_ref() != Some(&state)).then_some(state)
}

/// The state as it is kept.
pub fn saved(app: &App) -> SavedState {
    let collection = app.samples.collection();
    let name = |id: SampleId| collection.name(id);
    let is_here = |id: &SampleId| collection.get(*id).is_some();
    let selected = app.samples.selected_id();
    let inspect = &app.inspect;
    SavedState {
        root: app.about.root.to_string_lossy().into_owned(),
        screen: app.view.screen,
        selected: selected.map(name),
        detected: selected.is_some_and(|id| app.detections.result(id).is_some()),
        filter: app.filtering.text().to_owned(),
        sort: app.samples.sort,
        grid: app.view.grid,
        tree_hidden: app.tree.hidden,
        pane: Some(app.view.pane),
        enlarged: app.view.enlarged,
        mask: app.pictures.mask_style,
        theme: app.view.theme.name.clone(),
        threshold: Some(app.detections.threshold),
        inspect: SavedInspect {
            pane: Some(inspect.pane),
            zoom: inspect.zoom,
            cursor: Some(inspect.cursor),
            opacity: Some(inspect.opacity),
            colormap: inspect.colormap,
            normalisation: inspect.normalisation,
            prompt: Some(inspect.prompt),
            head: inspect.head,
            hides_marks: !inspect.marks,
            sigma: Some(inspect.knobs.sigma),
            top_k: Some(inspect.knobs.top_k),
            temperature: Some(inspect.knobs.temperature),
        },
        runs: SavedRuns {
            training: app.train.list.folder().cloned(),
            overlaid: app.train.overlaid().cloned().collect(),
            chart: app.train.chart,
            evaluation: app.evaluate.list.folder().cloned(),
            plot: app.evaluate.plot,
        },
        model: SavedModel {
            backbone: app.about.model.backbone.clone(),
            prompts: app.about.model.prompts.clone(),
            compared: app.about.compared.clone(),
        },
        marks: app.annotations.marked().filter(is_here).map(name).collect(),
        notes: app
            .annotations
            .notes()
            .filter(|(id, _)| is_here(id))
            .map(|(id, note)| (name(id), note.to_owned()))
            .collect(),
        scores: app
            .detections
            .scores()
            .filter(|(id, _)| is_here(id))
            .map(|(id, score)| (name(id), score))
            .collect(),
        ..SavedState::new()
    }
}

/// Takes up what was left. What the user has named on the command line stands.
pub fn restore(app: &mut App, state: SavedState, orders: &mut Vec<Effect>) {
    look(app, &state);
    inspect(app, &state.inspect);
    runs(app, &state.runs);
    let ids = named(app, &state);
    let id = |name: &str| ids.get(name).copied();
    for marked in state.marks.iter().filter_map(|name| id(name)) {
        app.annotations.set(marked, true);
    }
    for (name, note) in &state.notes {
        if let Some(id) = id(name) {
            app.annotations.note(id, note);
        }
    }
    let model = ModelFiles {
        backbone: state.model.backbone.clone(),
        prompts: state.model.prompts.clone(),
    };
    let is_same_model = model == app.about.model;
    if is_same_model {
        for (name, score) in &state.scores {
            if let Some(id) = id(name) {
                app.detections.adopt(id, *score);
            }
        }
    }
    app.filtering.put(state.filter.clone());
    app.filtering.accept();
    listing::relist(app, orders);
    if let Some(selected) = state.selected.as_deref().and_then(id)
        && let Some(place) = app.samples.from(0).iter().position(|shown| *shown == selected)
    {
        selection::select(app, place, orders);
        if is_same_model && state.model.compared.is_some() {
            compare::with(app, state.model.compared.clone(), orders);
        } else if is_same_model && state.detected {
            detection::detect_selected(app, orders);
        }
    }
    super::screens::show(app, state.screen, orders);
    app.status.info("as it was left; --fresh begins anew");
    app.saved = Some(state);
    orders.push(Effect::DrawAll);
}

fn look(app: &mut App, state: &SavedState) {
    app.samples.sort = state.sort;
    app.view.grid = state.grid;
    app.tree.hidden = state.tree_hidden;
    app.view.pane = state.pane.unwrap_or(app.view.pane);
    app.view.enlarged = state.enlarged;
    app.pictures.mask_style = state.mask;
    if !app.about.given.theme {
        app.view.use_theme(&state.theme);
    }
    if let Some(threshold) = state
        .threshold
        .filter(|threshold| (0.0..=1.0).contains(threshold))
        && !app.about.given.threshold
    {
        app.detections.threshold = threshold;
    }
}

/// Runs that are gone by now go with the next list.
fn runs(app: &mut App, state: &SavedRuns) {
    app.train.chart = state.chart;
    app.train.overlay(state.overlaid.iter().cloned());
    app.evaluate.plot = state.plot;
    if let Some(folder) = &state.training {
        app.train.list.select_folder(folder.clone());
    }
    if let Some(folder) = &state.evaluation {
        app.evaluate.list.select_folder(folder.clone());
    }
}

/// Numbers come from a file that anybody can have edited.
fn inspect(app: &mut App, state: &SavedInspect) {
    let panes = app.inspect_rows().concat();
    let inspect = &mut app.inspect;
    let within = |value: Option<f32>, low: f32, high: f32| value.filter(|value| (low..=high).contains(value));
    inspect.pane = state
        .pane
        .filter(|pane| panes.contains(pane))
        .unwrap_or(inspect.pane);
    for _ in 0..state.zoom.min(8) {
        inspect.zoom(true);
    }
    if let Some((x, y)) = state.cursor
        && (0.0..1.0).contains(&x)
        && (0.0..1.0).contains(&y)
    {
        inspect.set_cursor((x, y));
    }
    inspect.opacity = within(state.opacity, 0.0, 1.0).unwrap_or(inspect.opacity);
    inspect.colormap = state.colormap;
    inspect.normalisation = state.normalisation;
    inspect.prompt = state.prompt.unwrap_or(inspect.prompt);
    inspect.head = state.head.filter(|head| *head < crate::detector::HEADS);
    inspect.marks = !state.hides_marks;
    let knobs = &mut inspect.knobs;
    knobs.sigma = within(state.sigma, 0.0, super::inspect::MOST_BLUR).unwrap_or(knobs.sigma);
    knobs.top_k = state.top_k.filter(|k| *k > 0).unwrap_or(knobs.top_k);
    knobs.temperature = within(state.temperature, 0.01, 1.0).unwrap_or(knobs.temperature);
}

/// The samples that the state speaks of, by name.
fn named(app: &App, state: &SavedState) -> HashMap<String, SampleId> {
    let spoken_of =
        state.marks.len() + state.notes.len() + state.scores.len() + usize::from(state.selected.is_some());
    if spoken_of == 0 {
        return HashMap::new();
    }
    let collection = app.samples.collection();
    collection
        .by_name()
        .iter()
        .map(|id| (collection.name(*id), *id))
        .collect()
}
