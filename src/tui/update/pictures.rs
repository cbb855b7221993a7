//! Pictures: loaded, encoded for the panes as they are now, and shown once they are ready.

use super::{inspect_panes, thumbnails};
use crate::tui::app::{App, LoadedMask, LoadedPicture, SampleId, Screen};
use crate::tui::effect::Effect;
use crate::tui::graphics::{
    EncodeError, EncodeRequest, EncodedPicture, InspectParts, MaskStyle, PaneKind, PictureForm, PictureKey,
    Slot, Subject,
};
use crate::tui::layout::{Areas, bar_colors};
use image::RgbImage;
use ratatui::layout::{Rect, Size};
use std::sync::Arc;

pub fn loaded(app: &mut App, sample: SampleId, picture: LoadedPicture, orders: &mut Vec<Effect>) {
    if app.pictures.keep(sample, picture) {
        app.detections.forget(sample);
        app.thumbnails.forget(sample);
        app.status.info("the file has changed: its result is forgotten");
    }
    orders.push(Effect::Draw);
}

pub fn failed(app: &mut App, sample: SampleId, reason: String, orders: &mut Vec<Effect>) {
    orders.push(Effect::Log(reason.clone()));
    app.pictures.fail(sample, reason);
    orders.push(Effect::Draw);
}

pub fn mask_loaded(
    app: &mut App,
    sample: SampleId,
    result: Result<LoadedMask, String>,
    orders: &mut Vec<Effect>,
) {
    if let Err(reason) = &result {
        orders.push(Effect::Log(reason.clone()));
    }
    app.pictures.keep_mask(sample, result);
    orders.push(Effect::Draw);
}

pub fn encoded(
    app: &mut App,
    key: PictureKey,
    result: Result<Box<EncodedPicture>, EncodeError>,
    orders: &mut Vec<Effect>,
) {
    app.pictures.note_arrived(&key);
    match (result, key.subject) {
        (Ok(picture), Subject::Thumbnail { .. }) => free(app.thumbnails.keep_encoded(*picture), orders),
        (Ok(picture), _) => free(app.pictures.keep_encoded(*picture), orders),
        (Err(error), subject) => {
            orders.push(Effect::Log(error.to_string()));
            match subject {
                Subject::Thumbnail { sample, .. } => app.thumbnails.refuse(sample),
                _ => app.pictures.refuse(key, error.to_string()),
            }
        }
    }
    orders.push(Effect::Draw);
}

fn free(images: Vec<crate::tui::graphics::ImageId>, orders: &mut Vec<Effect>) {
    if !images.is_empty() {
        orders.push(Effect::FreeImages(images));
    }
}

/// Lets the terminal forget every picture, and makes all of them anew.
pub fn forget_encoded(app: &mut App, orders: &mut Vec<Effect>) {
    let mut images = app.pictures.forget_encoded();
    images.extend(app.thumbnails.forget_encoded());
    free(images, orders);
}

/// After every fact: scrolls list and tree to their selections, shows what is ready, keeps the old picture where the
/// new one is on its way, and orders what is missing.
pub fn order_missing(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(areas) = app.areas() else { return };
    keep_visible(app, &areas);
    let mut missing = missing_in_panes(app, &areas);
    if let (Some(grid), Some(form)) = (&areas.grid, app.thumbnail_form()) {
        missing.extend(thumbnails::order_missing(app, grid, form, orders));
    }
    if app.view.screen == Screen::Inspect {
        missing.extend(inspect_panes::order_missing(app, &areas, orders));
    }
    if missing
        .iter()
        .any(|request| !app.pictures.is_requested(&request.key))
    {
        app.pictures
            .note_requested(missing.iter().map(|request| request.key).collect());
        orders.push(Effect::Encode(missing));
    }
}

/// The panes that the screen shows, with their places and all that they show, for cells of so many pixels.
pub fn visible_panes(app: &App, cell: (u16, u16)) -> Vec<(Rect, EncodeRequest)> {
    // The form in which a picture has every pixel and all its colours.
    let form = PictureForm::KittyPlaced;
    let (Some(areas), false) = (app.areas(), app.view.is_covered()) else {
        return Vec::new();
    };
    let mut panes = match app.view.screen {
        Screen::Inspect => inspect_panes::visible(app, &areas, form),
        Screen::Browse => {
            let Some(sample) = app.samples.selected_id() else {
                return Vec::new();
            };
            let wanted = areas.panes.iter().filter(|pane| pane.picture.area() > 0);
            let wanted = wanted.map(|pane| {
                (
                    pane.picture,
                    wanted_pane(app, pane.kind, sample, pane.picture.as_size(), form),
                )
            });
            let now = wanted.filter_map(|(place, wanted)| match wanted {
                Wanted::Now(request) => Some((place, *request)),
                Wanted::Nothing | Wanted::Later => None,
            });
            now.collect()
        }
        Screen::Train | Screen::Evaluate | Screen::Sessions => Vec::new(),
    };
    for (_, request) in &mut panes {
        request.key.cell = cell;
    }
    panes
}

