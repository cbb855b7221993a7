//! A surface before it is photographed: colour, height, and where the object lies.

use super::colour::Colour;
use super::view::View;

/// One place of a surface.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    /// Its colour in even light.
    pub colour: Colour,
    /// Height, in picture widths.
    pub height: f32,
    /// How much of it belongs to the object, 0..1; a surface that fills the picture is object everywhere.
    pub ground: f32,
}

impl Spot {
    /// Flat, object.
    pub fn flat(colour: Colour) -> Self {
        Self {
            colour,
            height: 0.0,
            ground: 1.0,
        }
    }

    /// The same at another height.
    pub fn raised(self, height: f32) -> Self {
        Self { height, ..self }
    }
}

/// A rectangle of pixels; the ends are not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// First column.
    pub left: usize,
    /// First row.
    pub top: usize,
    /// Column after the last.
    pub right: usize,
    /// Row after the last.
    pub bottom: usize,
}

impl Region {
    /// A whole square picture.
    pub fn whole(size: usize) -> Self {
        Self {
            left: 0,
            top: 0,
            right: size,
            bottom: size,
        }
    }

    /// Around a centre, cut at the borders of the picture; never empty.
    pub fn around(centre: [f32; 2], reach: f32, size: usize) -> Self {
        let from = |v: f32| ((v - reach).max(0.0) as usize).min(size - 1);
        let to = |v: f32| ((v + reach + 2.0).max(1.0) as usize).min(size);
        let (left, top) = (from(centre[0]), from(centre[1]));
        Self {
            left,
            top,
            right: to(centre[0]).max(left + 1),
            bottom: to(centre[1]).max(top + 1),
        }
    }

    /// `margin` more on every side, as far as the picture goes.
    pub fn grown(self, margin: usize, size: usize) -> Self {
        Self {
            left: self.left.saturating_sub(margin),
            top: self.top.saturating_sub(margin),
            right: (self.right + margin).min(size),
            bottom: (self.bottom + margin).min(size),
        }
    }

    /// The smallest region with both.
    pub fn joined(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Its pixels, row by row, as (column, row).
    pub fn pixels(self) -> impl Iterator<Item = (usize, usize)> {
        (self.top..self.bottom).flat_map(move |y| (self.left..self.right).map(move |x| (x, y)))
    }
}

/// A square of spots.
#[derive(Debug, Clone)]
pub struct Canvas {
    /// Pixels on a side.
    pub size: usize,
    /// Row by row.
    pub spots: Vec<Spot>,
}

impl Canvas {
    /// Empty.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            spots: vec![Spot::flat([0.0; 3]); size * size],
        }
    }

    /// Every spot of `region` from the surface there.
    pub fn fill(&mut self, region: Region, view: &View, surface: impl Fn(f32, f32) -> Spot) {
        for y in region.top..region.bottom {
            for x in region.left..region.right {
                let (u, v) = view.place(x as f32, y as f32);
                self.spots[y * self.size + x] = surface(u, v);
            }
        }
    }

    /// The spot at a pixel; beyond the border, the nearest.
    pub fn spot(&self, x: isize, y: isize) -> Spot {
        let last = self.size as isize - 1;
        self.spots[y.clamp(0, last) as usize * self.size + x.clamp(0, last) as usize]
    }

    /// The spot between pixels.
    pub fn between(&self, x: f32, y: f32) -> Spot {
        let (column, row) = (super::curve::floor(x), super::curve::floor(y));
        let (dx, dy) = (x - column as f32, y - row as f32);
        let at = |i: isize, j: isize| self.spot(column as isize + i, row as isize + j);
        let top = blend(at(0, 0), at(1, 0), dx);
        let bottom = blend(at(0, 1), at(1, 1), dx);
        blend(top, bottom, dy)
    }
}

/// `a` at 0, `b` at 1.
pub fn blend(a: Spot, b: Spot, share: f32) -> Spot {
    Spot {
        colour: super::colour::mix(a.colour, b.colour, share),
        height: a.height + (b.height - a.height) * share,
        ground: a.ground + (b.ground - a.ground) * share,
    }
}
