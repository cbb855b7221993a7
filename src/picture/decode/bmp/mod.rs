//! BMP as Pillow's plugin reads it: palettes that are grey ramps become `L` or `1`; 32 bits without masks are RGB.

mod header;
mod runs;

use super::Decoded;
use super::fault::{Fault, zeroed};
use super::samples::{INDICES, unpack};
use crate::picture::Limits;
use crate::picture::convert::colours;
use crate::picture::pixels::Pixels;
use header::{Header, Layout, parse};
use runs::expand;

pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Fault> {
    let header = parse(bytes, limits)?;
    let (width, height) = (header.width as usize, header.height as usize);
    let data = bytes.get(header.offset..).unwrap_or_default();
    let (row_bytes, mut pixels) = match header.layout {
        Layout::Runs => (width, expand(data, width, height, header.bits == 4)?),
        layout => decode_rows(data, &header, layout)?,
    };
    if !header.top_down {
        flip(&mut pixels, row_bytes);
    }
    let pixels = match header.layout {
        Layout::Indexed | Layout::Runs => interpret_indices(pixels, &header),
        Layout::Bytes { alpha: Some(_), .. } => Pixels::Rgba(pixels),
        _ => Pixels::Rgb(pixels),
    };
    Ok(Decoded {
        width: header.width,
        height: header.height,
        pixels,
        notes: Vec::new(),
    })
}

/// The decoded bytes of a row, and those of all rows in the file's order.
fn decode_rows(data: &[u8], header: &Header, layout: Layout) -> Result<(usize, Vec<u8>), Fault> {
    let (width, height, bits) = (
        header.width as usize,
        header.height as usize,
        header.bits as usize,
    );
    let used = (width * bits).div_ceil(8);
    // Rows are padded to four bytes; the last one's padding may be missing.
    let stride = used.next_multiple_of(4);
    let needed = stride * (height - 1) + used;
    let Some(data) = data.get(..needed) else {
        return Err(Fault::truncated(format!(
            "{} of {needed} bytes of pixels",
            data.len()
        )));
    };
    if layout == Layout::Indexed && bits < 8 {
        return Ok((width, unpack(data, stride, width, header.bits, &INDICES)?));
    }
    let channels = match layout {
        Layout::Indexed => 1,
        Layout::Bytes { alpha: Some(_), .. } => 4,
        _ => 3,
    };
    let row_bytes = width * channels;
    let mut pixels = zeroed(row_bytes * height)?;
    for (row, out) in data.chunks(stride).zip(pixels.chunks_exact_mut(row_bytes)) {
        let places = row[..used]
            .chunks_exact(bits / 8)
            .zip(out.chunks_exact_mut(channels));
        for (pixel, out) in places {
            match layout {
                Layout::Rgb555 => out.copy_from_slice(&from_16_bits(pixel, 5)),
                Layout::Rgb565 => out.copy_from_slice(&from_16_bits(pixel, 6)),
                Layout::Bytes {
                    colours: [r, g, b],
                    alpha,
                } => {
                    out[..3].copy_from_slice(&[pixel[r], pixel[g], pixel[b]]);
                    alpha.into_iter().for_each(|a| out[3] = pixel[a]);
                }
                Layout::Indexed | Layout::Runs => out.copy_from_slice(pixel),
            }
        }
    }
    Ok((row_bytes, pixels))
}

/// Red and blue have five bits, green has `green` bits.
fn from_16_bits(pixel: &[u8], green: u32) -> [u8; 3] {
    let value = u32::from(pixel[0]) | u32::from(pixel[1]) << 8;
    let spread = |shift: u32, bits: u32| {
        let highest = (1 << bits) - 1;
        (((value >> shift) & highest) * 255 / highest) as u8
    };
    [spread(5 + green, 5), spread(5, green), spread(0, 5)]
}

fn flip(pixels: &mut [u8], row_bytes: usize) {
    let half = pixels.len() / row_bytes / 2 * row_bytes;
    let (top, rest) = pixels.split_at_mut(half);
    let bottom = rest.rchunks_exact_mut(row_bytes);
    top.chunks_exact_mut(row_bytes)
        .zip(bottom)
        .for_each(|(a, b)| a.swap_with_slice(b));
}

/// A palette of all greys in order is no palette.
fn interpret_indices(indices: Vec<u8>, header: &Header) -> Pixels {
    let ramp = |values: &[u8]| header.palette.iter().copied().eq(values.iter().map(|&v| [v; 3]));
    let greys: Vec<u8> = (0..=255).collect();
    let count = header.palette.len();
    if header.bits == 1 && ramp(&[0, 255]) {
        Pixels::Bilevel(indices.iter().map(|index| index * 255).collect())
    } else if header.bits == 8 && count != 2 && count <= 256 && ramp(&greys[..count]) {
        Pixels::Grey(indices)
    } else {
        Pixels::Palette {
            indices,
            colours: colours(header.palette.iter().copied()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_16_bits_are_spread_over_the_whole_range() {
        assert_eq!(from_16_bits(&[0xff, 0x7f], 5), [255; 3]);
        assert_eq!(from_16_bits(&[0xe0, 0x07], 6), [0, 255, 0]);
        assert_eq!(from_16_bits(&[0x01, 0x04], 5), [8, 0, 8]);
    }

    #[test]
    fn rows_are_turned_upside_down() {
        let mut rows = [1, 1, 2, 2, 3, 3];
        flip(&mut rows, 2);
        assert_eq!(rows, [3, 3, 2, 2, 1, 1]);
        let mut even = [1, 2, 3, 4];
        flip(&mut even, 1);
        assert_eq!(even, [4, 3, 2, 1]);
    }
}
