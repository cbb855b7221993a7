//! Curves made of additions, multiplications and square roots only: the functions of a platform's own library differ
//! in their last bits, and the pictures must not.

/// The whole number at or below.
pub fn floor(x: f32) -> i32 {
    let whole = x as i32;
    whole - i32::from(x < whole as f32)
}

/// What is left above the whole number, 0..1.
pub fn fraction(x: f32) -> f32 {
    x - floor(x) as f32
}

/// The sine of an angle in turns, within 0.001.
pub fn sine(turns: f32) -> f32 {
    let t = fraction(turns + 0.5) - 0.5;
    let parabola = 8.0 * t - 16.0 * t * t.abs();
    0.225 * (parabola * parabola.abs() - parabola) + parabola
}

/// The cosine of an angle in turns, within 0.001.
pub fn cosine(turns: f32) -> f32 {
    sine(turns + 0.25)
}

/// From 0 at `from` to 1 at `to`, without corners. `from` may be the larger.
pub fn rise(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// How much of a place lies inside a border at distance `inside` (positive inside) when the border is `soft` wide.
pub fn cover(inside: f32, soft: f32) -> f32 {
    (inside / soft + 0.5).clamp(0.0, 1.0)
}

/// 1 between `from` and `to`, 0 elsewhere, with borders `soft` wide.
pub fn pulse(x: f32, from: f32, to: f32, soft: f32) -> f32 {
    cover((x - from).min(to - x), soft)
}

/// The length of a vector.
pub fn length(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}

/// The distance to a box with rounded corners around the origin, negative inside.
pub fn rounded_box(x: f32, y: f32, half: [f32; 2], corner: f32) -> f32 {
    let (dx, dy) = (x.abs() - half[0] + corner, y.abs() - half[1] + corner);
    length(dx.max(0.0), dy.max(0.0)) + dx.max(dy).min(0.0) - corner
}

/// A rotation.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    cosine: f32,
    sine: f32,
}

impl Turn {
    /// By an angle in turns.
    pub fn by(turns: f32) -> Self {
        Self {
            cosine: cosine(turns),
            sine: sine(turns),
        }
    }

    /// The point in the turned coordinates.
    pub fn of(self, x: f32, y: f32) -> (f32, f32) {
        (x * self.cosine + y * self.sine, y * self.cosine - x * self.sine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curves_are_what_they_are_called() {
        for step in -400..400 {
            let t = step as f32 * 0.0123;
            let exact = (f64::from(t) * std::f64::consts::TAU).sin();
            assert!((f64::from(sine(t)) - exact).abs() < 0.0015, "{t}");
            assert_eq!(floor(t), t.floor() as i32);
        }
        assert_eq!(
            [rise(0.0, 1.0, -1.0), rise(0.0, 1.0, 0.5), rise(1.0, 0.0, 2.0)],
            [0.0, 0.5, 0.0]
        );
        assert_eq!(pulse(0.5, 0.2, 0.8, 0.1), 1.0);
        assert_eq!(pulse(0.9, 0.2, 0.8, 0.1), 0.0);
        assert!((rounded_box(2.0, 0.0, [1.0, 1.0], 0.2) - 1.0).abs() < 1e-6);
        assert!(rounded_box(0.0, 0.0, [1.0, 1.0], 0.2) < 0.0);
    }
}
