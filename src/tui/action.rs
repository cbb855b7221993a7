//! What the user can wish for. The key table, the help, the hints, the mouse and the tests all speak this enum.

use serde::{Deserialize, Serialize};

/// A wish. Its serialised name (`next-sample`) is what key files and the command palette use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Select the picture below.
    NextSample,
    /// Select the picture above.
    PreviousSample,
    /// Select the first picture.
    FirstSample,
    /// Select the last picture.
    LastSample,
    /// Select half a screen further down.
    HalfPageDown,
    /// Select half a screen further up.
    HalfPageUp,
    /// Select the picture with this place in the list.
    SelectSample(usize),
    /// Look closer: detect what has no result yet, enlarge what has.
    Open,
    /// Run the model on the selected picture, again if there is a result.
    Detect,
    /// Stop the detection that runs.
    Cancel,
    /// Detect by itself whenever the selection rests.
    ToggleAuto,
    /// Open the search prompt.
    StartSearch,
    /// Type a character into the search prompt.
    SearchType(char),
    /// Erase the last character of the search.
    SearchErase,
    /// Erase the whole search.
    SearchEraseAll,
    /// Keep the match and close the prompt.
    AcceptSearch,
    /// Select the next match.
    NextMatch,
    /// Select the previous match.
    PreviousMatch,
    /// Move on to the next pane.
    NextPane,
    /// Move back to the previous pane.
    PreviousPane,
    /// Move to the pane on the left.
    PaneLeft,
    /// Move to the pane on the right.
    PaneRight,
    /// Give the focused picture all the room, or take it back.
    Enlarge,
    /// Scroll the text down.
    ScrollDown,
    /// Scroll the text up.
    ScrollUp,
    /// Scroll the text half a screen down.
    ScrollHalfDown,
    /// Scroll the text half a screen up.
    ScrollHalfUp,
    /// Scroll to the top of the text.
    ScrollTop,
    /// Scroll to the end of the text.
    ScrollBottom,
    /// One level back.
    Back,
    /// Draw pictures in the next way.
    CycleRenderer,
    /// Use the next theme.
    CycleTheme,
    /// Show or hide the help.
    ToggleHelp,
    /// Draw everything again.
    Redraw,
    /// Go to the shell until it brings the workbench back.
    Suspend,
    /// End the workbench; asks when a detection runs.
    Quit,
    /// End the workbench although a detection runs.
    StopAndQuit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serialised_names_are_the_ones_that_files_use() {
        let json = serde_json::to_string(&[Action::NextSample, Action::SearchType('x')]).unwrap();
        assert_eq!(json, r#"["next-sample",{"search-type":"x"}]"#);
        let back: Vec<Action> = serde_json::from_str(&json).unwrap();
        assert_eq!(back, [Action::NextSample, Action::SearchType('x')]);
    }
}
