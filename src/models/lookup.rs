//! From a name to a file on this machine.

use super::{HuggingFace, LocalRecord, ModelEntry, ModelKind, ModelsError, Registry, Source};
use crate::base::{printable_path, sha256_of_file};
use std::path::{Path, PathBuf};

/// How a file came to be where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The user named it with `models add`.
    Added,
    /// It lies in a folder of models.
    Folder,
    /// It lies in Hugging Face's cache.
    HuggingFaceCache,
}

/// A file of an entry on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    /// Where it lies.
    pub path: PathBuf,
    /// How it came there.
    pub origin: Origin,
}

/// The first place that holds the file.
pub fn locate(
    entry: &ModelEntry,
    record: Option<&LocalRecord>,
    folders: &[PathBuf],
    hub: &HuggingFace,
) -> Option<LocalFile> {
    let mut places: Vec<(PathBuf, Origin)> = Vec::new();
    if let Source::File(path) = &entry.source {
        places.push((path.clone(), Origin::Added));
    }
    if let Some(record) = record {
        let in_folder = folders.iter().any(|folder| record.path.starts_with(folder));
        let origin = if in_folder { Origin::Folder } else { Origin::Added };
        places.push((record.path.clone(), origin));
    }
    for folder in folders {
        if let Source::Project(inside) = &entry.source {
            places.push((folder.join(inside), Origin::Folder));
        } else if !matches!(entry.source, Source::File(_)) {
            places.push((folder.join(&entry.name).join(&entry.file), Origin::Folder));
            // Where the file's own name says which one it is.
            if entry.has_checksum() {
                places.push((folder.join(&entry.file), Origin::Folder));
            }
        }
    }
    if let Source::HuggingFace(file) = &entry.source {
        places.extend(hub.cached(file).map(|path| (path, Origin::HuggingFaceCache)));
    }
    let found = places.into_iter().find(|(path, _)| path.is_file());
    found.map(|(path, origin)| LocalFile { path, origin })
}

/// The file that the user means: `value` itself where it is a file, else the file of the registry's entry of that name.
/// What is neither comes back as it is, so that whoever opens it says what is wrong with it.
pub fn resolve(value: &Path, kind: ModelKind) -> Result<PathBuf, ModelsError> {
    if value.is_file() {
        return Ok(value.to_owned());
    }
    let Some(name) = as_name(value) else {
        return Ok(value.to_owned());
    };
    let registry = Registry::open()?;
    let entry = match registry.find(name) {
        Ok(entry) => entry,
        Err(ModelsError::Unknown {
            name,
            near: Some(near),
        }) if !value.exists() => {
            return Err(ModelsError::Unknown {
                name,
                near: Some(near),
            });
        }
        Err(_) => return Ok(value.to_owned()),
    };
    if entry.kind != kind {
        return Err(ModelsError::OtherKind {
            name: entry.name.clone(),
            found: entry.kind,
            wanted: kind,
        });
    }
    registry.path_of(entry)
}

/// What a file of prompts that does not say so itself was trained on: the entry that its content belongs to says it.
/// Only files that entries lie at are hashed.
pub fn trained_on(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let size = std::fs::metadata(&path).ok()?.len();
    let registry = Registry::open().ok()?;
    let known: Vec<(&ModelEntry, &str)> = registry
        .entries()
        .filter_map(|entry| Some((entry, entry.trained_on.as_deref()?)))
        .collect();
    let lies_here = known.iter().find(|(entry, _)| {
        let local = registry
            .locate(entry)
            .and_then(|local| local.path.canonicalize().ok());
        local.as_deref() == Some(&path)
    });
    if let Some((_, dataset)) = lies_here {
        return Some((*dataset).to_owned());
    }
    let same_size: Vec<_> = known
        .iter()
        .filter(|(entry, _)| entry.size == Some(size))
        .collect();
    if same_size.is_empty() {
        return None;
    }
    let hash = sha256_of_file(&path).ok()?;
    let same = same_size
        .iter()
        .find(|(entry, _)| entry.sha256.as_deref() == Some(&hash));
    same.map(|(_, dataset)| (*dataset).to_owned())
}

