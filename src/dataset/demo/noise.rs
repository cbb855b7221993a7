//! Noise over the plane: smooth, layered, and the cells around scattered points.

use super::curve::floor;
use super::stream::Stream;

/// Eight directions, nearly of one length.
const GRADIENTS: [[f32; 2]; 8] = [
    [1.0, 1.0],
    [1.0, -1.0],
    [-1.0, 1.0],
    [-1.0, -1.0],
    [1.4, 0.0],
    [-1.4, 0.0],
    [0.0, 1.4],
    [0.0, -1.4],
];

/// A field of noise, fixed by 32 bits.
#[derive(Debug, Clone, Copy)]
pub struct Noise(u32);

/// The cell of the nearest scattered point.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Distance to the nearest point.
    pub near: f32,
    /// Distance to the second nearest; equal to `near` on a border.
    pub second: f32,
    /// Random bits of the cell.
    pub key: u32,
}

impl Noise {
    /// A new field.
    pub fn new(stream: &mut Stream) -> Self {
        Self(stream.bits())
    }

    /// Random bits of a point of the lattice.
    pub fn bits(self, x: i32, y: i32) -> u32 {
        let mut h = self.0 ^ (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77);
        h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
        h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
        h ^ (h >> 15)
    }

    /// A random number of a point of the lattice, 0..1.
    pub fn point(self, x: i32, y: i32) -> f32 {
        share(self.bits(x, y), 0)
    }

    /// Smooth noise with features of size 1, -1..1.
    pub fn at(self, x: f32, y: f32) -> f32 {
        let (column, row) = (floor(x), floor(y));
        let (dx, dy) = (x - column as f32, y - row as f32);
        let corner = |i: i32, j: i32| {
            let (gx, gy) = (dx - i as f32, dy - j as f32);
            // A table, because the choice is random and a branch would be mispredicted.
            let key = self.bits(column.wrapping_add(i), row.wrapping_add(j));
            let gradient = GRADIENTS[(key & 7) as usize];
            gradient[0] * gx + gradient[1] * gy
        };
        let (sx, sy) = (smooth(dx), smooth(dy));
        let top = corner(0, 0) + sx * (corner(1, 0) - corner(0, 0));
        let bottom = corner(0, 1) + sx * (corner(1, 1) - corner(0, 1));
        ((top + sy * (bottom - top)) * 1.1).clamp(-1.0, 1.0)
    }

    /// Noise with `octaves` layers, each half as large and half as strong as the one before; mostly -0.8..0.8.
    pub fn layers(self, x: f32, y: f32, octaves: u32) -> f32 {
        let (mut sum, mut weight, mut scale) = (0.0, 1.0, 1.0);
        for octave in 0..octaves {
            let field = Self(self.0.wrapping_add(octave.wrapping_mul(0x68e3_1da4)));
            sum += weight * field.at(x * scale, y * scale);
            weight *= 0.5;
            scale *= 2.03;
        }
        sum
    }

    /// The cell that holds a place, of points scattered one to each unit square. `jitter` from 0, a lattice, to 1.
    pub fn cell(self, x: f32, y: f32, jitter: f32) -> Cell {
        let (column, row) = (floor(x), floor(y));
        let mut cell = Cell {
            near: f32::MAX,
            second: f32::MAX,
            key: 0,
        };
        for j in -1..=1 {
            for i in -1..=1 {
                let (cx, cy) = (column.wrapping_add(i), row.wrapping_add(j));
                let key = self.bits(cx, cy);
                let px = cx as f32 + 0.5 + jitter * ((key & 0xffff) as f32 / 65536.0 - 0.5);
                let py = cy as f32 + 0.5 + jitter * ((key >> 16) as f32 / 65536.0 - 0.5);
                let squared = (px - x) * (px - x) + (py - y) * (py - y);
                // Selections, not branches: which point is nearest is random.
                let nearer = squared < cell.near;
                cell.second = if nearer {
                    cell.near
                } else {
                    cell.second.min(squared)
                };
                cell.key = if nearer { key } else { cell.key };
                cell.near = cell.near.min(squared);
            }
        }
        cell.near = cell.near.sqrt();
        cell.second = cell.second.sqrt();
        cell
    }
}

impl Cell {
    /// How far inside the border, 0 on it.
    pub fn inside(&self) -> f32 {
        (self.second - self.near) * 0.5
    }
}

/// Noise so slow that it is worked out at few places and interpolated between them.
#[derive(Debug, Clone)]
pub struct SlowNoise {
    values: Vec<f32>,
}

/// Places on a side of [`SlowNoise`].
const SIDE: usize = 33;

impl SlowNoise {
    /// Over the unit square, with `count` features on a side; few enough for the places.
    pub fn new(noise: Noise, count: f32) -> Self {
        let at = |place: usize| place as f32 / (SIDE - 1) as f32 * count + 0.37;
        let values = (0..SIDE * SIDE)
            .map(|place| noise.at(at(place % SIDE), at(place / SIDE)))
            .collect();
        Self { values }
    }

    /// At a place of the unit square.
    pub fn at(&self, x: f32, y: f32) -> f32 {
        let scale = (SIDE - 1) as f32;
        let (x, y) = (
            (x * scale).clamp(0.0, scale - 0.001),
            (y * scale).clamp(0.0, scale - 0.001),
        );
        let (column, row) = (x as usize, y as usize);
        let (dx, dy) = (x - column as f32, y - row as f32);
        let v = &self.values[row * SIDE + column..];
        let top = v[0] + (v[1] - v[0]) * dx;
        let bottom = v[SIDE] + (v[SIDE + 1] - v[SIDE]) * dx;
        top + (bottom - top) * dy
    }
}

/// The `which`-th random number, 0..1, that some random bits give.
pub fn share(bits: u32, which: u32) -> f32 {
    let mixed = (bits ^ which.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x2c1b_3c6d);
    ((mixed ^ (mixed >> 15)).wrapping_mul(0x297a_2d39) >> 8) as f32 / (1 << 24) as f32
}

fn smooth(t: f32) -> f32 {
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_bounded_centred_and_smooth() {
        let noise = Noise::new(&mut Stream::new(1, 1));
        let mut sum = 0.0;
        for step in 0..10_000 {
            let (x, y) = (
                (step % 100) as f32 * 0.37 - 20.0,
                (step / 100) as f32 * 0.41 - 15.0,
            );
            let here = noise.at(x, y);
            assert!((-1.0..=1.0).contains(&here));
            assert!((here - noise.at(x + 0.001, y)).abs() < 0.01);
            sum += here;
        }
        assert!((sum / 10_000.0).abs() < 0.05);
    }

    #[test]
    fn the_second_point_is_no_nearer_than_the_first() {
        let noise = Noise::new(&mut Stream::new(2, 1));
        for step in 0..500 {
            let cell = noise.cell(step as f32 * 0.173, step as f32 * 0.091, 0.9);
            assert!(cell.near <= cell.second && cell.inside() >= 0.0);
        }
    }
}
