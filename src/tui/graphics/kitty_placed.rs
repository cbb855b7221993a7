//! kitty's graphics protocol without Unicode placeholders: the picture is put where the cursor is. Every terminal with the
//! protocol can do that, kitty before 0.28 among them, but not through tmux; and what was put must be taken away again.
//! <https://sw.kovidgoyal.net/kitty/graphics-protocol/>

use super::{ImageId, base64};
use image::{DynamicImage, ImageError, ImageFormat};
use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Rect, Size};
use std::fmt::Write;
use std::io::Cursor;
use std::num::NonZeroU16;

/// Bytes of base64 per escape sequence, by the protocol.
const CHUNK: usize = 4096;

/// A picture to be put at a place.
#[derive(Debug)]
pub struct PlacedPicture {
    sequence: String,
    id: ImageId,
}

impl PlacedPicture {
    /// Encodes a picture that takes `size` cells. As PNG, which is shorter than bare pixels.
    pub fn new(picture: &DynamicImage, size: Size, id: ImageId) -> Result<Self, ImageError> {
        let mut png = Vec::new();
        picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png)?;
        let encoded = base64(&png);
        let mut sequence = blank(size);
        let chunks = encoded.as_bytes().chunks(CHUNK);
        let last = chunks.len().saturating_sub(1);
        for (place, chunk) in chunks.enumerate() {
            let more = u8::from(place != last);
            let control = match place {
                // Transmit and put (T) as placement 1, stay where the cursor is (C), say nothing (q).
                0 => format!(
                    "a=T,f=100,i={},p=1,c={},r={},C=1,q=2,m={more}",
                    id.number(),
                    size.width,
                    size.height
                ),
                _ => format!("m={more},q=2"),
            };
            // Base64 is ASCII, and writing to a String cannot fail.
            let _ = write!(
                sequence,
                "\x1b_G{control};{}\x1b\\",
                String::from_utf8_lossy(chunk)
            );
        }
        Ok(Self { sequence, id })
    }

    /// The terminal's name for the picture.
    pub fn id(&self) -> ImageId {
        self.id
    }

    /// Draws it: the first cell carries the sequence, no other is written over it.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) {
        for position in area.positions() {
            if let Some(cell) = buffer.cell_mut(position) {
                cell.set_diff_option(CellDiffOption::Skip);
            }
        }
        if let Some(cell) = buffer.cell_mut(area.as_position()) {
            cell.set_symbol(&self.sequence)
                .set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
        }
    }
}

/// Erases the cells under the picture, whose padding is transparent.
fn blank(size: Size) -> String {
    let mut sequence = "\x1b7".to_owned();
    for row in 0..size.height {
        let down = if row == 0 { "" } else { "\x1b[1B" };
        let _ = write!(sequence, "{down}\x1b[{}X", size.width);
    }
    sequence.push_str("\x1b8");
    sequence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::graphics::live_images;

    #[test]
    fn a_picture_is_sent_in_chunks_and_covers_its_cells() {
        let noise = image::RgbaImage::from_fn(90, 90, |x, y| {
            image::Rgba([((x * 7) ^ (y * 13)) as u8, (x * y) as u8, (x + 3 * y) as u8, 255])
        });
        let picture = PlacedPicture::new(&noise.into(), Size::new(9, 5), live_images::claim()).unwrap();
        let parts: Vec<&str> = picture.sequence.split("\x1b_G").collect();
        assert!(parts.len() > 3, "{}", parts.len());
        assert!(parts[1].starts_with("a=T,f=100,i=") && parts[1].contains(",c=9,r=5,C=1,q=2,m=1;"));
        assert!(parts[parts.len() - 1].starts_with("m=0,q=2;"));
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 6));
        picture.render(Rect::new(1, 1, 9, 5), &mut buffer);
        assert_eq!(buffer[(1, 1)].symbol(), picture.sequence);
        assert_eq!(buffer[(9, 5)].diff_option, CellDiffOption::Skip);
        assert_eq!(buffer[(10, 5)].diff_option, CellDiffOption::None);
    }
}
