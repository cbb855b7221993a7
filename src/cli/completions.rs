//! `completions`: what a shell needs to complete this program's command line.

use super::arguments::Arguments;
use super::exit::Exit;
use super::streams::print_line;
use super::value_names::with_value_names;
use clap::CommandFactory;
use clap_complete::Shell;

const DETAILS: &str = "\
Examples:
  vip2clip-tui completions bash > ~/.local/share/bash-completion/completions/vip2clip-tui
  vip2clip-tui completions zsh > ~/.zfunc/_vip2clip-tui      with ~/.zfunc in fpath
  vip2clip-tui completions fish > ~/.config/fish/completions/vip2clip-tui.fish";

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = DETAILS)]
pub struct Options {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let mut command = with_value_names(Arguments::command());
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, name, &mut script);
    print_line(String::from_utf8_lossy(&script).trim_end())?;
    Ok(Exit::Success)
}
