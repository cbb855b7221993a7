//! The screens, which the number keys switch.

use serde::{Deserialize, Serialize};

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Screen {
    /// Samples of a dataset.
    #[default]
    Browse,
    /// One sample, scale by scale.
    Inspect,
    /// Training runs.
    Train,
    /// Evaluation runs.
    Evaluate,
    /// Saved sessions.
    Sessions,
}

impl Screen {
    /// In the order of their keys, 1 to 5.
    pub const ALL: [Self; 5] = [
        Self::Browse,
        Self::Inspect,
        Self::Train,
        Self::Evaluate,
        Self::Sessions,
    ];

    /// What the title calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Browse => "Browse",
            Self::Inspect => "Inspect",
            Self::Train => "Train",
            Self::Evaluate => "Evaluate",
            Self::Sessions => "Sessions",
        }
    }

    /// Its key.
    pub fn key(self) -> char {
        match self {
            Self::Browse => '1',
            Self::Inspect => '2',
            Self::Train => '3',
            Self::Evaluate => '4',
            Self::Sessions => '5',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_count_the_screens() {
        let keys: String = Screen::ALL.into_iter().map(Screen::key).collect();
        assert_eq!(keys, "12345");
    }
}
