//! The list: its contents, and which picture is selected.

use super::detection;
use crate::base::printable_path;
use crate::tui::app::{App, Level, ListState, Sample};
use crate::tui::effect::Effect;
use crate::tui::msg::{FolderListing, Timer};
use std::time::Duration;

/// How long the selection must rest before a detection starts by itself: longer than between two presses of a key
/// that is held down, shorter than a pause.
pub const REST: Duration = Duration::from_millis(250);

pub fn listed(app: &mut App, listing: FolderListing, orders: &mut Vec<Effect>) {
    let root = app.about.root.clone();
    let samples = listing.pictures.into_iter().map(|path| Sample::new(&root, path));
    app.samples.fill(samples.collect(), listing.other_files);
    if let Some(first) = listing.problems.first() {
        let more = match listing.problems.len() {
            1 => String::new(),
            count => format!(" (and {} more, in the log)", count - 1),
        };
        app.status.say(Level::Warning, format!("{first}{more}"));
    }
    orders.extend(listing.problems.into_iter().map(Effect::Log));
    orders.push(Effect::Draw);
    changed(app, orders);
    if app.about.single {
        detection::detect_selected(app, orders);
    }
}

pub fn not_listed(app: &mut App, reason: String, orders: &mut Vec<Effect>) {
    let text = format!("cannot read {}: {reason}", printable_path(&app.about.root));
    orders.push(Effect::Log(text.clone()));
    app.status.error(text.clone());
    app.samples.state = ListState::Failed(text);
    orders.push(Effect::Draw);
}

pub fn step(app: &mut App, steps: isize, orders: &mut Vec<Effect>) {
    if app.samples.step(steps) {
        changed(app, orders);
    }
}

pub fn half_page(app: &mut App, direction: isize, orders: &mut Vec<Effect>) {
    let rows = app.areas().map_or(1, |areas| areas.half_page());
    step(app, direction * isize::try_from(rows).unwrap_or(1), orders);
}

pub fn select(app: &mut App, place: usize, orders: &mut Vec<Effect>) {
    if app.samples.select(place) {
        changed(app, orders);
    }
}

fn changed(app: &mut App, orders: &mut Vec<Effect>) {
    app.view.details_scroll = 0;
    let Some((sample, path)) = app
        .samples
        .selected()
        .map(|(id, sample)| (id, sample.path.clone()))
    else {
        return;
    };
    app.detections.touch(sample);
    let known = app.pictures.known_stamp(sample);
    orders.push(Effect::LoadPicture { sample, path, known });
    if app.detections.auto {
        orders.push(Effect::StartTimer {
            timer: Timer::SelectionRests,
            after: REST,
        });
    }
}
