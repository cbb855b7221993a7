//! Which pictures `session save` runs.

use crate::base::{CancelToken, printable_path};
use crate::cli::detect::inputs;
use crate::cli::exit::UsageError;
use crate::cli::streams::say;
use crate::dataset::demo::{DemoSet, kept_set};
use crate::dataset::{DatasetIndex, Sample, Split};
use crate::run::{Reading, absolute};
use crate::session::{ImageRecord, SessionDataset};
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Side of drawn pictures, pixels: what the demo model takes.
const DEMO_SIZE: u32 = 224;

/// Pictures, and the dataset that they are of.
pub struct Chosen {
    /// What paths are relative to.
    pub root: PathBuf,
    /// For the record.
    pub dataset: SessionDataset,
    /// Without results.
    pub images: Vec<ImageRecord>,
    /// Paths that cannot be used.
    pub unusable: usize,
}

/// The part of a dataset that is wanted.
#[derive(Debug, Clone, clap::Args)]
pub struct Part {
    /// Read the dataset's folder as this kind instead of recognising it (see `dataset index --help`)
    #[arg(long, value_name = "KIND", env = "VIP2CLIP_KIND", help_heading = "Dataset")]
    kind: Option<String>,

    /// How images find their masks: stem (by name) or reference (by place, as the released code does)
    #[arg(long, value_name = "HOW", env = "VIP2CLIP_PAIRING", default_value = "stem",
          value_parser = ["stem", "reference"], hide_possible_values = true, help_heading = "Dataset")]
    pairing: String,

    /// Accept paths outside ROOT in a meta.json
    #[arg(long, env = "VIP2CLIP_ALLOW_OUTSIDE", help_heading = "Dataset")]
    allow_outside: bool,

    /// The split: test or train
    #[arg(long, value_name = "SPLIT", env = "VIP2CLIP_SPLIT", default_value = "test", value_parser = ["test", "train"],
          help_heading = "Dataset")]
    split: String,

    /// Only this class; more than one by repeating it
    #[arg(
        long,
        value_name = "NAME",
        env = "VIP2CLIP_CLASS",
        value_delimiter = ',',
        help_heading = "Dataset"
    )]
    class: Vec<String>,

    /// At most so many normal and so many anomalous pictures of each class, the first ones
    #[arg(long, value_name = "N", env = "VIP2CLIP_LIMIT", value_parser = crate::cli::model_options::at_least_one,
          help_heading = "Dataset")]
    limit: Option<NonZeroUsize>,
}

impl Part {
    /// Of the dataset in `root`.
    pub fn of_dataset(&self, root: &Path, cancel: &CancelToken) -> anyhow::Result<Chosen> {
        let reading = Reading {
            kind: self.kind.clone(),
            pair_by_place: self.pairing == "reference",
            allow_outside: self.allow_outside,
        };
        let index = reading.open(root, cancel)?;
        let split = match self.split == Split::Train.name() {
            true => Split::Train,
            false => Split::Test,
        };
        let images: Vec<ImageRecord> = self.samples(&index, split)?;
        if images.is_empty() {
            return Err(UsageError(format!(
                "the split '{}' of {} holds no pictures",
                split.name(),
                printable_path(root)
            ))
            .into());
        }
        Ok(Chosen {
            dataset: SessionDataset::of_index(&index, &reading, split),
            root: index.root,
            images,
            unusable: 0,
        })
    }

    /// Of drawn pictures.
    pub fn of_demo(&self, cancel: &CancelToken) -> anyhow::Result<Chosen> {
        let root = kept_set(&DemoSet::for_a_session(DEMO_SIZE), cancel, &|_| (), &|| ())?;
        self.of_dataset(&root, cancel)
    }

    fn samples(&self, index: &DatasetIndex, split: Split) -> Result<Vec<ImageRecord>, UsageError> {
        let all = index.samples(split);
        for class in &self.class {
            if !all.iter().any(|sample| *sample.class == **class) {
                let mut classes: Vec<&str> = all.iter().map(|sample| &*sample.class).collect();
                classes.sort_unstable();
                classes.dedup();
                return Err(UsageError(format!(
                    "there is no class '{}' among {}",
                    crate::base::printable(class),
                    crate::base::printable(&classes.join(", "))
                )));
            }
        }
        let mut counts = HashMap::new();
        let wanted = |sample: &&Sample| {
            if !self.class.is_empty() && !self.class.iter().any(|class| **class == *sample.class) {
                return false;
            }
            let count: &mut usize = counts.entry((sample.class.clone(), sample.label)).or_default();
            *count += 1;
            self.limit.is_none_or(|limit| *count <= limit.get())
        };
        Ok(all.iter().filter(wanted).map(ImageRecord::of_sample).collect())
    }
}

/// Files, and folders with all that lies below them, as `detect` takes them.
pub fn of_paths(paths: &[PathBuf]) -> Result<Chosen, UsageError> {
    let found = inputs::find(paths, None);
    for unusable in &found.failures {
        say(format_args!("failed: {}", unusable.error));
    }
    let files: Vec<PathBuf> = found.inputs.iter().map(|input| real(&input.path)).collect();
    let Some(root) = common_folder(&files) else {
        let searched: Vec<String> = paths.iter().map(|path| printable_path(path)).collect();
        return Err(UsageError(format!("no pictures in {}", searched.join(", "))));
    };
    let images = files
        .iter()
        .map(|file| ImageRecord::of_file(file.strip_prefix(&root).unwrap_or(file)))
        .collect::<Vec<_>>();
    Ok(Chosen {
        dataset: SessionDataset::of_files(&root, images.len()),
        root,
        images,
        unusable: found.failures.len(),
    })
}

/// The file by its real folder: `..` and links between folders would make one picture several.
fn real(path: &Path) -> PathBuf {
    let path = absolute(path);
    match (
        path.parent().and_then(|folder| folder.canonicalize().ok()),
        path.file_name(),
    ) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// The innermost folder that holds them all.
fn common_folder(files: &[PathBuf]) -> Option<PathBuf> {
    let mut folders = files.iter().filter_map(|file| file.parent());
    let mut common = folders.next()?.to_owned();
    for folder in folders {
        while !folder.starts_with(&common) {
            common = common.parent()?.to_owned();
        }
    }
    Some(common)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_innermost_folder_of_all() {
        for (files, expected) in [
            (&["/a/b/c.png"][..], Some("/a/b")),
            (&["/a/b/c.png", "/a/b/d/e.png"], Some("/a/b")),
            (&["/a/bc/x.png", "/a/b/x.png"], Some("/a")),
            (&["/x.png", "/a/x.png"], Some("/")),
            (&[], None),
        ] {
            let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            assert_eq!(
                common_folder(&files).as_deref(),
                expected.map(Path::new),
                "{files:?}"
            );
        }
    }
}
