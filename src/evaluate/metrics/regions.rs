//! The 8-connected regions of a mask.

use super::MaskBits;
use super::mask_bits::runs;
use std::ops::Range;

/// The regions of one mask, as runs of pixels in raster order.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// All runs, row after row, from left to right.
    pub runs: Vec<Run>,
    /// Pixels of each region.
    pub areas: Vec<u32>,
}

/// Neighbouring pixels of a row that belong to one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Pixels.
    pub length: u32,
    /// Index of the region.
    pub region: u32,
}

/// A run while regions are being joined: its columns.
struct Span {
    start: u32,
    end: u32,
}

impl Regions {
    /// Finds the regions: runs that touch the row above, corners included, are joined by union-find.
    pub fn of(mask: &MaskBits) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        let mut joined = Forest::default();
        let mut above = 0..0;
        for row in mask.rows() {
            let first = spans.len();
            runs(row, mask.width(), |start, end| {
                spans.push(Span { start, end });
                joined.add();
            });
            let here = first..spans.len();
            join_rows(&spans, above, here.clone(), &mut joined);
            above = here;
        }
        Self::numbered(&spans, &mut joined)
    }

    /// Numbers the roots in order of their first run. A root is the first run of its region.
    fn numbered(spans: &[Span], joined: &mut Forest) -> Self {
        let mut regions = Self::default();
        regions.runs.reserve_exact(spans.len());
        for (i, span) in spans.iter().enumerate() {
            let root = joined.root(i as u32);
            let region = if root as usize == i {
                regions.areas.push(0);
                regions.areas.len() as u32 - 1
            } else {
                regions.runs[root as usize].region
            };
            let length = span.end - span.start;
            regions.areas[region as usize] += length;
            regions.runs.push(Run { length, region });
        }
        regions
    }
}

/// Joins the runs of two rows that touch. Runs of one row never touch each other, so of two that were compared
/// the one that ends first touches nothing further on.
fn join_rows(spans: &[Span], above: Range<usize>, here: Range<usize>, joined: &mut Forest) {
    let (mut i, mut j) = (above.start, here.start);
    while i < above.end && j < here.end {
        let (a, b) = (&spans[i], &spans[j]);
        // Ends are exclusive: equal to the other's start means corner to corner.
        if a.start <= b.end && b.start <= a.end {
            joined.join(i as u32, j as u32);
        }
        if a.end < b.end {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Union-find whose roots are the least of their set.
#[derive(Debug, Default)]
struct Forest(Vec<u32>);

impl Forest {
    fn add(&mut self) {
        self.0.push(self.0.len() as u32);
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let up = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = up;
            at = up;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Region of every pixel by flood filling, numbered in raster order of first pixels.
    fn flooded(pixels: &[bool], width: usize) -> Vec<Option<u32>> {
        let height = pixels.len() / width;
        let mut region = vec![None; pixels.len()];
        let mut next = 0;
        for start in 0..pixels.len() {
            if !pixels[start] || region[start].is_some() {
                continue;
            }
            let mut waiting = vec![start];
            region[start] = Some(next);
            while let Some(at) = waiting.pop() {
                let (y, x) = (at / width, at % width);
                for ny in y.saturating_sub(1)..(y + 2).min(height) {
                    for nx in x.saturating_sub(1)..(x + 2).min(width) {
                        let n = ny * width + nx;
                        if pixels[n] && region[n].is_none() {
                            region[n] = Some(next);
                            waiting.push(n);
                        }
                    }
                }
            }
            next += 1;
        }
        region
    }

    fn check(pixels: &[bool], width: usize) -> usize {
        let expected = flooded(pixels, width);
        let regions = Regions::of(&MaskBits::pack(pixels, width, |&p| p));
        let found: Vec<u32> = regions
            .runs
            .iter()
            .flat_map(|run| std::iter::repeat_n(run.region, run.length as usize))
            .collect();
        let in_order: Vec<u32> = expected.iter().flatten().copied().collect();
        assert_eq!(found, in_order);
        for (region, &area) in regions.areas.iter().enumerate() {
            let pixels = in_order.iter().filter(|&&r| r as usize == region).count();
            assert_eq!(area as usize, pixels);
        }
        regions.areas.len()
    }

    #[test]
    fn regions_are_those_of_a_flood_fill() {
        let mut state = 3u32;
        for width in [1, 2, 5, 31, 64, 70] {
            for density in [0, 20, 60, 100, 140, 200, 256] {
                let pixels: Vec<bool> = (0..width * 23)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (state >> 24) < density
                    })
                    .collect();
                check(&pixels, width);
            }
        }
    }

    #[test]
    fn corners_join_and_late_joins_are_seen() {
        let picture = |rows: &[&str]| -> (Vec<bool>, usize) {
            (rows.concat().chars().map(|c| c == '#').collect(), rows[0].len())
        };
        for (rows, expected) in [
            (&["#..", ".#.", "..#"][..], 1),
            (&["..#", ".#.", "#.."], 1),
            (&["#.#", "...", "#.#"], 4),
            // Two arms that meet only in the last row, and a third region in the middle.
            (&["#...#", "#.#.#", "#...#", "#####"], 2),
            (&["#.#.#.#", "#.#.#.#", ".#...#.", "..#####"], 1),
            (&["......"], 0),
        ] {
            let (pixels, width) = picture(rows);
            assert_eq!(check(&pixels, width), expected, "{rows:?}");
        }
    }
}
