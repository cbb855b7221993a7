//! Pillow's `resize`, bit for bit: two passes, rounded to the mode's depth between them.

mod coefficients;
mod eight_bit;
mod nearest;
mod passes;
mod wide;

pub use coefficients::Filter;
pub use eight_bit::resize_bytes;
pub use passes::{Order, Pillow, Size};

use super::convert::{premultiply, unpremultiply};
use super::pixels::Pixels;
use bytemuck::TransparentWrapper;
use bytemuck::allocation::TransparentWrapperAlloc;
use nearest::nearest;
use wide::{Clipped, resize_values};

/// The pixels of a picture of size `from`, resized to `to` in their own mode.
///
/// Bilevel and palette pictures are resized with NEAREST whatever the filter, colours with alpha are premultiplied
/// for the time of the resize, and where neither side changes nothing is computed at all.
pub fn resize(pixels: &Pixels, from: Size, to: Size, filter: Filter, pillow: Pillow) -> Pixels {
    if from == to {
        return pixels.clone();
    }
    let order = pillow.order(from, to);
    let bytes = |bytes: &[u8], channels| resize_bytes(bytes, channels, from, to, filter, order);
    let with_alpha = |straight: &[u8], channels| {
        let mut premultiplied = straight.to_vec();
        premultiply(&mut premultiplied, channels);
        let mut resized = bytes(&premultiplied, channels);
        unpremultiply(&mut resized, channels);
        resized
    };
    match pixels {
        Pixels::Bilevel(values) => Pixels::Bilevel(nearest(values, from, to)),
        Pixels::Palette { indices, colours } => Pixels::Palette {
            indices: nearest(indices, from, to),
            colours: colours.clone(),
        },
        Pixels::Grey(grey) => Pixels::Grey(bytes(grey, 1)),
        Pixels::GreyAlpha(pairs) => Pixels::GreyAlpha(with_alpha(pairs, 2)),
        Pixels::Rgb(rgb) => Pixels::Rgb(bytes(rgb, 3)),
        Pixels::Rgba(rgba) => Pixels::Rgba(with_alpha(rgba, 4)),
        Pixels::Cmyk(cmyk) => Pixels::Cmyk(bytes(cmyk, 4)),
        Pixels::Grey16(values) => Pixels::Grey16(match pillow {
            Pillow::V11 => resize_values(values, from, to, filter, order),
            Pillow::V13 => {
                let values: &[Clipped] = Clipped::wrap_slice(values);
                Clipped::peel_vec(resize_values(values, from, to, filter, order))
            }
        }),
        Pixels::Integer(values) => Pixels::Integer(resize_values(values, from, to, filter, order)),
        Pixels::Float(values) => Pixels::Float(resize_values(values, from, to, filter, order)),
    }
}
