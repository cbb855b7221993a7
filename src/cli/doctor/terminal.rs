//! The terminal: what it says of itself, and what it answers about pictures.

use super::{Rows, row, yes_no};
use crate::base::printable;
use crate::cli::ask_terminal::{self, Answer};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::IsTerminal;

/// Variables by which terminals are known, and that they obey.
const VARIABLES: [&str; 5] = [
    "TERM",
    "COLORTERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "NO_COLOR",
];

/// What can be seen without asking.
#[derive(Debug, Serialize)]
pub struct Terminal {
    stdin: bool,
    stdout: bool,
    /// Columns and rows.
    size: Option<(u16, u16)>,
    variables: BTreeMap<&'static str, Option<String>>,
    multiplexer: Option<&'static str>,
    ssh: bool,
}

impl Terminal {
    /// Looks at the environment.
    pub fn look() -> Self {
        let seen = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let stdout = std::io::stdout().is_terminal();
        let value = |name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        Self {
            stdin: std::io::stdin().is_terminal(),
            stdout,
            size: stdout.then(|| crossterm::terminal::size().ok()).flatten(),
            variables: VARIABLES.map(|name| (name, value(name))).into(),
            multiplexer: if seen("TMUX") {
                Some("tmux")
            } else {
                seen("STY").then_some("screen")
            },
            ssh: seen("SSH_CONNECTION") || seen("SSH_TTY"),
        }
    }

    /// For the page.
    pub fn rows(&self) -> Rows {
        let size = self.size.map_or("unknown".to_owned(), |(columns, rows)| {
            format!("{columns}×{rows}")
        });
        let mut rows = vec![
            row(
                "is a terminal",
                format!("stdin {}, stdout {}", yes_no(self.stdin), yes_no(self.stdout)),
            ),
            row("size", size),
            row("inside", self.multiplexer.unwrap_or("no multiplexer")),
            row("over SSH", yes_no(self.ssh)),
        ];
        for name in VARIABLES {
            let value = self.variables.get(name).and_then(Option::as_deref);
            rows.push(row(name, value.map_or("not set".into(), printable)));
        }
        rows
    }
}

/// What the terminal answered when asked about pictures.
#[derive(Debug, Serialize)]
pub struct Graphics {
    /// What was asked, or why nothing was.
    question: &'static str,
    answers: Option<Answers>,
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct Answers {
    /// To the last question, which every terminal knows.
    any: bool,
    kitty: bool,
    sixel: bool,
    /// Width and height of a cell, pixels.
    cell: Option<(u16, u16)>,
    /// How `--images auto` draws.
    auto: String,
}

impl Graphics {
    /// Asks, if there is a terminal at both ends to ask.
    pub fn ask() -> Self {
        if !ask_terminal::can_ask() {
            return Self {
                question: "nothing, because stdin and stdout are not both terminals",
                answers: None,
                error: None,
            };
        }
        let (answers, error) = match ask_terminal::ask() {
            Ok(answer) => (Some(Answers::new(&answer)), None),
            Err(error) => (None, Some(error.to_string())),
        };
        Self {
            question: "kitty graphics, device attributes (sixel), cell size, device status",
            answers,
            error,
        }
    }

    /// For the page.
    pub fn rows(&self) -> Rows {
        let mut rows = vec![row("asked", self.question)];
        rows.extend(self.error.as_deref().map(|error| row("failed", error)));
        let Some(answers) = &self.answers else {
            return rows;
        };
        let any = if answers.any {
            "yes"
        } else {
            "no, the terminal is silent"
        };
        let cell = answers.cell.map_or("unknown".to_owned(), |(width, height)| {
            format!("{width}×{height} pixels")
        });
        rows.extend([
            row("answered", any),
            row("kitty graphics", yes_no(answers.kitty)),
            row("sixel", yes_no(answers.sixel)),
            row("cell", cell),
            row("auto means", answers.auto.as_str()),
        ]);
        rows
    }
}

impl Answers {
    fn new(answer: &Answer) -> Self {
        let Answer { probe, auto } = answer;
        Self {
            any: probe.answered,
            kitty: probe.kitty,
            sixel: probe.sixel,
            cell: probe.cell.map(|cell| (cell.width, cell.height)),
            auto: auto.renderer.to_string(),
        }
    }
}
