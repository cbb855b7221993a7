//! Pictures: loaded, encoded for the panes as they are now, and shown once they are ready.

use crate::tui::app::{App, LoadedPicture, SampleId};
use crate::tui::effect::Effect;
use crate::tui::graphics::{
    EncodeError, EncodeRequest, EncodedPicture, PaneKind, PictureForm, PictureKey, Renderer,
};
use crate::tui::layout::PaneArea;
use crate::tui::theme::ColorDepth;

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
    let mut missing = Vec::new();
    for pane in &areas.panes {
        match wanted(app, pane) {
            Wanted::Nothing => app.pictures.hide(pane.kind),
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

/// What a pane ought to show.
enum Wanted {
    /// Words, no picture.
    Nothing,
    /// A picture that cannot be made yet.
    Later,
    /// A picture.
    Now(EncodeRequest),
}

fn wanted(app: &App, pane: &PaneArea) -> Wanted {
    let Some(form) = form_of(app, pane.kind) else {
        return Wanted::Nothing;
    };
    let Some(sample) = app.samples.selected_id() else {
        return Wanted::Nothing;
    };
    if app.pictures.failure(sample).is_some() || pane.picture.is_empty() {
        return Wanted::Nothing;
    }
    let result = app
        .detections
        .result(sample)
        .filter(|_| pane.kind != PaneKind::Image);
    if pane.kind != PaneKind::Image && result.is_none() {
        return Wanted::Nothing;
    }
    let Some((loaded, load)) = app.pictures.loaded(sample) else {
        return Wanted::Later;
    };
    let graphics = app.pictures.graphics;
    Wanted::Now(EncodeRequest {
        key: PictureKey {
            sample,
            kind: pane.kind,
            load,
            detection: result.map_or(0, |result| result.id.0),
            room: pane.picture.as_size(),
            cell: (graphics.cell.width, graphics.cell.height),
            form,
            colormap: result.map(|_| app.view.theme.colormap),
        },
        picture: loaded.pixels.clone(),
        outcome: result.map(|result| result.outcome.clone()),
        tmux: graphics.tmux,
        zlib: graphics.zlib,
    })
}

/// How a pane's picture is drawn; `None` if it has none.
fn form_of(app: &App, kind: PaneKind) -> Option<PictureForm> {
    let colourless = app.view.themes().depth() == ColorDepth::None;
    match app.renderer() {
        Renderer::Kitty => Some(PictureForm::Kitty),
        Renderer::Sixel => Some(PictureForm::Sixel),
        Renderer::Iterm2 => Some(PictureForm::Iterm2),
        Renderer::Halfblocks if !colourless => Some(PictureForm::Halfblocks),
        Renderer::Halfblocks => (kind != PaneKind::Overlay).then_some(PictureForm::Characters),
        Renderer::Off => (kind == PaneKind::Map).then_some(PictureForm::Characters),
    }
}
