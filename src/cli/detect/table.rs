//! The table that people read: one line a picture, printed as results come.

use super::inputs::Input;
use super::warnings::warnings;
use crate::base::printable_path;
use crate::engine::PictureResult;
use unicode_width::UnicodeWidthStr;

/// Paths longer than this push the rest of their line to the right.
const WIDEST_PATH: usize = 60;

/// The table's columns.
#[derive(Debug)]
pub struct Table {
    path_width: usize,
    threshold: Option<f32>,
}

impl Table {
    /// A table for these pictures, with a verdict if there is a threshold.
    pub fn new(inputs: &[Input], threshold: Option<f32>) -> Self {
        let widths = inputs.iter().map(|input| printable_path(&input.path).width());
        Self {
            path_width: widths.max().unwrap_or_default().clamp(4, WIDEST_PATH),
            threshold,
        }
    }

    /// The line above the first result.
    pub fn header(&self) -> String {
        let verdict = self.threshold.map(|_| "verdict");
        self.line("path", " score", verdict, "warnings")
    }

    /// A result.
    pub fn row(&self, input: &Input, result: &PictureResult) -> String {
        let score = result.detection.score;
        let verdict = self.threshold.map(|threshold| verdict(score, threshold));
        self.line(
            &printable_path(&input.path),
            &format!("{score:.4}"),
            verdict,
            &warnings(result).join("; "),
        )
    }

    fn line(&self, path: &str, score: &str, verdict: Option<&str>, warnings: &str) -> String {
        // Not `{:<width}`: that counts characters, and wide ones take two cells.
        let padding = " ".repeat(self.path_width.saturating_sub(path.width()));
        let verdict = verdict
            .map(|verdict| format!("  {verdict:<9}"))
            .unwrap_or_default();
        let line = format!("{path}{padding}  {score:>6}{verdict}  {warnings}");
        line.trim_end().to_owned()
    }
}

fn verdict(score: f32, threshold: f32) -> &'static str {
    if score.is_nan() {
        "unknown"
    } else if score >= threshold {
        "anomalous"
    } else {
        "normal"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::{AnomalyMap, Detection, StageTimes, Warning};
    use std::time::Duration;

    fn result(score: f32, warnings: Vec<Warning>) -> PictureResult {
        let detection = Detection {
            score,
            map: AnomalyMap {
                size: 0,
                values: vec![],
            },
            layers: vec![],
            warnings,
            times: StageTimes::default(),
        };
        PictureResult {
            detection,
            notes: vec![],
            picture: None,
            decode: Duration::ZERO,
        }
    }

    #[test]
    fn columns_line_up_also_under_wide_characters() {
        let inputs = ["a.png", "漢字.png"].map(|path| Input {
            path: path.into(),
            below: "".into(),
        });
        let table = Table::new(&inputs, Some(0.5));
        let lines = [
            table.header(),
            table.row(&inputs[0], &result(0.5, vec![])),
            table.row(&inputs[1], &result(0.49996, vec![])),
        ];
        assert_eq!(
            lines,
            [
                "path       score  verdict    warnings",
                "a.png     0.5000  anomalous",
                "漢字.png  0.5000  normal"
            ]
        );
    }

    #[test]
    fn without_a_threshold_there_is_no_verdict_and_nan_has_none() {
        let input = Input {
            path: "a.png".into(),
            below: "".into(),
        };
        let table = Table::new(std::slice::from_ref(&input), None);
        assert_eq!(table.header(), "path    score  warnings");
        let row = table.row(&input, &result(f32::NAN, vec![Warning::NotANumber("the score")]));
        assert!(row.starts_with("a.png     NaN  "), "{row}");
        assert_eq!(verdict(f32::NAN, 0.5), "unknown");
    }
}
