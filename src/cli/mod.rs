//! The command line.
use crate::engine::ModelChoice;
use crate::tui::WorkbenchOptions;
use std::process::ExitCode;

/// Opens the workbench; stands here until the real command line is merged.
pub fn main() -> ExitCode {
    match open() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn open() -> anyhow::Result<()> {
    let mut options = WorkbenchOptions {
        path: ".".into(),
        model: ModelChoice::resolve(None, None)?,
        settings: Default::default(),
        device: Default::default(),
        dtype: Default::default(),
        images: Default::default(),
        theme: None,
        threshold: 0.5,
    };
    options.settings = options.model.defaults.clone();
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        match argument.to_str() {
            Some("--images") => options.images = value().parse()?,
            Some("--theme") => options.theme = Some(value()),
            _ => options.path = argument.into(),
        }
    }
    crate::tui::run(options)
}
