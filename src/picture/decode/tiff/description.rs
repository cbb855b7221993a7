//! What a TIFF's first directory says about its samples.

use super::layout::{Layout, SampleFormat, Tags, layout};
use super::overlay::Overlay;
use crate::picture::decode::fault::Fault;
use tiff::TiffError;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

/// The tags that the decoder does not interpret for us.
pub struct Description {
    photometric: u16,
    format: Option<SampleFormat>,
    extra: Vec<u16>,
    subsampling: Vec<u16>,
    /// Bits of a sample.
    pub bits: u32,
    /// Samples of a pixel, extra ones included.
    pub samples: usize,
    /// Strips and tiles are JPEGs.
    pub is_jpeg: bool,
    is_compressed: bool,
    /// The lowest bit of a byte is the leftmost.
    pub reversed_bits: bool,
    /// 1 to 8, as in EXIF.
    pub orientation: u16,
    /// All reds, then all greens, then all blues.
    pub colour_map: Vec<u16>,
    /// Pixels in a row.
    pub width: usize,
}

const UNCOMPRESSED: u16 = 1;
const JPEG: u16 = 7;
const LOWEST_BIT_FIRST: u16 = 2;

impl Description {
    pub fn read(reader: &mut Decoder<Overlay>, photometric: u16, width: u32) -> Result<Self, TiffError> {
        let mut list =
            |tag| Ok::<_, TiffError>(reader.find_tag_unsigned_vec::<u16>(tag)?.unwrap_or_default());
        let first = |values: Vec<u16>| values.first().copied().unwrap_or(1);
        let format = match first(list(Tag::SampleFormat)?) {
            1 => Some(SampleFormat::Unsigned),
            2 => Some(SampleFormat::Signed),
            3 => Some(SampleFormat::Float),
            _ => None,
        };
        let compression = first(list(Tag::Compression)?);
        Ok(Self {
            photometric,
            format,
            extra: list(Tag::ExtraSamples)?,
            subsampling: list(Tag::ChromaSubsampling)?,
            bits: first(list(Tag::BitsPerSample)?).into(),
            samples: first(list(Tag::SamplesPerPixel)?).into(),
            is_jpeg: compression == JPEG,
            is_compressed: compression != UNCOMPRESSED,
            reversed_bits: first(list(Tag::FillOrder)?) == LOWEST_BIT_FIRST,
            orientation: first(list(Tag::Orientation)?),
            colour_map: list(Tag::ColorMap)?,
            width: width as usize,
        })
    }

    /// The kind of pixels, or why it cannot be read.
    pub fn layout(&self) -> Result<Layout, Fault> {
        let (photometric, bits, samples, extra) = (self.photometric, self.bits, self.samples, &self.extra);
        if self.reversed_bits && (self.is_compressed || bits > 8) {
            return Err(Fault::unsupported(
                "reversed bits in compressed or 16-bit samples",
            ));
        }
        let tags = self.format.map(|format| Tags {
            photometric,
            format,
            bits,
            samples,
            extra,
        });
        let layout = tags.and_then(|tags| layout(&tags)).ok_or_else(|| {
            Fault::unsupported(format!(
                "photometric interpretation {photometric}, {samples} samples of {bits} bits, extra samples {extra:?}"
            ))
        })?;
        if layout == Layout::YCbCr && !self.is_jpeg && self.subsampling != [1, 1] {
            return Err(Fault::unsupported("subsampled YCbCr without JPEG compression"));
        }
        Ok(layout)
    }
}
