//! Thumbnails: those on the screen are made and encoded, the next screen's are made ahead, all others are forgotten in
//! time.

use super::pictures::request;
use crate::tui::app::{App, SampleId};
use crate::tui::effect::{Effect, ThumbnailRequest};
use crate::tui::graphics::{EncodeRequest, PictureForm, Subject};
use crate::tui::layout::Grid;
use image::RgbImage;
use ratatui::layout::Size;
use std::sync::Arc;

pub fn made(
    app: &mut App,
    sample: SampleId,
    result: Result<Arc<RgbImage>, String>,
    orders: &mut Vec<Effect>,
) {
    match result {
        Ok(pixels) => app.thumbnails.keep(sample, pixels),
        Err(reason) => {
            orders.push(Effect::Log(reason));
            app.thumbnails.fail(sample);
        }
    }
    orders.push(Effect::Draw);
}

/// Orders the thumbnails that the grid needs; gives back what has to be encoded for it.
pub fn order_missing(
    app: &mut App,
    grid: &Grid,
    form: PictureForm,
    orders: &mut Vec<Effect>,
) -> Vec<EncodeRequest> {
    app.thumbnails.make_room(grid.count());
    let ids: Vec<SampleId> = app
        .samples
        .from(app.samples.top())
        .iter()
        .copied()
        .take(2 * grid.count())
        .collect();
    let unmade: Vec<SampleId> = ids
        .iter()
        .copied()
        .filter(|id| !app.thumbnails.is_settled(*id))
        .collect();
    if app.thumbnails.want(&unmade) {
        let collection = app.samples.collection();
        let wanted = unmade.iter().filter_map(|id| {
            let path = collection.path(*id)?;
            Some(ThumbnailRequest { sample: *id, path })
        });
        orders.push(Effect::MakeThumbnails(wanted.collect()));
    }
    let visible = ids.into_iter().take(grid.count());
    visible
        .filter_map(|id| unencoded(app, id, grid.picture_size(), form))
        .collect()
}

fn unencoded(app: &mut App, sample: SampleId, room: Size, form: PictureForm) -> Option<EncodeRequest> {
    let thumbnail = app.thumbnails.use_made(sample)?.clone();
    let subject = Subject::Thumbnail {
        sample,
        load: thumbnail.load,
    };
    let request = request(app, subject, room, form, thumbnail.pixels);
    let ready = app.thumbnails.use_encoded(&request.key) || app.thumbnails.has_failed(sample);
    (!ready).then_some(request)
}
