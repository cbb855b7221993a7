//! A table in Markdown.

use super::Grid;
use super::table::full_title;
use crate::base::printable;

impl Grid {
    /// A heading, a pipe table and a list of notes.
    pub fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let names = |labels: &[String]| labels.iter().map(|label| escaped(label)).collect::<Vec<_>>();
        let mut header = names(&self.labels);
        header.extend(self.metrics.iter().map(|&metric| full_title(metric)));
        let mut rule = vec![":---".to_owned(); self.labels.len()];
        rule.extend(vec!["---:".to_owned(); self.metrics.len()]);
        let mut lines = vec![
            format!("**{}**", escaped(&self.heading)),
            String::new(),
            line(header),
            line(rule),
        ];
        for row in &self.rows {
            let mut cells = names(&row.labels);
            cells.extend(row.cells.iter().cloned());
            lines.push(line(cells));
        }
        if !self.notes.is_empty() {
            lines.push(String::new());
        }
        lines.extend(self.notes.iter().map(|note| format!("* {}", escaped(note))));
        lines.push(String::new());
        lines.join("\n")
    }
}

/// Text that Markdown shows as it is.
pub fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in printable(text).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}
