//! Pillow's NEAREST.

use super::passes::Size;

/// One value a pixel, each new pixel taking the source pixel under its centre.
pub fn nearest<T: Copy>(values: &[T], from: Size, to: Size) -> Vec<T> {
    let columns = sources(from.0, to.0);
    let rows = sources(from.1, to.1);
    let row = |y: usize| &values[y * from.0..][..from.0];
    rows.into_iter()
        .flat_map(|y| columns.iter().map(move |&x| row(y)[x]))
        .collect()
}

/// The source of each new pixel along one side. The centre is moved by adding the scale, as Pillow does:
/// multiplying would round differently.
fn sources(from: usize, to: usize) -> Vec<usize> {
    let scale = from as f64 / to as f64;
    let centres = std::iter::successors(Some(scale * 0.5), |centre| Some(centre + scale));
    centres
        .take(to)
        .map(|centre| (centre as usize).min(from - 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_taken_from_under_the_new_centres() {
        assert_eq!(nearest(&[1, 2, 3, 4], (2, 2), (4, 1)), [3, 3, 4, 4]);
        assert_eq!(sources(10, 4), [1, 3, 6, 8]);
    }
}
