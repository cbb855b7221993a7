//! What a theme can style. A part of the screen names its role, never a colour.

/// A role; its name is the one that theme files use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything that no other role covers.
    Text,
    /// What matters less.
    Muted,
    /// Names of the program and of panes.
    Title,
    /// Lines between panes.
    Border,
    /// Title of the pane that has the keys.
    Focus,
    /// The selected picture.
    Selection,
    /// What a search found.
    Match,
    /// A score below the threshold.
    Normal,
    /// A score at or above the threshold.
    Abnormal,
    /// News.
    Info,
    /// Something to look at.
    Warning,
    /// Something that failed.
    Error,
    /// How far a job is.
    Progress,
    /// Keys on the bottom line and in the help.
    Key,
    /// What they do.
    Hint,
    /// The line that says that a model is not to be trusted.
    Notice,
}

impl Role {
    /// Every role, in the order of the enum.
    pub const ALL: [Self; 16] = [
        Self::Text,
        Self::Muted,
        Self::Title,
        Self::Border,
        Self::Focus,
        Self::Selection,
        Self::Match,
        Self::Normal,
        Self::Abnormal,
        Self::Info,
        Self::Warning,
        Self::Error,
        Self::Progress,
        Self::Key,
        Self::Hint,
        Self::Notice,
    ];

    /// The name in theme files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Muted => "muted",
            Self::Title => "title",
            Self::Border => "border",
            Self::Focus => "focus",
            Self::Selection => "selection",
            Self::Match => "match",
            Self::Normal => "normal",
            Self::Abnormal => "abnormal",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Progress => "progress",
            Self::Key => "key",
            Self::Hint => "hint",
            Self::Notice => "notice",
        }
    }
}
