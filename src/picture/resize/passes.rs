//! The two passes of a resize and which of them comes first: they do not commute, because each one rounds.

/// Width and height, pixels.
pub type Size = (usize, usize);

/// The pass that comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    HorizontalFirst,
    VerticalFirst,
}

/// The releases of Pillow whose `resize` we follow. They differ by a few grey levels: on pictures that lose much
/// more height than width (KSDD's, for one), and where 16-bit grey overshoots white.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pillow {
    /// 11.3, which the authors pinned: the horizontal pass always comes first.
    V11,
    /// 13.0, which the golden data come from: the vertical pass comes first where the height shrinks, and by more
    /// than twice as many pixels as the width (<https://github.com/python-pillow/Pillow/pull/9549>).
    #[default]
    V13,
}

impl Pillow {
    pub(super) fn order(self, from: Size, to: Size) -> Order {
        let shrinkage = |from: usize, to: usize| from as i64 - to as i64;
        let (across, down) = (shrinkage(from.0, to.0), shrinkage(from.1, to.1));
        match self {
            Self::V13 if down > 0 && down > 2 * across => Order::VerticalFirst,
            _ => Order::HorizontalFirst,
        }
    }
}

/// Both passes, `across` from a size to the new width and `down` to the new height. A side that does not change
/// is not filtered.
pub fn two_passes<T: Clone>(
    values: &[T],
    from: Size,
    to: Size,
    order: Order,
    across: impl Fn(&[T], Size) -> Vec<T>,
    down: impl Fn(&[T], Size) -> Vec<T>,
) -> Vec<T> {
    match (from.0 != to.0, from.1 != to.1, order) {
        (false, false, _) => values.to_vec(),
        (true, false, _) => across(values, from),
        (false, true, _) => down(values, from),
        (true, true, Order::HorizontalFirst) => down(&across(values, from), (to.0, from.1)),
        (true, true, Order::VerticalFirst) => across(&down(values, from), (from.0, to.1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Pillow 13.0.0 was seen to do on its way to 98×98.
    #[test]
    fn tall_pictures_are_resized_vertically_first_from_13_on() {
        for from in [(77, 101), (30, 300), (99, 1000), (97, 99), (120, 500), (90, 140)] {
            assert_eq!(
                Pillow::V13.order(from, (98, 98)),
                Order::VerticalFirst,
                "{from:?}"
            );
            assert_eq!(Pillow::V11.order(from, (98, 98)), Order::HorizontalFirst);
        }
        for from in [
            (101, 77),
            (150, 200),
            (40, 60),
            (300, 30),
            (1000, 97),
            (99, 97),
            (200, 200),
        ] {
            assert_eq!(
                Pillow::V13.order(from, (98, 98)),
                Order::HorizontalFirst,
                "{from:?}"
            );
        }
    }
}
