//! The workbench as it was left, one file per folder that was opened.
//!
//! Samples are called by their names, so that a folder that has got other files keeps what is said of those that stayed.

use super::app::evaluate::Plot;
use super::app::train::Chart;
use super::app::{Normalisation, Screen, Sort};
use super::graphics::{InspectPane, MaskStyle, PaneKind, Prompt};
use crate::base::write_atomically;
use crate::picture::Colormap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What the files say of themselves. Others are not read.
const SCHEMA: u32 = 1;

/// The workbench as it was left.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedState {
    /// Version of this file's form.
    pub schema: u32,
    /// What was open.
    pub root: String,
    /// The screen that was shown.
    pub screen: Screen,
    /// The selected sample.
    pub selected: Option<String>,
    /// The selected sample had its map on the screen.
    pub detected: bool,
    /// The filter in force.
    pub filter: String,
    /// What the list was sorted by.
    pub sort: Sort,
    /// The samples were shown as thumbnails.
    pub grid: bool,
    /// The tree was hidden.
    pub tree_hidden: bool,
    /// The picture pane that was used last, and whether it had all the room.
    pub pane: Option<PaneKind>,
    /// See there.
    pub enlarged: bool,
    /// How the ground truth was shown.
    pub mask: MaskStyle,
    /// The theme, by name.
    pub theme: String,
    /// Scores from here on mean abnormal.
    pub threshold: Option<f32>,
    /// Knobs and panes of Inspect.
    pub inspect: SavedInspect,
    /// Runs that were looked at, and how.
    pub runs: SavedRuns,
    /// The model that the scores are of.
    pub model: SavedModel,
    /// The marked samples.
    pub marks: Vec<String>,
    /// Notes by sample.
    pub notes: BTreeMap<String, String>,
    /// Scores by sample.
    pub scores: BTreeMap<String, f32>,
}

/// What Inspect alone knows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedInspect {
    /// The pane that had the keys.
    pub pane: Option<InspectPane>,
    /// How many times the sides were doubled.
    pub zoom: u32,
    /// The cursor, in parts of the picture's sides.
    pub cursor: Option<(f32, f32)>,
    /// How strongly a map covers the picture.
    pub opacity: Option<f32>,
    /// The map's colours, where the user chose them.
    pub colormap: Option<Colormap>,
    /// What the colours stood for.
    pub normalisation: Normalisation,
    /// Which prompt's attention was shown.
    pub prompt: Option<Prompt>,
    /// Which head's; the mean of all without one.
    pub head: Option<usize>,
    /// The patches that make the score were not marked.
    pub hides_marks: bool,
    /// σ of the blur, pixels.
    pub sigma: Option<f32>,
    /// k.
    pub top_k: Option<usize>,
    /// τ.
    pub temperature: Option<f32>,
}

/// What the Train and the Evaluate screen showed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedRuns {
    /// Folder of the selected training run.
    pub training: Option<PathBuf>,
    /// Folders of the runs whose curves lay under its.
    pub overlaid: Vec<PathBuf>,
    /// How the curves were drawn.
    pub chart: Chart,
    /// Folder of the selected evaluation.
    pub evaluation: Option<PathBuf>,
    /// Which of its curves was drawn.
    pub plot: Plot,
}

/// The files of a model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedModel {
    /// CLIP weights.
    pub backbone: PathBuf,
    /// Prompts.
    pub prompts: PathBuf,
    /// The prompts that they were compared with.
    pub compared: Option<PathBuf>,
}

impl SavedState {
    /// Of this form.
    pub fn new() -> Self {
        Self {
            schema: SCHEMA,
            ..Self::default()
        }
    }

    /// The file for what was opened as `root`, in `folder`.
    pub fn file(folder: &Path, root: &Path) -> PathBuf {
        let whole = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let digest = Sha256::digest(whole.as_os_str().as_encoded_bytes());
        let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        folder.join(format!("{name}.toml"))
    }

    /// Reads a file; nothing where there is none.
    ///
    /// # Errors
    /// With a sentence for the user when it is there and cannot be used.
    pub fn read(file: &Path) -> Result<Option<Self>, String> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", file.display())),
        };
        let state: Self = toml::from_str(&text).map_err(|error| {
            let reason = error.message().to_owned();
            format!("{} is left as it is: {reason}", file.display())
        })?;
        match state.schema {
            SCHEMA => Ok(Some(state)),
            other => Err(format!(
                "{} has the form {other}, this program knows {SCHEMA}: it is left as it is",
                file.display()
            )),
        }
    }

    /// Writes a file, its folder made.
    ///
    /// # Errors
    /// With a sentence for the user.
    pub fn write(&self, file: &Path) -> Result<(), String> {
        let fail = |error: String| {
            format!(
                "the state of the workbench was not saved: {}: {error}",
                file.display()
            )
        };
        let text = toml::to_string(self).map_err(|error| fail(error.to_string()))?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| fail(error.to_string()))?;
        }
        write_atomically(file, |out| out.write_all(text.as_bytes())).map_err(|error| fail(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_it_was_written_and_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = SavedState::file(&folder.path().join("states"), folder.path());
        assert_eq!(SavedState::read(&file), Ok(None));
        let mut state = SavedState::new();
        state.screen = Screen::Inspect;
        state.selected = Some("a/b \"c\".png".to_owned());
        state.inspect.pane = Some(InspectPane::Layer(2));
        state.inspect.sigma = Some(5.0);
        state.scores.insert("ä.png".to_owned(), 0.1);
        state.write(&file).unwrap();
        assert_eq!(SavedState::read(&file), Ok(Some(state)));
        fs::write(&file, "schema = 99\n").unwrap();
        assert!(SavedState::read(&file).unwrap_err().contains("the form 99"));
        fs::write(&file, "screen = \"moon\"\n").unwrap();
        assert!(SavedState::read(&file).unwrap_err().contains("left as it is"));
    }

    #[test]
    fn every_root_has_a_file_of_its_own() {
        let file = |root: &str| SavedState::file(Path::new("states"), Path::new(root));
        assert_ne!(file("/none/a"), file("/none/b"));
        assert_eq!(file("."), file("./"));
    }
}
