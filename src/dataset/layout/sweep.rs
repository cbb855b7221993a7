//! What lies in a dataset's folder and was not used, and why.

use super::{Harvest, Place};
use crate::dataset::Exclusion;
use crate::picture::is_picture_name;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Files that come with datasets and are not worth a word.
const SILENT: [&str; 16] = [
    "csv", "tsv", "txt", "json", "jsonl", "xlsx", "xls", "md", "rst", "pdf", "xml", "yaml", "yml", "html",
    "log", "py",
];

/// Left-over pictures that are named one by one in a folder; more are counted.
const NAMED: usize = 20;

/// Why folders were left out.
#[derive(Debug, Default)]
pub struct LeaveOut<'a> {
    /// By name, anywhere below the root.
    pub named: &'a [(&'a str, &'a str)],
    /// By path below the root.
    pub at: Vec<(PathBuf, String)>,
}

struct Sweep<'a> {
    used: HashSet<&'a Path>,
    mask_folders: HashSet<&'a Path>,
    reasons: &'a LeaveOut<'a>,
}

/// What is below a folder.
#[derive(Default)]
struct Below {
    files: usize,
    pictures: usize,
    used: bool,
    excluded: Vec<Exclusion>,
}

/// Everything below the root that the harvest does not use, by path. A folder without anything used is named once.
pub fn sweep(root: &Place, harvest: &Harvest, reasons: &LeaveOut) -> Vec<Exclusion> {
    let samples = || harvest.test.iter().chain(&harvest.train);
    let images = samples().map(|sample| &*sample.image);
    let masks = samples().filter_map(|sample| sample.mask.as_deref());
    let others = harvest.used.iter().map(PathBuf::as_path);
    let sweep = Sweep {
        used: images.chain(masks).chain(others).collect(),
        mask_folders: harvest.mask_folders.iter().map(PathBuf::as_path).collect(),
        reasons,
    };
    let mut excluded = sweep.folder(root).excluded;
    excluded.sort_by(|a, b| a.path.cmp(&b.path));
    excluded
}

impl Sweep<'_> {
    fn folder(&self, place: &Place) -> Below {
        let mut below = self.files(place);
        for folder in &place.folder.folders {
            let child = self.folder(&place.enter(folder));
            below.files += child.files;
            below.pictures += child.pictures;
            below.used |= child.used;
            below.excluded.extend(child.excluded);
        }
        let whole = !below.used && below.files > 0 && !place.path.as_os_str().is_empty();
        if whole {
            below.excluded.clear();
            if let Some(reason) = self.reason_for(place, below.pictures) {
                below.excluded.push(Exclusion {
                    path: place.path.clone(),
                    reason,
                });
            }
        }
        below
    }

    /// Why a folder without anything used was left out; nothing for one that holds no pictures and no known name.
    fn reason_for(&self, place: &Place, pictures: usize) -> Option<String> {
        if let Some((_, reason)) = self.reasons.at.iter().find(|(path, _)| *path == place.path) {
            return Some(reason.clone());
        }
        let name = place.name();
        let mut named = self.reasons.named.iter();
        if let Some((_, reason)) = named.find(|(own, _)| own.eq_ignore_ascii_case(&name)) {
            return Some((*reason).to_owned());
        }
        match pictures {
            0 => None,
            _ if self.mask_folders.contains(&*place.path) => Some("masks without an image".to_owned()),
            1 => Some("1 picture that has no place in this packaging".to_owned()),
            count => Some(format!("{count} pictures that have no place in this packaging")),
        }
    }

    fn files(&self, place: &Place) -> Below {
        let mut below = Below::default();
        let in_mask_folder = self.mask_folders.contains(&*place.path);
        let mut unnamed = 0;
        for file in &place.folder.files {
            below.files += 1;
            let path = place.path.join(&*file.name);
            if self.used.contains(&*path) {
                below.used = true;
                continue;
            }
            let is_picture = is_picture_name(Path::new(&*file.name));
            below.pictures += usize::from(is_picture);
            let reason = match is_picture {
                true if below.pictures > NAMED => {
                    unnamed += 1;
                    continue;
                }
                true if in_mask_folder => "a mask without an image",
                true => "has no place in this packaging",
                false if is_silent(&file.name) => continue,
                false => "not a picture",
            };
            below.excluded.push(Exclusion {
                path,
                reason: reason.to_owned(),
            });
        }
        if unnamed > 0 {
            below.excluded.push(Exclusion {
                path: place.path.clone(),
                reason: format!("{unnamed} more pictures in this folder are left out for the same reason"),
            });
        }
        below
    }
}

fn is_silent(name: &OsStr) -> bool {
    let lower = name.to_string_lossy().to_lowercase();
    let extension = Path::new(&lower).extension();
    let known = extension.is_some_and(|own| SILENT.iter().any(|silent| own == *silent));
    known && !lower.starts_with('.') || lower.starts_with("license") || lower.starts_with("readme")
}
