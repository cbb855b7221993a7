//! The themes there are: those compiled in, and the user's own, which win over a built-in of the same name.

use super::{ColorDepth, Theme, ThemeError, parse_theme};
use crate::base::nearest;
use crate::base::printable_path;
use std::path::Path;

const BUILT_IN: [(&str, &str); 4] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../themes/high-contrast.toml"),
    ),
    ("colour-blind", include_str!("../../../themes/colour-blind.toml")),
];

/// Nobody has a theme of this name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no theme '{wanted}'{meant}\n  there are: {known}")]
pub struct UnknownTheme {
    wanted: String,
    meant: String,
    known: String,
}

/// Every theme that can be chosen, never empty, at the depth of the terminal.
#[derive(Debug, Clone)]
pub struct ThemeLibrary {
    themes: Vec<Theme>,
    depth: ColorDepth,
}

impl ThemeLibrary {
    /// The built-in themes and those in `folder`, if it is there. Whatever is wrong with the latter is a warning.
    pub fn load(depth: ColorDepth, folder: Option<&Path>, warnings: &mut Vec<String>) -> Self {
        let mut library = Self {
            themes: Vec::new(),
            depth,
        };
        for (name, text) in BUILT_IN {
            let added = library.add(name, text, name, warnings);
            warnings.extend(added.err().map(|error| error.to_string()));
        }
        for file in folder.map(theme_files).unwrap_or_default() {
            let added = library.add_file(&file, warnings);
            warnings.extend(added.err().map(|error| error.to_string()));
        }
        library
    }

    /// Reads a theme of the user's from a file and gives its place.
    pub fn add_file(&mut self, file: &Path, warnings: &mut Vec<String>) -> Result<usize, ThemeError> {
        let shown = printable_path(file);
        let text = std::fs::read_to_string(file).map_err(|source| ThemeError::Read {
            file: shown.clone(),
            source,
        })?;
        let name = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        self.add(&name, &text, &shown, warnings)
    }

    fn add(
        &mut self,
        name: &str,
        text: &str,
        file: &str,
        warnings: &mut Vec<String>,
    ) -> Result<usize, ThemeError> {
        // The first file read is dark.toml, which therefore is the default to inherit from.
        let base = |wanted: Option<&str>| match wanted {
            None => self.themes.first().cloned(),
            Some(wanted) => self.themes.iter().find(|theme| theme.name == wanted).cloned(),
        };
        let theme = parse_theme(name, text, file, base, warnings)?;
        let place = match self.themes.iter().position(|known| known.name == theme.name) {
            Some(place) => {
                self.themes[place] = theme;
                place
            }
            None => {
                self.themes.push(theme);
                self.themes.len() - 1
            }
        };
        Ok(place)
    }

    /// The names of all themes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.themes.iter().map(|theme| theme.name.as_str())
    }

    /// The place of the theme called `name`.
    pub fn find(&self, name: &str) -> Result<usize, UnknownTheme> {
        let names = || self.names();
        names()
            .position(|known| known == name)
            .ok_or_else(|| UnknownTheme {
                wanted: name.to_owned(),
                meant: nearest(name, names())
                    .map_or(String::new(), |near| format!(": did you mean '{near}'?")),
                known: names().collect::<Vec<_>>().join(", "),
            })
    }

    /// The theme at `place`, counted round and round, for a terminal of this depth.
    pub fn theme(&self, place: usize) -> Theme {
        self.themes[place % self.themes.len()].at_depth(self.depth)
    }

    /// How many colours the terminal shows.
    pub fn depth(&self) -> ColorDepth {
        self.depth
    }
}

fn theme_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Role;
    use ratatui::style::{Color, Modifier};

    fn built_in(depth: ColorDepth) -> ThemeLibrary {
        let mut warnings = Vec::new();
        let library = ThemeLibrary::load(depth, None, &mut warnings);
        assert_eq!(warnings, Vec::<String>::new());
        library
    }

    #[test]
    fn every_built_in_theme_is_whole_and_clean() {
        let library = built_in(ColorDepth::True);
        for (place, (name, _)) in BUILT_IN.iter().enumerate() {
            assert_eq!(library.find(name), Ok(place));
            let theme = library.theme(place);
            let text = theme.style(Role::Text);
            assert!(text.fg.is_some() && text.bg.is_some(), "{name}");
            assert!(!theme.about.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_mistyped_name_is_answered_with_the_one_that_was_meant() {
        let error = built_in(ColorDepth::True)
            .find("hihg-contrast")
            .unwrap_err()
            .to_string();
        assert!(error.contains("did you mean 'high-contrast'?"), "{error}");
        assert!(error.contains("there are: dark, light"), "{error}");
    }

    #[test]
    fn without_colour_a_ground_becomes_reverse() {
        let theme = built_in(ColorDepth::None).theme(0);
        let selection = theme.style(Role::Selection);
        assert!(selection.add_modifier.contains(Modifier::REVERSED));
        for role in Role::ALL {
            let style = theme.style(role);
            assert!(style.fg.unwrap_or(Color::Reset) == Color::Reset, "{role:?}");
            assert!(style.bg.unwrap_or(Color::Reset) == Color::Reset, "{role:?}");
        }
        assert!(!theme.style(Role::Text).add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn a_users_theme_inherits_and_wins_over_the_built_in() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("light.toml"),
            "[roles]\nkey = { fg = \"red\" }\n",
        )
        .unwrap();
        std::fs::write(folder.path().join("mine.toml"), "inherits = \"high-contrast\"\n").unwrap();
        std::fs::write(folder.path().join("broken.toml"), "[").unwrap();
        let mut warnings = Vec::new();
        let library = ThemeLibrary::load(ColorDepth::True, Some(folder.path()), &mut warnings);
        let light = library.theme(library.find("light").unwrap());
        assert_eq!(light.style(Role::Key).fg, Some(Color::Red));
        assert_eq!(light.style(Role::Text), library.theme(0).style(Role::Text));
        let mine = library.theme(library.find("mine").unwrap());
        let base = library.theme(library.find("high-contrast").unwrap());
        assert_eq!(mine.style(Role::Notice), base.style(Role::Notice));
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].contains("broken.toml is not TOML"), "{}", warnings[0]);
    }
}
