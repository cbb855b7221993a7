//! Where everything is on the screen. Pure, as both the view and the update (mouse, sizes of pictures) ask for it.

use super::graphics::PaneKind;
use ratatui::layout::{Position, Rect, Size};

/// The smallest terminal that can be worked in.
pub const MINIMUM: Size = Size::new(50, 14);

/// Columns of the colour bar: a gap, two of colour, a space, four of numbers.
const BAR_WIDTH: u16 = 8;

/// From this width on the tree stands beside the list instead of over it.
const BESIDE: u16 = 150;

/// Columns of a tree beside the list.
const TREE_WIDTH: u16 = 32;

/// The least height of the panes in which a tree over the list leaves enough of the list.
const STACKABLE: u16 = 15;

/// Whether there is a tree to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeWish {
    /// There is none, or the user does not want to see it.
    None,
    /// There is one.
    Rows {
        /// How many rows it has.
        count: usize,
        /// It has the keys: it is shown even where that hides the list.
        focused: bool,
    },
}

/// The list shall be a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridWish {
    /// With pictures over the names.
    pub pictures: bool,
}

/// What the layout depends on beside the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// A permanent line under the title.
    pub notice: bool,
    /// The picture pane used last: shown when there is room for one only.
    pub pane: PaneKind,
    /// That pane shall have all the room.
    pub enlarged: bool,
    /// Pixels per cell.
    pub cell: (u16, u16),
    /// The tree.
    pub tree: TreeWish,
    /// The grid.
    pub grid: Option<GridWish>,
}

/// A picture pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaneArea {
    /// Which.
    pub kind: PaneKind,
    /// Its title line.
    pub title: Rect,
    /// Its picture.
    pub picture: Rect,
}

/// A pane of text with a title line over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextArea {
    /// The title line.
    pub title: Rect,
    /// What is under it.
    pub body: Rect,
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Areas {
    /// The first line.
    pub title: Rect,
    /// The permanent line.
    pub notice: Option<Rect>,
    /// The tree, if there is one and room for it.
    pub tree: Option<TextArea>,
    /// The list or the grid; hidden while a picture is enlarged, and under a tree that needs its room.
    pub list: Option<TextArea>,
    /// How the list's room is divided if it is a grid.
    pub grid: Option<Grid>,
    /// The columns between tree, list and pictures.
    pub dividers: Vec<Rect>,
    /// The picture panes that are shown.
    pub panes: Vec<PaneArea>,
    /// The colour bar.
    pub color_bar: Rect,
    /// The text about the result; hidden while a picture is enlarged.
    pub details: Option<TextArea>,
    /// Messages, progress, the search prompt.
    pub status: Rect,
    /// Keys valid now.
    pub hints: Rect,
}

impl Areas {
    /// The samples that half the list or grid shows, at least one.
    pub fn half_page(&self) -> usize {
        if let Some(grid) = &self.grid {
            return usize::from((grid.rows / 2).max(1)) * usize::from(grid.columns);
        }
        let rows = self.list.map_or(self.panes_height(), |list| list.body.height);
        usize::from(rows / 2).max(1)
    }

    /// Half the rows of the tree, at least one.
    pub fn half_tree(&self) -> usize {
        self.tree
            .map_or(1, |tree| usize::from(tree.body.height / 2).max(1))
    }

    fn panes_height(&self) -> u16 {
        self.panes.first().map_or(0, |pane| pane.picture.height)
    }

    /// The picture pane under a position.
    pub fn pane_at(&self, position: Position) -> Option<PaneKind> {
        let hit = |pane: &&PaneArea| pane.title.contains(position) || pane.picture.contains(position);
        self.panes.iter().find(hit).map(|pane| pane.kind)
    }
}

