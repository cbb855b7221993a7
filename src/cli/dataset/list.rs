//! `dataset list`: the known datasets.

use crate::cli::exit::Exit;
use crate::cli::streams::print_line;
use crate::dataset::catalogue::{DATASETS, Description};
use serde::Serialize;

const EXAMPLES: &str = "\
--json prints one array of objects:
  {\"id\", \"title\", \"classes\": [text], \"has_normals\", \"has_masks\",
   \"counts\": [{\"name\", \"normal\", \"anomalous\", \"train_normals\"}], \"page\", \"licence\", \"tree\"}
\"counts\" are those of the test split, one for each variant that is in use.

Examples:
  vip2clip-tui dataset list
  vip2clip-tui dataset list --json | jq -r '.[] | select(.has_masks) | .id'";

/// List the known datasets: where to get them, what is in them, what they should look like
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Options {
    /// One JSON array instead of a page
    #[arg(long)]
    json: bool,
}

/// Runs `dataset list`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let text = if options.json {
        let records: Vec<Record> = DATASETS.iter().map(Record::new).collect();
        serde_json::to_string(&records)?
    } else {
        let blocks: Vec<String> = DATASETS.iter().map(block).collect();
        blocks.join("\n\n")
    };
    print_line(&text)?;
    Ok(Exit::Success)
}

fn block(known: &Description) -> String {
    let counts: Vec<String> = known.counts.iter().map(counts_line).collect();
    let metrics = match (known.has_normals, known.has_masks) {
        (true, true) => "image and pixel",
        (true, false) => "image only: it has no masks",
        (false, true) => "pixel only: it has no normal images",
        (false, false) => "none: it has neither normal images nor masks",
    };
    let counts = match counts.is_empty() {
        true => "not published".to_owned(),
        false => counts.join("\n            "),
    };
    let tree = known.tree.trim_end().replace('\n', "\n    ");
    format!(
        "{} · {}\n  page      {}\n  licence   {}\n  classes   {}\n  test      {counts}\n  metrics   {metrics}\n    {tree}",
        known.id,
        known.title,
        known.page,
        known.licence,
        known.classes.join(", "),
    )
}

fn counts_line(counts: &crate::dataset::catalogue::KnownCounts) -> String {
    let name = match counts.name {
        "" => String::new(),
        name => format!(" ({name})"),
    };
    let train = counts
        .train_normals
        .map(|normals| format!(", {normals} normal in train"));
    format!(
        "{} normal, {} anomalous{}{name}",
        counts.normal,
        counts.anomalous,
        train.unwrap_or_default()
    )
}

#[derive(Debug, Serialize)]
struct Record {
    id: &'static str,
    title: &'static str,
    classes: &'static [&'static str],
    has_normals: bool,
    has_masks: bool,
    counts: Vec<CountsRecord>,
    page: &'static str,
    licence: &'static str,
    tree: &'static str,
}

#[derive(Debug, Serialize)]
struct CountsRecord {
    name: &'static str,
    normal: usize,
    anomalous: usize,
    train_normals: Option<usize>,
}

impl Record {
    fn new(known: &Description) -> Self {
        let counts = known.counts.iter().map(|counts| CountsRecord {
            name: counts.name,
            normal: counts.normal,
            anomalous: counts.anomalous,
            train_normals: counts.train_normals,
        });
        Self {
            id: known.id,
            title: known.title,
            classes: known.classes,
            has_normals: known.has_normals,
            has_masks: known.has_masks,
            counts: counts.collect(),
            page: known.page,
            licence: known.licence,
            tree: known.tree,
        }
    }
}
