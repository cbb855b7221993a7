//! The registry: the project's entries and the user's.

use super::lookup::{LocalFile, locate};
use super::places::user_registry;
use super::user_file::Contents;
use super::{HuggingFace, LocalRecord, ModelEntry, ModelsError, models_folders};
use crate::base::nearest;
use std::path::{Path, PathBuf};

/// The project's entries.
const PROJECT: &str = include_str!("../../models/registry.toml");

/// The project's entries and the user's, and where their files may lie.
#[derive(Debug, Clone)]
pub struct Registry {
    project: Vec<ModelEntry>,
    users: Contents,
    users_file: Option<PathBuf>,
    folders: Vec<PathBuf>,
    hub: HuggingFace,
}

impl Registry {
    /// As the environment and the user's folders have it.
    pub fn open() -> Result<Self, ModelsError> {
        Self::open_with(user_registry(), models_folders(), HuggingFace::from_environment())
    }

    /// With these places.
    pub fn open_with(
        users_file: Option<PathBuf>,
        folders: Vec<PathBuf>,
        hub: HuggingFace,
    ) -> Result<Self, ModelsError> {
        let project = Contents::parse(PROJECT, false).map_err(|reason| ModelsError::Registry {
            file: "models/registry.toml".into(),
            reason,
        })?;
        let users = match &users_file {
            Some(path) => Contents::read(path)?,
            None => Contents::default(),
        };
        Ok(Self {
            project: project.entries,
            users,
            users_file,
            folders,
            hub,
        })
    }

    /// All entries, the project's first.
    pub fn entries(&self) -> impl Iterator<Item = &ModelEntry> {
        let shadowed = |own: &&ModelEntry| !self.project.iter().any(|entry| entry.name == own.name);
        self.project
            .iter()
            .chain(self.users.entries.iter().filter(shadowed))
    }

    /// The entry of that name.
    pub fn find(&self, name: &str) -> Result<&ModelEntry, ModelsError> {
        let found = self.entries().find(|entry| entry.name == name);
        found.ok_or_else(|| ModelsError::Unknown {
            name: name.to_owned(),
            near: self.near(name).map(str::to_owned),
        })
    }

    /// The name that a mistyped one was meant to be.
    pub fn near(&self, name: &str) -> Option<&str> {
        nearest(name, self.entries().map(|entry| entry.name.as_str()))
    }

    /// The file of an entry, where there is one on this machine. Nothing is hashed.
    pub fn locate(&self, entry: &ModelEntry) -> Option<LocalFile> {
        locate(entry, self.local(&entry.name), &self.folders, &self.hub)
    }

    /// What was recorded when a file of that entry was last hashed.
    pub fn local(&self, name: &str) -> Option<&LocalRecord> {
        self.users.locals.iter().find(|local| local.name == name)
    }

    /// All of these.
    pub fn locals(&self) -> &[LocalRecord] {
        &self.users.locals
    }

    /// Hugging Face's hub as this registry reaches it.
    pub fn hub(&self) -> &HuggingFace {
        &self.hub
    }

    /// The user's file.
    pub fn users_file(&self) -> Option<&Path> {
        self.users_file.as_deref()
    }

    /// Adds an entry of the user's.
    pub fn add(&mut self, entry: ModelEntry) -> Result<(), ModelsError> {
        if self.find(&entry.name).is_ok() {
            return Err(ModelsError::Exists { name: entry.name });
        }
        // Through the form, so that nothing is written that cannot be read again.
        let entry = super::entry_form::EntryForm::from(&entry)
            .into_entry(true)
            .map_err(ModelsError::Entry)?;
        self.change(|contents| {
            if contents.entries.iter().any(|other| other.name == entry.name) {
                return Err(ModelsError::Exists {
                    name: entry.name.clone(),
                });
            }
            contents.entries.push(entry);
            Ok(())
        })
    }

    /// Records where a file lies and what it is.
    pub fn remember(&mut self, local: LocalRecord) -> Result<(), ModelsError> {
        self.change(|contents| {
            contents.remember(local);
            Ok(())
        })
    }

    /// Forgets an entry of the user's, and what was recorded of files. Whether anything was known.
    pub fn forget(&mut self, name: &str) -> Result<bool, ModelsError> {
        self.change(|contents| {
            let known = contents.entries.len() + contents.locals.len();
            contents.entries.retain(|entry| entry.name != name);
            contents.locals.retain(|local| local.name != name);
            Ok(contents.entries.len() + contents.locals.len() != known)
        })
    }

    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Contents) -> Result<T, ModelsError>,
    ) -> Result<T, ModelsError> {
        let path = self
            .users_file
            .as_deref()
            .ok_or(ModelsError::NoHome("the registry of your models"))?;
        let (contents, answer) = Contents::update(path, change)?;
        self.users = contents;
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;
    use crate::models::{ModelKind, Source};

    fn registry(dir: &Path) -> Registry {
        Registry::open_with(
            Some(dir.join("models.toml")),
            vec![dir.join("models")],
            HuggingFace::new(None, None, dir.join("hub")),
        )
        .unwrap()
    }

    #[test]
    fn the_projects_entries_are_sound_and_say_what_the_paper_says() {
        let dir = tempfile::tempdir().unwrap();
        let registry = registry(dir.path());
        let names: Vec<&str> = registry.entries().map(|entry| entry.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "clip-vit-l-14-336",
                "clip-vit-l-14-336-hf",
                "vip2-mvtec",
                "vip2-visa",
                "demo-backbone",
                "demo-prompts"
            ]
        );
        let clip = registry.find("clip-vit-l-14-336").unwrap();
        let Source::Url(address) = &clip.source else {
            panic!("{clip:?}");
        };
        assert!(address.text().contains(clip.sha256.as_deref().unwrap()));
        for name in ["vip2-mvtec", "vip2-visa"] {
            let entry = registry.find(name).unwrap();
            let dataset = entry.trained_on.as_deref().unwrap();
            assert!(catalogue::find(dataset).is_some());
            assert_eq!(entry.file, format!("{dataset}_train_epoch_10.pth"));
            assert!(entry.git_blob.is_some() && entry.source == Source::ByHand);
        }
        let error = registry.find("vip2-mvtek").unwrap_err().to_string();
        assert!(error.contains("did you mean 'vip2-mvtec'"), "{error}");
    }

    #[test]
    fn entries_of_the_users_come_and_go_and_cannot_hide_the_projects() {
        let dir = tempfile::tempdir().unwrap();
        let mut registry = registry(dir.path());
        let mut entry = registry.find("vip2-visa").unwrap().clone();
        let taken = registry.add(entry.clone()).unwrap_err();
        assert!(matches!(taken, ModelsError::Exists { .. }));
        entry.name = "mine".to_owned();
        entry.source = Source::File("/x/y".into());
        registry.add(entry).unwrap();
        let again = self::registry(dir.path());
        let mine = again.find("mine").unwrap();
        assert!(mine.is_users && mine.kind == ModelKind::Prompts);
        assert!(registry.forget("mine").unwrap());
        assert!(!registry.forget("mine").unwrap());
        assert!(registry.find("mine").is_err());
    }
}
