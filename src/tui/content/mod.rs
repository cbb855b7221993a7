//! What the workbench says, in words with roles: no place on the screen, no colour.

mod details;
mod help;
mod hints;
mod numbers;
mod text;

pub use details::{details_lines, stage_words, verdict_piece};
pub use help::help_lines;
pub use hints::hint_pieces;
pub use numbers::{milliseconds, value};
pub use text::{Piece, TextLine, cut_end, cut_path, cut_start, wrap};
