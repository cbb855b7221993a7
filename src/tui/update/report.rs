//! The layer that says what was understood of the folder.

use crate::tui::app::{App, Layer};
use crate::tui::content::report_lines;
use crate::tui::layout::help_area;

pub fn open(app: &mut App) {
    write(app);
    app.view.layers.push(Layer::Report { scroll: 0 });
}

/// Breaks the text to the room there is now, if it is shown.
pub fn resized(app: &mut App) {
    if matches!(app.view.layers.last(), Some(Layer::Report { .. })) {
        write(app);
    }
}

fn write(app: &mut App) {
    let width = help_area(app.view.size).width;
    app.view.report = report_lines(app.samples.collection(), &app.about.root, width);
}
