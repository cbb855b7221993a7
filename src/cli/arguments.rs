//! The whole command line as clap reads it.

use super::exit::{EXIT_HELP, Exit};
use super::settings::settable_options;
use super::streams::say;
use super::{
    bench, completions, config, dataset, detect, doctor, evaluate, man, metrics, models, pretrain, runs,
    session, train, workbench,
};
use crate::config::Problem;
use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

const AFTER_HELP: &str = "Every option can be set in the environment under the name that its help shows, or in a file of settings \
(see config --help); an option on the command line wins.";

/// Zero-shot visual anomaly detection with ViP²-CLIP.
///
/// Without a subcommand the workbench opens on PATH: a list of pictures, and for the selected one its anomaly score
/// and map, in the terminal. The subcommands do the same work without a screen.
#[derive(Debug, Parser)]
#[command(
    name = "vip2clip-tui",
    version,
    args_conflicts_with_subcommands = true,
    max_term_width = 100,
    after_help = AFTER_HELP,
    after_long_help = format!("{}\n\n{EXIT_HELP}\n\n{AFTER_HELP}", workbench::EXAMPLES),
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    workbench: workbench::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    Detect(Box<detect::Options>),
    Train(Box<train::Options>),
    Evaluate(Box<evaluate::Options>),
    Runs(Box<runs::Options>),
    Dataset(Box<dataset::Options>),
    Session(Box<session::Options>),
    Metrics(Box<metrics::Options>),
    Models(Box<models::Options>),
    Pretrain(Box<pretrain::Options>),
    Bench(Box<bench::Options>),
    Doctor(Box<doctor::Options>),
    Config(Box<config::Options>),
    Completions(Box<completions::Options>),
    Man(Box<man::Options>),
}

impl Arguments {
    /// Runs what was asked for, after saying what is wrong in the files of settings.
    pub fn run(self, warnings: &[Problem]) -> anyhow::Result<Exit> {
        if self.command.is_some() {
            for warning in warnings {
                say(format_args!("warning: {warning}"));
            }
        }
        match self.command {
            None => workbench::run(self.workbench, warnings),
            Some(Command::Detect(options)) => detect::run(&options),
            Some(Command::Train(options)) => train::run(&options),
            Some(Command::Runs(options)) => runs::run(&options),
            Some(Command::Evaluate(options)) => evaluate::run(&options),
            Some(Command::Dataset(options)) => dataset::run(*options),
            Some(Command::Session(options)) => session::run(&options),
            Some(Command::Metrics(options)) => metrics::run(&options),
            Some(Command::Models(options)) => models::run(&options),
            Some(Command::Pretrain(options)) => pretrain::run(&options),
            Some(Command::Bench(options)) => bench::run(&options),
            Some(Command::Doctor(options)) => doctor::run(&options),
            Some(Command::Config(options)) => config::run(&options),
            Some(Command::Completions(options)) => completions::run(&options),
            Some(Command::Man(options)) => man::run(&options),
        }
    }
}

/// Where clap's complaint is about a value that nobody typed: the variable that holds it.
pub fn variable_behind(error: &clap::Error, root: &clap::Command) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let name = text(ContextKind::InvalidArg)?
        .strip_prefix("--")?
        .split(' ')
        .next()?;
    let value = text(ContextKind::InvalidValue)?;
    let mut options = settable_options(root).into_iter();
    let holds = |variable: &String| std::env::var(variable).is_ok_and(|held| held == value);
    options.find_map(|option| Some(option.variable).filter(|variable| option.name == name && holds(variable)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_workbench_takes_a_path_and_a_subcommand_takes_none_of_its_options() {
        let workbench = Arguments::try_parse_from(["vip2clip-tui", "photos", "--sigma", "4"]).unwrap();
        assert!(workbench.command.is_none());
        let detect = Arguments::try_parse_from(["vip2clip-tui", "detect", "photos"]).unwrap();
        assert!(matches!(detect.command, Some(Command::Detect(_))));
        assert!(Arguments::try_parse_from(["vip2clip-tui", "--sigma", "4", "detect", "photos"]).is_err());
    }

    #[test]
    fn values_out_of_range_are_refused_by_name() {
        for (option, value, expected) in [
            ("--image-size", "0", "1 or more"),
            ("--layers", "6,6", "ascending"),
            ("--layers", "0,1", "counted from 1"),
            ("--top-k", "0", "1 or more"),
            ("--sigma", "-1", "0 or more"),
            ("--sigma", "nan", "0 or more"),
            ("--threshold", "1.5", "between 0 and 1"),
            ("--device", "tpu", "cuda:N"),
            ("--dtype", "f64", "bf16"),
            ("--batch", "0", "1 or more"),
        ] {
            let joined = format!("{option}={value}");
            let error = Arguments::try_parse_from(["vip2clip-tui", "detect", "x", &joined]).unwrap_err();
            let text = error.to_string();
            assert!(
                text.contains(option) && text.contains(expected),
                "{option}: {text}"
            );
        }
    }
}
