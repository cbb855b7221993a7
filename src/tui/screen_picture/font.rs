//! Glyphs of DejaVu Sans Mono, a subset that lies beside this file with its licence.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

const BYTES: &[u8] = include_bytes!("font/DejaVuSansMono-subset.ttf");

/// The font at the size at which a character fills a cell.
pub struct Glyphs {
    font: Option<FontRef<'static>>,
    scale: PxScale,
    ascent: f32,
}

impl Glyphs {
    /// For cells of so many pixels.
    pub fn new(width: u32, height: u32) -> Self {
        // The file is part of the program: it cannot be broken without a test noticing.
        let font = FontRef::try_from_slice(BYTES).ok();
        let mut scale = PxScale::from(height as f32);
        let mut ascent = 0.0;
        if let Some(font) = &font {
            let scaled = font.as_scaled(scale);
            let advance = scaled.h_advance(font.glyph_id('m')).max(1.0);
            scale = PxScale::from(height as f32 * (width as f32 / advance).min(1.0));
            let scaled = font.as_scaled(scale);
            ascent = scaled.ascent() + (height as f32 - scaled.height()) / 2.0;
        }
        Self { font, scale, ascent }
    }

    /// Whether there is a glyph for it.
    pub fn has(&self, character: char) -> bool {
        self.font
            .as_ref()
            .is_some_and(|font| font.glyph_id(character).0 != 0)
    }

    /// Calls `put` with column, row and share of ink of every pixel of a character, from the upper left of its cell.
    pub fn draw(&self, character: char, mut put: impl FnMut(i64, i64, f32)) {
        let Some(font) = &self.font else { return };
        let glyph = font
            .glyph_id(character)
            .with_scale_and_position(self.scale, point(0.0, self.ascent));
        if let Some(outline) = font.outline_glyph(glyph) {
            let bounds = outline.px_bounds();
            outline.draw(|x, y, ink| {
                put(
                    bounds.min.x as i64 + i64::from(x),
                    bounds.min.y as i64 + i64::from(y),
                    ink,
                );
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_workbench_writes_has_glyphs_that_stay_in_their_cells() {
        let glyphs = Glyphs::new(12, 24);
        for character in "Az09 äÉσττ×²·…›◂▲✓✗●○≥−→".chars() {
            assert!(glyphs.has(character), "{character}");
            let mut ink = 0.0;
            glyphs.draw(character, |x, y, share| {
                assert!(
                    (-1..=12).contains(&x) && (-1..=24).contains(&y),
                    "{character}: {x} {y}"
                );
                ink += share;
            });
            assert_eq!(ink > 0.0, character != ' ', "{character}");
        }
        assert!(!glyphs.has('漢'));
    }
}
