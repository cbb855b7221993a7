//! Inspect: its knobs, cursor and panes.

use super::listing;
use crate::picture::Colormap;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::graphics::{InspectPane, Slot};
use crate::tui::layout::{Areas, inspect_areas};
use ratatui::layout::{Position, Rect};

/// Largest σ, pixels.
pub const MOST_BLUR: f32 = 64.0;

/// A step of σ by so many pixels.
pub fn blur(app: &mut App, step: f32) {
    let knobs = &mut app.inspect.knobs;
    knobs.sigma = (knobs.sigma + step).clamp(0.0, MOST_BLUR);
}

/// More or fewer patches: by one below ten, by ten below a hundred, else by fifty.
pub fn patches(app: &mut App, more: bool) {
    let most = scale_of(app, 0).map_or(usize::MAX, |(grid, _)| grid * grid);
    let knobs = &mut app.inspect.knobs;
    let below = if more {
        knobs.top_k
    } else {
        knobs.top_k.saturating_sub(1)
    };
    let step = match below {
        0..10 => 1,
        10..100 => 10,
        _ => 50,
    };
    knobs.top_k = match more {
        true => knobs.top_k.saturating_add(step).min(most),
        false => knobs.top_k.saturating_sub(step).max(1),
    };
}

/// A step of τ by so many hundredths.
pub fn temperature(app: &mut App, hundredths: f32) {
    let knobs = &mut app.inspect.knobs;
    knobs.temperature = hundredth(knobs.temperature, hundredths).clamp(0.01, 1.0);
}

pub fn threshold(app: &mut App, hundredths: f32, orders: &mut Vec<Effect>) {
    app.detections.threshold = hundredth(app.detections.threshold, hundredths).clamp(0.0, 1.0);
    listing::relist_for_score(app, orders);
}

pub fn opacity(app: &mut App, hundredths: f32) {
    app.inspect.opacity = hundredth(app.inspect.opacity, hundredths).clamp(0.0, 1.0);
}

/// Whole hundredths, so that steps there and back end where they began.
fn hundredth(value: f32, step: f32) -> f32 {
    ((value * 100.0).round() + step) / 100.0
}

pub fn next_colormap(app: &mut App) {
    let now = app.inspect_colormap();
    let place = Colormap::ALL.iter().position(|map| *map == now).unwrap_or(0);
    app.inspect.colormap = Colormap::ALL.get((place + 1) % Colormap::ALL.len()).copied();
}

/// Back to the knobs that the model was started with.
pub fn reset(app: &mut App) {
    app.inspect.knobs = app.inspect.defaults();
    app.status.info("σ, k and τ as the model was started with");
}

/// Moves the cursor by patches, from the middle of one to the middle of another.
pub fn step_cursor(app: &mut App, columns: isize, rows: isize) {
    let grid = scale_of(app, 0)
        .map_or(app.inspect.knobs.image_size / 14, |(grid, _)| grid)
        .max(1);
    let step = |at: f32, by: isize| {
        let patch = ((at * grid as f32) as usize)
            .saturating_add_signed(by)
            .min(grid - 1);
        (patch as f32 + 0.5) / grid as f32
    };
    let (x, y) = app.inspect.cursor;
    app.inspect.set_cursor((step(x, columns), step(y, rows)));
}

pub fn step_pane(app: &mut App, steps: usize) {
    let ring = every_pane(app);
    let place = ring
        .iter()
        .position(|pane| *pane == app.inspect.pane)
        .unwrap_or(0);
    app.inspect.pane = ring[(place + steps) % ring.len()];
}

pub fn previous_pane(app: &mut App) {
    step_pane(app, every_pane(app).len() - 1);
}

fn every_pane(app: &App) -> Vec<InspectPane> {
    app.inspect_rows().concat()
}

/// A click chooses the pane and puts the cursor there.
pub fn clicked(app: &mut App, areas: &Areas, at: Position, orders: &mut Vec<Effect>) {
    let places = inspect_areas(areas.body, &app.inspect_rows(), app.inspect.pane);
    let hit = |area: &Rect| area.contains(at);
    let Some((pane, area)) = places
        .panes
        .iter()
        .find(|(_, area)| hit(&area.title) || hit(&area.body))
    else {
        return;
    };
    app.inspect.pane = *pane;
    if let Some(size) = app.pictures.shown(Slot::Inspect(*pane)).map(|shown| shown.size)
        && size.width <= area.body.width
        && size.height <= area.body.height
    {
        let spot = Rect {
            x: area.body.x + (area.body.width - size.width) / 2,
            y: area.body.y + (area.body.height - size.height) / 2,
            width: size.width,
            height: size.height,
        };
        if spot.contains(at) {
            let window = app.inspect.window();
            let part = |at: u16, start: u16, length: u16| (f32::from(at - start) + 0.5) / f32::from(length);
            app.inspect.set_cursor((
                window.x + window.side * part(at.x, spot.x, spot.width),
                window.y + window.side * part(at.y, spot.y, spot.height),
            ));
        }
    }
    orders.push(Effect::Draw);
}

/// Patches a side and attention (heads, prompts, patches) of a scale of the selected sample's result.
pub fn scale_of(app: &App, scale: usize) -> Option<(usize, &[f32])> {
    let result = app.detections.result(app.samples.selected_id()?)?;
    let layer = result.outcome.detection.layers.get(scale)?;
    Some((layer.grid, &layer.attention))
}
