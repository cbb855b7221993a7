//! Hands each wish to whom it concerns.

use super::{back, detection, look, panes, scroll, search, selection, session};
use crate::tui::Action;
use crate::tui::app::App;
use crate::tui::effect::Effect;

pub fn perform(app: &mut App, action: Action, orders: &mut Vec<Effect>) {
    orders.push(Effect::Draw);
    match action {
        Action::NextSample => selection::step(app, 1, orders),
        Action::PreviousSample => selection::step(app, -1, orders),
        Action::FirstSample => selection::select(app, 0, orders),
        Action::LastSample => selection::select(app, usize::MAX, orders),
        Action::HalfPageDown => selection::half_page(app, 1, orders),
        Action::HalfPageUp => selection::half_page(app, -1, orders),
        Action::SelectSample(place) => selection::select(app, place, orders),
        Action::Open => panes::open(app, orders),
        Action::Detect => detection::detect_selected(app, orders),
        Action::Cancel => detection::cancel(app, orders),
        Action::ToggleAuto => detection::toggle_auto(app, orders),
        Action::StartSearch => search::start(app),
        Action::SearchType(typed) => search::typed(app, typed, orders),
        Action::SearchErase => search::erase(app, orders),
        Action::SearchEraseAll => search::erase_all(app, orders),
        Action::AcceptSearch => search::accept(app),
        Action::NextMatch => search::next(app, orders),
        Action::PreviousMatch => search::previous(app, orders),
        Action::NextPane => panes::next(app),
        Action::PreviousPane => panes::previous(app),
        Action::PaneLeft => panes::left(app),
        Action::PaneRight => panes::right(app),
        Action::Enlarge => panes::toggle_enlarged(app),
        Action::ScrollDown => scroll::by(app, 1),
        Action::ScrollUp => scroll::by(app, -1),
        Action::ScrollHalfDown => scroll::by_half(app, 1),
        Action::ScrollHalfUp => scroll::by_half(app, -1),
        Action::ScrollTop => scroll::by(app, i32::MIN),
        Action::ScrollBottom => scroll::by(app, i32::MAX),
        Action::Back => back::back(app, orders),
        Action::CycleRenderer => look::next_renderer(app, orders),
        Action::CycleTheme => look::next_theme(app),
        Action::ToggleHelp => look::toggle_help(app),
        Action::Redraw => session::redraw(app, orders),
        Action::Suspend => orders.push(Effect::Suspend),
        Action::Quit => session::quit(app, orders),
        Action::StopAndQuit => orders.push(Effect::Quit),
    }
}
