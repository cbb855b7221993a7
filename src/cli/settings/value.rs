//! A file's value as an option takes it.

use super::SettableOption;
use super::option::Form;
use crate::base::{home_folder, printable};
use crate::config::{Setting, Value};
use clap::{Arg, ArgAction, Command};
use std::ffi::OsString;
use std::path::{MAIN_SEPARATOR, Path};

impl SettableOption {
    /// The values that a key of a file gives this option; or what is wrong with them.
    pub fn values(&self, setting: &Setting<'_>) -> Result<Vec<OsString>, String> {
        let folder = setting.file.parent().unwrap_or(Path::new(""));
        let value = &setting.entry.value;
        let values = match (self.form(), value) {
            (Form::Flag, Value::Bool(on)) => return Ok(vec![on.to_string().into()]),
            (Form::Flag, other) => return Err(format!("expected true or false, found {}", other.kind())),
            (_, Value::List(values)) if self.takes_list() => {
                let each = values.iter().map(|value| self.single(value, folder));
                each.collect::<Result<Vec<_>, _>>()?
            }
            (Form::Word, Value::List(values)) => {
                let each = values.iter().map(|value| self.single(value, folder));
                vec![each.collect::<Result<Vec<_>, _>>()?.join(&OsString::from(","))]
            }
            (_, value) => vec![self.single(value, folder)?],
        };
        self.check(&values)?;
        Ok(values)
    }

    fn single(&self, value: &Value, folder: &Path) -> Result<OsString, String> {
        let takes_bools = || {
            let possible = self.arg.get_possible_values();
            possible.iter().any(|possible| possible.get_name() == "true")
        };
        let form = self.form();
        match value {
            Value::Text(text) if form == Form::Path => Ok(placed(text, folder)),
            Value::Text(text) if form == Form::NameOrPath && text.contains(MAIN_SEPARATOR) => {
                Ok(placed(text, folder))
            }
            Value::Text(text) => Ok(text.into()),
            Value::Number(digits) if form == Form::Word => Ok(digits.into()),
            Value::Bool(on) if takes_bools() => Ok(on.to_string().into()),
            other => {
                let wanted = match form {
                    Form::Path => "a path as a string",
                    Form::NameOrPath => "a name or a path as a string",
                    Form::Flag | Form::Word => "a string or a number",
                };
                Err(format!("expected {wanted}, found {}", other.kind()))
            }
        }
    }

    /// Whether the option itself takes the values.
    fn check(&self, values: &[OsString]) -> Result<(), String> {
        let alone = Arg::new("value")
            .long(self.name.clone())
            .action(match self.takes_list() {
                true => ArgAction::Append,
                false => ArgAction::Set,
            })
            .value_parser(self.arg.get_value_parser().clone())
            .value_names(self.arg.get_value_names().unwrap_or_default().to_vec());
        let command = Command::new("config").no_binary_name(true).arg(alone);
        let option = |value: &OsString| {
            let mut typed = OsString::from(format!("--{}=", self.name));
            typed.push(value);
            typed
        };
        let Err(error) = command.try_get_matches_from(values.iter().map(option)) else {
            return Ok(());
        };
        let text = error.to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        let lines = text.lines().map(str::trim);
        let told: Vec<&str> = lines
            .filter(|line| !line.is_empty() && !line.starts_with("For more information"))
            .collect();
        Err(printable(&told.join(" ")).into_owned())
    }
}

/// A path of a file of settings: from the home folder with `~`, else from the file's folder.
fn placed(text: &str, folder: &Path) -> OsString {
    let home = home_folder();
    match (text, text.strip_prefix("~/"), home) {
        ("~", _, Some(home)) => home.into(),
        (_, Some(rest), Some(home)) => home.join(rest).into(),
        _ => folder.join(text).into(),
    }
}