/// Lays out a screen; `None` if it is smaller than [`MINIMUM`].
pub fn arrange(size: Size, wish: Wish) -> Option<Areas> {
    if size.width < MINIMUM.width || size.height < MINIMUM.height {
        return None;
    }
    let line = |y| Rect::new(0, y, size.width, 1);
    let top = 1 + u16::from(wish.notice);
    let body = Rect::new(0, top, size.width, size.height - top - 2);
    let mut areas = Areas {
        title: line(0),
        notice: wish.notice.then(|| line(1)),
        tree: None,
        list: None,
        grid: None,
        dividers: Vec::new(),
        panes: Vec::new(),
        color_bar: Rect::ZERO,
        details: None,
        status: line(size.height - 2),
        hints: line(size.height - 1),
    };
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

/// Places tree and list or grid on the left of `body`; what is left of it.
fn place_list(areas: &mut Areas, body: Rect, wish: Wish) -> Rect {
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

/// How a grid divides its room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// The room.
    pub room: Rect,
    /// Thumbnails side by side.
    pub columns: u16,
    /// Rows of thumbnails that fit whole; at least one.
    pub rows: u16,
    /// The cells of one: picture, and the line of text under it.
    pub cell: Size,
}

impl Grid {
    /// Columns of a thumbnail, at least; of a name without one.
    const WIDTHS: (u16, u16) = (15, 24);

    fn fit(room: Rect, wish: GridWish, pixels: (u16, u16)) -> Self {
        let least = if wish.pictures {
            Self::WIDTHS.0
        } else {
            Self::WIDTHS.1
        };
        let columns = ((room.width + 1) / (least + 1)).max(1);
        let width = ((room.width + 1) / columns).saturating_sub(1).max(1);
        let square = u32::from(width) * u32::from(pixels.0) / u32::from(pixels.1.max(1));
        let picture = match wish.pictures {
            true => u16::try_from(square).unwrap_or(u16::MAX).max(1),
            false => 0,
        };
        let height = (picture + 1).min(room.height.max(1));
        Self {
            room,
            columns,
            rows: (room.height / height).max(1),
            cell: Size::new(width, height),
        }
    }

    /// Thumbnails on the screen.
    pub fn len(&self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }

    /// The picture and the line of the `place`th thumbnail on the screen.
    pub fn at(&self, place: usize) -> (Rect, Rect) {
        let columns = usize::from(self.columns);
        let step = |count: usize, size: u16| u16::try_from(count).unwrap_or(u16::MAX).saturating_mul(size);
        let area = Rect {
            x: self
                .room
                .x
                .saturating_add(step(place % columns, self.cell.width + 1)),
            y: self
                .room
                .y
                .saturating_add(step(place / columns, self.cell.height)),
            width: self.cell.width,
            height: self.cell.height,
        };
        split_top(area, area.height - 1)
    }

    /// The cells a picture may take.
    pub fn picture_size(&self) -> Size {
        Size::new(self.cell.width, self.cell.height - 1)
    }

    /// Which thumbnail on the screen is under a position.
    pub fn place_at(&self, position: Position) -> Option<usize> {
        (0..self.len()).find(|place| {
            let (picture, line) = self.at(*place);
            picture.contains(position) || line.contains(position)
        })
    }
}

/// The colours of the colour bar: two columns after the gap.
pub fn bar_colors(bar: Rect) -> Rect {
    Rect {
        x: bar.x + 1,
        width: 2.min(bar.width),
        ..bar
    }
}

/// The box of the help, in the middle of the screen.
pub fn help_box(size: Size) -> Rect {
    let (width, height) = (
        size.width.saturating_sub(4).min(84),
        size.height.saturating_sub(2),
    );
    Rect::new(
        (size.width - width) / 2,
        (size.height - height) / 2,
        width,
        height,
    )
}

/// The text in that box: a border and a column of air around it.
pub fn help_area(size: Size) -> Rect {
    let outer = help_box(size);
    Rect {
        x: outer.x + 2,
        y: outer.y + 1,
        width: outer.width.saturating_sub(4),
        height: outer.height.saturating_sub(2),
    }
}

/// How the picture panes stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrangement {
    Row,
    Column,
    Single,
}

/// The part of `right` for pictures and how they stand in it: however a square picture gets largest, all three
/// together if that is not too small to see anything.
fn pictures_room(right: Rect, wish: Wish) -> (Rect, Arrangement) {
    let details = if right.height < 16 { 4 } else { 6 };
    let most = right.height - details;
    let (width, height) = (right.width - BAR_WIDTH, most);
    let side = |columns: u16, rows: u16| {
        let across = u32::from(columns) * u32::from(wish.cell.0);
        across.min(u32::from(rows.saturating_sub(1)) * u32::from(wish.cell.1))
    };
    let row = side(width.saturating_sub(2) / 3, height);
    let column = side(width, height / 3);
    let single = side(width, height);
    let readable = 8 * u32::from(wish.cell.0);
    if wish.grid.is_some() || (row.max(column) < readable && single > row.max(column)) {
        return (split_top(right, most).0, Arrangement::Single);
    }
    if column > row {
        return (split_top(right, most).0, Arrangement::Column);
    }
    // A row takes no more height than portraits of 4:5 can use; the rest is for the text.
    let pane_width = u32::from(width.saturating_sub(2) / 3) * u32::from(wish.cell.0);
    let wanted = 1 + (pane_width * 5 / 4).div_ceil(u32::from(wish.cell.1.max(1)));
    let wanted = u16::try_from(wanted).unwrap_or(most).min(most);
    (split_top(right, wanted).0, Arrangement::Row)
}

fn place_panes(areas: &mut Areas, room: Rect, arrangement: Arrangement, wish: Wish) {
    let (pictures, bar) = split_left(room, room.width - BAR_WIDTH);
    areas.color_bar = split_top(bar, 1).1;
    let pane = |kind, area| {
        let TextArea { title, body } = titled(area);
        PaneArea {
            kind,
            title,
            picture: body,
        }
    };
    let (width, height) = ((pictures.width.saturating_sub(2)) / 3, pictures.height / 3);
    areas.panes = match arrangement {
        Arrangement::Single => vec![pane(wish.pane, pictures)],
        Arrangement::Row => PaneKind::ALL
            .map(|kind| {
                let x = pictures.x + (width + 1) * kind as u16;
                pane(kind, Rect { x, width, ..pictures })
            })
            .into(),
        Arrangement::Column => PaneKind::ALL
            .map(|kind| {
                let y = pictures.y + height * kind as u16;
                pane(
                    kind,
                    Rect {
                        y,
                        height,
                        ..pictures
                    },
                )
            })
            .into(),
    };
}

fn titled(area: Rect) -> TextArea {
    let (title, body) = split_top(area, 1);
    TextArea { title, body }
}

fn split_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    (
        Rect { width, ..area },
        Rect {
            x: area.x + width,
            width: area.width - width,
            ..area
        },
    )
}

fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (
        Rect { height, ..area },
        Rect {
            y: area.y + height,
            height: area.height - height,
            ..area
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
                let cells = (0..grid.len()).map(|place| grid.at(place));
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
        for place in 0..grid.len() {
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
