//! The maps of a class in a file while its images are being done.

use super::EvaluationError;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Takes a map.
pub type Each<'a> = dyn FnMut(Vec<f32>) -> Result<(), EvaluationError> + 'a;

/// The maps of a class's images, wherever they lie.
pub trait MapSource {
    /// Hands every map to `each`, in the order of the images; from the first one on, however often it is asked.
    fn in_order(&mut self, each: &mut Each) -> Result<(), EvaluationError>;
}

/// The open file: maps of `values` numbers each, f32 little-endian, one after the other.
#[derive(Debug)]
pub struct Spill {
    path: PathBuf,
    file: File,
    values: usize,
}

impl Spill {
    /// Opens or makes it.
    pub fn open(path: &Path, values: usize) -> Result<Self, EvaluationError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(EvaluationError::maps(folder, "the folder cannot be made"))?;
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .map_err(EvaluationError::maps(path, "it cannot be opened"))?;
        Ok(Self {
            path: path.to_owned(),
            file,
            values,
        })
    }

    /// Opens one that is there and is only read.
    pub fn open_existing(path: &Path, values: usize) -> Result<Self, EvaluationError> {
        Ok(Self {
            path: path.to_owned(),
            file: File::open(path).map_err(EvaluationError::maps(path, "it cannot be opened"))?,
            values,
        })
    }

    /// Goes back to the first map.
    pub fn rewind(&mut self) -> Result<(), EvaluationError> {
        let at = self.file.seek(SeekFrom::Start(0));
        at.map_err(self.failed("it cannot be read")).map(drop)
    }

    /// The next map.
    pub fn next_map(&mut self) -> Result<Vec<f32>, EvaluationError> {
        let mut bytes = vec![0; 4 * self.values];
        let read = self.file.read_exact(&mut bytes);
        read.map_err(self.failed("it cannot be read"))?;
        let values = bytes
            .as_chunks::<4>()
            .0
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes));
        Ok(values.collect())
    }

    /// Whole maps in it.
    pub fn maps(&self) -> Result<usize, EvaluationError> {
        let length = self
            .file
            .metadata()
            .map_err(self.failed("its size is unknown"))?
            .len();
        Ok(length as usize / (4 * self.values))
    }

    /// Keeps the first `maps` maps.
    pub fn keep(&mut self, maps: usize) -> Result<(), EvaluationError> {
        let length = (maps * 4 * self.values) as u64;
        self.file
            .set_len(length)
            .map_err(self.failed("it cannot be cut"))?;
        self.file
            .seek(SeekFrom::End(0))
            .map_err(self.failed("it cannot be cut"))
            .map(drop)
    }

    /// Appends maps and brings them to the disk.
    pub fn append(&mut self, maps: &[Vec<f32>]) -> Result<(), EvaluationError> {
        let bytes: Vec<u8> = maps
            .iter()
            .flatten()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        self.file
            .write_all(&bytes)
            .and_then(|()| self.file.sync_data())
            .map_err(self.failed("it cannot be written"))
    }

    /// Removes it; its folder too, when that was the last in it.
    pub fn remove(self) -> Result<(), EvaluationError> {
        std::fs::remove_file(&self.path).map_err(self.failed("it cannot be removed"))?;
        for folder in self.path.ancestors().skip(1).take(2) {
            // Other classes' maps may be in it.
            if std::fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    fn failed(&self, action: &'static str) -> impl FnOnce(std::io::Error) -> EvaluationError {
        EvaluationError::maps(&self.path, action)
    }
}

impl MapSource for Spill {
    fn in_order(&mut self, each: &mut Each) -> Result<(), EvaluationError> {
        let count = self.maps()?;
        self.rewind()?;
        for _ in 0..count {
            each(self.next_map()?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_come_back_in_order_and_half_a_map_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/1.f32");
        let mut spill = Spill::open(&path, 2).unwrap();
        spill.append(&[vec![1.0, 2.0], vec![3.0, f32::NAN]]).unwrap();
        std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(&[0; 5])
            .unwrap();
        let mut spill = Spill::open(&path, 2).unwrap();
        assert_eq!(spill.maps().unwrap(), 2);
        spill.keep(1).unwrap();
        spill.append(&[vec![5.0, 6.0]]).unwrap();
        let mut all = Vec::new();
        spill
            .in_order(&mut |map| {
                all.push(map);
                Ok(())
            })
            .unwrap();
        assert_eq!(all, [vec![1.0, 2.0], vec![5.0, 6.0]]);
        spill.remove().unwrap();
        assert!(!dir.path().join("a").exists());
    }
}
