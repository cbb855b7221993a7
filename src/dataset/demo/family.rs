//! The families of products, and which of them a model may see.

use super::defect::Defect;
use crate::base::printable;
use serde::{Deserialize, Serialize};

/// A kind of surface or object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Family {
    /// Striped fabric or foil.
    Stripes,
    /// Plain weave.
    Weave,
    /// Twill and denim.
    Twill,
    /// Checked cloth.
    Plaid,
    /// Carpet.
    Carpet,
    /// Felt, paper, fibre board.
    Felt,
    /// Leather.
    Leather,
    /// Printed dots or studs.
    Dots,
    /// Marble.
    Marble,
    /// Granite.
    Granite,
    /// Sandpaper, asphalt, plaster.
    Grit,
    /// Terrazzo.
    Terrazzo,
    /// Concrete.
    Concrete,
    /// Tiles with grout.
    Tiles,
    /// A wall of bricks.
    Bricks,
    /// Pebbles and scales.
    Pebbles,
    /// Wood.
    Wood,
    /// Brushed metal.
    Brushed,
    /// Knurled metal.
    Hatching,
    /// Perforated sheet.
    Perforated,
    /// A mesh of wires.
    Mesh,
    /// Moulded plastic.
    Plastic,
    /// Corrugated sheet.
    Corrugated,
    /// A turned ring.
    Washer,
    /// A drilled part.
    Plate,
    /// Pills in rows.
    Rows,
    /// A circuit board.
    Board,
    /// A biscuit.
    Biscuit,
    /// Knitted fabric.
    Knit,
    /// Cork and chip board.
    Cork,
    /// Hexagonal tiles, honeycomb.
    Hexagons,
    /// Foam and sponge.
    Foam,
    /// A tablet.
    Tablet,
    /// A lid or button.
    Lid,
}

/// Name and description of every family: first those that the demo model is trained on.
const FAMILIES: [(Family, &str, &str); 34] = [
    (Family::Stripes, "stripes", "striped fabric or foil"),
    (Family::Weave, "weave", "plain weave"),
    (Family::Twill, "twill", "twill and denim"),
    (Family::Plaid, "plaid", "checked cloth"),
    (Family::Carpet, "carpet", "carpet"),
    (Family::Felt, "felt", "felt, paper, fibre board"),
    (Family::Leather, "leather", "leather"),
    (Family::Dots, "dots", "printed dots or studs"),
    (Family::Marble, "marble", "marble"),
    (Family::Granite, "granite", "granite"),
    (Family::Grit, "grit", "sandpaper, asphalt, plaster"),
    (Family::Terrazzo, "terrazzo", "terrazzo"),
    (Family::Concrete, "concrete", "concrete"),
    (Family::Tiles, "tiles", "tiles with grout"),
    (Family::Bricks, "bricks", "a wall of bricks"),
    (Family::Pebbles, "pebbles", "pebbles and scales"),
    (Family::Wood, "wood", "wood"),
    (Family::Brushed, "brushed", "brushed metal"),
    (Family::Hatching, "hatching", "knurled metal"),
    (Family::Perforated, "perforated", "perforated sheet"),
    (Family::Mesh, "mesh", "a mesh of wires"),
    (Family::Plastic, "plastic", "moulded plastic"),
    (Family::Corrugated, "corrugated", "corrugated sheet"),
    (Family::Washer, "washer", "a turned ring"),
    (Family::Plate, "plate", "a drilled part"),
    (Family::Rows, "rows", "pills in rows"),
    (Family::Board, "board", "a circuit board"),
    (Family::Biscuit, "biscuit", "a biscuit"),
    (Family::Knit, "knit", "knitted fabric"),
    (Family::Cork, "cork", "cork and chip board"),
    (Family::Hexagons, "hexagons", "hexagonal tiles, honeycomb"),
    (Family::Foam, "foam", "foam and sponge"),
    (Family::Tablet, "tablet", "a tablet"),
    (Family::Lid, "lid", "a lid or button"),
];

/// How many of [`FAMILIES`] the demo model is trained on; the others test it.
const SEEN: usize = 28;

impl Family {
    /// Every family: first those that the demo model is trained on.
    pub fn all() -> impl Iterator<Item = Self> {
        FAMILIES.into_iter().map(|(family, _, _)| family)
    }

    /// The families that the demo model is trained on.
    pub fn seen() -> impl Iterator<Item = Self> {
        Self::all().take(SEEN)
    }

    /// The families that the demo model never sees.
    pub fn unseen() -> impl Iterator<Item = Self> {
        Self::all().skip(SEEN)
    }

    /// The family of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|family| family.name() == name)
    }

    /// Its name on the command line and on disk.
    pub fn name(self) -> &'static str {
        FAMILIES[self as usize].1
    }

    /// What it shows, in a few words.
    pub fn about(self) -> &'static str {
        FAMILIES[self as usize].2
    }

    /// Whether it is an object on a ground rather than a surface that fills the picture.
    pub fn is_object(self) -> bool {
        matches!(
            self,
            Self::Washer | Self::Plate | Self::Rows | Self::Board | Self::Tablet | Self::Lid | Self::Biscuit
        )
    }

    /// Whether `defect` shows on it. What does not show is no anomaly, and its mask would teach a falsehood: a blur needs
    /// detail that it can take away, a warp needs an order that it can break.
    pub fn shows(self, defect: Defect) -> bool {
        match defect {
            Defect::Blur => self.has_detail(),
            Defect::Warp => self.has_order(),
            _ => true,
        }
    }

    fn has_detail(self) -> bool {
        self.has_order()
            || matches!(
                self,
                Self::Carpet
                    | Self::Leather
                    | Self::Granite
                    | Self::Terrazzo
                    | Self::Pebbles
                    | Self::Cork
                    | Self::Foam
            )
    }

    fn has_order(self) -> bool {
        matches!(
            self,
            Self::Stripes
                | Self::Weave
                | Self::Twill
                | Self::Plaid
                | Self::Knit
                | Self::Dots
                | Self::Tiles
                | Self::Bricks
                | Self::Hexagons
                | Self::Wood
                | Self::Hatching
                | Self::Perforated
                | Self::Mesh
                | Self::Corrugated
                | Self::Board
        )
    }

    /// The defects among `defects` that show on it.
    pub fn showing(self, defects: &[Defect]) -> Vec<Defect> {
        defects
            .iter()
            .copied()
            .filter(|&defect| self.shows(defect))
            .collect()
    }
}

impl From<Family> for &'static str {
    fn from(family: Family) -> Self {
        family.name()
    }
}

impl TryFrom<String> for Family {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::named(&name)
            .ok_or_else(|| format!("no family of drawn pictures is called '{}'", printable(&name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_in_the_order_of_the_enum_and_names_are_unique() {
        let mut names = HashSet::new();
        for (place, family) in Family::all().enumerate() {
            assert_eq!(family as usize, place);
            assert_eq!(Family::named(family.name()), Some(family));
            assert!(names.insert(family.name()));
        }
        assert!(Family::seen().count() >= 16 && Family::unseen().count() >= 4);
    }
}
