//! `session diff`: two sessions beside each other.

use super::EXIT_HELP;
use super::which::SessionsFolder;
use crate::base::{printable, printable_path};
use crate::cli::exit::Exit;
use crate::cli::json_path::json_path;
use crate::cli::streams::print_line;
use crate::session::{Difference, ScorePair, ValuePair, diff};
use serde_json::json;
use std::path::PathBuf;

const DETAILS: &str = "\
Settings, inputs, scores and metrics; scores are told where their bits differ, the largest difference first.

--json prints {\"same\", \"values\": [{\"key\", \"first\", \"second\"}], \"scores\": [{\"path\", \"first\", \"second\", \
\"same_file\"}], \"common\", \"only_first\": [path], \"only_second\": [path], \"metrics\": [as values], \"ui\": [as \
values]}.";

/// Compare two sessions: settings, inputs, scores, metrics
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    /// The first session
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The second session
    #[arg(value_name = "B")]
    second: PathBuf,
    #[command(flatten)]
    place: SessionsFolder,
    /// One JSON object
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Compares.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let first = options.place.open(&options.first)?;
    let second = options.place.open(&options.second)?;
    let found = diff(&first.session, &second.session);
    if options.json {
        print_line(&object(&found).to_string())?;
    } else {
        for line in lines(&found) {
            print_line(&line)?;
        }
    }
    Ok(match found.is_none() {
        true => Exit::Success,
        false => Exit::SomeFailed,
    })
}

fn object(found: &Difference) -> serde_json::Value {
    let paths = |paths: &[PathBuf]| paths.iter().map(|path| json_path(path)).collect::<Vec<_>>();
    let score = |pair: &ScorePair| {
        json!({
            "path": json_path(&pair.path),
            "first": pair.first,
            "second": pair.second,
            "same_file": pair.same_file,
        })
    };
    json!({
        "same": found.is_none(),
        "values": found.values,
        "scores": found.scores.iter().map(score).collect::<Vec<_>>(),
        "common": found.common,
        "only_first": paths(&found.only_first),
        "only_second": paths(&found.only_second),
        "metrics": found.metrics,
        "ui": found.ui,
    })
}

fn lines(found: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    let text = |value: &Option<String>| {
        value
            .as_deref()
            .map_or("–".to_owned(), |value| printable(value).into_owned())
    };
    let mut values = |title: &str, pairs: &[ValuePair]| {
        for pair in pairs {
            let key = printable(&pair.key);
            lines.push(format!(
                "{title}{key}: {} → {}",
                text(&pair.first),
                text(&pair.second)
            ));
        }
    };
    values("", &found.values);
    values("metric ", &found.metrics);
    values("ui ", &found.ui);
    let score = |score: Option<f32>| score.map_or("–".to_owned(), |score| format!("{score:.6}"));
    for pair in &found.scores {
        let apart = pair
            .difference()
            .map_or(String::new(), |apart| format!("  {apart:+.6}"));
        let other = if pair.same_file { "" } else { "  another file" };
        lines.push(format!(
            "{} → {}{apart}  {}{other}",
            score(pair.first),
            score(pair.second),
            printable_path(&pair.path)
        ));
    }
    for (mark, paths) in [
        ("only in the first", &found.only_first),
        ("only in the second", &found.only_second),
    ] {
        lines.extend(
            paths
                .iter()
                .map(|path| format!("{mark}: {}", printable_path(path))),
        );
    }
    lines.push(match found.is_none() {
        true => format!("no difference in {} pictures", found.common),
        false => format!(
            "{} pictures in both, {} of them with other scores or contents",
            found.common,
            found.scores.len()
        ),
    });
    lines
}
