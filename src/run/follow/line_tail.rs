//! The lines that a file has got since the last look.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A file of lines, read as it grows.
///
/// Only whole lines count: the beginning of one is left in the file until its end is there. So memory stays that of the
/// longest line, and a run that takes its own torn last line away is no surprise.
#[derive(Debug)]
pub struct LineTail {
    path: PathBuf,
    /// Bytes of whole lines read.
    offset: u64,
    /// Which file it was: device and number.
    file: Option<(u64, u64)>,
}

impl LineTail {
    /// From the first line on. The file need not be there yet.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            offset: 0,
            file: None,
        }
    }

    /// From the last `lines` lines on.
    pub fn from_last(path: &Path, lines: usize) -> io::Result<Self> {
        let mut tail = Self::new(path);
        let mut starts = std::collections::VecDeque::from([0]);
        let mut at = 0;
        tail.poll(|line| {
            at += line.len() as u64 + 1;
            starts.push_back(at);
            if starts.len() > lines + 1 {
                starts.pop_front();
            }
        })?;
        tail.offset = starts.front().copied().unwrap_or_default();
        Ok(tail)
    }

    /// Gives every whole line that is new, without its end, to `on_line`. True when what was read before no longer holds:
    /// the file was made anew or cut, and lines were given from its first on; forget the earlier ones.
    /// The answer comes with the lines, so ask [`Self::has_restarted`] first where the order matters.
    pub fn poll(&mut self, mut on_line: impl FnMut(&[u8])) -> io::Result<bool> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let restarted = self.look(&file)?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        reader.seek(SeekFrom::Start(self.offset))?;
        let mut line = Vec::new();
        loop {
            line.clear();
            reader.read_until(b'\n', &mut line)?;
            if line.pop() != Some(b'\n') {
                return Ok(restarted);
            }
            self.offset += line.len() as u64 + 1;
            on_line(&line);
        }
    }

    /// Whether the next [`Self::poll`] will begin again at the first line.
    pub fn has_restarted(&mut self) -> io::Result<bool> {
        match File::open(&self.path) {
            Ok(file) => self.look(&file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Goes back to the first line when this is not the file that was read so far.
    fn look(&mut self, mut file: &File) -> io::Result<bool> {
        let found = file.metadata()?;
        let number = number_of(&found);
        let is_other = self.file.is_some_and(|known| known != number) || found.len() < self.offset;
        let is_other = is_other || (self.offset > 0 && !ends_a_line(&mut file, self.offset)?);
        self.file = Some(number);
        if is_other {
            self.offset = 0;
        }
        Ok(is_other)
    }
}

fn ends_a_line(file: &mut &File, offset: u64) -> io::Result<bool> {
    let mut byte = [0];
    file.seek(SeekFrom::Start(offset - 1))?;
    file.read_exact(&mut byte)?;
    Ok(byte == *b"\n")
}

#[cfg(unix)]
fn number_of(found: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (found.dev(), found.ino())
}

#[cfg(not(unix))]
fn number_of(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn poll(tail: &mut LineTail) -> (bool, Vec<String>) {
        let mut lines = Vec::new();
        let restarted = tail
            .poll(|line| lines.push(String::from_utf8_lossy(line).into_owned()))
            .unwrap();
        (restarted, lines)
    }

    fn lines(of: &[&str]) -> Vec<String> {
        of.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn half_lines_wait_for_their_end_and_may_be_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        let mut tail = LineTail::new(&path);
        assert_eq!(poll(&mut tail), (false, vec![]));
        let mut file = File::create(&path).unwrap();
        file.write_all(b"one\ntwo\nthr").unwrap();
        assert_eq!(poll(&mut tail), (false, lines(&["one", "two"])));
        assert_eq!(poll(&mut tail), (false, vec![]));
        file.write_all(b"ee\n\nfi").unwrap();
        assert_eq!(poll(&mut tail), (false, lines(&["three", ""])));
        // As a run does that goes on after a crash.
        let whole = std::fs::metadata(&path).unwrap().len() - 2;
        file.set_len(whole).unwrap();
        file.seek(SeekFrom::End(0)).unwrap();
        file.write_all(b"four\n").unwrap();
        assert_eq!(poll(&mut tail), (false, lines(&["four"])));
    }

    #[test]
    fn a_file_cut_or_made_anew_is_read_from_its_first_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        let mut tail = LineTail::new(&path);
        for (text, expected, restarted) in [
            ("one\ntwo\n", &["one", "two"][..], false),
            ("new\n", &["new"], true),
            // Longer than what was read, and with something else where a line had ended.
            ("other words\n", &["other words"], true),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(poll(&mut tail), (restarted, lines(expected)), "{text}");
        }
        let beside = dir.path().join("beside");
        std::fs::write(&beside, "other words\nmore\n").unwrap();
        std::fs::rename(&beside, &path).unwrap();
        assert!(tail.has_restarted().unwrap());
        assert_eq!(poll(&mut tail).1, lines(&["other words", "more"]));
    }

    #[test]
    fn it_can_begin_near_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lines");
        std::fs::write(&path, "a\nbb\nccc\ndddd\n").unwrap();
        let mut tail = LineTail::from_last(&path, 2).unwrap();
        assert_eq!(poll(&mut tail), (false, lines(&["ccc", "dddd"])));
        let mut all = LineTail::from_last(&path, 9).unwrap();
        assert_eq!(poll(&mut all).1.len(), 4);
        let mut none = LineTail::from_last(&dir.path().join("none"), 2).unwrap();
        assert_eq!(poll(&mut none), (false, vec![]));
    }
}
