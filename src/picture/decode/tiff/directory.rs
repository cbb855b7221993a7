//! The entries of a TIFF's first directory, read before the decoder sees them.
//!
//! The decoder would allocate whatever an entry claims to hold, up to hundreds of megabytes, and print to stderr
//! beyond that; here an entry whose values reach beyond the file is refused.

use crate::picture::decode::fault::Fault;

/// The first directory of a TIFF or BigTIFF.
pub struct Directory<'a> {
    bytes: &'a [u8],
    order: Order,
    /// Where the entries begin, how long each is and how many there are.
    first: usize,
    entry: usize,
    count: usize,
}

/// Order of the bytes in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Little,
    Big,
}

/// Entry length of classic TIFF; that of BigTIFF is 20.
const CLASSIC_ENTRY: usize = 12;
/// The entries that are read: sizes, layout, strips, tiles, tables.
const READ_TAGS: [u16; 23] = [
    256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325, 338, 339, 347,
    530, 531,
];

impl<'a> Directory<'a> {
    /// Finds the directory and checks that the values of its entries lie inside the file.
    pub fn first(bytes: &'a [u8]) -> Result<Self, Fault> {
        let cut = || Fault::truncated("inside the first directory");
        let order = Order::of(bytes).ok_or_else(cut)?;
        let big = order.u16(bytes, 2).ok_or_else(cut)? == 43;
        let at = if big {
            order.u64(bytes, 8)
        } else {
            order.u32(bytes, 4).map(u64::from)
        };
        let at = usize::try_from(at.ok_or_else(cut)?).map_err(|_| cut())?;
        let count = if big {
            order.u64(bytes, at)
        } else {
            order.u16(bytes, at).map(u64::from)
        };
        let count = usize::try_from(count.ok_or_else(cut)?).map_err(|_| cut())?;
        let (entry, first) = if big {
            (20, at + 8)
        } else {
            (CLASSIC_ENTRY, at + 2)
        };
        let directory = Self {
            bytes,
            order,
            first,
            entry,
            count,
        };
        let available = bytes.len().saturating_sub(first) / entry;
        if count > available {
            return Err(cut());
        }
        directory.check_claims()?;
        Ok(directory)
    }

    /// Order of the bytes in the file's numbers.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Where the first value of a tag of 16-bit values lies, and the value.
    pub fn short(&self, tag: u16) -> Option<(usize, u16)> {
        let (at, _) = self.entries().find(|&(_, found)| found == tag)?;
        let value_at = at + if self.entry == CLASSIC_ENTRY { 8 } else { 12 };
        Some((value_at, self.order.u16(self.bytes, value_at)?))
    }

    /// Place and tag of each entry.
    fn entries(&self) -> impl Iterator<Item = (usize, u16)> {
        let places = (0..self.count).map(|index| self.first + index * self.entry);
        places.filter_map(|at| Some((at, self.order.u16(self.bytes, at)?)))
    }

    fn check_claims(&self) -> Result<(), Fault> {
        let end = self.bytes.len() as u64;
        for (at, tag) in self.entries().filter(|(_, tag)| READ_TAGS.contains(tag)) {
            let kind = self.order.u16(self.bytes, at + 2).unwrap_or(0);
            let (count, place, inline) = match self.entry {
                CLASSIC_ENTRY => (self.long(at + 4), self.long(at + 8), 4),
                _ => (
                    self.order.u64(self.bytes, at + 4),
                    self.order.u64(self.bytes, at + 12),
                    8,
                ),
            };
            let size = count.unwrap_or(u64::MAX).saturating_mul(value_size(kind));
            if size > inline && place.unwrap_or(u64::MAX).saturating_add(size) > end {
                return Err(Fault::truncated(format!(
                    "the values of tag {tag} lie beyond the end of the file"
                )));
            }
        }
        Ok(())
    }

    fn long(&self, at: usize) -> Option<u64> {
        self.order.u32(self.bytes, at).map(u64::from)
    }
}

/// Bytes of a value of each type.
fn value_size(kind: u16) -> u64 {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => 1,
    }
}

impl Order {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..2)? {
            b"II" => Some(Self::Little),
            b"MM" => Some(Self::Big),
            _ => None,
        }
    }

    /// The bytes of `value`.
    pub fn put_u16(self, value: u16) -> [u8; 2] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
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

    fn with_entry(tag: u16, kind: u16, count: u32) -> Vec<u8> {
        let mut bytes = b"II\x2a\0\x08\0\0\0\x01\0".to_vec();
        bytes.extend_from_slice(&tag.to_le_bytes());
        bytes.extend_from_slice(&kind.to_le_bytes());
        bytes.extend_from_slice(&count.to_le_bytes());
        bytes.extend_from_slice(&[7, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    }

    #[test]
    fn entries_that_reach_beyond_the_file_are_refused() {
        assert_eq!(
            Directory::first(&with_entry(262, 3, 1)).unwrap().short(262),
            Some((18, 7))
        );
        for (kind, count) in [(2, 300 << 20), (3, 14), (4, u32::MAX), (12, 4)] {
            let bytes = with_entry(273, kind, count);
            assert!(
                matches!(Directory::first(&bytes), Err(Fault::Truncated(_))),
                "{kind} {count}"
            );
        }
        // Nobody reads what a private tag claims.
        assert!(Directory::first(&with_entry(40_000, 2, u32::MAX)).is_ok());
    }
}
