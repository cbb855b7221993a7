//! Hands each fact to whom it concerns.

use super::{
    dataset, detection, evaluate, inspect_panes, jobs, keys, machine, mouse, perform, pictures, report, runs,
    session, sessions, state, thumbnails, train,
};
use crate::base::printable_path;
use crate::tui::Action;
use crate::tui::app::{App, Level};
use crate::tui::effect::Effect;
use crate::tui::input::Context;
use crate::tui::msg::{Msg, Timer};
use std::path::PathBuf;

pub fn take_in(app: &mut App, msg: Msg, orders: &mut Vec<Effect>) {
    match msg {
        Msg::Started => {
            orders.push(Effect::OpenDataset(app.about.root.clone()));
            orders.push(Effect::FindJobs);
            orders.push(Effect::Draw);
        }
        Msg::Key(key) => keys::press(app, key, orders),
        Msg::Mouse(input) => mouse::used(app, input, orders),
        Msg::Pasted(text) => {
            // Pasted text is only ever text: as keys it could do anything.
            let action = match app.context() {
                Context::Search => Action::SearchType,
                Context::Filter => Action::FilterType,
                Context::Prompt => Action::PromptType,
                Context::Palette => Action::PaletteType,
                Context::Form => Action::FieldType,
                _ => return,
            };
            let typed = text.chars().filter(|c| !c.is_control());
            typed.for_each(|c| perform::perform(app, action(c), orders));
        }
        Msg::Resized { size, cell } => {
            app.view.size = size;
            if let Some(cell) = cell {
                app.pictures.graphics.cell = cell;
            }
            report::resized(app);
            orders.push(Effect::Draw);
        }
        Msg::DatasetOpened(collection) => dataset::opened(app, collection, orders),
        Msg::DatasetFailed(reason) => dataset::failed(app, reason, orders),
        Msg::PictureLoaded { sample, picture } => pictures::loaded(app, sample, picture, orders),
        Msg::PictureUnchanged { .. } => {}
        Msg::PictureFailed { sample, reason } => pictures::failed(app, sample, reason, orders),
        Msg::MaskLoaded { sample, result } => pictures::mask_loaded(app, sample, result, orders),
        Msg::ThumbnailMade { sample, result } => thumbnails::made(app, sample, result, orders),
        Msg::Encoded { key, result } => pictures::encoded(app, key, result, orders),
        Msg::Detection(event) => detection::reported(app, event, orders),
        Msg::ReadOut(read_out) => inspect_panes::read_out(app, read_out, orders),
        Msg::TimerElapsed(Timer::SelectionRests) => detection::selection_rests(app, orders),
        Msg::TimerElapsed(Timer::StateRests) => state::rests(app, orders),
        Msg::TimerElapsed(Timer::Measure) => machine::timer_ended(app, orders),
        Msg::StateRead { root, state } if root == app.about.root => state::restore(app, *state, orders),
        // Another folder has been opened since.
        Msg::StateRead { .. } => {}
        Msg::Measured(load) => machine::measured(app, load, orders),
        Msg::SessionsListed(list) => sessions::listed(app, list, orders),
        Msg::SessionSaved(result) => sessions::saved(app, result, orders),
        Msg::SessionOpened(result) => sessions::opened(app, result, orders),
        Msg::SessionSaid(level, line) => sessions::said(app, level, line, orders),
        Msg::SessionAnswered(failed) => sessions::answered(app, failed, orders),
        Msg::ScreenSaved(result) => screen_saved(app, result, orders),
        Msg::TimerElapsed(Timer::FormRests) => runs::form_rests(app, orders),
        Msg::JobsSeen(jobs) => jobs::seen(app, jobs, orders),
        Msg::RunsListed(kind, runs) => runs::listed(app, kind, runs, orders),
        Msg::RunReported(report) => train::reported(app, report, orders),
        Msg::EvaluationReported(report) => evaluate::reported(app, report, orders),
        Msg::RunEstimated { request, result } => runs::estimated(app, &request, result, orders),
        Msg::RunStarted(result) => runs::started(app, result, orders),
        Msg::RunAnswered(result) => runs::answered(app, result, orders),
        Msg::ModelRead(result) => session::model_read(app, result, orders),
        Msg::Resumed { stopped } => session::resumed(app, stopped, orders),
        Msg::ThreadDied { name, reason } => session::thread_died(name, &reason, orders),
        Msg::TerminalLost(reason) => orders.push(Effect::Abort(reason)),
        Msg::Warned(text) => {
            orders.push(Effect::Log(text.clone()));
            app.status.say(Level::Warning, text);
            orders.push(Effect::Draw);
        }
    }
}

fn screen_saved(app: &mut App, result: Result<PathBuf, String>, orders: &mut Vec<Effect>) {
    match result {
        Ok(file) => app.status.info(format!("saved {}", printable_path(&file))),
        Err(reason) => app.status.error(reason),
    }
    orders.push(Effect::Draw);
}
