//! Draws the state. Reads it, changes nothing, and asks the theme for roles.

mod color_bar;
mod confirm;
mod help;
mod list;
mod paint;
mod panes;
mod status;
mod text;
mod title;
mod too_small;

use super::app::{App, Layer};
use super::theme::Role;
use paint::Painter;
use ratatui::Frame;

/// Draws a frame.
pub fn draw(frame: &mut Frame, app: &App) {
    let area = frame.area();
    frame
        .buffer_mut()
        .set_style(area, app.view.theme.style(Role::Text));
    match app.areas() {
        None => too_small::draw(&mut Painter::new(frame, app)),
        Some(areas) => {
            let mut painter = Painter::new(frame, app);
            title::draw(&mut painter, &areas);
            list::draw(&mut painter, &areas);
            // Pictures are not drawn under a layer: sixels and iTerm2 pictures would stay on top of it.
            if !app.view.is_covered() {
                panes::draw(&mut painter, &areas);
                color_bar::draw(&mut painter, &areas);
            }
            text::draw_details(&mut painter, &areas);
            status::draw(&mut painter, &areas);
            match app.view.layers.last() {
                Some(Layer::Help { scroll }) => help::draw(&mut painter, *scroll),
                Some(Layer::ConfirmQuit) => confirm::draw(&mut painter),
                Some(Layer::Search) | None => {}
            }
        }
    }
    app.view.themes().depth().apply(frame.buffer_mut());
}
