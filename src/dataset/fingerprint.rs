//! The name of a dataset's content, cheap enough to be made at every index.

use super::{Folder, Label, Sample, Tree};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

/// sha256, in hexadecimal digits, over the sorted lines of the samples. A line is the path, the size in bytes, the label
/// (`0`, `1` or nothing) and the path of the mask, each ended by a NUL, and a line break.
pub(super) fn fingerprint<'a>(tree: &Tree, samples: impl Iterator<Item = &'a Sample>) -> String {
    let mut sizes = Sizes { tree, last: None };
    let mut lines: Vec<Vec<u8>> = samples
        .map(|sample| line(sample, sizes.size(&sample.image)))
        .collect();
    lines.sort_unstable();
    let mut hash = Sha256::new();
    for line in &lines {
        hash.update(line);
    }
    hexadecimal(&hash.finalize())
}

/// Bytes as lower-case digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn line(sample: &Sample, size: u64) -> Vec<u8> {
    let label = sample.label.map(|label| Label::number(label).to_string());
    let mask = sample.mask.as_deref().unwrap_or(Path::new(""));
    let size = size.to_string();
    let fields = [
        sample.image.as_os_str().as_encoded_bytes(),
        size.as_bytes(),
        label.as_deref().unwrap_or_default().as_bytes(),
        mask.as_os_str().as_encoded_bytes(),
    ];
    let mut line = Vec::with_capacity(fields.iter().map(|field| field.len() + 1).sum::<usize>() + 1);
    for field in fields {
        line.extend_from_slice(field);
        line.push(0);
    }
    line.push(b'\n');
    line
}

/// Sizes from the tree. Samples of a folder mostly follow each other, so the last folder is kept.
struct Sizes<'a> {
    tree: &'a Tree,
    last: Option<(Box<Path>, &'a Folder)>,
}

impl Sizes<'_> {
    fn size(&mut self, image: &Path) -> u64 {
        let (Some(parent), Some(name)) = (image.parent(), image.file_name()) else {
            return 0;
        };
        if self.last.as_ref().is_none_or(|(path, _)| **path != *parent) {
            let folder = self.tree.top.folder(parent);
            self.last = folder.map(|folder| (parent.into(), folder));
        }
        let known = self.last.as_ref().and_then(|(_, folder)| folder.file(name));
        // Outside the root, or in a folder that was not read; a file that is gone counts as empty.
        known.map_or_else(
            || {
                self.tree
                    .root
                    .join(image)
                    .metadata()
                    .map_or(0, |metadata| metadata.len())
            },
            |file| file.size,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::FileEntry;

    fn tree(sizes: [u64; 2]) -> Tree {
        let names = ["a.png", "b.png"];
        let files = names.iter().zip(sizes).map(|(name, size)| FileEntry {
            name: std::ffi::OsStr::new(name).into(),
            size,
        });
        let folder = Folder {
            name: std::ffi::OsStr::new("k").into(),
            files: files.collect(),
            ..Folder::default()
        };
        Tree {
            root: "/nowhere".into(),
            top: Folder {
                folders: vec![folder],
                ..Folder::default()
            },
        }
    }

    fn sample(image: &str, mask: Option<&str>, label: Option<Label>) -> Sample {
        Sample {
            image: Path::new(image).into(),
            mask: mask.map(|mask| Path::new(mask).into()),
            class: "c".into(),
            species: "s".into(),
            label,
        }
    }

    #[test]
    fn everything_in_a_line_counts_and_the_order_does_not() {
        let samples = [
            sample("k/a.png", None, Some(Label::Normal)),
            sample("k/b.png", Some("m/b.png"), Some(Label::Anomalous)),
        ];
        let name = |sizes, samples: &[Sample]| fingerprint(&tree(sizes), samples.iter());
        let first = name([3, 4], &samples);
        assert_eq!(first.len(), 64);
        let mut turned = samples.clone();
        turned.reverse();
        assert_eq!(name([3, 4], &turned), first);
        let mut others = vec![name([3, 5], &samples), name([3, 4], &samples[..1])];
        for change in [
            |sample: &mut Sample| sample.label = None,
            |sample: &mut Sample| sample.mask = None,
            |sample: &mut Sample| sample.image = Path::new("k/a.png").into(),
        ] {
            let mut changed = samples.clone();
            change(&mut changed[1]);
            others.push(name([3, 4], &changed));
        }
        for other in others {
            assert_ne!(other, first);
        }
    }

    /// `printf 'k/a.png\0003\0000\000\000\nk/b.png\0004\0001\000m/b.png\000\n' | sha256sum`
    #[test]
    fn the_lines_are_the_documented_ones() {
        let samples = [
            sample("k/b.png", Some("m/b.png"), Some(Label::Anomalous)),
            sample("k/a.png", None, Some(Label::Normal)),
        ];
        assert_eq!(
            fingerprint(&tree([3, 4]), samples.iter()),
            "3598db059c5b15f780cacd446a8dfc5afc957bb1f1406f49ea6c58d98adab401"
        );
    }
}
