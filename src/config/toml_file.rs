//! A TOML file as a list of keys, each with its tables and its line.

use crate::base::{printable, printable_path};
use std::io;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file that was read.
#[derive(Debug, Clone)]
pub struct TomlFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its keys, in the order of the file.
    pub entries: Vec<Entry>,
}

/// A key and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The tables it is in, the outermost first.
    pub tables: Vec<String>,
    /// The key.
    pub key: String,
    /// The value; a table's keys are entries of their own.
    pub value: Value,
    /// The line of the key, counted from 1.
    pub line: usize,
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// An integer or a float, in decimal digits.
    Number(String),
    /// true or false.
    Bool(bool),
    /// An array.
    List(Vec<Value>),
    /// A table within an array, or a date.
    Other(&'static str),
}

/// Why a file's keys are not known.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system does not give the file.
    #[error("{} cannot be read: {source}", printable_path(path))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not TOML.
    #[error("{}:{line}: the file is not TOML: {reason}", printable_path(path))]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What was expected there.
        reason: String,
    },
}

impl TomlFile {
    /// Reads `path`; `None` where there is no such file.
    pub fn read(path: &Path) -> Result<Option<Self>, ReadError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(path, &text).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ReadError::Io {
                path: path.to_owned(),
                source,
            }),
        }
    }

    /// Reads `text`, which stands in `path`.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ReadError> {
        let table = DeTable::parse(text).map_err(|error| ReadError::Syntax {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| line_at(text, span.start)),
            reason: printable(error.message()).into_owned(),
        })?;
        let mut entries = Vec::new();
        collect(text, table.get_ref(), &[], &mut entries);
        entries.sort_by_key(|entry| entry.line);
        Ok(Self {
            path: path.to_owned(),
            entries,
        })
    }
}

impl Entry {
    /// The key with its tables: `dataset.demo.size`.
    pub fn full_key(&self) -> String {
        let parts: Vec<&str> = self
            .tables
            .iter()
            .map(String::as_str)
            .chain([self.key.as_str()])
            .collect();
        printable(&parts.join(".")).into_owned()
    }
}

impl Value {
    /// The string, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value it is, in TOML's words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Number(_) => "a number",
            Self::Bool(_) => "a boolean",
            Self::List(_) => "an array",
            Self::Other(kind) => kind,
        }
    }
}

fn collect(text: &str, table: &DeTable<'_>, above: &[String], entries: &mut Vec<Entry>) {
    for (key, value) in table {
        if let DeValue::Table(inner) = value.get_ref() {
            let tables: Vec<String> = above.iter().cloned().chain([key.get_ref().to_string()]).collect();
            collect(text, inner, &tables, entries);
        } else {
            entries.push(Entry {
                tables: above.to_vec(),
                key: key.get_ref().to_string(),
                value: convert(value),
                line: line_at(text, key.span().start),
            });
        }
    }
}

fn convert(value: &Spanned<DeValue<'_>>) -> Value {
    match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let decimal = i128::from_str_radix(integer.as_str(), integer.radix());
            Value::Number(decimal.map_or_else(|_| integer.to_string(), |number| number.to_string()))
        }
        DeValue::Float(float) => Value::Number(float.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Array(values) => Value::List(values.iter().map(convert).collect()),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Table(_) => Value::Other("a table"),
    }
}

fn line_at(text: &str, place: usize) -> usize {
    let before = text.as_bytes().get(..place).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_with_their_tables_and_lines() {
        let text = "sigma = 4.5 # pixels\n\n[dataset.demo]\nsize = 0x10\nlayers = [1, \"b\"]\n[train]\njson = true\n";
        let file = TomlFile::parse(Path::new("x.toml"), text).unwrap();
        let found: Vec<(String, usize, &Value)> = file
            .entries
            .iter()
            .map(|entry| (entry.full_key(), entry.line, &entry.value))
            .collect();
        let list = Value::List(vec![Value::Number("1".to_owned()), Value::Text("b".to_owned())]);
        let expected = [
            ("sigma".to_owned(), 1, &Value::Number("4.5".to_owned())),
            ("dataset.demo.size".to_owned(), 4, &Value::Number("16".to_owned())),
            ("dataset.demo.layers".to_owned(), 5, &list),
            ("train.json".to_owned(), 7, &Value::Bool(true)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_not_toml_is_told_with_its_line() {
        let error = TomlFile::parse(Path::new("x.toml"), "a = 1\nb = = 2\n").unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("x.toml:2: the file is not TOML: "), "{text}");
        assert!(!text.contains('\n'), "{text}");
        let twice = TomlFile::parse(Path::new("x.toml"), "a = 1\na = 2\n").unwrap_err();
        assert!(twice.to_string().starts_with("x.toml:2: "), "{twice}");
    }

    #[test]
    fn a_file_that_is_not_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            TomlFile::read(&folder.path().join("none.toml"))
                .unwrap()
                .is_none()
        );
        assert!(TomlFile::read(folder.path()).is_err(), "a folder is no file");
    }
}
