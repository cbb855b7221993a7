//! The colour bar: what the colours of the maps stand for, in numbers, and where the threshold lies.

use super::paint::Painter;
use super::panes::{draw_picture, fits};
use crate::picture::{Colormap, Range};
use crate::tui::app::App;
use crate::tui::content::Piece;
use crate::tui::graphics::{EncodedPicture, Renderer, Slot, character};
use crate::tui::layout::{Areas, bar_colors};
use crate::tui::theme::{ColorDepth, Role};
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

/// Rows between two numbers, at least.
const ROWS_PER_NUMBER: u16 = 3;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let bar = areas.color_bar;
    if bar.height < 2 || painter.app.samples.is_empty() {
        return;
    }
    let app = painter.app;
    let shown = app.pictures.shown(Slot::ColorBar);
    draw_range(painter, bar, app.view.theme.colormap, Range::default(), shown);
}

/// A bar of these colours from one end of the range to the other, as a picture if there is one.
pub fn draw_range(
    painter: &mut Painter,
    bar: Rect,
    colormap: Colormap,
    range: Range,
    shown: Option<&EncodedPicture>,
) {
    if bar.height < 2 {
        return;
    }
    let colours = bar_colors(bar);
    match shown.filter(|shown| fits(shown, colours)) {
        Some(shown) => draw_picture(painter, shown, colours),
        None => (0..bar.height).for_each(|row| draw_row(painter, colours, row, bar.height, colormap)),
    }
    let steps = ((bar.height - 1) / ROWS_PER_NUMBER).clamp(1, 10);
    // Numbers people expect: tenths, quarters, halves, or the ends alone.
    let steps = [10, 5, 4, 2, 1]
        .into_iter()
        .find(|wanted| *wanted <= steps)
        .unwrap_or(1);
    for step in 0..=steps {
        let t = f32::from(step) / f32::from(steps);
        let value = range.low + t * (range.high - range.low);
        label(
            painter,
            bar,
            row_of(t, bar.height),
            &format!(" {value:.2}"),
            Role::Muted,
        );
    }
    let threshold = painter.app.detections.threshold;
    let t = (threshold - range.low) / (range.high - range.low);
    if (0.0..=1.0).contains(&t) {
        label(
            painter,
            bar,
            row_of(t, bar.height),
            &format!("◂{threshold:.2}"),
            Role::Warning,
        );
    }
}

/// The row, from the top, of a value between the ends of the bar.
fn row_of(t: f32, height: u16) -> u16 {
    ((1.0 - t) * f32::from(height - 1)).round() as u16
}

fn label(painter: &mut Painter, bar: Rect, row: u16, text: &str, role: Role) {
    let area = Rect {
        x: bar.x + 3,
        y: bar.y + row,
        width: bar.width.saturating_sub(3),
        height: 1,
    };
    painter.line(area, &[Piece::new(role, text)]);
}

/// Two colours per row, or one character where there are no colours.
fn draw_row(painter: &mut Painter, area: Rect, row: u16, height: u16, colormap: Colormap) {
    let at = |half: u16| 1.0 - (f32::from(row * 2 + half) + 0.5) / f32::from(height * 2);
    let text_only = is_text_only(painter.app);
    for x in area.left()..area.right() {
        let Some(cell) = painter.buffer().cell_mut((x, area.y + row)) else {
            continue;
        };
        if text_only {
            cell.set_char(character((at(0) + at(1)) / 2.0));
        } else {
            cell.set_char('▀')
                .set_style(Style::new().fg(color(colormap, at(0))).bg(color(colormap, at(1))));
        }
    }
}

/// Whether maps are drawn with characters, so that the bar explains characters.
fn is_text_only(app: &App) -> bool {
    app.renderer() == Renderer::Off || app.depth() == ColorDepth::None
}

fn color(colormap: Colormap, t: f32) -> Color {
    let [r, g, b] = colormap.rgb(t);
    Color::Rgb(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_bar_are_the_ends_of_the_range() {
        assert_eq!((row_of(1.0, 11), row_of(0.5, 11), row_of(0.0, 11)), (0, 5, 10));
    }
}
