//! Pictures in the scrollback.

use crate::cli::ask_terminal;
use anyhow::Context;
use image::{DynamicImage, RgbImage};

/// Cells; enough to see a defect, and half a screen high with half-blocks.
const WIDTH: u32 = 60;

/// How pictures are printed on this terminal.
#[derive(Debug)]
pub struct Show {
    config: viuer::Config,
}

impl Show {
    /// Asks the terminal what it can do.
    pub fn for_this_terminal() -> Self {
        let columns = u32::from(viuer::terminal_size().0);
        Self {
            config: viuer::Config {
                absolute_offset: false,
                width: Some(WIDTH.min(columns)),
                // viuer's own question waits for ever on a terminal that does not answer; this one does not.
                use_kitty: answers_kitty(),
                ..viuer::Config::default()
            },
        }
    }

    /// Prints one picture below the cursor.
    pub fn print(&self, picture: RgbImage) -> anyhow::Result<()> {
        viuer::print(&DynamicImage::ImageRgb8(picture), &self.config)
            .map(drop)
            .context("cannot print the picture")
    }
}

fn answers_kitty() -> bool {
    ask_terminal::can_ask() && ask_terminal::ask().is_ok_and(|answer| answer.probe.kitty)
}
