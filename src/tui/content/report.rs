//! What was understood of the folder: which dataset, how many samples, what they allow, what to know, what was left
//! out.

use super::{Piece, TextLine, wrap};
use crate::base::{printable, printable_path};
use crate::dataset::{Capabilities, Split};
use crate::tui::collection::{Collection, Counts};
use crate::tui::theme::Role;
use std::path::Path;

/// Entries of a list that are shown; nobody reads more on a screen.
const LISTED: usize = 2000;

/// Characters of a fingerprint that tell two datasets apart.
const SHORT: usize = 12;

/// Columns for the words at the start of a line.
const LABEL: usize = 13;

/// The report, broken to `width` cells.
pub fn report_lines(collection: &Collection, root: &Path, width: u16) -> Vec<TextLine> {
    let mut report = Report {
        width,
        lines: Vec::new(),
    };
    report.identity(collection, root);
    for split in [Split::Test, Split::Train] {
        report.split(collection, split);
    }
    report.warnings(collection);
    report.exclusions(collection);
    report.lines
}

struct Report {
    width: u16,
    lines: Vec<TextLine>,
}

impl Report {
    fn add(&mut self, line: TextLine, indent: u16) {
        self.lines.extend(wrap(line, self.width, indent));
    }

    fn fact(&mut self, name: &str, fact: impl Into<String>) {
        let line = vec![
            Piece::new(Role::Muted, format!("{name:<LABEL$}")),
            Piece::new(Role::Text, fact),
        ];
        self.add(line, LABEL as u16);
    }

    fn heading(&mut self, text: String) {
        self.lines.push(Vec::new());
        self.add(vec![Piece::new(Role::Title, text)], 0);
    }

    fn identity(&mut self, collection: &Collection, root: &Path) {
        let index = collection.index();
        let kind = match index.kind {
            "flat" => "a folder of pictures".to_owned(),
            kind => kind.to_owned(),
        };
        self.fact("dataset", kind);
        if !index.variant.is_empty() {
            self.fact("variant", printable(&index.variant));
        }
        self.fact("folder", printable_path(root));
        if !index.fingerprint.is_empty() {
            let short: String = index.fingerprint.chars().take(SHORT).collect();
            self.fact("fingerprint", short);
        }
    }

    fn split(&mut self, collection: &Collection, split: Split) {
        let index = collection.index();
        let samples = index.samples(split);
        if samples.is_empty() {
            return;
        }
        let mut counts = Counts::default();
        let mut classes: Vec<u32> = Vec::new();
        let first = match split {
            Split::Test => 0,
            Split::Train => index.test.len(),
        };
        for (place, sample) in samples.iter().enumerate() {
            counts += Counts::one(sample.label);
            let class = collection.kinds(collection.id(first + place)).0;
            if classes.last() != Some(&class) && !classes.contains(&class) {
                classes.push(class);
            }
        }
        let kinds = [
            (counts.normal, "normal"),
            (counts.anomalous, "anomalous"),
            (counts.unlabelled, "without a label"),
        ];
        let kinds = kinds.iter().filter(|(count, _)| *count > 0);
        let kinds: Vec<String> = kinds.map(|(count, name)| format!("{count} {name}")).collect();
        // In a plain folder nobody has spoken of classes and splits.
        let (name, groups) = match index.kind {
            "flat" => ("pictures", "folders"),
            _ => (split.name(), "classes"),
        };
        let classes = match classes.len() {
            1 => String::new(),
            count => format!(", in {count} {groups}"),
        };
        self.fact(name, format!("{}{classes}", kinds.join(", ")));
        self.fact("", allows(index.capabilities(split)));
    }

    fn warnings(&mut self, collection: &Collection) {
        let warnings = &collection.index().warnings;
        if warnings.is_empty() {
            return self.heading("no warnings".to_owned());
        }
        self.heading(counted(warnings.len(), "warning", "warnings"));
        for warning in warnings.iter().take(LISTED) {
            let mut line = vec![Piece::new(Role::Warning, "! ")];
            let path = printable_path(&warning.path);
            // Some sentences name what they are about, others leave that to the path.
            if !path.is_empty() && !warning.message.contains(&path) {
                line.push(Piece::new(Role::Text, format!("{path}: ")));
            }
            line.push(Piece::new(Role::Text, printable(&warning.message)));
            self.add(line, 2);
        }
        self.more(warnings.len());
    }

    fn exclusions(&mut self, collection: &Collection) {
        let excluded = &collection.index().excluded;
        if excluded.is_empty() {
            return self.heading("nothing was left out".to_owned());
        }
        self.heading(format!("{} left out", excluded.len()));
        for exclusion in excluded.iter().take(LISTED) {
            let line = vec![
                Piece::new(Role::Text, format!("  {}", printable_path(&exclusion.path))),
                Piece::new(Role::Muted, format!("  {}", printable(&exclusion.reason))),
            ];
            self.add(line, 4);
        }
        self.more(excluded.len());
    }

    fn more(&mut self, count: usize) {
        if count > LISTED {
            let text = format!("  and {} more", count - LISTED);
            self.add(vec![Piece::new(Role::Muted, text)], 2);
        }
    }
}

/// Which numbers a split can have.
fn allows(capabilities: Capabilities) -> &'static str {
    let Capabilities {
        has_normals,
        has_anomalies,
        has_masks,
    } = capabilities;
    match (has_normals && has_anomalies, has_masks) {
        (true, true) => "both labels and masks: image and pixel metrics",
        (true, false) => "both labels, no masks: image metrics only",
        (false, true) => "masks, but one label only: pixel metrics only",
        (false, false) if has_normals || has_anomalies => "one label only, no masks: no metrics",
        (false, false) => "no labels, no masks: no metrics",
    }
}

/// `1 warning`, `2 warnings`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}
