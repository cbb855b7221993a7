//! The options of `train`: a flag for everything that the released protocol fixes.

use super::values::{dtype, place, preset, rate, seconds, size};
use crate::base::{cache_folder, printable_path};
use crate::cli::exit::{EXIT_HELP, UsageError};
use crate::cli::model_options::{Layers, at_least_one};
use crate::cli::runs_folder::RunsFolder;
use crate::cli::streams::say;
use crate::detector::PromptCheckpoint;
use crate::engine::{DeviceChoice, DtypeChoice};
use crate::models::{ModelKind, ModelsError, resolve};
use crate::run::{Reading, RunKind, absolute, file_name};
use crate::train::{
    FeatureDtype, FeatureOptions, FeaturePlace, Preset, PromptDesign, RunPlan, TrainSettings, ValidationPlan,
};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

// One line a paragraph: clap wraps them to the terminal.
const DETAILS: &str = "\
The vision and text towers stay frozen; what is learned are the prompts (ICA) and how they look at the patches (FGP). \
The defaults are the released protocol. What the vision tower gives for a picture never changes, so it is computed \
once: --features says where it is kept, and the room it takes is printed before anything runs.

--run DIR holds run.toml (settings, inputs by hash, machine, times), metrics.jsonl (a line a step), \
checkpoints/epoch_N.safetensors (give one to detect as --prompts), resume.safetensors, log.txt and heartbeat. Ctrl-c, \
SIGTERM and SIGHUP finish the step, save and end; a second one ends at once, and nothing is left half-written. A run \
that goes on gives the same bits as one that was never stopped, even after a kill or a power cut.

