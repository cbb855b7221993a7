//! Pictures: loaded, encoded for the panes as they are now, and shown once they are ready.

use crate::engine::DetectionOutcome;
use crate::tui::app::{App, LoadedPicture, SampleId};
use crate::tui::effect::Effect;
use crate::tui::graphics::{
    EncodeError, EncodeRequest, EncodedPicture, PaneKind, PictureForm, PictureKey, Renderer, Slot, Subject,
};
use crate::tui::layout::bar_colors;
use crate::tui::theme::ColorDepth;
use image::RgbImage;
use ratatui::layout::Size;
use std::sync::Arc;

pub fn loaded(app: &mut App, sample: SampleId, picture: LoadedPicture, orders: &mut Vec<Effect>) {
    if app.pictures.keep(sample, picture) {
        app.detections.forget(sample);
        app.status.info("the file has changed: its result is forgotten");
    }
    orders.push(Effect::Draw);
}

pub fn failed(app: &mut App, sample: SampleId, reason: String, orders: &mut Vec<Effect>) {
    orders.push(Effect::Log(reason.clone()));
    app.pictures.fail(sample, reason);
    orders.push(Effect::Draw);
}

pub fn encoded(
    app: &mut App,
    key: PictureKey,
    result: Result<EncodedPicture, EncodeError>,
    orders: &mut Vec<Effect>,
) {
    match result {
        Ok(picture) => free(app.pictures.keep_encoded(picture), orders),
        Err(error) => {
            orders.push(Effect::Log(error.to_string()));
            app.pictures.refuse(key, error.to_string());
        }
    }
    orders.push(Effect::Draw);
}

fn free(images: Vec<crate::tui::graphics::ImageId>, orders: &mut Vec<Effect>) {
    if !images.is_empty() {
        orders.push(Effect::FreeImages(images));
    }
}

/// After every fact: scrolls the list to the selection, shows what is ready, keeps the old picture where the new one
/// is on its way, and orders what is missing.
pub fn order_missing(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(areas) = app.areas() else { return };
    if let Some(list) = areas.list {
        app.samples.keep_visible(list.body.height.into());
    }
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
                    missing.push(request);
                }
            }
        }
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

/// What ought to be shown in a place.
enum Wanted {
    /// Words, or nothing.
    Nothing,
    /// A picture that cannot be made yet.
    Later,
    /// A picture.
    Now(EncodeRequest),
}

fn wanted(app: &App, slot: Slot, room: Size) -> Wanted {
    let (Some(form), Some(sample)) = (form_of(app, slot), app.samples.selected_id()) else {
        return Wanted::Nothing;
    };
    if room.area() == 0 {
        return Wanted::Nothing;
    }
    match slot {
        Slot::Pane(kind) => wanted_pane(app, kind, sample, room, form),
        Slot::ColorBar => {
            let subject = Subject::ColorBar(app.view.theme.colormap);
            Wanted::Now(request(app, subject, room, form, Arc::default(), None))
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
    let subject = Subject::Pane {
        kind,
        sample,
        load,
        map: result.map(|result| (result.id, app.view.theme.colormap)),
    };
    let outcome = result.map(|result| result.outcome.clone());
    Wanted::Now(request(app, subject, room, form, loaded.pixels.clone(), outcome))
}

fn request(
    app: &App,
    subject: Subject,
    room: Size,
    form: PictureForm,
    picture: Arc<RgbImage>,
    outcome: Option<Arc<DetectionOutcome>>,
) -> EncodeRequest {
    let graphics = app.pictures.graphics;
    EncodeRequest {
        key: PictureKey {
            subject,
            room,
            cell: (graphics.cell.width, graphics.cell.height),
            form,
        },
        picture,
        outcome,
        tmux: graphics.tmux,
        zlib: graphics.zlib,
    }
}

/// How a picture is drawn; `None` if there is none. A bar of text colours does where pictures are made of these too.
fn form_of(app: &App, slot: Slot) -> Option<PictureForm> {
    let colourless = app.view.themes().depth() == ColorDepth::None;
    match app.renderer() {
        Renderer::Kitty if app.pictures.graphics.placeholders => Some(PictureForm::KittyPlaceholders),
        Renderer::Kitty => Some(PictureForm::KittyPlaced),
        Renderer::Sixel => Some(PictureForm::Sixel),
        Renderer::Iterm2 => Some(PictureForm::Iterm2),
        Renderer::Halfblocks | Renderer::Off if slot == Slot::ColorBar => None,
        Renderer::Halfblocks if !colourless => Some(PictureForm::Halfblocks),
        Renderer::Halfblocks => (slot != Slot::Pane(PaneKind::Overlay)).then_some(PictureForm::Characters),
        Renderer::Off => (slot == Slot::Pane(PaneKind::Map)).then_some(PictureForm::Characters),
    }
}
