//! The options of `evaluate`.

use super::{merge, paper, tables};
use crate::cli::exit::{EXIT_HELP, UsageError};
use crate::cli::model_options::{DetectionOptions, at_least_one};
use crate::cli::runs_folder::RunsFolder;
use crate::detector::{DetectorSettings, PromptCheckpoint};
use crate::engine::ModelChoice;
use crate::engine::evaluation::{EvaluationPlan, EvaluationSettings, MapDtype, MethodKind, QueueItem, Shard};
use crate::evaluate::metrics::Preset;
use crate::models::{ModelKind, PaperPreset, resolve};
use crate::run::{Reading, RunKind, file_name};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

// One line a paragraph: clap wraps them to the terminal.
const DETAILS: &str = "\
Every checkpoint is tried on every dataset. The table stands beside what --against reached in the published tables, with \
the difference, and before it stands what breaks the protocol, such as prompts that were trained on the dataset.

--run DIR holds run.toml (inputs by hash, settings, warnings, metrics in full precision), scores.jsonl (a line an image, as \
it is done), log.txt and heartbeat. Ctrl-c, SIGTERM and SIGHUP finish the batch and end; --resume goes on where the run \
stopped, after a kill too, and gives the same numbers to the last digit. The maps of one class at most are in memory, and on \
the disk unless --save-maps keeps them, as CLASS.safetensors for `metrics`.

--shard I/N does every Nth batch and keeps its maps; shards can run anywhere, in any order, again and again. \
`evaluate merge` puts them together into the numbers of a run that was never divided. benches/slurm has a job array.

--preset paper makes the paper's whole table of the benchmarks in --data: MVTec AD with the prompts trained on VisA, all \
others with those trained on MVTec AD. Prompts of yours, named with --prompts, are taken by what they were trained on.

--json prints one object a table: {\"dataset\", \"method\", \"preset\", \"classes\", \"mean\", \"undefined\", \"published\", \
\"difference\", \"warnings\"}, with the names of `metrics --json`.

Examples:
  vip2clip-tui evaluate --dataset mvtec --backbone ViT-L-14-336px.pt --prompts visa_train_epoch_10.pth
  vip2clip-tui evaluate --dataset mvtec --dataset btad --backbone B --prompts a.pth --prompts b.pth --format latex
  vip2clip-tui evaluate --dataset mvtec --backbone B --method clip
  vip2clip-tui evaluate --preset paper --data /data/benchmarks --format markdown
  vip2clip-tui evaluate --preset paper --data /data/benchmarks --prompts my-mvtec.safetensors --prompts my-visa.safetensors
  vip2clip-tui evaluate --resume 20261125T101500Z-evaluate-mvtec
  vip2clip-tui evaluate merge shard-1 shard-2 shard-3 --out whole";

/// Measure checkpoints on datasets
///
/// Image and pixel AUROC, AP, F1-max and AUPRO per class and their means, beside the published numbers. Without
/// --backbone and --prompts the demo model is evaluated.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"), args_conflicts_with_subcommands = true,
          subcommand_negates_reqs = true)]
pub struct Options {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Folder of a dataset; more than one by repeating it
    #[arg(long, value_name = "ROOT", required_unless_present_any = ["resume", "data"])]
    pub dataset: Vec<PathBuf>,

    /// Keep to the paper's protocol: paper (each dataset with the prompts that never saw it), paper-mvtec or paper-visa
    /// (its halves, by what the prompts were trained on)
    #[arg(
        long,
        value_name = "NAME",
        env = "VIP2CLIP_EVALUATE_PRESET",
        conflicts_with = "kind"
    )]
    preset: Option<PaperPreset>,

    /// Folder with the benchmarks in it, each in a folder of any name; with --preset
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_DATA", requires = "preset")]
    pub data: Option<PathBuf>,

    /// CLIP weights: a file, or a name of `models list` [default: the demo model's; with --preset clip-vit-l-14-336]
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_BACKBONE")]
    pub backbone: Option<PathBuf>,

    /// Prompt checkpoint: a file, or a name of `models list`; more than one by repeating it [default: the demo model's;
    /// with --preset the released ones, vip2-mvtec and vip2-visa]
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_PROMPTS")]
    pub prompts: Vec<PathBuf>,

    /// How pictures are judged: vip2, or clip (plain CLIP with "a photo of a normal/abnormal CLASS")
    #[arg(long, value_name = "NAME", env = "VIP2CLIP_METHOD", default_value = "vip2", value_parser = method)]
    pub method: MethodKind,

    /// The split that is evaluated: test or train
    #[arg(long, value_name = "SPLIT", env = "VIP2CLIP_SPLIT", default_value = "test", value_parser = ["test", "train"])]
    split: String,

    /// Read the datasets' folders as this kind instead of recognising it (see `dataset index --help`)
    #[arg(long, value_name = "KIND", env = "VIP2CLIP_KIND")]
    kind: Option<String>,

    /// How images find their masks: stem (by name) or reference (by place, as the released code does)
    #[arg(long, value_name = "HOW", env = "VIP2CLIP_PAIRING", default_value = "stem",
          value_parser = ["stem", "reference"], hide_possible_values = true)]
    pairing: String,

    /// Accept paths outside ROOT in a meta.json
    #[arg(long, env = "VIP2CLIP_ALLOW_OUTSIDE")]
    allow_outside: bool,

    /// Definitions of the metrics: parity (the released evaluation) or exact (AUPRO as MVTec's own)
    #[arg(long, value_name = "NAME", env = "VIP2CLIP_METRICS_PRESET", default_value = Preset::Parity.name())]
    metrics: Preset,

    /// Pictures a batch; the last bits of a map may depend on it
    #[arg(long, value_name = "N", env = "VIP2CLIP_BATCH", default_value = "1", value_parser = at_least_one)]
    batch: NonZeroUsize,

    /// Do part I of N only, to be merged with the others
    #[arg(long, value_name = "I/N", env = "VIP2CLIP_SHARD")]
    shard: Option<Shard>,

    /// Keep the maps, in this precision: f16 or f32
    #[arg(long, value_name = "DTYPE", env = "VIP2CLIP_SAVE_MAPS")]
    save_maps: Option<MapDtype>,

    /// Folder of the run; made, must be new or empty. A name alone is a folder in --runs [default: a name made of the
    /// time and the dataset's]
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_RUN", overrides_with = "run")]
    run: Option<PathBuf>,

    /// Go on with this run (a folder, or a name in --runs) where it was stopped, as it was begun
    #[arg(long, value_name = "RUN", env = "VIP2CLIP_RESUME", overrides_with = "resume")]
    pub resume: Option<PathBuf>,

    #[command(flatten)]
    place: RunsFolder,

    /// In a process of its own that outlives this terminal; the table is in its output.txt, or comes by --resume
    #[arg(long, env = "VIP2CLIP_DETACH")]
    pub detach: bool,

    #[command(flatten)]
    pub output: tables::Options,

    #[command(flatten)]
    pub how: DetectionOptions,
}

