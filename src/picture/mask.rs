//! Ground-truth masks, as the reference prepares them.

use super::Picture;
use super::convert::luma_bytes;
use super::pixels::Pixels;
use super::resize::{Filter, Pillow, resize};

/// A ground-truth mask at the model's size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    size: usize,
    anomalous: Vec<bool>,
}

impl Mask {
    /// Every pixel whose luma is above 0 counts in full, then Pillow's bilinear, then more than one half.
    pub fn new(picture: &Picture, size: usize) -> Self {
        Self::as_pillow(picture, size, Pillow::default())
    }

    /// As [`Self::new`], with the order of passes of a given release of Pillow.
    pub fn as_pillow(picture: &Picture, size: usize, pillow: Pillow) -> Self {
        let from = (picture.width as usize, picture.height as usize);
        let binary = luma_bytes(&picture.pixels)
            .iter()
            .map(|&luma| if luma > 0 { 255 } else { 0 })
            .collect();
        let resized = resize(
            &Pixels::Grey(binary),
            from,
            (size, size),
            Filter::Bilinear,
            pillow,
        );
        // A byte above 127.5 is more than one half of 255.
        let anomalous = luma_bytes(&resized).iter().map(|&byte| byte >= 128).collect();
        Self { size, anomalous }
    }

    /// The mask of a normal sample, and of an anomalous one without a mask file.
    pub fn none(size: usize) -> Self {
        Self {
            size,
            anomalous: vec![false; size * size],
        }
    }

    /// The square part of `side` pixels with this corner, as far as it lies inside.
    pub fn part(&self, column: usize, row: usize, side: usize) -> Self {
        let side = side.clamp(1, self.size.max(1));
        let (column, row) = (
            column.min(self.size.saturating_sub(side)),
            row.min(self.size.saturating_sub(side)),
        );
        let rows = self.anomalous.chunks(self.size.max(1)).skip(row).take(side);
        Self {
            size: side,
            anomalous: rows
                .flat_map(|pixels| &pixels[column..column + side])
                .copied()
                .collect(),
        }
    }

    /// S, pixels.
    pub fn size(&self) -> usize {
        self.size
    }

    /// S·S values, rows from the top; true where the ground truth is anomalous.
    pub fn anomalous(&self) -> &[bool] {
        &self.anomalous
    }

    /// Number of anomalous pixels; 0 for a defect that vanishes in the resize.
    pub fn area(&self) -> usize {
        self.anomalous.iter().filter(|&&anomalous| anomalous).count()
    }

    /// 1 where anomalous, else 0: for [`super::contour`] and losses.
    pub fn values(&self) -> Vec<f32> {
        self.anomalous
            .iter()
            .map(|&anomalous| f32::from(u8::from(anomalous)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn the_faintest_class_id_counts_in_full() {
        let mut rgb = RgbImage::new(4, 4);
        // A luma of 1 needs three ones.
        rgb.put_pixel(0, 0, Rgb([1, 1, 1]));
        let mask = Mask::new(&Picture::from_rgb(rgb.clone()), 4);
        assert_eq!(mask.area(), 1);
        assert!(mask.anomalous()[0]);
        // Alone among sixteen it vanishes when shrunk.
        assert_eq!(Mask::new(&Picture::from_rgb(rgb), 1), Mask::none(1));
    }
}
