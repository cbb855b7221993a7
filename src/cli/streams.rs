//! Data on stdout, talk on stderr, and the one failure that is none: the reader of a pipe that has seen enough.

use crate::base::printable_json;
use std::fmt::Display;
use std::io::{self, Write};

/// The other end of the pipe is closed, as in `detect … | head`.
#[derive(Debug, thiserror::Error)]
#[error("nobody reads the output any more")]
pub struct ReaderLeft;

/// Writes `text` and a line break to stdout and flushes, so that readers get lines as they are made. No control character
/// of a JSON object reaches a terminal.
pub fn print_line(text: &str) -> anyhow::Result<()> {
    let text = printable_json(text);
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|error| {
            if error.kind() == io::ErrorKind::BrokenPipe {
                ReaderLeft.into()
            } else {
                anyhow::Error::from(error).context("cannot write to stdout")
            }
        })
}

/// Says a line on stderr. Unlike `eprintln!` it does not panic when nobody listens there any more.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
