//! A pseudo-terminal with the real binary in it, and a terminal emulator that reads its screen.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// Generous: the machine may be slow and busy.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub const PICTURES: &str = "tests/golden/tiny/images";

/// What a kitty of today answers when it is asked what it can draw, and one from before placeholders.
pub const KITTY: &[u8] =
    b"\x1bP>|kitty(0.35.2)\x1b\\\x1b_Gi=33;OK\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?62;c\x1b[6;20;10t\x1b[0n";
pub const OLD_KITTY: &[u8] = b"\x1bP>|kitty(0.26.5)\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?62;c\x1b[6;20;10t\x1b[0n";

pub struct Screen {
    pub parser: vt100::Parser,
    pub raw: Vec<u8>,
    pub closed: bool,
}

pub struct Pty {
    pub master: Box<dyn MasterPty + Send>,
    pub writer: Arc<Mutex<Box<dyn Write + Send>>>,
    pub child: Box<dyn Child + Send + Sync>,
    pub screen: Arc<(Mutex<Screen>, Condvar)>,
    pub home: tempfile::TempDir,
}

pub struct Start<'a> {
    pub program: &'a str,
    pub arguments: Vec<&'a str>,
    pub variables: Vec<(&'a str, &'a str)>,
    pub answer: Option<&'static [u8]>,
    /// Rows and columns.
    pub size: (u16, u16),
    /// What stands in the user's keys.toml.
    pub keys: &'a str,
}

impl<'a> Start<'a> {
    pub fn workbench(arguments: &[&'a str]) -> Self {
        Self {
            program: env!("CARGO_BIN_EXE_vip2clip-tui"),
            arguments: arguments.to_vec(),
            variables: Vec::new(),
            answer: None,
            size: (30, 100),
            keys: "",
        }
    }

    pub fn run(self) -> Pty {
        let size = PtySize {
            rows: self.size.0,
            cols: self.size.1,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join(".config/vip2clip-tui");
        std::fs::create_dir_all(&config).unwrap();
        std::fs::write(config.join("keys.toml"), self.keys).unwrap();
        let mut command = CommandBuilder::new(self.program);
        command.args(&self.arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        for name in [
            "TMUX",
            "TERM_PROGRAM",
            "LC_TERMINAL",
            "NO_COLOR",
            "XDG_CACHE_HOME",
            "XDG_CONFIG_HOME",
            "XDG_STATE_HOME",
            "XDG_DATA_HOME",
        ] {
            command.env_remove(name);
        }
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new((
            Mutex::new(Screen {
                parser: vt100::Parser::new(cells(self.size.0), cells(self.size.1), 0),
                raw: Vec::new(),
                closed: false,
            }),
            Condvar::new(),
        ));
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let reader = pair.master.try_clone_reader().unwrap();
        watch(reader, screen.clone(), writer.clone(), self.answer);
        Pty {
            master: pair.master,
            writer,
            child,
            screen,
            home,
        }
    }
}

/// Feeds what the program writes to the screen, and answers its last question as the terminal would.
fn watch(
    mut reader: Box<dyn Read + Send>,
    screen: Arc<(Mutex<Screen>, Condvar)>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    answer: Option<&'static [u8]>,
) {
    std::thread::spawn(move || {
        let (state, changed) = &*screen;
        let mut answer = answer;
        let mut buffer = [0; 65_536];
        loop {
            let count = reader.read(&mut buffer).unwrap_or(0);
            let mut state = state.lock().unwrap();
            state.parser.process(&buffer[..count]);
            state.raw.extend_from_slice(&buffer[..count]);
            state.closed = count == 0;
            if state.raw.windows(4).any(|bytes| bytes == b"\x1b[5n")
                && let Some(answer) = answer.take()
            {
                writer.lock().unwrap().write_all(answer).unwrap();
            }
            changed.notify_all();
            if count == 0 {
                return;
            }
        }
    });
}

impl Pty {
    pub fn send(&self, keys: &str) {
        let mut writer = self.writer.lock().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Waits until the screen is as `wanted` says.
    #[track_caller]
    pub fn wait(&self, what: &str, wanted: impl Fn(&Screen) -> bool) {
        let (state, changed) = &*self.screen;
        let end = Instant::now() + PATIENCE;
        let mut state = state.lock().unwrap();
        while !wanted(&state) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited in vain for {what}; the screen:\n{}",
                state.parser.screen().contents()
            );
            state = changed.wait_timeout(state, left).unwrap().0;
        }
    }

    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("'{text}'"), |screen| {
            screen.parser.screen().contents().contains(text)
        });
    }

    #[track_caller]
    pub fn wait_until_gone(&self, text: &str) {
        self.wait(&format!("no '{text}'"), |screen| {
            !screen.parser.screen().contents().contains(text)
        });
    }

    pub fn resize(&self, rows: u16, cols: u16) {
        self.screen
            .0
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(cells(rows), cells(cols));
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.resize(size).unwrap();
    }

    /// Waits for the program to end; its exit code.
    #[track_caller]
    pub fn exit_code(&mut self) -> u32 {
        self.wait("the end", |screen| screen.closed);
        self.child.wait().unwrap().exit_code()
    }

    /// The terminal is as it was before: main screen, cursor, no mouse, no paste mode, line editing.
    #[track_caller]
    pub fn assert_restored(&self) {
        let state = self.screen.0.lock().unwrap();
        let screen = state.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen was left on");
        assert!(!screen.hide_cursor(), "the cursor was left hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste was left on");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        if let Some(modes) = self.master.get_termios() {
            let modes = format!("{:?}", modes.local_flags);
            assert!(
                modes.contains("ICANON") && modes.contains("ECHO"),
                "raw mode was left on: {modes}"
            );
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.home.path().join(".local/state/vip2clip-tui/workbench.log"))
            .unwrap_or_default()
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

pub fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
