//! Reading a pickle's bytes, never past their end.

use super::PickleError;

/// Longest name or text that is read.
const MAX_TEXT: usize = 1 << 20;

/// A place in the bytes of a pickle.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8], PickleError> {
        let cut_off = PickleError::CutOff { at: self.bytes.len() };
        let end = self.at.checked_add(length).ok_or_else(|| cut_off.clone())?;
        let taken = self.bytes.get(self.at..end).ok_or(cut_off)?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], PickleError> {
        let at = self.bytes.len();
        self.take(N)?.try_into().map_err(|_| PickleError::CutOff { at })
    }

    pub fn u8(&mut self) -> Result<u8, PickleError> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u16(&mut self) -> Result<u16, PickleError> {
        self.array().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Result<u32, PickleError> {
        self.array().map(u32::from_le_bytes)
    }

    pub fn i32(&mut self) -> Result<i32, PickleError> {
        self.array().map(i32::from_le_bytes)
    }

    /// A length of eight bytes; one that no address space holds is beyond the end in any case.
    pub fn length64(&mut self) -> Result<usize, PickleError> {
        let length = self.array().map(u64::from_le_bytes)?;
        Ok(usize::try_from(length).unwrap_or(usize::MAX))
    }

    pub fn text(&mut self, length: usize) -> Result<&'a str, PickleError> {
        let at = self.at;
        if length > MAX_TEXT {
            return Err(PickleError::TooMuch {
                limit: MAX_TEXT,
                what: "bytes in one text",
            });
        }
        std::str::from_utf8(self.take(length)?).map_err(|_| PickleError::Malformed {
            at,
            what: "a text is not UTF-8",
        })
    }

    /// Up to the next newline, which is skipped.
    pub fn line(&mut self) -> Result<&'a str, PickleError> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take(MAX_TEXT).position(|&b| b == b'\n');
        let length = length.ok_or(PickleError::CutOff { at: self.bytes.len() })?;
        let line = self.text(length)?;
        self.at += 1;
        Ok(line)
    }
}
