//! `models list`: a line a model.

use super::record::{EntryRecord, known, size};
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::streams::print_line;
use crate::models::{ModelEntry, ModelKind, Registry, Source};
use unicode_width::UnicodeWidthStr;

const DETAILS: &str = "\
--json prints one array of objects:
  {\"name\", \"kind\", \"title\", \"file\", \"source\", \"url\", \"from\", \"size\", \"sha256\", \"git_blob\", \"licence\",
   \"trained_on\", \"is_users\", \"path\", \"origin\"}
\"source\" is url, hugging_face, project, file or by_hand; \"path\" is null where the file is not on this machine; \
\"origin\" is added, folder or hugging_face_cache. What is not known is null.";

/// List the known models and where they lie here
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    /// Only these: backbone or prompts
    #[arg(long, value_name = "KIND", env = "VIP2CLIP_MODEL_KIND")]
    kind: Option<ModelKind>,
    /// One JSON array
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Lists.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let registry = Registry::open()?;
    let wanted = |entry: &&ModelEntry| options.kind.is_none_or(|kind| kind == entry.kind);
    let entries: Vec<&ModelEntry> = registry.entries().filter(wanted).collect();
    let text = if options.json {
        let records: Vec<EntryRecord> = entries
            .iter()
            .map(|entry| EntryRecord::new(entry, &registry))
            .collect();
        serde_json::to_string(&records)?
    } else {
        let head = ["name", "kind", "size", "trained on", "here"].map(str::to_owned);
        let mut rows = vec![head];
        rows.extend(entries.iter().map(|entry| row(entry, &registry)));
        table(&rows)
    };
    print_line(&text)?;
    Ok(Exit::Success)
}

fn row(entry: &ModelEntry, registry: &Registry) -> [String; 5] {
    let local = registry.locate(entry);
    let here = match (&local, &entry.source) {
        (Some(local), _) => printable_path(&local.path),
        (None, Source::Url(_) | Source::HuggingFace(_)) => format!("no: models fetch {}", entry.name),
        (None, Source::ByHand) => "no: see models show".to_owned(),
        (None, Source::File(path)) => format!("no: {} is gone", printable_path(path)),
        (None, Source::Project(_)) => "no".to_owned(),
    };
    let on_disk = local
        .and_then(|local| std::fs::metadata(local.path).ok())
        .map(|found| found.len());
    [
        entry.name.clone(),
        entry.kind.to_string(),
        size(on_disk.or(entry.size)),
        match (entry.kind, &entry.trained_on) {
            (ModelKind::Backbone, None) => "-".to_owned(),
            (_, text) => known(text.as_deref()),
        },
        here,
    ]
}

fn table(rows: &[[String; 5]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(widths);
        let padded = cells.map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
