//! Inspect: what has to be read out of a result and encoded for its panes.

use super::inspect::scale_of;
use super::pictures::request;
use crate::detector::{HEADS, ReadoutSettings};
use crate::engine::RequestId;
use crate::picture::Range;
use crate::tui::app::{App, ReadOut, SampleId};
use crate::tui::effect::{Effect, ReadOutRequest};
use crate::tui::graphics::{
    EncodeRequest, Field, InspectLook, InspectPane, InspectParts, MaskStyle, PictureForm, Prompt, Slot,
    Subject,
};
use crate::tui::layout::{Areas, TextArea, inspect_areas};
use ratatui::layout::{Rect, Size};
use std::sync::Arc;

pub fn read_out(app: &mut App, read_out: ReadOut, orders: &mut Vec<Effect>) {
    app.inspect.asked = None;
    app.inspect.last = Some(read_out);
    orders.push(Effect::Draw);
}

/// Orders what the panes need; gives back what has to be encoded.
pub fn order_missing(app: &mut App, areas: &Areas, orders: &mut Vec<Effect>) -> Vec<EncodeRequest> {
    order_read_out(app, orders);
    let places = inspect_areas(areas.body, &app.inspect_rows(), app.inspect.pane);
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

/// What a pane shows, without the values it is made from.
fn described(app: &App, pane: InspectPane, room: Size, form: PictureForm) -> Option<EncodeRequest> {
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
    Some(EncodeRequest {
        mask: mask.map(|(.., mask)| mask),
        ..request(app, subject, room, form, loaded.pixels.clone())
    })
}

/// What a pane shows. Values are only gathered for a picture that is not there yet.
fn wanted(app: &App, pane: InspectPane, room: Size) -> Option<EncodeRequest> {
    let form = app.form_of(Slot::Inspect(pane))?;
    let request = described(app, pane, room, form)?;
    if app.pictures.is_encoded(&request.key) || app.pictures.is_requested(&request.key) {
        return Some(request);
    }
    Some(EncodeRequest {
        inspect: parts(app, pane, form),
        ..request
    })
}

/// The panes with their places and all that they show, in this form.
pub fn visible(app: &App, areas: &Areas, form: PictureForm) -> Vec<(Rect, EncodeRequest)> {
    let places = inspect_areas(areas.body, &app.inspect_rows(), app.inspect.pane);
    let with_values = |(pane, area): &(InspectPane, TextArea)| {
        let request = described(app, *pane, area.body.as_size(), form)?;
        let inspect = parts(app, *pane, form);
        Some((area.body, EncodeRequest { inspect, ..request }))
    };
    places.panes.iter().filter_map(with_values).collect()
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
    let last = app.read_out(sample)?;
    let knobs = last.readout.settings;
    let top_k = u32::try_from(knobs.top_k).unwrap_or(u32::MAX);
    let map = InspectLook {
        source: Some((last.id, knobs.sigma, top_k, knobs.temperature)),
        range: inspect.range(last.span, app.detections.range()),
        opacity: 1.0,
        ..plain
    };
    Some(match pane {
        InspectPane::Image | InspectPane::Truth => plain,
        InspectPane::OtherMap | InspectPane::OtherOverlay | InspectPane::Difference
            if last.compared.is_none() =>
        {
            return None;
        }
        InspectPane::Map | InspectPane::OtherMap => map,
        InspectPane::Overlay | InspectPane::OtherOverlay => InspectLook {
            opacity: inspect.opacity,
            ..map
        },
        InspectPane::Difference => InspectLook {
            range: last.difference_span,
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
    let both = field.symmetric_range();
    match prompt {
        Prompt::Normal | Prompt::Abnormal => Range { low: 0.0, ..both },
        Prompt::Difference => both,
    }
}

/// Attention of the chosen prompt and head, 1 where it is what every patch would get of an even share.
fn attention(app: &App, scale: usize) -> Option<Field> {
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
        InspectPane::OtherMap | InspectPane::OtherOverlay => last.compared.as_ref().map(|other| Field {
            size: other.map.size,
            values: other.map.values.clone(),
        }),
        InspectPane::Difference => {
            parts.field.clone_from(&last.difference);
            return parts;
        }
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
