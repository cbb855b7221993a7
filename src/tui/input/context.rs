//! Where keys go: the topmost layer, or the focused pane.

/// A place that has keys of its own. The topmost layer takes every key; what is below it sees none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// The list of pictures.
    List,
    /// A picture pane.
    Pictures,
    /// The text about the result.
    Details,
    /// The search prompt.
    Search,
    /// The help.
    Help,
    /// The question before quitting.
    ConfirmQuit,
}

impl Context {
    /// Every context, in the order in which the help lists them.
    pub const ALL: [Self; 6] = [
        Self::List,
        Self::Pictures,
        Self::Details,
        Self::Search,
        Self::Help,
        Self::ConfirmQuit,
    ];

    /// What the help calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Pictures => "pictures",
            Self::Details => "details",
            Self::Search => "search",
            Self::Help => "help",
            Self::ConfirmQuit => "question before quitting",
        }
    }
}
