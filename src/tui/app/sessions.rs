//! The saved sessions, and what was last found out about one.

use super::Level;
use crate::detector::ModelFiles;
use crate::tui::saved_state::SavedState;
use std::path::PathBuf;

/// A session in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its file.
    pub path: PathBuf,
    /// The file's name without its ending.
    pub name: String,
    /// When it was saved, UTC; or why it cannot be read.
    pub about: Result<SessionAbout, String>,
}

/// What the list says of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAbout {
    /// When it was saved, UTC.
    pub saved: String,
    /// Pictures.
    pub pictures: usize,
    /// Of which dataset.
    pub dataset: String,
}

/// What can be asked about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionTask {
    /// What it holds.
    Show,
    /// Whether its inputs are what they were.
    Verify,
    /// Everything computed again and compared.
    Replay,
    /// It beside another.
    Diff,
    /// One file of it for another machine.
    Export,
}

impl SessionTask {
    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Show => "show",
            Self::Verify => "verify",
            Self::Replay => "replay",
            Self::Diff => "diff",
            Self::Export => "export",
        }
    }
}

/// Where a session that is being opened belongs, and what it showed.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedSession {
    /// Its file.
    pub path: PathBuf,
    /// The dataset on this machine.
    pub root: PathBuf,
    /// Its model on this machine.
    pub files: ModelFiles,
    /// The workbench as it was left.
    pub state: SavedState,
}

/// The saved sessions.
#[derive(Debug, Default)]
pub struct Sessions {
    /// The sessions, by name; none before they have been looked for.
    pub list: Option<Vec<SessionLine>>,
    /// The file of the selected one: a place would slip when others come.
    pub selected: Option<PathBuf>,
    /// The one that others are compared with.
    pub marked: Option<PathBuf>,
    /// What was asked last, of which session.
    pub task: Option<(SessionTask, PathBuf)>,
    /// The answer is not complete.
    pub is_running: bool,
    /// The answer, line by line.
    pub answer: Vec<(Level, String)>,
    /// First line of it that is shown.
    pub scroll: u16,
    /// The session that is being opened.
    pub opening: Option<OpenedSession>,
    top: usize,
}

impl Sessions {
    /// The sessions.
    pub fn lines(&self) -> &[SessionLine] {
        self.list.as_deref().unwrap_or_default()
    }

    /// Takes in the list. The selection stays on its session; without one it is the first.
    pub fn fill(&mut self, list: Vec<SessionLine>) {
        let is_there = |path: &PathBuf| list.iter().any(|line| line.path == *path);
        if !self.selected.as_ref().is_some_and(is_there) {
            self.selected = list.first().map(|line| line.path.clone());
        }
        self.list = Some(list);
    }

    /// Place of the selected one.
    pub fn place(&self) -> usize {
        let here = |line: &SessionLine| Some(&line.path) == self.selected.as_ref();
        self.lines().iter().position(here).unwrap_or(0)
    }

    /// The selected one.
    pub fn selected_line(&self) -> Option<&SessionLine> {
        self.lines().get(self.place())
    }

    /// Selects the one at `place`, or the last; whether that is another one.
    pub fn select(&mut self, place: usize) -> bool {
        let place = place.min(self.lines().len().saturating_sub(1));
        let path = self.lines().get(place).map(|line| line.path.clone());
        let is_other = path != self.selected;
        self.selected = path;
        is_other
    }

    /// Begins an answer.
    pub fn ask(&mut self, task: SessionTask, path: PathBuf) {
        self.task = Some((task, path));
        self.is_running = true;
        self.answer.clear();
        self.scroll = 0;
    }

    /// First row of the list that is shown.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Scrolls a list of `rows` rows to the selection.
    pub fn keep_visible(&mut self, rows: usize) {
        let place = self.place();
        self.top = self.top.min(place).max((place + 1).saturating_sub(rows.max(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str) -> SessionLine {
        SessionLine {
            path: PathBuf::from(name),
            name: name.to_owned(),
            about: Err("broken".to_owned()),
        }
    }

    #[test]
    fn the_selection_stays_on_its_session() {
        let mut sessions = Sessions::default();
        sessions.fill(vec![line("a"), line("c")]);
        assert!(sessions.select(9));
        assert_eq!(sessions.selected_line().unwrap().name, "c");
        sessions.fill(vec![line("a"), line("b"), line("c")]);
        assert_eq!(sessions.place(), 2);
        sessions.keep_visible(2);
        assert_eq!(sessions.top(), 1);
        sessions.fill(vec![line("b")]);
        assert_eq!(sessions.selected, Some(PathBuf::from("b")));
        assert!(!sessions.select(0));
    }
}
