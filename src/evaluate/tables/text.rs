//! A table for the terminal.

use super::Grid;
use super::table::full_title;
use crate::base::printable;
use crate::evaluate::metrics::Metric;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const CELL: usize = 7;
/// Columns of names are cut to this where the table would not fit.
const NARROW: usize = 16;
/// Between image and pixel metrics.
const GAP: usize = 2;

impl Grid {
    /// Aligned by the width that characters take. Where `width` cells are not enough, long names are cut with `…`,
    /// then columns of metrics are left out and named below: those without any value first, then from the right.
    pub fn text(&self, width: usize) -> String {
        let names: Vec<Vec<String>> = std::iter::once(&self.labels)
            .chain(self.rows.iter().map(|row| &row.labels))
            .map(|labels| labels.iter().map(|label| printable(label).into_owned()).collect())
            .collect();
        let mut widths: Vec<usize> = (0..self.labels.len())
            .map(|column| {
                names
                    .iter()
                    .filter_map(|row| row.get(column))
                    .map(|name| name.width())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let mut kept: Vec<usize> = (0..self.metrics.len()).collect();
        let fits = |widths: &[usize], kept: &[usize]| self.line_width(widths, kept) <= width;
        if !fits(&widths, &kept) {
            widths.iter_mut().for_each(|own| *own = (*own).min(NARROW));
        }
        let mut dropped = Vec::new();
        while !fits(&widths, &kept) && kept.len() > 1 {
            let empty = kept
                .iter()
                .rposition(|&column| !self.rows.iter().any(|row| has_value(&row.cells[column])));
            dropped.push(kept.remove(empty.unwrap_or(kept.len() - 1)));
        }
        let mut lines = vec![printable(&self.heading).into_owned(), String::new()];
        let titles = |text: &dyn Fn(usize) -> String| kept.iter().map(|&column| text(column)).collect();
        let group = |column: usize| {
            let first = kept
                .iter()
                .find(|&&other| self.is_of_pixels(other) == self.is_of_pixels(column));
            match (first == Some(&column), self.is_of_pixels(column)) {
                (false, _) => String::new(),
                (true, true) => "pixel".to_owned(),
                (true, false) => "image".to_owned(),
            }
        };
        let blank = vec![String::new(); self.labels.len()];
        lines.push(self.line(&blank, &widths, &kept, titles(&group)));
        let title = |column: usize| self.metrics[column].title().to_owned();
        lines.push(self.line(&names[0], &widths, &kept, titles(&title)));
        let mut before: Option<&Vec<String>> = None;
        for (row, labels) in self.rows.iter().zip(&names[1..]) {
            if row.begins_group {
                lines.push("-".repeat(self.line_width(&widths, &kept)));
                before = None;
            }
            let cells = kept.iter().map(|&column| row.cells[column].clone()).collect();
            let mut shown = labels.clone();
            // What several rows share is said once.
            if let (Some(before), true) = (before, labels.len() > 1)
                && before[0] == labels[0]
            {
                shown[0].clear();
            }
            lines.push(self.line(&shown, &widths, &kept, cells));
            before = Some(labels);
        }
        dropped.sort_unstable();
        let mut notes = Vec::new();
        if !dropped.is_empty() {
            let names: Vec<String> = dropped
                .iter()
                .map(|&column| full_title(self.metrics[column]))
                .collect();
            notes.push(format!("left out to fit {width} columns: {}", names.join(", ")));
        }
        notes.extend(self.notes.iter().map(|note| printable(note).into_owned()));
        if !notes.is_empty() {
            lines.push(String::new());
        }
        lines.extend(notes);
        lines.join("\n")
    }

    fn is_of_pixels(&self, column: usize) -> bool {
        self.metrics
            .get(column)
            .copied()
            .is_some_and(Metric::is_of_pixels)
    }

    fn line_width(&self, labels: &[usize], kept: &[usize]) -> usize {
        let names = labels.iter().sum::<usize>() + 2 * labels.len().saturating_sub(1);
        let both = kept.iter().any(|&column| self.is_of_pixels(column))
            && kept.iter().any(|&column| !self.is_of_pixels(column));
        names + CELL * kept.len() + if both { GAP } else { 0 }
    }

    fn line(&self, labels: &[String], widths: &[usize], kept: &[usize], cells: Vec<String>) -> String {
        let mut line = labels
            .iter()
            .zip(widths)
            .map(|(label, &width)| padded(label, width))
            .collect::<Vec<_>>()
            .join("  ");
        for (index, (&column, cell)) in kept.iter().zip(&cells).enumerate() {
            if index > 0 && self.is_of_pixels(column) != self.is_of_pixels(kept[index - 1]) {
                line.push_str(&" ".repeat(GAP));
            }
            line.push_str(&format!("{cell:>CELL$}"));
        }
        line.trim_end().to_owned()
    }
}

fn has_value(cell: &str) -> bool {
    !cell.is_empty() && cell != "n/a"
}

/// Exactly `width` cells: filled with spaces, or cut.
fn padded(text: &str, width: usize) -> String {
    if text.width() <= width {
        return format!("{text}{}", " ".repeat(width - text.width()));
    }
    let mut cut = String::new();
    let mut taken = 0;
    for c in text.chars() {
        let cells = c.width().unwrap_or(0);
        if taken + cells + 1 > width {
            break;
        }
        taken += cells;
        cut.push(c);
    }
    cut.push('…');
    format!("{cut}{}", " ".repeat(width.saturating_sub(taken + 1)))
}
