//! Tables of an evaluation: per class and mean, beside the published numbers; text, Markdown, LaTeX, CSV and JSON.

mod csv_form;
mod grid;
mod latex;
mod markdown;
mod overview;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub use grid::{Grid, GridRow};
pub use markdown::escaped as markdown_text;
pub use overview::{MixedTables, Overview};
pub use table::{Comparison, Table};