stdout carries the path of each epoch's checkpoint, or with --json one object an epoch:
  {\"epoch\", \"loss_segmentation\", \"loss_image\", \"checkpoint\"}

Examples:
  vip2clip-tui train --dataset mvtec --backbone ViT-L-14-336px.pt --run runs/a --preset paper-mvtec
  vip2clip-tui train --dataset visa --backbone ViT-L-14-336px.pt --run runs/b --features disk --features-dtype f16
  vip2clip-tui train --dataset visa --backbone ViT-L-14-336px.pt --run night --detach && vip2clip-tui runs watch night
  vip2clip-tui train --resume runs/a";

const PROTOCOL: &str = "Protocol";
const VALIDATION: &str = "Validation";
const PROMPTS: &str = "Prompts";
const FEATURES: &str = "Frozen features";
const MACHINE: &str = "Machine";

/// Train prompts on a dataset
///
/// Trains ViP²'s prompts on the pictures, labels and masks of a dataset, and writes a checkpoint after every epoch.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    /// Folder of the dataset to train on
    #[arg(
        long,
        value_name = "ROOT",
        env = "VIP2CLIP_DATASET",
        required_unless_present = "resume"
    )]
    pub dataset: Option<PathBuf>,

    /// Read its folder as this kind instead of recognising it (see `dataset index --help`)
    #[arg(long, value_name = "KIND", env = "VIP2CLIP_KIND")]
    kind: Option<String>,

    /// How images find their masks: stem (by name) or reference (by place in the sorted lists, as the released code
    /// does)
    #[arg(long, value_name = "HOW", env = "VIP2CLIP_PAIRING", default_value = "stem",
          value_parser = ["stem", "reference"], hide_possible_values = true)]
    pairing: String,

    /// Accept paths outside ROOT in a meta.json
    #[arg(long, env = "VIP2CLIP_ALLOW_OUTSIDE")]
    allow_outside: bool,

    /// CLIP weights: safetensors, torch.save, OpenAI's TorchScript .pt, or Hugging Face's CLIPModel in either; or a name
    /// of `models list`
    #[arg(
        long,
        value_name = "FILE",
        env = "VIP2CLIP_BACKBONE",
        required_unless_present = "resume"
    )]
    pub backbone: Option<PathBuf>,

    /// Folder of the run; made, must be new or empty. A name alone is a folder in --runs [default: a name made of the
    /// time and the dataset's]
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_RUN", overrides_with = "run")]
    pub run: Option<PathBuf>,

    /// Go on with this run (a folder, or a name in --runs) where it was stopped, as it was begun
    #[arg(long, value_name = "RUN", env = "VIP2CLIP_RESUME", overrides_with = "resume")]
    pub resume: Option<PathBuf>,

    #[command(flatten)]
    pub place: RunsFolder,

    /// In a process of its own that outlives this terminal; prints its number and the run's folder (with --json:
    /// {"run", "pid"}) once it has begun. What it says goes to output.txt in the folder
    #[arg(long, env = "VIP2CLIP_DETACH")]
    pub detach: bool,

    /// One JSON object an epoch instead of a path
    #[arg(long, env = "VIP2CLIP_JSON")]
    pub json: bool,

    /// Insist on a protocol: a setting, dataset or backbone that is not its own is refused
    #[arg(long, value_name = "NAME", env = "VIP2CLIP_PRESET", value_parser = preset, help_heading = PROTOCOL)]
    preset: Option<Preset>,

    /// Folder of another dataset to try the prompts on as they learn: image and pixel metrics of its split test go to
    /// validation.jsonl, and the best checkpoint to checkpoints/best.safetensors
    #[arg(long, value_name = "ROOT", env = "VIP2CLIP_VALIDATE", help_heading = VALIDATION)]
    validate: Option<PathBuf>,

    /// Epochs between two such tries; the last epoch is always tried
    #[arg(long, value_name = "N", env = "VIP2CLIP_EVERY", default_value = "1", value_parser = at_least_one,
          help_heading = VALIDATION)]
    every: NonZeroUsize,

    /// Passes over the dataset [default: 10]
    #[arg(long, value_name = "N", env = "VIP2CLIP_EPOCHS", value_parser = at_least_one, help_heading = PROTOCOL)]
    epochs: Option<NonZeroUsize>,

    /// Pictures per step; the last step of an epoch may have fewer [default: 8]
    #[arg(long, value_name = "N", env = "VIP2CLIP_TRAIN_BATCH", value_parser = at_least_one, help_heading = PROTOCOL)]
    batch: Option<NonZeroUsize>,

    /// Learning rate of the prompts (ICA) [default: 0.001]
    #[arg(long, value_name = "RATE", env = "VIP2CLIP_LR_ICA", value_parser = rate, help_heading = PROTOCOL)]
    lr_ica: Option<f64>,

    /// Learning rate of the perception (FGP) [default: 0.00001]
    #[arg(long, value_name = "RATE", env = "VIP2CLIP_LR_FGP", value_parser = rate, help_heading = PROTOCOL)]
    lr_fgp: Option<f64>,

    /// Decides initialisation and order [default: 111]
    #[arg(long, value_name = "N", env = "VIP2CLIP_SEED", help_heading = PROTOCOL)]
    seed: Option<u64>,

    /// The split that is trained on: test or train [default: test]
    #[arg(long, value_name = "SPLIT", env = "VIP2CLIP_SPLIT", value_parser = ["test", "train"],
          help_heading = PROTOCOL)]
    split: Option<String>,

    /// Side to which pictures are resized, pixels; a multiple of the backbone's patch size [default: 518]
    #[arg(long, value_name = "PIXELS", env = "VIP2CLIP_IMAGE_SIZE", value_parser = at_least_one,
          help_heading = PROTOCOL)]
    image_size: Option<NonZeroUsize>,

    /// Blocks of the vision tower that are read, counted from 1, ascending [default: 6,12,18,24]
    #[arg(long, value_name = "N,N,…", env = "VIP2CLIP_LAYERS", help_heading = PROTOCOL)]
    layers: Option<Layers>,

    /// Patches per layer that make the image's loss [default: 50]
    #[arg(long, value_name = "K", env = "VIP2CLIP_TOP_K", value_parser = at_least_one, help_heading = PROTOCOL)]
    top_k: Option<NonZeroUsize>,

    /// Prompts to begin with instead of new ones: a file, or a name of `models list`
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_INIT_PROMPTS", help_heading = PROMPTS)]
    init_prompts: Option<PathBuf>,

    /// Learned context vectors before the state word [default: 7, or those of --init-prompts]
    #[arg(long, value_name = "E", env = "VIP2CLIP_N_CTX", value_parser = at_least_one, help_heading = PROMPTS)]
    n_ctx: Option<NonZeroUsize>,

    /// Class tokens after it, shifted by the picture [default: 3, or those of --init-prompts]
    #[arg(long, value_name = "R", env = "VIP2CLIP_N_CLS", value_parser = at_least_one, help_heading = PROMPTS)]
    n_cls: Option<NonZeroUsize>,

    /// State word of the normal prompt, one token [default: good]
    #[arg(long, value_name = "WORD", env = "VIP2CLIP_NORMAL_WORD", help_heading = PROMPTS)]
    normal_word: Option<String>,

    /// State word of the abnormal prompt, one token [default: damaged]
    #[arg(long, value_name = "WORD", env = "VIP2CLIP_ABNORMAL_WORD", help_heading = PROMPTS)]
    abnormal_word: Option<String>,

    /// Whether both prompts hold the abnormal state word, as the released code has it by mistake [default: true]
    #[arg(long, value_name = "BOOL", env = "VIP2CLIP_RELEASED_PROMPT_BUG", help_heading = PROMPTS)]
    released_prompt_bug: Option<bool>,

    /// Where frozen features are kept: memory, disk (later runs find them again), off (computed in every epoch), or
    /// auto: memory while they fit into half of what is free, else disk
    #[arg(long, value_name = "PLACE", env = "VIP2CLIP_FEATURES", default_value = "auto", value_parser = place,
          help_heading = FEATURES)]
    features: FeaturePlace,

    /// Precision they are kept in: f32 (trains to the same bits as off), f16 or bf16
    #[arg(long, value_name = "DTYPE", env = "VIP2CLIP_FEATURES_DTYPE", default_value = "f32", value_parser = dtype,
          help_heading = FEATURES)]
    features_dtype: FeatureDtype,

    /// Most room that they may take, such as 20GB: of memory, or of the folder, from which older features then go
    #[arg(long, value_name = "SIZE", env = "VIP2CLIP_FEATURES_LIMIT", value_parser = size, help_heading = FEATURES)]
    features_limit: Option<u64>,

    /// Folder for --features disk [default: features in the user's cache folder]
    #[arg(long, value_name = "DIR", env = "VIP2CLIP_FEATURES_DIR", help_heading = FEATURES)]
    features_dir: Option<PathBuf>,

    /// Where training runs: auto (the first GPU this build can use, else the CPU), cpu, cuda, cuda:N or metal
    #[arg(long, value_name = "DEVICE", env = "VIP2CLIP_DEVICE", default_value = "auto", help_heading = MACHINE)]
    pub device: DeviceChoice,

    /// Precision of the vision tower: f32, bf16 or f16; all that is learned is f32
    #[arg(long, value_name = "DTYPE", env = "VIP2CLIP_DTYPE", default_value = "f32", help_heading = MACHINE)]
    pub dtype: DtypeChoice,

    /// Longest time without a saved state to go on from, seconds; 0 saves after every step
    #[arg(long, value_name = "SECONDS", env = "VIP2CLIP_SAVE_EVERY", default_value = "60", value_parser = seconds,
          help_heading = MACHINE)]
    pub save_every: Duration,
}

