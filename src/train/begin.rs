//! Beginning a run and going on with one: everything is checked before anything is computed or written.

use super::features::{Estimate, FeatureOptions};
use super::losses::Upsampling;
use super::run::{
    BackboneRecord, FeatureRecord, HardwareRecord, Heartbeat, MetricsLog, Place, ProgramRecord,
    PromptsRecord, ResumeState, RunFolder, RunRecord, RunStatus, RunTimes, now, rfc3339,
};
use super::samples::TrainingSet;
use super::text_tower::TrainableText;
use super::training_run::TrainingRun;
use super::{
    Adam, Parameters, Preset, TrainError, TrainSettings, TrainingModel, fingerprint, initial_prompts,
};
use crate::base::{CancelToken, printable_path};
use crate::clip::BackboneFile;
use crate::dataset::{self, CachePolicy, IndexOptions, Pairing};
use crate::detector::{Placement, PromptCheckpoint, PromptShape};
use candle_core::Device;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a new run is to be.
#[derive(Debug, Clone)]
pub struct RunPlan {
    /// Its folder, new or empty.
    pub folder: PathBuf,
    /// The dataset.
    pub dataset: PathBuf,
    /// CLIP.
    pub backbone: PathBuf,
    /// Prompts to begin with; none for new ones.
    pub init_prompts: Option<PathBuf>,
    /// Settings.
    pub settings: TrainSettings,
    /// The protocol that they are to be.
    pub preset: Option<Preset>,
    /// How features are kept.
    pub features: FeatureOptions,
    /// Recorded: the command line.
    pub command_line: Vec<String>,
}

/// The machine's side of a run, new or gone on with.
#[derive(Debug, Clone)]
pub struct RunMachine {
    /// Where it runs, and the precision of the vision tower.
    pub placement: Placement,
    /// The device as the user names it, and its driver where there is one.
    pub device: String,
    /// Longest time without a saved state.
    pub save_every: Duration,
    /// Ends the checks.
    pub cancel: CancelToken,
}

impl TrainingRun {
    /// Checks everything, makes the folder and writes its record.
    pub fn begin(plan: RunPlan, machine: &RunMachine) -> Result<Self, TrainError> {
        let backbone = BackboneFile::open(&plan.backbone)?;
        plan.settings.check(backbone.config())?;
        let set = open_dataset(&plan.dataset, &plan.settings, machine)?;
        if let Some(preset) = plan.preset {
            preset.check(&plan.settings, &set.record().name, backbone.config())?;
        }
        let (checkpoint, prompts) = beginning(&plan, &backbone)?;
        let estimate = Estimate::new(set.len(), backbone.config(), &plan.settings, plan.features.dtype);
        let place = estimate.place(&plan.features)?;
        let record = RunRecord {
            schema: super::run::SCHEMA,
            identity: format!("{}-{}", rfc3339(now()), std::process::id()),
            kind: "train".to_owned(),
            parent: plan.init_prompts.as_deref().and_then(run_of),
            status: RunStatus::Running,
            failure: None,
            command_line: plan.command_line,
            preset: plan.preset.map(|preset| preset.name().to_owned()),
            changed_settings: plan.settings.changed()?,
            times: RunTimes {
                started: rfc3339(now()),
                ..RunTimes::default()
            },
            program: program(machine),
            backbone: backbone_record(&backbone)?,
            prompts,
            dataset: set.record().clone(),
            features: FeatureRecord {
                options: plan.features,
                place,
                estimate,
            },
            hardware: hardware(machine),
            settings: plan.settings,
            epochs: Vec::new(),
        };
        let folder = RunFolder::create(&plan.folder)?;
        let parameters = Parameters::new(&checkpoint, &machine.placement.device)?;
        let adam = Adam::new(&parameters)?;
        let run = assemble(
            folder,
            record,
            &backbone,
            set,
            (parameters, adam, Place::default()),
            machine,
        )?;
        run.folder
            .log()
            .write(&format!("begun by process {}", std::process::id()));
        // The state before the record: a folder with a record can always be gone on with.
        run.write_state()?;
        run.record.write(&run.folder.record())?;
        Ok(run)
    }

