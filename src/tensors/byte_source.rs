//! The bytes of a file of weights: small pieces copied, tensors memory-mapped a window at a time.

use super::TensorError;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Bytes mapped at once. A tensor's copy and the mapped pages it is made from are resident together, so a
/// window bounds what reading costs above the weights themselves. A multiple of every element's size.
const WINDOW: u64 = 16 << 20;

/// An open file whose ranges can be seen as bytes.
#[derive(Debug)]
pub(super) struct ByteSource {
    path: PathBuf,
    file: File,
    len: u64,
}

impl ByteSource {
    /// Opens `path`, which the caller has found to be an ordinary file.
    pub fn open(path: &Path) -> Result<Self, TensorError> {
        let io = |cause| TensorError::Io {
            file: path.to_owned(),
            cause,
        };
        let file = File::open(path).map_err(io)?;
        let len = file.metadata().map_err(io)?.len();
        Ok(Self {
            path: path.to_owned(),
            file,
            len,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, to be read from where the reader itself seeks to.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Bytes when the file was opened.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// A copy of `range`, which must lie within the file. Only while the file is being opened: it moves the
    /// file's one cursor.
    pub fn copy(&self, range: Range<u64>) -> Result<Vec<u8>, TensorError> {
        let mut bytes = vec![0; self.length_in_memory(&range)?];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(range.start))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|cause| self.io(cause))?;
        Ok(bytes)
    }

    /// Shows `range` to `see`, in order, a window at a time.
    pub fn windows<E: From<TensorError>>(
        &self,
        range: Range<u64>,
        mut see: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut start = range.start;
        while start < range.end {
            let end = range.end.min(start + WINDOW);
            self.mapped(start..end, &mut see)?;
            start = end;
        }
        Ok(())
    }

    /// Shows all of `range` at once.
    #[allow(unsafe_code)]
    pub fn mapped<T, E: From<TensorError>>(
        &self,
        range: Range<u64>,
        see: impl FnOnce(&[u8]) -> Result<T, E>,
    ) -> Result<T, E> {
        let len = self.length_in_memory(&range)?;
        if len == 0 {
            return see(&[]);
        }
        self.check_unchanged()?;
        // SAFETY: the mapping is private, read-only and shorter-lived than `self.file`; its bytes are only ever
        // decoded into numbers, for which every bit pattern is valid. What Rust cannot rule out is another
        // process writing the file meanwhile: then the weights read are a mixture of old and new, as they would
        // be with `read`. If the file is truncated below this range while the mapping lives (the length was
        // checked just above, and a mapping lives for the milliseconds that a window takes), the system ends
        // this process with SIGBUS.
        let map = unsafe {
            memmap2::MmapOptions::new()
                .offset(range.start)
                .len(len)
                .map(&self.file)
        };
        let map = map.map_err(|cause| self.io(cause))?;
        see(&map)
    }

    fn check_unchanged(&self) -> Result<(), TensorError> {
        let found = self.file.metadata().map_err(|cause| self.io(cause))?.len();
        if found < self.len {
            return Err(TensorError::Changed {
                file: self.path.clone(),
                expected: self.len,
                found,
            });
        }
        Ok(())
    }

    /// The length of `range` after making sure that the file has it.
    fn length_in_memory(&self, range: &Range<u64>) -> Result<usize, TensorError> {
        let length = range
            .end
            .checked_sub(range.start)
            .filter(|_| range.end <= self.len);
        length
            .and_then(|l| usize::try_from(l).ok())
            .ok_or_else(|| TensorError::Damaged {
                file: self.path.clone(),
                reason: format!(
                    "bytes {}..{} of {} were asked for",
                    range.start, range.end, self.len
                ),
            })
    }

    fn io(&self, cause: std::io::Error) -> TensorError {
        TensorError::Io {
            file: self.path.clone(),
            cause,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_a_range_that_starts_anywhere() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bytes");
        let len = WINDOW as usize + 5000;
        let bytes: Vec<u8> = (0..len).map(|i| (i % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let source = ByteSource::open(&path).unwrap();
        let mut seen = Vec::new();
        source
            .windows(37..len as u64, |window| {
                seen.extend_from_slice(window);
                Ok::<_, TensorError>(())
            })
            .unwrap();
        assert!(seen == bytes[37..]);
        assert_eq!(source.copy(10..20).unwrap(), bytes[10..20]);
        assert!(source.copy(10..len as u64 + 1).is_err());
    }

    #[test]
    fn a_file_that_became_shorter_is_an_error_and_no_signal() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bytes");
        std::fs::write(&path, vec![1; 100_000]).unwrap();
        let source = ByteSource::open(&path).unwrap();
        std::fs::write(&path, vec![1; 10]).unwrap();
        let error = source
            .windows(0..100_000, |_| Ok::<_, TensorError>(()))
            .unwrap_err();
        assert!(
            error.to_string().contains("100000 bytes and now has 10"),
            "{error}"
        );
    }
}
