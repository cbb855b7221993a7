//! The tables of a finished evaluation, in the form that was asked for.

use crate::cli::streams::print_line;
use crate::engine::evaluation::{EvaluationRecord, tables_of};
use crate::evaluate::published::{PublishedMethod, PublishedTables};
use crate::evaluate::tables::{Grid, Overview};
use std::str::FromStr;

/// Columns where there is no terminal to ask.
const USUAL_WIDTH: usize = 100;

/// The forms of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people, in a terminal.
    Text,
    /// For a README.
    Markdown,
    /// For a paper.
    Latex,
    /// For a spreadsheet.
    Csv,
    /// For programs.
    Json,
}

impl FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "markdown" | "md" => Ok(Self::Markdown),
            "latex" | "tex" => Ok(Self::Latex),
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => Err("expected text, markdown, latex, csv or json".to_owned()),
        }
    }
}

/// How tables are printed.
#[derive(Debug, Clone, clap::Args)]
// clap names a group after the struct, and the commands' own are called so, too.
#[group(skip)]
pub struct Options {
    /// Form of the tables: text, markdown, latex, csv or json
    #[arg(
        long,
        value_name = "FORM",
        env = "VIP2CLIP_FORMAT",
        default_value = "text",
        help_heading = "Tables"
    )]
    pub format: Form,

    /// The same as --format json: one object a table
    #[arg(long, help_heading = "Tables")]
    pub json: bool,

    /// Whose published numbers stand beside [default: ViP2-CLIP, or CLIP for --method clip]
    #[arg(
        long,
        value_name = "METHOD",
        env = "VIP2CLIP_AGAINST",
        help_heading = "Tables"
    )]
    pub against: Option<PublishedMethod>,
}

impl Options {
    /// Whether stdout is read by a program.
    pub fn is_for_programs(&self) -> bool {
        self.json || self.format != Form::Text
    }
}

/// Prints the tables of a run: one an item, and with more than one the overview.
pub fn print(
    record: &EvaluationRecord,
    published: &PublishedTables,
    options: &Options,
) -> anyhow::Result<()> {
    let tables = tables_of(record, published, options.against);
    if options.json || options.format == Form::Json {
        for table in &tables {
            print_line(&serde_json::to_string(table)?)?;
        }
        return Ok(());
    }
    let mut parts = Vec::new();
    for table in &tables {
        parts.push(in_form(&Grid::from(table), options.format)?);
    }
    if tables.len() > 1 {
        parts.push(in_form(&Grid::from(&Overview::new(tables)?), options.format)?);
    }
    print_line(&parts.join("\n\n"))
}

fn in_form(grid: &Grid, form: Form) -> anyhow::Result<String> {
    let text = match form {
        Form::Markdown => grid.markdown(),
        Form::Latex => grid.latex(),
        Form::Csv => grid.csv()?,
        Form::Text | Form::Json => grid.text(width()),
    };
    Ok(text.trim_end().to_owned())
}

/// Columns of the terminal.
fn width() -> usize {
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    columns
        .or_else(|| {
            crossterm::terminal::size()
                .ok()
                .map(|(columns, _)| usize::from(columns))
        })
        .unwrap_or(USUAL_WIDTH)
}
