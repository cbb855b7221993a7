//! The message on the status line.

/// How much a message matters. Each level also has its own sign, as colour alone says nothing to some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// News; goes with the next key.
    Info,
    /// Something to look at.
    Warning,
    /// Something that failed.
    Error,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How much it matters.
    pub level: Level,
    /// What it says, on one line.
    pub text: String,
}

/// The last message, if it still stands.
#[derive(Debug, Default)]
pub struct Status {
    message: Option<Message>,
}

impl Status {
    /// The message that stands.
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// Says something in place of what was said before.
    pub fn say(&mut self, level: Level, text: impl Into<String>) {
        // The status line is one line; the rest of a message is shown where there is room for it.
        let text = text.into().lines().next().unwrap_or_default().to_owned();
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
