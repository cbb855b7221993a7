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
    /// Select the picture a row further down the grid.
    NextRow,
    /// Select the picture a row further up the grid.
    PreviousRow,
    /// Select the row below in the tree.
    NextNode,
    /// Select the row above in the tree.
    PreviousNode,
    /// Select the first row of the tree.
    FirstNode,
    /// Select the last row of the tree.
    LastNode,
    /// Select half a screen further down the tree.
    HalfTreeDown,
    /// Select half a screen further up the tree.
    HalfTreeUp,
    /// Select the tree's row with this place.
    SelectNode(usize),
    /// Unfold the selected node, then go into it, then on to the list.
    ExpandNode,
    /// Fold the selected node, then go to the one above.
    CollapseNode,
    /// Fold or unfold the selected node; go on to the list where there is nothing to fold.
    ToggleNode,
    /// Show or hide the tree.
    ToggleTree,
    /// Show the samples as thumbnails or as a list.
    ToggleGrid,
    /// Sort by the next thing.
    CycleSort,
    /// Draw the ground truth in the next way.
    CycleMask,
    /// Show or hide what was understood of the folder.
    ToggleReport,
    /// Open the filter prompt.
    StartFilter,
    /// Type a character into the filter prompt.
    FilterType(char),
    /// Erase the character before the cursor of the filter.
    FilterErase,
    /// Erase the term before the cursor of the filter.
    FilterEraseWord,
    /// Erase the whole filter.
    FilterEraseAll,
    /// Move the filter's cursor to the left.
    FilterLeft,
    /// Move the filter's cursor to the right.
    FilterRight,
    /// Move the filter's cursor to the start.
    FilterStart,
    /// Move the filter's cursor to the end.
    FilterEnd,
    /// Complete the term before the cursor of the filter.
    CompleteFilter,
    /// Put the filter before this one into the prompt.
    OlderFilter,
    /// Put the filter after this one into the prompt.
    NewerFilter,
    /// Keep the filter and close the prompt.
    AcceptFilter,
    /// Look closer: detect what has no result yet, enlarge what has.
    Open,
    /// Run the model on the selected picture, again if there is a result.
    Detect,
    /// Stop the detection that runs.
    Cancel,
    /// Detect by itself whenever the selection rests.
    ToggleAuto,
    /// Run the model on every marked picture, or on all that are listed where none is marked.
    DetectAll,
    /// Mark the picture, or take the mark away.
    ToggleMark,
    /// Mark all listed pictures, or take their marks away where all have one.
    MarkAll,
    /// Write a note about the picture.
    StartNote,
    /// Open another folder or picture.
    StartOpen,
    /// Type a character into the answer.
    PromptType(char),
    /// Erase the character before the cursor of the answer.
    PromptErase,
    /// Erase the word before the cursor of the answer.
    PromptEraseWord,
    /// Erase the whole answer.
    PromptEraseAll,
    /// Move the answer's cursor to the left.
    PromptLeft,
    /// Move the answer's cursor to the right.
    PromptRight,
    /// Move the answer's cursor to the start.
    PromptStart,
    /// Move the answer's cursor to the end.
    PromptEnd,
    /// Use the answer.
    AcceptPrompt,
    /// Copy where the selected thing is to the clipboard.
    CopyPath,
    /// Copy what is known of the selected picture to the clipboard.
    CopyReading,
    /// Save a picture of the screen.
    StartSaveScreen,
    /// Show what was said since the start.
    ShowMessages,
    /// Show more serious messages only, then all again.
    CycleLevel,
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
    /// Send as few bytes as can be, or as many as look best.
    ToggleLowBandwidth,
    /// Use the next theme.
    CycleTheme,
    /// Show the samples.
    ShowBrowse,
    /// Show one sample scale by scale.
    ShowInspect,
    /// Show the training runs.
    ShowTrain,
    /// Show the evaluations.
    ShowEvaluate,
    /// Show the saved sessions.
    ShowSessions,
    /// Select the session below.
    NextSession,
    /// Select the session above.
    PreviousSession,
    /// Select the first session.
    FirstSession,
    /// Select the last session.
    LastSession,
    /// Open the session where it was left.
    OpenSession,
    /// Say what the session holds.
    ShowSession,
    /// Find out whether the session's inputs are what they were.
    VerifySession,
    /// Compute everything of the session again.
    ReplaySession,
    /// Mark the session that others are compared with.
    MarkSession,
    /// Compare the session with the marked one.
    DiffSession,
    /// Pack the session into one file.
    ExportSession,
    /// Stop what is being found out about a session.
    StopSessionTask,
    /// Save what the workbench holds as a session.
    StartSaveSession,
    /// Select the training run below.
    NextRun,
    /// Select the training run above.
    PreviousRun,
    /// Select the first training run.
    FirstRun,
    /// Select the last training run.
    LastRun,
    /// Select the training run with this place in the list.
    SelectRun(usize),
    /// Open the form of a new training.
    NewRun,
    /// Let the run rest after its step, or go on.
    PauseRun,
    /// Stop the run after its step, with everything saved.
    StopRun,
    /// Go on with a run that ended before its end.
    ResumeRun,
    /// Keep the run's curves while others are selected.
    OverlayRun,
    /// Draw the next quantity.
    CycleQuantity,
    /// Draw over all steps, the last ones or epochs.
    CycleAxis,
    /// Smooth more, then not at all.
    CycleSmoothing,
    /// Draw by factors or by differences.
    ToggleLogScale,
    /// Use the run's checkpoint from here on.
    UseCheckpoint,
    /// Select the next class of an evaluation's table.
    NextClass,
    /// Select the previous class of an evaluation's table.
    PreviousClass,
    /// Show the next table of an evaluation.
    NextItem,
    /// Show the samples of the class, the most wrong first.
    OpenClass,
    /// Draw the next curve of the class.
    CyclePlot,
    /// Set the threshold where F1 is greatest.
    BestThreshold,
    /// Write an evaluation's tables into its folder.
    ExportTables,
    /// Go to the next field.
    NextField,
    /// Go to the previous field.
    PreviousField,
    /// Type a character into the field.
    FieldType(char),
    /// Erase the last character of the field.
    FieldErase,
    /// Erase the field.
    FieldEraseAll,
    /// Take the field's next choice.
    NextChoice,
    /// Take the field's previous choice.
    PreviousChoice,
    /// Start the training that the form describes.
    StartRun,
    /// Move the cursor a patch to the left.
    CursorLeft,
    /// Move the cursor a patch to the right.
    CursorRight,
    /// Move the cursor a patch up.
    CursorUp,
    /// Move the cursor a patch down.
    CursorDown,
    /// Show a quarter of what the panes show.
    ZoomIn,
    /// Show four times what the panes show.
    ZoomOut,
    /// Show what lies to the left.
    PanLeft,
    /// Show what lies to the right.
    PanRight,
    /// Show what lies above.
    PanUp,
    /// Show what lies below.
    PanDown,
    /// Ask which prompts to compare with.
    StartCompare,
    /// Compare with the run's checkpoint.
    CompareCheckpoint,
    /// Take a pixel from σ.
    LessBlur,
    /// Give σ a pixel.
    MoreBlur,
    /// Let fewer patches make the score.
    FewerPatches,
    /// Let more patches make the score.
    MorePatches,
    /// Lower τ.
    LowerTemperature,
    /// Raise τ.
    HigherTemperature,
    /// Lower the threshold.
    LowerThreshold,
    /// Raise the threshold.
    HigherThreshold,
    /// Show less of the map over the picture.
    LowerOpacity,
    /// Show more of the map over the picture.
    HigherOpacity,
    /// Use the next colours for maps.
    CycleColormap,
    /// Let the colours stand for the next range.
    CycleNormalisation,
    /// Show the next prompt's attention.
    CyclePrompt,
    /// Show the next head's attention, or the mean.
    CycleHead,
    /// Mark the patches that make the score, or do not.
    ToggleMarks,
    /// Set σ, k and τ as the model was started with.
    ResetKnobs,
    /// Open the command palette.
    StartPalette,
    /// Type a character into the palette.
    PaletteType(char),
    /// Erase the last character of the palette.
    PaletteErase,
    /// Erase everything in the palette.
    PaletteEraseAll,
    /// Select the next command.
    NextCommand,
    /// Select the previous command.
    PreviousCommand,
    /// Complete the name of the selected command.
    CompleteCommand,
    /// Put the command used before this one into the palette.
    OlderCommand,
    /// Do the selected command.
    AcceptCommand,
    /// Show or hide the help.
    ToggleHelp,
    /// Draw everything again.
    Redraw,
    /// Go to the shell until it brings the workbench back.
    Suspend,
    /// End the workbench; asks when a detection runs.
    Quit,
    /// Stop the runs that were started from here, with everything saved, and quit.
    StopRunsAndQuit,
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
