//! The log file: what went wrong, kept after the screen is gone.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A log longer than this is set aside as `….old` when the workbench starts.
const LONGEST: u64 = 1 << 20;

/// The log file; without a place for it, lines are dropped.
#[derive(Debug, Clone, Default)]
pub struct Log {
    path: Option<PathBuf>,
}

impl Log {
    /// The log at `path`, its folder made.
    pub fn open(path: Option<PathBuf>) -> io::Result<Self> {
        if let Some(path) = &path {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            if fs::metadata(path).is_ok_and(|found| found.len() > LONGEST) {
                fs::rename(path, path.with_extension("log.old"))?;
            }
        }
        Ok(Self { path })
    }

    /// Where it is.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Appends an entry. A log that cannot be written must not stop the workbench.
    pub fn add(&self, text: &str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let entry = format!("{} {}\n", utc(now.as_secs()), text.replace('\n', "\n    "));
        let _ = self.file().and_then(|mut file| file.write_all(entry.as_bytes()));
    }

    /// The file, for appending.
    pub fn file(&self) -> io::Result<File> {
        let path = self.path.as_ref().ok_or(io::ErrorKind::NotFound)?;
        File::options().append(true).create(true).open(path)
    }
}

/// Seconds since 1970 as `2025-11-23T20:02:11Z`. Days to dates as in Howard Hinnant's `civil_from_days`.
fn utc(seconds: u64) -> String {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_763_928_131), "2025-11-23T20:02:11Z");
    }

    #[test]
    fn entries_are_kept_and_a_long_log_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/workbench.log");
        let log = Log::open(Some(path.clone())).unwrap();
        log.add("one\ntwo");
        assert!(fs::read_to_string(&path).unwrap().ends_with("Z one\n    two\n"));
        fs::write(&path, vec![b'x'; LONGEST as usize + 1]).unwrap();
        Log::open(Some(path.clone())).unwrap().add("new");
        assert!(fs::metadata(&path).unwrap().len() < 100);
        assert!(path.with_extension("log.old").exists());
        Log::default().add("nowhere");
    }
}
