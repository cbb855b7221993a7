//! The mouse: clicks choose, the wheel scrolls what is under it. Everything it does, keys do too.

use super::perform::perform;
use super::{inspect, screens, scroll, sessions, tree};
use crate::tui::Action;
use crate::tui::app::{App, Focus, Layer, Screen};
use crate::tui::content::tab_at;
use crate::tui::effect::Effect;
use crate::tui::input::MouseInput;
use crate::tui::layout::{Areas, TextArea, sessions_areas, train_areas};
use ratatui::layout::Position;

/// Rows per step of the wheel.
const WHEEL: i32 = 3;

pub fn used(app: &mut App, input: MouseInput, orders: &mut Vec<Effect>) {
    let Some(areas) = app.areas() else { return };
    if app.view.is_covered() {
        let scrolled = match (app.view.layers.last(), input) {
            (
                Some(Layer::Help { .. } | Layer::Report { .. } | Layer::Journal { .. }),
                MouseInput::WheelDown(_),
            ) => WHEEL,
            (
                Some(Layer::Help { .. } | Layer::Report { .. } | Layer::Journal { .. }),
                MouseInput::WheelUp(_),
            ) => -WHEEL,
            _ => return,
        };
        scroll::by(app, scrolled);
        orders.push(Effect::Draw);
        return;
    }
    if let MouseInput::Click(at) = input
        && areas.title.contains(at)
    {
        if let Some(screen) = tab_at(app.view.screen, areas.title.width, at.x) {
            screens::show(app, screen, orders);
        }
        return;
    }
    match app.view.screen {
        Screen::Browse => {}
        Screen::Inspect => return in_inspect(app, &areas, input, orders),
        Screen::Train | Screen::Evaluate => return in_runs(app, &areas, input, orders),
        Screen::Sessions => return in_sessions(app, &areas, input, orders),
    }
    match input {
        MouseInput::Click(at) => click(app, &areas, at, orders),
        MouseInput::WheelDown(at) => wheel(app, &areas, at, 1, orders),
        MouseInput::WheelUp(at) => wheel(app, &areas, at, -1, orders),
    }
}

/// A click chooses a run, the wheel goes through them.
fn in_runs(app: &mut App, areas: &Areas, input: MouseInput, orders: &mut Vec<Effect>) {
    if app.form.is_some() {
        return;
    }
    let list = match app.view.screen {
        Screen::Evaluate => &app.evaluate.list,
        _ => &app.train.list,
    };
    let runs = train_areas(areas.body).runs.body;
    match input {
        MouseInput::Click(at) if runs.contains(at) => {
            let place = list.top() + usize::from(at.y - runs.y);
            if place < list.runs().len() {
                perform(app, Action::SelectRun(place), orders);
            }
        }
        MouseInput::Click(_) => {}
        MouseInput::WheelDown(_) => perform(app, Action::NextRun, orders),
        MouseInput::WheelUp(_) => perform(app, Action::PreviousRun, orders),
    }
}

/// A click chooses a session, the wheel goes through them, or scrolls the answer under it.
fn in_sessions(app: &mut App, areas: &Areas, input: MouseInput, orders: &mut Vec<Effect>) {
    let places = sessions_areas(areas.body);
    let list = places.list.body;
    match input {
        MouseInput::Click(at) if list.contains(at) => {
            let place = app.sessions.top() + usize::from(at.y - list.y);
            if place < app.sessions.lines().len() {
                sessions::select(app, place, orders);
            }
        }
        MouseInput::Click(_) => {}
        MouseInput::WheelDown(at) if places.answer.body.contains(at) => scroll::by(app, WHEEL),
        MouseInput::WheelUp(at) if places.answer.body.contains(at) => scroll::by(app, -WHEEL),
        MouseInput::WheelDown(_) => perform(app, Action::NextSession, orders),
        MouseInput::WheelUp(_) => perform(app, Action::PreviousSession, orders),
    }
    orders.push(Effect::Draw);
}

/// A click puts the cursor, the wheel zooms.
fn in_inspect(app: &mut App, areas: &Areas, input: MouseInput, orders: &mut Vec<Effect>) {
    match input {
        MouseInput::Click(at) => inspect::clicked(app, areas, at, orders),
        MouseInput::WheelUp(_) => perform(app, Action::ZoomIn, orders),
        MouseInput::WheelDown(_) => perform(app, Action::ZoomOut, orders),
    }
}

fn click(app: &mut App, areas: &Areas, at: Position, orders: &mut Vec<Effect>) {
    if let Some(area) = areas.tree.filter(|tree| tree.body.contains(at)) {
        let row = app.tree.top() + usize::from(at.y - area.body.y);
        tree::clicked(app, row, orders);
        orders.push(Effect::Draw);
    } else if let Some(list) = areas.list.filter(|list| list.body.contains(at)) {
        app.view.focus = Focus::List;
        let on_screen = match &areas.grid {
            Some(grid) => grid.place_at(at),
            None => Some(usize::from(at.y - list.body.y)),
        };
        let place = on_screen.map(|place| app.samples.top() + place);
        match place.filter(|place| *place < app.samples.len()) {
            Some(place) => perform(app, Action::SelectSample(place), orders),
            None => orders.push(Effect::Draw),
        }
    } else if let Some(kind) = areas.pane_at(at) {
        app.view.focus = Focus::Pane;
        app.view.pane = kind;
        orders.push(Effect::Draw);
    } else if areas.details.is_some_and(|details| details.body.contains(at)) {
        app.view.focus = Focus::Details;
        orders.push(Effect::Draw);
    }
}

fn wheel(app: &mut App, areas: &Areas, at: Position, direction: i32, orders: &mut Vec<Effect>) {
    if areas.details.is_some_and(|details| details.body.contains(at)) {
        scroll::by(app, direction * WHEEL);
        orders.push(Effect::Draw);
        return;
    }
    let over = |area: Option<TextArea>| area.is_some_and(|area| area.body.contains(at));
    let (down, up) = match (over(areas.tree), over(areas.list) && areas.grid.is_some()) {
        (true, _) => (Action::NextNode, Action::PreviousNode),
        (_, true) => (Action::NextRow, Action::PreviousRow),
        _ => (Action::NextSample, Action::PreviousSample),
    };
    let action = if direction == 1 { down } else { up };
    let steps = if areas.grid.is_none() && areas.list.is_some_and(|list| list.body.contains(at)) {
        WHEEL
    } else {
        1
    };
    for _ in 0..steps {
        perform(app, action, orders);
    }
}