/// What else can be done.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Merge(merge::Options),
}

fn method(text: &str) -> Result<MethodKind, String> {
    [MethodKind::Vip2, MethodKind::Clip]
        .into_iter()
        .find(|method| method.name() == text)
        .ok_or_else(|| "expected vip2 or clip".to_owned())
}

impl Options {
    /// The folder of the run.
    pub fn folder(&self) -> Result<PathBuf, UsageError> {
        match &self.resume {
            Some(name) => Ok(self.place.find(name)),
            None => {
                let subject = match (self.preset, self.dataset.first()) {
                    (Some(preset), _) => preset.name().to_owned(),
                    (None, Some(root)) => file_name(root),
                    (None, None) => String::new(),
                };
                self.place.place(self.run.as_deref(), RunKind::Evaluate, &subject)
            }
        }
    }

    /// The run in `folder` that they describe.
    pub fn plan(&self, folder: &Path) -> anyhow::Result<EvaluationPlan> {
        let (backbone, queue) = match self.preset {
            Some(preset) => paper::queue(self, preset)?,
            None => self.every_pair()?,
        };
        Ok(EvaluationPlan {
            folder: folder.to_owned(),
            backbone,
            queue,
            reading: self.reading(),
            settings: EvaluationSettings {
                method: self.method,
                split: self.split.clone(),
                preset: self.metrics,
                batch: self.batch,
                shard: self.shard.unwrap_or(Shard::WHOLE),
                save_maps: self.save_maps,
            },
            command_line: std::env::args_os()
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect(),
        })
    }

    /// How the datasets' folders are read.
    pub fn reading(&self) -> Reading {
        Reading {
            kind: self.kind.clone(),
            pair_by_place: self.pairing == "reference",
            allow_outside: self.allow_outside,
        }
    }

    /// The backbone, and every checkpoint on every dataset.
    fn every_pair(&self) -> anyhow::Result<(PathBuf, Vec<QueueItem>)> {
        let Models {
            backbone,
            checkpoints,
        } = self.models()?;
        let pairs = self.dataset.iter().flat_map(|dataset| {
            checkpoints.iter().map(move |(prompts, detector)| QueueItem {
                dataset: dataset.clone(),
                prompts: prompts.clone(),
                detector: detector.clone(),
            })
        });
        Ok((backbone, pairs.collect()))
    }

    fn models(&self) -> anyhow::Result<Models> {
        match self.method {
            MethodKind::Clip => {
                let (backbone, usual) = match &self.backbone {
                    Some(backbone) => (
                        resolve(backbone, ModelKind::Backbone)?,
                        DetectorSettings::default(),
                    ),
                    None => {
                        let choice = ModelChoice::resolve(None, None)?;
                        (choice.files.backbone, choice.defaults)
                    }
                };
                Ok(Models {
                    backbone,
                    checkpoints: vec![(None, self.how.settings_over(&usual))],
                })
            }
            MethodKind::Vip2 if self.prompts.len() > 1 => {
                let Some(backbone) = &self.backbone else {
                    return Err(UsageError("--prompts without --backbone: name both".to_owned()).into());
                };
                let mut checkpoints = Vec::with_capacity(self.prompts.len());
                for prompts in &self.prompts {
                    let prompts = resolve(prompts, ModelKind::Prompts)?;
                    let usual = PromptCheckpoint::settings_of(&prompts).unwrap_or_default();
                    checkpoints.push((Some(prompts), self.how.settings_over(&usual)));
                }
                Ok(Models {
                    backbone: resolve(backbone, ModelKind::Backbone)?,
                    checkpoints,
                })
            }
            MethodKind::Vip2 => {
                let prompts = self.prompts.first().map(PathBuf::as_path);
                let choice = ModelChoice::resolve(self.backbone.as_deref(), prompts)?;
                crate::cli::model_options::warn_of_demo(&choice);
                let settings = self.how.settings_over(&choice.defaults);
                Ok(Models {
                    backbone: choice.files.backbone,
                    checkpoints: vec![(Some(choice.files.prompts), settings)],
                })
            }
        }
    }
}

/// The backbone, and every checkpoint with how it detects.
struct Models {
    backbone: PathBuf,
    checkpoints: Vec<(Option<PathBuf>, DetectorSettings)>,
}
