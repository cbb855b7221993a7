//! A JPEG's segments, walked without decoding: the frame header, and whether the file is all there.

use super::fault::Fault;

/// What the frame header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub width: u16,
    pub height: u16,
    /// Bits per sample.
    pub precision: u8,
    pub components: u8,
    /// The marker's second byte, which names the coding process: 0xc0 baseline, 0xc2 progressive, …
    pub process: u8,
}

const TEM: u8 = 0x01;
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;

/// The frame header of a JPEG that reaches its end-of-image marker.
///
/// Pillow calls a file without that marker truncated even if every row could be decoded, and so do we:
/// decoders fill what is missing with grey.
pub fn survey(bytes: &[u8]) -> Result<Frame, Fault> {
    let mut frame = None;
    let mut at = 2;
    while let Some((marker, after)) = next_marker(bytes, at) {
        at = after;
        match marker {
            EOI => return frame.ok_or_else(|| Fault::damaged("there is no frame header")),
            // Markers without a segment; restart markers and stuffed bytes belong to the coded data.
            0x00 | TEM | SOI | 0xd0..=0xd7 => {}
            _ => {
                let segment = segment(bytes, at)?;
                if frame.is_none() && is_frame_header(marker) {
                    frame = Some(parse_frame(marker, segment)?);
                }
                at += 2 + segment.len();
            }
        }
    }
    Err(Fault::truncated("there is no end-of-image marker"))
}

/// The next byte after a 0xff, and where it ends. What lies before it is coded data or litter.
fn next_marker(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let prefix = from + bytes.get(from..)?.iter().position(|&byte| byte == 0xff)?;
    let fill = bytes[prefix..].iter().position(|&byte| byte != 0xff)?;
    Some((bytes[prefix + fill], prefix + fill + 1))
}

/// The segment's content after its length.
fn segment(bytes: &[u8], at: usize) -> Result<&[u8], Fault> {
    let cut = || Fault::truncated("inside a segment");
    let (&length, _) = bytes
        .get(at..)
        .and_then(|rest| rest.split_first_chunk())
        .ok_or_else(cut)?;
    let length = usize::from(u16::from_be_bytes(length));
    if length < 2 {
        return Err(Fault::damaged("a segment is shorter than its own length"));
    }
    bytes.get(at + 2..at + length).ok_or_else(cut)
}

/// SOF0 to SOF15; three of the sixteen codes mean something else (DHT, JPG, DAC).
fn is_frame_header(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

fn parse_frame(process: u8, segment: &[u8]) -> Result<Frame, Fault> {
    let &[precision, h0, h1, w0, w1, components, ..] = segment else {
        return Err(Fault::damaged("the frame header is too short"));
    };
    let (width, height) = (u16::from_be_bytes([w0, w1]), u16::from_be_bytes([h0, h1]));
    Ok(Frame {
        width,
        height,
        precision,
        components,
        process,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: [u8; 12] = [0xff, 0xc2, 0, 9, 8, 0, 3, 0, 5, 1, 7, 7];

    fn file(parts: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8];
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        bytes
    }

    #[test]
    fn the_frame_is_found_behind_segments_fill_bytes_and_litter() {
        // The thumbnail's frame header inside APP1 must not count.
        let app1 = [0xff, 0xe1, 0, 8, 0xff, 0xc0, 0, 9, 8, 0];
        let scan = [0xff, 0xda, 0, 3, 1, 9, 0xff, 0, 8, 0xff, 0xd0, 7];
        let bytes = file(&[
            &app1,
            b"litter",
            &[0xff, 0xff],
            &FRAME,
            &scan,
            &[0xff, 0xd9],
            b"trailer",
        ]);
        let frame = survey(&bytes).unwrap();
        assert_eq!((frame.width, frame.height, frame.process), (5, 3, 0xc2));
    }

    #[test]
    fn a_file_without_its_end_is_truncated() {
        let whole = file(&[&FRAME, &[0xff, 0xda, 0, 3, 1, 9, 9, 9, 0xff, 0xd9]]);
        survey(&whole).unwrap();
        for cut in 2..whole.len() {
            let fault = survey(&whole[..cut]).unwrap_err();
            assert!(matches!(fault, Fault::Truncated(_)), "{cut}: {fault:?}");
        }
        let headless = survey(&file(&[&[0xff, 0xd9]])).unwrap_err();
        assert!(matches!(headless, Fault::Damaged(_)), "{headless:?}");
    }
}
