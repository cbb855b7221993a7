//! Which source pixels each new pixel is made of, and how much of each. In f64 and in Pillow's order of operations,
//! because the last bit decides roundings later.

use std::ops::Range;

/// The interpolation filters that the reference uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Pillow's BILINEAR: a triangle.
    Bilinear,
    /// Pillow's BICUBIC: Keys' cubic with a = −0.5.
    Bicubic,
}

impl Filter {
    /// Half the width, in source pixels, when the picture is not shrunk.
    fn support(self) -> f64 {
        match self {
            Self::Bilinear => 1.0,
            Self::Bicubic => 2.0,
        }
    }

    fn weight(self, x: f64) -> f64 {
        let x = x.abs();
        match self {
            Self::Bilinear if x < 1.0 => 1.0 - x,
            Self::Bicubic if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
            Self::Bicubic if x < 2.0 => (((x - 5.0) * x + 8.0) * x - 4.0) * -0.5,
            _ => 0.0,
        }
    }
}

/// The source pixels of one new pixel.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    pub first: usize,
    /// Summing to 1.
    pub weights: Vec<f64>,
}

impl Window {
    pub fn range(&self) -> Range<usize> {
        self.first..self.first + self.weights.len()
    }
}

/// One window per new pixel along a side that goes from `from` to `to` pixels. When shrinking, the filter is
/// widened so that every source pixel counts.
pub fn windows(from: usize, to: usize, filter: Filter) -> Vec<Window> {
    let scale = from as f64 / to as f64;
    let widening = scale.max(1.0);
    let support = filter.support() * widening;
    let inverse = 1.0 / widening;
    let window = |new: usize| {
        let center = (new as f64 + 0.5) * scale;
        // Truncation towards zero, as a cast in C; then the picture's borders.
        let first = (center - support + 0.5) as usize;
        let last = ((center + support + 0.5) as usize).min(from);
        let weight = |x: usize| filter.weight(((x as f64) + (first as f64) - center + 0.5) * inverse);
        let mut weights: Vec<f64> = (0..last - first).map(weight).collect();
        let sum: f64 = weights.iter().sum();
        if sum != 0.0 {
            weights.iter_mut().for_each(|weight| *weight /= sum);
        }
        Window { first, weights }
    };
    (0..to).map(window).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_the_source_and_sum_to_one() {
        for (from, to) in [(10, 3), (3, 10), (1, 5), (5, 1), (98, 98), (4000, 518)] {
            for filter in [Filter::Bilinear, Filter::Bicubic] {
                let windows = windows(from, to, filter);
                assert_eq!(windows.len(), to);
                assert_eq!(windows[0].first, 0);
                assert_eq!(windows[to - 1].range().end, from);
                for window in windows {
                    let sum: f64 = window.weights.iter().sum();
                    assert!((sum - 1.0).abs() < 1e-12, "{from}→{to}: {sum}");
                }
            }
        }
    }

    #[test]
    fn halving_bilinearly_weighs_four_pixels() {
        let windows = windows(8, 4, Filter::Bilinear);
        assert_eq!(
            windows[1],
            Window {
                first: 1,
                weights: vec![0.125, 0.375, 0.375, 0.125]
            }
        );
    }
}
