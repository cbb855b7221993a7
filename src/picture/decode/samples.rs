//! Samples of less than eight bits, and the high bytes of samples of sixteen.

use super::fault::{Fault, zeroed};

/// The byte that stands for each value of a sample of `bits` bits.
pub type Levels = [u8; 16];

/// Indices stay as they are.
pub const INDICES: Levels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// Grey of `bits` bits spread over 0..=255.
pub fn grey_levels(bits: u32) -> Levels {
    let highest = (1u32 << bits) - 1;
    INDICES.map(|v| (u32::from(v).min(highest) * 255 / highest) as u8)
}

/// `width` samples of `bits` (1, 2 or 4) bits from every `stride` bytes, the leftmost in the highest bits.
pub fn unpack(
    packed: &[u8],
    stride: usize,
    width: usize,
    bits: u32,
    levels: &Levels,
) -> Result<Vec<u8>, Fault> {
    let rows = if stride == 0 {
        0
    } else {
        packed.len().div_ceil(stride)
    };
    let mut samples = zeroed(rows * width)?;
    let per_byte = (8 / bits) as usize;
    let mask = (1u8 << bits) - 1;
    for (row, out) in packed
        .chunks(stride.max(1))
        .zip(samples.chunks_exact_mut(width.max(1)))
    {
        for (byte, out) in row.iter().zip(out.chunks_mut(per_byte)) {
            let mut shift = 8;
            for sample in out {
                shift -= bits;
                *sample = levels[usize::from((byte >> shift) & mask)];
            }
        }
    }
    Ok(samples)
}

/// The high byte of every big-endian pair.
pub fn high_bytes(pairs: &[u8]) -> Vec<u8> {
    pairs.as_chunks().0.iter().map(|&[high, _]| high).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_unpacked_from_the_highest_bits() {
        let grey = grey_levels(2);
        assert_eq!(&grey[..4], [0, 85, 170, 255]);
        let packed = [0b0001_1011, 0b1100_0000, 0b1111_0000, 0b0100_0000];
        let samples = unpack(&packed, 2, 5, 2, &grey).unwrap();
        assert_eq!(samples, [0, 85, 170, 255, 255, 255, 255, 0, 0, 85]);
        assert_eq!(unpack(&[0xa5], 1, 2, 4, &INDICES).unwrap(), [10, 5]);
        assert_eq!(
            unpack(&[0b1010_0000], 1, 3, 1, &grey_levels(1)).unwrap(),
            [255, 0, 255]
        );
        assert_eq!(grey_levels(4)[8], 136);
    }
}
