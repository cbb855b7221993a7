//! `metrics`: the numbers of a file of maps, from any method.

mod table;

use super::exit::Exit;
use super::streams::{print_line, say};
use crate::evaluate::MapsFile;
use crate::evaluate::metrics::{MetricsReport, Preset};
use std::path::PathBuf;

const DETAILS: &str = "\
FILE holds four tensors a class, named CLASS.maps (N, H, W), CLASS.masks (N, H, W), CLASS.labels (N) and \
CLASS.scores (N); maps and scores are f32, f16 or bf16, masks and labels 0 or 1 in any type. Classes are read one \
after another, so that the maps of one at most are in memory.

Presets
  parity  the definitions of the released evaluation; AUPRO from 200 thresholds between the least and the greatest \
score of the class, and with false positive rates below 0.3 rescaled to [0, 1]
  exact   AUPRO as in MVTec's official evaluation: every distinct score is a threshold, cut at exactly 0.3
The other metrics are the same in both. Numbers of different presets cannot be compared.

--json prints fractions in full precision, null where a metric is undefined:
  {\"preset\", \"preset_version\",
   \"classes\": {CLASS: {\"image_auroc\", \"image_ap\", \"image_f1\", \"pixel_auroc\", \"pixel_ap\", \"pixel_f1\",
                      \"pixel_f1_threshold\", \"pixel_aupro\"}},
   \"mean\": {the same eight}, \"undefined\": {\"CLASS.metric\": reason}}
The mean is unweighted and over the classes where the metric is defined.

Examples:
  vip2clip-tui metrics maps.safetensors
  vip2clip-tui metrics maps.safetensors --preset exact --json | jq .mean

Exit status:
  0  the metrics were computed, undefined ones among them
  2  wrong usage; nothing was run
  3  the file cannot be used";

/// Compute AUROC, AP, F1-max and AUPRO of anomaly maps in a file
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    /// Maps, masks, labels and scores of one or more classes, safetensors
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Definitions to follow: parity or exact
    #[arg(long, value_name = "NAME", env = "VIP2CLIP_PRESET", default_value = Preset::Parity.name())]
    preset: Preset,

    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// Runs `metrics`.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let file = MapsFile::open(&options.file)?;
    if !file.ignored().is_empty() {
        say(format_args!(
            "note: ignored, as they belong to no class: {}",
            file.ignored()
        ));
    }
    let mut report = MetricsReport::new(options.preset);
    for class in file.classes() {
        let metrics = file.accumulate(class)?.finish(options.preset);
        report.add(class, metrics)?;
    }
    let text = if options.json {
        serde_json::to_string(&report)?
    } else {
        table::table(&report)
    };
    print_line(&text)?;
    Ok(Exit::Success)
}
