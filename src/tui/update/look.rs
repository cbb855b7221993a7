//! How the workbench looks: renderer, theme, help.

use super::pictures;
use crate::tui::app::{App, Layer};
use crate::tui::effect::Effect;

pub fn next_renderer(app: &mut App, orders: &mut Vec<Effect>) {
    let next = app.renderer().next();
    app.pictures.graphics.renderer = next;
    pictures::forget_encoded(app, orders);
    orders.push(Effect::DrawAll);
    let hint = match next.sends_pixels() {
        true => " (no picture? this terminal cannot; R goes on)",
        false => "",
    };
    app.status.info(format!("images: {next}{hint}"));
}

pub fn toggle_low_bandwidth(app: &mut App, orders: &mut Vec<Effect>) {
    let low = !app.view.low_bandwidth;
    app.view.low_bandwidth = low;
    pictures::forget_encoded(app, orders);
    orders.push(Effect::DrawAll);
    app.status.info(match low {
        true => "low bandwidth: pictures by half blocks, no thumbnails, 256 colours",
        false => "pictures and colours as good as the terminal can",
    });
}

pub fn next_theme(app: &mut App) {
    app.view.next_theme();
    let theme = &app.view.theme;
    let about = match theme.about.is_empty() {
        true => String::new(),
        false => format!(": {}", theme.about),
    };
    app.status.info(format!("theme {}{about}", theme.name));
}

pub fn next_mask_style(app: &mut App) {
    let next = app.pictures.mask_style.next();
    app.pictures.mask_style = next;
    let unseen = match app.samples.collection().has_masks() {
        true => "",
        false => " (no sample here has a mask)",
    };
    app.status.info(format!("ground truth: {}{unseen}", next.name()));
}

pub fn toggle_help(app: &mut App) {
    app.view.layers.push(Layer::Help { scroll: 0 });
}
