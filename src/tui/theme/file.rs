//! The TOML form of a theme. What cannot be understood is left out and warned about, with the name that was meant.

use super::{Role, Theme};
use crate::base::nearest;
use crate::picture::Colormap;
use ratatui::style::{Color, Modifier, Style};
use std::str::FromStr;
use toml::{Table, Value};

/// Why a file is no theme at all.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// The file cannot be read.
    #[error("the theme in {file} cannot be read: {source}")]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML.
    #[error("the theme in {file} is not TOML: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// Where and why.
        reason: String,
    },
}

const KEYS: [&str; 5] = ["name", "about", "colormap", "inherits", "roles"];
const MODIFIERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// Reads a theme called `name` unless the text says otherwise. `base` finds the theme to inherit from, `None` asking
/// for the default; without one, a missing role is plain. Warnings are added to `warnings`.
pub fn parse_theme(
    name: &str,
    text: &str,
    file: &str,
    base: impl Fn(Option<&str>) -> Option<Theme>,
    warnings: &mut Vec<String>,
) -> Result<Theme, ThemeError> {
    let table = text.parse::<Table>().map_err(|error| ThemeError::Syntax {
        file: file.to_owned(),
        reason: error.to_string().trim_end().to_owned(),
    })?;
    let mut reader = Reader { file, warnings };
    reader.unknown_keys("", table.keys(), &KEYS);
    let mut theme = reader.inherited(&table, base);
    theme.name = reader.text(&table, "name").unwrap_or(name).to_owned();
    theme.about = reader.text(&table, "about").unwrap_or_default().to_owned();
    if let Some(wanted) = reader.text(&table, "colormap") {
        match wanted.parse() {
            Ok(colormap) => theme.colormap = colormap,
            Err(_) => reader.unknown("colormap", wanted, Colormap::ALL.map(Colormap::name)),
        }
    }
    if let Some(Value::Table(roles)) = table.get("roles") {
        reader.roles(roles, &mut theme);
    }
    Ok(theme)
}

struct Reader<'a> {
    file: &'a str,
    warnings: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn inherited(&mut self, table: &Table, base: impl Fn(Option<&str>) -> Option<Theme>) -> Theme {
        let wanted = self.text(table, "inherits");
        let found = base(wanted);
        if let (Some(wanted), None) = (wanted, &found) {
            self.warn(format!("inherits '{wanted}', which is no built-in theme"));
        }
        found.or_else(|| base(None)).unwrap_or(Theme {
            name: String::new(),
            about: String::new(),
            colormap: Colormap::default(),
            roles: [Style::new(); Role::ALL.len()],
        })
    }

    fn roles(&mut self, roles: &Table, theme: &mut Theme) {
        self.unknown_keys("role ", roles.keys(), &Role::ALL.map(Role::name));
        for role in Role::ALL {
            match roles.get(role.name()) {
                Some(Value::Table(entry)) => theme.roles[role as usize] = self.style(role, entry),
                Some(other) => self.warn(format!(
                    "role {}: expected a table such as {{ fg = \"#rrggbb\" }}, found {}",
                    role.name(),
                    other.type_str()
                )),
                None => {}
            }
        }
    }

    fn style(&mut self, role: Role, entry: &Table) -> Style {
        let known = ["fg", "bg"].into_iter().chain(MODIFIERS.map(|(name, _)| name));
        let known: Vec<&str> = known.collect();
        self.unknown_keys(&format!("role {}: ", role.name()), entry.keys(), &known);
        let mut style = Style::new();
        style.fg = self.color(role, entry, "fg");
        style.bg = self.color(role, entry, "bg");
        for (name, modifier) in MODIFIERS {
            if entry.get(name).and_then(Value::as_bool) == Some(true) {
                style = style.add_modifier(modifier);
            }
        }
        style
    }

    fn color(&mut self, role: Role, entry: &Table, key: &str) -> Option<Color> {
        let value = entry.get(key)?;
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let color = match text.as_str() {
            "default" => Ok(Color::Reset),
            named => Color::from_str(named),
        };
        if color.is_err() {
            self.warn(format!(
                "role {}: {key} = {value} is not a colour: write \"#rrggbb\", a terminal colour such as \
                 \"light-blue\", a number from 0 to 255, or \"default\"",
                role.name()
            ));
        }
        color.ok()
    }

    fn text<'t>(&mut self, table: &'t Table, key: &str) -> Option<&'t str> {
        let value = table.get(key)?;
        let text = value.as_str();
        if text.is_none() {
            self.warn(format!("{key}: expected text, found {}", value.type_str()));
        }
        text
    }

    fn unknown_keys<'k>(&mut self, what: &str, found: impl Iterator<Item = &'k String>, known: &[&str]) {
        for key in found.filter(|key| !known.contains(&key.as_str())) {
            self.unknown(&format!("{what}key"), key, known.iter().copied());
        }
    }

    fn unknown<'k>(&mut self, what: &str, found: &str, known: impl IntoIterator<Item = &'k str>) {
        let meant = match nearest(found, known) {
            Some(name) => format!("did you mean '{name}'?"),
            None => "it is ignored".to_owned(),
        };
        self.warn(format!("{what} '{found}' is unknown: {meant}"));
    }

    fn warn(&mut self, message: String) {
        self.warnings.push(format!("theme {}: {message}", self.file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Theme, Vec<String>) {
        let mut warnings = Vec::new();
        let theme = parse_theme("mine", text, "mine.toml", |_| None, &mut warnings).unwrap();
        (theme, warnings)
    }

    #[test]
    fn roles_and_colours_are_read() {
        let (theme, warnings) = parse(
            "colormap = \"viridis\"\n[roles]\ntext = { fg = \"#102030\", bg = \"default\" }\nkey = { fg = 208, bold = true }\n",
        );
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!((theme.name.as_str(), theme.colormap), ("mine", Colormap::Viridis));
        assert_eq!(
            theme.style(Role::Text),
            Style::new().fg(Color::Rgb(16, 32, 48)).bg(Color::Reset)
        );
        assert_eq!(
            theme.style(Role::Key),
            Style::new().fg(Color::Indexed(208)).add_modifier(Modifier::BOLD)
        );
    }

    #[test]
    fn slips_are_warned_about_with_what_was_meant() {
        let (_, warnings) = parse(
            "colourmap = 1\ncolormap = \"virdis\"\n[roles]\ntxt = { fg = \"red\" }\nkey = { fg = \"reddish\", blod = true }\n",
        );
        let all = warnings.join("\n");
        for expected in [
            "theme mine.toml: key 'colourmap' is unknown: did you mean 'colormap'?",
            "colormap 'virdis' is unknown: did you mean 'viridis'?",
            "role key 'txt' is unknown: did you mean 'text'?",
            "role key: key 'blod' is unknown: did you mean 'bold'?",
            "role key: fg = \"reddish\" is not a colour",
        ] {
            assert!(all.contains(expected), "{expected} not in:\n{all}");
        }
    }

    #[test]
    fn what_is_not_toml_is_an_error_that_names_the_file() {
        let error = parse_theme("x", "= nothing", "x.toml", |_| None, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().starts_with("the theme in x.toml is not TOML"));
    }
}