impl Options {
    /// The folder of the run.
    pub fn folder(&self) -> Result<PathBuf, UsageError> {
        match &self.resume {
            Some(name) => Ok(self.place.find(name)),
            None => {
                let subject = self.dataset.as_deref().map_or(String::new(), file_name);
                self.place.place(self.run.as_deref(), RunKind::Train, &subject)
            }
        }
    }

    /// The run in `folder` that they describe.
    pub fn plan(&self, folder: &Path) -> anyhow::Result<RunPlan> {
        let needed = |value: &Option<PathBuf>, name: &str| {
            value
                .clone()
                .ok_or_else(|| UsageError(format!("--{name} is needed to begin a run")))
        };
        Ok(RunPlan {
            folder: folder.to_owned(),
            dataset: needed(&self.dataset, "dataset")?,
            reading: Reading {
                kind: self.kind.clone(),
                pair_by_place: self.pairing == "reference",
                allow_outside: self.allow_outside,
            },
            backbone: resolve(&needed(&self.backbone, "backbone")?, ModelKind::Backbone)?,
            init_prompts: self.first_prompts()?,
            settings: self.settings()?,
            validation: self.validate.clone().map(|dataset| ValidationPlan {
                dataset,
                reading: Reading::default(),
                every: self.every.get(),
            }),
            preset: self.preset,
            features: self.feature_options()?,
            command_line: std::env::args_os()
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect(),
        })
    }

