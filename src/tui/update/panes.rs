//! Which pane has the keys, and which picture has all the room.

use super::detection;
use crate::tui::app::{App, Focus};
use crate::tui::effect::Effect;
use crate::tui::graphics::PaneKind;

/// The panes in the order in which Tab goes through them.
fn ring(app: &App) -> Vec<(Focus, PaneKind)> {
    let panes = PaneKind::ALL.map(|kind| (Focus::Pane, kind));
    match app.view.enlarged {
        true => panes.into(),
        false => {
            let tree = app.has_tree() && !app.tree.hidden;
            let tree = tree.then_some((Focus::Tree, app.view.pane));
            // Beside a grid there is room for one picture.
            let only_one = app.view.grid && app.view.focus != Focus::Pane;
            let panes = panes
                .into_iter()
                .filter(|(_, kind)| !only_one || *kind == app.view.pane);
            tree.into_iter()
                .chain([(Focus::List, app.view.pane)])
                .chain(panes)
                .chain([(Focus::Details, app.view.pane)])
                .collect()
        }
    }
}

fn place(app: &App, ring: &[(Focus, PaneKind)]) -> usize {
    let here = |(focus, kind): &(Focus, PaneKind)| {
        *focus == app.view.focus && (*focus != Focus::Pane || *kind == app.view.pane)
    };
    ring.iter().position(here).unwrap_or(0)
}

fn go(app: &mut App, (focus, kind): (Focus, PaneKind)) {
    app.view.focus = focus;
    app.view.pane = kind;
}

pub fn next(app: &mut App) {
    let ring = ring(app);
    let place = place(app, &ring);
    go(app, ring[(place + 1) % ring.len()]);
}

pub fn previous(app: &mut App) {
    let ring = ring(app);
    let place = place(app, &ring);
    go(app, ring[(place + ring.len() - 1) % ring.len()]);
}

/// Like [`next`], but stops at the last picture: to the right of it there is nothing.
pub fn right(app: &mut App) {
    let at_the_end = match app.view.focus {
        Focus::Tree | Focus::List => false,
        Focus::Pane => app.view.pane == PaneKind::Overlay,
        Focus::Details => true,
    };
    if !at_the_end {
        next(app);
    }
}

/// Like [`previous`], but stops at the tree, or at the image while one is enlarged. The text lies right of the list.
pub fn left(app: &mut App) {
    match app.view.focus {
        Focus::Tree => {}
        Focus::List => {
            if app.has_tree() && !app.tree.hidden {
                app.view.focus = Focus::Tree;
            }
        }
        Focus::Pane if app.view.enlarged && app.view.pane == PaneKind::Image => {}
        Focus::Pane => previous(app),
        Focus::Details => app.view.focus = Focus::List,
    }
}

pub fn focus_list(app: &mut App) {
    app.view.focus = Focus::List;
}

/// Shows the tree and goes there, or hides it. A picture that has all the room gives it back first.
pub fn toggle_tree(app: &mut App) {
    if !app.has_tree() {
        return app
            .status
            .info("there is no tree: nothing here is divided into classes");
    }
    if app.view.enlarged {
        shrink(app);
    }
    // There may be no room for one that is not hidden, unless it has the keys.
    let seen = app.areas().is_some_and(|areas| areas.tree.is_some());
    app.tree.hidden = seen;
    match (seen, app.view.focus) {
        (false, _) => app.view.focus = Focus::Tree,
        (true, Focus::Tree) => app.view.focus = Focus::List,
        (true, _) => {}
    }
}

pub fn toggle_grid(app: &mut App) {
    if app.view.enlarged {
        shrink(app);
    }
    app.view.grid = !app.view.grid;
    app.view.focus = Focus::List;
}

pub fn toggle_enlarged(app: &mut App) {
    if app.view.enlarged {
        shrink(app);
    } else {
        app.view.focus_before = app.view.focus;
        app.view.focus = Focus::Pane;
        app.view.enlarged = true;
    }
}

pub fn shrink(app: &mut App) {
    app.view.enlarged = false;
    app.view.focus = app.view.focus_before;
}

/// Looks closer at the selection: its result is made, and once it is there, enlarged.
pub fn open(app: &mut App, orders: &mut Vec<Effect>) {
    let known = app
        .samples
        .selected_id()
        .is_some_and(|id| app.detections.result(id).is_some());
    match app.view.focus {
        Focus::Pane => toggle_enlarged(app),
        _ if known => {
            app.view.pane = PaneKind::Overlay;
            toggle_enlarged(app);
        }
        _ => detection::detect_selected(app, orders),
    }
}
