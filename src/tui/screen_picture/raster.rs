//! From cells and panes to pixels.

use super::ScreenPicture;
use super::font::Glyphs;
use super::lines::parts;
use crate::tui::graphics::{EncodeError, compose_pane};
use crate::tui::theme::shown_rgb;
use image::{Rgb, RgbImage, imageops};
use ratatui::buffer::{Cell, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Pixels of a cell.
pub const CELL: (u16, u16) = (12, 24);

/// Text on black where not even the theme names a colour.
const PLAIN: [[u8; 3]; 2] = [[220; 3], [16; 3]];

/// Draws the picture.
///
/// # Errors
/// When a pane cannot be composed.
pub fn render(screen: &ScreenPicture) -> Result<RgbImage, EncodeError> {
    let area = screen.cells.area;
    let (width, height) = (u32::from(CELL.0), u32::from(CELL.1));
    let mut picture = RgbImage::new(width * u32::from(area.width), height * u32::from(area.height));
    let glyphs = Glyphs::new(width, height);
    for y in 0..area.height {
        // The cell after a wide character is under it.
        let mut covered = 0;
        for x in 0..area.width {
            if covered > x {
                continue;
            }
            if let Some(cell) = screen.cells.cell((x, y)) {
                draw_cell(&mut picture, &glyphs, (x, y), cell, screen.plain);
                if cell.diff_option == CellDiffOption::None && cell.symbol().width() == 2 {
                    covered = x + 2;
                }
            }
        }
    }
    for (place, request) in &screen.panes {
        let pane = compose_pane(request)?;
        paste(&mut picture, &pane, *place);
    }
    Ok(picture)
}

fn draw_cell(picture: &mut RgbImage, glyphs: &Glyphs, (x, y): (u16, u16), cell: &Cell, plain: [Color; 2]) {
    let rgb = |color: Color, which: usize| {
        shown_rgb(color)
            .or_else(|| shown_rgb(plain[which]))
            .unwrap_or(PLAIN[which])
    };
    // A picture's cells hold escape sequences, not text.
    let is_text = cell.diff_option == CellDiffOption::None;
    let (mut ink, mut ground) = (rgb(cell.fg, 0), rgb(cell.bg, 1));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    if !is_text {
        ground = rgb(Color::Reset, 1);
    }
    let (left, top) = (i64::from(x) * i64::from(CELL.0), i64::from(y) * i64::from(CELL.1));
    let symbol = cell.symbol();
    let cells = if symbol.width() > 1 { 2.0 } else { 1.0 };
    fill(picture, (left, top), [0.0, 0.0, cells, 1.0], ground, 1.0);
    let Some(character) = symbol
        .chars()
        .next()
        .filter(|character| is_text && *character != ' ')
    else {
        return;
    };
    if let Some((parts, strength)) = parts(character) {
        for part in parts {
            fill(picture, (left, top), part, ink, strength);
        }
        return;
    }
    let mut put = |column: i64, row: i64, share: f32| {
        if let (Ok(x), Ok(y)) = (u32::try_from(left + column), u32::try_from(top + row))
            && let Some(pixel) = picture.get_pixel_mut_checked(x, y)
        {
            *pixel = blend(*pixel, ink, share);
        }
    };
    match glyphs.has(character) {
        true => glyphs.draw(character, &mut put),
        false => hollow(cells, &mut put),
    }
}

/// A box in place of a character that the font lacks.
fn hollow(cells: f32, put: &mut impl FnMut(i64, i64, f32)) {
    let (width, height) = ((f32::from(CELL.0) * cells) as i64, i64::from(CELL.1));
    for column in 2..width - 2 {
        put(column, 4, 0.7);
        put(column, height - 5, 0.7);
    }
    for row in 4..height - 4 {
        put(2, row, 0.7);
        put(width - 3, row, 0.7);
    }
}

/// Fills a part of the cell at `left`, `top`.
fn fill(picture: &mut RgbImage, (left, top): (i64, i64), part: [f32; 4], color: [u8; 3], share: f32) {
    let at = |part: f32, length: u16| (part * f32::from(length)).round() as i64;
    let (from_x, to_x) = (
        at(part[0], CELL.0),
        at(part[2], CELL.0).max(at(part[0], CELL.0) + 1),
    );
    let (from_y, to_y) = (
        at(part[1], CELL.1),
        at(part[3], CELL.1).max(at(part[1], CELL.1) + 1),
    );
    for y in from_y..to_y {
        for x in from_x..to_x {
            if let (Ok(x), Ok(y)) = (u32::try_from(left + x), u32::try_from(top + y))
                && let Some(pixel) = picture.get_pixel_mut_checked(x, y)
            {
                *pixel = blend(*pixel, color, share);
            }
        }
    }
}

fn blend(ground: Rgb<u8>, ink: [u8; 3], share: f32) -> Rgb<u8> {
    let mix = |c: usize| {
        let (from, to) = (f32::from(ground.0[c]), f32::from(ink[c]));
        (from + (to - from) * share.clamp(0.0, 1.0)).round() as u8
    };
    Rgb([mix(0), mix(1), mix(2)])
}

/// The pane's picture in the middle of its place.
fn paste(picture: &mut RgbImage, pane: &RgbImage, place: Rect) {
    let middle = |start: u16, length: u16, cell: u16, pixels: u32| {
        let room = u32::from(length) * u32::from(cell);
        i64::from(u32::from(start) * u32::from(cell) + room.saturating_sub(pixels) / 2)
    };
    let x = middle(place.x, place.width, CELL.0, pane.width());
    let y = middle(place.y, place.height, CELL.1, pane.height());
    imageops::replace(picture, pane, x, y);
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use ratatui::style::Style;
    use std::path::PathBuf;

    #[test]
    fn text_and_blocks_have_their_colours_and_places() {
        let mut cells = Buffer::empty(Rect::new(0, 0, 4, 2));
        cells.set_string(
            0,
            0,
            "█x",
            Style::new().fg(Color::Rgb(200, 0, 0)).bg(Color::Rgb(0, 0, 90)),
        );
        cells.set_string(0, 1, "▄漢", Style::new().fg(Color::Rgb(0, 250, 0)));
        let screen = ScreenPicture {
            cells,
            plain: [Color::Reset, Color::Rgb(1, 2, 3)],
            panes: Vec::new(),
            file: PathBuf::new(),
        };
        let picture = render(&screen).unwrap();
        assert_eq!(picture.dimensions(), (48, 48));
        assert_eq!(picture.get_pixel(5, 5).0, [200, 0, 0]);
        // Beside the x is its ground; in it, some ink.
        assert_eq!(picture.get_pixel(12, 1).0, [0, 0, 90]);
        assert!((12..24).any(|x| (0..24).any(|y| picture.get_pixel(x, y).0[0] > 150)));
        assert_eq!(picture.get_pixel(30, 10).0, [1, 2, 3]);
        assert_eq!(picture.get_pixel(3, 24 + 3).0, [1, 2, 3]);
        assert_eq!(picture.get_pixel(3, 24 + 20).0, [0, 250, 0]);
        // A character without a glyph is a box over both of its cells.
        assert!((28..34).any(|x| picture.get_pixel(x, 24 + 4).0[1] > 100));
    }
}
