//! Several datasets and checkpoints in one table: mean rows with published numbers and differences.

use super::Table;
use crate::base::printable;
use crate::evaluate::metrics::Preset;

/// Tables of one preset.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Overview {
    tables: Vec<Table>,
}

/// Tables of two presets were to be put together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} follows preset {found} and the tables before it {expected}: numbers of two presets do not belong in one table; \
     make one of each, or evaluate again with one preset",
    printable(dataset)
)]
pub struct MixedTables {
    /// Whose table does not belong.
    pub dataset: String,
    /// Its preset.
    pub found: Preset,
    /// The others'.
    pub expected: Preset,
}

impl Overview {
    /// The tables in the order given.
    pub fn new(tables: Vec<Table>) -> Result<Self, MixedTables> {
        if let Some(first) = tables.first() {
            let expected = first.report.preset();
            if let Some(other) = tables.iter().find(|table| table.report.preset() != expected) {
                return Err(MixedTables {
                    dataset: other.dataset.clone(),
                    found: other.report.preset(),
                    expected,
                });
            }
        }
        Ok(Self { tables })
    }

    /// What it is made of.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }
}
