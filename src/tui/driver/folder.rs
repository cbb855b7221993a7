//! The pictures below a folder, by name: PNG, JPEG, BMP, TIFF, WebP, in the order in which people count.

use crate::base::printable_path;
use crate::picture::is_picture_name;
use crate::tui::msg::FolderListing;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Lists the pictures below `root`, or `root` itself if it is a file. Names that start with a dot are left out; folders
/// that cannot be read are named.
pub fn list(root: &Path) -> io::Result<FolderListing> {
    let mut listing = FolderListing::default();
    if fs::metadata(root)?.is_file() {
        listing.pictures.push(root.to_owned());
        return Ok(listing);
    }
    read_folder(root, &mut HashSet::new(), &mut listing)?;
    listing.pictures.sort_by(|a, b| in_counting_order(a, b));
    Ok(listing)
}

/// `seen` holds the real folders, so that links between folders cannot make the search endless.
fn read_folder(folder: &Path, seen: &mut HashSet<PathBuf>, listing: &mut FolderListing) -> io::Result<()> {
    if !seen.insert(folder.canonicalize()?) {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden {
            continue;
        }
        match fs::metadata(&path) {
            Ok(kind) if kind.is_dir() => {
                if let Err(error) = read_folder(&path, seen, listing) {
                    listing
                        .problems
                        .push(format!("cannot read {}: {error}", printable_path(&path)));
                }
            }
            Ok(kind) if kind.is_file() && is_picture_name(&path) => listing.pictures.push(path),
            // A pipe, a device, a link to nowhere, or no picture by its name.
            _ => listing.other_files += 1,
        }
    }
    Ok(())
}

/// `2.png` before `10.png`, folder by folder.
fn in_counting_order(a: &Path, b: &Path) -> Ordering {
    let mut parts_a = a.components();
    let mut parts_b = b.components();
    loop {
        let order = match (parts_a.next(), parts_b.next()) {
            (Some(a), Some(b)) => {
                counting(a.as_os_str().as_encoded_bytes(), b.as_os_str().as_encoded_bytes())
            }
            (None, None) => return a.cmp(b),
            (a, b) => return a.is_some().cmp(&b.is_some()),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn counting(mut a: &[u8], mut b: &[u8]) -> Ordering {
    loop {
        let (number_a, number_b) = (leading_digits(a), leading_digits(b));
        let (order, used_a, used_b) = match (number_a, number_b) {
            (0, _) | (_, 0) => match (a.first(), b.first()) {
                (Some(x), Some(y)) => (x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase()), 1, 1),
                (x, y) => return x.is_some().cmp(&y.is_some()),
            },
            (x, y) => (by_value(&a[..x], &b[..y]), x, y),
        };
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (&a[used_a..], &b[used_b..]);
    }
}

fn leading_digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn by_value(a: &[u8], b: &[u8]) -> Ordering {
    let strip = |digits: &[u8]| {
        digits
            .iter()
            .copied()
            .skip_while(|digit| *digit == b'0')
            .collect::<Vec<u8>>()
    };
    let (a, b) = (strip(a), strip(b));
    a.len().cmp(&b.len()).then(a.cmp(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(names: &[&str]) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
        paths.sort_by(|a, b| in_counting_order(a, b));
        paths
    }

    #[test]
    fn numbers_count() {
        let expected: Vec<PathBuf> = ["a/2.png", "a/010.png", "a/10x.png", "B/1.png", "b.png"]
            .map(Into::into)
            .into();
        assert_eq!(
            sorted(&["b.png", "a/10x.png", "B/1.png", "a/010.png", "a/2.png"]),
            expected
        );
    }

    #[test]
    fn pictures_are_found_below_and_the_rest_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("sub/.hidden")).unwrap();
        for name in [
            "sub/10.PNG",
            "sub/9.jpeg",
            "notes.txt",
            "sub/.hidden/x.png",
            ".y.png",
        ] {
            fs::write(root.join(name), b"x").unwrap();
        }
        let listing = list(root).unwrap();
        assert_eq!(
            listing.pictures,
            [root.join("sub/9.jpeg"), root.join("sub/10.PNG")]
        );
        assert_eq!((listing.other_files, listing.problems.len()), (1, 0));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root, root.join("sub/again")).unwrap();
            assert_eq!(list(root).unwrap().pictures.len(), 2, "links in a circle end");
        }
        let single = list(&root.join("notes.txt")).unwrap();
        assert_eq!(single.pictures, [root.join("notes.txt")]);
        assert!(list(&root.join("nothing")).is_err());
    }
}
