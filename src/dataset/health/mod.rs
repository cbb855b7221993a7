//! Whether the files of a dataset are what an evaluation needs: every image and mask decoded, every number compared
//! with the published one.

mod counts;
mod finding;
mod names;
mod sample_files;
mod twins;

pub use counts::{ClassCounts, class_counts};
pub use finding::{Check, Finding, Severity};

use super::{DatasetError, DatasetIndex, Label, Sample, Split};
use crate::base::CancelToken;
use crate::picture::Limits;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sample_files::check_files;

/// How thoroughly to look.
#[derive(Debug, Clone, Default)]
pub struct HealthOptions {
    /// Side to which the model resizes masks, pixels.
    pub mask_size: usize,
    /// What decoding a picture may cost.
    pub limits: Limits,
    /// Ends the check early.
    pub cancel: CancelToken,
}

/// Looks at every file of the index, on all cores; `on_sample` is called after each sample.
///
/// # Errors
/// When the token is cancelled.
pub fn check(
    index: &DatasetIndex,
    options: &HealthOptions,
    on_sample: &(dyn Fn() + Sync),
) -> Result<Vec<Finding>, DatasetError> {
    let samples: Vec<(Split, &Sample)> = [Split::Test, Split::Train]
        .into_iter()
        .flat_map(|split| index.samples(split).iter().map(move |sample| (split, sample)))
        .collect();
    let mut findings: Vec<Finding> = samples
        .par_iter()
        .flat_map_iter(|(_, sample)| {
            let found = if options.cancel.is_cancelled() {
                Vec::new()
            } else {
                check_files(index, sample, options)
            };
            on_sample();
            found
        })
        .collect();
    findings.extend(counts::compare_with_table(index));
    findings.extend(unmasked(index));
    findings.extend(names::same_stems(&samples));
    findings.extend(twins::identical_files(index, &samples, &options.cancel));
    if options.cancel.is_cancelled() {
        return Err(DatasetError::Cancelled);
    }
    findings.sort_by(|a, b| (a.severity, a.check, &a.path).cmp(&(b.severity, b.check, &b.path)));
    Ok(findings)
}

/// Anomalous samples without a mask in a split where others have one.
fn unmasked(index: &DatasetIndex) -> Vec<Finding> {
    let split = |split: Split| {
        let has_masks = index.capabilities(split).has_masks;
        let samples = index.samples(split).iter().filter(move |_| has_masks);
        samples.filter(|sample| sample.label == Some(Label::Anomalous) && sample.mask.is_none())
    };
    split(Split::Test)
        .chain(split(Split::Train))
        .map(|sample| {
            Finding::problem(
                Check::MissingMask,
                &sample.image,
                "anomalous and without a mask, while others have one: its ground truth counts as empty",
            )
        })
        .collect()
}
