//! Asks the terminal which graphics it can draw and how large a cell is.
//!
//! The questions and their answers are ratatui-image's; the reading is ours, because its reader thread stays on the
//! keyboard after a timeout and eats what is typed.

use super::tmux::inside_tmux;
use crate::base::printable;
use ratatui_image::FontSize;
use ratatui_image::picker::cap_parser::{Parser, QueryStdioOptions, Response};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// What the terminal answered.
#[derive(Debug, Clone, Default)]
pub struct GraphicsProbe {
    /// It speaks kitty's graphics protocol.
    pub kitty: bool,
    /// It draws that protocol's pictures where it finds placeholders.
    pub placeholders: bool,
    /// It inflates pictures sent by that protocol.
    pub kitty_zlib: bool,
    /// It draws sixels.
    pub sixel: bool,
    /// Pixels per cell.
    pub cell: Option<FontSize>,
    /// What it calls itself.
    pub program: Option<String>,
    /// It answered at all.
    pub answered: bool,
    /// Everything that was read, keys typed meanwhile among it.
    pub received: Vec<u8>,
}

/// Asks and waits for the answers, at most `timeout` for the next one. The terminal must be in raw mode and nobody
/// else may read from it.
pub fn probe_graphics(timeout: Duration) -> io::Result<GraphicsProbe> {
    let tmux = inside_tmux();
    let options = QueryStdioOptions {
        kitty_compression: true,
        ..QueryStdioOptions::default()
    };
    let mut out = io::stdout().lock();
    out.write_all(our_questions(tmux).as_bytes())?;
    out.write_all(Parser::query(tmux, options).as_bytes())?;
    out.flush()?;
    read_answers(timeout)
}

/// What the terminal calls itself (XTVERSION), which arrives over SSH where variables do not; and whether it takes a
/// picture with placeholders, a key that kitty before 0.28 does not know. Asked before ratatui-image's questions, whose
/// last answer ends the wait.
fn our_questions(tmux: bool) -> String {
    let (start, escape, end) = Parser::tmux_start_escape_end(tmux);
    format!("{start}{escape}[>q{escape}_Gi={PLACEHOLDERS},s=1,v=1,a=q,t=d,f=24,U=1;AAAA{escape}\\{end}")
}

/// The number of the question about placeholders; ratatui-image has 31 and 32.
const PLACEHOLDERS: u32 = 33;

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
    probe.note_ours();
    Ok(probe)
}

impl GraphicsProbe {
    /// The answers to [`our_questions`].
    fn note_ours(&mut self) {
        let received = String::from_utf8_lossy(&self.received);
        self.placeholders = received.contains(&format!("\x1b_Gi={PLACEHOLDERS};OK"));
        let name = received
            .split_once("\x1bP>|")
            .and_then(|(_, rest)| rest.split_once('\x1b'));
        self.program = name.map(|(name, _)| printable(name).into_owned());
    }

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
    fn our_own_questions_are_answered_too() {
        let mut probe = GraphicsProbe {
            received: b"j\x1bP>|kitty(0.35.2)\x1b\\\x1b_Gi=33;OK\x1b\\\x1b[0n".to_vec(),
            ..GraphicsProbe::default()
        };
        probe.note_ours();
        assert_eq!(
            (probe.program.as_deref(), probe.placeholders),
            (Some("kitty(0.35.2)"), true)
        );
        probe.received = b"\x1b_Gi=33;ENOTSUPPORTED\x1b\\".to_vec();
        probe.note_ours();
        assert_eq!((probe.program, probe.placeholders), (None, false));
        assert!(our_questions(true).starts_with("\x1bPtmux;\x1b\x1b[>q\x1b\x1b_Gi=33"));
    }
}
