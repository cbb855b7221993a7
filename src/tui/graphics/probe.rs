//! Asks the terminal which graphics it can draw and how large a cell is.
//!
//! The questions and their answers are ratatui-image's; the reading is ours, because its reader thread stays on the
//! keyboard after a timeout and eats what is typed.

use super::tmux::inside_tmux;
use ratatui_image::FontSize;
use ratatui_image::picker::ProtocolType;
use ratatui_image::picker::cap_parser::{Parser, QueryStdioOptions, Response};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// What the terminal answered.
#[derive(Debug, Clone, Default)]
pub struct GraphicsProbe {
    /// It speaks kitty's graphics protocol.
    pub kitty: bool,
    /// It inflates pictures sent by that protocol.
    pub kitty_zlib: bool,
    /// It draws sixels.
    pub sixel: bool,
    /// Pixels per cell.
    pub cell: Option<FontSize>,
    /// It answered at all.
    pub answered: bool,
    /// Everything that was read, keys typed meanwhile among it.
    pub received: Vec<u8>,
}

/// Asks and waits for the answers, at most `timeout` for the next one. The terminal must be in raw mode and nobody
/// else may read from it.
pub fn probe_graphics(timeout: Duration) -> io::Result<GraphicsProbe> {
    let options = QueryStdioOptions {
        kitty_compression: true,
        blacklist_protocols: misleading_protocols(|name| std::env::var(name).ok()),
        ..QueryStdioOptions::default()
    };
    let mut out = io::stdout().lock();
    out.write_all(Parser::query(inside_tmux(), options).as_bytes())?;
    out.flush()?;
    read_answers(timeout)
}

/// WezTerm and Konsole say that they speak kitty's protocol but do not draw its placeholders, and Konsole's sixels
/// are broken; ratatui-image keeps the same list.
fn misleading_protocols(variable: impl Fn(&str) -> Option<String>) -> Vec<ProtocolType> {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    match set("WEZTERM_EXECUTABLE") || set("KONSOLE_VERSION") {
        true => vec![ProtocolType::Kitty, ProtocolType::Sixel],
        false => Vec::new(),
    }
}

fn read_answers(timeout: Duration) -> io::Result<GraphicsProbe> {
    let mut probe = GraphicsProbe::default();
    let mut parser = Parser::new();
    let mut deadline = Instant::now() + timeout;
    while !probe.answered {
        let Some(chunk) = read_before(deadline)? else {
            break;
        };
        deadline = Instant::now() + timeout;
        for &byte in &chunk {
            for response in parser.push(char::from(byte)) {
                probe.note(&response);
            }
        }
        probe.received.extend(chunk);
    }
    Ok(probe)
}

impl GraphicsProbe {
    fn note(&mut self, response: &Response) {
        match response {
            Response::Kitty => self.kitty = true,
            Response::KittyCompression => self.kitty_zlib = true,
            Response::Sixel => self.sixel = true,
            Response::CellSize(Some((width, height))) if *width > 0 && *height > 0 => {
                self.cell = Some(FontSize::new(*width, *height));
            }
            // The last question is one that every terminal answers.
            Response::Status => self.answered = true,
            _ => {}
        }
    }
}

/// The next bytes from the keyboard, or `None` at the deadline.
fn read_before(deadline: Instant) -> io::Result<Option<Vec<u8>>> {
    let left = deadline.saturating_duration_since(Instant::now());
    let wait = Timespec {
        tv_sec: left.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: left.subsec_nanos().into(),
    };
    let stdin = rustix::stdio::stdin();
    match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&wait)) {
        Ok(0) => return Ok(None),
        Err(rustix::io::Errno::INTR) => return Ok(Some(Vec::new())),
        other => other?,
    };
    let mut buffer = [0; 1024];
    match rustix::io::read(stdin, &mut buffer)? {
        0 => Ok(None),
        count => Ok(Some(buffer[..count].to_vec())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_noted() {
        let mut probe = GraphicsProbe::default();
        let mut parser = Parser::new();
        let answer = "\x1b_Gi=31;OK\x1b\\\x1b_Gi=32;ENOTSUP\x1b\\\x1b[?62;4;22c\x1b[6;20;10t\x1b[0n";
        for c in answer.chars() {
            for response in parser.push(c) {
                probe.note(&response);
            }
        }
        assert!(probe.kitty && probe.sixel && probe.answered && !probe.kitty_zlib);
        let cell = probe.cell.unwrap();
        assert_eq!((cell.width, cell.height), (10, 20));
    }

    #[test]
    fn konsole_is_not_believed() {
        let konsole = |name: &str| (name == "KONSOLE_VERSION").then(|| "230800".to_owned());
        assert_eq!(misleading_protocols(konsole).len(), 2);
        assert!(misleading_protocols(|_| None).is_empty());
    }
}
