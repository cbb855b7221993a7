//! Masks at one bit a pixel.

/// A ground-truth mask, one bit a pixel, every row in words of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskBits {
    width: usize,
    height: usize,
    /// Row after row; the first pixel of a word is its lowest bit, the bits beyond the width are 0.
    words: Box<[u64]>,
}

const WORD: usize = u64::BITS as usize;

impl MaskBits {
    /// Packs rows of `width` pixels, set where `is_anomalous` says so. A row cut short at the end is dropped.
    pub fn pack<T>(pixels: &[T], width: usize, is_anomalous: impl Fn(&T) -> bool) -> Self {
        let rows = pixels.chunks_exact(width.max(1));
        let height = rows.len();
        let mut words = Vec::with_capacity(height * width.div_ceil(WORD));
        for row in rows {
            words.extend(row.chunks(WORD).map(|pixels| {
                let bits = pixels.iter().enumerate();
                bits.fold(0, |word, (i, pixel)| word | u64::from(is_anomalous(pixel)) << i)
            }));
        }
        Self {
            width,
            height,
            words: words.into(),
        }
    }

    /// Pixels a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Whether pixel `index`, counted along the rows from the top, is anomalous.
    pub fn get(&self, index: usize) -> bool {
        let (row, column) = (index / self.width.max(1), index % self.width.max(1));
        let word = self.words.get(row * self.width.div_ceil(WORD) + column / WORD);
        word.is_some_and(|word| word >> (column % WORD) & 1 == 1)
    }

    /// Number of anomalous pixels.
    pub fn area(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The words of each row.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.words.chunks_exact(self.width.div_ceil(WORD).max(1))
    }
}

/// The runs of set bits in a row, as columns from and up to, from left to right.
pub(super) fn runs(row: &[u64], width: usize, mut found: impl FnMut(u32, u32)) {
    let mut open = None;
    for (i, &word) in row.iter().enumerate() {
        let mut at = 0;
        while at < WORD {
            let rest = if open.is_some() { !word >> at } else { word >> at };
            at += rest.trailing_zeros() as usize;
            if at >= WORD {
                break;
            }
            let column = (i * WORD + at) as u32;
            match open.take() {
                Some(start) => found(start, column),
                None => open = Some(column),
            }
        }
    }
    if let Some(start) = open {
        found(start, width as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_those_of_the_pixels_at_every_width() {
        let mut state = 7u32;
        for width in [1, 2, 63, 64, 65, 127, 128, 200] {
            for density in [0, 1, 30, 128, 220, 256] {
                let pixels: Vec<bool> = (0..width)
                    .map(|_| {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        (state >> 24) < density
                    })
                    .collect();
                let mask = MaskBits::pack(&pixels, width, |&p| p);
                assert_eq!((mask.width(), mask.height()), (width, 1));
                assert_eq!(mask.area(), pixels.iter().filter(|&&p| p).count());
                let mut back = vec![false; width];
                let mut last = None;
                for row in mask.rows() {
                    runs(row, width, |from, to| {
                        assert!(from < to && last.is_none_or(|end| end < from), "{from}..{to}");
                        last = Some(to);
                        back[from as usize..to as usize].fill(true);
                    });
                }
                assert_eq!(back, pixels, "{width} {density}");
            }
        }
    }

    #[test]
    fn nothing_has_no_rows() {
        let mask = MaskBits::pack(&[] as &[bool], 0, |&p| p);
        assert_eq!((mask.height(), mask.area(), mask.rows().count()), (0, 0, 0));
    }
}
