//! The Sessions screen: the list at the left or on top, the answer beside or below it.

use super::TextArea;
use super::split::{split_left, split_top, titled};
use ratatui::layout::Rect;

/// Columns from which the list stands at the left.
const WIDE: u16 = 100;

/// Where everything of the Sessions screen is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionsAreas {
    /// The list.
    pub list: TextArea,
    /// The column between the list and the rest, if it stands at the left.
    pub divider: Rect,
    /// What was found out.
    pub answer: TextArea,
}

/// Lays out the Sessions screen in `body`.
pub fn sessions_areas(body: Rect) -> SessionsAreas {
    let (list, divider, answer) = if body.width >= WIDE {
        let (list, rest) = split_left(body, (body.width / 3).clamp(30, 50));
        let (divider, rest) = split_left(rest, 1);
        (list, divider, rest)
    } else {
        let (list, rest) = split_top(body, (body.height / 3).clamp(3, 8));
        (list, Rect::ZERO, rest)
    };
    SessionsAreas {
        list: titled(list),
        divider,
        answer: titled(answer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_and_everything_has_room() {
        for (width, height) in [(50, 11), (80, 20), (120, 36), (200, 56)] {
            let body = Rect::new(0, 2, width, height);
            let areas = sessions_areas(body);
            let all = [
                areas.list.title,
                areas.list.body,
                areas.answer.title,
                areas.answer.body,
            ];
            for (i, one) in all.iter().enumerate() {
                assert!(!one.is_empty() && body.union(*one) == body, "{body}: {one}");
                assert!(
                    all[i + 1..].iter().all(|other| !one.intersects(*other)),
                    "{body}: {one}"
                );
            }
        }
    }
}
