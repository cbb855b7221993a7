//! `session show`: one session.

use super::which::Which;
use super::{EXIT_HELP, json};
use crate::base::{printable, printable_path};
use crate::cli::exit::Exit;
use crate::cli::streams::print_line;
use crate::evaluate::tables::Grid;
use crate::session::{Opened, Session};
use serde_json::json;

/// Columns of the metrics.
const WIDTH: usize = 100;

/// One session: what it is about and what came out
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXIT_HELP)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// One JSON object: as in list, and under "record" the whole file
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Shows.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let Opened { path, session, .. } = options.which.open()?;
    if options.json {
        let mut shown = json::summary(&path, &session);
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("record".to_owned(), json!(session));
        }
        print_line(&shown.to_string())?;
        return Ok(Exit::Success);
    }
    print_line(&format!("{:<10} {}", "session", printable_path(&path)))?;
    for (name, value) in rows(&session) {
        print_line(&format!("{name:<10} {}", printable(&value)))?;
    }
    if let Some(table) = session.metrics_table() {
        print_line("")?;
        print_line(Grid::from(&table).text(WIDTH).trim_end())?;
    }
    print_line("")?;
    for image in &session.images {
        let label = match image.label {
            Some(0) => "normal",
            Some(_) => "anomalous",
            None => "",
        };
        let score = image
            .score
            .map_or("failed".to_owned(), |score| format!("{score:.4}"));
        let notes: Vec<_> = image
            .error
            .iter()
            .chain(&image.warnings)
            .map(|note| printable(note))
            .collect();
        let line = format!(
            "{score:>6}  {label:<9}  {}  {}",
            printable_path(&image.path),
            notes.join("; ")
        );
        print_line(line.trim_end())?;
    }
    Ok(Exit::Success)
}

fn rows(session: &Session) -> Vec<(&'static str, String)> {
    let (model, record) = (&session.model, &session.dataset.record);
    let saved = session.times.ended.as_deref().unwrap_or(&session.times.started);
    let demo = if model.demo { ", the demo model" } else { "" };
    let mut rows = vec![
        ("identity", session.identity.clone()),
        ("saved", saved.to_owned()),
        (
            "program",
            format!(
                "{}{}, {}",
                session.program.version,
                session
                    .program
                    .revision
                    .as_deref()
                    .map_or(String::new(), |at| format!(" ({at})")),
                session.program.precision
            ),
        ),
        (
            "machine",
            format!(
                "{}, {}, {} threads",
                session.hardware.device, session.hardware.system, session.hardware.threads
            ),
        ),
        (
            "model",
            format!("{} with {}{demo}", model.backbone.name, model.prompts.name),
        ),
        (
            "dataset",
            format!(
                "{} ({}) in {}",
                record.name,
                record.variant,
                printable_path(&record.root)
            ),
        ),
        (
            "pictures",
            format!("{}, {} failed", session.images.len(), session.failed()),
        ),
    ];
    rows.extend(remarks(session));
    rows
}

/// What not every session has.
fn remarks(session: &Session) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if let Some(parent) = &session.parent {
        rows.push(("parent", parent.clone()));
    }
    if let (Some(threshold), Some(above)) = (session.thresholds.score, session.above_threshold()) {
        rows.push(("threshold", format!("{threshold}, which {above} pictures reach")));
    }
    rows.extend(
        session
            .changed
            .iter()
            .map(|(key, text)| ("changed", format!("{key}: {text}"))),
    );
    rows.extend(
        session
            .warnings
            .iter()
            .map(|warning| ("warning", warning.clone())),
    );
    rows
}
