//! Sorting keys by their digits, nearly in place.

use rayon::prelude::*;

/// Bits by which a long slice is split in place.
const SPLIT: u32 = 8;
/// Most bits a pass through scratch sorts by.
const DIGIT: u32 = 11;
/// Longest slice that is sorted through scratch of its own length: 256 KiB a thread, which stays in its cache.
const SCRATCH: usize = 1 << 16;
/// Up to here comparing is faster than counting.
const SHORT: usize = 256;

/// Sorts ascending. Long slices are split in place by their leading digit and the parts sorted in parallel; short
/// ones go through scratch. What comes out does not depend on the number of threads, as equal keys are the same.
pub(super) fn sort(keys: &mut [u32]) {
    if keys.len() <= SHORT {
        keys.sort_unstable();
        return;
    }
    let (least, greatest) = extremes(keys);
    // All keys agree in the bits above these.
    let bits = u32::BITS - (least ^ greatest).leading_zeros();
    if bits == 0 {
        return;
    }
    if keys.len() <= SCRATCH {
        sort_through_scratch(keys, bits);
        return;
    }
    split(keys, bits.saturating_sub(SPLIT))
        .into_par_iter()
        .for_each(sort);
}

/// The least and the greatest key; the slice is not empty.
fn extremes(keys: &[u32]) -> (u32, u32) {
    keys.par_chunks(SCRATCH)
        .map(|part| {
            part.iter().fold((u32::MAX, 0), |(least, greatest), &key| {
                (least.min(key), greatest.max(key))
            })
        })
        .reduce(|| (u32::MAX, 0), |a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Puts the keys in order of the digit at `shift`, each swapped straight into its part, and gives the parts.
fn split(keys: &mut [u32], shift: u32) -> Vec<&mut [u32]> {
    let digit = |key: u32| (key >> shift) as usize & ((1 << SPLIT) - 1);
    let lengths = counts(keys, digit);
    let mut heads = [0; 1 << SPLIT];
    let mut start = 0;
    for (head, length) in heads.iter_mut().zip(lengths) {
        *head = start;
        start += length;
    }
    let mut end = 0;
    for (part, length) in lengths.into_iter().enumerate() {
        end += length;
        while heads[part] < end {
            let mut key = keys[heads[part]];
            let mut home = digit(key);
            while home != part {
                std::mem::swap(&mut key, &mut keys[heads[home]]);
                heads[home] += 1;
                home = digit(key);
            }
            keys[heads[part]] = key;
            heads[part] += 1;
        }
    }
    let mut rest = keys;
    let parts = lengths.into_iter().map(|length| {
        let (part, after) = std::mem::take(&mut rest).split_at_mut(length);
        rest = after;
        part
    });
    parts.filter(|part| part.len() > 1).collect()
}

/// How many keys have each digit.
fn counts(keys: &[u32], digit: impl Fn(u32) -> usize + Sync) -> [usize; 1 << SPLIT] {
    let of_part = |part: &[u32]| {
        let mut counts = [0; 1 << SPLIT];
        part.iter().for_each(|&key| counts[digit(key)] += 1);
        counts
    };
    keys.par_chunks(SCRATCH).map(of_part).reduce(
        || [0; 1 << SPLIT],
        |mut a, b| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        },
    )
}

/// Sorts keys that differ only in their low `bits`, from the lowest digit up.
fn sort_through_scratch(keys: &mut [u32], bits: u32) {
    let passes = bits.div_ceil(DIGIT);
    let width = bits.div_ceil(passes);
    let mut scratch = vec![0; keys.len()];
    for pass in 0..passes {
        let digit = |key: u32| (key >> (pass * width)) as usize & ((1 << width) - 1);
        let mut heads = [0u32; 1 << DIGIT];
        keys.iter().for_each(|&key| heads[digit(key)] += 1);
        let mut start = 0;
        for head in &mut heads[..1 << width] {
            start += std::mem::replace(head, start);
        }
        for &key in keys.iter() {
            let head = &mut heads[digit(key)];
            scratch[*head as usize] = key;
            *head += 1;
        }
        keys.copy_from_slice(&scratch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_every_spread_come_out_sorted() {
        let mut state = 1u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 32) as u32
        };
        for length in [0, 1, 2, SHORT, SHORT + 1, 5000, SCRATCH, SCRATCH + 1, 300_000] {
            for bits in [0, 1, 7, 8, 9, 11, 20, 31, 32] {
                let mask = ((1u64 << bits) - 1) as u32;
                let mut keys: Vec<u32> = (0..length).map(|_| random() & mask | 5).collect();
                // One far away, so that the leading digit tells nothing.
                if let Some(key) = keys.first_mut() {
                    *key = u32::MAX;
                }
                let mut expected = keys.clone();
                expected.sort_unstable();
                sort(&mut keys);
                assert!(keys == expected, "{length} keys of {bits} bits");
            }
        }
    }
}
