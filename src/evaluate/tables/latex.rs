//! A table in LaTeX.

use super::Grid;
use crate::base::printable;
use crate::evaluate::metrics::Metric;

impl Grid {
    /// A `tabular` with the rules of the package booktabs; heading and notes as comments, for captions.
    pub fn latex(&self) -> String {
        let comment = |text: &str| format!("% {}", printable(text));
        let mut lines = vec![comment(&self.heading), comment("needs \\usepackage{booktabs}")];
        lines.extend(self.notes.iter().map(|note| comment(note)));
        let columns = format!(
            "{}{}",
            "l".repeat(self.labels.len()),
            "r".repeat(self.metrics.len())
        );
        lines.push(format!("\\begin{{tabular}}{{{columns}}}"));
        lines.push("\\toprule".to_owned());
        let images = self
            .metrics
            .iter()
            .filter(|metric| !metric.is_of_pixels())
            .count();
        let names = self.labels.len();
        lines.push(format!(
            "{}\\multicolumn{{{images}}}{{c}}{{image}} & \\multicolumn{{{}}}{{c}}{{pixel}} \\\\",
            " & ".repeat(names).trim_start(),
            self.metrics.len() - images
        ));
        lines.push(format!(
            "\\cmidrule(lr){{{}-{}}} \\cmidrule(lr){{{}-{}}}",
            names + 1,
            names + images,
            names + images + 1,
            names + self.metrics.len()
        ));
        let line = |labels: &[String], cells: Vec<String>| {
            let mut all: Vec<String> = labels.iter().map(|label| escaped(label)).collect();
            all.extend(cells);
            format!("{} \\\\", all.join(" & "))
        };
        let titles = self
            .metrics
            .iter()
            .map(|metric: &Metric| metric.title().to_owned());
        lines.push(line(&self.labels, titles.collect()));
        lines.push("\\midrule".to_owned());
        for row in &self.rows {
            if row.begins_group {
                lines.push("\\midrule".to_owned());
            }
            lines.push(line(
                &row.labels,
                row.cells.iter().map(|cell| number(cell)).collect(),
            ));
        }
        lines.push("\\bottomrule".to_owned());
        lines.push("\\end{tabular}".to_owned());
        lines.push(String::new());
        lines.join("\n")
    }
}

/// A signed number in mathematical mode, where minus is a minus.
fn number(cell: &str) -> String {
    match cell.starts_with(['+', '-']) {
        true => format!("${cell}$"),
        false => cell.to_owned(),
    }
}

/// Text that LaTeX sets as it is.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in printable(text).chars() {
        match c {
            '\\' => safe.push_str("\\textbackslash{}"),
            '~' => safe.push_str("\\textasciitilde{}"),
            '^' => safe.push_str("\\textasciicircum{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                safe.push('\\');
                safe.push(c);
            }
            // A bracket after `\\` would be its argument.
            '[' => safe.push_str("{[}"),
            c => safe.push(c),
        }
    }
    safe
}