/// A word that may be a name: no folder in it.
fn as_name(value: &Path) -> Option<&str> {
    let text = value.to_str()?;
    (!text.is_empty() && !text.contains(['/', '\\'])).then_some(text)
}

impl Registry {
    /// The file of an entry, or how to get it. Its size is compared where it is known.
    pub fn path_of(&self, entry: &ModelEntry) -> Result<PathBuf, ModelsError> {
        let Some(local) = self.locate(entry) else {
            return Err(ModelsError::NotHere {
                name: entry.name.clone(),
                advice: advice(entry),
            });
        };
        let size = entry.size.or_else(|| {
            let record = self.local(&entry.name)?;
            (record.path == local.path).then_some(record.size)
        });
        let found = std::fs::metadata(&local.path)
            .map_err(ModelsError::io(&local.path, "cannot be read"))?
            .len();
        match size {
            Some(size) if size != found => Err(ModelsError::Mismatch {
                name: entry.name.clone(),
                file: local.path,
                mismatch: super::Mismatch {
                    what: "size",
                    expected: format!("{size} bytes"),
                    found: format!("{found} bytes"),
                },
            }),
            _ => Ok(local.path),
        }
    }
}

/// How to get a model that is not here.
fn advice(entry: &ModelEntry) -> String {
    let name = &entry.name;
    match &entry.source {
        Source::Url(_) | Source::HuggingFace(_) => format!("vip2clip-tui models fetch {name}"),
        Source::Project(_) => {
            "run the program from the project's folder, or set VIP2CLIP_MODELS to its models folder"
                .to_owned()
        }
        Source::File(path) => format!(
            "{} is gone: put it back, or `vip2clip-tui models remove {name}` and add it anew",
            printable_path(path)
        ),
        Source::ByHand => super::fetch::by_hand(entry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_hugging_faces_cache_are_looked_into_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let (first, second) = (dir.path().join("first"), dir.path().join("second"));
        let hub = HuggingFace::new(None, None, dir.path().join("hub"));
        let registry = Registry::open_with(None, vec![first.clone(), second.clone()], hub).unwrap();
        let put = |path: PathBuf| {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, b"x").unwrap();
            path
        };
        let path = |name: &str| {
            let entry = registry.find(name).unwrap();
            registry.locate(entry).map(|local| (local.path, local.origin))
        };
        for name in ["vip2-visa", "clip-vit-l-14-336-hf", "demo-prompts"] {
            assert_eq!(path(name), None);
        }
        let loose = put(second.join("visa_train_epoch_10.pth"));
        assert_eq!(path("vip2-visa"), Some((loose, Origin::Folder)));
        let own = put(first.join("vip2-visa/visa_train_epoch_10.pth"));
        assert_eq!(path("vip2-visa"), Some((own, Origin::Folder)));
        // `pytorch_model.bin` may be anything; only its own folder counts.
        put(first.join("pytorch_model.bin"));
        assert_eq!(path("clip-vit-l-14-336-hf"), None);
        let base = dir.path().join("hub/models--openai--clip-vit-large-patch14-336");
        let commit = "0123456789abcdef0123456789abcdef01234567";
        std::fs::create_dir_all(base.join("refs")).unwrap();
        std::fs::write(base.join("refs/main"), commit).unwrap();
        let cached = put(base.join("snapshots").join(commit).join("pytorch_model.bin"));
        assert_eq!(
            path("clip-vit-l-14-336-hf"),
            Some((cached, Origin::HuggingFaceCache))
        );
        let demo = put(second.join("demo/prompts.safetensors"));
        assert_eq!(path("demo-prompts"), Some((demo, Origin::Folder)));
        let error = registry
            .path_of(registry.find("clip-vit-l-14-336").unwrap())
            .unwrap_err();
        assert!(
            error.to_string().contains("models fetch clip-vit-l-14-336"),
            "{error}"
        );
    }

    #[test]
    fn only_words_are_names() {
        assert_eq!(as_name(Path::new("vip2-visa")), Some("vip2-visa"));
        for path in ["a/b", "./a", ""] {
            assert_eq!(as_name(Path::new(path)), None);
        }
    }
}
