//! Which picture is selected.

use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Timer;
use std::time::Duration;

/// How long the selection must rest before a detection starts by itself: longer than between two presses of a key
/// that is held down, shorter than a pause.
pub const REST: Duration = Duration::from_millis(250);

pub fn step(app: &mut App, steps: isize, orders: &mut Vec<Effect>) {
    if app.samples.step(steps) {
        changed(app, orders);
    }
}

/// Steps by whole rows of the grid; from the last but one row into a last row that is shorter, to its end.
pub fn step_row(app: &mut App, rows: isize, orders: &mut Vec<Effect>) {
    let columns = app
        .areas()
        .and_then(|areas| areas.grid)
        .map_or(1, |grid| grid.columns);
    let columns = usize::from(columns.max(1));
    let here = app.samples.place();
    let last_row = app.samples.len().saturating_sub(1) / columns;
    if let Some(row) = (here / columns).checked_add_signed(rows)
        && row <= last_row
    {
        select(app, row * columns + here % columns, orders);
    }
}

pub fn half_page(app: &mut App, direction: isize, orders: &mut Vec<Effect>) {
    let rows = app.areas().map_or(1, |areas| areas.half_page());
    step(app, direction * isize::try_from(rows).unwrap_or(1), orders);
}

pub fn select(app: &mut App, place: usize, orders: &mut Vec<Effect>) {
    if app.samples.select(place) {
        changed(app, orders);
    }
}

/// Another picture is selected.
pub fn changed(app: &mut App, orders: &mut Vec<Effect>) {
    app.view.details_scroll = 0;
    let Some(sample) = app.samples.selected_id() else {
        return;
    };
    let collection = app.samples.collection();
    let (Some(path), mask) = (collection.path(sample), collection.mask_path(sample)) else {
        return;
    };
    app.detections.touch(sample);
    let known = app.pictures.known_stamp(sample);
    let mask = mask.filter(|_| !app.pictures.touch_mask(sample));
    orders.push(Effect::LoadPicture {
        sample,
        path,
        known,
        mask,
    });
    if app.detections.auto {
        orders.push(Effect::StartTimer {
            timer: Timer::SelectionRests,
            after: REST,
        });
    }
}
