//! The order in which people count: `2.png` before `10.png`, folder by folder.

use std::cmp::Ordering;
use std::path::Path;

/// Compares two paths, numbers in them by value, letters without regard to case.
pub fn in_counting_order(a: &Path, b: &Path) -> Ordering {
    let (bytes_a, bytes_b) = (a.as_os_str().as_encoded_bytes(), b.as_os_str().as_encoded_bytes());
    counting(bytes_a, bytes_b).then_with(|| bytes_a.cmp(bytes_b))
}

fn counting(mut a: &[u8], mut b: &[u8]) -> Ordering {
    // What both begin with decides nothing; a number that it cuts is taken whole.
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let start = common - trailing_digits(&a[..common]);
    (a, b) = (&a[start..], &b[start..]);
    loop {
        let (digits_a, digits_b) = (leading_digits(a), leading_digits(b));
        let (order, used_a, used_b) = match (digits_a, digits_b) {
            (0, _) | (_, 0) => match (a.first(), b.first()) {
                (Some(x), Some(y)) => (weight(*x).cmp(&weight(*y)), 1, 1),
                (x, y) => return x.is_some().cmp(&y.is_some()),
            },
            (x, y) => (by_value(&a[..x], &b[..y]), x, y),
        };
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (&a[used_a..], &b[used_b..]);
    }
}

/// A folder's end comes before every character, so that `a/x` stands before `a.x`.
fn weight(byte: u8) -> u8 {
    match byte {
        b'/' => 0,
        other => other.to_ascii_lowercase(),
    }
}

fn leading_digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn trailing_digits(text: &[u8]) -> usize {
    text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count()
}

fn by_value(a: &[u8], b: &[u8]) -> Ordering {
    let without_zeros = |digits: &[u8]| digits.iter().take_while(|digit| **digit == b'0').count();
    let (a, b) = (&a[without_zeros(a)..], &b[without_zeros(b)..]);
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_and_folders_stay_together() {
        let expected = [
            "a/2.png",
            "a/010.png",
            "a/10x.png",
            "a.png",
            "B/1.png",
            "b.png",
            "b1/9.png",
            "b1/10.png",
            "b12.png",
        ];
        let mut names = expected;
        names.reverse();
        names.sort_by(|a, b| in_counting_order(Path::new(a), Path::new(b)));
        assert_eq!(names, expected);
    }

    #[test]
    fn names_that_count_alike_are_still_told_apart() {
        let order = |a: &str, b: &str| in_counting_order(Path::new(a), Path::new(b));
        assert_eq!(order("07.png", "7.png"), Ordering::Less);
        assert_eq!(order("A.png", "a.png"), Ordering::Less);
        assert_eq!(order("a.png", "a.png"), Ordering::Equal);
        assert_eq!(order("x19", "x120"), Ordering::Less);
        assert_eq!(order("", "a"), Ordering::Less);
    }
}
