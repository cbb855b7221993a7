//! A TIFF file seen with another photometric interpretation.
//!
//! The decoder interprets some kinds of samples (it inverts WhiteIsZero, drops extra samples) and refuses others
//! (palettes). Told that all are plain grey or plain bands, it hands over every kind as it is stored.

use super::directory::Directory;
use crate::picture::decode::fault::Fault;
use std::io::{self, Cursor, Read, Seek, SeekFrom};

/// The tag PhotometricInterpretation.
const PHOTOMETRIC: u16 = 262;
const BLACK_IS_ZERO: u16 = 1;

/// Reads `bytes`, in which the photometric interpretation of the first picture says BlackIsZero.
pub struct Overlay<'a> {
    bytes: Cursor<&'a [u8]>,
    value_at: u64,
    value: [u8; 2],
}

impl<'a> Overlay<'a> {
    /// The overlay and the interpretation that it hides.
    pub fn new(bytes: &'a [u8]) -> Result<(Self, u16), Fault> {
        let directory = Directory::first(bytes)?;
        let (value_at, hidden) = directory
            .short(PHOTOMETRIC)
            .ok_or_else(|| Fault::damaged("the first directory holds no photometric interpretation"))?;
        let overlay = Self {
            bytes: Cursor::new(bytes),
            value_at: value_at as u64,
            value: directory.order().put_u16(BLACK_IS_ZERO),
        };
        Ok((overlay, hidden))
    }
}

impl Read for Overlay<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let start = self.bytes.position();
        let count = self.bytes.read(out)?;
        for (i, byte) in self.value.iter().enumerate() {
            let at = (self.value_at + i as u64).checked_sub(start);
            if let Some(hidden) = at.and_then(|at| out[..count].get_mut(usize::try_from(at).ok()?)) {
                *hidden = *byte;
            }
        }
        Ok(count)
    }
}

impl Seek for Overlay<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Big-endian, the directory at 8 with two entries, the second one the interpretation 3.
    const FILE: [u8; 34] = *b"MM\0\x2a\0\0\0\x08\0\x02\
        \x01\0\0\x03\0\0\0\x01\0\x07\0\0\x01\x06\0\x03\0\0\0\x01\0\x03\0\0";

    #[test]
    fn only_the_value_is_replaced_however_the_reads_fall() {
        let mut expected = FILE;
        expected[31] = 1;
        for step in 1..FILE.len() {
            let (mut overlay, hidden) = Overlay::new(&FILE).unwrap();
            assert_eq!(hidden, 3);
            let mut seen = Vec::new();
            let mut buffer = vec![0; step];
            while let Ok(count @ 1..) = overlay.read(&mut buffer) {
                seen.extend_from_slice(&buffer[..count]);
            }
            assert_eq!(seen, expected, "reads of {step}");
        }
    }

    #[test]
    fn files_that_end_inside_the_directory_have_no_interpretation() {
        for end in 0..31 {
            assert!(Overlay::new(&FILE[..end]).is_err(), "{end}");
        }
    }
}
