//! How busy the machine is: asked for while something runs that makes it so.

use crate::run::RunState;
use crate::tui::app::{App, MachineLoad, Screen};
use crate::tui::effect::Effect;
use crate::tui::msg::Timer;
use std::time::Duration;

/// Time between two questions.
const EVERY: Duration = Duration::from_secs(2);

/// Takes in an answer.
pub fn measured(app: &mut App, load: MachineLoad, orders: &mut Vec<Effect>) {
    app.machine = load;
    orders.push(Effect::Draw);
}

/// Asks, and again later for as long as something runs. When nothing does, nothing wakes the program.
pub fn timer_ended(app: &mut App, orders: &mut Vec<Effect>) {
    app.measuring = false;
    orders.push(Effect::Measure);
    watch(app, orders);
}

/// Begins to ask when something has begun to run.
pub fn watch(app: &mut App, orders: &mut Vec<Effect>) {
    if !app.measuring && is_busy(app) {
        app.measuring = true;
        orders.push(Effect::StartTimer {
            timer: Timer::Measure,
            after: EVERY,
        });
    }
}

fn is_busy(app: &App) -> bool {
    let runs = match app.view.screen {
        Screen::Train => app.train.list.runs(),
        Screen::Evaluate => app.evaluate.list.runs(),
        Screen::Browse | Screen::Inspect | Screen::Sessions => &[],
    };
    app.detections.running().is_some() || runs.iter().any(|run| run.state == RunState::Running)
}
