//! Small tables of text that come with datasets.

use crate::base::printable_path;
use csv::ReaderBuilder;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes. The longest known table, of VisA's 10,821 images, takes 1 MB.
const LARGEST: u64 = 16 << 20;

/// Why a table says nothing.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// It cannot be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// The file, made safe to print.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// It is too long to be what it should be.
    #[error("{path} has more than {} MiB: a table of labels is shorter", LARGEST >> 20)]
    TooLong {
        /// The file, made safe to print.
        path: String,
    },
    /// It is no table of text.
    #[error("{path} is no comma-separated text: {reason}")]
    NoTable {
        /// The file, made safe to print.
        path: String,
        /// What the parser said.
        reason: String,
    },
}

/// The rows of a comma-separated file, fields trimmed, rows without text left out.
pub fn read_rows(file: &Path) -> Result<Vec<Vec<String>>, TableError> {
    let path = || printable_path(file);
    let unreadable = |source| TableError::Unreadable { path: path(), source };
    // Opening a pipe would wait for a writer for ever.
    if !std::fs::metadata(file).map_err(unreadable)?.is_file() {
        return Err(unreadable(io::Error::other("it is no regular file")));
    }
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    opened
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(TableError::TooLong { path: path() });
    }
    let no_table = |reason: String| TableError::NoTable { path: path(), reason };
    if bytes.contains(&0) {
        return Err(no_table("it holds zero bytes".to_owned()));
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(&bytes[..]);
    let mut rows = Vec::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| no_table(error.to_string()))?;
        let text = |field: &[u8]| String::from_utf8_lossy(field).trim().to_owned();
        let row: Vec<String> = record.iter().map(text).collect();
        if row.iter().any(|field| !field.is_empty()) {
            rows.push(row);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, TableError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("labels.csv");
        std::fs::write(&file, bytes).unwrap();
        read_rows(&file)
    }

    #[test]
    fn fields_are_trimmed_and_empty_rows_left_out() {
        let text = b"\xef\xbb\xbfid, hemorrhage\r\n0, 1\r\n\r\n \"a,b\" ,x\n,\n";
        let expected = [vec!["id", "hemorrhage"], vec!["0", "1"], vec!["\"a", "b\"", "x"]];
        assert_eq!(rows(text).unwrap(), expected);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(matches!(rows(b"PK\x03\x04\0\0"), Err(TableError::NoTable { .. })));
        let long = vec![b'a'; LARGEST as usize + 1];
        assert!(matches!(rows(&long), Err(TableError::TooLong { .. })));
        assert!(matches!(
            read_rows(Path::new("/")),
            Err(TableError::Unreadable { .. })
        ));
    }
}
