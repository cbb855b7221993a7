//! Colour maps for anomaly maps.

use super::colormap_points::{INFERNO, POINTS, TURBO, VIRIDIS};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A colour map from 0..=1 to RGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// Shown for NaN: magenta, which no map contains.
pub(super) const NOT_A_NUMBER: [u8; 3] = [255, 0, 255];

impl Colormap {
    /// Every map, in the order in which a key cycles through them.
    pub const ALL: [Self; 5] = [Self::Turbo, Self::Viridis, Self::Inferno, Self::Grey, Self::Jet];

    /// The name that [`FromStr`] takes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turbo => "turbo",
            Self::Viridis => "viridis",
            Self::Inferno => "inferno",
            Self::Grey => "grey",
            Self::Jet => "jet",
        }
    }

    /// The colour at `t`, clamped to 0..=1; NaN is magenta, which no map contains.
    pub fn rgb(self, t: f32) -> [u8; 3] {
        if t.is_nan() {
            return NOT_A_NUMBER;
        }
        let t = t.clamp(0.0, 1.0);
        match self {
            Self::Turbo => between(&TURBO, t),
            Self::Viridis => between(&VIRIDIS, t),
            Self::Inferno => between(&INFERNO, t),
            Self::Grey => [(t * 255.0).round() as u8; 3],
            // Three trapezoids, a quarter apart.
            Self::Jet => [3.0, 2.0, 1.0]
                .map(|top| ((1.5 - (4.0 * t - top).abs()).clamp(0.0, 1.0) * 255.0).round() as u8),
        }
    }

    /// The map at steps finer than a colour's, to paint many pixels.
    pub(super) fn table(self) -> Table {
        let last = (Table::STEPS - 1) as f32;
        Table((0..Table::STEPS).map(|i| self.rgb(i as f32 / last)).collect())
    }
}

/// Linear between the points on both sides of `t`.
fn between(points: &[[u8; 3]; POINTS], t: f32) -> [u8; 3] {
    let position = t * (POINTS - 1) as f32;
    let left = (position as usize).min(POINTS - 2);
    let share = position - left as f32;
    let (a, b) = (points[left], points[left + 1]);
    std::array::from_fn(|c| {
        let (a, b) = (f32::from(a[c]), f32::from(b[c]));
        (a + (b - a) * share).round() as u8
    })
}

/// A colour map, tabulated.
pub(super) struct Table(Vec<[u8; 3]>);

impl Table {
    const STEPS: usize = 1024;

    /// The colour at `t`, clamped to 0..=1.
    pub(super) fn rgb(&self, t: f32) -> [u8; 3] {
        let index = (t * (Self::STEPS - 1) as f32 + 0.5) as usize;
        if t.is_nan() {
            NOT_A_NUMBER
        } else {
            self.0[index.min(Self::STEPS - 1)]
        }
    }
}

impl fmt::Display for Colormap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that no colour map has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown colour map “{0}”, expected turbo, viridis, inferno, grey or jet")]
pub struct UnknownColormap(String);

impl FromStr for Colormap {
    type Err = UnknownColormap;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let wanted = match name {
            "gray" => "grey",
            name => name,
        };
        let found = Self::ALL.into_iter().find(|map| map.name() == wanted);
        found.ok_or_else(|| UnknownColormap(crate::base::printable(name).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parse_and_print() {
        for map in Colormap::ALL {
            assert_eq!(map.to_string().parse(), Ok(map));
        }
        assert_eq!("gray".parse(), Ok(Colormap::Grey));
        let error = "hot\u{1b}".parse::<Colormap>().unwrap_err().to_string();
        assert_eq!(
            error,
            "unknown colour map “hot\\u{1b}”, expected turbo, viridis, inferno, grey or jet"
        );
    }

    /// Matplotlib's tables at a few places between our points.
    #[test]
    fn maps_are_close_to_their_sources() {
        let table = [
            (Colormap::Turbo, 0.3, [25, 214, 204]),
            (Colormap::Turbo, 0.7, [254, 165, 49]),
            (Colormap::Viridis, 0.3, [52, 95, 141]),
            (Colormap::Viridis, 0.9, [188, 223, 39]),
            (Colormap::Inferno, 0.5, [187, 55, 85]),
        ];
        for (map, t, expected) in table {
            let found = map.rgb(t);
            let distance = found
                .iter()
                .zip(expected)
                .map(|(&a, b): (&u8, u8)| a.abs_diff(b))
                .max();
            assert!(distance <= Some(3), "{map} at {t}: {found:?} {expected:?}");
        }
    }

    #[test]
    fn values_outside_are_clamped_and_nan_stands_out() {
        for map in Colormap::ALL {
            assert_eq!(map.rgb(-3.0), map.rgb(0.0));
            assert_eq!(map.rgb(f32::INFINITY), map.rgb(1.0));
            assert_eq!(map.rgb(f32::NAN), NOT_A_NUMBER);
            let table = map.table();
            assert_eq!(table.rgb(f32::NAN), NOT_A_NUMBER);
            for i in 0..=100 {
                let t = i as f32 / 80.0 - 0.1;
                let near = map
                    .rgb(t)
                    .iter()
                    .zip(table.rgb(t))
                    .all(|(a, b)| a.abs_diff(b) <= 1);
                assert!(near, "{map} at {t}");
                let gap = map
                    .rgb(t)
                    .iter()
                    .zip(NOT_A_NUMBER)
                    .map(|(a, b)| u32::from(a.abs_diff(b)))
                    .sum::<u32>();
                assert!(gap > 100, "{map} at {t} looks like NaN");
            }
        }
        assert_eq!(Colormap::Grey.rgb(0.5), [128; 3]);
        assert_eq!(Colormap::Jet.rgb(0.5), [128, 255, 128]);
    }
}
