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
    let script = script(options.shell);
    print_line(script.trim_end())?;
    Ok(Exit::Success)
}

fn script(shell: Shell) -> String {
    let mut command = with_value_names(Arguments::command());
    let name = command.get_name().to_owned();
    let mut written = Vec::new();
    let mut generate = |name: &str| clap_complete::generate(shell, &mut command, name, &mut written);
    if shell != Shell::Bash {
        generate(&name);
        return String::from_utf8_lossy(&written).into_owned();
    }
    // With a hyphen in the program's name nothing behind a subcommand is completed (clap-rs/clap#6421). The name names
    // the script's function; only the last lines say which program it is for.
    let plain = name.replace('-', "_");
    generate(&plain);
    let script = String::from_utf8_lossy(&written);
    script.replace(&format!(" default {plain}\n"), &format!(" default {name}\n"))
}