    /// Goes on where the run in `folder` was stopped. Its inputs must be what they were.
    pub fn resume(folder: &Path, machine: &RunMachine) -> Result<Self, TrainError> {
        let (folder, mut record) = RunFolder::reopen(folder)?;
        let backbone = BackboneFile::open(&record.backbone.path)?;
        let set = open_dataset(&record.dataset.root, &record.settings, machine)?;
        let changed = changes(&record, &set, machine)?;
        if !changed.is_empty() {
            return Err(TrainError::Changed {
                folder: folder.path().to_owned(),
                changed: changed.join("; "),
            });
        }
        let state = ResumeState::read(&folder.resume_state())?;
        let shapes = template(&record, &backbone)?;
        let mut parameters = Parameters::new(&shapes, &machine.placement.device)?;
        let adam = state.restore(&mut parameters)?;
        record.epochs.truncate(state.place.epoch);
        record.times.resumed.push(rfc3339(now()));
        record.times.ended = None;
        record.status = RunStatus::Running;
        record.failure = None;
        let run = assemble(
            folder,
            record,
            &backbone,
            set,
            (parameters, adam, state.place),
            machine,
        )?;
        run.folder.log().write(&format!(
            "gone on with by process {} after step {}",
            std::process::id(),
            run.place.step
        ));
        run.record.write(&run.folder.record())?;
        Ok(run)
    }
}

fn assemble(
    folder: RunFolder,
    record: RunRecord,
    backbone: &BackboneFile,
    set: TrainingSet,
    (parameters, adam, place): (Parameters, Adam, Place),
    machine: &RunMachine,
) -> Result<TrainingRun, TrainError> {
    let (config, settings, device) = (backbone.config(), &record.settings, &machine.placement.device);
    let text = TrainableText::load(backbone, &config.text, config.embed_dim, device)?;
    let upsampling = Upsampling::new(settings.image_size / config.vision.patch, settings.image_size);
    let heartbeat = folder.heartbeat();
    Ok(TrainingRun {
        model: TrainingModel::new(text, upsampling, settings.top_k, device),
        metrics: MetricsLog::open(&folder.metrics())?,
        _heartbeat: Heartbeat::start(heartbeat.clone())
            .map_err(TrainError::io(&heartbeat, "the heartbeat cannot be written"))?,
        placement: machine.placement.clone(),
        save_every: machine.save_every,
        folder,
        record,
        set,
        parameters,
        adam,
        place,
    })
}

fn open_dataset(
    root: &Path,
    settings: &TrainSettings,
    machine: &RunMachine,
) -> Result<TrainingSet, TrainError> {
    let options = IndexOptions {
        kind: None,
        pairing: Pairing::Stem,
        allow_outside: false,
        cache: CachePolicy::Use,
        cancel: machine.cancel.clone(),
    };
    TrainingSet::new(&dataset::open(root, &options)?, settings)
}

/// The prompts to begin with.
fn beginning(
    plan: &RunPlan,
    backbone: &BackboneFile,
) -> Result<(PromptCheckpoint, PromptsRecord), TrainError> {
    let Some(path) = &plan.init_prompts else {
        let checkpoint = initial_prompts(backbone, &plan.settings.prompts, plan.settings.seed)?;
        let record = PromptsRecord {
            name: "new".to_owned(),
            path: None,
            sha256: None,
            trained_on: None,
            shapes: shape_text(checkpoint.shape()),
        };
        return Ok((checkpoint, record));
    };
    let checkpoint = PromptCheckpoint::open(path)?;
    checkpoint.check_fits(backbone.config())?;
    let shape = checkpoint.shape();
    let wanted = &plan.settings.prompts;
    for (setting, wanted, found) in [
        ("the number of context vectors", wanted.n_ctx, shape.n_ctx),
        ("the number of class tokens", wanted.n_cls, shape.n_cls),
    ] {
        if wanted != found {
            let expected = format!("{found}, as in {}", printable_path(path));
            return Err(TrainError::setting(setting, wanted, expected));
        }
    }
    let record = PromptsRecord {
        name: file_name(path),
        path: Some(absolute(path)),
        sha256: Some(hash(path)?),
        trained_on: checkpoint.metadata().get("trained_on").cloned(),
        shapes: shape_text(shape),
    };
    Ok((checkpoint, record))
}

/// The identity of the run whose checkpoint this is, where it lies in that run's folder.
fn run_of(checkpoint: &Path) -> Option<String> {
    let folder = checkpoint.parent()?.parent()?;
    let record = RunRecord::read(&RunFolder::record_path(folder)).ok()?;
    Some(record.identity)
}

