//! Which definitions a number follows.

use serde::{Deserialize, Serialize};

/// A family of definitions. Numbers of different presets do not belong in one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// The definitions of the released evaluation, AUPRO included: 200 (now and then 201) thresholds between the
    /// least and the greatest score of the class, points with FPR < 0.3 kept, their FPR rescaled to \[0, 1\].
    #[default]
    Parity,
    /// AUPRO as in MVTec's official evaluation: every distinct score is a threshold, the curve is interpolated at
    /// FPR 0.3 and the area divided by 0.3. The other metrics are the same in both presets.
    Exact,
}

impl Preset {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Parity, Self::Exact];

    /// The name that people type and files keep.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parity => "parity",
            Self::Exact => "exact",
        }
    }

    /// Counts the changes of a definition that move numbers; kept beside the name.
    pub fn version(self) -> u32 {
        match self {
            Self::Parity | Self::Exact => 1,
        }
    }

    /// What sets the preset apart, in a few words.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Parity => "AUPRO as in the released evaluation",
            Self::Exact => "AUPRO as in MVTec's official evaluation",
        }
    }
}

impl std::fmt::Display for Preset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.name(), self.version())
    }
}

/// No preset has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{}' is no preset of metrics: expected parity or exact", crate::base::printable(.0))]
pub struct UnknownPreset(pub String);

impl std::str::FromStr for Preset {
    type Err = UnknownPreset;

    fn from_str(name: &str) -> Result<Self, UnknownPreset> {
        let found = Self::ALL.into_iter().find(|preset| preset.name() == name);
        found.ok_or_else(|| UnknownPreset(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for preset in Preset::ALL {
            assert_eq!(preset.name().parse(), Ok(preset));
        }
        let error = "Exact".parse::<Preset>().unwrap_err();
        assert!(error.to_string().contains("parity or exact"), "{error}");
        assert_eq!(Preset::Exact.to_string(), "exact/1");
    }
}
