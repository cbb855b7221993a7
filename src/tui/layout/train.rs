//! The Train screen: runs at the left or on top, curves, what the run says.

use super::TextArea;
use super::split::{split_left, split_top, titled};
use ratatui::layout::Rect;

/// Columns from which the runs stand at the left.
const WIDE: u16 = 100;

/// Where everything of the Train screen is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainAreas {
    /// The list of runs.
    pub runs: TextArea,
    /// The column between the list and the rest, if it stands at the left.
    pub divider: Rect,
    /// What the selected run is and how far.
    pub summary: TextArea,
    /// The curves.
    pub curves: Rect,
    /// The end of the run's log; empty where there is no room.
    pub log: TextArea,
}

/// Lays out the Train screen in `body`.
pub fn train_areas(body: Rect) -> TrainAreas {
    let (runs, divider, rest) = if body.width >= WIDE {
        let (runs, rest) = split_left(body, (body.width / 4).clamp(28, 44));
        let (divider, rest) = split_left(rest, 1);
        (runs, divider, rest)
    } else {
        let (runs, rest) = split_top(body, (body.height / 4).clamp(3, 8));
        (runs, Rect::ZERO, rest)
    };
    let (summary, rest) = split_top(rest, 6.min(rest.height / 2));
    let log = match rest.height {
        0..=15 => 0,
        height => (height / 4).clamp(4, 9),
    };
    let (curves, log) = split_top(rest, rest.height - log);
    TrainAreas {
        runs: titled(runs),
        divider,
        summary: titled(summary),
        curves,
        log: titled(log),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_and_everything_has_room() {
        for (width, height) in [(50, 11), (80, 20), (120, 36), (200, 56), (500, 12)] {
            let body = Rect::new(0, 2, width, height);
            let areas = train_areas(body);
            let mut all = vec![
                areas.runs.title,
                areas.runs.body,
                areas.summary.title,
                areas.summary.body,
            ];
            all.push(areas.curves);
            assert!(all.iter().all(|area| !area.is_empty()), "{body}: {areas:?}");
            all.extend([areas.divider, areas.log.title, areas.log.body]);
            all.retain(|area| !area.is_empty());
            let sum: u32 = all.iter().map(|area| area.area()).sum();
            assert_eq!(sum, body.area(), "{body}: {areas:?}");
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
