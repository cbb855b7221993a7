//! What a TIFF's tags make of its samples: the kinds that Pillow's table knows.

/// Kinds of TIFF pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `1`, or `L` from 2, 4 or 8 bits.
    Grey { bits: u32, inverted: bool },
    /// `I;16`
    Grey16,
    /// `I`
    Integer,
    /// `F`
    Float,
    /// `LA`
    GreyAlpha,
    /// `P`, of 1, 2, 4 or 8 bits; the index is the first sample.
    Palette { bits: u32 },
    /// `RGB`, the first three samples.
    Rgb,
    /// `RGBA`, the first four samples.
    Rgba { premultiplied: bool },
    /// `CMYK`, the first four samples.
    Cmyk,
    /// `RGB` from luminance and chrominance.
    YCbCr,
}

/// The tags that decide.
#[derive(Debug, Clone, Copy)]
pub struct Tags<'a> {
    pub photometric: u16,
    pub format: SampleFormat,
    pub bits: u32,
    pub samples: usize,
    pub extra: &'a [u16],
}

/// How the bits of a sample are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleFormat {
    Unsigned,
    Signed,
    Float,
}

const UNSPECIFIED: u16 = 0;
const PREMULTIPLIED_ALPHA: u16 = 1;
const ALPHA: u16 = 2;
/// Corel Draw's way of saying alpha.
const CORELS_ALPHA: u16 = 999;

/// The kind of pixels, none where Pillow does not know it either.
///
/// 16-bit and float grey are not inverted under WhiteIsZero: Pillow does not do it.
pub fn layout(tags: &Tags) -> Option<Layout> {
    let (first_extra, other_extras) = match tags.extra {
        [] => (None, &[][..]),
        [first, others @ ..] => (Some(*first), others),
    };
    if other_extras.iter().any(|&extra| extra != UNSPECIFIED) {
        return None;
    }
    match (
        tags.photometric,
        tags.samples - tags.extra.len().min(tags.samples),
    ) {
        (0 | 1, 1) => grey_layout(tags, first_extra),
        _ if tags.format != SampleFormat::Unsigned => None,
        (2, 3 | 4) if matches!(tags.bits, 8 | 16) => colour_layout(tags, first_extra),
        (3, 1) => match (tags.bits, first_extra) {
            (1 | 2 | 4 | 8, None) | (8, Some(UNSPECIFIED)) => Some(Layout::Palette { bits: tags.bits }),
            _ => None,
        },
        (5, 4) if matches!(tags.bits, 8 | 16) && first_extra.is_none_or(|e| e == UNSPECIFIED) => {
            Some(Layout::Cmyk)
        }
        (6, 1) if tags.bits == 8 && first_extra.is_none() => Some(Layout::Grey {
            bits: 8,
            inverted: false,
        }),
        (6, 3) if tags.bits == 8 && first_extra.is_none() => Some(Layout::YCbCr),
        _ => None,
    }
}

fn grey_layout(tags: &Tags, extra: Option<u16>) -> Option<Layout> {
    let inverted = tags.photometric == 0;
    let bits = tags.bits;
    match (tags.format, bits, extra) {
        (SampleFormat::Unsigned, 1 | 2 | 4 | 8, None) => Some(Layout::Grey { bits, inverted }),
        (SampleFormat::Signed, 8, None) if !inverted => Some(Layout::Grey { bits, inverted }),
        (SampleFormat::Unsigned, 8, Some(ALPHA)) if !inverted => Some(Layout::GreyAlpha),
        (SampleFormat::Unsigned, 16, None) => Some(Layout::Grey16),
        (SampleFormat::Signed, 16 | 32, None) if !inverted => Some(Layout::Integer),
        (SampleFormat::Unsigned, 32, None) if !inverted => Some(Layout::Integer),
        (SampleFormat::Float, 32, None) => Some(Layout::Float),
        _ => None,
    }
}

fn colour_layout(tags: &Tags, extra: Option<u16>) -> Option<Layout> {
    match (tags.samples, extra) {
        (3, None) | (4.., Some(UNSPECIFIED)) => Some(Layout::Rgb),
        // Four samples without a word about the fourth are meant as alpha.
        (4, None) | (4.., Some(ALPHA | CORELS_ALPHA)) => Some(Layout::Rgba { premultiplied: false }),
        (4.., Some(PREMULTIPLIED_ALPHA)) => Some(Layout::Rgba { premultiplied: true }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(
        photometric: u16,
        format: SampleFormat,
        bits: u32,
        samples: usize,
        extra: &[u16],
    ) -> Option<Layout> {
        layout(&Tags {
            photometric,
            format,
            bits,
            samples,
            extra,
        })
    }

    #[test]
    fn the_kinds_that_pillow_knows() {
        use SampleFormat::{Float, Signed, Unsigned};
        assert_eq!(
            of(0, Unsigned, 1, 1, &[]),
            Some(Layout::Grey {
                bits: 1,
                inverted: true
            })
        );
        assert_eq!(of(1, Unsigned, 16, 1, &[]), Some(Layout::Grey16));
        assert_eq!(of(1, Signed, 16, 1, &[]), Some(Layout::Integer));
        assert_eq!(of(1, Float, 32, 1, &[]), Some(Layout::Float));
        assert_eq!(of(1, Unsigned, 8, 2, &[2]), Some(Layout::GreyAlpha));
        assert_eq!(
            of(2, Unsigned, 8, 4, &[]),
            Some(Layout::Rgba { premultiplied: false })
        );
        assert_eq!(
            of(2, Unsigned, 16, 4, &[1]),
            Some(Layout::Rgba { premultiplied: true })
        );
        assert_eq!(of(2, Unsigned, 8, 5, &[0, 0]), Some(Layout::Rgb));
        assert_eq!(of(3, Unsigned, 4, 1, &[]), Some(Layout::Palette { bits: 4 }));
        assert_eq!(of(5, Unsigned, 8, 4, &[]), Some(Layout::Cmyk));
        for (photometric, format, bits, samples, extra) in [
            (1, Unsigned, 12, 1, &[][..]),
            (1, Float, 64, 1, &[]),
            (1, Unsigned, 8, 2, &[0]),
            (2, Float, 32, 3, &[]),
            (2, Unsigned, 8, 5, &[0, 2]),
            (3, Unsigned, 16, 1, &[]),
            (8, Unsigned, 8, 3, &[]),
            (2, Unsigned, 8, 1, &[0, 0]),
        ] {
            assert_eq!(
                of(photometric, format, bits, samples, extra),
                None,
                "{photometric} {bits} {extra:?}"
            );
        }
    }
}
