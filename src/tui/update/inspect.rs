//! Inspect: knobs, cursor and panes; what has to be read out and encoded for them.

use super::listing;
use super::pictures::request;
use crate::detector::{HEADS, ReadoutSettings};
use crate::engine::RequestId;
use crate::picture::{Colormap, Range};
use crate::tui::app::{App, ReadOut, SampleId};
use crate::tui::effect::{Effect, ReadOutRequest};
use crate::tui::graphics::{
    EncodeRequest, Field, InspectLook, InspectPane, InspectParts, MaskStyle, PictureForm, Prompt, Slot,
    Subject,
};
use crate::tui::layout::{Areas, inspect_areas};
use ratatui::layout::{Position, Rect, Size};
use std::sync::Arc;

/// Largest σ, pixels.
const MOST_BLUR: f32 = 64.0;
/// Times that the sides can be doubled.
const MOST_ZOOM: u32 = 4;

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

pub fn zoom(app: &mut App, closer: bool) {
    let zoom = &mut app.inspect.zoom;
    *zoom = match closer {
        true => (*zoom + 1).min(MOST_ZOOM),
        false => zoom.saturating_sub(1),
    };
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
    app.inspect.cursor = (step(x, columns), step(y, rows));
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
    let scales = app.scales();
    let layers = (0..scales).map(InspectPane::Layer);
    let attention = (0..scales).map(InspectPane::Attention);
    InspectPane::PICTURES
        .into_iter()
        .chain(layers)
        .chain(attention)
        .collect()
}

/// A click chooses the pane and puts the cursor there.
pub fn clicked(app: &mut App, areas: &Areas, at: Position, orders: &mut Vec<Effect>) {
    let places = inspect_areas(areas.body, app.scales(), app.inspect.pane);
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
            app.inspect.cursor = (
                window.x + window.side * part(at.x, spot.x, spot.width),
                window.y + window.side * part(at.y, spot.y, spot.height),
            );
        }
    }
    orders.push(Effect::Draw);
}

pub fn read_out(app: &mut App, read_out: ReadOut, orders: &mut Vec<Effect>) {
    app.inspect.asked = None;
    app.inspect.last = Some(read_out);
    orders.push(Effect::Draw);
}

/// Orders what the panes need; gives back what has to be encoded.
pub fn order_missing(app: &mut App, areas: &Areas, orders: &mut Vec<Effect>) -> Vec<EncodeRequest> {
    order_read_out(app, orders);
    let places = inspect_areas(areas.body, app.scales(), app.inspect.pane);
    let mut missing = Vec::new();
    for (pane, area) in places.panes {
        let slot = Slot::Inspect(pane);
        let Some(wanted) = wanted(app, pane, area.body.as_size()) else {
            // While something is on its way the picture before stays.
            if !is_awaited(app) {
                app.pictures.hide(slot);
            }
            continue;
        };
        if !app.pictures.show_if_ready(wanted.key) && app.pictures.refusal(&wanted.key).is_none() {
            missing.push(wanted);
        }
    }
    missing
}

fn is_awaited(app: &App) -> bool {
    let sample = app.samples.selected_id();
    let loading =
        sample.is_some_and(|id| app.pictures.loaded(id).is_none() && app.pictures.failure(id).is_none());
    loading || app.inspect.asked.is_some()
}

fn order_read_out(app: &mut App, orders: &mut Vec<Effect>) {
    let sample = app.samples.selected_id();
    let Some(result) = sample.and_then(|id| app.detections.result(id)) else {
        return;
    };
    let wanted: (RequestId, ReadoutSettings) = (result.id, app.inspect.knobs);
    let known = app
        .inspect
        .last
        .as_ref()
        .map(|last| (last.id, last.readout.settings));
    if known == Some(wanted)
        || app.inspect.asked == Some(wanted)
        || result.outcome.detection.layers.is_empty()
    {
        return;
    }
    orders.push(Effect::ReadOut(ReadOutRequest {
        id: wanted.0,
        outcome: result.outcome.clone(),
        settings: wanted.1,
    }));
    app.inspect.asked = Some(wanted);
}

/// Patches a side and attention (heads, prompts, patches) of a scale of the selected sample's result.
fn scale_of(app: &App, scale: usize) -> Option<(usize, &[f32])> {
    let result = app.detections.result(app.samples.selected_id()?)?;
    let layer = result.outcome.detection.layers.get(scale)?;
    Some((layer.grid, &layer.attention))
}

fn wanted(app: &App, pane: InspectPane, room: Size) -> Option<EncodeRequest> {
    let form = app.form_of(Slot::Inspect(pane))?;
    let sample = app.samples.selected_id()?;
    let (loaded, load) = app.pictures.loaded(sample)?;
    let mask = mask_of(app, pane, sample);
    if room.area() == 0 || (pane == InspectPane::Truth && mask.is_none()) {
        return None;
    }
    let look = look(app, pane, sample)?;
    let subject = Subject::Inspect {
        pane,
        sample,
        load,
        look,
        mask: mask.as_ref().map(|(style, load, _)| (*style, *load)),
    };
    let request = request(app, subject, room, form, loaded.pixels.clone());
    // Values are only gathered for a picture that is not there yet.
    if app.pictures.is_encoded(&request.key) || app.pictures.is_requested(&request.key) {
        return Some(request);
    }
    Some(EncodeRequest {
        mask: mask.map(|(.., mask)| mask),
        inspect: parts(app, pane, form),
        ..request
    })
}

