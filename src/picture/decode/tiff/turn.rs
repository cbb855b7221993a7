//! The Orientation tag of TIFF, which Pillow applies when it loads the file.

/// How a stored picture is turned upright.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    width: usize,
    height: usize,
    transposed: bool,
    from_right: bool,
    from_bottom: bool,
}

impl Turn {
    /// The turn that an Orientation of 1 to 8 asks of a stored picture of that size; others ask for none.
    pub fn new(orientation: u16, (width, height): (u32, u32)) -> Self {
        let (transposed, from_right, from_bottom) = match orientation {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, false, true),
            7 => (true, true, true),
            8 => (true, true, false),
            _ => (false, false, false),
        };
        Self {
            width: width as usize,
            height: height as usize,
            transposed,
            from_right,
            from_bottom,
        }
    }

    /// Width and height of the turned picture.
    pub fn size(&self) -> (u32, u32) {
        let (width, height) = (self.width as u32, self.height as u32);
        if self.transposed {
            (height, width)
        } else {
            (width, height)
        }
    }

    /// The pixels, of `channels` values each, in their new order.
    pub fn apply<T: Copy>(&self, values: Vec<T>, channels: usize) -> Vec<T> {
        if !(self.transposed || self.from_right || self.from_bottom) {
            return values;
        }
        let (width, height) = self.size();
        let mut turned = Vec::with_capacity(values.len());
        for y in 0..height as usize {
            for x in 0..width as usize {
                let at = self.source(x, y) * channels;
                turned.extend_from_slice(&values[at..at + channels]);
            }
        }
        turned
    }

    /// The index, in the stored picture, of the pixel that comes to (x, y).
    fn source(&self, x: usize, y: usize) -> usize {
        let (x, y) = if self.transposed { (y, x) } else { (x, y) };
        let x = if self.from_right { self.width - 1 - x } else { x };
        let y = if self.from_bottom { self.height - 1 - y } else { y };
        y * self.width + x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first rows that Pillow 11.3.0 shows for a TIFF of 4×3 pixels under each orientation.
    #[test]
    fn every_orientation_is_that_of_pillow() {
        let stored = vec![31, 34, 231, 67, 15, 124, 191, 185, 236, 41, 107, 29];
        let first_rows: [&[u8]; 8] = [
            &[31, 34, 231, 67],
            &[67, 231, 34, 31],
            &[29, 107, 41, 236],
            &[236, 41, 107, 29],
            &[31, 15, 236],
            &[236, 15, 31],
            &[29, 185, 67],
            &[67, 185, 29],
        ];
        for (orientation, row) in (1..).zip(first_rows) {
            let turn = Turn::new(orientation, (4, 3));
            let turned = turn.apply(stored.clone(), 1);
            assert_eq!(turn.size().0 as usize, row.len(), "{orientation}");
            assert_eq!(turned.len(), 12);
            assert_eq!(&turned[..row.len()], row, "{orientation}");
        }
    }
}