/// The prompts that a run began with: their fixed embeddings are in no state.
fn template(record: &RunRecord, backbone: &BackboneFile) -> Result<PromptCheckpoint, TrainError> {
    match &record.prompts.path {
        Some(path) => Ok(PromptCheckpoint::open(path)?),
        None => initial_prompts(backbone, &record.settings.prompts, record.settings.seed),
    }
}

/// What of a run's inputs is not what it was, in words.
fn changes(record: &RunRecord, set: &TrainingSet, machine: &RunMachine) -> Result<Vec<String>, TrainError> {
    let mut changed = Vec::new();
    let mut compare = |what: String, was: &str, is: &str| {
        if was != is {
            changed.push(format!("{what} was {was} and is {is}"));
        }
    };
    let backbone = &record.backbone;
    compare(
        format!("the sha256 of {}", printable_path(&backbone.path)),
        &backbone.sha256,
        &hash(&backbone.path)?,
    );
    if let (Some(path), Some(was)) = (&record.prompts.path, &record.prompts.sha256) {
        compare(
            format!("the sha256 of {}", printable_path(path)),
            was,
            &hash(path)?,
        );
    }
    let (was, is) = (&record.dataset, set.record());
    let root = printable_path(&was.root);
    compare(
        format!("the fingerprint of {root}"),
        &was.fingerprint,
        &is.fingerprint,
    );
    compare(
        format!("the number of pictures of {root}"),
        &was.samples.to_string(),
        &is.samples.to_string(),
    );
    compare("the device".to_owned(), &record.hardware.device, &machine.device);
    compare(
        "the version of the program".to_owned(),
        &record.program.version,
        env!("CARGO_PKG_VERSION"),
    );
    Ok(changed)
}

fn program(machine: &RunMachine) -> ProgramRecord {
    let features = [
        ("cuda", cfg!(feature = "cuda")),
        ("cudnn", cfg!(feature = "cudnn")),
        ("metal", cfg!(feature = "metal")),
        ("accelerate", cfg!(feature = "accelerate")),
    ];
    ProgramRecord {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        revision: option_env!("VIP2CLIP_GIT_REVISION").map(str::to_owned),
        features: features
            .into_iter()
            .filter(|(_, on)| *on)
            .map(|(name, _)| name.to_owned())
            .collect(),
        precision: format!("{:?}", machine.placement.dtype).to_lowercase(),
    }
}

fn backbone_record(backbone: &BackboneFile) -> Result<BackboneRecord, TrainError> {
    let path = backbone.path();
    let config = backbone.config();
    Ok(BackboneRecord {
        name: file_name(path),
        path: absolute(path),
        size: std::fs::metadata(path)
            .map_err(TrainError::io(path, "it cannot be read"))?
            .len(),
        sha256: hash(path)?,
        source: format!("{}, {} names", backbone.container(), backbone.naming()),
        shapes: format!(
            "embedding {}; vision width {}, {} blocks, patch {}; text width {}, {} blocks, {} tokens",
            config.embed_dim,
            config.vision.width,
            config.vision.layers,
            config.vision.patch,
            config.text.width,
            config.text.layers,
            config.text.vocab,
        ),
    })
}

fn hardware(machine: &RunMachine) -> HardwareRecord {
    let first_line_of = |path: &str, name: &str| {
        let text = std::fs::read_to_string(path).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(
            line.split_once(':')
                .map_or(line, |(_, value)| value)
                .trim()
                .to_owned(),
        )
    };
    let on_cuda = matches!(machine.placement.device, Device::Cuda(_));
    HardwareRecord {
        device: machine.device.clone(),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        processor: first_line_of("/proc/cpuinfo", "model name"),
        driver: on_cuda
            .then(|| first_line_of("/proc/driver/nvidia/version", "NVRM"))
            .flatten(),
        threads: rayon::current_num_threads(),
        peak_memory: None,
    }
}

fn shape_text(shape: &PromptShape) -> String {
    format!(
        "{} context and {} class tokens of {}, hidden {}, embedding {}",
        shape.n_ctx, shape.n_cls, shape.text_width, shape.hidden, shape.embed_dim
    )
}

fn hash(path: &Path) -> Result<String, TrainError> {
    fingerprint::of_file(path).map_err(TrainError::io(path, "it cannot be read"))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || printable_path(path),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
