//! The built program as tests run it: no terminal, no settings from outside, the project's folder as working folder.

// Each test file compiles this module and uses its own part of it. Clippy's leave for tests to panic reaches only
// functions marked #[test].
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The golden model, which `detect` runs unless the arguments name one.
const GOLDEN_MODEL: [(&str, &str); 5] = [
    (
        "VIP2CLIP_BACKBONE",
        "tests/golden/tiny/backbone.openai.safetensors",
    ),
    ("VIP2CLIP_PROMPTS", "tests/golden/tiny/prompts.pth"),
    ("VIP2CLIP_IMAGE_SIZE", "98"),
    ("VIP2CLIP_LAYERS", "1,2,3,4"),
    ("VIP2CLIP_TOP_K", "10"),
];

/// The program with these arguments, ready to run.
pub fn program<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vip2clip-tui"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("VIP2CLIP_") {
            command.env_remove(name);
        }
    }
    let given = |name: &str| arguments.iter().any(|argument| argument.as_ref() == name);
    let asks = given("--help");
    if given("detect") && !asks && !given("--backbone") && !given("--prompts") {
        command.envs(GOLDEN_MODEL);
    }
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "100")
        // Settings and keys of whoever runs the tests stay out.
        .env(
            "XDG_CONFIG_HOME",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/no-settings"),
        )
        // With it candle adds a backtrace to its messages.
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::null());
    command
}

/// Runs to the end.
pub fn run<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> Run {
    Run(program(arguments).output().expect("the program starts"))
}

/// What a run left.
pub struct Run(pub Output);

impl Run {
    /// The exit status; a signal has none.
    pub fn status(&self) -> Option<i32> {
        self.0.status.code()
    }

    /// stdout as text.
    pub fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("stdout is UTF-8")
    }

    /// stderr as text.
    pub fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("stderr is UTF-8")
    }

    /// stdout as one JSON value a line.
    pub fn json(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e} in {line}"));
        self.stdout().lines().map(parse).collect()
    }

    /// Fails with both streams unless the status is this.
    pub fn expect_status(self, status: i32) -> Self {
        let (out, err) = (self.stdout(), self.stderr());
        assert_eq!(
            self.status(),
            Some(status),
            "\n--- stdout\n{out}\n--- stderr\n{err}"
        );
        self
    }
}

/// The keys of a JSON object, in alphabetical order.
pub fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

/// A file of the golden data.
pub fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/tiny")
        .join(name)
}

/// A golden picture.
pub fn picture(name: &str) -> PathBuf {
    golden("images").join(name)
}
