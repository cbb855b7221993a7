//! The key table: the one place that says which key does what, where, and in which words.

use super::Context;
use crate::tui::Action;
use Context::{ConfirmQuit, Details, Help, List, Pictures, Search};

/// One row of the key table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// What the keys wish for.
    pub action: Action,
    /// Alternatives; each is one key, or several in turn with spaces between.
    pub keys: &'static [&'static str],
    /// Where they hold.
    pub contexts: &'static [Context],
    /// For the help.
    pub help: &'static str,
    /// For the bottom line, if it belongs there.
    pub hint: Option<Hint>,
}

/// A word for the bottom line and how soon it is left out when there is no room: the larger number first.
#[derive(Debug, Clone, Copy)]
pub struct Hint {
    /// Its place.
    pub rank: u8,
    /// The word.
    pub text: &'static str,
}

const MAIN: &[Context] = &[List, Pictures, Details];
const SAMPLES: &[Context] = &[List, Pictures];
const TEXT: &[Context] = &[Details, Help];

const fn row(
    action: Action,
    keys: &'static [&'static str],
    contexts: &'static [Context],
    help: &'static str,
) -> Binding {
    Binding {
        action,
        keys,
        contexts,
        help,
        hint: None,
    }
}

impl Binding {
    const fn hint(self, rank: u8, text: &'static str) -> Self {
        Self {
            hint: Some(Hint { rank, text }),
            ..self
        }
    }
}

/// The table, in the order of the help.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    row(Action::NextSample, &["j", "down"], SAMPLES, "next picture"),
    row(Action::PreviousSample, &["k", "up"], SAMPLES, "previous picture"),
    row(Action::FirstSample, &["g g", "home"], SAMPLES, "first picture"),
    row(Action::LastSample, &["G", "end"], SAMPLES, "last picture"),
    row(Action::HalfPageDown, &["ctrl-d", "pagedown"], SAMPLES, "half a screen down"),
    row(Action::HalfPageUp, &["ctrl-u", "pageup"], SAMPLES, "half a screen up"),
    row(Action::Open, &["enter"], SAMPLES, "look closer: detect, or enlarge the result").hint(1, "open"),
    row(Action::NextSample, &["]"], MAIN, "next picture, from any pane"),
    row(Action::PreviousSample, &["["], MAIN, "previous picture, from any pane"),
    row(Action::Detect, &["d"], MAIN, "detect on this picture, again if it has a result").hint(8, "detect"),
    row(Action::Cancel, &["x"], MAIN, "stop the detection that runs").hint(0, "stop"),
    row(Action::ToggleAuto, &["a"], MAIN, "detect by itself when the selection rests: on or off").hint(9, "auto"),
    row(Action::StartSearch, &["/"], MAIN, "search by name, as you type").hint(5, "search"),
    row(Action::NextMatch, &["n"], MAIN, "next match").hint(6, "next match"),
    row(Action::PreviousMatch, &["N"], MAIN, "previous match"),
    row(Action::NextPane, &["tab"], MAIN, "next pane: list, image, map, overlay, details").hint(6, "pane"),
    row(Action::PreviousPane, &["shift-tab"], MAIN, "previous pane"),
    row(Action::PaneRight, &["l", "right"], MAIN, "pane to the right"),
    row(Action::PaneLeft, &["h", "left"], MAIN, "pane to the left"),
    row(Action::Enlarge, &["z"], MAIN, "give one picture all the room, or take it back").hint(7, "enlarge"),
    row(Action::CycleRenderer, &["R"], MAIN, "draw pictures in the next way: kitty, sixel, iTerm2, half blocks, off").hint(10, "images"),
    row(Action::CycleTheme, &["t"], MAIN, "next theme").hint(11, "theme"),
    row(Action::Redraw, &["ctrl-l"], MAIN, "draw everything again"),
    row(Action::Suspend, &["ctrl-z"], &Context::ALL, "to the shell; `fg` comes back"),
    row(Action::ToggleHelp, &["?", "f1"], MAIN, "show the keys").hint(2, "help"),
    row(Action::Back, &["esc"], MAIN, "one level back; never quits").hint(3, "back"),
    row(Action::Quit, &["q", "ctrl-c"], MAIN, "quit; asks when a detection runs").hint(4, "quit"),
    row(Action::ScrollDown, &["j", "down"], TEXT, "scroll down").hint(1, "scroll"),
    row(Action::ScrollUp, &["k", "up"], TEXT, "scroll up"),
    row(Action::ScrollTop, &["g g", "home"], TEXT, "to the top of the text"),
    row(Action::ScrollBottom, &["G", "end"], TEXT, "to the end of the text"),
    row(Action::ScrollHalfDown, &["ctrl-d", "pagedown"], TEXT, "half a screen of text down"),
    row(Action::ScrollHalfUp, &["ctrl-u", "pageup"], TEXT, "half a screen of text up"),
    row(Action::AcceptSearch, &["enter"], &[Search], "keep this match").hint(0, "keep"),
    row(Action::NextMatch, &["down", "ctrl-n"], &[Search], "next match").hint(2, "next"),
    row(Action::PreviousMatch, &["up", "ctrl-p"], &[Search], "previous match").hint(3, "previous"),
    row(Action::SearchErase, &["backspace", "ctrl-h"], &[Search], "erase a character"),
    row(Action::SearchEraseAll, &["ctrl-u"], &[Search], "erase everything"),
    row(Action::Back, &["esc", "ctrl-c"], &[Search], "back to where the search began").hint(1, "give up"),
    row(Action::Back, &["esc", "?", "q", "f1", "ctrl-c"], &[Help], "close the help").hint(0, "close"),
    row(Action::StopAndQuit, &["y", "enter", "ctrl-c"], &[ConfirmQuit], "stop the detection and quit").hint(0, "stop and quit"),
    row(Action::Back, &["esc", "n", "q"], &[ConfirmQuit], "stay").hint(1, "stay"),
];
