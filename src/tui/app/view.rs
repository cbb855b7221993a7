//! How the workbench looks: size, focus, layers over it, theme.

use super::Screen;
use crate::tui::content::TextLine;
use crate::tui::graphics::PaneKind;
use crate::tui::theme::{Theme, ThemeLibrary};
use ratatui::layout::Size;

/// Which pane has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The tree.
    Tree,
    /// The list, or the grid in its place.
    List,
    /// The picture pane that [`View::pane`] names.
    Pane,
    /// The text about the result.
    Details,
}

/// Something over the panes. The topmost takes every key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The search prompt on the status line.
    Search,
    /// The filter prompt on the status line.
    Filter,
    /// The question that [`super::App::prompt`] holds, on the status line.
    Prompt,
    /// The command palette.
    Palette,
    /// The help.
    Help {
        /// First line shown.
        scroll: u16,
    },
    /// What was understood of the folder, and what was not.
    Report {
        /// First line shown.
        scroll: u16,
    },
    /// What was said since the start.
    Journal {
        /// First line shown.
        scroll: u16,
    },
    /// The question before quitting.
    ConfirmQuit,
}

/// How the workbench looks.
#[derive(Debug)]
pub struct View {
    /// The terminal, in cells.
    pub size: Size,
    /// The screen that is shown.
    pub screen: Screen,
    /// Which pane of Browse has the keys.
    pub focus: Focus,
    /// The picture pane that was used last.
    pub pane: PaneKind,
    /// That pane has all the room.
    pub enlarged: bool,
    /// Where the keys go when it gives the room back.
    pub focus_before: Focus,
    /// The samples are shown as thumbnails.
    pub grid: bool,
    /// The text of [`Layer::Report`], broken to the width it is shown in.
    pub report: Vec<TextLine>,
    /// First line of the details that is shown.
    pub details_scroll: u16,
    /// What lies over the panes, the topmost last.
    pub layers: Vec<Layer>,
    /// The link is slow: bytes are dearer than detail.
    pub low_bandwidth: bool,
    /// The theme in use.
    pub theme: Theme,
    themes: ThemeLibrary,
    place: usize,
}

impl View {
    /// The first look, in the theme at `place`.
    pub fn new(themes: ThemeLibrary, place: usize) -> Self {
        Self {
            size: Size::new(80, 24),
            screen: Screen::default(),
            focus: Focus::List,
            pane: PaneKind::Image,
            enlarged: false,
            focus_before: Focus::List,
            grid: false,
            report: Vec::new(),
            details_scroll: 0,
            layers: Vec::new(),
            low_bandwidth: false,
            theme: themes.theme(place),
            themes,
            place,
        }
    }

    /// Uses the next theme.
    pub fn next_theme(&mut self) {
        self.place += 1;
        self.theme = self.themes.theme(self.place);
    }

    /// Uses the theme called so, if there is one.
    pub fn use_theme(&mut self, name: &str) {
        if let Ok(place) = self.themes.find(name) {
            self.place = place;
            self.theme = self.themes.theme(place);
        }
    }

    /// The themes there are.
    pub fn themes(&self) -> &ThemeLibrary {
        &self.themes
    }

    /// Whether a layer hides the panes.
    pub fn is_covered(&self) -> bool {
        self.layers
            .iter()
            .any(|layer| !matches!(layer, Layer::Search | Layer::Filter | Layer::Prompt))
    }
}
