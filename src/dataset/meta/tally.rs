//! What was odd in an index file, counted: one sentence for each kind of oddity instead of one for each sample.

use crate::base::{printable, printable_path};
use crate::dataset::IndexWarning;
use std::path::{Path, PathBuf};

/// A kind of oddity.
#[derive(Debug, Default)]
pub(super) struct Count {
    count: usize,
    first: PathBuf,
}

impl Count {
    /// One more; the first one is remembered as the example.
    pub fn add(&mut self, path: &Path) {
        if self.count == 0 {
            path.clone_into(&mut self.first);
        }
        self.count += 1;
    }
}

/// All kinds.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub listed: usize,
    pub no_sample: Count,
    pub refused: Count,
    pub missing: Count,
    pub duplicates: Count,
    pub masks_refused: Count,
    pub masks_missing: Count,
    pub masks_of_normals: Count,
    pub unlabelled: Count,
    pub other_class: Count,
}

impl Tally {
    /// The sentences.
    pub fn warnings(&self) -> Vec<IndexWarning> {
        let rows: [(&Count, &str); 9] = [
            (
                &self.no_sample,
                "entries of meta.json are no samples and were dropped; the exclusions say what they are",
            ),
            (
                &self.refused,
                "paths of meta.json lead out of the dataset's folder and were refused; --allow-outside accepts them",
            ),
            (
                &self.missing,
                "images that meta.json lists are not there and were dropped; get the rest of the dataset, or make \
                 meta.json again",
            ),
            (
                &self.duplicates,
                "images stand in meta.json more than once in the same split; the first entry counts",
            ),
            (
                &self.masks_refused,
                "masks lie outside the dataset's folder and were refused, so their samples count as having an empty \
                 mask; --allow-outside accepts them",
            ),
            (
                &self.masks_missing,
                "masks that meta.json lists are not there, so their samples count as having an empty mask: pixel \
                 metrics will be wrong",
            ),
            (
                &self.masks_of_normals,
                "normal samples name a mask; it is ignored, as the released loader does",
            ),
            (
                &self.unlabelled,
                "samples have no \"anomaly\" of 0 or 1 and stay without a label",
            ),
            (
                &self.other_class,
                "samples name another class than the one they are listed under; the one they name counts, as in the \
                 released loader",
            ),
        ];
        rows.iter()
            .filter(|(count, _)| count.count > 0)
            .map(|(count, sentence)| IndexWarning {
                path: count.first.clone(),
                message: format!(
                    "{} {sentence} (the first: {})",
                    count.count,
                    printable_path(&count.first)
                ),
            })
            .collect()
    }

    /// Why nothing is left, where nothing is.
    pub fn why_nothing(&self) -> String {
        if self.refused.count > self.missing.count {
            format!(
                "{} lead out of the folder (the first: {}); --allow-outside accepts them",
                self.refused.count,
                printable_path(&self.refused.first)
            )
        } else if self.missing.count > 0 {
            format!(
                "{} images are not there (the first: {}); the file belongs to another folder. Put it where the images \
                 are, or name the kind with --kind to read the folders instead",
                self.missing.count,
                printable_path(&self.missing.first)
            )
        } else {
            "they have no img_path; make the file again, or name the kind with --kind to read the folders instead"
                .to_owned()
        }
    }
}

/// Keys for people, at most a few of them.
pub(super) fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| {
            let short: String = name.chars().take(40).collect();
            format!("\"{}\"", printable(&short))
        })
        .collect();
    if names.len() > SHOWN {
        shown.push(format!("{} more", names.len() - SHOWN));
    }
    shown.join(", ")
}
