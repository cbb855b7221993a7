//! Scores as integers of the same order.

/// An integer that orders as the score does; −0 and +0 have the same. The score is finite.
pub(super) fn key(score: f32) -> u32 {
    // −0 + 0 is +0.
    let bits = (score + 0.0).to_bits();
    let sign = ((bits as i32) >> 31) as u32;
    bits ^ (sign | 1 << 31)
}

/// The score of a key.
pub(super) fn score(key: u32) -> f32 {
    let positive = key >> 31 == 1;
    f32::from_bits(key ^ if positive { 1 << 31 } else { u32::MAX })
}

/// The key of the least score strictly above `threshold`, which lies in the range of f32.
pub(super) fn first_above(threshold: f64) -> u32 {
    let nearest = threshold as f32;
    let above = if f64::from(nearest) > threshold {
        nearest
    } else {
        nearest.next_up()
    };
    key(above)
}

/// The key of the least score at or above `threshold`, which lies in the range of f32.
pub(super) fn first_from(threshold: f64) -> u32 {
    let nearest = threshold as f32;
    let from = if f64::from(nearest) >= threshold {
        nearest
    } else {
        nearest.next_up()
    };
    key(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_order_as_scores_do_and_zeros_are_one() {
        let scores = [
            f32::MIN,
            -1.5,
            -1.0,
            -f32::MIN_POSITIVE,
            -1e-45,
            0.0,
            1e-45,
            0.5,
            1.0,
            1.0000001,
            f32::MAX,
        ];
        for pair in scores.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        }
        assert_eq!(key(-0.0), key(0.0));
        assert!(scores.iter().all(|&s| score(key(s)) == s));
    }

    #[test]
    fn a_threshold_between_two_scores_cuts_between_them() {
        let below = 0.3f32;
        let above = below.next_up();
        let between = (f64::from(below) + f64::from(above)) / 2.0;
        for threshold in [between, between - 1e-12, between + 1e-12] {
            assert_eq!(first_above(threshold), key(above));
            assert_eq!(first_from(threshold), key(above));
        }
        assert_eq!(first_above(f64::from(below)), key(above));
        assert_eq!(first_from(f64::from(below)), key(below));
        assert_eq!(first_above(0.0), key(1e-45));
        assert_eq!(first_above(-1e-60), key(0.0));
        assert_eq!(first_from(-0.0), key(0.0));
    }
}