fn keep_visible(app: &mut App, areas: &Areas) {
    match (&areas.grid, areas.list) {
        (Some(grid), _) => app.samples.keep_visible(grid.rows.into(), grid.columns.into()),
        (None, Some(list)) => app.samples.keep_visible(list.body.height.into(), 1),
        (None, None) => {}
    }
    if let Some(tree) = areas.tree {
        app.tree.keep_visible(tree.body.height.into());
    }
}

fn missing_in_panes(app: &mut App, areas: &Areas) -> Vec<EncodeRequest> {
    let panes = areas
        .panes
        .iter()
        .map(|pane| (Slot::Pane(pane.kind), pane.picture));
    let bar = (Slot::ColorBar, bar_colors(areas.color_bar));
    let mut missing = Vec::new();
    for (slot, room) in panes.chain([bar]) {
        match wanted(app, slot, room.as_size()) {
            Wanted::Nothing => app.pictures.hide(slot),
            Wanted::Later => {}
            Wanted::Now(request) => {
                let key = request.key;
                if !app.pictures.show_if_ready(key) && app.pictures.refusal(&key).is_none() {
                    missing.push(*request);
                }
            }
        }
    }
    missing
}

/// What ought to be shown in a place.
enum Wanted {
    /// Words, or nothing.
    Nothing,
    /// A picture that cannot be made yet.
    Later,
    /// A picture.
    Now(Box<EncodeRequest>),
}

fn wanted(app: &App, slot: Slot, room: Size) -> Wanted {
    let (Some(form), Some(sample)) = (app.form_of(slot), app.samples.selected_id()) else {
        return Wanted::Nothing;
    };
    if room.area() == 0 {
        return Wanted::Nothing;
    }
    match slot {
        Slot::Pane(kind) => wanted_pane(app, kind, sample, room, form),
        // Inspect says itself what it needs.
        Slot::Inspect(_) => Wanted::Nothing,
        Slot::ColorBar => {
            let subject = Subject::ColorBar(app.view.theme.colormap);
            Wanted::Now(Box::new(request(app, subject, room, form, Arc::default())))
        }
    }
}

fn wanted_pane(app: &App, kind: PaneKind, sample: SampleId, room: Size, form: PictureForm) -> Wanted {
    let result = app.detections.result(sample).filter(|_| kind != PaneKind::Image);
    let has_words = kind != PaneKind::Image && result.is_none();
    if has_words || app.pictures.failure(sample).is_some() {
        return Wanted::Nothing;
    }
    let Some((loaded, load)) = app.pictures.loaded(sample) else {
        return Wanted::Later;
    };
    let drawn = mask_of(app, kind, sample);
    let subject = Subject::Pane {
        kind,
        sample,
        load,
        map: result.map(|result| (result.id, app.view.theme.colormap)),
        mask: drawn.map(|(style, load, _)| (style, load)),
    };
    Wanted::Now(Box::new(EncodeRequest {
        outcome: result.map(|result| result.outcome.clone()),
        mask: drawn.map(|(.., loaded)| loaded.mask.clone()),
        ..request(app, subject, room, form, loaded.pixels.clone())
    }))
}

/// The ground truth to be drawn in a pane. It covers no map: over that there is only ever its outline.
fn mask_of(app: &App, kind: PaneKind, sample: SampleId) -> Option<(MaskStyle, u64, &LoadedMask)> {
    let style = match (kind, app.pictures.mask_style) {
        (_, MaskStyle::None) | (PaneKind::Map, _) => return None,
        (PaneKind::Image, style) => style,
        (PaneKind::Overlay, _) => MaskStyle::Outline,
    };
    let (loaded, load) = app.pictures.mask(sample)?;
    Some((style, load, loaded.ok()?))
}

/// A request without map and mask.
pub fn request(
    app: &App,
    subject: Subject,
    room: Size,
    form: PictureForm,
    picture: Arc<RgbImage>,
) -> EncodeRequest {
    let graphics = app.pictures.graphics;
    EncodeRequest {
        key: app.picture_key(subject, room, form),
        picture,
        outcome: None,
        mask: None,
        inspect: InspectParts::default(),
        tmux: graphics.tmux,
        zlib: graphics.zlib,
    }
}
