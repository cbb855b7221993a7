//! The list of pictures: name, and score once it is known.

use super::paint::Painter;
use crate::tui::app::{Focus, ListState, Sample, SampleId, Verdict};
use crate::tui::content::{Piece, cut_path, wrap};
use crate::tui::layout::Areas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

/// A space, `0.00`, and the sign of the verdict.
const SCORE_WIDTH: u16 = 6;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let (Some(list), Some(divider)) = (areas.list, areas.divider) else {
        return;
    };
    for y in divider.top()..divider.bottom() {
        painter.line(
            Rect {
                y,
                height: 1,
                ..divider
            },
            &[Piece::new(Role::Border, "│")],
        );
    }
    let focused = painter.app.view.focus == Focus::List;
    let title = if focused { Role::Focus } else { Role::Title };
    painter.title(list.title, focused, &[Piece::new(title, "pictures")]);
    if painter.app.samples.is_empty() {
        return empty(painter, list.body);
    }
    let top = painter.app.samples.top();
    let app = painter.app;
    let rows = app
        .samples
        .iter()
        .skip(top)
        .zip(list.body.top()..list.body.bottom());
    for ((id, sample), y) in rows {
        row(
            painter,
            Rect {
                y,
                height: 1,
                ..list.body
            },
            id,
            sample,
        );
    }
}

fn row(painter: &mut Painter, area: Rect, id: SampleId, sample: &Sample) {
    let selected = painter.app.samples.selected_id() == Some(id);
    if selected {
        painter.fill(area, Role::Selection);
    }
    let base = if selected { Role::Selection } else { Role::Text };
    let sign = if selected { "›" } else { " " };
    painter.line(area, &[Piece::new(base, sign)]);
    let name_area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1 + SCORE_WIDTH),
        ..area
    };
    let name = cut_path(&sample.name, name_area.width);
    let pieces = highlighted(&name, painter.app.search.folded(), base);
    painter.line(name_area, &pieces);
    let score_area = Rect {
        x: name_area.right(),
        width: SCORE_WIDTH.min(area.width),
        ..area
    };
    painter.line_right(score_area, &[score(painter, id)]);
}

fn score(painter: &Painter, id: SampleId) -> Piece {
    let detections = &painter.app.detections;
    if detections.running().is_some_and(|running| running.sample == id) {
        return Piece::new(Role::Progress, "… ");
    }
    if let Some(score) = detections.score(id) {
        return match detections.verdict(score) {
            Verdict::Abnormal => Piece::new(Role::Abnormal, format!("{score:.2}▲")),
            Verdict::Normal => Piece::new(Role::Normal, format!("{score:.2}✓")),
            Verdict::Unknown => Piece::new(Role::Error, "NaN!"),
        };
    }
    let failed = detections.failure(id).is_some() || painter.app.pictures.failure(id).is_some();
    match failed {
        true => Piece::new(Role::Error, "✗"),
        false => Piece::new(Role::Muted, ""),
    }
}

/// The name with the part that was searched for marked. Folding may change lengths (İ becomes two characters); such
/// names are found but not marked.
fn highlighted(name: &str, folded: &str, base: Role) -> Vec<Piece> {
    let lower = name.to_lowercase();
    let found = (!folded.is_empty() && lower.len() == name.len())
        .then(|| lower.find(folded))
        .flatten()
        .map(|start| start..start + folded.len())
        .filter(|range| name.is_char_boundary(range.start) && name.is_char_boundary(range.end));
    match found {
        Some(range) => vec![
            Piece::new(base, &name[..range.start]),
            Piece::new(Role::Match, &name[range.clone()]),
            Piece::new(base, &name[range.end..]),
        ],
        None => vec![Piece::new(base, name)],
    }
}

fn empty(painter: &mut Painter, area: Rect) {
    let (role, text) = match &painter.app.samples.state {
        ListState::Reading => (Role::Muted, "reading the folder…".to_owned()),
        ListState::Failed(reason) => (Role::Error, format!("✗ {reason}")),
        ListState::Ready { other_files } => {
            let others = match other_files {
                0 => "it holds no files".to_owned(),
                count => format!("its {count} files have no picture's name"),
            };
            let text = format!("no pictures here: {others} (PNG, JPEG, BMP, TIFF and WebP are shown)");
            (Role::Warning, text)
        }
    };
    let lines = wrap(vec![Piece::new(role, text)], area.width.saturating_sub(1), 0);
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        let width = area.width.saturating_sub(1);
        painter.line(
            Rect {
                x: area.x + 1,
                y,
                width,
                height: 1,
            },
            line,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[Piece]) -> Vec<&str> {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn the_match_is_marked_where_it_stands() {
        assert_eq!(
            texts(&highlighted("Good/A.png", "good", Role::Text)),
            ["", "Good", "/A.png"]
        );
        assert_eq!(texts(&highlighted("a.png", "zzz", Role::Text)), ["a.png"]);
        assert_eq!(texts(&highlighted("İx.png", "x", Role::Text)), ["İx.png"]);
    }
}
