//! What a defect changed: the mask, its size and its strength.

use super::canvas::Region;
use super::colour::{Colour, distance};
use super::defect::Defect;

/// A pixel belongs to the mask from this mean change of its channels on: about what can be seen beside it.
pub const NOTICEABLE: f32 = 0.04;

/// The mean change inside a mask is above this.
pub const LEAST_CHANGE: f32 = 0.1;

/// Share of the picture that a mask covers.
pub const AREA: std::ops::RangeInclusive<f32> = 0.005..=0.1;

/// Where a picture changed, and how much.
#[derive(Debug, Clone)]
pub struct Change {
    /// Pixels on a side.
    size: usize,
    /// Holds every pixel of the mask.
    region: Region,
    /// Row by row of the region.
    inside: Vec<bool>,
    /// The mean change inside the mask, 0..1.
    mean: f32,
    /// Pixels of the mask.
    count: usize,
}

impl Change {
    /// Compares two pictures of `size` × `size`, which are equal outside `region`.
    pub fn between(before: &[Colour], after: &[Colour], region: Region, size: usize, defect: Defect) -> Self {
        // One more than closing reaches, so that the border of the region is not taken for that of the picture.
        let region = region.grown(closing(defect, size) + 1, size);
        let values: Vec<f32> = region
            .pixels()
            .map(|(x, y)| distance(before[y * size + x], after[y * size + x]))
            .collect();
        let width = region.right - region.left;
        let changed: Vec<bool> = values.iter().map(|&value| value > NOTICEABLE).collect();
        let mut inside = closed(&changed, width, closing(defect, size));
        fill_small_gaps(&mut inside, width, size * size / 1000);
        let mut change = Self {
            size,
            region,
            inside,
            mean: 0.0,
            count: 0,
        };
        change.measure(&values);
        change
    }

    fn measure(&mut self, values: &[f32]) {
        let sum: f32 = values
            .iter()
            .zip(&self.inside)
            .filter(|(_, inside)| **inside)
            .map(|(v, _)| v)
            .sum();
        self.count = self.inside.iter().filter(|inside| **inside).count();
        self.mean = sum / self.count.max(1) as f32;
    }

    /// Share of the picture that the mask covers.
    pub fn area(&self) -> f32 {
        self.count as f32 / (self.size * self.size) as f32
    }

    /// Whether the defect is as large and as strong as a defect must be. A little is left for the 8 bits of the
    /// picture.
    pub fn is_enough(&self) -> bool {
        self.mean > LEAST_CHANGE * 1.06 && AREA.contains(&self.area())
    }

    /// How much is missing, 0 for nothing: the lesser evil among tries that all failed has the least.
    pub fn shortfall(&self) -> f32 {
        let small = (AREA.start() / self.area().max(1e-6) - 1.0).max(0.0);
        let large = (self.area() / AREA.end() - 1.0).max(0.0);
        let weak = (LEAST_CHANGE * 1.06 - self.mean).max(0.0);
        10.0 * (small + large).min(100.0) + weak
    }

    /// The pixels of the mask.
    pub fn pixels(&self) -> impl Iterator<Item = (usize, usize)> {
        self.region
            .pixels()
            .zip(&self.inside)
            .filter(|(_, inside)| **inside)
            .map(|(place, _)| place)
    }
}

/// Gaps up to twice this are closed, pixels. What moves a pattern leaves places where it happens to fit.
fn closing(defect: Defect, size: usize) -> usize {
    if defect.keeps_places() {
        size / 45
    } else {
        size / 112
    }
    .max(1)
}

/// Grown by `reach` and shrunk again.
fn closed(mask: &[bool], width: usize, reach: usize) -> Vec<bool> {
    let grown = spread(mask, width, reach, true);
    spread(&grown, width, reach, false)
}

/// Every pixel takes `value` when one within `reach`, in a square, has it.
fn spread(mask: &[bool], width: usize, reach: usize, value: bool) -> Vec<bool> {
    let height = mask.len() / width;
    let along = |from: &[bool], length: usize, step: usize, lines: usize, line: usize| {
        let mut to = from.to_vec();
        for other in 0..lines {
            let first = other * line;
            // The place after the last one that the most recent `value` reaches.
            let mut until = 0;
            let mut backwards = length;
            for place in 0..length {
                if from[first + place * step] == value {
                    until = place + reach + 1;
                }
                if place < until {
                    to[first + place * step] = value;
                }
            }
            for place in (0..length).rev() {
                if from[first + place * step] == value {
                    backwards = place.saturating_sub(reach);
                }
                if place >= backwards {
                    to[first + place * step] = value;
                }
            }
        }
        to
    };
    let rows = along(mask, width, 1, height, width);
    along(&rows, height, width, width, 1)
}

/// Fills what the mask encloses, up to `most` pixels a gap.
fn fill_small_gaps(mask: &mut [bool], width: usize, most: usize) {
    let height = mask.len() / width;
    let mut seen = mask.to_vec();
    let (mut gap, mut waiting) = (Vec::new(), Vec::new());
    for start in 0..mask.len() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        waiting.push(start);
        let mut open = false;
        while let Some(place) = waiting.pop() {
            gap.push(place);
            let (x, y) = (place % width, place / width);
            open |= x == 0 || y == 0 || x + 1 == width || y + 1 == height;
            let neighbours = [
                (x > 0).then(|| place - 1),
                (x + 1 < width).then_some(place + 1),
                (y > 0).then(|| place - width),
                (y + 1 < height).then_some(place + width),
            ];
            for neighbour in neighbours.into_iter().flatten() {
                if !std::mem::replace(&mut seen[neighbour], true) {
                    waiting.push(neighbour);
                }
            }
        }
        if !open && gap.len() <= most {
            for &place in &gap {
                mask[place] = true;
            }
        }
        gap.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(text: &str) -> Vec<bool> {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c == '#')
            .collect()
    }

    #[test]
    fn closing_bridges_a_gap_and_keeps_the_outline() {
        let open = picture("......... ......... ..##.##.. ..##.##.. ......... .........");
        let shut = picture("......... ......... ..#####.. ..#####.. ......... .........");
        assert_eq!(closed(&open, 9, 1), shut);
    }

    #[test]
    fn only_small_enclosed_gaps_are_filled() {
        let mut ring = picture("...... .####. .#..#. .####. ......");
        let open = ring.clone();
        fill_small_gaps(&mut ring, 6, 1);
        assert_eq!(ring, open);
        fill_small_gaps(&mut ring, 6, 2);
        assert_eq!(ring, picture("...... .####. .####. .####. ......"));
    }

    #[test]
    fn the_mean_is_that_of_the_mask() {
        let before = vec![[0.2; 3]; 100 * 100];
        let mut after = before.clone();
        for (x, y) in (Region {
            left: 20,
            top: 30,
            right: 40,
            bottom: 40,
        })
        .pixels()
        {
            after[y * 100 + x] = [0.5, 0.2, 0.2];
        }
        let change = Change::between(&before, &after, Region::whole(100), 100, Defect::Stain);
        assert_eq!(change.pixels().count(), 200);
        assert!((change.mean - 0.1).abs() < 1e-4 && (change.area() - 0.02).abs() < 1e-6);
        assert!(!change.is_enough() && change.shortfall() > 0.0);
    }
}
