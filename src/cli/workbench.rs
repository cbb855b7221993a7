//! The command without a name: the workbench on a folder or a picture.

use super::dataset::kept_demo_set;
use super::exit::{Exit, UsageError};
use super::model_options::{ModelOptions, probability};
use super::runs_folder::RunsFolder;
use crate::base::printable_path;
use crate::config::Problem;
use crate::tui::{self, ImagesChoice, WorkbenchOptions};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// The paragraph of examples in `--help`.
pub const EXAMPLES: &str = "\
Examples:
  vip2clip-tui --demo
  vip2clip-tui photos
  vip2clip-tui photos --backbone ViT-L-14-336px.pt --prompts mvtec.pth --device cuda
  vip2clip-tui detect photos --json
  vip2clip-tui doctor";

/// Side of the demo's pictures, pixels: what the demo model takes.
const DEMO_SIZE: u32 = 224;

/// What the workbench opens with.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Folder of pictures, or one picture; a folder that is named like a subcommand as ./detect [default: this
    /// folder]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,

    /// Draw a small dataset of products that the demo model never saw, once, and open it; detections start by
    /// themselves
    #[arg(long, conflicts_with = "path")]
    demo: bool,

    /// Start a detection whenever the selection rests on a picture; the key `a` turns it on and off
    #[arg(long, env = "VIP2CLIP_AUTO")]
    auto: bool,

    /// How pictures are drawn: auto (what the terminal answers), kitty, sixel, iterm2, halfblocks or off
    #[arg(long, value_name = "HOW", env = "VIP2CLIP_IMAGES", default_value = "auto")]
    images: ImagesChoice,

    /// For slow links: pictures by half blocks, 256 colours and no thumbnails; the key Ctrl-r turns it on and off
    #[arg(long, env = "VIP2CLIP_LOW_BANDWIDTH")]
    low_bandwidth: bool,

    /// Colours: a theme of the project or a .toml file of yours [default: dark]
    #[arg(long, value_name = "THEME", env = "VIP2CLIP_THEME")]
    theme: Option<String>,

    /// Score from which a picture counts as anomalous, 0 to 1
    #[arg(long, value_name = "T", env = "VIP2CLIP_THRESHOLD", value_parser = probability)]
    threshold: Option<f32>,

    /// Begin anew: screen, filter, marks, notes and scores are not taken up as they were left on this folder
    #[arg(long, env = "VIP2CLIP_FRESH")]
    fresh: bool,

    #[command(flatten)]
    runs: RunsFolder,

    #[command(flatten)]
    model: ModelOptions,
}

/// Opens the workbench.
pub fn run(options: Options, warnings: &[Problem]) -> anyhow::Result<Exit> {
    if let Some(path) = &options.path {
        refuse_missing(path)?;
    }
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        return Err(UsageError(
            "the workbench needs a terminal for its input and its output; for a result without a screen use \
             `vip2clip-tui detect PATH`"
                .to_owned(),
        )
        .into());
    }
    let (model, settings) = options.model.resolve()?;
    let path = match options.path {
        _ if options.demo => kept_demo_set(DEMO_SIZE)?,
        Some(path) => path,
        None => PathBuf::from("."),
    };
    tui::run(WorkbenchOptions {
        path,
        model,
        settings,
        device: options.model.how.device,
        dtype: options.model.how.dtype,
        images: options.images,
        theme: options.theme,
        threshold: options.threshold,
        auto: options.auto || options.demo,
        low_bandwidth: options.low_bandwidth,
        runs: options.runs.folder(),
        fresh: options.fresh,
        warnings: warnings.iter().map(ToString::to_string).collect(),
    })?;
    Ok(Exit::Success)
}

fn refuse_missing(path: &Path) -> Result<(), UsageError> {
    std::fs::metadata(path)
        .map(drop)
        .map_err(|error| UsageError(format!("{} cannot be opened: {error}", printable_path(path))))
}
