//! Paths in records. TOML holds text only: a path that is no UTF-8 is kept by its bytes, with a readable form beside them.

use super::printable_path;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::path::{Path, PathBuf};

/// A path as a record holds it.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Text(String),
    Bytes {
        /// For people.
        shown: String,
        /// Hexadecimal.
        bytes: String,
    },
}

/// For `#[serde(with)]`.
pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    Stored::new(path).serialize(serializer)
}

/// For `#[serde(with)]`.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    Stored::deserialize(deserializer)?
        .path()
        .ok_or_else(|| serde::de::Error::custom("a path whose bytes are not hexadecimal digits"))
}

/// As the module, for a path that there may not be.
pub mod option {
    use super::{Deserialize, Deserializer, Path, PathBuf, Serialize, Serializer, Stored};

    /// For `#[serde(with)]`.
    pub fn serialize<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
        path.as_deref()
            .map(|path: &Path| Stored::new(path))
            .serialize(serializer)
    }

    /// For `#[serde(with, default)]`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
        let stored: Option<Stored> = Option::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom("a path whose bytes are not hexadecimal digits");
        stored.map(|stored| stored.path().ok_or_else(wrong)).transpose()
    }
}

impl Stored {
    fn new(path: &Path) -> Self {
        match path.to_str() {
            Some(text) => Self::Text(text.to_owned()),
            None => Self::Bytes {
                shown: printable_path(path),
                bytes: path
                    .as_os_str()
                    .as_encoded_bytes()
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
            },
        }
    }

    fn path(self) -> Option<PathBuf> {
        match self {
            Self::Text(text) => Some(text.into()),
            Self::Bytes { bytes, .. } => path_of_bytes(unhex(&bytes)?),
        }
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).map(|digit| digit as u8))
        .collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(
        digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

#[cfg(unix)]
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStringExt;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Record {
        #[serde(with = "super")]
        path: PathBuf,
        #[serde(with = "super::option", default, skip_serializing_if = "Option::is_none")]
        other: Option<PathBuf>,
    }

    #[test]
    fn any_path_comes_back_and_a_plain_one_is_plain_text() {
        let odd: PathBuf = std::ffi::OsString::from_vec(b"a/\xff \\xff.png".to_vec()).into();
        for (path, other) in [
            (PathBuf::from("a/b.png"), None),
            (odd.clone(), Some(PathBuf::from("c"))),
            (PathBuf::from("ü"), Some(odd)),
        ] {
            let record = Record { path, other };
            let text = toml::to_string(&record).unwrap();
            assert_eq!(toml::from_str::<Record>(&text).unwrap(), record, "{text}");
        }
        let plain = Record {
            path: "a/b.png".into(),
            other: None,
        };
        assert_eq!(toml::to_string(&plain).unwrap(), "path = \"a/b.png\"\n");
        for wrong in ["abc", "zz", "é"] {
            let text = format!("path = {{ shown = \"\", bytes = \"{wrong}\" }}");
            assert!(toml::from_str::<Record>(&text).is_err(), "{wrong}");
        }
    }
}
