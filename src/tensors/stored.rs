//! Where a tensor lies in its file.

use super::{ElementType, TensorInfo};
use std::ops::Range;

/// A tensor's type, shape and place. Whoever makes one has checked that the file has all of its bytes.
#[derive(Debug, Clone)]
pub(super) struct StoredTensor {
    pub info: TensorInfo,
    /// Byte of its first element.
    pub start: u64,
    /// Elements to step per dimension; `None` where elements follow each other in row-major order.
    pub strides: Option<Vec<usize>>,
}

impl StoredTensor {
    /// Number of elements.
    pub fn elements(&self) -> usize {
        self.info.shape.iter().product()
    }

    /// The part at these indices along the first dimension; none if there are not that many.
    pub fn rows(&self, rows: &Range<usize>) -> Option<Self> {
        let (&count, row) = self.info.shape.split_first()?;
        if rows.start > rows.end || rows.end > count {
            return None;
        }
        let step = match &self.strides {
            Some(strides) => strides[0],
            None => row.iter().product(),
        };
        let mut part = self.clone();
        part.info.shape[0] = rows.len();
        if rows.is_empty() {
            // Empty views have no strides, and need not begin inside the file.
            part.strides = None;
        } else {
            part.start += (rows.start * step * self.info.dtype.size()) as u64;
        }
        Some(part)
    }

    /// Bytes from the first element to the end of the farthest.
    pub fn span(&self) -> u64 {
        let elements = match &self.strides {
            None => self.elements(),
            Some(strides) => span_in_elements(&self.info.shape, strides).unwrap_or(0),
        };
        elements as u64 * self.info.dtype.size() as u64
    }
}

/// Elements of a tensor of `shape`; `None` where the number of bytes, or candle's strides of an empty tensor,
/// would not fit.
pub(super) fn checked_elements(shape: &[usize], dtype: ElementType) -> Option<usize> {
    shape
        .iter()
        .try_fold(dtype.size(), |n, &d| n.checked_mul(d.max(1)))?;
    Some(shape.iter().product())
}

/// Elements of storage that a view touches from its first element to its farthest; 0 for an empty view.
pub(super) fn span_in_elements(shape: &[usize], strides: &[usize]) -> Option<usize> {
    if shape.contains(&0) {
        return Some(0);
    }
    let last = shape
        .iter()
        .zip(strides)
        .try_fold(0usize, |at, (&d, &s)| at.checked_add((d - 1).checked_mul(s)?))?;
    last.checked_add(1)
}

/// Whether elements follow each other in row-major order; the strides of dimensions of size 1 do not matter.
pub(super) fn is_contiguous(shape: &[usize], strides: &[usize]) -> bool {
    let mut expected = 1;
    for (&dim, &stride) in shape.iter().zip(strides).rev() {
        if dim != 1 && stride != expected {
            return shape.contains(&0);
        }
        expected *= dim;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contiguity_ignores_dimensions_of_size_one_and_empty_views() {
        assert!(is_contiguous(&[2, 3], &[3, 1]));
        assert!(!is_contiguous(&[2, 3], &[1, 2]));
        assert!(is_contiguous(&[1, 3], &[999, 1]));
        assert!(is_contiguous(&[4, 1, 1], &[1, 7, 7]));
        assert!(is_contiguous(&[0, 3], &[9, 9]));
        assert!(is_contiguous(&[], &[]));
        assert!(!is_contiguous(&[2, 3], &[6, 1]));
    }

    #[test]
    fn rows_of_a_transposed_view_start_where_its_columns_do() {
        let view = StoredTensor {
            info: TensorInfo {
                dtype: ElementType::F32,
                shape: vec![3, 2],
            },
            start: 100,
            strides: Some(vec![1, 3]),
        };
        let row = view.rows(&(2..3)).unwrap();
        assert_eq!(
            (row.start, &row.info.shape[..], row.span()),
            (108, &[1, 2][..], 16)
        );
        assert!(view.rows(&(2..4)).is_none());
        let empty = view.rows(&(3..3)).unwrap();
        assert_eq!((empty.elements(), empty.span()), (0, 0));
    }

    #[test]
    fn spans_count_from_the_first_to_the_farthest_element() {
        assert_eq!(span_in_elements(&[2, 3], &[3, 1]), Some(6));
        assert_eq!(span_in_elements(&[3, 2], &[1, 3]), Some(6));
        assert_eq!(span_in_elements(&[2, 0], &[3, 1]), Some(0));
        assert_eq!(span_in_elements(&[], &[]), Some(1));
        assert_eq!(span_in_elements(&[usize::MAX, 2], &[usize::MAX, 1]), None);
    }
}
