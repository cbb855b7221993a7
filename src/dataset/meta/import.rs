//! From `meta.json` to samples, in the order of the file, which is the order of the released loader.

use super::file::{Classes, Entry, Field, MetaFile, RawSample};
use super::name_bytes::path_of;
use super::resolve::{Resolved, Resolver};
use super::tally::{Tally, some_of};
use super::{META_NAME, MetaError};
use crate::base::{CancelToken, printable_path};
use crate::dataset::{DatasetError, Exclusion, IndexWarning, Label, Sample, Split, Tree};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What an index file says.
#[derive(Debug)]
pub struct Imported {
    /// Which form of the file.
    pub variant: String,
    /// In the order of the file.
    pub test: Vec<Sample>,
    /// Likewise.
    pub train: Vec<Sample>,
    /// Entries that cannot be used.
    pub excluded: Vec<Exclusion>,
    /// What the user should know.
    pub warnings: Vec<IndexWarning>,
    /// Whether the species are the names of the images, as only the script for HeadCT writes them.
    pub species_are_names: bool,
    /// Beginnings of its paths that were taken for the root.
    pub prefixes: Vec<PathBuf>,
}

/// Reads the `meta.json` in the root of `tree`.
///
/// # Errors
/// When the file is no index or none of its samples can be used, or when the token is cancelled. Single entries that
/// cannot be used are exclusions instead.
pub fn import(tree: &Tree, allow_outside: bool, cancel: &CancelToken) -> Result<Imported, DatasetError> {
    let path = printable_path(&tree.root.join(META_NAME));
    let file = MetaFile::read(&tree.root)?;
    let mut import = Import::new(tree, allow_outside);
    let mut variant = Variant::default();
    for (split, key, classes) in &file.splits {
        variant.capitals |= key.starts_with(char::is_uppercase);
        import.classes(*split, classes, &mut variant, cancel)?;
    }
    if import.test.is_empty() && import.train.is_empty() {
        let tally = &import.tally;
        let error = match tally.listed {
            0 => MetaError::NotAnIndex {
                path,
                found: describe(&file),
            },
            listed => MetaError::NothingUsable {
                path,
                listed,
                why: tally.why_nothing(),
            },
        };
        return Err(error.into());
    }
    Ok(import.finish(&file, &variant))
}

/// What a file without samples is instead.
fn describe(file: &MetaFile) -> String {
    let wrong_split = file
        .splits
        .iter()
        .find_map(|(_, key, classes)| Some((key, classes.wrong?)));
    match (file.wrong, wrong_split) {
        (Some(what), _) => what.to_owned(),
        (None, Some((key, what))) => format!("an object whose \"{key}\" is {what}"),
        (None, None) if !file.splits.is_empty() => "one without any samples".to_owned(),
        (None, None) if file.other_keys.is_empty() => "an object without keys".to_owned(),
        (None, None) => format!("an object with {}", some_of(&file.other_keys)),
    }
}

#[derive(Debug, Default)]
struct Variant {
    capitals: bool,
    dataset_names: bool,
    /// Samples whose species is the name of their image, and all samples.
    named_species: usize,
    samples: usize,
}

struct Import<'a> {
    resolver: Resolver<'a>,
    tally: Tally,
    names: HashMap<Box<str>, Arc<str>>,
    seen: HashSet<(Split, Box<Path>)>,
    test: Vec<Sample>,
    train: Vec<Sample>,
    excluded: Vec<Exclusion>,
    warnings: Vec<IndexWarning>,
}

