//! TIFF and BigTIFF, the first picture of the file, in the kinds that Pillow reads.

use super::Decoded;
use super::fault::{Fault, checked_size};
use super::jpeg::rgb_from_ycbcr;
use super::samples::{INDICES, grey_levels, unpack};
use super::tiff_layout::{Layout, SampleFormat, Tags, layout};
use super::tiff_overlay::Overlay;
use super::tiff_turn::Turn;
use crate::picture::convert::{colours, unpremultiply};
use crate::picture::pixels::Pixels;
use crate::picture::{Limits, PictureNote};
use std::io::ErrorKind;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;
use tiff::{TiffError, TiffFormatError};

type Reader<'a> = Decoder<Overlay<'a>>;

pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Fault> {
    let (overlay, photometric) = Overlay::new(bytes).ok_or_else(|| no_interpretation(bytes))?;
    let fault = |error| fault_of(error, limits);
    let mut reader = Decoder::new(overlay).map_err(fault)?;
    let (width, height) = reader.dimensions().map_err(fault)?;
    let (width, height) = checked_size(width.into(), height.into(), limits)?;
    let file = File::read(&mut reader, photometric, width).map_err(fault)?;
    let layout = file.layout()?;
    file.refuse_unread_features(&layout)?;
    let mut reader = reader.with_limits(memory(limits));
    let samples = read_samples(&mut reader, &file, limits)?;
    let pixels = interpret(samples, layout, &file)?;
    let turn = Turn::new(file.orientation, (width, height));
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

/// What the first directory says about its samples.
struct File {
    photometric: u16,
    format: Option<SampleFormat>,
    bits: u32,
    samples: usize,
    extra: Vec<u16>,
    compression: u16,
    reversed_bits: bool,
    subsampling: Vec<u16>,
    orientation: u16,
    colour_map: Vec<u16>,
    width: usize,
}

const UNCOMPRESSED: u16 = 1;
const JPEG: u16 = 7;

impl File {
    fn read(reader: &mut Reader, photometric: u16, width: u32) -> Result<Self, TiffError> {
        let mut list =
            |tag| Ok::<_, TiffError>(reader.find_tag_unsigned_vec::<u16>(tag)?.unwrap_or_default());
        let first = |values: Vec<u16>, default| values.first().copied().unwrap_or(default);
        let format = match first(list(Tag::SampleFormat)?, 1) {
            1 => Some(SampleFormat::Unsigned),
            2 => Some(SampleFormat::Signed),
            3 => Some(SampleFormat::Float),
            _ => None,
        };
        Ok(Self {
            photometric,
            format,
            bits: first(list(Tag::BitsPerSample)?, 1).into(),
            samples: first(list(Tag::SamplesPerPixel)?, 1).into(),
            extra: list(Tag::ExtraSamples)?,
            compression: first(list(Tag::Compression)?, UNCOMPRESSED),
            reversed_bits: first(list(Tag::FillOrder)?, 1) == 2,
            subsampling: list(Tag::ChromaSubsampling)?,
            orientation: first(list(Tag::Orientation)?, 1),
            colour_map: list(Tag::ColorMap)?,
            width: width as usize,
        })
    }

    fn layout(&self) -> Result<Layout, Fault> {
        let Self {
            photometric,
            bits,
            samples,
            extra,
            ..
        } = self;
        let tags = self.format.map(|format| Tags {
            photometric: *photometric,
            format,
            bits: *bits,
            samples: *samples,
            extra,
        });
        tags.and_then(|tags| layout(&tags)).ok_or_else(|| {
            Fault::unsupported(format!(
                "photometric interpretation {photometric}, {samples} samples of {bits} bits, extra samples {extra:?}"
            ))
        })
    }

    fn refuse_unread_features(&self, layout: &Layout) -> Result<(), Fault> {
        if self.reversed_bits && (self.compression != UNCOMPRESSED || self.bits > 8) {
            return Err(Fault::unsupported(
                "reversed bits in compressed or 16-bit samples",
            ));
        }
        let whole = matches!(self.subsampling.as_slice(), [1, 1]);
        if *layout == Layout::YCbCr && self.compression != JPEG && !whole {
            return Err(Fault::unsupported("subsampled YCbCr without JPEG compression"));
        }
        Ok(())
    }
}

/// Samples as they are stored, of one sign.
enum Samples {
    Bytes(Vec<u8>),
    Words(Vec<u16>),
    Integers(Vec<i32>),
    Floats(Vec<f32>),
}

fn read_samples(reader: &mut Reader, file: &File, limits: &Limits) -> Result<Samples, Fault> {
    let fault = |error| fault_of(error, limits);
    let mut data = DecodingResult::U8(Vec::new());
    let layout = reader.read_image_to_buffer(&mut data).map_err(fault)?;
    if data.as_buffer(0).byte_len() < layout.complete_len {
        return Err(Fault::TooManyBytes(layout.complete_len as u64));
    }
    let planes = layout.planes;
    Ok(match data {
        DecodingResult::U8(mut data) => {
            if file.reversed_bits {
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
        _ => return Err(Fault::unsupported(format!("samples of {} bits", file.bits))),
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

fn interpret(samples: Samples, layout: Layout, file: &File) -> Result<Pixels, Fault> {
    match (layout, samples) {
        (Layout::Grey16, Samples::Words(values)) => Ok(Pixels::Grey16(values)),
        (Layout::Integer, Samples::Integers(values)) => Ok(Pixels::Integer(values)),
        (Layout::Float, Samples::Floats(values)) => Ok(Pixels::Float(values)),
        (_, Samples::Bytes(bytes)) => interpret_bytes(bytes, layout, file),
        // Pillow keeps the high byte.
        (_, Samples::Words(words)) => {
            interpret_bytes(words.iter().map(|word| (word >> 8) as u8).collect(), layout, file)
        }
        _ => Err(contradiction()),
    }
}

fn contradiction() -> Fault {
    Fault::damaged("the samples do not match their description")
}

fn interpret_bytes(bytes: Vec<u8>, layout: Layout, file: &File) -> Result<Pixels, Fault> {
    let stride = (file.width * file.bits as usize).div_ceil(8);
    let unpacked = |bytes, bits, levels| unpack(bytes, stride, file.width, bits, levels);
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
                8 => leading::<1>(&bytes, file.samples),
                _ => unpacked(&bytes, bits, &INDICES)?,
            };
            Pixels::Palette {
                indices,
                colours: colours(palette(&file.colour_map)),
            }
        }
        Layout::Rgb => Pixels::Rgb(leading::<3>(&bytes, file.samples)),
        Layout::Rgba { premultiplied } => {
            let mut rgba = leading::<4>(&bytes, file.samples);
            if premultiplied {
                clear_transparent(&mut rgba);
                unpremultiply(&mut rgba, 4);
            }
            Pixels::Rgba(rgba)
        }
        Layout::Cmyk => Pixels::Cmyk(leading::<4>(&bytes, file.samples)),
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

fn turned(pixels: Pixels, turn: &Turn) -> Pixels {
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

fn memory(limits: &Limits) -> tiff::decoder::Limits {
    let bytes = usize::try_from(limits.bytes()).unwrap_or(usize::MAX);
    let mut memory = tiff::decoder::Limits::default();
    memory.decoding_buffer_size = bytes;
    memory.intermediate_buffer_size = bytes;
    memory
}

/// Why the first directory's photometric interpretation could not be found.
fn no_interpretation(bytes: &[u8]) -> Fault {
    match Decoder::new(std::io::Cursor::new(bytes)) {
        Err(TiffError::IoError(error)) if error.kind() == ErrorKind::UnexpectedEof => {
            Fault::truncated("before the first directory's end")
        }
        _ => Fault::damaged("the first directory holds no photometric interpretation"),
    }
}

fn fault_of(error: TiffError, limits: &Limits) -> Fault {
    match error {
        TiffError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Fault::truncated("before the last row")
        }
        TiffError::FormatError(TiffFormatError::InvalidDimensions(width, height)) => Fault::NoPixels {
            width: width.into(),
            height: height.into(),
        },
        TiffError::LimitsExceeded => Fault::TooManyBytes(limits.bytes().saturating_add(1)),
        TiffError::UnsupportedError(error) => Fault::unsupported(error.to_string()),
        error => Fault::damaged(error.to_string()),
    }
}
