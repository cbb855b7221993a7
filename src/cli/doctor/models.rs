//! Which models are known by name, and which of them are here.

use super::{Rows, row};
use crate::base::printable_path;
use crate::models::Registry;
use serde::Serialize;

/// The registry of models.
#[derive(Debug, Serialize)]
pub struct Models {
    /// The user's own file.
    registry: Option<String>,
    /// Names that are known.
    known: usize,
    /// Those whose file is here.
    here: Vec<String>,
    /// Whether HF_TOKEN is set.
    has_token: bool,
    /// Why the registry cannot be read.
    error: Option<String>,
}

impl Models {
    /// Looks; hashes nothing.
    pub fn look() -> Self {
        let registry = match Registry::open() {
            Ok(registry) => registry,
            Err(error) => {
                return Self {
                    registry: crate::models::user_registry().as_deref().map(printable_path),
                    known: 0,
                    here: Vec::new(),
                    has_token: false,
                    error: Some(error.to_string()),
                };
            }
        };
        let here = registry
            .entries()
            .filter(|entry| registry.locate(entry).is_some());
        Self {
            registry: registry.users_file().map(printable_path),
            known: registry.entries().count(),
            here: here.map(|entry| entry.name.clone()).collect(),
            has_token: registry.hub().token().is_some(),
            error: None,
        }
    }

    /// For the page.
    pub fn rows(&self) -> Rows {
        let mut rows = Vec::new();
        rows.extend(self.registry.as_deref().map(|file| row("yours", file)));
        match &self.error {
            Some(error) => rows.push(row("unreadable", error.as_str())),
            None => {
                let here = match self.here.is_empty() {
                    true => "none".to_owned(),
                    false => self.here.join(", "),
                };
                rows.push(row("here", format!("{here} ({} known)", self.known)));
                rows.push(row("HF_TOKEN", if self.has_token { "set" } else { "not set" }));
            }
        }
        rows
    }
}
