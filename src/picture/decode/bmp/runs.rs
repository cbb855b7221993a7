//! BMP's run-length codes, RLE8 and RLE4.

use crate::picture::decode::fault::{Fault, zeroed};

/// Width × height palette indices, in the file's order of rows. Pixels that the codes skip are 0.
pub fn expand(codes: &[u8], width: usize, height: usize, nibbles: bool) -> Result<Vec<u8>, Fault> {
    let mut canvas = Canvas {
        pixels: zeroed(width * height)?,
        width,
        x: 0,
        y: 0,
    };
    let mut codes = Codes(codes);
    while canvas.y < height {
        match (codes.next()?, codes.next()?) {
            (0, 0) => canvas.new_line(),
            (0, 1) => break,
            (0, 2) => {
                canvas.x += usize::from(codes.next()?);
                canvas.y += usize::from(codes.next()?);
            }
            (0, count) => literals(&mut codes, usize::from(count), nibbles, &mut canvas)?,
            (count, byte) => {
                let pair = split(byte, nibbles);
                (0..usize::from(count)).for_each(|i| canvas.put(pair[i % 2]));
            }
        }
        // Some writers leave the last end-of-line and the end-of-bitmap away.
        if canvas.y + 1 == height && canvas.x >= width && codes.0.len() < 2 {
            break;
        }
    }
    Ok(canvas.pixels)
}

fn literals(codes: &mut Codes, count: usize, nibbles: bool, canvas: &mut Canvas) -> Result<(), Fault> {
    let bytes = if nibbles { count.div_ceil(2) } else { count };
    for i in 0..bytes {
        let [first, second] = split(codes.next()?, nibbles);
        canvas.put(first);
        if nibbles && 2 * i + 1 < count {
            canvas.put(second);
        }
    }
    // Literals are padded to a multiple of two bytes.
    if bytes % 2 == 1 {
        codes.next()?;
    }
    Ok(())
}

/// What is left of the codes.
struct Codes<'a>(&'a [u8]);

impl Codes<'_> {
    fn next(&mut self) -> Result<u8, Fault> {
        let (&first, rest) = self
            .0
            .split_first()
            .ok_or_else(|| Fault::truncated("inside the run-length codes"))?;
        self.0 = rest;
        Ok(first)
    }
}

/// The two indices that a byte stands for; the same one twice where an index takes the whole byte.
fn split(byte: u8, nibbles: bool) -> [u8; 2] {
    if nibbles {
        [byte >> 4, byte & 15]
    } else {
        [byte, byte]
    }
}

struct Canvas {
    pixels: Vec<u8>,
    width: usize,
    x: usize,
    y: usize,
}

impl Canvas {
    /// What a run puts beyond the end of its row is dropped.
    fn put(&mut self, index: u8) {
        if self.x < self.width
            && let Some(pixel) = self.pixels.get_mut(self.y * self.width + self.x)
        {
            *pixel = index;
        }
        self.x += 1;
    }

    fn new_line(&mut self) {
        self.x = 0;
        self.y += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_literals_and_jumps_fill_the_canvas() {
        let codes = [2, 7, 0, 3, 1, 2, 3, 0, 0, 0, 0, 2, 1, 0, 3, 9, 0, 1];
        assert_eq!(
            expand(&codes, 5, 2, false).unwrap(),
            [7, 7, 1, 2, 3, 0, 9, 9, 9, 0]
        );
        let nibbles = [5, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 1];
        assert_eq!(
            expand(&nibbles, 5, 2, true).unwrap(),
            [1, 2, 1, 2, 1, 3, 4, 5, 6, 7]
        );
    }

    #[test]
    fn runs_past_the_row_are_dropped_and_missing_codes_are_an_error() {
        assert_eq!(
            expand(&[255, 3, 0, 0, 255, 4, 0, 0, 0, 1], 2, 2, false).unwrap(),
            [3, 3, 4, 4]
        );
        assert_eq!(expand(&[2, 3, 0, 0, 2, 4], 2, 2, false).unwrap(), [3, 3, 4, 4]);
        for codes in [&[][..], &[2], &[2, 3], &[2, 3, 0, 0, 1, 4], &[0, 9, 1]] {
            assert!(
                matches!(expand(codes, 2, 2, false), Err(Fault::Truncated(_))),
                "{codes:?}"
            );
        }
    }
}
