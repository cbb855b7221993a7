//! Hugging Face's hub: its address or a mirror's, the token, and the cache that its own programs fill.

use super::{Address, AddressError, Token};
use crate::models::HubFile;
use std::path::PathBuf;

const HUB: &str = "https://huggingface.co";
/// Digits of a commit.
const COMMIT: usize = 40;

/// The hub as the environment has it.
#[derive(Debug, Clone)]
pub struct HuggingFace {
    endpoint: String,
    token: Option<Token>,
    cache: PathBuf,
}

impl HuggingFace {
    /// HF_ENDPOINT, HF_TOKEN, and HF_HUB_CACHE or HF_HOME, with the places that they have by themselves.
    pub fn from_environment() -> Self {
        let value = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let folder = |name: &str| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = || {
            let cache = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")));
            cache.unwrap_or_default().join("huggingface")
        };
        let cache =
            folder("HF_HUB_CACHE").unwrap_or_else(|| folder("HF_HOME").unwrap_or_else(home).join("hub"));
        let token = value("HF_TOKEN").and_then(|text| Token::new(&text));
        Self::new(value("HF_ENDPOINT"), token, cache)
    }

    /// With these; no endpoint is the hub itself.
    pub fn new(endpoint: Option<String>, token: Option<Token>, cache: PathBuf) -> Self {
        let endpoint = endpoint.unwrap_or_else(|| HUB.to_owned());
        Self {
            endpoint: endpoint.trim().trim_end_matches('/').to_owned(),
            token,
            cache,
        }
    }

    /// Where a file is fetched.
    pub fn address(&self, file: &HubFile) -> Result<Address, AddressError> {
        let HubFile {
            repository,
            revision,
            path,
        } = file;
        // A revision such as refs/pr/1 is one part of the address.
        let revision = revision.replace('/', "%2F");
        Address::parse(&format!(
            "{}/{repository}/resolve/{revision}/{path}",
            self.endpoint
        ))
    }

    /// The token, if there is one.
    pub fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// The file in the cache, where the cache may have it.
    pub fn cached(&self, file: &HubFile) -> Option<PathBuf> {
        let repository = self
            .cache
            .join(format!("models--{}", file.repository.replace('/', "--")));
        let commit = match is_commit(&file.revision) {
            true => file.revision.clone(),
            false => {
                let text = std::fs::read_to_string(repository.join("refs").join(&file.revision)).ok()?;
                Some(text.trim().to_owned()).filter(|text| is_commit(text))?
            }
        };
        Some(repository.join("snapshots").join(commit).join(&file.path))
    }
}

fn is_commit(text: &str) -> bool {
    text.len() == COMMIT && text.chars().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_places_are_those_of_the_hub() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = HubFile {
            repository: "a/b".to_owned(),
            revision: "refs/pr/1".to_owned(),
            path: "x/y.bin".to_owned(),
        };
        let hub = HuggingFace::new(
            Some("https://mirror.example/ ".to_owned()),
            None,
            dir.path().to_owned(),
        );
        assert_eq!(
            hub.address(&file).unwrap().text(),
            "https://mirror.example/a/b/resolve/refs%2Fpr%2F1/x/y.bin"
        );
        assert_eq!(hub.cached(&file), None);
        file.revision = "0123456789abcdef0123456789abcdef01234567".to_owned();
        let cached = dir
            .path()
            .join("models--a--b/snapshots")
            .join(&file.revision)
            .join("x/y.bin");
        assert_eq!(hub.cached(&file), Some(cached));
        // A reference that leads elsewhere is none.
        file.revision = "main".to_owned();
        std::fs::create_dir_all(dir.path().join("models--a--b/refs")).unwrap();
        std::fs::write(dir.path().join("models--a--b/refs/main"), "../../../etc").unwrap();
        assert_eq!(hub.cached(&file), None);
        let unprotected = HuggingFace::new(Some("http://mirror.example".to_owned()), None, PathBuf::new());
        assert!(unprotected.address(&file).is_err());
    }
}
