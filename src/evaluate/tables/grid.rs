//! Rows and columns of text: what every written form of a table is made of.

use super::table::{percent, shown_difference};
use super::{Overview, Table};
use crate::evaluate::metrics::{Metric, MetricsReport, Preset};

/// Digits after the point where nothing is published.
const DECIMALS: usize = 1;

/// A table laid out, its names still as they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// What it shows and by which definitions.
    pub heading: String,
    /// The preset, as written beside every row of a CSV.
    pub preset: String,
    /// Titles of the columns of names.
    pub labels: Vec<String>,
    /// A column of numbers each.
    pub metrics: Vec<Metric>,
    /// The rows.
    pub rows: Vec<GridRow>,
    /// What stands below.
    pub notes: Vec<String>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// One name for each column of names.
    pub labels: Vec<String>,
    /// One text for each metric; empty where nothing belongs.
    pub cells: Vec<String>,
    /// A rule stands above.
    pub begins_group: bool,
}

impl From<&Table> for Grid {
    fn from(table: &Table) -> Self {
        let row = |name: &str, cells: Vec<String>, begins_group| GridRow {
            labels: vec![name.to_owned()],
            cells,
            begins_group,
        };
        let mut rows: Vec<GridRow> = table
            .report
            .classes()
            .iter()
            .map(|(class, metrics)| {
                let cells = Metric::ALL.map(|metric| percent(metrics.value(metric).ok(), DECIMALS));
                row(class, cells.to_vec(), false)
            })
            .collect();
        let ending = ending(table);
        rows.extend(
            ending
                .into_iter()
                .enumerate()
                .map(|(index, (name, cells))| row(&name, cells, index == 0)),
        );
        let heading = format!(
            "{}, {}: {}",
            table.dataset,
            table.method,
            preset(table.report.preset())
        );
        Self {
            heading,
            preset: table.report.preset().to_string(),
            labels: vec!["class".to_owned()],
            metrics: Metric::ALL.to_vec(),
            rows,
            notes: table.notes(),
        }
    }
}

impl From<&Overview> for Grid {
    fn from(overview: &Overview) -> Self {
        let tables = overview.tables();
        let preset_of = |table: &Table| table.report.preset();
        let first = tables.first().map(preset_of).unwrap_or_default();
        let mut rows = Vec::new();
        let mut notes: Vec<String> = Vec::new();
        for table in tables {
            for (index, (name, cells)) in ending(table).into_iter().enumerate() {
                let name = if index == 0 { table.method.clone() } else { name };
                rows.push(GridRow {
                    labels: vec![table.dataset.clone(), name],
                    cells,
                    begins_group: index == 0 && !rows.is_empty(),
                });
            }
            for note in table.notes() {
                let note = match note.starts_with("published") || note.starts_with("the published") {
                    true => note,
                    false => format!(
                        "{}, {}: {note}",
                        crate::base::printable(&table.dataset),
                        crate::base::printable(&table.method)
                    ),
                };
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
        Self {
            heading: format!("means over classes: {}", preset(first)),
            preset: first.to_string(),
            labels: vec!["dataset".to_owned(), "row".to_owned()],
            metrics: Metric::ALL.to_vec(),
            rows,
            notes,
        }
    }
}

fn preset(preset: Preset) -> String {
    format!("preset {preset}, {}; per cent", preset.summary())
}

/// The mean, and beneath it what was published and the difference.
fn ending(table: &Table) -> Vec<(String, Vec<String>)> {
    let mean = |report: &MetricsReport, metric| report.mean(metric).value;
    let decimals = |metric| table.published(metric).map_or(DECIMALS, |number| number.decimals);
    let means = Metric::ALL.map(|metric| percent(mean(&table.report, metric), decimals(metric)));
    let mut rows = vec![("mean".to_owned(), means.to_vec())];
    if let Some(comparison) = &table.published {
        let published = Metric::ALL.map(|metric| {
            table
                .published(metric)
                .map_or_else(String::new, |number| number.to_string())
        });
        let differences =
            Metric::ALL.map(|metric| shown_difference(mean(&table.report, metric), table.published(metric)));
        rows.push((
            format!("published {}", comparison.method.name()),
            published.to_vec(),
        ));
        rows.push(("difference".to_owned(), differences.to_vec()));
    }
    rows
}
