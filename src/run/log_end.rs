//! The end of a run's log.

use super::RunPaths;
use crate::base::printable;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes at the end of a log that are looked at.
const TAIL: u64 = 16 * 1024;

/// The last lines of a run's log, at most `count` and as many as its last bytes hold, safe to print. A log that cannot
/// be read has none.
pub fn last_lines(paths: &RunPaths, count: usize) -> Vec<String> {
    let bytes = end(paths).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let first = lines.len().saturating_sub(count);
    lines[first..]
        .iter()
        .map(|line| printable(line).into_owned())
        .collect()
}

/// The last line of a run's log without its time, safe to print.
pub fn last_words(paths: &RunPaths) -> Option<String> {
    let line = last_lines(paths, 1).pop()?;
    Some(match line.split_once(' ') {
        Some((_, words)) => words.to_owned(),
        None => line,
    })
}

fn end(paths: &RunPaths) -> io::Result<Vec<u8>> {
    let mut file = File::open(paths.log())?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.take(TAIL).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_log_is_its_last_lines() {
        let dir = tempfile::tempdir().unwrap();
        let paths = RunPaths::new(dir.path());
        assert!(last_lines(&paths, 3).is_empty() && last_words(&paths).is_none());
        let text: String = (0..2000)
            .map(|i| format!("2026-11-25T00:00:00Z line {i}\u{1b}\n"))
            .collect();
        std::fs::write(paths.log(), format!("{text}\n")).unwrap();
        let lines = last_lines(&paths, 3);
        assert!(lines.len() == 3 && lines[0].contains("line 1997") && !lines[2].contains('\u{1b}'));
        assert!(last_words(&paths).unwrap().starts_with("line 1999"));
        assert!(
            last_lines(&paths, 5000).len() < 2000,
            "no more than the end is read"
        );
    }

    #[test]
    fn last_words_are_the_last_line_without_its_time() {
        let dir = tempfile::tempdir().unwrap();
        let paths = RunPaths::new(dir.path());
        assert_eq!(last_words(&paths), None);
        std::fs::write(
            paths.log(),
            "2026-11-25T00:00:00Z begun\n2026-11-25T00:00:01Z out of \u{1b}memory\n\n",
        )
        .unwrap();
        assert_eq!(last_words(&paths).as_deref(), Some("out of \\u{1b}memory"));
    }
}
