//! Themes: named roles in TOML files, the program's own and the user's, brought down to the colours the terminal has.

mod depth;
mod file;
mod library;
mod role;

pub use depth::{ColorDepth, shown_rgb};
pub use file::{ThemeError, parse_theme};
pub use library::{ThemeLibrary, UnknownTheme};
pub use role::Role;

use crate::picture::Colormap;
use ratatui::style::{Color, Modifier, Style};

/// A theme, every role filled in.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// What the user calls it.
    pub name: String,
    /// One line for a list of themes.
    pub about: String,
    /// The colours of anomaly maps.
    pub colormap: Colormap,
    roles: [Style; Role::ALL.len()],
}

impl Theme {
    /// The style of a role, to be laid over [`Role::Text`].
    pub fn style(&self, role: Role) -> Style {
        self.roles[role as usize]
    }

    /// The same theme for a terminal with `depth` colours. Without any, a role that has a ground of its own is
    /// reversed instead, so that what it marks stays marked.
    pub fn at_depth(&self, depth: ColorDepth) -> Self {
        let mut theme = self.clone();
        for (role, style) in Role::ALL.iter().zip(&mut theme.roles) {
            let had_ground = style.bg.is_some_and(|bg| bg != Color::Reset);
            style.fg = style.fg.map(|fg| depth.nearest_for_text(fg));
            style.bg = style.bg.map(|bg| depth.nearest_for_text(bg));
            if depth == ColorDepth::None && had_ground && *role != Role::Text {
                *style = style.add_modifier(Modifier::REVERSED);
            }
        }
        theme
    }
}
