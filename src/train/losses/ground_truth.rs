//! What a picture should have given: its label, and its mask in two compact forms.

use super::Upsampling;
use crate::picture::Mask;

/// The truth about one picture.
#[derive(Debug, Clone, PartialEq)]
pub struct GroundTruth {
    /// 1 for an anomalous picture.
    is_anomalous: bool,
    /// The mask, a bit a pixel, rows padded to whole words.
    bits: Vec<u64>,
    words_per_row: usize,
    /// Anomalous pixels.
    area: usize,
    /// The mask through the transposed upsampling, (g×g).
    grid: Vec<f32>,
}

impl GroundTruth {
    /// `mask` has the side of the maps.
    pub fn new(mask: &Mask, is_anomalous: bool, upsampling: &Upsampling) -> Self {
        let (s, g) = (mask.size(), upsampling.grid());
        let words_per_row = s.div_ceil(64);
        let mut bits = vec![0u64; s * words_per_row];
        let (mut grid, mut mixed, mut row) = (vec![0f32; g * g], vec![0f32; g], vec![0f32; s]);
        let rows = mask.anomalous().chunks_exact(s).zip(upsampling.taps());
        for ((pixels, &tap), words) in rows.zip(bits.chunks_exact_mut(words_per_row)) {
            if !pixels.contains(&true) {
                continue;
            }
            for (x, &anomalous) in pixels.iter().enumerate() {
                words[x / 64] |= u64::from(anomalous) << (x % 64);
                row[x] = f32::from(u8::from(anomalous));
            }
            upsampling.add_row_back(tap, &row, &mut mixed, &mut grid);
        }
        Self {
            is_anomalous,
            bits,
            words_per_row,
            area: mask.area(),
            grid,
        }
    }

    /// Whether the picture is anomalous, whatever its mask shows.
    pub fn is_anomalous(&self) -> bool {
        self.is_anomalous
    }

    /// Anomalous pixels.
    pub fn area(&self) -> usize {
        self.area
    }

    /// The mask through the transposed upsampling: ⟨map, mask⟩ = ⟨p, this⟩.
    pub fn grid(&self) -> &[f32] {
        &self.grid
    }

    /// Whether every pixel of row `y` is normal.
    pub fn row_is_normal(&self, y: usize) -> bool {
        self.words(y).iter().all(|word| *word == 0)
    }

    /// Row `y` as 0 and 1.
    pub fn row(&self, y: usize, row: &mut [f32]) {
        let words = self.words(y);
        for (x, value) in row.iter_mut().enumerate() {
            *value = (words[x / 64] >> (x % 64) & 1) as f32;
        }
    }

    fn words(&self, y: usize) -> &[u64] {
        &self.bits[y * self.words_per_row..(y + 1) * self.words_per_row]
    }
}
