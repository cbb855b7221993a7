//! What a terminal can be asked beside drawing: to take text into its clipboard, to tell the user that something is done.

use super::graphics::base64;

/// The most text that is sent to a clipboard, bytes: some terminals drop longer sequences without a word.
pub const LONGEST_COPY: usize = 74_994;

/// Puts text into the clipboard of the terminal that the user sits at (OSC 52), also over SSH.
pub fn clipboard(text: &str, tmux: bool) -> String {
    through(&format!("\x1b]52;c;{}\x07", base64(text.as_bytes())), tmux)
}

/// Tells the user (OSC 9, as iTerm2, kitty, WezTerm, Ghostty and Windows Terminal understand it) and rings the bell, which is
/// all that others have. `text` must be free of control characters.
pub fn notification(text: &str, tmux: bool) -> String {
    let bell = "\x07";
    format!("{}{bell}", through(&format!("\x1b]9;{text}\x07"), tmux))
}

/// tmux keeps such sequences to itself unless they are wrapped.
fn through(sequence: &str, tmux: bool) -> String {
    match tmux {
        true => format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")),
        false => sequence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_encoded_and_wrapped_for_tmux() {
        assert_eq!(clipboard("foobar", false), "\x1b]52;c;Zm9vYmFy\x07");
        assert_eq!(clipboard("", true), "\x1bPtmux;\x1b\x1b]52;c;\x07\x1b\\");
        assert_eq!(notification("done", false), "\x1b]9;done\x07\x07");
        assert_eq!(
            notification("done", true),
            "\x1bPtmux;\x1b\x1b]9;done\x07\x1b\\\x07"
        );
    }
}
