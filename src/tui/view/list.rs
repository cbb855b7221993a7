//! The list of samples: label, name, and score with outcome once they are known.

use super::paint::Painter;
use crate::tui::app::{App, Focus, ListState, SampleId, Sort};
use crate::tui::content::{Piece, counted, cut_picture, highlighted, label_sign, score_pieces, wrap};
use crate::tui::layout::{Areas, TextArea};
use crate::tui::theme::Role;
use ratatui::layout::Rect;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    for divider in &areas.dividers {
        for y in divider.top()..divider.bottom() {
            let spot = Rect {
                y,
                height: 1,
                ..*divider
            };
            painter.line(spot, &[Piece::new(Role::Border, "│")]);
        }
    }
    let Some(list) = areas.list else { return };
    draw_title(painter, list);
    if painter.app.samples.is_empty() {
        return empty(painter, list.body);
    }
    if areas.grid.is_some() {
        return;
    }
    let app = painter.app;
    let folder = folder(app);
    let rows = app.samples.from(app.samples.top()).iter();
    for (id, y) in rows.zip(list.body.top()..list.body.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..list.body
        };
        sample_line(painter, area, (*id, folder), " ");
    }
}

/// How many of the samples are shown, and by what they are sorted unless by name.
fn draw_title(painter: &mut Painter, list: TextArea) {
    let app = painter.app;
    let focused = app.view.focus == Focus::List;
    let role = if focused { Role::Focus } else { Role::Title };
    let mut title = vec![Piece::new(role, "pictures")];
    let (shown, all) = (app.samples.len(), app.samples.collection().len());
    if shown != all {
        title.push(Piece::new(Role::Text, format!(" {shown} of {all}")));
    }
    if app.samples.sort != Sort::Name {
        let name = app.samples.sort.name();
        title.push(Piece::new(Role::Muted, format!(" by {name}")));
    }
    painter.title(list.title, focused, &title);
}

/// The folder that every listed sample lies in: names are shown as seen from there.
pub fn folder(app: &App) -> &Path {
    let outline = app.samples.collection().outline();
    let node = outline.nodes().get(app.tree.node());
    node.filter(|_| outline.divides())
        .map_or(Path::new(""), |node| &*node.folder)
}

/// A line of a sample: mark, label, `gap`, its name as seen from the folder, and its score at the right.
pub fn sample_line(painter: &mut Painter, area: Rect, (id, folder): (SampleId, &Path), gap: &str) {
    let app = painter.app;
    let selected = app.samples.selected_id() == Some(id);
    if selected {
        painter.fill(area, Role::Selection);
    }
    let base = if selected { Role::Selection } else { Role::Text };
    let mut head = vec![Piece::new(base, if selected { "›" } else { " " })];
    if !app.annotations.is_empty() {
        head.extend(annotation_signs(app, id, base));
    }
    let collection = app.samples.collection();
    if collection.is_labelled() {
        let label = collection.get(id).and_then(|sample| sample.label);
        head.extend([label_sign(label), Piece::new(base, gap)]);
    }
    name_and_score(painter, area, &head, id, folder);
}

/// `*` for a mark, `"` for a note, and a space.
fn annotation_signs(app: &App, id: SampleId, base: Role) -> [Piece; 3] {
    let sign = |is_there: bool, sign| match is_there {
        true => Piece::new(Role::Info, sign),
        false => Piece::new(base, " "),
    };
    [
        sign(app.annotations.is_marked(id), "*"),
        sign(app.annotations.note_of(id).is_some(), "\""),
        Piece::new(base, " "),
    ]
}

fn name_and_score(painter: &mut Painter, area: Rect, head: &[Piece], id: SampleId, folder: &Path) {
    let app = painter.app;
    let used = painter.line(area, head);
    let score = score_pieces(app, id);
    // With a space before it; where there is no score, the name has the room.
    let score_width: usize = score.iter().map(|piece| piece.text.width() + 1).sum();
    let score_width = u16::try_from(score_width).unwrap_or(u16::MAX);
    let name_area = Rect {
        x: area.x + used,
        width: area.width.saturating_sub(used + score_width),
        ..area
    };
    let name = cut_picture(&app.samples.collection().name_below(id, folder), name_area.width);
    painter.line(
        name_area,
        &highlighted(
            &name,
            app.search.folded(),
            head.first().map_or(Role::Text, |piece| piece.role),
        ),
    );
    painter.line_right(area, &score);
}

fn empty(painter: &mut Painter, area: Rect) {
    let app = painter.app;
    let (role, text) = match &app.samples.state {
        ListState::Reading => (Role::Muted, "reading the folder…".to_owned()),
        ListState::Failed(reason) => (Role::Error, format!("✗ {reason}")),
        ListState::Ready if !app.samples.collection().is_empty() => {
            let text = "nothing here passes the filter: f changes it";
            (Role::Warning, text.to_owned())
        }
        ListState::Ready => {
            let index = app.samples.collection().index();
            let others = match index.excluded.len() + index.warnings.len() {
                0 => "it holds no files that are pictures by their names".to_owned(),
                count => format!("{} in the report, W", counted(count, "line", "lines")),
            };
            let text = format!("no pictures here: {others} (PNG, JPEG, BMP, TIFF and WebP are shown)");
            (Role::Warning, text)
        }
    };
    let lines = wrap(vec![Piece::new(role, text)], area.width.saturating_sub(1), 0);
    for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
        let width = area.width.saturating_sub(1);
        let spot = Rect {
            x: area.x + 1,
            y,
            width,
            height: 1,
        };
        painter.line(spot, line);
    }
}
