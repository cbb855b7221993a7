//! BMP headers: the seven sizes that Pillow knows, palettes, bit masks.

use crate::picture::Limits;
use crate::picture::decode::fault::{Fault, checked_size};

/// How a row's bytes become pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Palette indices of 1, 4 or 8 bits.
    Indexed,
    /// Palette indices, run-length coded.
    Runs,
    /// 16 bits: five of each colour.
    Rgb555,
    /// 16 bits: five, six and five.
    Rgb565,
    /// Whole bytes, at these places in the pixel.
    Bytes {
        colours: [usize; 3],
        alpha: Option<usize>,
    },
}

/// What a BMP says before its pixels.
#[derive(Debug)]
pub struct Header {
    pub width: u32,
    pub height: u32,
    pub top_down: bool,
    pub bits: u32,
    pub layout: Layout,
    /// As red, green, blue; empty without a palette.
    pub palette: Vec<[u8; 3]>,
    /// Where the pixels begin.
    pub offset: usize,
}

/// Length of the file header; the picture's header follows it.
const FILE_HEADER: usize = 14;
/// Header length of OS/2 1.x, whose fields are narrower.
const CORE: usize = 12;
const BLUE_GREEN_RED: [usize; 3] = [2, 1, 0];

pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Header, Fault> {
    let file = Fields(bytes);
    let length = file.u32(14)? as usize;
    if ![CORE, 40, 52, 56, 64, 108, 124].contains(&length) {
        return Err(Fault::unsupported(format!("a header of {length} bytes")));
    }
    let core = length == CORE;
    let (width, rows, bits) = match core {
        true => (u32::from(file.u16(18)?), u32::from(file.u16(20)?), file.u16(24)?),
        false => (file.u32(18)?, file.u32(22)?, file.u16(28)?),
    };
    // The sign as Pillow sees it: only heights down to −2²⁴ count as negative.
    let top_down = !core && rows >> 24 == 0xff;
    let height = if top_down { rows.wrapping_neg() } else { rows };
    let (width, height) = checked_size(width.into(), height.into(), limits)?;
    let (compression, claimed_colours) = if core {
        (0, 0)
    } else {
        (file.u32(30)?, file.u32(46)?)
    };
    let bits = u32::from(bits);
    let layout = layout(bits, compression, || masks(&file, length))?;
    let indexed = matches!(layout, Layout::Indexed | Layout::Runs);
    let colours = match claimed_colours {
        0 if indexed => 1 << bits,
        n => n as usize,
    };
    let mut offset = file.u32(10)? as usize;
    let mut palette = Vec::new();
    if indexed {
        if colours > 65_536 {
            return Err(Fault::unsupported(format!("a palette of {colours} colours")));
        }
        let (first, size) = (FILE_HEADER + length, if core { 3 } else { 4 });
        palette = read_palette(bytes, first, size, colours);
        // Some writers forget the palette in this offset.
        if offset == first {
            offset += 4 * colours;
        } else if offset == 0 {
            offset = first + size * colours;
        }
    } else if offset == 0 {
        offset = FILE_HEADER + length + if compression == 3 && length == 40 { 12 } else { 0 };
    }
    Ok(Header {
        width,
        height,
        top_down,
        bits,
        layout,
        palette,
        offset,
    })
}

fn layout(bits: u32, compression: u32, masks: impl Fn() -> Result<[u32; 4], Fault>) -> Result<Layout, Fault> {
    match (bits, compression) {
        (1 | 4 | 8, 0) => Ok(Layout::Indexed),
        (4, 2) | (8, 1) => Ok(Layout::Runs),
        (16, 0) => Ok(Layout::Rgb555),
        (24 | 32, 0) => Ok(Layout::Bytes {
            colours: BLUE_GREEN_RED,
            alpha: None,
        }),
        (16 | 24 | 32, 3) => masked_layout(bits, masks()?),
        (1 | 4 | 8 | 16 | 24 | 32, _) => Err(Fault::unsupported(format!("compression {compression}"))),
        _ => Err(Fault::unsupported(format!("{bits} bits a pixel"))),
    }
}

