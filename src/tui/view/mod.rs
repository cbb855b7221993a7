//! Draws the state. Reads it, changes nothing, and asks the theme for roles.

mod color_bar;
mod confirm;
mod evaluate;
mod grid;
mod inspect;
mod list;
mod paint;
mod palette;
mod panes;
mod prompt;
mod sessions;
mod status;
mod tabs;
mod text;
mod text_layer;
mod title;
mod too_small;
mod train;
mod tree;

use super::app::{App, Layer, Screen};
use super::content::{help_lines, journal_lines};
use super::graphics::ImageId;
use super::layout::{Areas, help_area};
use super::theme::Role;
use paint::Painter;
use ratatui::Frame;

/// Draws a frame. Returns the pictures that it puts at a place of the terminal: they stay there until they are taken away,
/// whatever is written over them.
pub fn draw(frame: &mut Frame, app: &App) -> Vec<ImageId> {
    let area = frame.area();
    frame
        .buffer_mut()
        .set_style(area, app.view.theme.style(Role::Text));
    let mut painter = Painter::new(frame, app);
    match app.areas() {
        None => too_small::draw(&mut painter),
        Some(areas) => draw_areas(&mut painter, &areas),
    }
    let placed = painter.into_placed();
    app.depth().apply(frame.buffer_mut());
    placed
}

fn draw_browse(painter: &mut Painter, areas: &Areas) {
    tree::draw(painter, areas);
    list::draw(painter, areas);
    grid::draw(painter, areas);
    // Pictures are not drawn under a layer: sixels and iTerm2 pictures would stay on top of it.
    if !painter.app.view.is_covered() {
        panes::draw(painter, areas);
        color_bar::draw(painter, areas);
    }
    text::draw_details(painter, areas);
}

fn draw_areas(painter: &mut Painter, areas: &Areas) {
    let app = painter.app;
    title::draw(painter, areas);
    match app.view.screen {
        Screen::Browse => draw_browse(painter, areas),
        Screen::Inspect => inspect::draw(painter, areas),
        Screen::Train => train::draw(painter, areas),
        Screen::Evaluate => evaluate::draw(painter, areas),
        Screen::Sessions => sessions::draw(painter, areas),
    }
    status::draw(painter, areas);
    match app.view.layers.last() {
        Some(Layer::Help { scroll }) => {
            let lines = help_lines(&app.keys.keymap, app.place(), help_area(app.view.size).width);
            text_layer::draw(painter, "keys", &lines, *scroll);
        }
        Some(Layer::Report { scroll }) => text_layer::draw(painter, "report", &app.view.report, *scroll),
        Some(Layer::Journal { scroll }) => {
            let lines = journal_lines(app, help_area(app.view.size).width);
            text_layer::draw(painter, "messages", &lines, *scroll);
        }
        Some(Layer::Palette) => palette::draw(painter, areas),
        Some(Layer::ConfirmQuit) => confirm::draw(painter),
        Some(Layer::Search | Layer::Filter | Layer::Prompt) | None => {}
    }
}
