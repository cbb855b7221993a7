//! The Inspect screen: a row of pictures, a row of layer maps, a row of attention, and text beside them; where there is
//! less room, one pane.

use super::TextArea;
use super::split::{split_left, split_top, titled};
use crate::tui::graphics::InspectPane;
use ratatui::layout::Rect;

/// Columns and rows of the pictures' room from which all rows are shown together.
const ROOMY: (u16, u16) = (75, 27);

/// Columns of the colour bar.
const BAR: u16 = 9;

/// Where everything of the Inspect screen is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectAreas {
    /// The panes that are shown.
    pub panes: Vec<(InspectPane, TextArea)>,
    /// The colour bar.
    pub bar: Rect,
    /// Score, knobs, cursor, warnings.
    pub text: TextArea,
}

/// The panes there are, row by row, for a model with so many scales.
pub fn inspect_rows(scales: usize, compares: bool) -> Vec<Vec<InspectPane>> {
    let mut rows = vec![InspectPane::PICTURES.to_vec()];
    if compares {
        rows.push(InspectPane::COMPARED.to_vec());
    }
    rows.push((0..scales).map(InspectPane::Layer).collect());
    rows.push((0..scales).map(InspectPane::Attention).collect());
    rows
}

/// Lays out these rows of panes in `body`; `focus` is shown where one pane is.
pub fn inspect_areas(body: Rect, rows: &[Vec<InspectPane>], focus: InspectPane) -> InspectAreas {
    let width = (body.width * 3 / 10).clamp(24, 46);
    let (left, text) = split_left(body, body.width.saturating_sub(width));
    let (pictures, bar) = split_left(left, left.width.saturating_sub(BAR));
    let bar = split_top(bar, 1).1;
    let bar = Rect {
        width: bar.width.saturating_sub(1),
        ..bar
    };
    let panes = if pictures.width < ROOMY.0 || pictures.height < ROOMY.1 {
        vec![(focus, titled(pictures))]
    } else {
        let count = u16::try_from(rows.len()).unwrap_or(u16::MAX).max(1);
        let height = pictures.height / count;
        let row_at = |place: u16| Rect {
            y: pictures.y + place * height,
            height,
            ..pictures
        };
        (0..)
            .zip(rows)
            .flat_map(|(place, row)| side_by_side(row_at(place), row))
            .collect()
    };
    InspectAreas {
        panes,
        bar,
        text: titled(text),
    }
}

fn side_by_side(room: Rect, panes: &[InspectPane]) -> Vec<(InspectPane, TextArea)> {
    let count = u16::try_from(panes.len()).unwrap_or(u16::MAX).max(1);
    let width = (room.width + 1) / count;
    let place = |(place, pane): (u16, &InspectPane)| {
        let area = Rect {
            x: room.x + place * width,
            width: width.saturating_sub(1),
            ..room
        };
        (*pane, titled(area))
    };
    (0..count).zip(panes).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_and_there_are_as_many_panes_as_there_is_room_for() {
        for (width, height, count) in [
            (50, 11, 1),
            (80, 20, 1),
            (120, 36, 13),
            (200, 56, 13),
            (500, 12, 1),
        ] {
            let body = Rect::new(0, 2, width, height);
            let areas = inspect_areas(body, &inspect_rows(4, false), InspectPane::Overlay);
            assert_eq!(areas.panes.len(), count, "{body}");
            let mut all = vec![areas.bar, areas.text.title, areas.text.body];
            all.extend(areas.panes.iter().flat_map(|(_, area)| [area.title, area.body]));
            for (i, one) in all.iter().enumerate() {
                assert!(!one.is_empty() && body.union(*one) == body, "{body}: {one}");
                assert!(
                    all[i + 1..].iter().all(|other| !one.intersects(*other)),
                    "{body}: {one}"
                );
            }
        }
    }

    #[test]
    fn a_comparison_has_a_row_of_its_own() {
        let body = Rect::new(0, 2, 120, 36);
        let areas = inspect_areas(body, &inspect_rows(4, true), InspectPane::Overlay);
        assert_eq!(areas.panes.len(), 16);
        let top = |wanted| {
            areas
                .panes
                .iter()
                .find(|(pane, _)| *pane == wanted)
                .map(|(_, area)| area.title.y)
        };
        assert!(top(InspectPane::Map) < top(InspectPane::OtherMap));
        assert!(top(InspectPane::Difference) < top(InspectPane::Layer(0)));
    }
}
