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
    /// For the bottom line; empty leaves it out there.
    pub hint: &'static str,
}

const MAIN: &[Context] = &[List, Pictures, Details];
const SAMPLES: &[Context] = &[List, Pictures];
const TEXT: &[Context] = &[Details, Help];

const fn row(
    action: Action,
    keys: &'static [&'static str],
    contexts: &'static [Context],
    help: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        action,
        keys,
        contexts,
        help,
        hint,
    }
}

/// The table, the most wanted first: the bottom line keeps as many as fit.
#[rustfmt::skip]
pub const BINDINGS: &[Binding] = &[
    row(Action::Cancel, &["x"], MAIN, "stop the detection that runs", "stop"),
    row(Action::Open, &["enter"], SAMPLES, "look closer: detect, or enlarge the result", "open"),
    row(Action::ToggleHelp, &["?", "f1"], MAIN, "show the keys", "help"),
    row(Action::Back, &["esc"], MAIN, "one level back; never quits", "back"),
    row(Action::Quit, &["q", "ctrl-c"], MAIN, "quit; asks when a detection runs", "quit"),
    row(Action::StartSearch, &["/"], MAIN, "search by name, as you type", "search"),
    row(Action::NextMatch, &["n"], MAIN, "next match", "next match"),
    row(Action::PreviousMatch, &["N"], MAIN, "previous match", ""),
    row(Action::NextSample, &["j", "down"], SAMPLES, "next picture", ""),
    row(Action::PreviousSample, &["k", "up"], SAMPLES, "previous picture", ""),
    row(Action::NextSample, &["]"], MAIN, "next picture, from any pane", ""),
    row(Action::PreviousSample, &["["], MAIN, "previous picture, from any pane", ""),
    row(Action::FirstSample, &["g g", "home"], SAMPLES, "first picture", ""),
    row(Action::LastSample, &["G", "end"], SAMPLES, "last picture", ""),
    row(Action::HalfPageDown, &["ctrl-d", "pagedown"], SAMPLES, "half a screen down", ""),
    row(Action::HalfPageUp, &["ctrl-u", "pageup"], SAMPLES, "half a screen up", ""),
    row(Action::ScrollDown, &["j", "down"], TEXT, "scroll down", "scroll"),
    row(Action::ScrollUp, &["k", "up"], TEXT, "scroll up", ""),
    row(Action::ScrollTop, &["g g", "home"], TEXT, "to the top of the text", ""),
    row(Action::ScrollBottom, &["G", "end"], TEXT, "to the end of the text", ""),
    row(Action::ScrollHalfDown, &["ctrl-d", "pagedown"], TEXT, "half a screen of text down", ""),
    row(Action::ScrollHalfUp, &["ctrl-u", "pageup"], TEXT, "half a screen of text up", ""),
    row(Action::NextPane, &["tab"], MAIN, "next pane: list, image, map, overlay, details", "pane"),
    row(Action::PreviousPane, &["shift-tab"], MAIN, "previous pane", ""),
    row(Action::PaneRight, &["l", "right"], MAIN, "pane to the right", ""),
    row(Action::PaneLeft, &["h", "left"], MAIN, "pane to the left", ""),
    row(Action::Enlarge, &["z"], MAIN, "give one picture all the room, or take it back", "enlarge"),
    row(Action::Detect, &["d"], MAIN, "detect on this picture, again if it has a result", "detect"),
    row(Action::ToggleAuto, &["a"], MAIN, "detect by itself when the selection rests: on or off", "auto"),
    row(Action::CycleRenderer, &["R"], MAIN, "draw pictures in the next way: kitty, sixel, iTerm2, half blocks, off", "images"),
    row(Action::CycleTheme, &["t"], MAIN, "next theme", "theme"),
    row(Action::Redraw, &["ctrl-l"], MAIN, "draw everything again", ""),
    row(Action::Suspend, &["ctrl-z"], &[List, Pictures, Details, Search, Help, ConfirmQuit], "to the shell; `fg` comes back", ""),
    row(Action::AcceptSearch, &["enter"], &[Search], "keep this match", "keep"),
    row(Action::Back, &["esc", "ctrl-c"], &[Search], "back to where the search began", "give up"),
    row(Action::NextMatch, &["down", "ctrl-n"], &[Search], "next match", "next"),
    row(Action::PreviousMatch, &["up", "ctrl-p"], &[Search], "previous match", "previous"),
    row(Action::SearchErase, &["backspace", "ctrl-h"], &[Search], "erase a character", ""),
    row(Action::SearchEraseAll, &["ctrl-u"], &[Search], "erase everything", ""),
    row(Action::Back, &["esc", "?", "q", "f1", "ctrl-c"], &[Help], "close the help", "close"),
    row(Action::StopAndQuit, &["y", "enter", "ctrl-c"], &[ConfirmQuit], "stop the detection and quit", "stop and quit"),
    row(Action::Back, &["esc", "n", "q"], &[ConfirmQuit], "stay", "stay"),
];
