//! The thread that reads the keyboard. It sleeps in poll(2), and parks while the terminal is not ours.

use super::guarded;
use super::input_parser::InputParser;
use crate::tui::msg::Msg;
use crossbeam_channel::{Receiver, Sender, bounded};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, PipeReader, PipeWriter, Write};
use std::os::fd::AsFd;

/// How long the rest of an escape sequence may take before what came of it counts as keys. Over a slow link the parts
/// of one sequence can come in two packets.
const SEQUENCE_GAP: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 50_000_000,
};

/// The handle to the thread. Dropping it ends the thread.
#[derive(Debug)]
pub struct InputThread {
    commands: Sender<Command>,
    wake: PipeWriter,
}

#[derive(Debug)]
enum Command {
    /// Say so when nothing is being read any more, then wait.
    Park(Sender<()>),
    /// Read again.
    Go,
}

impl InputThread {
    /// Starts reading. `already` are bytes that were read before, when the terminal was asked what it can do.
    pub fn spawn(messages: Sender<Msg>, facts: Sender<Msg>, already: Vec<u8>) -> io::Result<Self> {
        let (wake_end, wake) = io::pipe()?;
        let (commands, orders) = crossbeam_channel::unbounded();
        let reader = Reader {
            parser: InputParser::default(),
            messages,
            wake: wake_end,
            orders,
        };
        guarded::spawn("input", facts, move || reader.run(&already))?;
        Ok(Self { commands, wake })
    }

    /// Returns once the thread reads nothing any more.
    pub fn park(&mut self) {
        let (parked, wait) = bounded(1);
        if self.send(Command::Park(parked)) {
            // A thread that has ended reads nothing either.
            let _ = wait.recv();
        }
    }

    /// Lets the thread read again.
    pub fn unpark(&mut self) {
        self.send(Command::Go);
    }

    fn send(&mut self, command: Command) -> bool {
        self.commands.send(command).is_ok() && self.wake.write_all(&[0]).is_ok()
    }
}

struct Reader {
    parser: InputParser,
    messages: Sender<Msg>,
    wake: PipeReader,
    orders: Receiver<Command>,
}

/// Why the wait for input ended.
enum Woken {
    Bytes,
    Command,
    Pause,
    Lost(String),
}

impl Reader {
    fn run(mut self, already: &[u8]) {
        let mut messages = self.parser.feed(already);
        loop {
            for message in messages.drain(..) {
                if self.messages.send(message).is_err() {
                    return;
                }
            }
            match self.wait() {
                Woken::Pause => messages = self.parser.time_out(),
                Woken::Bytes => match self.read() {
                    Ok(bytes) => messages = self.parser.feed(&bytes),
                    Err(reason) => return self.lost(reason),
                },
                Woken::Command => {
                    if !self.obey() {
                        return;
                    }
                }
                Woken::Lost(reason) => return self.lost(reason),
            }
        }
    }

    fn wait(&self) -> Woken {
        let stdin = rustix::stdio::stdin();
        let mut watched = [
            PollFd::new(&stdin, PollFlags::IN),
            PollFd::from_borrowed_fd(self.wake.as_fd(), PollFlags::IN),
        ];
        let timeout = self.parser.is_waiting().then_some(&SEQUENCE_GAP);
        match poll(&mut watched, timeout) {
            Err(rustix::io::Errno::INTR) => return Woken::Pause,
            Err(error) => return Woken::Lost(format!("the keyboard cannot be watched: {error}")),
            Ok(_) => {}
        }
        let [keyboard, wake] = watched.map(|fd| fd.revents());
        if !wake.is_empty() {
            Woken::Command
        } else if keyboard.contains(PollFlags::IN) {
            Woken::Bytes
        } else if !keyboard.is_empty() {
            Woken::Lost("the terminal has gone away".to_owned())
        } else {
            Woken::Pause
        }
    }

    fn read(&self) -> Result<Vec<u8>, String> {
        let mut buffer = [0; 4096];
        match rustix::io::read(rustix::stdio::stdin(), &mut buffer) {
            Ok(0) => Err("the terminal has gone away".to_owned()),
            Ok(count) => Ok(buffer[..count].to_vec()),
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => Ok(Vec::new()),
            Err(error) => Err(format!("the keyboard cannot be read: {error}")),
        }
    }

    /// Takes one command; `false` when there will be no more.
    fn obey(&mut self) -> bool {
        let mut byte = [0];
        if io::Read::read(&mut self.wake, &mut byte).unwrap_or(0) == 0 {
            return false;
        }
        match self.orders.recv() {
            Ok(Command::Park(parked)) => {
                self.parser.reset();
                let _ = parked.send(());
                // The byte that wakes us from here stays in the pipe; the next round reads it and this Go is gone.
                matches!(self.orders.recv(), Ok(Command::Go)) && {
                    io::Read::read(&mut self.wake, &mut byte).unwrap_or(0) == 1
                }
            }
            Ok(Command::Go) => true,
            Err(_) => false,
        }
    }

    fn lost(&self, reason: String) {
        let _ = self.messages.send(Msg::TerminalLost(reason));
    }
}
