//! `models show`: all that is known of one model.

use super::Downloads;
use super::record::{EntryRecord, NOT_KNOWN, address, known};
use crate::base::{printable, printable_path};
use crate::cli::exit::Exit;
use crate::cli::streams::print_line;
use crate::models::{ModelEntry, Registry, Source};
use std::path::Path;

/// Show all that is known of a model
///
/// For a machine without a network: the exact address, and where the file belongs.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The model
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    downloads: Downloads,
    /// One JSON object, as in `models list --json`
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Shows.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let registry = Registry::open()?;
    let entry = registry.find(&options.name)?;
    if options.json {
        print_line(&serde_json::to_string(&EntryRecord::new(entry, &registry))?)?;
        return Ok(Exit::Success);
    }
    let folder = options.downloads.folder().ok();
    let rows = rows(entry, &registry, folder.as_deref());
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in rows {
        print_line(&format!("{name:<width$}  {value}"))?;
    }
    Ok(Exit::Success)
}

fn rows(entry: &ModelEntry, registry: &Registry, folder: Option<&Path>) -> Vec<(&'static str, String)> {
    let recorded = registry.local(&entry.name);
    let mut rows = vec![("name", entry.name.clone()), ("kind", entry.kind.to_string())];
    rows.extend(
        entry
            .title
            .as_deref()
            .map(|title| ("title", printable(title).into_owned())),
    );
    rows.push(("file", printable(&entry.file).into_owned()));
    let source = match &entry.source {
        Source::HuggingFace(file) => Some(format!(
            "Hugging Face, {}, revision {}",
            printable(&file.repository),
            printable(&file.revision)
        )),
        Source::Project(_) => Some("comes with the project".to_owned()),
        Source::File(path) => Some(printable_path(path)),
        Source::Url(_) | Source::ByHand => None,
    };
    rows.extend(source.map(|source| ("source", source)));
    rows.extend(address(entry, registry).map(|address| ("address", address)));
    rows.extend(
        entry
            .from
            .as_deref()
            .map(|from| ("from", printable(from).into_owned())),
    );
    let bytes = entry.size.or(recorded.map(|local| local.size));
    rows.push((
        "size",
        bytes.map_or(NOT_KNOWN.to_owned(), |size| format!("{size} bytes")),
    ));
    let recorded_hash = recorded.map(|local| format!("{} (as recorded here)", local.sha256));
    rows.push((
        "sha256",
        entry
            .sha256
            .clone()
            .or(recorded_hash)
            .unwrap_or(NOT_KNOWN.to_owned()),
    ));
    rows.extend(entry.git_blob.clone().map(|id| ("git blob id", id)));
    rows.push(("licence", known(entry.licence.as_deref())));
    rows.push(("trained on", known(entry.trained_on.as_deref())));
    match registry.locate(entry) {
        Some(local) => rows.push(("here", printable_path(&local.path))),
        None => {
            rows.push(("here", "no".to_owned()));
            let place = folder.map(|folder| folder.join(&entry.name).join(&entry.file));
            if !matches!(entry.source, Source::Project(_) | Source::File(_)) {
                rows.extend(place.map(|place| ("belongs at", printable_path(&place))));
            }
        }
    }
    rows
}
