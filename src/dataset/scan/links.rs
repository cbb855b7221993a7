//! Symbolic links to folders, followed when every real folder is known: then it does not matter which thread came
//! first, and no loop can catch the walk.

use super::Folder;
use super::walk::{Walk, identity};
use std::path::Path;

/// Follows the links that `walk` has found, and those found behind them.
pub(super) fn follow_links(walk: &Walk<'_>, top: &mut Folder) {
    loop {
        let links = walk.take_links();
        if links.is_empty() {
            return;
        }
        for link in links {
            follow(walk, top, &link);
        }
    }
}

fn follow(walk: &Walk<'_>, top: &mut Folder, link: &Path) {
    let full = walk.root().join(link);
    let target = match full.canonicalize() {
        Ok(target) => target,
        Err(error) => return walk.unreadable(link, &error),
    };
    match identity(&target) {
        Ok(folder) if walk.is_seen(folder) => walk.exclude(link, reason(&full, &target)),
        Ok(_) => {
            let depth = link.components().count();
            let parent = link.parent().unwrap_or(Path::new(""));
            if let Some(folder) = walk.folder(link, depth) {
                top.insert(parent, folder);
            }
        }
        Err(error) => walk.unreadable(link, &error),
    }
}

/// Why a link to a folder that was read before is left out.
fn reason(link: &Path, target: &Path) -> String {
    let inside = link
        .parent()
        .and_then(|parent| parent.canonicalize().ok())
        .is_some_and(|parent| parent.starts_with(target));
    if inside {
        "a symbolic link to a folder above it: following it would never end".to_owned()
    } else {
        "a symbolic link to a folder that is read already".to_owned()
    }
}
