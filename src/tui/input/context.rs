//! Where keys go: the topmost layer, or the focused pane.

use serde::Serialize;

/// A place that has keys of its own. The topmost layer takes every key; what is below it sees none. Its serialised name
/// (`confirm-quit`) is what key files use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// The tree.
    Tree,
    /// The list of pictures.
    List,
    /// The grid of thumbnails.
    Grid,
    /// A picture pane.
    Pictures,
    /// The text about the result.
    Details,
    /// The screen Inspect.
    Inspect,
    /// The training runs.
    Train,
    /// The evaluations.
    Evaluate,
    /// The form of a new run.
    Form,
    /// The saved sessions.
    Sessions,
    /// The search prompt.
    Search,
    /// The filter prompt.
    Filter,
    /// A question on the status line.
    Prompt,
    /// The command palette.
    Palette,
    /// What was understood of the folder.
    Report,
    /// What was said since the start.
    Journal,
    /// The help.
    Help,
    /// The question before quitting.
    ConfirmQuit,
}

impl Context {
    /// Every context, in the order in which the help lists them.
    pub const ALL: [Self; 18] = [
        Self::Tree,
        Self::List,
        Self::Grid,
        Self::Pictures,
        Self::Details,
        Self::Inspect,
        Self::Train,
        Self::Evaluate,
        Self::Form,
        Self::Sessions,
        Self::Search,
        Self::Filter,
        Self::Prompt,
        Self::Palette,
        Self::Report,
        Self::Journal,
        Self::Help,
        Self::ConfirmQuit,
    ];

    /// What the help calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::List => "list",
            Self::Grid => "grid",
            Self::Pictures => "pictures",
            Self::Details => "details",
            Self::Train => "training runs",
            Self::Evaluate => "evaluations",
            Self::Form => "new run",
            Self::Inspect => "inspect",
            Self::Sessions => "sessions",
            Self::Search => "search",
            Self::Filter => "filter",
            Self::Prompt => "question",
            Self::Palette => "commands",
            Self::Report => "report",
            Self::Journal => "messages",
            Self::Help => "help",
            Self::ConfirmQuit => "question before quitting",
        }
    }
}
