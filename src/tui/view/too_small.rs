//! What a terminal too small to work in shows.

use super::paint::Painter;
use crate::tui::content::{Piece, wrap};
use crate::tui::layout::MINIMUM;
use crate::tui::theme::Role;

pub fn draw(painter: &mut Painter) {
    let area = painter.area();
    let text = format!(
        "terminal too small: {}×{}, needs {}×{}",
        area.width, area.height, MINIMUM.width, MINIMUM.height
    );
    let lines: Vec<String> = wrap(vec![Piece::new(Role::Warning, text)], area.width, 0)
        .into_iter()
        .map(|line| {
            line.into_iter()
                .map(|piece| piece.text.trim_end().to_owned())
                .collect()
        })
        .collect();
    painter.centred(area, Role::Warning, &lines);
}
