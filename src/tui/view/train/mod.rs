//! The Train screen.

mod curves;
pub mod form;
pub mod runs;
mod summary;

use super::paint::Painter;
use crate::tui::content::Piece;
use crate::tui::layout::{Areas, train_areas};
use crate::tui::theme::Role;
use ratatui::layout::Rect;

const NONE_YET: &str =
    "no training runs yet: n opens the form of a new one, and `train` on the command line makes them, too";

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let train = train_areas(areas.body);
    for y in train.divider.top()..train.divider.bottom() {
        let spot = Rect {
            y,
            height: 1,
            ..train.divider
        };
        painter.line(spot, &[Piece::new(Role::Border, "│")]);
    }
    let list = &painter.app.train.list;
    runs::draw(painter, train.runs, list, "training runs", NONE_YET);
    if painter.app.form.is_some() {
        let height = areas.body.bottom() - train.summary.title.y;
        return form::draw(
            painter,
            Rect {
                height,
                ..train.summary.title
            },
        );
    }
    summary::draw(painter, train.summary);
    curves::draw(painter, train.curves);
    summary::draw_log(painter, train.log);
}
