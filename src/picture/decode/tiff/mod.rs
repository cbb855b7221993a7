//! TIFF and BigTIFF, the first picture of the file, in the kinds that Pillow reads.

mod description;
mod directory;
mod layout;
mod overlay;
mod pixels;
mod turn;

use super::Decoded;
use super::fault::{Fault, checked_size};
use super::jpeg::frame_of;
use crate::picture::{Limits, PictureNote};
use description::Description;
use overlay::Overlay;
use pixels::{Samples, interpret, turned};
use std::io::ErrorKind;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;
use tiff::{TiffError, TiffFormatError};
use turn::Turn;

type Reader<'a> = Decoder<Overlay<'a>>;

pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Fault> {
    let (overlay, photometric) = Overlay::new(bytes)?;
    let mut reader = Decoder::new(overlay).map_err(fault_of)?;
    let (width, height) = reader.dimensions().map_err(fault_of)?;
    let (width, height) = checked_size(width.into(), height.into(), limits)?;
    let description = Description::read(&mut reader, photometric, width).map_err(fault_of)?;
    let layout = description.layout()?;
    if description.is_jpeg {
        check_frames(bytes, &mut reader, limits)?;
    }
    let mut reader = reader.with_limits(memory(limits));
    let samples = read_samples(&mut reader, &description)?;
    let pixels = interpret(samples, layout, &description)?;
    let turn = Turn::new(description.orientation, (width, height));
    let (width, height) = turn.size();
    let pixels = turned(pixels, &turn);
    let notes = reader
        .more_images()
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

fn read_samples(reader: &mut Reader, description: &Description) -> Result<Samples, Fault> {
    let mut data = DecodingResult::U8(Vec::new());
    let layout = reader.read_image_to_buffer(&mut data).map_err(fault_of)?;
    if data.as_buffer(0).byte_len() < layout.complete_len {
        return Err(Fault::TooManyBytes);
    }
    let planes = layout.planes;
    Ok(match data {
        DecodingResult::U8(mut data) => {
            if description.reversed_bits {
                data.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
            }
            Samples::Bytes(interleaved(data, planes))
        }
        DecodingResult::I8(data) => Samples::Bytes(interleaved(bytemuck::cast_vec(data), planes)),
        DecodingResult::U16(data) => Samples::Words(interleaved(data, planes)),
        DecodingResult::I16(data) => Samples::Integers(data.into_iter().map(i32::from).collect()),
        DecodingResult::U32(data) => Samples::Integers(bytemuck::cast_vec(data)),
        DecodingResult::I32(data) => Samples::Integers(data),
        DecodingResult::F32(data) => Samples::Floats(data),
        _ => {
            return Err(Fault::unsupported(format!(
                "samples of {} bits",
                description.bits
            )));
        }
    })
}

/// Planes stored one after the other, as pixels.
fn interleaved<T: Copy>(data: Vec<T>, planes: usize) -> Vec<T> {
    if planes <= 1 {
        return data;
    }
    let size = data.len() / planes;
    (0..size * planes)
        .map(|i| data[i % planes * size + i / planes])
        .collect()
}

/// The decoder believes what the JPEG in a strip or tile claims.
fn check_frames(bytes: &[u8], reader: &mut Reader, limits: &Limits) -> Result<(), Fault> {
    let mut list = |strips, tiles| {
        let found = match reader.find_tag_unsigned_vec::<u64>(strips).map_err(fault_of)? {
            Some(values) => Some(values),
            None => reader.find_tag_unsigned_vec(tiles).map_err(fault_of)?,
        };
        Ok::<_, Fault>(found.unwrap_or_default())
    };
    let offsets = list(Tag::StripOffsets, Tag::TileOffsets)?;
    let lengths = list(Tag::StripByteCounts, Tag::TileByteCounts)?;
    for (offset, length) in offsets.into_iter().zip(lengths) {
        let range = usize::try_from(offset)
            .ok()
            .zip(usize::try_from(offset.saturating_add(length)).ok());
        let jpeg = range.and_then(|(start, end)| bytes.get(start..end));
        let frame = frame_of(jpeg.ok_or_else(|| Fault::truncated("inside a strip or tile"))?)?;
        checked_size(frame.width.into(), frame.height.into(), limits)?;
        frame.supported()?;
    }
    Ok(())
}

fn memory(limits: &Limits) -> tiff::decoder::Limits {
    let bytes = usize::try_from(limits.bytes()).unwrap_or(usize::MAX);
    let mut memory = tiff::decoder::Limits::default();
    memory.decoding_buffer_size = bytes;
    memory.intermediate_buffer_size = bytes;
    memory
}

fn fault_of(error: TiffError) -> Fault {
    match error {
        TiffError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Fault::truncated("before the end of the pixels")
        }
        TiffError::FormatError(TiffFormatError::InvalidDimensions(width, height)) => Fault::NoPixels {
            width: width.into(),
            height: height.into(),
        },
        TiffError::LimitsExceeded => Fault::TooManyBytes,
        TiffError::UnsupportedError(error) => Fault::unsupported(error.to_string()),
        error => Fault::damaged(error.to_string()),
    }
}
