//! tmux between us and the terminal: pictures must be wrapped, and tmux must be told to let them through.

use ratatui::layout::Size;
use std::fmt::Write;
use std::process::{Command, Stdio};

/// Whether tmux draws our screen. `TERM` alone is not enough: over `screen-256color` only `TMUX` tells.
pub fn inside_tmux() -> bool {
    let is = |name: &str, test: fn(&str) -> bool| std::env::var(name).is_ok_and(|value| test(&value));
    is("TMUX", |value| !value.is_empty())
        || is("TERM", |value| value.starts_with("tmux"))
        || is("TERM_PROGRAM", |value| value == "tmux")
}

/// Lets escape sequences through in our own pane. A tmux that refuses shows no pictures, which the user sees; there
/// is nothing to report that would help more.
pub fn allow_passthrough() {
    let _ = Command::new("tmux")
        .args(["set", "-p", "allow-passthrough", "on"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// What draws a picture of `size` cells through tmux, from what draws it without: everything from `start` on is handed
/// through, in a passthrough string with every escape doubled.
///
/// tmux moves the outer cursor only when it draws. So the cells are erased first, from the lowest row to the highest: the
/// last thing it draws is where the picture begins. (ratatui-image erases through the passthrough, in the wrong colour
/// and wherever the outer cursor is, and does not double the escape that ends a sixel.)
pub fn through_tmux(sequence: &str, start: &str, size: Size) -> String {
    let picture = sequence.find(start).map_or(sequence, |place| &sequence[place..]);
    let mut text = String::new();
    for row in (0..size.height).rev() {
        // Writing to a String cannot fail.
        let _ = match (row + 1 == size.height, row) {
            (true, 0) => write!(text, "\x1b[{}X", size.width),
            (true, down) => write!(text, "\x1b[{down}B\x1b[{}X", size.width),
            (false, _) => write!(text, "\x1b[1A\x1b[{}X", size.width),
        };
    }
    let _ = write!(text, "\x1bPtmux;{}\x1b\\", picture.replace('\x1b', "\x1b\x1b"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_erased_upwards_and_every_escape_is_doubled() {
        assert_eq!(
            through_tmux("erase\x1bPq#0\x1b\\", "\x1bP", Size::new(4, 3)),
            "\x1b[2B\x1b[4X\x1b[1A\x1b[4X\x1b[1A\x1b[4X\x1bPtmux;\x1b\x1bPq#0\x1b\x1b\\\x1b\\"
        );
        assert!(through_tmux("\x1bPq", "\x1bP", Size::new(4, 1)).starts_with("\x1b[4X\x1bPtmux;"));
    }
}
