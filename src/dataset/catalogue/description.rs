//! What a dataset is known to look like.

use crate::dataset::layout::Layout;

/// A known dataset: what it is called, what is in it, and every packaging it comes in.
#[derive(Debug)]
pub struct Description {
    /// Its name in options and records.
    pub id: &'static str,
    /// Its name in print.
    pub title: &'static str,
    /// What its folder is called elsewhere; case, spaces and punctuation do not count.
    pub folder_names: &'static [&'static str],
    /// The word that the released code has for its list of classes. Several datasets share `head_ct` and `colon`.
    pub family: &'static str,
    /// The class keys in the order of the report.
    pub classes: &'static [&'static str],
    /// The order in which the released script writes the classes, where that is another.
    pub script_order: &'static [&'static str],
    /// The test split has normal images: image-level metrics are defined.
    pub has_normals: bool,
    /// There are masks: pixel-level metrics are defined.
    pub has_masks: bool,
    /// What a complete copy holds; the published one first.
    pub counts: &'static [KnownCounts],
    /// Normal and anomalous test images of a class, where known.
    pub class_counts: &'static [(&'static str, usize, usize)],
    /// Where to get it.
    pub page: &'static str,
    /// What its owners allow.
    pub licence: &'static str,
    /// The reference's layout, drawn for people; lines end in `\n`.
    pub tree: &'static str,
    /// Tried in this order.
    pub packagings: &'static [Packaging],
    /// Folders that lie in downloads and are no part of the benchmark, and why.
    pub leave_out: &'static [(&'static str, &'static str)],
}

/// The size of a variant of a dataset.
#[derive(Debug)]
pub struct KnownCounts {
    /// Who made the variant; empty where there is only one.
    pub name: &'static str,
    /// Normal test images.
    pub normal: usize,
    /// Anomalous test images.
    pub anomalous: usize,
    /// Normal training images, where known.
    pub train_normals: Option<usize>,
    /// What to know about it; empty where there is nothing.
    pub caution: &'static str,
}

/// One way in which a dataset is laid out.
#[derive(Debug)]
pub struct Packaging {
    /// Its name.
    pub name: &'static str,
    /// How to read it.
    pub layout: Layout,
    /// What tells it from other datasets in the same layout.
    pub signature: Signature,
    /// What to know about it, said with every index; empty where there is nothing.
    pub caution: &'static str,
}

/// What tells a packaging from other datasets.
#[derive(Debug, Clone, Copy)]
pub enum Signature {
    /// Its folder names: no other dataset has them.
    Structure,
    /// All of these files or folders beside its own.
    Files(&'static [&'static str]),
    /// One of these files or folders beside its own, or the name of the dataset's folder. Without any of them the
    /// tree is some pictures in a usual layout.
    Marked(&'static [&'static str]),
    /// Likewise, and without any of them the tree is still taken for this dataset, with a warning.
    Suggested(&'static [&'static str]),
}

impl KnownCounts {
    /// The counts of a dataset that has one variant.
    pub(super) const fn only(normal: usize, anomalous: usize, train_normals: Option<usize>) -> Self {
        Self {
            name: "",
            normal,
            anomalous,
            train_normals,
            caution: "",
        }
    }
}

impl Description {
    /// Whether a folder of this name is likely this dataset's.
    pub fn goes_by(&self, folder: &str) -> bool {
        let plain = |name: &str| -> String {
            let letters = name.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let folder = plain(folder);
        plain(self.id) == folder
            || plain(self.title) == folder
            || self.folder_names.iter().any(|name| plain(name) == folder)
    }

    /// The published counts of the test split, normal and anomalous.
    pub fn published_counts(&self) -> Option<(usize, usize)> {
        self.counts.first().map(|known| (known.normal, known.anomalous))
    }
}
