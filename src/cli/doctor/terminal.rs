//! The terminal: what it says of itself, and what it answers about pictures.

use super::{Rows, row, yes_no};
use crate::base::printable;
use ratatui_image::picker::{Capability, Picker, ProtocolType};
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
    asked: bool,
    /// What was asked, or why nothing was.
    question: &'static str,
    answers: Vec<String>,
    /// The way that `--images auto` draws.
    auto: Option<&'static str>,
    /// Width and height of a cell, pixels.
    cell: Option<(u16, u16)>,
    error: Option<String>,
}

impl Graphics {
    /// Asks, if there is a terminal at both ends to ask.
    pub fn ask() -> Self {
        let mut graphics = Self {
            asked: false,
            question: "not asked, because stdin and stdout are not both terminals",
            answers: Vec::new(),
            auto: None,
            cell: None,
            error: None,
        };
        if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
            return graphics;
        }
        graphics.asked = true;
        graphics.question = "kitty graphics, device attributes (sixel), cell size, device status";
        match Picker::from_query_stdio() {
            Ok(picker) => {
                graphics.answers = picker.capabilities().iter().map(describe).collect();
                graphics.auto = Some(protocol(picker.protocol_type()));
                let cell = picker.font_size();
                graphics.cell = Some((cell.width, cell.height));
            }
            Err(error) => graphics.error = Some(error.to_string()),
        }
        graphics
    }

    /// For the page.
    pub fn rows(&self) -> Rows {
        let mut rows = vec![row("asked", self.question)];
        if !self.asked {
            return rows;
        }
        let answers = match (&self.error, self.answers.as_slice()) {
            (Some(error), _) => error.clone(),
            (None, []) => "no picture protocol".to_owned(),
            (None, answers) => answers.join(", "),
        };
        rows.push(row("answered", answers));
        rows.push(row("auto means", self.auto.unwrap_or("halfblocks")));
        if let Some((width, height)) = self.cell {
            rows.push(row("cell", format!("{width}×{height} pixels")));
        }
        rows
    }
}

fn describe(capability: &Capability) -> String {
    match capability {
        Capability::Kitty => "kitty graphics".to_owned(),
        Capability::Sixel => "sixel".to_owned(),
        Capability::RectangularOps => "rectangular operations".to_owned(),
        Capability::KittyCompression => "kitty compression".to_owned(),
        Capability::CellSize(Some((width, height))) => format!("cells of {width}×{height} pixels"),
        Capability::CellSize(None) => "no cell size".to_owned(),
        Capability::TextSizingProtocol => "text sizing".to_owned(),
        Capability::Background(r, g, b) => format!("background #{r:02x}{g:02x}{b:02x}"),
    }
}

fn protocol(protocol: ProtocolType) -> &'static str {
    match protocol {
        ProtocolType::Halfblocks => "halfblocks",
        ProtocolType::Sixel => "sixel",
        ProtocolType::Kitty => "kitty",
        ProtocolType::Iterm2 => "iterm2",
    }
}
