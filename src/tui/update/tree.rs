//! The tree: its selected node says which samples are listed.

use super::{listing, panes};
use crate::tui::app::{App, Focus};
use crate::tui::effect::Effect;

pub fn step(app: &mut App, steps: isize, orders: &mut Vec<Effect>) {
    if app.tree.step(steps) {
        listing::relist(app, orders);
    }
}

pub fn half_page(app: &mut App, direction: isize, orders: &mut Vec<Effect>) {
    let rows = app.areas().map_or(1, |areas| areas.half_tree());
    step(app, direction * isize::try_from(rows).unwrap_or(1), orders);
}

pub fn select(app: &mut App, row: usize, orders: &mut Vec<Effect>) {
    if app.tree.select(row) {
        listing::relist(app, orders);
    }
}

fn set_open(app: &mut App, open: bool) {
    let collection = app.samples.collection().clone();
    app.tree.set_open(collection.outline(), open);
}

fn is_branch(app: &App) -> bool {
    let node = app.tree.node();
    app.samples.collection().outline().is_branch(node)
}

/// Unfolds, then goes to the first row inside, then on to the list.
pub fn expand(app: &mut App, orders: &mut Vec<Effect>) {
    match (is_branch(app), app.tree.is_open(app.tree.node())) {
        (true, false) => set_open(app, true),
        (true, true) => step(app, 1, orders),
        (false, _) => panes::focus_list(app),
    }
}

/// Folds, then goes to the row above that it belongs to.
pub fn collapse(app: &mut App, orders: &mut Vec<Effect>) {
    let node = app.tree.node();
    if is_branch(app) && app.tree.is_open(node) {
        return set_open(app, false);
    }
    let outline = app.samples.collection().outline();
    let parent = outline.nodes().get(node).and_then(|node| node.parent);
    if let Some(parent) = parent
        && app.tree.select_node(parent)
    {
        listing::relist(app, orders);
    }
}

pub fn toggle(app: &mut App) {
    match is_branch(app) {
        true => set_open(app, !app.tree.is_open(app.tree.node())),
        false => panes::focus_list(app),
    }
}

/// A click: on another row it selects, on the selected one it folds.
pub fn clicked(app: &mut App, row: usize, orders: &mut Vec<Effect>) {
    app.view.focus = Focus::Tree;
    if row >= app.tree.rows().len() {
        return;
    }
    match row == app.tree.selected() && is_branch(app) {
        true => toggle(app),
        false => select(app, row, orders),
    }
}
