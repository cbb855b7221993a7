//! Resizing of 16-bit integers, 32-bit integers and floats: sums in f64, in order.

use super::coefficients::{Filter, Window, windows};
use super::passes::{Order, Size, two_passes};

/// A value that is summed in f64 and rounded back after each pass.
pub trait Wide: Copy {
    fn widen(self) -> f64;
    fn narrow(sum: f64) -> Self;
}

impl Wide for u16 {
    fn widen(self) -> f64 {
        self.into()
    }

    /// Pillow 11 clips the two bytes one by one, so what overshoots white keeps its low byte.
    fn narrow(sum: f64) -> Self {
        let rounded = i32::narrow(sum);
        let low = (rounded % 256).max(0) as u16;
        let high = (rounded >> 8).clamp(0, 255) as u16;
        high << 8 | low
    }
}

/// 16-bit grey as Pillow 13 rounds it: clipped as a whole.
#[derive(Clone, Copy, bytemuck::TransparentWrapper)]
#[repr(transparent)]
pub struct Clipped(u16);

impl Wide for Clipped {
    fn widen(self) -> f64 {
        self.0.into()
    }

    fn narrow(sum: f64) -> Self {
        Self(i32::narrow(sum).clamp(0, 65_535) as u16)
    }
}

impl Wide for i32 {
    fn widen(self) -> f64 {
        self.into()
    }

    /// Halves away from zero.
    fn narrow(sum: f64) -> Self {
        let half = if sum >= 0.0 { 0.5 } else { -0.5 };
        (sum + half) as i32
    }
}

impl Wide for f32 {
    fn widen(self) -> f64 {
        self.into()
    }

    fn narrow(sum: f64) -> Self {
        sum as f32
    }
}

/// One value a pixel.
pub fn resize_values<T: Wide>(values: &[T], from: Size, to: Size, filter: Filter, order: Order) -> Vec<T> {
    let across = |values: &[T], from: Size| horizontally(values, from, to.0, filter);
    let down = |values: &[T], from: Size| vertically(values, from, to.1, filter);
    two_passes(values, from, to, order, across, down)
}

fn horizontally<T: Wide>(values: &[T], from: Size, to: usize, filter: Filter) -> Vec<T> {
    let windows = windows(from.0, to, filter);
    let pixel = |row: &[T], window: &Window| {
        let terms = row[window.range()].iter().zip(&window.weights);
        T::narrow(terms.fold(0.0, |sum, (value, weight)| sum + value.widen() * weight))
    };
    values
        .chunks_exact(from.0)
        .flat_map(|row| windows.iter().map(move |window| pixel(row, window)))
        .collect()
}

fn vertically<T: Wide>(values: &[T], from: Size, to: usize, filter: Filter) -> Vec<T> {
    let mut resized = Vec::with_capacity(from.0 * to);
    let mut sums = vec![0.0; from.0];
    for window in windows(from.1, to, filter) {
        sums.fill(0.0);
        for (y, weight) in window.range().zip(&window.weights) {
            let row = &values[y * from.0..][..from.0];
            sums.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum += value.widen() * weight);
        }
        resized.extend(sums.iter().map(|&sum| T::narrow(sum)));
    }
    resized
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows that Pillow 11.3.0 makes of an edge, under- and overshoot included.
    #[test]
    fn sixteen_bits_overshoot_as_in_pillow() {
        let edge = |dark: u16, bright: u16| [[dark; 8], [bright; 8]].concat();
        let resized = resize_values(
            &edge(0, 65535),
            (16, 1),
            (40, 1),
            Filter::Bicubic,
            Order::HorizontalFirst,
        );
        assert_eq!(
            resized[18..26],
            [0, 16908, 48627, 65373, 65535, 65318, 65535, 65535]
        );
        let resized = resize_values(
            &edge(100, 65500),
            (16, 1),
            (40, 1),
            Filter::Bicubic,
            Order::HorizontalFirst,
        );
        assert_eq!(
            resized[15..25],
            [100, 0, 0, 0, 16973, 48627, 65333, 65492, 65282, 65500]
        );
    }

    #[test]
    fn negative_integers_are_rounded_away_from_zero() {
        assert_eq!(
            [
                i32::narrow(-1.5),
                i32::narrow(-1.4),
                i32::narrow(1.5),
                i32::narrow(0.49)
            ],
            [-2, -1, 2, 0]
        );
    }
}
