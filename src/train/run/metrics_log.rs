//! `metrics.jsonl`: a line a step, only ever appended to.
//!
//! A run that goes on after a crash repeats the steps since its last saved state, and they come out the same to the
//! bit. So steps that are there already are not written again, and the only thing ever taken away is a last line that
//! the crash cut short.

use crate::train::{StepMetrics, TrainError};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The open file.
#[derive(Debug)]
pub struct MetricsLog {
    path: PathBuf,
    file: File,
    /// The last step in the file; 0 for none.
    last: u64,
    /// Bytes of whole lines.
    length: u64,
}

impl MetricsLog {
    /// Opens or makes it, and takes a torn last line away.
    pub fn open(path: &Path) -> Result<Self, TrainError> {
        let failed = || TrainError::io(path, "the metrics cannot be opened");
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
            .map_or(0, |metrics| metrics.step);
        Ok(Self {
            path: path.to_owned(),
            file,
            last,
            length: length as u64,
        })
    }

    /// All steps in the file; lines that cannot be read are left out.
    pub fn read(path: &Path) -> Vec<StepMetrics> {
        std::fs::read(path).map_or(Vec::new(), |bytes| Self::parse(&bytes).collect())
    }

    fn parse(bytes: &[u8]) -> impl Iterator<Item = StepMetrics> {
        bytes
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
    }

    /// Appends a step that is not there yet, its line whole or not at all.
    pub fn append(&mut self, metrics: &StepMetrics) -> Result<(), TrainError> {
        if metrics.step <= self.last {
            return Ok(());
        }
        let mut line = serde_json::to_vec(metrics).map_err(|error| TrainError::Record(error.to_string()))?;
        line.push(b'\n');
        let written = self.file.write_all(&line);
        if written.is_err() {
            // A disk that fills up in the middle of a line leaves its beginning.
            let _ = self.file.set_len(self.length);
            let _ = self.file.seek(SeekFrom::End(0));
        }
        written.map_err(TrainError::io(&self.path, "the metrics cannot be written"))?;
        self.length += line.len() as u64;
        self.last = metrics.step;
        Ok(())
    }

    /// Brings everything to the disk, before a state that counts on it.
    pub fn sync(&self) -> Result<(), TrainError> {
        self.file
            .sync_data()
            .map_err(TrainError::io(&self.path, "the metrics cannot be written"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(step: u64) -> StepMetrics {
        StepMetrics {
            step,
            epoch: 1,
            loss_segmentation: 1.0 / 3.0,
            loss_image: 0.5,
            lr_ica: 1e-3,
            lr_fgp: 1e-5,
            images_per_s: 2.0,
            time: 5.0,
        }
    }

    #[test]
    fn the_keys_are_the_documented_ones_and_numbers_keep_every_bit() {
        let text = serde_json::to_string(&metrics(7)).unwrap();
        assert_eq!(
            text,
            r#"{"step":7,"epoch":1,"loss_segmentation":0.3333333333333333,"loss_image":0.5,"lr_ica":0.001,"lr_fgp":1e-5,"images_per_s":2.0,"time":5.0}"#
        );
        assert_eq!(serde_json::from_str::<StepMetrics>(&text).unwrap(), metrics(7));
    }

    #[test]
    fn a_torn_line_goes_and_repeated_steps_are_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("metrics.jsonl");
        let mut log = MetricsLog::open(&path).unwrap();
        (1..=3).for_each(|step| log.append(&metrics(step)).unwrap());
        drop(log);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        let mut log = MetricsLog::open(&path).unwrap();
        // From the state saved after step 1.
        (2..=4).for_each(|step| log.append(&metrics(step)).unwrap());
        let steps: Vec<u64> = MetricsLog::read(&path).iter().map(|m| m.step).collect();
        assert_eq!(steps, [1, 2, 3, 4]);
        assert_eq!(std::fs::read(&path).unwrap()[..whole.len()], whole);
    }
}
