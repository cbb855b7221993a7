//! TIFF's samples made into pixels.

use super::description::Description;
use super::layout::Layout;
use super::turn::Turn;
use crate::picture::convert::{colours, unpremultiply};
use crate::picture::decode::fault::Fault;
use crate::picture::decode::jpeg::rgb_from_ycbcr;
use crate::picture::decode::samples::{INDICES, grey_levels, unpack};
use crate::picture::pixels::Pixels;

/// Samples as they are stored, of one sign.
pub enum Samples {
    Bytes(Vec<u8>),
    Words(Vec<u16>),
    Integers(Vec<i32>),
    Floats(Vec<f32>),
}

/// The pixels of a kind; the samples must be of that kind.
pub fn interpret(samples: Samples, layout: Layout, description: &Description) -> Result<Pixels, Fault> {
    match (layout, samples) {
        (Layout::Grey16, Samples::Words(values)) => Ok(Pixels::Grey16(values)),
        (Layout::Integer, Samples::Integers(values)) => Ok(Pixels::Integer(values)),
        (Layout::Float, Samples::Floats(values)) => Ok(Pixels::Float(values)),
        (_, Samples::Bytes(bytes)) => interpret_bytes(bytes, layout, description),
        // Pillow keeps the high byte.
        (_, Samples::Words(words)) => interpret_bytes(
            words.iter().map(|word| (word >> 8) as u8).collect(),
            layout,
            description,
        ),
        _ => Err(contradiction()),
    }
}

fn contradiction() -> Fault {
    Fault::damaged("the samples do not match their description")
}

fn interpret_bytes(bytes: Vec<u8>, layout: Layout, description: &Description) -> Result<Pixels, Fault> {
    let stride = (description.width * description.bits as usize).div_ceil(8);
    let unpacked = |bytes, bits, levels| unpack(bytes, stride, description.width, bits, levels);
    Ok(match layout {
        Layout::Grey { bits: 8, inverted } => Pixels::Grey(if inverted {
            bytes.iter().map(|byte| !byte).collect()
        } else {
            bytes
        }),
        Layout::Grey { bits, inverted } => {
            let mut grey = unpacked(&bytes, bits, &grey_levels(bits))?;
            if inverted {
                grey.iter_mut().for_each(|byte| *byte = !*byte);
            }
            if bits == 1 {
                Pixels::Bilevel(grey)
            } else {
                Pixels::Grey(grey)
            }
        }
        Layout::GreyAlpha => Pixels::GreyAlpha(bytes),
        Layout::Palette { bits } => {
            let indices = match bits {
                8 => leading::<1>(&bytes, description.samples),
                _ => unpacked(&bytes, bits, &INDICES)?,
            };
            Pixels::Palette {
                indices,
                colours: colours(palette(&description.colour_map)),
            }
        }
        Layout::Rgb => Pixels::Rgb(leading::<3>(&bytes, description.samples)),
        Layout::Rgba { premultiplied } => {
            let mut rgba = leading::<4>(&bytes, description.samples);
            if premultiplied {
                clear_transparent(&mut rgba);
                unpremultiply(&mut rgba, 4);
            }
            Pixels::Rgba(rgba)
        }
        Layout::Cmyk => Pixels::Cmyk(leading::<4>(&bytes, description.samples)),
        Layout::YCbCr => {
            let rgb: Vec<[u8; 3]> = bytes.as_chunks().0.iter().map(rgb_from_ycbcr).collect();
            Pixels::Rgb(rgb.into_flattened())
        }
        Layout::Grey16 | Layout::Integer | Layout::Float => return Err(contradiction()),
    })
}

/// The first `N` of every `samples` bytes.
fn leading<const N: usize>(bytes: &[u8], samples: usize) -> Vec<u8> {
    if samples == N {
        return bytes.to_vec();
    }
    bytes
        .chunks_exact(samples.max(N))
        .flat_map(|pixel| &pixel[..N])
        .copied()
        .collect()
}

/// Colours under no alpha mean nothing; Pillow makes them black.
fn clear_transparent(rgba: &mut [u8]) {
    let (pixels, _) = rgba.as_chunks_mut::<4>();
    pixels
        .iter_mut()
        .filter(|pixel| pixel[3] == 0)
        .for_each(|pixel| *pixel = [0; 4]);
}

/// All reds, then all greens, then all blues, of 16 bits.
fn palette(map: &[u16]) -> impl Iterator<Item = [u8; 3]> {
    let count = map.len() / 3;
    (0..count).map(move |i| [map[i], map[count + i], map[2 * count + i]].map(|v| (v >> 8) as u8))
}

/// The pixels of a picture turned upright.
pub fn turned(pixels: Pixels, turn: &Turn) -> Pixels {
    match pixels {
        Pixels::Bilevel(v) => Pixels::Bilevel(turn.apply(v, 1)),
        Pixels::Palette { indices, colours } => Pixels::Palette {
            indices: turn.apply(indices, 1),
            colours,
        },
        Pixels::Grey(v) => Pixels::Grey(turn.apply(v, 1)),
        Pixels::GreyAlpha(v) => Pixels::GreyAlpha(turn.apply(v, 2)),
        Pixels::Grey16(v) => Pixels::Grey16(turn.apply(v, 1)),
        Pixels::Integer(v) => Pixels::Integer(turn.apply(v, 1)),
        Pixels::Float(v) => Pixels::Float(turn.apply(v, 1)),
        Pixels::Rgb(v) => Pixels::Rgb(turn.apply(v, 3)),
        Pixels::Rgba(v) => Pixels::Rgba(turn.apply(v, 4)),
        Pixels::Cmyk(v) => Pixels::Cmyk(turn.apply(v, 4)),
    }
}
