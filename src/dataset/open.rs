//! From a folder to an index.

use super::cache::IndexCache;
use super::fingerprint::fingerprint;
use super::kinds::{META, kinds_of_folders};
use super::layout::Recognised;
use super::meta::{self, Imported, META_NAME};
use super::scan::{Scan, scan};
use super::{
    CachePolicy, DatasetError, DatasetIndex, Exclusion, Folder, IndexOptions, IndexWarning, Label, Sample,
    Tree, catalogue,
};
use crate::base::{printable, printable_path};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Understands what lies below `root`.
///
/// # Errors
/// When the root cannot be read, is not the kind that the user named, or holds an index file that cannot be used.
/// Problems with single files are warnings and exclusions of the index instead.
pub fn open(root: &Path, options: &IndexOptions) -> Result<DatasetIndex, DatasetError> {
    let cache = match options.cache {
        CachePolicy::Use => IndexCache::of_user(),
        CachePolicy::Bypass => None,
    };
    open_with_cache(root, options, cache.as_ref())
}

/// As [`open`], with a cache in a place of the caller's choice, or without one.
///
/// # Errors
/// Those of [`open`].
pub fn open_with_cache(
    root: &Path,
    options: &IndexOptions,
    cache: Option<&IndexCache>,
) -> Result<DatasetIndex, DatasetError> {
    if let Some(kind) = &options.kind
        && !kinds_of_folders().any(|known| known == kind)
    {
        return Err(DatasetError::UnknownKind {
            kind: printable(kind).into_owned(),
            known: kinds_of_folders().collect::<Vec<_>>().join(", "),
        });
    }
    let root = root.canonicalize().map_err(|source| DatasetError::Unreadable {
        path: printable_path(root),
        source,
    })?;
    if let Some(index) = cache.and_then(|cache| cache.load(&root, options)) {
        return Ok(index);
    }
    let started = SystemTime::now();
    let scan = scan(&root, &options.cancel)?;
    let recognised = recognise(&scan.tree, options)?;
    let mut index = complete(&scan, recognised)?;
    if let Some(cache) = cache.filter(|_| scan.complete)
        && let Err(error) = cache.keep(&scan.tree, started, options, &index)
    {
        index.warnings.push(IndexWarning {
            path: PathBuf::new(),
            message: format!("the index could not be kept for the next time: {error}"),
        });
    }
    Ok(index)
}

/// What the files are: by the index file of the released scripts if there is one, else by the folders. Whoever names
/// a kind wants the folders read.
fn recognise(tree: &Tree, options: &IndexOptions) -> Result<Recognised, DatasetError> {
    let has_meta = tree.top.file(META_NAME).is_some();
    match options.kind.as_deref() {
        None if has_meta => from_meta(tree, options),
        Some(META) if has_meta => from_meta(tree, options),
        Some(META) => Err(DatasetError::NotThatKind {
            path: printable_path(&tree.root),
            kind: META.to_owned(),
            expected: META_NAME.to_owned(),
        }),
        _ => catalogue::recognise(tree, options),
    }
}

fn from_meta(tree: &Tree, options: &IndexOptions) -> Result<Recognised, DatasetError> {
    let Imported {
        variant,
        mut test,
        mut train,
        excluded,
        warnings,
        species_are_names,
        prefixes,
    } = meta::import(tree, options.allow_outside, &options.cancel)?;
    let mut classes: Vec<&str> = Vec::new();
    for sample in test.iter().chain(&train) {
        if classes.last() != Some(&&*sample.class) && !classes.contains(&&*sample.class) {
            classes.push(&sample.class);
        }
    }
    let mut kind = catalogue::kind_of_classes(&classes).unwrap_or(META);
    if species_are_names && classes == ["brain"] {
        kind = "headct";
        name_species_of_headct(test.iter_mut().chain(&mut train));
    } else {
        // Several datasets have these classes; names of folders may tell them apart.
        let images = test.iter().map(|sample| &*sample.image);
        let places = [&*tree.root]
            .into_iter()
            .chain(prefixes.iter().map(PathBuf::as_path));
        let named = catalogue::kind_of_paths(kind, places.chain(images));
        kind = named.unwrap_or(kind);
    }
    Ok(Recognised {
        kind,
        variant,
        test,
        train,
        excluded,
        warnings,
    })
}

/// The script for HeadCT writes the name of each image as its species, which would make each a group of its own.
fn name_species_of_headct<'a>(samples: impl Iterator<Item = &'a mut Sample>) {
    let [normal, anomalous]: [Arc<str>; 2] = ["normal".into(), "hemorrhage".into()];
    for sample in samples {
        match sample.label {
            Some(Label::Normal) => sample.species = normal.clone(),
            Some(Label::Anomalous) => sample.species = anomalous.clone(),
            None => {}
        }
    }
}

fn complete(scan: &Scan, recognised: Recognised) -> Result<DatasetIndex, DatasetError> {
    let Recognised {
        kind,
        variant,
        test,
        train,
        mut excluded,
        warnings,
    } = recognised;
    excluded.extend(scan.excluded.iter().cloned());
    excluded.sort_by(|a, b| a.path.cmp(&b.path));
    if test.is_empty() && train.is_empty() {
        return Err(no_samples(&scan.tree, &excluded));
    }
    Ok(DatasetIndex {
        kind,
        variant,
        root: scan.tree.root.clone(),
        fingerprint: fingerprint(&scan.tree, test.iter().chain(&train)),
        test,
        train,
        excluded,
        warnings: scan.warnings.iter().cloned().chain(warnings).collect(),
    })
}

fn no_samples(tree: &Tree, excluded: &[Exclusion]) -> DatasetError {
    let files = number_of_files(&tree.top);
    let mut found = match files {
        0 => "no files".to_owned(),
        _ => format!("{files} of another kind"),
    };
    if let Some(first) = excluded.first() {
        found.push_str(&format!(
            "; {} files or folders were left out, the first: {}: {}",
            excluded.len(),
            printable_path(&first.path),
            first.reason
        ));
    }
    DatasetError::NoSamples {
        path: printable_path(&tree.root),
        found,
    }
}

fn number_of_files(folder: &Folder) -> usize {
    folder.files.len() + folder.folders.iter().map(number_of_files).sum::<usize>()
}
