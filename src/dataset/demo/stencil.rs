//! The shape of a defect: how much of each pixel it covers.

use super::canvas::{Canvas, Region};
use super::curve::{Turn, cover, length};
use super::noise::Noise;
use super::stream::Stream;

/// Width of the border of a shape, pixels; as soft as the borders in the surfaces.
const SOFT: f32 = 1.3;

/// Coverage, 0..1, inside a region.
#[derive(Debug, Clone)]
pub struct Stencil {
    /// Where the shape lies.
    pub region: Region,
    /// Row by row of the region.
    cover: Vec<f32>,
}

/// A straight piece of a line, in pixels, with half its width at either end.
#[derive(Debug, Clone, Copy)]
pub struct Stroke {
    /// One end.
    pub from: [f32; 2],
    /// The other.
    pub to: [f32; 2],
    /// Half the width there.
    pub half: [f32; 2],
}

impl Stencil {
    /// A shape inside `region` from the distance to its outline, positive inside, pixels.
    fn outlined(region: Region, edge: f32, inside: impl Fn(f32, f32) -> f32) -> Self {
        let cover = region
            .pixels()
            .map(|(x, y)| cover(inside(x as f32, y as f32), edge))
            .collect();
        Self { region, cover }
    }

    /// A round shape with an uneven outline. `radius` is that of the circle of the same area, pixels.
    pub fn blob(stream: &mut Stream, centre: [f32; 2], radius: f32, size: usize) -> Self {
        Self::blurred_blob(stream, centre, radius, SOFT, size)
    }

    /// The same with a border that now and then fades over a good part of the radius.
    pub fn fading_blob(stream: &mut Stream, centre: [f32; 2], radius: f32, size: usize) -> Self {
        let fades = stream.chance(0.5);
        let edge = stream.within(0.1, 0.7) * radius;
        Self::blurred_blob(
            stream,
            centre,
            radius,
            if fades { edge.max(SOFT) } else { SOFT },
            size,
        )
    }

    fn blurred_blob(stream: &mut Stream, centre: [f32; 2], radius: f32, edge: f32, size: usize) -> Self {
        let stretch = stream.within(1.0, 1.7);
        let (wide, narrow) = (radius * stretch, radius / stretch);
        let turn = Turn::by(stream.unit());
        let (uneven, ragged) = (stream.within(0.1, 0.35), stream.skewed(0.0, 0.12));
        let lobes = stream.within(0.8, 2.2);
        let noise = Noise::new(stream);
        let region = Region::around(centre, wide * 1.6 + 2.0 + edge, size);
        Self::outlined(region, edge, |x, y| {
            let (u, v) = turn.of(x - centre[0], y - centre[1]);
            let (u, v) = (u / wide, v / narrow);
            let r = length(u, v).max(1e-3);
            let outline = uneven * noise.at(lobes * u / r + 9.0, lobes * v / r)
                + ragged * noise.at(u * 4.0, v * 4.0 + 20.0);
            (1.0 + outline - r) * narrow
        })
    }

    /// A piece with straight sides: a rectangle, or a random polygon of 3 to 7 sides.
    pub fn piece(stream: &mut Stream, centre: [f32; 2], radius: f32, size: usize) -> Self {
        let turn = Turn::by(stream.unit());
        let region = Region::around(centre, radius * 2.0 + 2.0, size);
        if stream.chance(0.5) {
            let stretch = stream.within(0.8, 1.5);
            let half = [radius * 0.89 * stretch, radius * 0.89 / stretch];
            let corner = stream.within(0.0, 0.3) * half[1].min(half[0]);
            return Self::outlined(region, SOFT, |x, y| {
                let (u, v) = turn.of(x - centre[0], y - centre[1]);
                -super::curve::rounded_box(u, v, half, corner)
            });
        }
        let sides = stream.count(3, 7);
        let planes: Vec<(Turn, f32)> = (0..sides)
            .map(|side| {
                let angle = (side as f32 + stream.about(0.25)) / sides as f32;
                (Turn::by(angle), radius * stream.within(0.75, 1.05))
            })
            .collect();
        Self::outlined(region, SOFT, |x, y| {
            let (u, v) = turn.of(x - centre[0], y - centre[1]);
            planes
                .iter()
                .map(|(plane, far)| far - plane.of(u, v).0)
                .fold(radius * 1.6 - length(u, v), f32::min)
        })
    }

    /// Lines. There must be at least one.
    pub fn lines(strokes: &[Stroke], size: usize) -> Self {
        let reach = |stroke: &Stroke| {
            let middle = [0, 1].map(|i| (stroke.from[i] + stroke.to[i]) * 0.5);
            let half = [0, 1].map(|i| (stroke.from[i] - stroke.to[i]).abs() * 0.5);
            Region::around(
                middle,
                half[0].max(half[1]) + stroke.half[0].max(stroke.half[1]) + 2.0,
                size,
            )
        };
        let region = strokes
            .iter()
            .map(reach)
            .reduce(Region::joined)
            .unwrap_or(Region::whole(1));
        let width = region.right - region.left;
        let mut covered = vec![0.0f32; width * (region.bottom - region.top)];
        for stroke in strokes {
            for (x, y) in reach(stroke).pixels() {
                let inside = stroke.inside(x as f32, y as f32);
                let at = &mut covered[(y - region.top) * width + x - region.left];
                *at = at.max(cover(inside, SOFT));
            }
        }
        Self {
            region,
            cover: covered,
        }
    }

    /// Only where the object is; what lies around it has no defects.
    pub fn on_object(mut self, canvas: &Canvas) -> Self {
        for ((x, y), cover) in self.region.pixels().zip(&mut self.cover) {
            *cover *= canvas.spots[y * canvas.size + x].ground;
        }
        self
    }

    /// Column, row and coverage of every pixel that is touched.
    pub fn touched(&self) -> impl Iterator<Item = (usize, usize, f32)> {
        self.region
            .pixels()
            .zip(&self.cover)
            .filter(|&(_, &cover)| cover > 0.0)
            .map(|((x, y), &cover)| (x, y, cover))
    }
}

impl Stroke {
    fn inside(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (self.to[0] - self.from[0], self.to[1] - self.from[1]);
        let (px, py) = (x - self.from[0], y - self.from[1]);
        let along = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1e-6)).clamp(0.0, 1.0);
        let half = self.half[0] + (self.half[1] - self.half[0]) * along;
        half - length(px - along * dx, py - along * dy)
    }
}
