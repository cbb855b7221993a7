//! What was understood, on a page for people.

use crate::base::{printable, printable_path};
use crate::dataset::health::{ClassCounts, class_counts};
use crate::dataset::{DatasetIndex, Split, catalogue};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Exclusions and warnings that are shown of each; `--json` has all.
const SHOWN: usize = 20;

/// Kind, variant, place and fingerprint.
pub fn heading(index: &DatasetIndex) -> String {
    let title = catalogue::find(index.kind).map(|known| format!(" · {}", known.title));
    let rows = [
        ("kind", format!("{}{}", index.kind, title.unwrap_or_default())),
        ("variant", printable(&index.variant).into_owned()),
        ("root", printable_path(&index.root)),
        ("fingerprint", index.fingerprint.clone()),
    ];
    rows.map(|(name, value)| format!("{name:<11}  {value}"))
        .join("\n")
}

/// One row a class, for each split that has samples, and which metrics the test split allows.
pub fn counts(index: &DatasetIndex) -> String {
    let mut rows = vec![["split", "class", "normal", "anomalous", "unlabelled", "masks"].map(str::to_owned)];
    for split in [Split::Test, Split::Train] {
        let classes = class_counts(index.samples(split));
        let sum = (classes.len() > 1).then(|| ClassCounts::sum("all", &classes));
        rows.extend(classes.iter().chain(&sum).map(|counts| row(split, counts)));
    }
    format!("{}\n\n{}", table(&rows), metrics(index))
}

fn row(split: Split, counts: &ClassCounts) -> [String; 6] {
    [
        split.name().to_owned(),
        printable(&counts.class).into_owned(),
        counts.normal.to_string(),
        counts.anomalous.to_string(),
        counts.unlabelled.to_string(),
        counts.masks.to_string(),
    ]
}

fn metrics(index: &DatasetIndex) -> String {
    let has = index.capabilities(Split::Test);
    let image = match (has.has_normals, has.has_anomalies) {
        (true, true) => "defined",
        (true, false) => "not defined: no test image is anomalous",
        (false, true) => "not defined: no test image is normal",
        (false, false) => "not defined: no test image has a label",
    };
    let pixel = if has.has_masks {
        "defined"
    } else {
        "not defined: there are no masks"
    };
    format!("image metrics  {image}\npixel metrics  {pixel}")
}

/// What was left out and what the user should know, each if there is any.
pub fn remarks(index: &DatasetIndex) -> Vec<String> {
    let excluded = index.excluded.iter().map(|e| about(&e.path, &e.reason));
    let warnings = index.warnings.iter().map(|w| printable(&w.message).into_owned());
    [
        block("left out", excluded.collect()),
        block("warnings", warnings.collect()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A title with a number and the first few lines below it; nothing without lines.
fn block(title: &str, lines: Vec<String>) -> Option<String> {
    if lines.is_empty() {
        return None;
    }
    let mut text = format!("{title} ({})", lines.len());
    for line in lines.iter().take(SHOWN) {
        text.push_str(&format!("\n  {line}"));
    }
    if lines.len() > SHOWN {
        text.push_str(&format!(
            "\n  … and {} more: --json lists them all",
            lines.len() - SHOWN
        ));
    }
    Some(text)
}

/// `path: text`, or the text alone where it is about the whole.
pub fn about(path: &Path, text: &str) -> String {
    match path.as_os_str().is_empty() {
        true => printable(text).into_owned(),
        false => format!("{}: {}", printable_path(path), printable(text)),
    }
}

/// Columns: the first two of words, the others of numbers.
fn table(rows: &[[String; 6]]) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].width())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..6).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            // Not `{:<width}`: that counts characters, and wide ones take two cells.
            let padding = " ".repeat(widths[column] - cell.width());
            if column < 2 {
                format!("{cell}{padding}")
            } else {
                format!("{padding}{cell}")
            }
        });
        cells.collect::<Vec<_>>().join("  ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Exclusion, Label, Sample};

    fn sample(class: &str, label: Option<Label>, mask: bool) -> Sample {
        Sample {
            image: Path::new("a").into(),
            mask: mask.then(|| Path::new("m").into()),
            class: class.into(),
            species: "".into(),
            label,
        }
    }

    fn index(test: Vec<Sample>) -> DatasetIndex {
        DatasetIndex {
            kind: "flat",
            variant: "v".to_owned(),
            root: "/r".into(),
            fingerprint: "f".to_owned(),
            test,
            train: vec![],
            excluded: vec![],
            warnings: vec![],
        }
    }

    #[test]
    fn classes_stand_in_their_order_and_columns_line_up() {
        let index = index(vec![
            sample("漢字", Some(Label::Normal), false),
            sample("a", Some(Label::Anomalous), true),
            sample("漢字", None, false),
        ]);
        assert_eq!(
            counts(&index),
            "split  class  normal  anomalous  unlabelled  masks\n\
             test   漢字        1          0           1      0\n\
             test   a           0          1           0      1\n\
             test   all         1          1           1      1\n\n\
             image metrics  defined\npixel metrics  defined"
        );
    }

    #[test]
    fn metrics_that_are_not_defined_say_why() {
        let text = metrics(&index(vec![sample("a", Some(Label::Anomalous), false)]));
        assert!(
            text.contains("no test image is normal") && text.contains("no masks"),
            "{text}"
        );
        assert!(metrics(&index(vec![sample("a", None, false)])).contains("has a label"));
    }

    #[test]
    fn long_lists_are_cut_and_say_so() {
        let mut index = index(vec![]);
        for number in 0..30 {
            index.excluded.push(Exclusion {
                path: format!("f{number}\u{1b}").into(),
                reason: "why".to_owned(),
            });
        }
        let remarks = remarks(&index);
        assert_eq!(remarks.len(), 1);
        assert!(
            remarks[0].starts_with("left out (30)\n  f0\\u{1b}: why\n"),
            "{}",
            remarks[0]
        );
        assert!(remarks[0].ends_with("… and 10 more: --json lists them all"));
    }
}
