//! A square map stretched bilinearly over a picture: half-pixel centres, edges repeated, one row at a time.

/// For one side: the two map positions around each pixel, and the second one's share.
struct Side(Vec<(usize, usize, f32)>);

impl Side {
    fn new(size: usize, pixels: usize) -> Self {
        let scale = size as f32 / pixels as f32;
        let last = size.saturating_sub(1);
        let around = |pixel: usize| {
            let position = ((pixel as f32 + 0.5) * scale - 0.5).clamp(0.0, last as f32);
            let left = position as usize;
            (left, (left + 1).min(last), position - left as f32)
        };
        Self((0..pixels).map(around).collect())
    }
}

/// A size×size map at every pixel of a width×height picture.
pub struct Stretch {
    values: Vec<f32>,
    size: usize,
    columns: Side,
    rows: Side,
    between: Vec<f32>,
    row: Vec<f32>,
}

impl Stretch {
    /// Values that are missing count as NaN.
    pub fn new(values: &[f32], size: usize, width: u32, height: u32) -> Self {
        let size = size.max(1);
        let mut values = values.to_vec();
        values.resize(size * size, f32::NAN);
        let (columns, rows) = (Side::new(size, width as usize), Side::new(size, height as usize));
        Self {
            values,
            size,
            columns,
            rows,
            between: vec![0.0; size],
            row: vec![0.0; width as usize],
        }
    }

    /// The map along row `y` of the picture. A NaN reaches only the pixels it has a share in.
    pub fn row(&mut self, y: u32) -> &[f32] {
        let (above, below, share) = self.rows.0[y as usize];
        let map_row = |row: usize| &self.values[row * self.size..][..self.size];
        for ((out, &a), &b) in self.between.iter_mut().zip(map_row(above)).zip(map_row(below)) {
            *out = mix(a, b, share);
        }
        for (out, &(left, right, share)) in self.row.iter_mut().zip(&self.columns.0) {
            *out = mix(self.between[left], self.between[right], share);
        }
        &self.row
    }
}

fn mix(a: f32, b: f32, share: f32) -> f32 {
    if share == 0.0 { a } else { a + (b - a) * share }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_interpolated_between_centres_and_repeated_at_the_edges() {
        let mut stretch = Stretch::new(&[0.0, 1.0, 2.0, 3.0], 2, 4, 4);
        assert_eq!(stretch.row(0), [0.0, 0.25, 0.75, 1.0]);
        assert_eq!(stretch.row(1), [0.5, 0.75, 1.25, 1.5]);
        assert_eq!(stretch.row(3), [2.0, 2.25, 2.75, 3.0]);
    }

    #[test]
    fn a_map_of_the_pictures_size_is_unchanged_and_missing_values_are_nan() {
        let mut stretch = Stretch::new(&[1.0, f32::NAN, 3.0], 2, 2, 2);
        assert_eq!(stretch.row(0)[0], 1.0);
        assert!(stretch.row(0)[1].is_nan());
        assert_eq!(stretch.row(1)[0], 3.0);
        assert!(stretch.row(1)[1].is_nan());
    }
}
