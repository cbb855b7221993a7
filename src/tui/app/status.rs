//! The message on the status line.

use super::Journal;

/// How much a message matters. Each level also has its own sign, as colour alone says nothing to some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// News; goes with the next key.
    #[default]
    Info,
    /// Something to look at.
    Warning,
    /// Something that failed.
    Error,
}

impl Level {
    /// What the user calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "news",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// What stands before a message: colour alone says nothing to some.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Info => "",
            Self::Warning => "! ",
            Self::Error => "✗ ",
        }
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub level: Level,
    /// What it says; on the status line, the first line of it.
    pub text: String,
}

/// The last message, if it still stands, and those before it.
#[derive(Debug, Default)]
pub struct Status {
    message: Option<Message>,
    /// What was said since the start.
    pub journal: Journal,
}

impl Status {
    /// The message that stands.
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// Says something in place of what was said before.
    pub fn say(&mut self, level: Level, text: impl Into<String>) {
        // The status line is one line; the rest of a message is shown where there is room for it.
        let text = text.into();
        self.journal.add(Message {
            level,
            text: text.clone(),
        });
        let text = text.lines().next().unwrap_or_default().to_owned();
        self.message = Some(Message { level, text });
    }

    /// News.
    pub fn info(&mut self, text: impl Into<String>) {
        self.say(Level::Info, text);
    }

    /// Something that failed.
    pub fn error(&mut self, text: impl Into<String>) {
        self.say(Level::Error, text);
    }

    /// Drops news; what failed stays to be read. Whether there was any.
    pub fn drop_news(&mut self) -> bool {
        self.message
            .take_if(|message| message.level == Level::Info)
            .is_some()
    }

    /// Drops any message.
    pub fn clear(&mut self) {
        self.message = None;
    }
}
