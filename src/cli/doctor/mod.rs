//! `doctor`: what this program is, what it found, and what it would use.

mod devices;
mod models;
mod places;
mod program;
mod terminal;

use super::exit::Exit;
use super::model_options::ModelOptions;
use super::streams::print_line;
use devices::DeviceReport;
use models::Models;
use places::{ModelReport, Places};
use program::Program;
use serde::Serialize;
use terminal::{Graphics, Terminal};

const EXAMPLES: &str = "\
Examples:
  vip2clip-tui doctor
  vip2clip-tui doctor --json | jq .devices";

/// Say what this program found: devices, terminal, graphics, folders, model
///
/// The first thing to run, and to send along, when something does not work.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Options {
    /// One JSON object instead of a page
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    model: ModelOptions,
}

#[derive(Debug, Serialize)]
struct Report {
    program: Program,
    devices: Vec<DeviceReport>,
    terminal: Terminal,
    graphics: Graphics,
    places: Places,
    models: Models,
    model: ModelReport,
}

/// The lines of a section of the page: a name and what is to be said of it.
type Rows = Vec<(String, String)>;

/// Runs `doctor`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let report = Report {
        program: Program::new(),
        devices: devices::try_all(),
        terminal: Terminal::look(),
        graphics: Graphics::ask(),
        places: Places::look(),
        models: Models::look(),
        model: ModelReport::new(&options.model),
    };
    let text = if options.json {
        serde_json::to_string(&report)?
    } else {
        report.page()
    };
    print_line(&text)?;
    Ok(Exit::Success)
}

impl Report {
    fn page(&self) -> String {
        let sections = [
            ("Program", self.program.rows()),
            ("Devices", self.devices.iter().map(DeviceReport::row).collect()),
            ("Terminal", self.terminal.rows()),
            ("Graphics", self.graphics.rows()),
            ("Folders", self.places.rows()),
            ("Models by name", self.models.rows()),
            ("Model", self.model.rows()),
        ];
        sections.map(|(title, rows)| section(title, &rows)).join("\n\n")
    }
}

fn section(title: &str, rows: &Rows) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let lines = rows.iter().map(|(name, value)| {
        // A value of several lines stays in its column.
        let value = value.replace('\n', &format!("\n{}", " ".repeat(width + 4)));
        format!("\n  {name:<width$}  {value}")
    });
    std::iter::once(title.to_owned()).chain(lines).collect()
}

fn row(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_a_column_of_their_own() {
        let rows = vec![row("a", "one"), row("long", "first\nsecond")];
        assert_eq!(
            section("Title", &rows),
            "Title\n  a     one\n  long  first\n        second"
        );
    }
}
