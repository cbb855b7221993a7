//! Which actions make sense now: what the bottom line offers.

use super::{App, Focus, Screen};
use crate::run::RunState;
use crate::tui::Action;

/// Whether `action` would do something.
pub fn is_available(app: &App, action: Action) -> bool {
    let list = match app.view.screen {
        Screen::Evaluate => &app.evaluate.list,
        _ => &app.train.list,
    };
    let state = list.selected().map(|run| run.state);
    let has_sample = !app.samples.is_empty();
    match action {
        Action::Cancel => app.detections.running().is_some(),
        Action::StopSessionTask => app.sessions.is_running,
        Action::DiffSession => app.sessions.marked.is_some() && app.sessions.marked != app.sessions.selected,
        Action::OpenSession | Action::VerifySession | Action::ReplaySession | Action::MarkSession => {
            app.sessions.selected.is_some()
        }
        Action::ShowSession | Action::ExportSession => app.sessions.selected.is_some(),
        Action::StartSaveSession => app.detections.scores().next().is_some(),
        Action::StopRunsAndQuit => !app.own_runs.is_empty(),
        Action::DetectAll => has_sample && !app.about.single && app.detections.batch.is_none(),
        Action::ToggleMark | Action::MarkAll => has_sample && !app.about.single,
        Action::StartNote => has_sample,
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
        Action::PauseRun | Action::StopRun => state.is_some_and(RunState::is_live),
        Action::ResumeRun => state.is_some_and(|state| !state.is_live() && state != RunState::Finished),
        Action::UseCheckpoint | Action::CompareCheckpoint => app
            .train
            .selected_report()
            .is_some_and(|report| report.checkpoint.is_some()),
        Action::OverlayRun | Action::CycleQuantity | Action::CycleAxis => list.selected().is_some(),
        Action::CycleSmoothing | Action::ToggleLogScale => list.selected().is_some(),
        Action::OpenClass | Action::NextClass | Action::BestThreshold | Action::CyclePlot => {
            app.evaluate.class().is_some()
        }
        Action::ExportTables => app.evaluate.selected_report().is_some(),
        Action::NextItem => app
            .evaluate
            .selected_report()
            .is_some_and(|report| report.record.items.len() > 1),
        Action::Back => !app.view.layers.is_empty() || app.view.enlarged || app.view.focus != Focus::List,
        _ => true,
    }
}
