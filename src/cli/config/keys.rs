//! `config keys`: the whole key table.

use crate::cli::columns::columns;
use crate::cli::exit::Exit;
use crate::cli::streams::{print_line, say};
use crate::tui::input::{Context, Keymap, Row, file_name_of, read_keys, sequence_written};
use crate::tui::places::keys_file;
use serde_json::json;

/// Options of `config keys`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// One JSON object a row: {"action", "keys", "contexts", "help"}
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,

    /// The keys that come with the program, without those of keys.toml
    #[arg(long)]
    built_in: bool,
}

/// Lists.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let file = keys_file().filter(|_| !options.built_in);
    let (keymap, problems) = read_keys(Keymap::built_in()?, file.as_deref());
    for problem in problems {
        say(format_args!("warning: {problem}"));
    }
    if options.json {
        for row in keymap.rows() {
            let contexts: Vec<String> = row.contexts.iter().map(file_name_of).collect();
            let object = json!({
                "action": file_name_of(&row.binding.action),
                "keys": keys(row),
                "contexts": contexts,
                "help": row.binding.help,
            });
            print_line(&object.to_string())?;
        }
        return Ok(Exit::Success);
    }
    let head = ["action", "keys", "in", "does"].map(str::to_owned);
    let lines = keymap.rows().map(|row| {
        let keys = keys(row).join(", ");
        [
            file_name_of(&row.binding.action),
            if keys.is_empty() { "-".to_owned() } else { keys },
            places(row),
            row.binding.help.to_owned(),
        ]
    });
    print_line(&columns(std::iter::once(head).chain(lines)))?;
    Ok(Exit::Success)
}

fn keys(row: &Row) -> Vec<String> {
    row.sequences.iter().map(|keys| sequence_written(keys)).collect()
}

fn places(row: &Row) -> String {
    match row.contexts.len() == Context::ALL.len() {
        true => "all".to_owned(),
        false => row
            .contexts
            .iter()
            .map(file_name_of)
            .collect::<Vec<_>>()
            .join(","),
    }
}