impl<'a> Import<'a> {
    fn new(tree: &'a Tree, allow_outside: bool) -> Self {
        Self {
            resolver: Resolver::new(tree, allow_outside),
            tally: Tally::default(),
            names: HashMap::new(),
            seen: HashSet::new(),
            test: Vec::new(),
            train: Vec::new(),
            excluded: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn classes(
        &mut self,
        split: Split,
        classes: &Classes,
        variant: &mut Variant,
        cancel: &CancelToken,
    ) -> Result<(), DatasetError> {
        if let Some(what) = classes.wrong {
            self.warn(format!(
                "the split \"{}\" of {META_NAME} is {what}, expected an object of classes; it was left out",
                split.name()
            ));
        }
        for (class, list) in &classes.lists {
            if cancel.is_cancelled() {
                return Err(DatasetError::Cancelled);
            }
            if let Some(what) = list.wrong {
                let class = some_of(std::slice::from_ref(class));
                self.warn(format!(
                    "the class {class} of {META_NAME} is {what}, expected a list of samples; it was left out"
                ));
            }
            for (number, entry) in list.entries.iter().enumerate() {
                self.tally.listed += 1;
                let what = match entry {
                    Entry::Sample(raw) => match &raw.image {
                        Field::Text(image) if !image.is_empty() => {
                            self.sample(split, class, raw, image, variant);
                            continue;
                        }
                        other => format!("its img_path is {}", other.describe()),
                    },
                    Entry::Wrong(what) => format!("it is {what}"),
                };
                let place = Path::new(META_NAME)
                    .join(split.name())
                    .join(class)
                    .join(number.to_string());
                self.tally.no_sample.add(&place);
                self.exclude(&place, format!("no sample: {what}"));
            }
        }
        Ok(())
    }

    fn sample(&mut self, split: Split, class: &str, raw: &RawSample, image: &str, variant: &mut Variant) {
        variant.dataset_names |= raw.has_dataset_name;
        let image = match self.resolver.resolve(image) {
            Resolved::Inside(path) | Resolved::Outside(path) => path.into_boxed_path(),
            Resolved::Missing => {
                let path = path_of(image);
                self.tally.missing.add(&path);
                return self.exclude(&path, format!("{META_NAME} lists it and it is not there"));
            }
            Resolved::Refused => {
                let path = path_of(image);
                self.tally.refused.add(&path);
                return self.exclude(
                    &path,
                    "it lies outside the dataset's folder; --allow-outside accepts it".to_owned(),
                );
            }
        };
        if !self.seen.insert((split, image.clone())) {
            self.tally.duplicates.add(&image);
            return self.exclude(
                &image,
                format!("{META_NAME} lists it twice in \"{}\"", split.name()),
            );
        }
        let label = self.label(raw, &image);
        let mask = self.mask(raw, label, &image);
        let species = match &raw.species {
            Field::Text(species) => &**species,
            _ => "",
        };
        variant.samples += 1;
        variant.named_species += usize::from(image.file_name().is_some_and(|name| name == species));
        let class = match &raw.class {
            Field::Text(named) if !named.is_empty() && **named != *class => {
                self.tally.other_class.add(&image);
                named
            }
            _ => class,
        };
        let sample = Sample {
            image,
            mask,
            class: self.name(class),
            species: self.name(species),
            label,
        };
        match split {
            Split::Test => self.test.push(sample),
            Split::Train => self.train.push(sample),
        }
    }

    fn label(&mut self, raw: &RawSample, image: &Path) -> Option<Label> {
        let text = |text: &str| text.trim().parse().ok();
        let number: Option<f64> = match &raw.anomaly {
            Field::Number(number) => Some(*number),
            Field::Text(number) => text(number),
            _ => None,
        };
        match number {
            Some(0.0) => Some(Label::Normal),
            Some(1.0) => Some(Label::Anomalous),
            _ => {
                self.tally.unlabelled.add(image);
                None
            }
        }
    }

    fn mask(&mut self, raw: &RawSample, label: Option<Label>, image: &Path) -> Option<Box<Path>> {
        let Field::Text(mask) = &raw.mask else {
            return None;
        };
        if mask.is_empty() {
            return None;
        }
        if label == Some(Label::Normal) {
            self.tally.masks_of_normals.add(image);
            return None;
        }
        match self.resolver.resolve(mask) {
            Resolved::Inside(path) | Resolved::Outside(path) => Some(path.into()),
            Resolved::Missing => {
                self.tally.masks_missing.add(&path_of(mask));
                None
            }
            Resolved::Refused => {
                self.tally.masks_refused.add(&path_of(mask));
                None
            }
        }
    }

    fn name(&mut self, name: &str) -> Arc<str> {
        match self.names.get(name) {
            Some(known) => known.clone(),
            None => {
                let shared: Arc<str> = name.into();
                self.names.insert(name.into(), shared.clone());
                shared
            }
        }
    }

    fn exclude(&mut self, path: &Path, reason: String) {
        self.excluded.push(Exclusion {
            path: path.to_owned(),
            reason,
        });
    }

    fn warn(&mut self, message: String) {
        self.warnings.push(IndexWarning {
            path: PathBuf::from(META_NAME),
            message,
        });
    }

    fn finish(mut self, file: &MetaFile, variant: &Variant) -> Imported {
        if self.test.is_empty() {
            self.warn(format!(
                "{META_NAME} has no samples in \"test\", which is the split that is evaluated and trained on"
            ));
        }
        for prefix in self.resolver.prefixes().to_vec() {
            self.warn(format!(
                "paths in {META_NAME} begin with {}, which was taken for this folder",
                printable_path(&prefix)
            ));
        }
        if self.resolver.had_backslashes {
            self.warn(format!(
                "backslashes in the paths of {META_NAME} were read as slashes"
            ));
        }
        if !file.other_keys.is_empty() {
            let keys = some_of(&file.other_keys);
            self.warn(format!("{META_NAME} also holds {keys}, which no loader reads"));
        }
        self.warnings.extend(self.tally.warnings());
        let mut words = vec![META_NAME.to_owned()];
        if variant.capitals {
            words.push("with \"Train\" and \"Test\" as AnomalyCLIP writes them".to_owned());
        }
        if variant.dataset_names {
            words.push("with dataset names as VCP-CLIP writes them".to_owned());
        }
        Imported {
            prefixes: self.resolver.prefixes().to_vec(),
            variant: words.join(", "),
            test: self.test,
            train: self.train,
            excluded: self.excluded,
            warnings: self.warnings,
            species_are_names: variant.samples > 0 && variant.named_species == variant.samples,
        }
    }
}
