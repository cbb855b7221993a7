//! The samples of a dataset by number, with their names, classes and order.

use super::outline_builder::{Entry, Names, build};
use super::{FoldedNames, Interned, Outline, in_counting_order};
use crate::base::printable_path;
use crate::dataset::{DatasetIndex, Sample, Split};
use std::path::{Path, PathBuf};

/// A sample's number: those of `test` first, those of `train` after them. The first is 0, or where the workbench has had
/// another dataset open before, beyond all that one had: what is still on its way for a sample of that one finds none here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SampleId(pub usize);

/// A dataset as the workbench browses it.
#[derive(Debug)]
pub struct Collection {
    index: DatasetIndex,
    classes: Interned,
    species: Interned,
    /// Class and species of every sample.
    kinds: Vec<(u32, u32)>,
    names: FoldedNames,
    by_name: Vec<SampleId>,
    outline: Outline,
    /// Number of the first sample.
    first: usize,
}

impl Default for Collection {
    fn default() -> Self {
        Self::new(DatasetIndex {
            kind: "flat",
            variant: String::new(),
            root: PathBuf::new(),
            fingerprint: String::new(),
            test: Vec::new(),
            train: Vec::new(),
            excluded: Vec::new(),
            warnings: Vec::new(),
        })
    }
}

impl Collection {
    /// Works out what browsing needs. Takes some 100 ms for 100,000 samples.
    pub fn new(index: DatasetIndex) -> Self {
        Self::numbered_from(index, 0)
    }

    /// As [`Self::new`]; the first sample has the number `first`.
    pub fn numbered_from(index: DatasetIndex, first: usize) -> Self {
        let (mut classes, mut species) = (Interned::default(), Interned::default());
        let mut names = FoldedNames::default();
        let all = || index.test.iter().chain(&index.train);
        let kinds: Vec<(u32, u32)> = all()
            .map(|sample| {
                names.push(&printable_path(&sample.image));
                (classes.number(&sample.class), species.number(&sample.species))
            })
            .collect();
        names.shrink();
        let mut by_name: Vec<SampleId> = (first..first + kinds.len()).map(SampleId).collect();
        let (test, train) = by_name.split_at_mut(index.test.len());
        test.sort_by(|a, b| {
            in_counting_order(&index.test[a.0 - first].image, &index.test[b.0 - first].image)
        });
        let image = |id: &SampleId| &index.train[id.0 - first - index.test.len()].image;
        train.sort_by(|a, b| in_counting_order(image(a), image(b)));
        let outline = outline(&index, &kinds, &classes, &species);
        Self {
            classes,
            species,
            kinds,
            names,
            by_name,
            outline,
            index,
            first,
        }
    }

    /// What was understood of the folder.
    pub fn index(&self) -> &DatasetIndex {
        &self.index
    }

    /// Number of samples of both splits.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// A sample.
    pub fn get(&self, id: SampleId) -> Option<&Sample> {
        let place = id.0.checked_sub(self.first)?;
        match place.checked_sub(self.index.test.len()) {
            None => self.index.test.get(place),
            Some(place) => self.index.train.get(place),
        }
    }

    /// The number of the sample at a place, from 0.
    pub fn id(&self, place: usize) -> SampleId {
        SampleId(self.first + place)
    }

    /// The place of a sample, from 0.
    pub fn place(&self, id: SampleId) -> usize {
        id.0.wrapping_sub(self.first)
    }

    /// The split a sample belongs to.
    pub fn split(&self, id: SampleId) -> Split {
        match self.place(id) < self.index.test.len() {
            true => Split::Test,
            false => Split::Train,
        }
    }

    /// The number of a sample's class and of its species.
    pub fn kinds(&self, id: SampleId) -> (u32, u32) {
        self.kinds[self.place(id)]
    }

    /// The classes.
    pub fn classes(&self) -> &Interned {
        &self.classes
    }

    /// The species.
    pub fn species(&self) -> &Interned {
        &self.species
    }

