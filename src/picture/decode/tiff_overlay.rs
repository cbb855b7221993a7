//! A TIFF file seen with another photometric interpretation.
//!
//! The decoder interprets some kinds of samples (it inverts WhiteIsZero, drops extra samples) and refuses others
//! (palettes). Told that all are plain grey or plain bands, it hands over every kind as it is stored.

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
    /// The overlay and the interpretation that it hides; none where the first directory has no such entry.
    pub fn new(bytes: &'a [u8]) -> Option<(Self, u16)> {
        let order = Order::of(bytes)?;
        let big = order.u16(bytes, 2)? == 43;
        let (directory, count, entry_size, value_offset) = if big {
            let directory = order.u64(bytes, 8)?;
            (
                directory,
                order.u64(bytes, usize::try_from(directory).ok()?)?,
                20,
                12,
            )
        } else {
            let directory = u64::from(order.u32(bytes, 4)?);
            (
                directory,
                u64::from(order.u16(bytes, usize::try_from(directory).ok()?)?),
                12,
                8,
            )
        };
        let first = usize::try_from(directory)
            .ok()?
            .checked_add(if big { 8 } else { 2 })?;
        let entries = bytes.get(first..)?.chunks_exact(entry_size);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let index = entries
            .take(count)
            .position(|entry| order.u16(entry, 0) == Some(PHOTOMETRIC))?;
        let value_at = first + index * entry_size + value_offset;
        let value = order.u16(bytes, value_at)?;
        let plain = match order {
            Order::Little => BLACK_IS_ZERO.to_le_bytes(),
            Order::Big => BLACK_IS_ZERO.to_be_bytes(),
        };
        Some((
            Self {
                bytes: Cursor::new(bytes),
                value_at: value_at as u64,
                value: plain,
            },
            value,
        ))
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

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

impl Order {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..2)? {
            b"II" => Some(Self::Little),
            b"MM" => Some(Self::Big),
            _ => None,
        }
    }

    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let chunk = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::Little => u16::from_le_bytes(chunk),
            Self::Big => u16::from_be_bytes(chunk),
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let chunk = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::Little => u32::from_le_bytes(chunk),
            Self::Big => u32::from_be_bytes(chunk),
        })
    }

    fn u64(self, bytes: &[u8], at: usize) -> Option<u64> {
        let chunk = *bytes.get(at..)?.first_chunk()?;
        Some(match self {
            Self::Little => u64::from_le_bytes(chunk),
            Self::Big => u64::from_be_bytes(chunk),
        })
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
            assert!(Overlay::new(&FILE[..end]).is_none(), "{end}");
        }
    }
}
