//! The left of the screen: tree and list.

use super::split::{split_left, split_top, titled};
use super::{Areas, Grid, TreeWish, Wish};
use ratatui::layout::Rect;

/// From this width on the tree stands beside the list instead of over it.
const BESIDE: u16 = 150;

/// Columns of a tree beside the list.
const TREE_WIDTH: u16 = 32;

/// The least height of the panes in which a tree over the list leaves enough of the list.
const STACKABLE: u16 = 15;

/// Places tree and list or grid on the left of `body`; what is left of it.
pub fn place_list(areas: &mut Areas, body: Rect, wish: Wish) -> Rect {
    let width = match wish.grid {
        Some(_) => body.width * 6 / 10,
        None => (body.width * 3 / 10).clamp(16, 44),
    };
    let beside = body.width >= BESIDE || (wish.grid.is_some() && body.width >= 110);
    let (left, right) = match (wish.tree, beside) {
        (TreeWish::Rows { .. }, true) => {
            let (tree, rest) = split_left(body, TREE_WIDTH);
            areas.tree = Some(titled(tree));
            let (divider, rest) = split_left(rest, 1);
            areas.dividers.push(divider);
            split_left(rest, width.min(rest.width / 2 + 10))
        }
        (TreeWish::Rows { count, focused }, false) => {
            let (left, rest) = split_left(body, width);
            let (tree, list) = stack(left, count, focused, wish.grid.is_some());
            areas.tree = tree.map(titled);
            (list, rest)
        }
        (TreeWish::None, _) => split_left(body, width),
    };
    let (divider, right) = split_left(right, 1);
    areas.dividers.push(divider);
    if !left.is_empty() {
        let list = titled(left);
        areas.list = Some(list);
        areas.grid = wish.grid.map(|grid| Grid::fit(list.body, grid, wish.cell));
    }
    right
}

/// The tree over the list, no higher than it needs to be. Where the list would get too low, either of them has all the
/// room.
fn stack(room: Rect, rows: usize, focused: bool, grid: bool) -> (Option<Rect>, Rect) {
    let nothing = Rect::new(room.x, room.bottom(), room.width, 0);
    match room.height >= STACKABLE && !grid {
        true => {
            let wanted = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(1);
            let (tree, list) = split_top(room, wanted.min(room.height * 2 / 5));
            (Some(tree), list)
        }
        false if focused => (Some(room), nothing),
        false => (None, room),
    }
}
