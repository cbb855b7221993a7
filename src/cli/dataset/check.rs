//! `dataset check`: whether the files of a dataset are what an evaluation needs.

use super::index::ExclusionRecord;
use super::source::Source;
use super::{EXIT_HELP, summary};
use crate::base::plain_time;
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::progress::Progress;
use crate::cli::streams::{print_line, say};
use crate::dataset::health::{self, ClassCounts, Finding, HealthOptions, Severity, class_counts};
use crate::dataset::{DatasetIndex, Split};
use crate::detector::DetectorSettings;
use crate::picture::Limits;
use serde::Serialize;
use std::sync::{Mutex, PoisonError};

const DETAILS: &str = "\
Every image and mask is decoded. Problems, from which results suffer: files that are missing, empty or cannot be decoded; \
numbers of images that differ from the published ones; masks that are missing, empty (also once they are resized as the \
model does it), of another size than their image, or of normal images; equal images with different labels. Notes: masks \
with more than two values, masks with the noise of JPEG, images with the same name or content.

--json prints one object:
  {\"kind\", \"variant\", \"root\", \"fingerprint\",
   \"counts\": {\"test\": [{\"class\", \"normal\", \"anomalous\", \"unlabelled\", \"masks\"}], \"train\": […]},
   \"findings\": [{\"severity\", \"check\", \"path\", \"message\"}],
   \"excluded\": [{\"path\", \"reason\"}], \"warnings\": [text]}
\"severity\" is problem or note.

Examples:
  vip2clip-tui dataset check data/mvtec
  vip2clip-tui dataset check data/kvasir --json | jq -r '.findings[] | select(.severity == \"problem\") | .path'";

/// Look at every file of a dataset: what is missing, broken or unlike the published one
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    #[command(flatten)]
    source: Source,

    /// One JSON object instead of a page
    #[arg(long)]
    json: bool,
}

/// Runs `dataset check`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let interrupt = Interrupt::listen()?;
    let index = options.source.open(interrupt.token())?;
    let total = index.test.len() + index.train.len();
    let progress = Mutex::new(Progress::new(total, options.json));
    let lock = || progress.lock().unwrap_or_else(PoisonError::into_inner);
    let health = HealthOptions {
        mask_size: DetectorSettings::default().image_size,
        limits: Limits::default(),
        cancel: interrupt.token(),
    };
    let findings = health::check(&index, &health, &|| lock().picture())?;
    let time = lock().finish();
    let problems = count(&findings, Severity::Problem);
    if options.json {
        print_line(&serde_json::to_string(&Record::new(&index, &findings))?)?;
    } else {
        print_line(&page(&index, &findings))?;
        say(format_args!("{total} samples in {}", plain_time(time)));
    }
    Ok(if problems > 0 {
        Exit::SomeFailed
    } else {
        Exit::Success
    })
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .count()
}

fn page(index: &DatasetIndex, findings: &[Finding]) -> String {
    let mut blocks = vec![summary::heading(index), summary::counts(index)];
    blocks.extend(summary::remarks(index));
    for (severity, title, none) in [
        (Severity::Problem, "problems", "no problems"),
        (Severity::Note, "notes", "no notes"),
    ] {
        let of_it = findings.iter().filter(|finding| finding.severity == severity);
        let lines: Vec<String> = of_it
            .map(|finding| {
                let text = summary::about(&finding.path, &finding.message);
                format!("\n  {:<14}  {text}", finding.check.name())
            })
            .collect();
        blocks.push(match lines.len() {
            0 => none.to_owned(),
            many => format!("{title} ({many}){}", lines.concat()),
        });
    }
    blocks.join("\n\n")
}

#[derive(Debug, Serialize)]
struct Record<'a> {
    kind: &'a str,
    variant: &'a str,
    root: String,
    fingerprint: &'a str,
    counts: Counts,
    findings: Vec<FindingRecord<'a>>,
    excluded: Vec<ExclusionRecord<'a>>,
    warnings: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Counts {
    test: Vec<CountRecord>,
    train: Vec<CountRecord>,
}

#[derive(Debug, Serialize)]
struct CountRecord {
    class: String,
    normal: usize,
    anomalous: usize,
    unlabelled: usize,
    masks: usize,
}

#[derive(Debug, Serialize)]
struct FindingRecord<'a> {
    severity: &'static str,
    check: &'static str,
    path: String,
    message: &'a str,
}

impl<'a> Record<'a> {
    fn new(index: &'a DatasetIndex, findings: &'a [Finding]) -> Self {
        let counts = |split| {
            class_counts(index.samples(split))
                .into_iter()
                .map(CountRecord::new)
                .collect()
        };
        let finding = |finding: &'a Finding| FindingRecord {
            severity: finding.severity.name(),
            check: finding.check.name(),
            path: json_path(&finding.path),
            message: &finding.message,
        };
        Self {
            kind: index.kind,
            variant: &index.variant,
            root: json_path(&index.root),
            fingerprint: &index.fingerprint,
            counts: Counts {
                test: counts(Split::Test),
                train: counts(Split::Train),
            },
            findings: findings.iter().map(finding).collect(),
            excluded: index.excluded.iter().map(ExclusionRecord::new).collect(),
            warnings: index.warnings.iter().map(|warning| &*warning.message).collect(),
        }
    }
}

impl CountRecord {
    fn new(counts: ClassCounts) -> Self {
        Self {
            class: counts.class.to_string(),
            normal: counts.normal,
            anomalous: counts.anomalous,
            unlabelled: counts.unlabelled,
            masks: counts.masks,
        }
    }
}
