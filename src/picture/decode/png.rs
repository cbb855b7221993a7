//! PNG, every colour type and depth, as Pillow's plugin reads it: transparency chunks do not change the mode.

use super::Decoded;
use super::fault::{Fault, checked_size, zeroed};
use super::samples::{INDICES, grey_levels, high_bytes, unpack};
use crate::picture::convert::colours;
use crate::picture::pixels::Pixels;
use crate::picture::{Limits, PictureNote};
use png::{BitDepth, ColorType, DecodingError};
use std::io::{Cursor, ErrorKind};

pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Fault> {
    let (width, height) = claimed_size(bytes)?;
    let (width, height) = checked_size(width, height, limits)?;
    let memory = png::Limits {
        bytes: usize::try_from(limits.bytes()).unwrap_or(usize::MAX),
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), memory);
    decoder.set_transformations(png::Transformations::IDENTITY);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(fault_of)?;
    let needed = reader.output_buffer_size().ok_or(Fault::TooManyBytes)?;
    let mut data = zeroed(needed)?;
    let frame = reader.next_frame(&mut data).map_err(fault_of)?;
    if (frame.width, frame.height) != (width, height) {
        return Err(Fault::damaged("the first frame does not cover the picture"));
    }
    let info = reader.info();
    let palette = info.palette.as_deref().unwrap_or_default();
    let pixels = interpret(data, width as usize, &frame, palette)?;
    let several = info
        .animation_control
        .is_some_and(|control| control.num_frames > 1);
    let notes = several
        .then_some(PictureNote::FirstOfSeveral)
        .into_iter()
        .collect();
    Ok(Decoded {
        width,
        height,
        pixels,
        notes,
    })
}

/// Width and height of the header; the decoder itself would refuse zeros without saying so.
fn claimed_size(bytes: &[u8]) -> Result<(u64, u64), Fault> {
    let Some((&[_, _, _, _, a, b, c, d, w0, w1, w2, w3, h0, h1, h2, h3], _)) =
        bytes.get(8..).and_then(|rest| rest.split_first_chunk())
    else {
        return Err(Fault::truncated("inside the header"));
    };
    if [a, b, c, d] != *b"IHDR" {
        return Err(Fault::damaged("the header is not the first chunk"));
    }
    let number = |bytes| u64::from(u32::from_be_bytes(bytes));
    Ok((number([w0, w1, w2, w3]), number([h0, h1, h2, h3])))
}

/// Pillow's table of modes: 16-bit grey keeps its depth, 16-bit grey with alpha becomes RGBA,
/// other 16-bit samples lose their low byte.
fn interpret(data: Vec<u8>, width: usize, frame: &png::OutputInfo, palette: &[u8]) -> Result<Pixels, Fault> {
    let stride = frame.line_size;
    let bits = frame.bit_depth as u32;
    let table = || colours(palette.as_chunks().0.iter().copied());
    Ok(match (frame.color_type, frame.bit_depth) {
        (ColorType::Grayscale, BitDepth::One) => {
            Pixels::Bilevel(unpack(&data, stride, width, bits, &grey_levels(bits))?)
        }
        (ColorType::Grayscale, BitDepth::Eight) => Pixels::Grey(data),
        (ColorType::Grayscale, BitDepth::Sixteen) => Pixels::Grey16(
            data.as_chunks()
                .0
                .iter()
                .map(|&pair| u16::from_be_bytes(pair))
                .collect(),
        ),
        (ColorType::Grayscale, _) => Pixels::Grey(unpack(&data, stride, width, bits, &grey_levels(bits))?),
        (ColorType::Indexed, BitDepth::Eight) => Pixels::Palette {
            indices: data,
            colours: table(),
        },
        (ColorType::Indexed, _) => Pixels::Palette {
            indices: unpack(&data, stride, width, bits, &INDICES)?,
            colours: table(),
        },
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen) => {
            let rgba: Vec<[u8; 4]> = data
                .as_chunks()
                .0
                .iter()
                .map(|&[v, _, a, _]| [v, v, v, a])
                .collect();
            Pixels::Rgba(rgba.into_flattened())
        }
        (ColorType::GrayscaleAlpha, _) => Pixels::GreyAlpha(data),
        (ColorType::Rgb, BitDepth::Sixteen) => Pixels::Rgb(high_bytes(&data)),
        (ColorType::Rgb, _) => Pixels::Rgb(data),
        (ColorType::Rgba, BitDepth::Sixteen) => Pixels::Rgba(high_bytes(&data)),
        (ColorType::Rgba, _) => Pixels::Rgba(data),
    })
}

fn fault_of(error: DecodingError) -> Fault {
    match error {
        DecodingError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Fault::truncated("before the end of the pixels")
        }
        DecodingError::LimitsExceeded => Fault::TooManyBytes,
        error => Fault::damaged(error.to_string()),
    }
}
