//! Images with the same content. Only files of the same size are read.

use super::{Check, Finding};
use crate::base::{CancelToken, printable_path};
use crate::dataset::{DatasetIndex, Sample, Split};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

type Entry<'a> = (Split, &'a Sample);

pub(super) fn identical_files(
    index: &DatasetIndex,
    samples: &[Entry<'_>],
    cancel: &CancelToken,
) -> Vec<Finding> {
    let size = |path: &Path| {
        let metadata = index.locate(path).metadata().ok()?;
        (metadata.is_file() && metadata.len() > 0).then_some(metadata.len())
    };
    let sized = samples
        .par_iter()
        .filter_map(|&entry| Some((size(&entry.1.image)?, entry)));
    let same_size = groups(sized.collect());
    let hash = |path: &Path| {
        if cancel.is_cancelled() {
            return None;
        }
        let mut hash = Sha256::new();
        io::copy(&mut File::open(index.locate(path)).ok()?, &mut hash).ok()?;
        Some(hash.finalize())
    };
    let alike: Vec<Entry> = same_size.into_iter().flatten().collect();
    let hashed = alike
        .par_iter()
        .filter_map(|&entry| Some((hash(&entry.1.image)?, entry)));
    let same_content = groups(hashed.collect());
    same_content.iter().flat_map(|twins| findings(twins)).collect()
}

/// Entries with the same key, where there are several, each in the order of the index.
fn groups<'a, K: Eq + std::hash::Hash>(keyed: Vec<(K, Entry<'a>)>) -> Vec<Vec<Entry<'a>>> {
    let mut groups: HashMap<K, Vec<Entry>> = HashMap::new();
    for (key, entry) in keyed {
        groups.entry(key).or_default().push(entry);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

fn findings(twins: &[Entry<'_>]) -> Vec<Finding> {
    let Some(((first_split, first), others)) = twins.split_first() else {
        return Vec::new();
    };
    let finding = |(split, other): &Entry| {
        // One file in both splits is the same file and no copy.
        if other.image == first.image {
            return None;
        }
        let name = printable_path(&first.image);
        Some(if other.label != first.label {
            let message = format!("the same content as {name}, with another label: one of the two is wrong");
            Finding::problem(Check::SameContent, &other.image, message)
        } else {
            let split = match split == first_split {
                true => String::new(),
                false => format!(" of the split {}", first_split.name()),
            };
            Finding::note(
                Check::SameContent,
                &other.image,
                format!("the same content as {name}{split}"),
            )
        })
    };
    others.iter().filter_map(finding).collect()
}
