//! The question on the status line: asked, edited, answered.

use super::{annotate, back, compare, dataset, sessions};
use crate::base::printable_path;
use crate::tui::app::{App, CursorMove, Layer, LineEdit, Prompt, Purpose, Screen};
use crate::tui::effect::Effect;
use crate::tui::screen_picture::ScreenPicture;
use std::path::{Path, PathBuf};

/// Asks, with an answer to begin with.
pub fn ask(app: &mut App, purpose: Purpose, answer: String) {
    app.prompt = Some(Prompt {
        purpose,
        line: LineEdit::new(answer),
    });
    app.view.layers.push(Layer::Prompt);
}

pub fn edit(app: &mut App, change: impl FnOnce(&mut LineEdit)) {
    if let Some(prompt) = &mut app.prompt {
        change(&mut prompt.line);
    }
}

/// Asks where the screen is saved: in the folder that the program was started in, named after what it shows.
pub fn start_save(app: &mut App) {
    let screen = app.view.screen.name().to_lowercase();
    let sample = app
        .samples
        .selected_id()
        .map(|id| app.samples.collection().name(id));
    let stem = sample.as_deref().map(Path::new).and_then(Path::file_stem);
    let name = match (app.view.screen, stem) {
        (Screen::Browse | Screen::Inspect, Some(stem)) => {
            format!("{}-{screen}.png", printable_path(Path::new(stem)))
        }
        _ => format!("{screen}.png"),
    };
    ask(app, Purpose::SaveScreen, name);
}

/// Erases a character; in an empty answer, gives up as the search does.
pub fn erase(app: &mut App, orders: &mut Vec<Effect>) {
    match &mut app.prompt {
        Some(prompt) if prompt.line.text().is_empty() => back::back(app, orders),
        Some(prompt) => drop(prompt.line.erase()),
        None => {}
    }
}

pub fn move_cursor(app: &mut App, to: CursorMove) {
    edit(app, |line| line.move_cursor(to));
}

pub fn give_up(app: &mut App) {
    app.view.layers.pop();
    app.prompt = None;
}

/// Uses the answer.
pub fn accept(app: &mut App, orders: &mut Vec<Effect>) {
    let Some(Prompt { purpose, line }) = app.prompt.take() else {
        return;
    };
    app.view.layers.pop();
    match purpose {
        Purpose::Note(id) => annotate::note(app, id, line.text(), orders),
        Purpose::Open => {
            if let Some(path) = path(line.text()) {
                dataset::open_another(app, path, orders);
            }
        }
        Purpose::SaveSession => sessions::save(app, path(line.text()), orders),
        Purpose::Export => {
            if let Some(path) = path(line.text()) {
                sessions::export(app, &path, orders);
            }
        }
        Purpose::Compare => compare::with(app, path(line.text()), orders),
        Purpose::SaveScreen => {
            if let Some(path) = path(line.text()) {
                let path = path.with_extension("png");
                orders.push(Effect::SaveScreen(Box::new(ScreenPicture::of(app, path))));
            }
        }
    }
}

fn path(text: &str) -> Option<PathBuf> {
    let text = text.trim();
    (!text.is_empty()).then(|| PathBuf::from(text))
}
