//! The paper's protocol as a queue: which datasets are here, and the prompts that may judge each.

use super::Options;
use crate::base::{CancelToken, printable, printable_path};
use crate::cli::exit::UsageError;
use crate::cli::streams::say;
use crate::dataset::catalogue;
use crate::detector::PromptCheckpoint;
use crate::engine::evaluation::{MethodKind, QueueItem, what_was_seen};
use crate::models::{ModelKind, PaperError, PaperPreset, resolve};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// A dataset's folder and what it was recognised as.
struct Found {
    root: PathBuf,
    kind: &'static str,
}

/// Prompts that were named, and what they were trained on.
struct Named {
    path: PathBuf,
    trained_on: Option<String>,
}

/// The backbone, and each dataset with its prompts, in the order of the published tables.
pub fn queue(options: &Options, preset: PaperPreset) -> anyhow::Result<(PathBuf, Vec<QueueItem>)> {
    if options.method == MethodKind::Clip && !options.prompts.is_empty() {
        return Err(UsageError("--method clip has no prompts: leave --prompts out".to_owned()).into());
    }
    let mut datasets = Vec::new();
    for root in &options.dataset {
        let kind = kind_of(options, root)?;
        datasets.push(Found {
            root: root.clone(),
            kind,
        });
    }
    if let Some(folder) = &options.data {
        datasets.extend(benchmarks_in(options, preset, folder)?);
    }
    let backbone = options
        .backbone
        .clone()
        .unwrap_or_else(|| preset.backbone().into());
    let backbone = resolve(&backbone, ModelKind::Backbone)?;
    let named = named_prompts(options)?;
    let mut queue = Vec::with_capacity(datasets.len());
    for Found { root, kind } in datasets {
        let prompts = match options.method {
            MethodKind::Clip => None,
            MethodKind::Vip2 => Some(prompts_for(preset, kind, &named)?),
        };
        let usual = prompts.as_deref().and_then(PromptCheckpoint::settings_of);
        queue.push(QueueItem {
            dataset: root,
            detector: options.how.settings_over(&usual.unwrap_or_default()),
            prompts,
        });
    }
    Ok((backbone, queue))
}

fn kind_of(options: &Options, root: &Path) -> anyhow::Result<&'static str> {
    Ok(options.reading().open(root, &CancelToken::never())?.kind)
}

/// The benchmarks in a folder's folders. What is missing or something else is said; two of a kind cannot be.
fn benchmarks_in(options: &Options, preset: PaperPreset, folder: &Path) -> anyhow::Result<Vec<Found>> {
    let unreadable = || format!("{} cannot be read", printable_path(folder));
    let mut roots = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        let is_hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !is_hidden {
            roots.push(path);
        }
    }
    roots.sort();
    let mut found: Vec<Found> = Vec::new();
    for root in roots {
        let kind = match kind_of(options, &root) {
            Ok(kind) => kind,
            Err(error) => {
                say(format_args!("left out: {}: {error}", printable_path(&root)));
                continue;
            }
        };
        let judged = preset.benchmarks().any(|known| known.id == kind);
        if let Some(other) = found.iter().find(|other| other.kind == kind).filter(|_| judged) {
            return Err(UsageError(format!(
                "{} and {} are both {kind}: move one away, or name the datasets with --dataset",
                printable_path(&other.root),
                printable_path(&root)
            ))
            .into());
        }
        found.push(Found { root, kind });
    }
    let mut ordered = Vec::new();
    let mut missing = Vec::new();
    for known in preset.benchmarks() {
        match found.iter().position(|own| own.kind == known.id) {
            Some(place) => ordered.push(found.swap_remove(place)),
            None => missing.push(known.title),
        }
    }
    for Found { root, kind } in &found {
        say(format_args!(
            "left out: {} is {kind}, no benchmark that {} judges",
            printable_path(root),
            preset.name()
        ));
    }
    if ordered.is_empty() {
        return Err(UsageError(format!(
            "no benchmark in {}: expected folders of {}; `vip2clip-tui dataset list` says what they look like",
            printable_path(folder),
            missing.join(", ")
        ))
        .into());
    }
    if !missing.is_empty() {
        say(format_args!(
            "not in {}, so not in the table: {}",
            printable_path(folder),
            missing.join(", ")
        ));
    }
    Ok(ordered)
}

fn named_prompts(options: &Options) -> anyhow::Result<Vec<Named>> {
    let mut named = Vec::with_capacity(options.prompts.len());
    for prompts in &options.prompts {
        let path = resolve(prompts, ModelKind::Prompts)?;
        let checkpoint = PromptCheckpoint::open(&path)?;
        named.push(Named {
            trained_on: what_was_seen(&path, &checkpoint).map(|seen| seen.text()),
            path,
        });
    }
    Ok(named)
}

/// Those of the named prompts that were trained on what the protocol wants and on nothing else; without any named, the
/// released ones.
fn prompts_for(preset: PaperPreset, dataset: &str, named: &[Named]) -> anyhow::Result<PathBuf> {
    let auxiliary = preset.auxiliary(dataset)?;
    if named.is_empty() {
        let name = PaperPreset::released_prompts(auxiliary);
        return Ok(resolve(Path::new(name), ModelKind::Prompts).map_err(PaperError::from)?);
    }
    let title = |id: &str| catalogue::find(id).map_or(id.to_owned(), |known| known.title.to_owned());
    let fitting = named
        .iter()
        .find(|own| own.trained_on.as_deref().and_then(catalogue::kind_named) == Some(auxiliary));
    match fitting {
        Some(own) => Ok(own.path.clone()),
        None => {
            let found: Vec<String> = named
                .iter()
                .map(|own| match &own.trained_on {
                    Some(name) => printable(name).into_owned(),
                    None => format!("nothing that {} names", printable_path(&own.path)),
                })
                .collect();
            Err(PaperError::Prompts {
                dataset: title(dataset),
                auxiliary: catalogue::find(auxiliary).map_or(auxiliary, |known| known.title),
                found: found.join(", "),
            }
            .into())
        }
    }
}
