//! Which samples the list shows, in which order: those of the tree's node that pass the filter.

use super::selection;
use crate::tui::app::{App, SampleId, Sort};
use crate::tui::effect::Effect;
use crate::tui::filter::{Matcher, error_of};
use std::cmp::Ordering;

/// Lists again. The selection stays on its sample if that is still shown.
pub fn relist(app: &mut App, orders: &mut Vec<Effect>) {
    let before = app.samples.selected_id();
    let order = listing(app, None);
    show(app, order, before, orders);
}

/// Lists again because a score has come, if that makes a difference. The selected sample stays whatever it scores: a
/// result must not vanish under the eyes of who asked for it.
pub fn relist_for_score(app: &mut App, orders: &mut Vec<Effect>) {
    if app.filtering.filter().needs_scores() || app.samples.sort != Sort::Name {
        let before = app.samples.selected_id();
        let order = listing(app, before);
        show(app, order, before, orders);
    }
}

/// Lists again because a mark or a note has come or gone, if that makes a difference.
pub fn relist_for_annotation(app: &mut App, orders: &mut Vec<Effect>) {
    if app.filtering.filter().needs_annotations() {
        let before = app.samples.selected_id();
        let order = listing(app, before);
        show(app, order, before, orders);
    }
}

fn show(app: &mut App, order: Vec<SampleId>, before: Option<SampleId>, orders: &mut Vec<Effect>) {
    app.samples.show(order);
    app.search.refresh(&app.samples);
    if app.samples.selected_id() != before {
        selection::changed(app, orders);
    }
    orders.push(Effect::Draw);
}

fn listing(app: &App, kept: Option<SampleId>) -> Vec<SampleId> {
    let collection = app.samples.collection();
    let scope = app.tree.scope(collection.outline());
    let facts = app.facts();
    let matcher = Matcher::new(app.filtering.filter(), collection, &facts);
    let shown = |id: &SampleId| {
        let (class, species) = collection.kinds(*id);
        scope.holds(collection.split(*id), class, species) && (matcher.passes(*id) || Some(*id) == kept)
    };
    let mut ids: Vec<SampleId> = collection.by_name().iter().copied().filter(shown).collect();
    match app.samples.sort {
        Sort::Name => {}
        Sort::Score => sort_by(&mut ids, |id| app.detections.score(id)),
        Sort::Error => sort_by(&mut ids, |id| {
            error_of(&app.detections, id, collection.get(id)?.label)
        }),
    }
    ids
}

/// The largest first, those without a number last, each by name among equals.
fn sort_by(ids: &mut [SampleId], number: impl Fn(SampleId) -> Option<f32>) {
    ids.sort_by_cached_key(|id| Key(number(*id).filter(|number| !number.is_nan())));
}

#[derive(PartialEq)]
struct Key(Option<f32>);

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0, other.0) {
            (Some(one), Some(two)) => two.total_cmp(&one),
            (one, two) => two.is_some().cmp(&one.is_some()),
        }
    }
}

pub fn next_sort(app: &mut App, orders: &mut Vec<Effect>) {
    app.samples.sort = app.samples.sort.next();
    app.status.info(match app.samples.sort {
        Sort::Name => "sorted by name",
        Sort::Score => "sorted by score, the highest first",
        Sort::Error => "sorted by error, |label - score|: the most wrong first",
    });
    relist(app, orders);
}
