//! The samples as thumbnails, each with a line of label, name and score under it.

use super::list::{folder, sample_line};
use super::paint::Painter;
use super::panes::draw_picture;
use crate::tui::app::{App, SampleId};
use crate::tui::graphics::EncodedPicture;
use crate::tui::layout::{Areas, Grid};
use crate::tui::theme::Role;
use ratatui::layout::Rect;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let Some(grid) = areas.grid else { return };
    let app = painter.app;
    let folder = folder(app);
    let shown = app.samples.from(app.samples.top()).iter().take(grid.count());
    for (place, id) in shown.enumerate() {
        let (picture, line) = grid.at(place);
        sample_line(painter, line, (*id, folder), "");
        // Pictures are not drawn under a layer, as in the panes.
        if !app.view.is_covered() {
            draw_thumbnail(painter, picture, *id, &grid);
        }
    }
}

fn draw_thumbnail(painter: &mut Painter, area: Rect, id: SampleId, grid: &Grid) {
    if area.is_empty() {
        return;
    }
    let app = painter.app;
    match encoded(app, id, grid) {
        Some(picture) => draw_picture(painter, picture, area),
        None if app.thumbnails.has_failed(id) => {
            painter.centred(area, Role::Error, &["✗ no picture".to_owned()])
        }
        None => painter.centred(area, Role::Muted, &["…".to_owned()]),
    }
}

fn encoded<'a>(app: &'a App, id: SampleId, grid: &Grid) -> Option<&'a EncodedPicture> {
    app.thumbnails.encoded(&app.thumbnail_key(id, grid)?)
}
