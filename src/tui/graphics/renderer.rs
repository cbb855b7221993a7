//! The ways to put a picture on a terminal, and how the user chooses among them.

use crate::base::nearest;
use std::fmt;
use std::str::FromStr;

/// A way to put a picture on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Renderer {
    /// kitty's graphics protocol with Unicode placeholders.
    Kitty,
    /// DEC's sixels.
    Sixel,
    /// iTerm2's inline images.
    Iterm2,
    /// Two coloured half blocks per cell, which every terminal can.
    Halfblocks,
    /// No pictures; maps as characters.
    Off,
}

impl Renderer {
    /// Every renderer, in the order in which the key goes through them.
    pub const ALL: [Self; 5] = [
        Self::Kitty,
        Self::Sixel,
        Self::Iterm2,
        Self::Halfblocks,
        Self::Off,
    ];

    /// The one after this.
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }

    /// Whether it sends pixels, and so needs to know how large a cell is.
    pub fn sends_pixels(self) -> bool {
        matches!(self, Self::Kitty | Self::Sixel | Self::Iterm2)
    }

    /// What `--images` calls it.
    pub fn option(self) -> &'static str {
        match self {
            Self::Kitty => "kitty",
            Self::Sixel => "sixel",
            Self::Iterm2 => "iterm2",
            Self::Halfblocks => "halfblocks",
            Self::Off => "off",
        }
    }
}

impl fmt::Display for Renderer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Iterm2 => "iTerm2",
            Self::Halfblocks => "half blocks",
            other => other.option(),
        })
    }
}

/// The value of `--images`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImagesChoice {
    /// Ask the terminal.
    #[default]
    Auto,
    /// The user knows better; nothing is asked.
    Fixed(Renderer),
}

/// The text names no renderer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("'{wanted}' is no way to show pictures{meant}: use auto, kitty, sixel, iterm2, halfblocks or off")]
pub struct UnknownRenderer {
    wanted: String,
    meant: String,
}

impl FromStr for ImagesChoice {
    type Err = UnknownRenderer;

    fn from_str(text: &str) -> Result<Self, UnknownRenderer> {
        let lower = text.to_ascii_lowercase();
        if lower == "auto" {
            return Ok(Self::Auto);
        }
        let found = Renderer::ALL
            .into_iter()
            .find(|renderer| renderer.option() == lower);
        found.map(Self::Fixed).ok_or_else(|| {
            let known = Renderer::ALL.into_iter().map(Renderer::option).chain(["auto"]);
            UnknownRenderer {
                wanted: text.to_owned(),
                meant: nearest(text, known).map_or(String::new(), |near| format!(", did you mean '{near}'?")),
            }
        })
    }
}

impl fmt::Display for ImagesChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Fixed(renderer) => renderer.option(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_back_as_they_are_written() {
        for text in ["auto", "kitty", "sixel", "iterm2", "halfblocks", "off"] {
            assert_eq!(text.parse::<ImagesChoice>().unwrap().to_string(), text);
        }
        let error = "sixels".parse::<ImagesChoice>().unwrap_err().to_string();
        assert!(error.contains("did you mean 'sixel'?"), "{error}");
    }

    #[test]
    fn the_key_goes_through_every_renderer() {
        let mut renderer = Renderer::Kitty;
        for _ in 0..Renderer::ALL.len() {
            renderer = renderer.next();
        }
        assert_eq!(renderer, Renderer::Kitty);
    }
}
