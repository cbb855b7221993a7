//! The kinds of defect, and which of them a model may see.

use crate::base::printable;
use serde::{Deserialize, Serialize};

/// What can go wrong with a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Defect {
    /// A liquid that dried, soot, grease.
    Stain,
    /// Material that is missing, down to what lies behind.
    Hole,
    /// Thin straight marks.
    Scratch,
    /// A jagged, branching gap.
    Crack,
    /// A piece of something else, or of the same product where it does not belong.
    Patch,
    /// Detail smeared away.
    Blur,
    /// Detail pushed, twisted or swollen.
    Warp,
    /// Another shade.
    Tint,
    /// The pattern rubbed off.
    Worn,
    /// Pressed in or swollen.
    Dent,
    /// A loose fibre on top.
    Thread,
    /// A cluster of particles.
    Specks,
}

/// Name and description of every defect: first those that the demo model is trained on.
const DEFECTS: [(Defect, &str, &str); 12] = [
    (Defect::Stain, "stain", "dried liquid, soot, grease"),
    (Defect::Hole, "hole", "missing material"),
    (Defect::Scratch, "scratch", "thin straight marks"),
    (Defect::Crack, "crack", "a jagged, branching gap"),
    (Defect::Patch, "patch", "a piece of something else"),
    (Defect::Blur, "blur", "detail smeared away"),
    (Defect::Warp, "warp", "detail pushed or twisted"),
    (Defect::Tint, "tint", "another shade"),
    (Defect::Worn, "worn", "the pattern rubbed off"),
    (Defect::Dent, "dent", "pressed in or swollen"),
    (Defect::Thread, "thread", "a loose fibre on top"),
    (Defect::Specks, "specks", "a cluster of particles"),
];

/// How many of [`DEFECTS`] the demo model is trained on; the others test it.
const SEEN: usize = 9;

impl Defect {
    /// Every defect: first those that the demo model is trained on.
    pub fn all() -> impl Iterator<Item = Self> {
        DEFECTS.into_iter().map(|(defect, _, _)| defect)
    }

    /// The defects that the demo model is trained on.
    pub fn seen() -> impl Iterator<Item = Self> {
        Self::all().take(SEEN)
    }

    /// The defects that the demo model never sees.
    pub fn unseen() -> impl Iterator<Item = Self> {
        Self::all().skip(SEEN)
    }

    /// The defect of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|defect| defect.name() == name)
    }

    /// Its name on the command line and on disk.
    pub fn name(self) -> &'static str {
        DEFECTS[self as usize].1
    }

    /// What it is, in a few words.
    pub fn about(self) -> &'static str {
        DEFECTS[self as usize].2
    }

    /// Whether it only moves or removes what is there, so that some places inside it look as before.
    pub(super) fn keeps_places(self) -> bool {
        matches!(self, Self::Blur | Self::Warp)
    }
}

impl From<Defect> for &'static str {
    fn from(defect: Defect) -> Self {
        defect.name()
    }
}

impl TryFrom<String> for Defect {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::named(&name)
            .ok_or_else(|| format!("no defect of drawn pictures is called '{}'", printable(&name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_names_are_found() {
        for (place, defect) in Defect::all().enumerate() {
            assert_eq!(defect as usize, place);
            assert_eq!(Defect::named(defect.name()), Some(defect));
        }
        assert_eq!(Defect::seen().count() + Defect::unseen().count(), DEFECTS.len());
    }
}
