//! A run's numbers beside the published ones.

use super::EvaluationRecord;
use crate::evaluate::published::{PublishedMethod, PublishedTables};
use crate::evaluate::tables::Table;

/// A table an item: the classes that are done beside what `against` reached; without a wish, ViP²-CLIP or, for plain CLIP,
/// CLIP.
pub fn tables_of(
    record: &EvaluationRecord,
    published: &PublishedTables,
    against: Option<PublishedMethod>,
) -> Vec<Table> {
    let against = against.unwrap_or(record.settings.method.published());
    let table = |item: &super::ItemRecord| {
        let report = item.report(record.settings.preset);
        let dataset = if published.has(&item.dataset_kind) {
            &item.dataset_kind
        } else {
            &item.dataset.name
        };
        let mut table = Table::new(dataset.as_str(), item.method.as_str(), report, published, against);
        table.warnings = item.warnings.clone();
        table
    };
    record.items.iter().map(table).collect()
}
