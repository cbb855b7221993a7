//! Hugging Face's token: sent to its hub, shown to nobody.

use std::fmt;

/// What stands for it in texts.
const HIDDEN: &str = "…";

/// A token. It has no text: neither messages nor records can hold it by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// From what the environment says; none where it is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The value of the header that shows it.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// Whether a header can hold it.
    pub(super) fn is_sendable(&self) -> bool {
        self.0.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// `text` without the token, should a server have sent it back.
    pub(super) fn hidden_in(&self, text: &str) -> String {
        text.replace(&self.0, HIDDEN)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({HIDDEN})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_in_no_text() {
        let token = Token::new(" hf_secret\n").unwrap();
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(token.hidden_in("Location: /x?t=hf_secret"), "Location: /x?t=…");
        assert_eq!(Token::new("  "), None);
        assert!(!Token::new("a\u{7}b").unwrap().is_sendable());
    }
}
