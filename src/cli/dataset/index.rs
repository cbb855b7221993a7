//! `dataset index`: what a folder was understood to be.

use super::source::Source;
use super::{EXIT_HELP, summary};
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::streams::{print_line, say};
use crate::dataset::{DatasetIndex, Exclusion, Label, Sample, WriteMeta, write_meta};
use serde::Serialize;

const DETAILS: &str = "\
--json prints one object:
  {\"kind\", \"variant\", \"root\", \"fingerprint\",
   \"splits\": {\"test\": [{\"image\", \"mask\", \"class\", \"species\", \"label\"}], \"train\": […]},
   \"excluded\": [{\"path\", \"reason\"}], \"warnings\": [text]}
Paths are relative to the root, with forward slashes; bytes that are not UTF-8 are written \\xNN. \"mask\" is null where \
there is none, \"label\" (0 normal, 1 anomalous) where nobody says. The fingerprint is the sha256 of the samples' \
paths, sizes, labels and masks.

--write-meta writes ROOT/meta.json for the released loader. It is the only thing that writes into a dataset.

The index is kept in ~/.cache/vip2clip-tui/indexes and used again while no folder of the dataset has changed. A file \
whose content changes under the same name goes unseen; --no-cache reads everything.

Examples:
  vip2clip-tui dataset index data/mvtec
  vip2clip-tui dataset index data/kvasir --kind kvasir --pairing reference
  vip2clip-tui dataset index photos --json | jq -r '.splits.test[] | select(.label == 1) | .image'
  vip2clip-tui dataset index data/btad --write-meta";

/// Say what a folder was understood to be
///
/// Recognises the dataset and its packaging, pairs images with masks, and lists what was left out and why.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    #[command(flatten)]
    source: Source,

    /// One JSON object instead of a page
    #[arg(long)]
    json: bool,

    /// Write ROOT/meta.json, which the released loader reads
    #[arg(long)]
    write_meta: bool,

    /// Write absolute paths instead of paths relative to ROOT
    #[arg(long, requires = "write_meta")]
    absolute: bool,

    /// Replace a meta.json that is there
    #[arg(long, requires = "write_meta")]
    force: bool,
}

/// Runs `dataset index`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let interrupt = Interrupt::listen()?;
    let index = options.source.open(interrupt.token())?;
    let written = match options.write_meta {
        true => Some(write_meta(
            &index,
            WriteMeta {
                absolute: options.absolute,
                overwrite: options.force,
            },
        )?),
        false => None,
    };
    if options.json {
        print_line(&serde_json::to_string(&Record::new(&index))?)?;
    } else {
        print_line(&page(&index))?;
    }
    match written {
        Some(path) => say(format_args!("wrote {}", printable_path(&path))),
        None if !options.json => say(next_step(&index)),
        None => {}
    }
    Ok(Exit::Success)
}

fn page(index: &DatasetIndex) -> String {
    let mut blocks = vec![summary::heading(index), summary::counts(index)];
    blocks.extend(summary::remarks(index));
    blocks.join("\n\n")
}

fn next_step(index: &DatasetIndex) -> String {
    format!(
        "next: `vip2clip-tui dataset check {}` looks at every file",
        printable_path(&index.root)
    )
}

/// An index for programs.
#[derive(Debug, Serialize)]
struct Record<'a> {
    kind: &'a str,
    variant: &'a str,
    root: String,
    fingerprint: &'a str,
    splits: Splits<'a>,
    excluded: Vec<ExclusionRecord<'a>>,
    warnings: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Splits<'a> {
    test: Vec<SampleRecord<'a>>,
    train: Vec<SampleRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct SampleRecord<'a> {
    image: String,
    mask: Option<String>,
    class: &'a str,
    species: &'a str,
    label: Option<u8>,
}

/// Something that was left out.
#[derive(Debug, Serialize)]
pub struct ExclusionRecord<'a> {
    path: String,
    reason: &'a str,
}

impl<'a> Record<'a> {
    fn new(index: &'a DatasetIndex) -> Self {
        Self {
            kind: index.kind,
            variant: &index.variant,
            root: json_path(&index.root),
            fingerprint: &index.fingerprint,
            splits: Splits {
                test: index.test.iter().map(SampleRecord::new).collect(),
                train: index.train.iter().map(SampleRecord::new).collect(),
            },
            excluded: index.excluded.iter().map(ExclusionRecord::new).collect(),
            warnings: index.warnings.iter().map(|warning| &*warning.message).collect(),
        }
    }
}

impl<'a> SampleRecord<'a> {
    fn new(sample: &'a Sample) -> Self {
        Self {
            image: json_path(&sample.image),
            mask: sample.mask.as_deref().map(json_path),
            class: &sample.class,
            species: &sample.species,
            label: sample.label.map(Label::number),
        }
    }
}

impl<'a> ExclusionRecord<'a> {
    /// For programs.
    pub fn new(exclusion: &'a Exclusion) -> Self {
        Self {
            path: json_path(&exclusion.path),
            reason: &exclusion.reason,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::IndexWarning;
    use std::path::Path;

    #[test]
    fn the_keys_and_their_order_are_the_documented_ones() {
        let sample = |name: &str, mask: Option<&str>, label| Sample {
            image: Path::new(name).into(),
            mask: mask.map(|mask| Path::new(mask).into()),
            class: "c".into(),
            species: "s".into(),
            label,
        };
        let index = DatasetIndex {
            kind: "flat",
            variant: "v".to_owned(),
            root: "/r".into(),
            fingerprint: "f".to_owned(),
            test: vec![sample("a/b.png", Some("m/b.png"), Some(Label::Anomalous))],
            train: vec![sample("c.png", None, None)],
            excluded: vec![Exclusion {
                path: "x".into(),
                reason: "y".to_owned(),
            }],
            warnings: vec![IndexWarning {
                path: "".into(),
                message: "w".to_owned(),
            }],
        };
        assert_eq!(
            serde_json::to_string(&Record::new(&index)).unwrap(),
            r#"{"kind":"flat","variant":"v","root":"/r","fingerprint":"f","splits":{"test":[{"image":"a/b.png","mask":"m/b.png","class":"c","species":"s","label":1}],"train":[{"image":"c.png","mask":null,"class":"c","species":"s","label":null}]},"excluded":[{"path":"x","reason":"y"}],"warnings":["w"]}"#
        );
    }
}
