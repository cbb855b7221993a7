//! A JPEG's segments, walked without decoding: the frame header, and whether the file is all there.

use crate::picture::decode::fault::Fault;

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
    /// Horizontal and vertical sampling factor of each component, in its upper and lower half; 0 for the absent.
    sampling: [u8; 4],
}

impl Frame {
    /// Why the decoder cannot be trusted with such a frame: it panics on some samplings that nobody writes.
    pub fn supported(&self) -> Result<(), Fault> {
        let process = match self.process {
            0xc0..=0xc2 => None,
            0xc3 => Some("lossless coding"),
            0xc9 | 0xca => Some("arithmetic coding"),
            _ => Some("hierarchical or lossless coding"),
        };
        if let Some(process) = process {
            return Err(Fault::unsupported(process));
        }
        if self.precision != 8 {
            return Err(Fault::unsupported(format!("{} bits a sample", self.precision)));
        }
        if !matches!(self.components, 1 | 3 | 4) {
            return Err(Fault::unsupported(format!("{} components", self.components)));
        }
        let [first, others @ ..] = self.sampling.map(|factors| (factors >> 4, factors & 15));
        let divides = |part: u8, whole: u8| part > 0 && whole.is_multiple_of(part);
        let present = &others[..usize::from(self.components) - 1];
        let sound = (1..=4).contains(&first.0) && (1..=4).contains(&first.1);
        if !sound
            || !present
                .iter()
                .all(|&(h, v)| divides(h, first.0) && divides(v, first.1))
        {
            return Err(Fault::unsupported(
                "a colour component sampled more finely than the first one",
            ));
        }
        Ok(())
    }
}

const TEM: u8 = 0x01;
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;

/// The frame header of a JPEG that reaches its end-of-image marker.
///
/// Pillow calls a file without that marker truncated even if every row could be decoded, and so do we:
/// decoders fill what is missing with grey.
pub fn survey(bytes: &[u8]) -> Result<Frame, Fault> {
    let mut segments = Segments { bytes, at: 2 };
    let mut frame = None;
    while let Some((marker, segment)) = segments.next()? {
        match marker {
            EOI => return frame.ok_or_else(no_frame),
            _ if frame.is_none() && is_frame_header(marker) => frame = Some(parse_frame(marker, segment)?),
            _ => {}
        }
    }
    Err(Fault::truncated("there is no end-of-image marker"))
}

/// The frame header alone.
pub fn frame_of(bytes: &[u8]) -> Result<Frame, Fault> {
    let mut segments = Segments { bytes, at: 2 };
    while let Some((marker, segment)) = segments.next()? {
        if is_frame_header(marker) {
            return parse_frame(marker, segment);
        }
    }
    Err(no_frame())
}

fn no_frame() -> Fault {
    Fault::damaged("there is no frame header")
}

/// Marker by marker through the file.
struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    /// The next marker that means something and its segment, empty for the end of the image.
    fn next(&mut self) -> Result<Option<(u8, &'a [u8])>, Fault> {
        while let Some((marker, after)) = next_marker(self.bytes, self.at) {
            self.at = after;
            match marker {
                EOI => return Ok(Some((marker, &[]))),
                // Markers without a segment; restart markers and stuffed bytes belong to the coded data.
                0x00 | TEM | SOI | 0xd0..=0xd7 => {}
                _ => {
                    let segment = segment(self.bytes, self.at)?;
                    self.at += 2 + segment.len();
                    return Ok(Some((marker, segment)));
                }
            }
        }
        Ok(None)
    }
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
    let &[precision, h0, h1, w0, w1, components, ref details @ ..] = segment else {
        return Err(Fault::damaged("the frame header is too short"));
    };
    let mut sampling = [0; 4];
    // A component's number, its sampling and its quantisation table.
    for (factors, &[_, given, _]) in sampling.iter_mut().zip(details.as_chunks().0) {
        *factors = given;
    }
    let (width, height) = (u16::from_be_bytes([w0, w1]), u16::from_be_bytes([h0, h1]));
    Ok(Frame {
        width,
        height,
        precision,
        components,
        process,
        sampling,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: [u8; 13] = [0xff, 0xc2, 0, 11, 8, 0, 3, 0, 5, 1, 7, 0x21, 7];

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

    #[test]
    fn frames_that_the_decoder_cannot_be_trusted_with_are_refused() {
        let frame = survey(&file(&[&FRAME, &[0xff, 0xd9]])).unwrap();
        frame.supported().unwrap();
        let sampled = |components, sampling| {
            Frame {
                components,
                sampling,
                ..frame
            }
            .supported()
        };
        for sampling in [
            [0x11; 4],
            [0x22, 0x11, 0x11, 0],
            [0x41, 0x11, 0x11, 0],
            [0x22, 0x21, 0x12, 0],
        ] {
            sampled(3, sampling).unwrap();
        }
        sampled(4, [0x22, 0x11, 0x11, 0x22]).unwrap();
        for sampling in [
            [0x11, 0x11, 0x22, 0],
            [0x21, 0x11, 0x12, 0],
            [0x31, 0x21, 0x11, 0],
            [0; 4],
            [0x11, 0, 0, 0],
        ] {
            sampled(3, sampling).unwrap_err();
        }
        sampled(2, [0x11; 4]).unwrap_err();
        for process in [0xc3, 0xc5, 0xc9, 0xcf] {
            Frame { process, ..frame }.supported().unwrap_err();
        }
        Frame {
            precision: 12,
            ..frame
        }
        .supported()
        .unwrap_err();
    }
}
