//! The names that an option's values may have, for shells to complete. Which options have some follows from the type of
//! their values; values beyond the names, such as `cuda:1`, stay possible to type.

use super::evaluate::Form;
use crate::dataset::demo::{Defect, Family};
use crate::dataset::kinds_of_folders;
use crate::engine::evaluation::{MapDtype, MethodKind};
use crate::engine::{DeviceChoice, DtypeChoice};
use crate::evaluate::metrics::Preset as MetricsPreset;
use crate::evaluate::published::PublishedMethod;
use crate::models::ModelKind;
use crate::train::{FeatureDtype, FeaturePlace, Preset};
use crate::tui::places::themes_folder;
use crate::tui::theme::{ColorDepth, ThemeLibrary};
use crate::tui::{ImagesChoice, Renderer};
use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, Command};

/// The command with names for the values of its options and those of every command below it.
pub fn with_value_names(command: Command) -> Command {
    let named = command.mut_args(|arg| match names(&arg) {
        names if names.is_empty() => arg,
        names => arg.value_parser(PossibleValuesParser::new(names)),
    });
    named.mut_subcommands(with_value_names)
}

/// The names of an option's values; none if they have none.
fn names(arg: &Arg) -> Vec<String> {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    if holds::<DeviceChoice>(arg) {
        owned(&["auto", "cpu", "cuda", "metal"])
    } else if holds::<DtypeChoice>(arg) {
        owned(&["f32", "bf16", "f16"])
    } else if holds::<ImagesChoice>(arg) {
        let renderers = Renderer::ALL.into_iter().map(Renderer::option);
        owned(&["auto"].into_iter().chain(renderers).collect::<Vec<_>>())
    } else if holds::<MetricsPreset>(arg) {
        owned(&MetricsPreset::ALL.map(MetricsPreset::name))
    } else if holds::<Preset>(arg) {
        owned(&Preset::ALL.map(Preset::name))
    } else if holds::<MethodKind>(arg) {
        owned(&[MethodKind::Vip2, MethodKind::Clip].map(MethodKind::name))
    } else if holds::<MapDtype>(arg) {
        owned(&["f16", "f32"])
    } else if holds::<Form>(arg) {
        owned(&["text", "markdown", "latex", "csv", "json"])
    } else if holds::<PublishedMethod>(arg) {
        owned(&PublishedMethod::ALL.map(PublishedMethod::name))
    } else if holds::<FeaturePlace>(arg) {
        use FeaturePlace::{Auto, Disk, Memory, Off};
        owned(&[Auto, Memory, Disk, Off].map(FeaturePlace::name))
    } else if holds::<FeatureDtype>(arg) {
        use FeatureDtype::{Bf16, F16, F32};
        owned(&[F32, F16, Bf16].map(FeatureDtype::name))
    } else if holds::<Family>(arg) {
        owned(&Family::all().map(Family::name).collect::<Vec<_>>())
    } else if holds::<Defect>(arg) {
        owned(&Defect::all().map(Defect::name).collect::<Vec<_>>())
    } else if holds::<ModelKind>(arg) {
        owned(&[ModelKind::Backbone, ModelKind::Prompts].map(ModelKind::name))
    } else {
        match arg.get_long() {
            Some("kind") => owned(&kinds_of_folders().collect::<Vec<_>>()),
            Some("theme") => themes(),
            _ => Vec::new(),
        }
    }
}

/// Whether the option's values are of this type.
fn holds<T: Clone + Send + Sync + 'static>(arg: &Arg) -> bool {
    let parser = ValueParser::new(|_: &str| Err::<T, String>(String::new()));
    arg.get_value_parser().type_id() == parser.type_id()
}

/// The themes of the program and of this user.
fn themes() -> Vec<String> {
    let library = ThemeLibrary::load(ColorDepth::True, themes_folder().as_deref(), &mut Vec::new());
    library.names().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Arguments;
    use clap::CommandFactory;

    fn options(command: &Command) -> Vec<Arg> {
        let own = command.get_arguments().cloned();
        own.chain(command.get_subcommands().flat_map(options)).collect()
    }

    #[test]
    fn every_name_is_a_value_that_the_option_takes() {
        let mut named = Vec::new();
        for option in options(&Arguments::command()) {
            for name in names(&option) {
                let long = option.get_long().unwrap().to_owned();
                let alone = Arg::new("x")
                    .long(long.clone())
                    .value_parser(option.get_value_parser().clone());
                let command = Command::new("x").no_binary_name(true).arg(alone);
                let typed = format!("--{long}={name}");
                assert!(command.try_get_matches_from([&typed]).is_ok(), "{typed}");
                named.push(long);
            }
        }
        for expected in [
            "device",
            "dtype",
            "images",
            "theme",
            "preset",
            "metrics",
            "method",
            "kind",
            "format",
            "against",
            "features",
            "features-dtype",
            "save-maps",
            "families",
            "defects",
        ] {
            assert!(named.iter().any(|long| long == expected), "{expected}");
        }
        Command::debug_assert(with_value_names(Arguments::command()));
    }
}