    /// The protocol's settings with what the user said over them.
    fn settings(&self) -> anyhow::Result<TrainSettings> {
        let base = self.preset.map_or_else(TrainSettings::default, Preset::settings);
        let count = |value: Option<NonZeroUsize>, default| value.map_or(default, NonZeroUsize::get);
        Ok(TrainSettings {
            epochs: count(self.epochs, base.epochs),
            batch: count(self.batch, base.batch),
            lr_ica: self.lr_ica.unwrap_or(base.lr_ica),
            lr_fgp: self.lr_fgp.unwrap_or(base.lr_fgp),
            seed: self.seed.unwrap_or(base.seed),
            split: self.split.clone().unwrap_or(base.split),
            image_size: count(self.image_size, base.image_size),
            layers: self
                .layers
                .as_ref()
                .map_or(base.layers, |layers| layers.blocks().to_vec()),
            top_k: count(self.top_k, base.top_k),
            prompts: self.design(base.prompts)?,
        })
    }

    fn design(&self, base: PromptDesign) -> anyhow::Result<PromptDesign> {
        let (n_ctx, n_cls) = match self.first_prompts()? {
            Some(path) => {
                let checkpoint = PromptCheckpoint::open(&path)?;
                (checkpoint.shape().n_ctx, checkpoint.shape().n_cls)
            }
            None => (base.n_ctx, base.n_cls),
        };
        if let Some(path) = &self.init_prompts {
            let words = self.normal_word.is_some() || self.abnormal_word.is_some();
            if words || self.released_prompt_bug.is_some() {
                return Err(UsageError(format!(
                    "state words belong to new prompts; those of {} are in the file: leave --normal-word, \
                     --abnormal-word and --released-prompt-bug out",
                    printable_path(path)
                ))
                .into());
            }
        }
        Ok(PromptDesign {
            n_ctx: self.n_ctx.map_or(n_ctx, NonZeroUsize::get),
            n_cls: self.n_cls.map_or(n_cls, NonZeroUsize::get),
            normal_word: self.normal_word.clone().unwrap_or(base.normal_word),
            abnormal_word: self.abnormal_word.clone().unwrap_or(base.abnormal_word),
            released_prompt_bug: self.released_prompt_bug.unwrap_or(base.released_prompt_bug),
        })
    }

    /// The file of --init-prompts.
    fn first_prompts(&self) -> Result<Option<PathBuf>, ModelsError> {
        let named = self.init_prompts.as_deref();
        named.map(|named| resolve(named, ModelKind::Prompts)).transpose()
    }

    fn feature_options(&self) -> anyhow::Result<FeatureOptions> {
        Ok(FeatureOptions {
            place: self.features,
            dtype: self.features_dtype,
            limit: self.features_limit,
            folder: features_folder(self.features_dir.as_deref())?,
        })
    }

    /// Says which options a resumed run does not look at.
    pub fn say_unused(&self) {
        let given = [
            ("--dataset", self.dataset.is_some()),
            ("--kind", self.kind.is_some()),
            ("--backbone", self.backbone.is_some()),
            ("--run", self.run.is_some()),
            ("--validate", self.validate.is_some()),
            ("--preset", self.preset.is_some()),
            ("--epochs", self.epochs.is_some()),
            ("--batch", self.batch.is_some()),
            ("--lr-ica", self.lr_ica.is_some()),
            ("--lr-fgp", self.lr_fgp.is_some()),
            ("--seed", self.seed.is_some()),
            ("--split", self.split.is_some()),
            ("--image-size", self.image_size.is_some()),
            ("--layers", self.layers.is_some()),
            ("--top-k", self.top_k.is_some()),
            ("--init-prompts", self.init_prompts.is_some()),
            ("--n-ctx", self.n_ctx.is_some()),
            ("--n-cls", self.n_cls.is_some()),
            ("--normal-word", self.normal_word.is_some()),
            ("--abnormal-word", self.abnormal_word.is_some()),
            ("--released-prompt-bug", self.released_prompt_bug.is_some()),
            ("--features-limit", self.features_limit.is_some()),
            ("--features-dir", self.features_dir.is_some()),
        ];
        let names: Vec<&str> = given
            .into_iter()
            .filter(|(_, given)| *given)
            .map(|(name, _)| name)
            .collect();
        if !names.is_empty() {
            say(format_args!(
                "note: a run goes on as it was begun; not used: {}",
                names.join(", ")
            ));
        }
    }
}

/// Where features are kept on disk: the folder given, or one in the user's cache.
pub fn features_folder(given: Option<&Path>) -> Result<PathBuf, UsageError> {
    let folder = match given {
        Some(folder) => Some(folder.to_owned()),
        None => cache_folder().map(|cache| cache.join("features")),
    };
    folder.map(|folder| absolute(&folder)).ok_or_else(|| {
        UsageError("there is no home folder to keep features in: name one with --features-dir".to_owned())
    })
}
