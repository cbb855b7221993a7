//! WebP: `RGBA` where the header promises alpha, else `RGB`.

use super::Decoded;
use super::fault::{Fault, checked_size, zeroed};
use crate::picture::pixels::Pixels;
use crate::picture::{Limits, PictureNote};
use image::codecs::webp::WebPDecoder;
use image::{ColorType, ImageDecoder, ImageError};
use std::io::{Cursor, ErrorKind};

pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Fault> {
    complete(bytes)?;
    if let Some((width, height)) = claimed_size(bytes) {
        checked_size(width, height, limits)?;
    }
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(fault_of)?;
    let (width, height) = decoder.dimensions();
    let (width, height) = checked_size(width.into(), height.into(), limits)?;
    let notes = decoder
        .has_animation()
        .then_some(PictureNote::FirstOfSeveral)
        .into_iter()
        .collect();
    let colour = decoder.color_type();
    let needed = decoder.total_bytes();
    let mut data = zeroed(usize::try_from(needed).map_err(|_| Fault::Memory(needed))?)?;
    decoder.read_image(&mut data).map_err(fault_of)?;
    let pixels = match colour {
        ColorType::Rgba8 => Pixels::Rgba(data),
        _ => Pixels::Rgb(data),
    };
    Ok(Decoded {
        width,
        height,
        pixels,
        notes,
    })
}

/// The container says how long it is; a decoder may be content with less.
fn complete(bytes: &[u8]) -> Result<(), Fault> {
    let claimed = bytes
        .get(4..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |&size| u32::from_le_bytes(size));
    let claimed = u64::from(claimed) + 8;
    let found = bytes.len() as u64;
    if found < claimed {
        return Err(Fault::truncated(format!("{found} of {claimed} bytes")));
    }
    Ok(())
}

/// Width and height of a lossy picture without extensions, where the decoder does not say why it refuses zeros.
fn claimed_size(bytes: &[u8]) -> Option<(u64, u64)> {
    let side = |at: usize| {
        let pair = *bytes.get(at..)?.first_chunk()?;
        Some(u64::from(u16::from_le_bytes(pair) & 0x3fff))
    };
    (bytes.get(12..16)? == b"VP8 " && bytes.get(23..26)? == b"\x9d\x01\x2a").then_some((side(26)?, side(28)?))
}

fn fault_of(error: ImageError) -> Fault {
    match error {
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Fault::truncated("before the end of the pixels")
        }
        ImageError::Unsupported(error) => Fault::unsupported(error.to_string()),
        error => Fault::damaged(error.to_string()),
    }
}
