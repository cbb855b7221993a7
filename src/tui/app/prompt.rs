//! A question on the status line that is answered with a line of text.

use super::{LineEdit, SampleId};

/// What the answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The note of a sample.
    Note(SampleId),
    /// A folder or picture to open.
    Open,
    /// The file of the prompts to compare with.
    Compare,
    /// The file that the screen is saved to.
    SaveScreen,
    /// The name of a session.
    SaveSession,
    /// The file that a session is packed into.
    Export,
}

impl Purpose {
    /// What stands before the answer.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Note(_) => "note: ",
            Self::Open => "open: ",
            Self::Compare => "compare with: ",
            Self::SaveScreen => "save as: ",
            Self::SaveSession => "session: ",
            Self::Export => "pack into: ",
        }
    }

    /// What to write.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Note(_) => "a line about this picture; an empty one takes the note away",
            Self::Open => "a folder or a picture",
            Self::Compare => {
                "prompts for the same backbone: a file or a name of `models list`; an empty line ends it"
            }
            Self::SaveScreen => "a .png file",
            Self::SaveSession => "a name or a .toml file; without one, time and dataset",
            Self::Export => "a .zip file; the dataset stays here",
        }
    }
}

/// The question and the answer so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What the answer is for.
    pub purpose: Purpose,
    /// The answer so far.
    pub line: LineEdit,
}
