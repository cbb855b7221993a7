//! The Evaluate screen: evaluations at the left or on top, the table, and under it what is drawn of a class.

use super::TextArea;
use super::split::{split_left, split_top, titled};
use super::train::train_areas;
use ratatui::layout::Rect;

/// Rows under the summary from which there is room for plots.
const TALL: u16 = 22;

/// Where everything of the Evaluate screen is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluateAreas {
    /// The list of evaluations.
    pub runs: TextArea,
    /// The column between the list and the rest, if it stands at the left.
    pub divider: Rect,
    /// How far the selected one is.
    pub summary: TextArea,
    /// Its table.
    pub table: TextArea,
    /// A curve of the selected class; empty where there is no room.
    pub curve: TextArea,
    /// Its images by score; empty where there is no room.
    pub scores: TextArea,
}

/// Lays out the Evaluate screen in `body`.
pub fn evaluate_areas(body: Rect) -> EvaluateAreas {
    let train = train_areas(body);
    let top = train.summary.title;
    let rest = Rect {
        height: body.bottom() - top.y,
        ..top
    };
    let (summary, rest) = split_top(rest, 4.min(rest.height / 3));
    let plots = if rest.height >= TALL {
        rest.height * 2 / 5
    } else {
        0
    };
    let (table, plots) = split_top(rest, rest.height - plots);
    let (curve, scores) = split_left(plots, plots.width / 2);
    EvaluateAreas {
        runs: train.runs,
        divider: train.divider,
        summary: titled(summary),
        table: titled(table),
        curve: titled(Rect {
            width: curve.width.saturating_sub(1),
            ..curve
        }),
        scores: titled(scores),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_and_the_table_has_room() {
        for (width, height) in [(50, 11), (80, 20), (120, 36), (200, 56), (500, 12)] {
            let body = Rect::new(0, 2, width, height);
            let areas = evaluate_areas(body);
            assert!(areas.table.body.height >= 3, "{body}: {areas:?}");
            let mut all = vec![areas.runs, areas.summary, areas.table, areas.curve, areas.scores];
            all.retain(|area| !area.body.is_empty());
            let all: Vec<Rect> = all.iter().flat_map(|area| [area.title, area.body]).collect();
            for (i, one) in all.iter().enumerate() {
                assert_eq!(body.union(*one), body);
                assert!(
                    all[i + 1..].iter().all(|other| !one.intersects(*other)),
                    "{body}: {areas:?}"
                );
            }
        }
    }
}