fn mask_of(
    app: &App,
    pane: InspectPane,
    sample: SampleId,
) -> Option<(MaskStyle, u64, Arc<crate::picture::Mask>)> {
    let style = match (pane, app.pictures.mask_style) {
        (InspectPane::Truth, MaskStyle::None | MaskStyle::Outline) => MaskStyle::Outline,
        (InspectPane::Truth, MaskStyle::Fill) => MaskStyle::Fill,
        _ => return None,
    };
    let (loaded, load) = app.pictures.mask(sample)?;
    Some((style, load, loaded.ok()?.mask.clone()))
}

/// How a pane is drawn; none for one whose values are not there yet.
fn look(app: &App, pane: InspectPane, sample: SampleId) -> Option<InspectLook> {
    let inspect = &app.inspect;
    let window = inspect.window();
    let plain = InspectLook {
        source: None,
        attention: None,
        colormap: app.inspect_colormap(),
        range: Range::default(),
        opacity: 0.0,
        threshold: None,
        marks: false,
        window: (window.x, window.y, window.side),
        cursor: inspect.cursor,
    };
    if matches!(pane, InspectPane::Image | InspectPane::Truth) {
        return Some(plain);
    }
    let result = app.detections.result(sample)?;
    let last = inspect.last.as_ref().filter(|last| last.id == result.id)?;
    let knobs = last.readout.settings;
    let top_k = u32::try_from(knobs.top_k).unwrap_or(u32::MAX);
    let map = InspectLook {
        source: Some((last.id, knobs.sigma, top_k, knobs.temperature)),
        range: inspect.range(&last.readout.map.values, app.detections.range()),
        opacity: 1.0,
        ..plain
    };
    Some(match pane {
        InspectPane::Image | InspectPane::Truth => plain,
        InspectPane::Map => map,
        InspectPane::Overlay => InspectLook {
            opacity: inspect.opacity,
            ..map
        },
        InspectPane::Contour => InspectLook {
            opacity: 0.0,
            threshold: Some(app.detections.threshold),
            ..map
        },
        InspectPane::Layer(_) => InspectLook {
            marks: inspect.marks,
            ..map
        },
        InspectPane::Attention(scale) => InspectLook {
            attention: Some((
                inspect.prompt,
                inspect.head.and_then(|head| u8::try_from(head).ok()),
            )),
            range: attention_range(&attention(app, scale)?, inspect.prompt),
            ..map
        },
    })
}

/// From nothing to the most there is; a difference from the least to the most, zero in the middle.
fn attention_range(field: &Field, prompt: Prompt) -> Range {
    let most = field
        .values
        .iter()
        .map(|value| value.abs())
        .filter(|value| value.is_finite());
    let most = most.fold(0f32, f32::max);
    match prompt {
        Prompt::Normal | Prompt::Abnormal => Range { low: 0.0, high: most },
        Prompt::Difference => Range {
            low: -most,
            high: most,
        },
    }
}

/// Attention of the chosen prompt and head, 1 where it is what every patch would get of an even share.
pub fn attention(app: &App, scale: usize) -> Option<Field> {
    let (grid, attention) = scale_of(app, scale)?;
    let patches = grid * grid;
    let heads = match app.inspect.head {
        Some(head) => head..head + 1,
        None => 0..HEADS,
    };
    let even = patches as f32 / heads.len() as f32;
    let of = |prompt: usize, patch: usize| -> f32 {
        let weights = heads
            .clone()
            .map(|head| attention.get((2 * head + prompt) * patches + patch));
        weights
            .map(|weight| weight.copied().unwrap_or(f32::NAN))
            .sum::<f32>()
            * even
    };
    let value = |patch| match app.inspect.prompt {
        Prompt::Normal => of(0, patch),
        Prompt::Abnormal => of(1, patch),
        Prompt::Difference => of(1, patch) - of(0, patch),
    };
    Some(Field {
        size: grid,
        values: (0..patches).map(value).collect(),
    })
}

fn parts(app: &App, pane: InspectPane, form: PictureForm) -> InspectParts {
    let Some(last) = &app.inspect.last else {
        return InspectParts::default();
    };
    let readout = &last.readout;
    let grid = scale_of(app, 0).map_or(0, |(grid, _)| grid);
    let mut parts = InspectParts::default();
    let field = match pane {
        InspectPane::Image | InspectPane::Truth => None,
        InspectPane::Map | InspectPane::Overlay | InspectPane::Contour => Some(Field {
            size: readout.map.size,
            values: readout.map.values.clone(),
        }),
        InspectPane::Layer(scale) => readout.scales.get(scale).map(|scale| {
            if app.inspect.marks && form != PictureForm::Characters {
                let mut values = vec![0.0; grid * grid];
                for patch in &scale.top {
                    values[*patch] = 1.0;
                }
                parts.marked = Some(Arc::new(Field { size: grid, values }));
            }
            Field {
                size: grid,
                values: scale.probability.clone(),
            }
        }),
        InspectPane::Attention(scale) => attention(app, scale),
    };
    parts.field = field.map(Arc::new);
    parts
}
