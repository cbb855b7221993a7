//! Which actions make sense now: what the bottom line offers.

use super::{App, Focus, Screen};
use crate::tui::Action;

/// Whether `action` would do something.
pub fn is_available(app: &App, action: Action) -> bool {
    let has_sample = !app.samples.is_empty();
    match action {
        Action::Cancel => app.detections.running().is_some(),
        Action::Open | Action::Detect | Action::StartSearch | Action::Enlarge => has_sample,
        Action::ToggleTree => app.has_tree(),
        Action::CycleMask => app
            .samples
            .selected_id()
            .is_some_and(|id| app.pictures.mask(id).is_some()),
        Action::StartFilter | Action::CycleSort | Action::ToggleGrid => {
            !app.about.single && !app.samples.collection().is_empty()
        }
        Action::ToggleReport => !app.about.single,
        Action::NextMatch | Action::PreviousMatch => !app.search.matches().is_empty(),
        Action::Back if app.view.screen != Screen::Browse => true,
        Action::Back => !app.view.layers.is_empty() || app.view.enlarged || app.view.focus != Focus::List,
        _ => true,
    }
}
