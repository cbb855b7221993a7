//! `man`: the manual, a page for the program and one for every command.

use super::arguments::Arguments;
use super::exit::{Exit, UsageError};
use super::streams::print_line;
use crate::base::{printable, printable_path, write_atomically};
use anyhow::Context;
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::io::{self, Write};
use std::path::PathBuf;

const DETAILS: &str = "\
Examples:
  vip2clip-tui man | man -l -
  vip2clip-tui man dataset check | man -l -
  vip2clip-tui man --out ~/.local/share/man/man1";

/// Print the manual, or write all its pages
#[derive(Debug, clap::Args)]
#[command(after_help = DETAILS)]
pub struct Options {
    /// Names of a command, whose page is printed instead of the program's
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    command: Vec<String>,

    /// Write every page into this folder instead; made if it is not there
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_OUT")]
    out: Option<PathBuf>,
}

/// Prints or writes.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let mut root = Arguments::command().disable_help_subcommand(true);
    root.build();
    let Some(folder) = &options.out else {
        let command = options.command.iter().try_fold(&root, |command, name| {
            command.find_subcommand(name).ok_or_else(|| {
                UsageError(format!(
                    "{} has no command '{}'",
                    command.get_name(),
                    printable(name)
                ))
            })
        })?;
        print_line(String::from_utf8_lossy(&page(command)?.1).trim_end())?;
        return Ok(Exit::Success);
    };
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", printable_path(folder)))?;
    for command in all(&root) {
        let (name, text) = page(command)?;
        let path = folder.join(name);
        write_atomically(&path, |out| out.write_all(&text))
            .with_context(|| format!("cannot write {}", printable_path(&path)))?;
        print_line(&printable_path(&path))?;
    }
    Ok(Exit::Success)
}

/// The command and all below it.
fn all(command: &Command) -> Vec<&Command> {
    let below = command.get_subcommands().flat_map(all);
    std::iter::once(command).chain(below).collect()
}

/// A page and the name of its file.
fn page(command: &Command) -> io::Result<(String, Vec<u8>)> {
    let page = Man::new(command.clone())
        .source(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")))
        .manual(env!("CARGO_PKG_NAME"));
    let mut text = Vec::new();
    page.render(&mut text)?;
    Ok((page.get_filename(), text))
}
