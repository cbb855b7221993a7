//! The tree over the samples, with how many of each label there are.

use super::paint::Painter;
use crate::tui::app::Focus;
use crate::tui::collection::{Counts, Node};
use crate::tui::content::{Piece, cut_end};
use crate::tui::layout::Areas;
use crate::tui::theme::Role;
use ratatui::layout::Rect;

pub fn draw(painter: &mut Painter, areas: &Areas) {
    let Some(tree) = areas.tree else { return };
    let app = painter.app;
    let collection = app.samples.collection();
    let nodes = collection.outline().nodes();
    let columns = Columns::of(nodes);
    let focused = app.view.focus == Focus::Tree;
    let role = if focused { Role::Focus } else { Role::Title };
    painter.title(tree.title, focused, &[Piece::new(role, "dataset")]);
    painter.line_right(tree.title, &columns.heads());
    let rows = app.tree.rows().iter().enumerate().skip(app.tree.top());
    for ((row, place), y) in rows.zip(tree.body.top()..tree.body.bottom()) {
        let area = Rect {
            y,
            height: 1,
            ..tree.body
        };
        let sign = match (collection.outline().is_branch(*place), app.tree.is_open(*place)) {
            (true, true) => "▾ ",
            (true, false) => "▸ ",
            (false, _) => "  ",
        };
        if let Some(node) = nodes.get(*place) {
            draw_row(painter, area, node, sign, row == app.tree.selected(), &columns);
        }
    }
}

fn draw_row(painter: &mut Painter, area: Rect, node: &Node, sign: &str, selected: bool, columns: &Columns) {
    if selected {
        painter.fill(area, Role::Selection);
    }
    let base = if selected { Role::Selection } else { Role::Text };
    let mark = if selected { "›" } else { " " };
    let numbers = columns.numbers(node.counts, base);
    let width = columns.width();
    let indent = " ".repeat(node.depth);
    let room = area.width.saturating_sub(width);
    let text = format!("{mark}{indent}{sign}{}", node.name);
    painter.line(area, &[Piece::new(base, cut_end(&text, room))]);
    painter.line_right(area, &numbers);
}

/// How wide the numbers are: those of the whole dataset are the widest. A column that would hold zeros alone is left
/// out.
struct Columns {
    normal: usize,
    anomalous: usize,
    unlabelled: usize,
}

impl Columns {
    fn of(nodes: &[Node]) -> Self {
        let all = nodes.first().map_or(Counts::default(), |node| node.counts);
        let width = |count: usize| match count {
            0 => 0,
            count => 1 + count.ilog10() as usize + 1,
        };
        Self {
            normal: width(all.normal),
            anomalous: width(all.anomalous),
            unlabelled: width(all.unlabelled),
        }
    }

    fn each<T>(&self, normal: T, anomalous: T, unlabelled: T) -> impl Iterator<Item = (usize, T, Role)> {
        [
            (self.normal, normal, Role::Normal),
            (self.anomalous, anomalous, Role::Abnormal),
            (self.unlabelled, unlabelled, Role::Muted),
        ]
        .into_iter()
        .filter(|(width, ..)| *width > 0)
    }

    fn width(&self) -> u16 {
        u16::try_from(self.normal + self.anomalous + self.unlabelled).unwrap_or(u16::MAX)
    }

    /// The signs of the labels over their numbers.
    fn heads(&self) -> Vec<Piece> {
        self.each("○", "●", "?")
            .map(|(width, sign, role)| Piece::new(role, format!("{sign:>width$}")))
            .collect()
    }

    fn numbers(&self, counts: Counts, base: Role) -> Vec<Piece> {
        self.each(counts.normal, counts.anomalous, counts.unlabelled)
            .map(|(width, count, role)| {
                let role = if count == 0 {
                    Role::Muted
                } else if base == Role::Selection {
                    base
                } else {
                    role
                };
                Piece::new(role, format!("{count:>width$}"))
            })
            .collect()
    }
}
