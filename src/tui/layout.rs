//! Where everything is on the screen. Pure, as both the view and the update (mouse, sizes of pictures) ask for it.

use super::graphics::PaneKind;
use ratatui::layout::{Position, Rect, Size};

/// The smallest terminal that can be worked in.
pub const MINIMUM: Size = Size::new(50, 14);

/// Columns of the colour bar: a gap, two of colour, a space, four of numbers.
const BAR_WIDTH: u16 = 8;

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
    /// The list; hidden while a picture is enlarged.
    pub list: Option<TextArea>,
    /// The column between list and pictures.
    pub divider: Option<Rect>,
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
    /// Half the rows of the list, at least one.
    pub fn half_page(&self) -> usize {
        let rows = self.list.map_or(self.panes_height(), |list| list.body.height);
        usize::from(rows / 2).max(1)
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
        list: None,
        divider: None,
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
    let list_width = (size.width * 3 / 10).clamp(16, 44);
    let (list, rest) = split_left(body, list_width);
    let (divider, right) = split_left(rest, 1);
    areas.list = Some(titled(list));
    areas.divider = Some(divider);
    let (pictures, arrangement) = pictures_room(right, wish);
    place_panes(&mut areas, pictures, arrangement, wish);
    let (_, details) = split_top(right, pictures.height);
    areas.details = Some(titled(details));
    Some(areas)
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
    if row.max(column) < readable && single > row.max(column) {
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
    };

    fn rects(areas: &Areas) -> Vec<Rect> {
        let text = |area: &Option<TextArea>| area.map(|area| vec![area.title, area.body]).unwrap_or_default();
        let mut all = vec![areas.title, areas.color_bar, areas.status, areas.hints];
        all.extend(areas.notice);
        all.extend(areas.divider);
        all.extend(text(&areas.list));
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
            for enlarged in [false, true] {
                for notice in [false, true] {
                    let size = Size::new(width, height);
                    let areas = arrange(
                        size,
                        Wish {
                            enlarged,
                            notice,
                            ..WISH
                        },
                    )
                    .unwrap();
                    let all = rects(&areas);
                    let screen = Rect::new(0, 0, width, height);
                    for (i, one) in all.iter().enumerate() {
                        assert!(screen.union(*one) == screen && !one.is_empty(), "{size}: {one}");
                        for other in &all[i + 1..] {
                            assert!(!one.intersects(*other), "{size}: {one} and {other}");
                        }
                    }
                }
            }
        }
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
