//! The key table: the one place that says which key does what, where, and in which words.

use super::Context;
use crate::tui::Action;
use Context::{
    ConfirmQuit, Details, Evaluate, Filter, Form, Grid, Help, Inspect, Journal, List, Palette, Pictures,
    Prompt, Report, Search, Sessions, Train, Tree,
};

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

const MAIN: &[Context] = &[Tree, List, Grid, Pictures, Details];
/// What every screen has.
const SCREENS: &[Context] = &[
    Tree, List, Grid, Pictures, Details, Inspect, Train, Evaluate, Sessions,
];
/// Where a sample is looked at.
const SAMPLE: &[Context] = &[Tree, List, Grid, Pictures, Details, Inspect];
/// Where runs are looked after.
const RUNS: &[Context] = &[Train, Evaluate];
const ROWS: &[Context] = &[List, Pictures];
const SAMPLES: &[Context] = &[List, Grid, Pictures];
const SIDEWAYS: &[Context] = &[List, Pictures, Details];
const TEXT: &[Context] = &[Details, Report, Journal, Help];

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
    row(Action::NextSample, &["j", "down"], ROWS, "next picture"),
    row(Action::PreviousSample, &["k", "up"], ROWS, "previous picture"),
    row(Action::FirstSample, &["g g", "home"], SAMPLES, "first picture"),
    row(Action::LastSample, &["G", "end"], SAMPLES, "last picture"),
    row(Action::HalfPageDown, &["ctrl-d", "pagedown"], SAMPLES, "half a screen down"),
    row(Action::HalfPageUp, &["ctrl-u", "pageup"], SAMPLES, "half a screen up"),
    row(Action::Open, &["enter"], SAMPLES, "look closer: detect, or enlarge the result").hint(1, "open"),
    row(Action::NextRow, &["j", "down"], &[Grid], "a row down"),
    row(Action::PreviousRow, &["k", "up"], &[Grid], "a row up"),
    row(Action::NextSample, &["l", "right"], &[Grid], "next picture"),
    row(Action::PreviousSample, &["h", "left"], &[Grid], "previous picture"),
    row(Action::NextNode, &["j", "down"], &[Tree], "row below"),
    row(Action::PreviousNode, &["k", "up"], &[Tree], "row above"),
    row(Action::ExpandNode, &["l", "right"], &[Tree], "unfold, go in, or on to the list"),
    row(Action::CollapseNode, &["h", "left"], &[Tree], "fold, or go to the row it belongs to"),
    row(Action::ToggleNode, &["enter", "space"], &[Tree], "fold or unfold; on a last row to the list").hint(1, "fold"),
    row(Action::FirstNode, &["g g", "home"], &[Tree], "first row"),
    row(Action::LastNode, &["G", "end"], &[Tree], "last row"),
    row(Action::HalfTreeDown, &["ctrl-d", "pagedown"], &[Tree], "half a screen down"),
    row(Action::HalfTreeUp, &["ctrl-u", "pageup"], &[Tree], "half a screen up"),
    row(Action::NextSample, &["]"], SCREENS, "next picture, from any pane"),
    row(Action::PreviousSample, &["["], SCREENS, "previous picture, from any pane"),
    row(Action::Detect, &["d"], SAMPLE, "detect on this picture, again if it has a result").hint(8, "detect"),
    row(Action::Cancel, &["x"], SAMPLE, "stop the detection that runs").hint(0, "stop"),
    row(Action::ToggleAuto, &["a"], SAMPLE, "detect by itself when the selection rests: on or off").hint(9, "auto"),
    row(Action::DetectAll, &["D"], SAMPLE, "detect on all marked pictures, or on all listed ones where none is marked").hint(10, "detect all"),
    row(Action::ToggleMark, &["space"], &[List, Grid, Pictures, Details, Inspect], "mark this picture, or take its mark away").hint(11, "mark"),
    row(Action::ToggleMark, &["M"], &[Tree], "mark this picture, or take its mark away"),
    row(Action::MarkAll, &["A"], MAIN, "mark all listed pictures, or take their marks away"),
    row(Action::StartNote, &["i"], SAMPLE, "write a note about this picture").hint(11, "note"),
    row(Action::StartOpen, &["O"], MAIN, "open another folder or picture").hint(11, "open"),
    row(Action::StartSearch, &["/"], MAIN, "search by name, as you type").hint(5, "search"),
    row(Action::NextMatch, &["n"], MAIN, "next match").hint(6, "next match"),
    row(Action::PreviousMatch, &["N"], MAIN, "previous match"),
    row(Action::StartFilter, &["f"], MAIN, "filter, as in `class:bottle label:1 -species:hole score>0.6`").hint(5, "filter"),
    row(Action::CycleSort, &["s"], MAIN, "sort by name, score or error").hint(9, "sort"),
    row(Action::ToggleGrid, &["v"], MAIN, "thumbnails or list").hint(7, "grid"),
    row(Action::ToggleTree, &["e"], MAIN, "show or hide the tree").hint(10, "tree"),
    row(Action::CycleMask, &["o"], SAMPLE, "ground truth: outline, fill or off").hint(9, "mask"),
    row(Action::ToggleReport, &["W"], MAIN, "what was understood of the folder, its warnings, what was left out").hint(8, "report"),
    row(Action::NextPane, &["tab"], MAIN, "next pane: tree, list, image, map, overlay, details").hint(6, "pane"),
    row(Action::PreviousPane, &["shift-tab"], MAIN, "previous pane"),
    row(Action::PaneRight, &["l", "right"], SIDEWAYS, "pane to the right"),
    row(Action::PaneLeft, &["h", "left"], SIDEWAYS, "pane to the left"),
    row(Action::Enlarge, &["z"], MAIN, "give one picture all the room, or take it back").hint(7, "enlarge"),
    row(Action::CycleRenderer, &["R"], SAMPLE, "draw pictures in the next way: kitty, sixel, iTerm2, half blocks, off").hint(10, "images"),
    row(Action::ToggleLowBandwidth, &["ctrl-r"], SCREENS, "for slow links: pictures by half blocks, 256 colours, no thumbnails: on or off"),
    row(Action::CycleTheme, &["t"], SCREENS, "next theme").hint(11, "theme"),
    row(Action::Redraw, &["ctrl-l"], SCREENS, "draw everything again"),
    row(Action::Suspend, &["ctrl-z"], &Context::ALL, "to the shell; `fg` comes back"),
    row(Action::CopyPath, &["y"], SCREENS, "copy the path of the picture or run to the clipboard, over SSH too (OSC 52)"),
    row(Action::CopyReading, &["Y"], SAMPLE, "copy what is known of the picture as a line of JSON"),
    row(Action::StartSaveSession, &["ctrl-s"], SCREENS, "save the session: pictures, scores, model, this screen").hint(12, "save session"),
    row(Action::StartSaveScreen, &["S"], SCREENS, "save what is on the screen as a PNG file").hint(12, "save PNG"),
    row(Action::ShowMessages, &["!"], SCREENS, "what was said since the start"),
    row(Action::ToggleHelp, &["?", "f1"], SCREENS, "show the keys").hint(2, "help"),
    row(Action::Back, &["esc"], SCREENS, "one level back; never quits").hint(3, "back"),
    row(Action::Quit, &["q", "ctrl-c"], SCREENS, "quit; asks when a detection or a run of yours is running").hint(4, "quit"),
    row(Action::StartPalette, &[":"], SCREENS, "every command by its name").hint(3, "commands"),
    row(Action::ShowBrowse, &["1"], SCREENS, "the samples"),
    row(Action::ShowInspect, &["2"], SCREENS, "one sample, scale by scale"),
    row(Action::ShowTrain, &["3"], SCREENS, "training runs"),
    row(Action::ShowEvaluate, &["4"], SCREENS, "evaluations"),
    row(Action::ShowSessions, &["5"], SCREENS, "saved sessions"),
    row(Action::NextRun, &["j", "down"], RUNS, "next run"),
    row(Action::PreviousRun, &["k", "up"], RUNS, "previous run"),
    row(Action::FirstRun, &["g g", "home"], RUNS, "first run"),
    row(Action::LastRun, &["G", "end"], RUNS, "last run"),
    row(Action::NewRun, &["n"], RUNS, "new run: the form").hint(1, "new"),
    row(Action::PauseRun, &["p"], &[Train], "let the run rest after its step, or go on").hint(5, "pause"),
    row(Action::StopRun, &["x"], RUNS, "stop the run after its step or batch; everything is saved").hint(5, "stop"),
    row(Action::ResumeRun, &["r"], RUNS, "go on with a run that ended before its end").hint(5, "resume"),
    row(Action::UseCheckpoint, &["enter"], &[Train], "use the run's best or newest checkpoint: detect with it").hint(6, "use checkpoint"),
    row(Action::CompareCheckpoint, &["c"], &[Train], "compare the model in use with the run's best or newest checkpoint").hint(7, "compare"),
    row(Action::OverlayRun, &["space"], &[Train], "keep this run's curves under those of others, or not").hint(7, "overlay"),
    row(Action::CycleQuantity, &["v"], &[Train], "losses, learning rates or pictures a second").hint(8, "show"),
    row(Action::CycleAxis, &["a"], &[Train], "over all steps, the last steps or epochs").hint(9, "over"),
    row(Action::CycleSmoothing, &["s"], &[Train], "smooth the curves: more, or not at all").hint(10, "smooth"),
    row(Action::ToggleLogScale, &["L"], &[Train], "logarithmic scale: on or off").hint(11, "log"),
    row(Action::NextClass, &["l", "right", "tab"], &[Evaluate], "next class of the table").hint(2, "class"),
    row(Action::PreviousClass, &["h", "left", "shift-tab"], &[Evaluate], "previous class of the table"),
    row(Action::NextItem, &["i"], &[Evaluate], "next dataset or checkpoint of the run").hint(8, "next table"),
    row(Action::OpenClass, &["enter"], &[Evaluate], "open the samples of the class, the most wrong first").hint(5, "samples"),
    row(Action::CyclePlot, &["v"], &[Evaluate], "ROC, precision-recall or PRO, of images or pixels").hint(7, "curve"),
    row(Action::HigherThreshold, &["."], &[Evaluate], "threshold, a hundredth more").hint(9, "threshold"),
    row(Action::LowerThreshold, &[","], &[Evaluate], "threshold, a hundredth less"),
    row(Action::BestThreshold, &["F"], &[Evaluate], "threshold where F1 of the class's images is greatest").hint(9, "F1-max"),
    row(Action::ExportTables, &["E"], &[Evaluate], "write the tables into the run's folder: text, Markdown, LaTeX, CSV, JSON").hint(6, "export"),
    row(Action::NextSession, &["j", "down"], &[Sessions], "next session"),
    row(Action::PreviousSession, &["k", "up"], &[Sessions], "previous session"),
    row(Action::FirstSession, &["g g", "home"], &[Sessions], "first session"),
    row(Action::LastSession, &["G", "end"], &[Sessions], "last session"),
    row(Action::OpenSession, &["enter"], &[Sessions], "open the session where it was left: dataset, model, screen, marks, scores").hint(1, "open"),
    row(Action::VerifySession, &["v"], &[Sessions], "hash its inputs again and say what has changed").hint(5, "verify"),
    row(Action::ReplaySession, &["r"], &[Sessions], "compute everything again and compare").hint(5, "replay"),
    row(Action::MarkSession, &["space"], &[Sessions], "mark the session that others are compared with").hint(7, "mark"),
    row(Action::DiffSession, &["d"], &[Sessions], "compare with the marked session").hint(7, "compare"),
    row(Action::ExportSession, &["E"], &[Sessions], "pack it into one file for another machine, without the dataset").hint(8, "export"),
    row(Action::ShowSession, &["i"], &[Sessions], "what it holds").hint(8, "show"),
    row(Action::StopSessionTask, &["x"], &[Sessions], "stop what takes long").hint(6, "stop"),
    row(Action::ScrollHalfDown, &["ctrl-d", "pagedown"], &[Sessions], "half a screen of the answer down"),
    row(Action::ScrollHalfUp, &["ctrl-u", "pageup"], &[Sessions], "half a screen of the answer up"),
    row(Action::StartRun, &["enter"], &[Form], "start this run in a process of its own").hint(0, "start"),
    row(Action::NextField, &["tab", "down", "ctrl-n"], &[Form], "next field").hint(2, "next"),
    row(Action::PreviousField, &["shift-tab", "up", "ctrl-p"], &[Form], "previous field").hint(3, "previous"),
    row(Action::NextChoice, &["right"], &[Form], "next choice; so does space").hint(4, "choice"),
    row(Action::PreviousChoice, &["left"], &[Form], "previous choice"),
    row(Action::FieldErase, &["backspace", "ctrl-h"], &[Form], "erase a character"),
    row(Action::FieldEraseAll, &["ctrl-u"], &[Form], "erase the field: its default counts").hint(5, "erase"),
    row(Action::Back, &["esc", "ctrl-c"], &[Form], "close the form").hint(1, "close"),
    row(Action::CursorLeft, &["h", "left"], &[Inspect], "cursor a patch to the left"),
    row(Action::CursorDown, &["j", "down"], &[Inspect], "cursor a patch down"),
    row(Action::CursorUp, &["k", "up"], &[Inspect], "cursor a patch up"),
    row(Action::CursorRight, &["l", "right"], &[Inspect], "cursor a patch to the right"),
    row(Action::NextPane, &["tab"], &[Inspect], "next pane").hint(5, "pane"),
    row(Action::PreviousPane, &["shift-tab"], &[Inspect], "previous pane"),
    row(Action::ZoomIn, &["+"], &[Inspect], "zoom in, all panes together").hint(7, "zoom"),
    row(Action::ZoomOut, &["-"], &[Inspect], "zoom out"),
    row(Action::PanLeft, &["shift-left", "alt-h"], &[Inspect], "show what lies to the left, all panes together"),
    row(Action::PanDown, &["shift-down", "alt-j"], &[Inspect], "show what lies below"),
    row(Action::PanUp, &["shift-up", "alt-k"], &[Inspect], "show what lies above"),
    row(Action::PanRight, &["shift-right", "alt-l"], &[Inspect], "show what lies to the right"),
    row(Action::ScrollHalfDown, &["ctrl-d", "pagedown"], &[Inspect], "half a screen of the reading down"),
    row(Action::ScrollHalfUp, &["ctrl-u", "pageup"], &[Inspect], "half a screen of the reading up"),
    row(Action::StartCompare, &["C"], &[Inspect], "compare with other prompts for the same backbone: their map, overlay, and the difference").hint(8, "compare"),
    row(Action::MoreBlur, &["B"], &[Inspect], "σ of the blur, a pixel more").hint(6, "σ"),
    row(Action::LessBlur, &["b"], &[Inspect], "σ of the blur, a pixel less"),
    row(Action::MorePatches, &["P"], &[Inspect], "k, the patches that make the score: more"),
    row(Action::FewerPatches, &["p"], &[Inspect], "k: fewer"),
    row(Action::HigherTemperature, &["U"], &[Inspect], "τ, a hundredth more"),
    row(Action::LowerTemperature, &["u"], &[Inspect], "τ, a hundredth less"),
    row(Action::HigherThreshold, &["."], &[Inspect], "threshold, a hundredth more").hint(9, "threshold"),
    row(Action::LowerThreshold, &[","], &[Inspect], "threshold, a hundredth less"),
    row(Action::HigherOpacity, &[")"], &[Inspect], "show more of the map over the picture"),
    row(Action::LowerOpacity, &["("], &[Inspect], "show less of the map over the picture"),
    row(Action::CycleColormap, &["c"], &[Inspect], "colours: turbo, viridis, inferno, grey, jet").hint(10, "colours"),
    row(Action::CycleNormalisation, &["m"], &[Inspect], "colours stand for 0 to 1, for all maps so far, or for this map alone").hint(10, "range"),
    row(Action::CyclePrompt, &["w"], &[Inspect], "attention of the normal prompt, the abnormal one, their difference"),
    row(Action::CycleHead, &["H"], &[Inspect], "attention of the next head, or the mean of all"),
    row(Action::ToggleMarks, &["*"], &[Inspect], "mark the patches that make the score on the layer maps: on or off"),
    row(Action::ResetKnobs, &["="], &[Inspect], "σ, k and τ as the model was started with"),
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
    row(Action::AcceptFilter, &["enter"], &[Filter], "keep this filter; an empty one shows everything").hint(0, "keep"),
    row(Action::CompleteFilter, &["tab"], &[Filter], "complete a key or a name").hint(2, "complete"),
    row(Action::OlderFilter, &["up", "ctrl-p"], &[Filter], "the filter before").hint(3, "earlier"),
    row(Action::NewerFilter, &["down", "ctrl-n"], &[Filter], "the filter after"),
    row(Action::FilterLeft, &["left", "ctrl-b"], &[Filter], "a character to the left"),
    row(Action::FilterRight, &["right", "ctrl-f"], &[Filter], "a character to the right"),
    row(Action::FilterStart, &["home", "ctrl-a"], &[Filter], "to the start"),
    row(Action::FilterEnd, &["end", "ctrl-e"], &[Filter], "to the end"),
    row(Action::FilterErase, &["backspace", "ctrl-h"], &[Filter], "erase a character"),
    row(Action::FilterEraseWord, &["ctrl-w"], &[Filter], "erase a term"),
    row(Action::FilterEraseAll, &["ctrl-u"], &[Filter], "erase everything").hint(4, "erase"),
    row(Action::Back, &["esc", "ctrl-c"], &[Filter], "back to the filter of before").hint(1, "give up"),
    row(Action::AcceptPrompt, &["enter"], &[Prompt], "use this answer").hint(0, "use"),
    row(Action::PromptLeft, &["left", "ctrl-b"], &[Prompt], "a character to the left"),
    row(Action::PromptRight, &["right", "ctrl-f"], &[Prompt], "a character to the right"),
    row(Action::PromptStart, &["home", "ctrl-a"], &[Prompt], "to the start"),
    row(Action::PromptEnd, &["end", "ctrl-e"], &[Prompt], "to the end"),
    row(Action::PromptErase, &["backspace", "ctrl-h"], &[Prompt], "erase a character"),
    row(Action::PromptEraseWord, &["ctrl-w"], &[Prompt], "erase a word"),
    row(Action::PromptEraseAll, &["ctrl-u"], &[Prompt], "erase everything").hint(3, "erase"),
    row(Action::Back, &["esc", "ctrl-c"], &[Prompt], "leave everything as it is").hint(1, "give up"),
    row(Action::CycleLevel, &["l", "right", "tab"], &[Journal], "all messages, warnings and errors, errors").hint(2, "levels"),
    row(Action::Back, &["esc", "!", "q", "ctrl-c"], &[Journal], "close the messages").hint(0, "close"),
    row(Action::AcceptCommand, &["enter"], &[Palette], "do the selected command").hint(0, "do"),
    row(Action::CompleteCommand, &["tab"], &[Palette], "complete its name").hint(2, "complete"),
    row(Action::NextCommand, &["down", "ctrl-n"], &[Palette], "next command").hint(3, "next"),
    row(Action::PreviousCommand, &["up", "ctrl-p"], &[Palette], "previous command"),
    row(Action::OlderCommand, &["ctrl-r"], &[Palette], "the command used before").hint(4, "used before"),
    row(Action::PaletteErase, &["backspace", "ctrl-h"], &[Palette], "erase a character"),
    row(Action::PaletteEraseAll, &["ctrl-u"], &[Palette], "erase everything"),
    row(Action::Back, &["esc", "ctrl-c"], &[Palette], "close the palette").hint(1, "give up"),
    row(Action::Back, &["esc", "W", "q", "ctrl-c"], &[Report], "close the report").hint(0, "close"),
    row(Action::Back, &["esc", "?", "q", "f1", "ctrl-c"], &[Help], "close the help").hint(0, "close"),
    row(Action::StopAndQuit, &["y", "enter", "d", "ctrl-c"], &[ConfirmQuit], "quit: a detection stops, runs go on in processes of their own").hint(0, "quit"),
    row(Action::StopRunsAndQuit, &["s"], &[ConfirmQuit], "stop the runs that were started from here, with everything saved, and quit").hint(1, "stop the runs too"),
    row(Action::Back, &["esc", "n", "q"], &[ConfirmQuit], "stay").hint(2, "stay"),
];
