//! From a size and a wish to the parts of the screen.

use super::left::place_list;
use super::pictures::{Arrangement, pictures_room, place_panes};
use super::split::{split_top, titled};
use super::{Areas, Wish};
use ratatui::layout::{Rect, Size};

/// The smallest terminal that can be worked in.
pub const MINIMUM: Size = Size::new(50, 14);

/// Lays out a screen; `None` if it is smaller than [`MINIMUM`].
pub fn arrange(size: Size, wish: Wish) -> Option<Areas> {
    let mut areas = frame(size, wish.notice)?;
    let body = areas.body;
    if wish.enlarged {
        place_panes(&mut areas, body, Arrangement::Single, wish);
        return Some(areas);
    }
    let right = place_list(&mut areas, body, wish);
    let (pictures, arrangement) = pictures_room(right, wish);
    place_panes(&mut areas, pictures, arrangement, wish);
    let (_, details) = split_top(right, pictures.height);
    areas.details = Some(titled(details));
    Some(areas)
}

/// What every screen has: title, notice, status and hints, with nothing between; `None` if it is smaller than
/// [`MINIMUM`].
pub fn frame(size: Size, notice: bool) -> Option<Areas> {
    if size.width < MINIMUM.width || size.height < MINIMUM.height {
        return None;
    }
    let line = |y| Rect::new(0, y, size.width, 1);
    let top = 1 + u16::from(notice);
    Some(Areas {
        title: line(0),
        notice: notice.then(|| line(1)),
        tree: None,
        list: None,
        grid: None,
        dividers: Vec::new(),
        panes: Vec::new(),
        color_bar: Rect::ZERO,
        details: None,
        body: Rect::new(0, top, size.width, size.height - top - 2),
        status: line(size.height - 2),
        hints: line(size.height - 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::graphics::PaneKind;
    use crate::tui::layout::{GridWish, PaneArea, TextArea, TreeWish};
    use ratatui::layout::Position;

    const WISH: Wish = Wish {
        notice: true,
        pane: PaneKind::Overlay,
        enlarged: false,
        cell: (10, 20),
        tree: TreeWish::None,
        grid: None,
    };

    fn rects(areas: &Areas) -> Vec<Rect> {
        let text = |area: &Option<TextArea>| area.map(|area| vec![area.title, area.body]).unwrap_or_default();
        let mut all = vec![areas.title, areas.color_bar, areas.status, areas.hints];
        all.extend(areas.notice);
        all.extend(&areas.dividers);
        all.extend(text(&areas.tree));
        match areas.grid {
            Some(grid) => {
                all.extend(areas.list.map(|list| list.title));
                let cells = (0..grid.count()).map(|place| grid.at(place));
                all.extend(
                    cells.flat_map(|(picture, line)| [picture, line].into_iter().filter(|r| !r.is_empty())),
                );
            }
            None => all.extend(text(&areas.list)),
        }
        all.extend(text(&areas.details));
        all.extend(areas.panes.iter().flat_map(|pane| [pane.title, pane.picture]));
        all
    }

    #[test]
    fn nothing_overlaps_and_everything_is_on_the_screen() {
        for (width, height) in [
            (50, 14),
            (60, 60),
            (80, 24),
            (120, 40),
            (200, 60),
            (500, 15),
            (50, 300),
        ] {
            for wish in every_wish() {
                let size = Size::new(width, height);
                let areas = arrange(size, wish).unwrap();
                let all = rects(&areas);
                let screen = Rect::new(0, 0, width, height);
                for (i, one) in all.iter().enumerate() {
                    assert!(
                        screen.union(*one) == screen && !one.is_empty(),
                        "{size} {wish:?}: {one}"
                    );
                    for other in &all[i + 1..] {
                        assert!(!one.intersects(*other), "{size} {wish:?}: {one} and {other}");
                    }
                }
            }
        }
    }

    fn every_wish() -> Vec<Wish> {
        let trees = [false, true].map(|focused| TreeWish::Rows { count: 9, focused });
        let grids = [
            None,
            Some(GridWish { pictures: true }),
            Some(GridWish { pictures: false }),
        ];
        let mut wishes = Vec::new();
        for enlarged in [false, true] {
            for notice in [false, true] {
                for tree in [TreeWish::None, trees[0], trees[1]] {
                    wishes.extend(grids.map(|grid| Wish {
                        enlarged,
                        notice,
                        tree,
                        grid,
                        ..WISH
                    }));
                }
            }
        }
        wishes
    }

    #[test]
    fn a_tree_stands_over_the_list_beside_it_or_in_its_place() {
        let places = |width, height, focused, grid: bool| {
            let tree = TreeWish::Rows { count: 6, focused };
            let grid = grid.then_some(GridWish { pictures: true });
            let areas = arrange(Size::new(width, height), Wish { tree, grid, ..WISH }).unwrap();
            let corner = |area: Option<TextArea>| area.map(|area| (area.title.x, area.title.y));
            (corner(areas.tree), corner(areas.list))
        };
        let (tree, list) = places(80, 24, false, false);
        assert_eq!((tree, list), (Some((0, 2)), Some((0, 9))));
        assert_eq!(places(200, 60, false, false), (Some((0, 2)), Some((33, 2))));
        assert_eq!(places(80, 16, false, false), (None, Some((0, 2))));
        assert_eq!(places(80, 16, true, false), (Some((0, 2)), None));
        assert_eq!(places(80, 24, false, true), (None, Some((0, 2))));
        assert_eq!(places(120, 40, false, true), (Some((0, 2)), Some((33, 2))));
    }

    #[test]
    fn a_click_finds_its_thumbnail() {
        let grid = Some(GridWish { pictures: true });
        let areas = arrange(Size::new(120, 40), Wish { grid, ..WISH }).unwrap();
        let grid = areas.grid.unwrap();
        assert!(grid.columns >= 3 && grid.rows >= 3, "{grid:?}");
        for place in 0..grid.count() {
            let (picture, line) = grid.at(place);
            assert_eq!(grid.place_at(picture.as_position()), Some(place));
            assert_eq!(grid.place_at(line.as_position()), Some(place));
        }
        assert_eq!(grid.place_at(Position::new(119, 39)), None);
    }

    #[test]
    fn panes_stand_as_the_room_asks() {
        let kinds = |width, height| -> Vec<(PaneKind, u16, u16)> {
            let areas = arrange(Size::new(width, height), WISH).unwrap();
            let corner = |pane: &PaneArea| (pane.kind, pane.title.x, pane.title.y);
            areas.panes.iter().map(corner).collect()
        };
        let wide = kinds(120, 40);
        assert!(
            wide.len() == 3 && wide[0].2 == wide[1].2 && wide[0].1 < wide[1].1,
            "{wide:?}"
        );
        let narrow = kinds(60, 60);
        assert!(
            narrow.len() == 3 && narrow[0].1 == narrow[1].1 && narrow[0].2 < narrow[1].2,
            "{narrow:?}"
        );
        let small = kinds(50, 14);
        assert!(small.len() == 1 && small[0].0 == PaneKind::Overlay, "{small:?}");
    }

    #[test]
    fn below_the_minimum_there_is_no_layout() {
        assert!(arrange(Size::new(20, 5), WISH).is_none());
        assert!(arrange(Size::new(49, 14), WISH).is_none());
        assert!(arrange(Size::new(50, 13), WISH).is_none());
        assert!(arrange(MINIMUM, WISH).is_some());
    }
}
