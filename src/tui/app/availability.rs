//! Which actions make sense now: what the bottom line offers.

use super::{App, Focus};
use crate::tui::Action;

/// Whether `action` would do something.
pub fn is_available(app: &App, action: Action) -> bool {
    let has_sample = !app.samples.is_empty();
    match action {
        Action::Cancel => app.detections.running().is_some(),
        Action::Open | Action::Detect | Action::StartSearch | Action::Enlarge => has_sample,
        Action::NextMatch | Action::PreviousMatch => !app.search.matches().is_empty(),
        Action::Back => !app.view.layers.is_empty() || app.view.enlarged || app.view.focus != Focus::List,
        _ => true,
    }
}
