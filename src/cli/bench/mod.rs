//! `bench`: seconds per stage.

mod measure;
mod plain_candle;
mod report;
mod sample_picture;

use super::exit::{EXIT_HELP, Exit};
use super::model_options::{ModelOptions, at_least_one, warn_of_demo};
use super::progress::Progress;
use super::streams::print_line;
use crate::base::{peak_memory, printable_path};
use crate::clip::ClipConfig;
use crate::detector::{Detector, DetectorSettings, Placement};
use crate::engine::device_name;
use crate::models::{ModelKind, resolve};
use anyhow::Context;
use measure::{Sample, median_of};
use report::{BenchReport, Comparison};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const DETAILS: &str = "\
Without --backbone and --prompts the weights are random, of the size of ViT-L/14@336, at 518 px: the time does not \
depend on their values. A --backbone alone runs with random prompts. Without --image a picture of 1024×1024 px is made up, and decoded from PNG in every run.

Times are medians per picture. \"load\" is measured once; \"decode\" decodes and resizes; \"prompts\" is \
everything between the vision tower and the map; \"total\" is decode to map. --json prints
  {\"backbone\", \"image_size\", \"device\", \"dtype\", \"runs\",
   \"s\": {\"load\", \"decode\", \"vision\", \"prompts\", \"map\", \"total\"}}
and with --compare also \"compare\": {\"vision\", \"ratio\"}.

Examples:
  vip2clip-tui bench --runs 5
  vip2clip-tui bench --backbone ViT-L-14-336px.pt --prompts mvtec.pth --device cuda --dtype bf16
  vip2clip-tui bench --compare --json | jq .compare.ratio";

/// Measure seconds per stage
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    /// Runs that are measured
    #[arg(long, value_name = "N", default_value = "3", value_parser = at_least_one)]
    runs: NonZeroUsize,

    /// Runs before them that are not
    #[arg(long, value_name = "N", default_value = "1")]
    warmup: usize,

    /// Picture to run on, instead of a made-up one
    #[arg(long, value_name = "PATH")]
    image: Option<PathBuf>,

    /// Also time the vision tower of candle-transformers, and print how many times as long it takes
    #[arg(long)]
    compare: bool,

    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    model: ModelOptions,
}

/// Runs `bench`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let placement = options.model.how.device.place(options.model.how.dtype)?;
    let picture = match &options.image {
        Some(path) => std::fs::read(path).with_context(|| format!("cannot read {}", printable_path(path)))?,
        None => sample_picture::png().context("cannot make up a picture")?,
    };
    let name = options.image.clone().unwrap_or_else(|| "made-up.png".into());
    let start = Instant::now();
    let (detector, backbone) = load(options, &placement)?;
    let load = start.elapsed();
    let samples = measure_runs(options, &detector, &name, &picture)?;
    let peak = peak_memory();
    let mut report = BenchReport {
        backbone,
        image_size: detector.settings().image_size,
        device: device_name(&placement.device),
        dtype: options.model.how.dtype.to_string(),
        runs: options.runs.get(),
        s: median_of(&samples, load),
        compare: None,
    };
    // The weights are no longer needed, and the other tower's want the room.
    let (config, size) = (detector.config().clone(), detector.settings().image_size);
    drop(detector);
    if options.compare {
        let vision = compare(options, &config, size, &placement)?;
        report.compare = Some(Comparison::new(vision, &report.s));
    }
    let text = if options.json {
        serde_json::to_string(&report)?
    } else {
        report.table(peak)
    };
    print_line(&text)?;
    Ok(Exit::Success)
}

/// The model of the options, or random weights when they name none; and its name.
fn load(options: &Options, placement: &Placement) -> anyhow::Result<(Detector, String)> {
    if options.model.names_no_model() {
        let settings = options.model.how.settings_over(&DetectorSettings::default());
        let detector = Detector::random(&ClipConfig::vit_l_14_336(), settings, placement)
            .context("random weights cannot be made")?;
        return Ok((detector, "random ViT-L/14@336".to_owned()));
    }
    if let (Some(backbone), None) = (&options.model.backbone, &options.model.prompts) {
        let settings = options.model.how.settings_over(&DetectorSettings::default());
        let backbone = resolve(backbone, ModelKind::Backbone)?;
        let detector = Detector::load_with_random_prompts(&backbone, settings, placement)
            .context("the backbone cannot be used")?;
        return Ok((detector, printable_path(&backbone)));
    }
    let (choice, settings) = options.model.resolve()?;
    warn_of_demo(&choice);
    let detector = Detector::load(&choice.files, settings, placement).context("the model cannot be used")?;
    Ok((detector, printable_path(&choice.files.backbone)))
}

fn measure_runs(
    options: &Options,
    detector: &Detector,
    name: &std::path::Path,
    picture: &[u8],
) -> anyhow::Result<Vec<Sample>> {
    let mut samples = Vec::with_capacity(options.runs.get());
    let mut progress = Progress::new(options.warmup + options.runs.get(), options.json);
    for run in 0..options.warmup + options.runs.get() {
        let sample = measure::one_picture(detector, name, picture)?;
        if run >= options.warmup {
            samples.push(sample);
        }
        progress.picture();
    }
    progress.finish();
    Ok(samples)
}

fn compare(
    options: &Options,
    config: &ClipConfig,
    size: usize,
    placement: &Placement,
) -> anyhow::Result<Duration> {
    let tower = plain_candle::VisionTower::random(config, size, placement)
        .context("the vision tower of candle-transformers cannot be made")?;
    let mut times = Vec::with_capacity(options.runs.get());
    for run in 0..options.warmup + options.runs.get() {
        let time = tower.time()?;
        if run >= options.warmup {
            times.push(time);
        }
    }
    Ok(measure::median(times))
}
