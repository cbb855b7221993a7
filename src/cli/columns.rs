//! Cells as a table of plain text.

use unicode_width::UnicodeWidthStr;

/// Columns beyond which a cell pushes the next ones to the right instead of widening its column.
const WIDEST: usize = 44;

/// Lines whose cells stand under each other.
pub fn columns<const N: usize>(lines: impl IntoIterator<Item = [String; N]>) -> String {
    let lines: Vec<[String; N]> = lines.into_iter().collect();
    let widths: [usize; N] = std::array::from_fn(|place| {
        let cells = lines.iter().map(|line| line[place].width());
        cells.filter(|width| *width <= WIDEST).max().unwrap_or_default()
    });
    let text = lines.iter().map(|line| {
        let mut text = String::new();
        for (cell, width) in line.iter().zip(widths) {
            text.push_str(cell);
            text.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        text.trim_end().to_owned()
    });
    text.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_each_other_and_wide_ones_do_not_push_the_rest() {
        let long = "x".repeat(WIDEST + 1);
        let lines = [["a", "σ", "1"], ["long", long.as_str(), "2"], ["b", "漢字", "3"]];
        let text = columns(lines.map(|line| line.map(str::to_owned)));
        assert_eq!(text, format!("a     σ     1\nlong  {long}  2\nb     漢字  3"));
    }
}
