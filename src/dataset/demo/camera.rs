//! Light and camera: a surface becomes a photograph.

use super::canvas::{Canvas, Region};
use super::colour::{Colour, each};
use super::curve::{cosine, sine};
use super::noise::{Noise, SlowNoise};
use super::stream::Stream;
use image::{Rgb, RgbImage};

/// Pixels beyond a change that the camera's own softness and the slopes can reach.
pub const REACH: usize = 3;

/// The light and the camera of one picture.
#[derive(Debug, Clone)]
pub struct Camera {
    size: usize,
    /// Where the light comes from, and how much slopes show.
    light: [f32; 2],
    gloss: f32,
    /// Light on each pixel.
    lighting: Vec<f32>,
    gain: Colour,
    softness: f32,
    noise: f32,
    grain: Noise,
}

impl Camera {
    /// The camera of a production line (`look`), in the state of one moment (`sample`).
    pub fn new(look: &mut Stream, sample: &mut Stream, size: usize) -> Self {
        let direction = look.unit() + sample.about(0.03);
        let relief = look.within(0.35, 0.8);
        let exposure = sample.within(0.93, 1.06);
        let warmth = look.about(0.04) + sample.about(0.01);
        Self {
            size,
            light: [cosine(direction) * relief, sine(direction) * relief],
            gloss: look.skewed(0.0, 0.35),
            lighting: lighting(look, sample, size),
            gain: [exposure * (1.0 + warmth), exposure, exposure * (1.0 - warmth)],
            softness: (look.within(0.02, 0.16) + sample.about(0.03)).max(0.0),
            noise: look.skewed(0.004, 0.025),
            grain: Noise::new(sample),
        }
    }

    /// Writes what the lens shows of `region` to `out`, row by row of the whole picture.
    pub fn develop(&self, canvas: &Canvas, region: Region, out: &mut [Colour]) {
        let wide = region.grown(1, self.size);
        let width = wide.right - wide.left;
        let sharp: Vec<Colour> = wide.pixels().map(|(x, y)| self.shade(canvas, x, y)).collect();
        let (a, b) = (self.softness, 1.0 - 2.0 * self.softness);
        let soften = |p: Colour, q: Colour, r: Colour| each(|c| a * (p[c] + r[c]) + b * q[c]);
        let rows: Vec<Colour> = sharp
            .chunks_exact(width)
            .flat_map(|row| {
                (0..width).map(move |x| soften(row[x.saturating_sub(1)], row[x], row[(x + 1).min(width - 1)]))
            })
            .collect();
        let height = wide.bottom - wide.top;
        for (x, y) in region.pixels() {
            let (column, row) = (x - wide.left, y - wide.top);
            let at = |row: usize| rows[row * width + column];
            let soft = soften(at(row.saturating_sub(1)), at(row), at((row + 1).min(height - 1)));
            out[y * self.size + x] = soft.map(|v| v.clamp(0.0, 1.0));
        }
    }

    /// The sensor's noise and its 8 bits.
    pub fn expose(&self, developed: &[Colour]) -> RgbImage {
        RgbImage::from_fn(self.size as u32, self.size as u32, |x, y| {
            let colour = developed[y as usize * self.size + x as usize];
            let bits = self.grain.bits(x as i32, y as i32);
            let part = |bits: u32, shift: u32| (bits >> shift & 0x3ff) as f32 / 1023.0;
            let more = bits.wrapping_mul(0x9e37_79b1);
            let common = part(more, 12) + part(more, 22) - 1.0;
            Rgb(each(|c| {
                let own = part(bits, 10 * c as u32 + 2) - 0.5;
                let value = colour[c] + self.noise * (2.0 * common + own);
                (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
            }))
        })
    }

    fn shade(&self, canvas: &Canvas, x: usize, y: usize) -> Colour {
        let index = y * self.size + x;
        let last = self.size - 1;
        let height = |x: usize, y: usize| canvas.spots[y * self.size + x].height;
        let scale = self.size as f32 * 0.5;
        let across = (height((x + 1).min(last), y) - height(x.saturating_sub(1), y)) * scale;
        let down = (height(x, (y + 1).min(last)) - height(x, y.saturating_sub(1))) * scale;
        let facing = (across * self.light[0] + down * self.light[1]).clamp(-0.75, 0.9);
        let light = self.lighting[index] * (1.0 + facing);
        let shine = if facing > 0.0 {
            self.gloss * facing * facing
        } else {
            0.0
        };
        let colour = canvas.spots[index].colour;
        each(|c| (colour[c] * light + shine) * self.gain[c])
    }
}

/// A lamp that stands to one side, a lens that is darker at its corners, and some unevenness.
fn lighting(look: &mut Stream, sample: &mut Stream, size: usize) -> Vec<f32> {
    let slope = [
        look.about(0.22) + sample.about(0.05),
        look.about(0.22) + sample.about(0.05),
    ];
    let corners = look.within(0.0, 0.25);
    let uneven = look.within(0.0, 0.06);
    let field = SlowNoise::new(Noise::new(sample), 2.5);
    let scale = 1.0 / size as f32;
    Region::whole(size)
        .pixels()
        .map(|(x, y)| {
            let (u, v) = (x as f32 * scale - 0.5, y as f32 * scale - 0.5);
            let slow = field.at(u + 0.5, v + 0.5);
            1.0 + slope[0] * u + slope[1] * v - corners * (u * u + v * v) + uneven * slow
        })
        .collect()
}