    /// A sample's file.
    pub fn path(&self, id: SampleId) -> Option<PathBuf> {
        self.get(id).map(|sample| self.index.locate(&sample.image))
    }

    /// A sample's mask file.
    pub fn mask_path(&self, id: SampleId) -> Option<PathBuf> {
        let mask = self.get(id)?.mask.as_deref()?;
        Some(self.index.locate(mask))
    }

    /// A sample's name, safe to print: its path below the root.
    pub fn name(&self, id: SampleId) -> String {
        self.name_below(id, Path::new(""))
    }

    /// A sample's name as seen from `folder`, which is relative to the root.
    pub fn name_below(&self, id: SampleId, folder: &Path) -> String {
        self.get(id).map_or(String::new(), |sample| {
            printable_path(sample.image.strip_prefix(folder).unwrap_or(&sample.image))
        })
    }

    /// A sample's name as searches compare it.
    pub fn folded_name(&self, id: SampleId) -> &str {
        self.names.get(self.place(id))
    }

    /// Every sample, in the order of names in which people count, `test` before `train`.
    pub fn by_name(&self) -> &[SampleId] {
        &self.by_name
    }

    /// The tree over the samples.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// Whether some sample has a mask.
    pub fn has_masks(&self) -> bool {
        let mut all = self.index.test.iter().chain(&self.index.train);
        all.any(|sample| sample.mask.is_some())
    }

    /// Whether some sample has a label.
    pub fn is_labelled(&self) -> bool {
        self.outline
            .nodes()
            .first()
            .is_some_and(|top| top.counts.normal + top.counts.anomalous > 0)
    }
}

fn outline(index: &DatasetIndex, kinds: &[(u32, u32)], classes: &Interned, species: &Interned) -> Outline {
    let of = |split| move |sample| (split, sample);
    let samples = (index.test.iter().map(of(Split::Test))).chain(index.train.iter().map(of(Split::Train)));
    let entries = samples
        .zip(kinds)
        .map(|((split, sample), &(class, species))| Entry {
            split,
            class,
            species,
            label: sample.label,
            image: &sample.image,
        });
    let folder = index.root.file_name().map(|name| printable_path(Path::new(name)));
    let dataset = match index.kind {
        "flat" => folder.unwrap_or_else(|| "all".to_owned()),
        kind => kind.to_owned(),
    };
    let names = Names {
        dataset: &dataset,
        class: &|number| classes.name(number),
        species: &|number| species.name(number),
    };
    build(entries, &names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Label;

    fn sample(image: &str, class: &str, label: Option<Label>) -> Sample {
        Sample {
            image: Path::new(image).into(),
            mask: None,
            class: class.into(),
            species: "".into(),
            label,
        }
    }

    #[test]
    fn samples_are_numbered_through_both_splits_and_named_from_where_one_looks() {
        let index = DatasetIndex {
            kind: "mvtec",
            root: "/data".into(),
            test: vec![
                sample("b/10.png", "b", Some(Label::Normal)),
                sample("b/2\u{1b}.PNG", "b", Some(Label::Anomalous)),
            ],
            train: vec![sample("a/1.png", "a", Some(Label::Normal))],
            ..Collection::default().index
        };
        let collection = Collection::new(index);
        let [first, second, third] = [0, 1, 2].map(SampleId);
        assert_eq!(collection.by_name(), [second, first, third]);
        assert_eq!(
            (collection.split(second), collection.split(third)),
            (Split::Test, Split::Train)
        );
        assert_eq!(collection.name(second), "b/2\\u{1b}.PNG");
        assert_eq!(collection.name_below(second, Path::new("b")), "2\\u{1b}.PNG");
        assert_eq!(collection.folded_name(second), "b/2\\u{1b}.png");
        assert_eq!(collection.path(third), Some("/data/a/1.png".into()));
        assert_eq!(collection.get(SampleId(3)), None);
        assert_eq!(collection.classes().name(collection.kinds(third).0), "a");
        assert!(collection.is_labelled());
    }
}
