//! tmux between us and the terminal: pictures must be wrapped, and tmux must be told to let them through.

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
