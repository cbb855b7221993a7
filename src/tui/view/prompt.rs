//! The prompts on the status line: the search, the filter, questions.

use super::paint::Painter;
use crate::tui::content::{Piece, cut_start};
use crate::tui::theme::Role;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

pub fn draw_search(painter: &mut Painter, area: Rect) {
    let search = &painter.app.search;
    let samples = &painter.app.samples;
    let found = match (search.query().is_empty(), search.matches().len()) {
        (true, _) => "type a part of the name".to_owned(),
        (false, 0) => "no match".to_owned(),
        (false, count) => {
            let place = search.matches().partition_point(|place| *place < samples.place()) + 1;
            format!("match {place} of {count}")
        }
    };
    let (query, cursor) = (search.query(), search.query().len());
    draw(painter, area, "/", query, cursor, &Piece::new(Role::Muted, found));
}

pub fn draw_filter(painter: &mut Painter, area: Rect) {
    let app = painter.app;
    let filtering = &app.filtering;
    let note = match filtering.error() {
        _ if !filtering.candidates().is_empty() => Piece::new(Role::Info, filtering.candidates().join("  ")),
        Some(error) => Piece::new(Role::Error, format!("✗ {error}")),
        None if filtering.prompt().is_empty() => {
            let example =
                "class:bottle label:1 -species:hole score>0.6 outcome:fn has:mask, or a part of the name";
            Piece::new(Role::Muted, example)
        }
        None => Piece::new(Role::Muted, format!("{} pass", app.samples.len())),
    };
    let (prompt, cursor) = (filtering.prompt(), filtering.cursor());
    draw(painter, area, "filter: ", prompt, cursor, &note);
}

pub fn draw_question(painter: &mut Painter, area: Rect) {
    let Some(asked) = &painter.app.prompt else { return };
    let hint = Piece::new(Role::Muted, asked.purpose.hint());
    let (sign, line) = (asked.purpose.sign(), &asked.line);
    draw(painter, area, sign, line.text(), line.cursor(), &hint);
}

/// The sign, as much of the text before the cursor as fits, the text after it, and a note. The text may take half the
/// line before the note gives way.
pub fn draw(painter: &mut Painter, area: Rect, sign: &str, text: &str, cursor: usize, note: &Piece) {
    let note_width = u16::try_from(note.text.width()).unwrap_or(u16::MAX);
    let sign_width = u16::try_from(sign.width()).unwrap_or(u16::MAX);
    let free = area.width.saturating_sub(sign_width + 1);
    let room = free.saturating_sub(note_width.saturating_add(4)).max(free / 2);
    let (before, after) = text.split_at(cursor);
    let before = cut_start(before, room);
    let at = painter.line(
        area,
        &[Piece::new(Role::Key, sign), Piece::new(Role::Text, before)],
    );
    let rest = Rect {
        x: area.x + at,
        width: area.width.saturating_sub(at),
        ..area
    };
    let pieces = [
        Piece::new(Role::Text, after),
        Piece::new(Role::Text, "   "),
        note.clone(),
    ];
    painter.line(rest, &pieces);
    painter.cursor(Position::new(area.x + at, area.y));
}