fn masked_layout(bits: u32, masks: [u32; 4]) -> Result<Layout, Fault> {
    let [red, green, blue, alpha] = masks;
    match (bits, [red, green, blue]) {
        (16, [0x7c00, 0x03e0, 0x001f]) => return Ok(Layout::Rgb555),
        (16, [0xf800, 0x07e0, 0x001f]) => return Ok(Layout::Rgb565),
        (32, [0, 0, 0]) if alpha == 0 => {
            return Ok(Layout::Bytes {
                colours: BLUE_GREEN_RED,
                alpha: Some(3),
            });
        }
        _ => {}
    }
    let size = (bits / 8) as usize;
    let place = |mask: u32| (0..size).find(|&byte| mask == 0xff << (8 * byte));
    let colours = [red, green, blue].map(place);
    let alpha_place = place(alpha);
    match colours {
        [Some(r), Some(g), Some(b)] if bits > 16 && (alpha == 0 || alpha_place.is_some()) => {
            Ok(Layout::Bytes {
                colours: [r, g, b],
                alpha: alpha_place,
            })
        }
        _ => Err(Fault::unsupported(format!(
            "the bit masks {red:#x}, {green:#x}, {blue:#x}, {alpha:#x}"
        ))),
    }
}

/// Red, green, blue and alpha. Headers of 40 bytes are followed by the first three, those of 52 hold no fourth.
fn masks(file: &Fields, header: usize) -> Result<[u32; 4], Fault> {
    let alpha = if header >= 56 { file.u32(66)? } else { 0 };
    Ok([file.u32(54)?, file.u32(58)?, file.u32(62)?, alpha])
}

/// As many whole colours as there are; the others stay undefined.
fn read_palette(bytes: &[u8], first: usize, size: usize, colours: usize) -> Vec<[u8; 3]> {
    let entries = bytes.get(first..).unwrap_or_default().chunks_exact(size);
    entries
        .take(colours)
        .map(|entry| [entry[2], entry[1], entry[0]])
        .collect()
}

/// Little-endian numbers at fixed places.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn array<const N: usize>(&self, at: usize) -> Result<[u8; N], Fault> {
        let found = self.0.get(at..).and_then(|rest| rest.first_chunk());
        found
            .copied()
            .ok_or_else(|| Fault::truncated("inside the header"))
    }

    fn u16(&self, at: usize) -> Result<u16, Fault> {
        self.array(at).map(u16::from_le_bytes)
    }

    fn u32(&self, at: usize) -> Result<u32, Fault> {
        self.array(at).map(u32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_whole_bytes_are_read_in_any_order() {
        let bytes = |colours, alpha| Layout::Bytes { colours, alpha };
        let table = [
            ([0xff_0000, 0xff00, 0xff, 0], bytes([2, 1, 0], None)),
            ([0xff00_0000, 0xff_0000, 0xff00, 0], bytes([3, 2, 1], None)),
            ([0xff00_0000, 0xff00, 0xff, 0xff_0000], bytes([3, 1, 0], Some(2))),
            ([0xff, 0xff00, 0xff_0000, 0xff00_0000], bytes([0, 1, 2], Some(3))),
            ([0, 0, 0, 0], bytes([2, 1, 0], Some(3))),
        ];
        for (masks, expected) in table {
            assert_eq!(masked_layout(32, masks).unwrap(), expected, "{masks:x?}");
        }
        assert_eq!(
            masked_layout(16, [0xf800, 0x7e0, 0x1f, 0]).unwrap(),
            Layout::Rgb565
        );
        for (bits, masks) in [
            (16, [0xf00, 0xf0, 0xf, 0]),
            (32, [0x3ff, 0xffc00, 0x3ff0_0000, 0]),
            (16, [0; 4]),
        ] {
            masked_layout(bits, masks).unwrap_err();
        }
    }
}
