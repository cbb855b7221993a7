//! JPEG, baseline and progressive: grey as `L`, colour as `RGB`, four components as `CMYK` (Adobe's inverted
//! convention, as Pillow assumes). The EXIF orientation is not applied.

mod survey;

use super::Decoded;
use super::fault::{Fault, checked_size, zeroed};
use crate::base::printable;
use crate::picture::pixels::Pixels;
use crate::picture::{Limits, PictureNote};
pub use survey::frame_of;
use survey::survey;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Fault> {
    let frame = survey(bytes)?;
    let (width, height) = checked_size(frame.width.into(), frame.height.into(), limits)?;
    frame.supported()?;
    let pixels = width as usize * height as usize;
    let samples = pixels * usize::from(frame.components);
    let mut notes = Vec::new();
    let (data, space) = match decode_samples(bytes, samples, true) {
        Ok(decoded) => decoded,
        // What the standard forbids is often harmless, and Pillow shows what can be shown: so do we, and say so.
        Err(Fault::Damaged(detail)) => {
            let decoded = decode_samples(bytes, samples, false)?;
            notes.push(PictureNote::Damaged {
                detail: printable(&detail).into_owned(),
            });
            decoded
        }
        Err(fault) => return Err(fault),
    };
    let pixels = match (frame.components, space) {
        (1, _) => Pixels::Grey(data),
        (3, _) => Pixels::Rgb(data),
        (_, ColorSpace::YCCK) => Pixels::Cmyk(cmyk_from_ycck(data)),
        _ => Pixels::Cmyk(data.iter().map(|sample| 255 - sample).collect()),
    };
    Ok(Decoded {
        width,
        height,
        pixels,
        notes,
    })
}

/// The samples, and the colour space that those of four components are in.
fn decode_samples(bytes: &[u8], expected: usize, strict: bool) -> Result<(Vec<u8>, ColorSpace), Fault> {
    let side = usize::from(u16::MAX);
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .set_strict_mode(strict);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(fault_of)?;
    let space = decoder.input_colorspace().unwrap_or(ColorSpace::Unknown);
    let wanted = match space {
        ColorSpace::Luma | ColorSpace::CMYK | ColorSpace::YCCK => space,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    if decoder.output_buffer_size() != Some(expected) {
        return Err(Fault::damaged(
            "the colour space contradicts the number of components",
        ));
    }
    let mut samples = zeroed(expected)?;
    decoder.decode_into(&mut samples).map_err(fault_of)?;
    Ok((samples, space))
}

/// YCbCr to RGB with JFIF's factors in 16-bit fixed point.
pub fn rgb_from_ycbcr(&[y, cb, cr]: &[u8; 3]) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    let shifted = |sum: i32| ((sum + (1 << 15)) >> 16).clamp(0, 255) as u8;
    [
        shifted(y + 91_881 * cr),
        shifted(y - 22_554 * cb - 46_802 * cr),
        shifted(y + 116_130 * cb),
    ]
}

/// Inverted CMYK is RGB with an inverted K, so the inks are the colours themselves.
fn cmyk_from_ycck(mut data: Vec<u8>) -> Vec<u8> {
    for pixel in data.as_chunks_mut().0 {
        let [y, cb, cr, k] = *pixel;
        let [c, m, y] = rgb_from_ycbcr(&[y, cb, cr]);
        *pixel = [c, m, y, 255 - k];
    }
    data
}

fn fault_of(error: DecodeErrors) -> Fault {
    match error {
        DecodeErrors::ExhaustedData => Fault::truncated("before the end of the pixels"),
        DecodeErrors::Unsupported(kind) => Fault::unsupported(format!("{kind:?}")),
        error => Fault::damaged(error.to_string()),
    }
}
