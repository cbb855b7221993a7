//! A set of pictures in the layout of MVTec AD: which files there are, and what is in each.

use super::defect::Defect;
use super::draw::{Drawing, draw};
use super::family::Family;
use super::look::Look;
use super::stream::derive;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The folder of pictures without a defect.
const GOOD: &str = "good";

/// What a set on disk holds. A class is one product of a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoSet {
    /// One class of each.
    pub families: Vec<Family>,
    /// The defects; of these a class has those that show on it.
    pub defects: Vec<Defect>,
    /// Normal test pictures a class.
    pub normal: usize,
    /// Anomalous test pictures a class and defect.
    pub anomalous: usize,
    /// Normal training pictures a class.
    pub train: usize,
    /// Pixels on a side.
    pub size: u32,
    /// What everything follows from.
    pub seed: u64,
}

/// Where a picture of the set belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// `train/good`.
    Train,
    /// `test/good`.
    Normal,
    /// `test/<defect>`, with a mask in `ground_truth/<defect>`.
    Anomalous(Defect),
}

/// One picture of the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoItem {
    /// The family; with the seed of the set it names the class.
    pub family: Family,
    /// Where it belongs.
    pub place: Place,
    /// Counted from 0 within the folder.
    pub number: usize,
}

impl DemoSet {
    /// Families that the demo model never saw, with every defect: what the workbench opens with `--demo`, `size` pixels
    /// a side.
    pub fn for_a_first_look(size: u32) -> Self {
        Self {
            families: Family::unseen().collect(),
            defects: Defect::all().collect(),
            normal: 4,
            anomalous: 1,
            train: 0,
            size,
            seed: 1,
        }
    }

    /// Few pictures of three families that the demo model never saw: what the session of the project is about.
    pub fn for_a_session(size: u32) -> Self {
        Self {
            families: vec![Family::Cork, Family::Foam, Family::Hexagons],
            defects: vec![Defect::Stain, Defect::Crack, Defect::Thread],
            normal: 3,
            anomalous: 1,
            ..Self::for_a_first_look(size)
        }
    }

    /// Every picture, in the order of the paths' parts: class as given, then `train`, `test/good`, the defects.
    pub fn items(&self) -> Vec<DemoItem> {
        self.families
            .iter()
            .flat_map(|&family| self.class(family))
            .collect()
    }

    fn class(&self, family: Family) -> Vec<DemoItem> {
        let shown = family.showing(&self.defects);
        let defects = shown
            .into_iter()
            .map(|defect| (Place::Anomalous(defect), self.anomalous));
        [(Place::Train, self.train), (Place::Normal, self.normal)]
            .into_iter()
            .chain(defects)
            .flat_map(|(place, count)| {
                (0..count).map(move |number| DemoItem {
                    family,
                    place,
                    number,
                })
            })
            .collect()
    }

    /// Draws one. It depends on the seed and the item alone, so that a set with fewer families or more pictures
    /// holds the same ones.
    pub fn draw(&self, item: &DemoItem) -> Drawing {
        let class = derive(self.seed, item.family as u64);
        let (folder, defect) = match item.place {
            Place::Train => (1, None),
            Place::Normal => (2, None),
            Place::Anomalous(defect) => (16 + defect as u64, Some(defect)),
        };
        let seed = derive(derive(class, folder), item.number as u64);
        draw(Look::new(item.family, class), defect, self.size, seed)
    }

    /// The class: the family and the seed. Without the seed `wood` and `leather` would be taken for MVTec AD's, and
    /// products of several seeds could not stand side by side.
    pub fn class_name(&self, family: Family) -> String {
        format!("{}-{}", family.name(), self.seed)
    }

    /// The picture's file, relative to the root.
    pub fn picture(&self, item: &DemoItem) -> PathBuf {
        let (split, folder) = match item.place {
            Place::Train => ("train", GOOD),
            Place::Normal => ("test", GOOD),
            Place::Anomalous(defect) => ("test", defect.name()),
        };
        let name = format!("{:03}.png", item.number);
        [&self.class_name(item.family), split, folder, &name]
            .iter()
            .collect()
    }

    /// The mask's file, relative to the root.
    pub fn mask(&self, item: &DemoItem) -> Option<PathBuf> {
        let Place::Anomalous(defect) = item.place else {
            return None;
        };
        let name = format!("{:03}_mask.png", item.number);
        let class = self.class_name(item.family);
        Some([&class, "ground_truth", defect.name(), &name].iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> DemoSet {
        DemoSet {
            families: vec![Family::Weave, Family::Marble],
            defects: vec![Defect::Hole, Defect::Warp],
            normal: 2,
            anomalous: 1,
            train: 1,
            size: 48,
            seed: 5,
        }
    }

    #[test]
    fn the_layout_is_that_of_mvtec() {
        let files: Vec<String> = set()
            .items()
            .iter()
            .flat_map(|item| [Some(set().picture(item)), set().mask(item)])
            .flatten()
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        assert_eq!(
            files,
            [
                "weave-5/train/good/000.png",
                "weave-5/test/good/000.png",
                "weave-5/test/good/001.png",
                "weave-5/test/hole/000.png",
                "weave-5/ground_truth/hole/000_mask.png",
                "weave-5/test/warp/000.png",
                "weave-5/ground_truth/warp/000_mask.png",
                "marble-5/train/good/000.png",
                "marble-5/test/good/000.png",
                "marble-5/test/good/001.png",
                "marble-5/test/hole/000.png",
                "marble-5/ground_truth/hole/000_mask.png",
            ]
        );
    }

    #[test]
    fn a_picture_depends_on_the_seed_and_its_place_only() {
        let (small, mut large) = (set(), set());
        large.families = Family::all().collect();
        large.normal = 9;
        let item = small.items()[3];
        assert_eq!(small.draw(&item), large.draw(&item));
        large.seed += 1;
        assert_ne!(small.draw(&item), large.draw(&item));
        let other = DemoItem { number: 1, ..item };
        assert_ne!(small.draw(&item), small.draw(&other));
    }
}
