//! `detect`: scores and maps of files and folders.

pub(super) mod inputs;
mod outputs;
mod record;
mod report;
mod show;
mod table;
mod warnings;

use super::exit::{EXIT_HELP, Exit, UsageError};
use super::interrupt::Interrupt;
use super::model_options::{ModelOptions, at_least_one, probability, warn_of_demo};
use super::streams::say;
use super::train::{features_folder, place};
use crate::base::printable_path;
use crate::clip::Build;
use crate::detector::{Detector, DetectorSettings, Placement};
use crate::engine::{BatchError, BatchEvent, BatchRun};
use crate::picture::Limits;
use crate::run::hash;
use crate::train::{FeaturePlace, StoredFeatures};
use anyhow::Context;
use inputs::{Found, Input};
use outputs::Outputs;
use report::{Reporter, Tally};
use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Results that wait for the thread that writes them; each holds a picture and a map.
const RESULTS_WAITING: usize = 2;

// One line a paragraph: clap wraps them to the terminal.
const DETAILS: &str = "\
Folders are searched with everything below them, in the order of names, for .png .jpg .jpeg .bmp .tif .tiff and \
.webp; names that start with a dot are left out. A file that is named is read whatever its extension.

stdout carries a table, or with --json one object a line:
  {\"path\", \"score\", \"map\": {\"min\", \"max\", \"mean\"}, \"warnings\": [text],
   \"files\": [path], \"ms\": {\"decode\", \"vision\", \"prompts\", \"map\"}}
and {\"path\", \"error\"} for a picture that failed. \"ms\" is this picture's share of its batch. A value that is \
not a number is null. Paths are exact; bytes of a path that are not UTF-8 are written \\xNN.

--out writes NAME.map.npy (f32, S×S), NAME.map.png, NAME.overlay.png and, with --save-attention, \
NAME.attention.safetensors (attention.L of shape (8, 2, g²) for every layer L, normal prompt first). NAME is the \
picture's file name with its extension, in the sub-folder that it has below the folder argument. In pictures of maps \
the colours run from 0 to 1.

Examples:
  vip2clip-tui detect photo.jpg
  vip2clip-tui detect photos --threshold 0.5 --batch 8 --device cuda
  vip2clip-tui detect photos --backbone ViT-L-14-336px.pt --prompts mvtec.pth
  vip2clip-tui detect photos --json --out maps | jq -r 'select(.score > 0.5) | .path'
  vip2clip-tui detect part.png --show";

/// Score pictures and map their anomalies
///
/// Prints, for every picture, the probability that it is abnormal. A picture that fails is reported and the rest
/// goes on.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    /// Pictures, and folders of pictures
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,

    /// Folder for maps and overlays; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Also write the prompt attention of every layer
    #[arg(long, requires = "out")]
    save_attention: bool,

    /// Print each overlay below its line
    #[arg(long, conflicts_with = "json")]
    show: bool,

    /// Score from which a picture counts as anomalous, 0 to 1; adds a verdict to the table
    #[arg(long, value_name = "T", env = "VIP2CLIP_THRESHOLD", value_parser = probability)]
    threshold: Option<f32>,

    /// Pictures per run of the model: more is faster on a GPU and takes more memory
    #[arg(long, value_name = "N", env = "VIP2CLIP_BATCH", default_value = "1", value_parser = at_least_one)]
    batch: NonZeroUsize,

    /// disk: take the features that training kept on disk in f32 where it kept a picture's, instead of running the
    /// vision tower; the result is that of --batch 1. off (and memory, and auto): always run it
    #[arg(long, value_name = "PLACE", env = "VIP2CLIP_FEATURES", default_value = "off", value_parser = place)]
    features: FeaturePlace,

    /// Folder for --features disk [default: features in the user's cache folder]
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_FEATURES_DIR")]
    features_dir: Option<PathBuf>,

    #[command(flatten)]
    model: ModelOptions,
}

/// Runs `detect`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let (choice, settings) = options.model.resolve()?;
    let found = inputs::find(&options.paths, options.out.as_deref());
    refuse_nothing(&found, &options.paths)?;
    let outputs = match &options.out {
        Some(folder) => Some(Outputs::prepare(folder, options.save_attention, &found.inputs)?),
        None => None,
    };
    let interrupt = Interrupt::listen()?;
    let show = options.show && show_is_possible();
    let mut reporter = Reporter::new(options, &found, outputs.as_ref(), show);
    reporter.unusable_paths()?;
    if found.inputs.is_empty() {
        return Ok(reporter.finish()?.exit());
    }
    let placement = options.model.how.device.place(options.model.how.dtype)?;
    warn_of_demo(&choice);
    let stored = stored_features(options, &choice.files.backbone, &settings, &placement)?;
    let detector = Detector::load(&choice.files, settings, &placement).context("the model cannot be used")?;
    let run = BatchRun {
        batch: options.batch,
        limits: Limits::default(),
        keep_pictures: show || outputs.is_some(),
        cancel: interrupt.token(),
    };
    let (ended, tally) = run_and_report(
        &run,
        (&detector, stored.as_ref()),
        &found.inputs,
        reporter,
        &interrupt,
    );
    let tally = tally?;
    ended?;
    Ok(tally.exit())
}

/// The store that training filled, where it is asked for. Hashes the backbone.
fn stored_features(
    options: &Options,
    backbone: &Path,
    settings: &DetectorSettings,
    placement: &Placement,
) -> anyhow::Result<Option<StoredFeatures>> {
    if options.features != FeaturePlace::Disk {
        return Ok(None);
    }
    let folder = features_folder(options.features_dir.as_deref())?;
    let build = Build::new(&placement.device, placement.dtype);
    Ok(Some(StoredFeatures::new(
        &folder,
        &hash(backbone)?,
        settings,
        &build,
    )))
}

fn refuse_nothing(found: &Found, paths: &[PathBuf]) -> Result<(), UsageError> {
    if !found.inputs.is_empty() || !found.failures.is_empty() {
        return Ok(());
    }
    let searched: Vec<String> = paths.iter().map(|path| printable_path(path)).collect();
    Err(UsageError(format!(
        "no pictures in {}: expected .png .jpg .jpeg .bmp .tif .tiff or .webp files; a file with another ending \
         can be named itself",
        searched.join(", ")
    )))
}

fn show_is_possible() -> bool {
    let terminal = std::io::stdout().is_terminal();
    if !terminal {
        say("note: --show does nothing here, because stdout is not a terminal");
    }
    terminal
}

/// Runs the model on this thread while another prints and writes the results.
fn run_and_report(
    run: &BatchRun,
    (detector, stored): (&Detector, Option<&StoredFeatures>),
    inputs: &[Input],
    mut reporter: Reporter,
    interrupt: &Interrupt,
) -> (Result<(), BatchError>, anyhow::Result<Tally>) {
    std::thread::scope(|scope| {
        let (sender, events) = crossbeam_channel::bounded::<BatchEvent>(RESULTS_WAITING);
        let writer = scope.spawn(move || {
            reporter.begin();
            for event in events {
                reporter.event(event)?;
            }
            reporter.finish()
        });
        let ended = run.run_with_features(detector, stored, inputs, &mut |event| {
            // The writer ends early only by an error, which is the one to report.
            if sender.send(event).is_err() {
                interrupt.cancel();
            }
        });
        drop(sender);
        let tally = writer
            .join()
            .unwrap_or_else(|_| Err(anyhow::anyhow!("the thread that writes the results failed")));
        (ended, tally)
    })
}
