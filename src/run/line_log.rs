//! Numbered lines of JSON in a file that is only ever appended to.
//!
//! A run that goes on after a crash repeats what it did since its last saved state, and it comes out the same to the
//! bit. So lines that are there already are not written again, and the only thing ever taken away is a last line that
//! the crash cut short.

use super::RunError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// What a line holds.
pub trait Numbered: Serialize + DeserializeOwned {
    /// Ascending from 1, one for each line.
    fn number(&self) -> u64;
}

/// The open file.
#[derive(Debug)]
pub struct LineLog<T> {
    path: PathBuf,
    file: File,
    /// The last number in the file; 0 for none.
    last: u64,
    /// Bytes of whole lines.
    length: u64,
    lines: PhantomData<fn(T)>,
}

impl<T: Numbered> LineLog<T> {
    /// Opens or makes it, and takes a torn last line away.
    pub fn open(path: &Path) -> Result<Self, RunError> {
        let failed = || RunError::io(path, "it cannot be opened");
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed())?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed())?;
        let length = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        file.set_len(length as u64).map_err(failed())?;
        file.seek(SeekFrom::End(0)).map_err(failed())?;
        let last = Self::parse(&bytes[..length])
            .last()
            .map_or(0, |line| line.number());
        Ok(Self {
            path: path.to_owned(),
            file,
            last,
            length: length as u64,
            lines: PhantomData,
        })
    }

    /// All lines of a file; those that cannot be read are left out.
    pub fn read(path: &Path) -> Vec<T> {
        std::fs::read(path).map_or(Vec::new(), |bytes| Self::parse(&bytes).collect())
    }

    fn parse(bytes: &[u8]) -> impl Iterator<Item = T> {
        bytes
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
    }

    /// Appends a line whose number is not there yet, whole or not at all.
    pub fn append(&mut self, line: &T) -> Result<(), RunError> {
        let number = line.number();
        if number <= self.last {
            return Ok(());
        }
        let mut line = serde_json::to_vec(line).map_err(|error| RunError::Record(error.to_string()))?;
        line.push(b'\n');
        let written = self.file.write_all(&line);
        if written.is_err() {
            // A disk that fills up in the middle of a line leaves its beginning.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::End(0));
        }
        written.map_err(RunError::io(&self.path, "it cannot be written"))?;
        self.length += line.len() as u64;
        self.last = number;
        Ok(())
    }

    /// Brings everything to the disk, before a state that counts on it.
    pub fn sync(&self) -> Result<(), RunError> {
        self.file
            .sync_data()
            .map_err(RunError::io(&self.path, "it cannot be written"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Serialize, Deserialize)]
    struct Line {
        step: u64,
        text: String,
    }

    impl Numbered for Line {
        fn number(&self) -> u64 {
            self.step
        }
    }

    fn line(step: u64) -> Line {
        Line {
            step,
            text: format!("step {step}"),
        }
    }

    #[test]
    fn a_torn_line_goes_and_repeated_numbers_are_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("metrics.jsonl");
        let mut log = LineLog::open(&path).unwrap();
        (1..=3).for_each(|step| log.append(&line(step)).unwrap());
        drop(log);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        let mut log = LineLog::open(&path).unwrap();
        // From the state saved after step 1.
        (2..=4).for_each(|step| log.append(&line(step)).unwrap());
        let steps: Vec<u64> = LineLog::<Line>::read(&path)
            .iter()
            .map(Numbered::number)
            .collect();
        assert_eq!(steps, [1, 2, 3, 4]);
        assert_eq!(std::fs::read(&path).unwrap()[..whole.len()], whole);
    }
}
