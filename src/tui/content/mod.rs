//! What the workbench says, in words with roles: no place on the screen, no colour.

mod details;
mod help;
mod highlight;
mod hints;
mod inspect;
mod journal;
mod numbers;
mod report;
mod sessions;
mod tabs;
mod text;
mod truth;

pub use details::{details_lines, stage_words, verdict_piece};
pub use help::help_lines;
pub use highlight::highlighted;
pub use hints::hint_pieces;
pub use inspect::{inspect_lines, inspect_title};
pub use journal::journal_lines;
pub use numbers::{milliseconds, value};
pub use report::{counted, report_lines};
pub use sessions::{answer_lines, session_pieces};
pub use tabs::{tab_at, tabs};
pub use text::{Piece, TextLine, cut_end, cut_path, cut_picture, cut_start, wrap};
pub use truth::{label_sign, label_words, outcome_role, outcome_words, score_pieces};
