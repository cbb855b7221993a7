//! Beginning a run and going on with one: everything is checked before anything is computed or written.

use super::features::{Estimate, FeatureOptions};
use super::losses::Upsampling;
use super::run::{FeatureRecord, Place, ResumeState, TrainPaths, TrainRecord, ValidationRecord};
use super::samples::TrainingSet;
use super::text_tower::TrainableText;
use super::training_run::TrainingRun;
use super::validation::{CRITERION, Validation};
use super::{
    Adam, MetricsLog, Parameters, Preset, TrainError, TrainSettings, TrainingModel, initial_prompts,
};
use crate::base::{CancelToken, printable_path};
use crate::clip::BackboneFile;
use crate::dataset::Split;
use crate::detector::{Placement, PromptCheckpoint};
use crate::evaluate::protocol::TrainedOn;
use crate::run::{
    BackboneRecord, Changes, HardwareRecord, Heartbeat, LineLog, Pause, ProgramRecord, PromptsRecord,
    Reading, RunFolder, RunKind, RunStatus, RunTimes, SCHEMA, identity, now, rfc3339,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a new run is to be.
#[derive(Debug, Clone)]
pub struct RunPlan {
    /// Its folder, new or empty.
    pub folder: PathBuf,
    /// The dataset.
    pub dataset: PathBuf,
    /// How its folder is read.
    pub reading: Reading,
    /// CLIP.
    pub backbone: PathBuf,
    /// Prompts to begin with; none for new ones.
    pub init_prompts: Option<PathBuf>,
    /// Settings.
    pub settings: TrainSettings,
    /// Another dataset to try the prompts on.
    pub validation: Option<ValidationPlan>,
    /// The protocol that they are to be.
    pub preset: Option<Preset>,
    /// How features are kept.
    pub features: FeatureOptions,
    /// Recorded: the command line.
    pub command_line: Vec<String>,
}

/// Another dataset to try the prompts on.
#[derive(Debug, Clone)]
pub struct ValidationPlan {
    /// Its folder.
    pub dataset: PathBuf,
    /// How its folder is read.
    pub reading: Reading,
    /// Epochs between two looks, 1 or more.
    pub every: usize,
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
    /// Asks for a rest.
    pub pause: Pause,
}

impl ValidationPlan {
    /// The dataset's split test, which benchmarks report, and the epochs between two looks.
    fn open(&self, machine: &RunMachine) -> Result<(TrainingSet, usize), TrainError> {
        let set = open_dataset(&self.dataset, &self.reading, Split::Test, machine)?;
        Ok((set, self.every.max(1)))
    }
}

impl TrainingRun {
    /// Checks everything, makes the folder and writes its record.
    pub fn begin(plan: RunPlan, machine: &RunMachine) -> Result<Self, TrainError> {
        let backbone = BackboneFile::open(&plan.backbone)?;
        plan.settings.check(backbone.config())?;
        let split = plan.settings.split()?;
        let set = open_dataset(&plan.dataset, &plan.reading, split, machine)?;
        if let Some(preset) = plan.preset {
            preset.check(&plan.settings, &set.record().name, backbone.config())?;
        }
        let (checkpoint, prompts) = beginning(&plan, &backbone)?;
        let validation = plan.validation.map(|wanted| wanted.open(machine)).transpose()?;
        let pictures = set.len() + validation.as_ref().map_or(0, |(set, _)| set.len());
        let estimate = Estimate::new(pictures, backbone.config(), &plan.settings, plan.features.dtype);
        let place = estimate.place(&plan.features)?;
        let record = TrainRecord {
            schema: SCHEMA,
            identity: identity(),
            kind: RunKind::Train,
            parent: plan.init_prompts.as_deref().and_then(run_of),
            status: RunStatus::Running,
            failure: None,
            command_line: plan.command_line,
            preset: plan.preset.map(|preset| preset.name().to_owned()),
            changed_settings: plan.settings.changed()?,
            times: RunTimes::started_now(),
            program: ProgramRecord::new(&machine.placement),
            backbone: BackboneRecord::new(&backbone)?,
            prompts,
            dataset: set.record().clone(),
            features: FeatureRecord {
                options: plan.features,
                place,
                estimate,
            },
            hardware: HardwareRecord::new(&machine.device, &machine.placement.device),
            settings: plan.settings,
            validation: validation
                .as_ref()
                .map(|(set, every)| validation_record(set, *every)),
            epochs: Vec::new(),
        };
        let folder = TrainPaths::create(&plan.folder)?;
        let parameters = Parameters::new(&checkpoint, &machine.placement.device)?;
        let adam = Adam::new(&parameters)?;
        let run = assemble(
            folder,
            record,
            &backbone,
            (set, validation.map(|(set, _)| set)),
            (parameters, adam, Place::default()),
            machine,
        )?;
        run.folder
            .log()
            .write(&format!("begun by process {}", std::process::id()));
        // The state before the record: a folder with a record can always be gone on with.
        run.write_state()?;
        run.record.write(&run.paths.run().record())?;
        Ok(run)
    }

    /// Goes on where the run in `folder` was stopped. Its inputs must be what they were.
    pub fn resume(folder: &Path, machine: &RunMachine) -> Result<Self, TrainError> {
        let paths = TrainPaths::new(folder);
        let mut record = TrainRecord::read(&paths.run().record())?;
        let folder = TrainPaths::reopen(folder)?;
        let backbone = BackboneFile::open(&record.backbone.path)?;
        let set = open_dataset(
            &record.dataset.root,
            &record.dataset.reading,
            record.settings.split()?,
            machine,
        )?;
        let validation = match &record.validation {
            Some(ValidationRecord { dataset, .. }) => {
                let set = open_dataset(&dataset.root, &dataset.reading, Split::Test, machine)?;
                Some(set)
            }
            None => None,
        };
        if let Some(changed) = changes(&record, &set, validation.as_ref(), machine)? {
            return Err(TrainError::Changed {
                folder: folder.paths().folder().to_owned(),
                changed,
            });
        }
        let state = ResumeState::read(&paths.resume_state())?;
        let shapes = template(&record, &backbone)?;
        let mut parameters = Parameters::new(&shapes, &machine.placement.device)?;
        let adam = state.restore(&mut parameters)?;
        record.epochs.truncate(state.place.epoch);
        record.find_best();
        record.times.resumed.push(rfc3339(now()));
        record.times.ended = None;
        record.status = RunStatus::Running;
        record.failure = None;
        let run = assemble(
            folder,
            record,
            &backbone,
            (set, validation),
            (parameters, adam, state.place),
            machine,
        )?;
        run.folder.log().write(&format!(
            "gone on with by process {} after step {}",
            std::process::id(),
            run.place.step
        ));
        run.record.write(&run.paths.run().record())?;
        Ok(run)
    }
}

fn assemble(
    folder: RunFolder,
    record: TrainRecord,
    backbone: &BackboneFile,
    (set, validation): (TrainingSet, Option<TrainingSet>),
    (parameters, adam, place): (Parameters, Adam, Place),
    machine: &RunMachine,
) -> Result<TrainingRun, TrainError> {
    let (config, settings, device) = (backbone.config(), &record.settings, &machine.placement.device);
    let text = TrainableText::load(backbone, &config.text, config.embed_dim, device)?;
    let upsampling = Upsampling::new(settings.image_size / config.vision.patch, settings.image_size);
    let heartbeat = folder.paths().heartbeat();
    let paths = TrainPaths::new(folder.paths().folder());
    let validation = match (validation, &record.validation) {
        (Some(set), Some(wanted)) => Some((
            Validation::new(set, wanted.every, backbone.path(), settings, &machine.placement),
            LineLog::open(&paths.validation())?,
        )),
        _ => None,
    };
    Ok(TrainingRun {
        model: TrainingModel::new(text, upsampling, settings.top_k, device),
        metrics: MetricsLog::open(&folder.paths().metrics())?,
        heartbeat: Heartbeat::start_with_pause(heartbeat, machine.pause.clone())?,
        pause: machine.pause.clone(),
        paths,
        validation,
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
    reading: &Reading,
    split: Split,
    machine: &RunMachine,
) -> Result<TrainingSet, TrainError> {
    TrainingSet::new(&reading.open(root, &machine.cancel)?, reading, split)
}

fn validation_record(set: &TrainingSet, every: usize) -> ValidationRecord {
    ValidationRecord {
        every,
        metrics: crate::evaluate::metrics::Preset::Parity.to_string(),
        criterion: CRITERION.to_owned(),
        best_epoch: None,
        best_value: None,
        dataset: set.record().clone(),
    }
}

/// The prompts to begin with.
fn beginning(
    plan: &RunPlan,
    backbone: &BackboneFile,
) -> Result<(PromptCheckpoint, PromptsRecord), TrainError> {
    let Some(path) = &plan.init_prompts else {
        let checkpoint = initial_prompts(backbone, &plan.settings.prompts, plan.settings.seed)?;
        let record = PromptsRecord::fresh(checkpoint.shape());
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
    let mut record = PromptsRecord::of_file(path, &checkpoint)?;
    let seen = TrainedOn::of_checkpoint(path, checkpoint.metadata());
    record.trained_on = seen.map(|seen| seen.text());
    Ok((checkpoint, record))
}

/// The identity of the run whose checkpoint this is, where it lies in that run's folder.
fn run_of(checkpoint: &Path) -> Option<String> {
    let folder = checkpoint.parent()?.parent()?;
    let record = TrainRecord::read(&TrainPaths::new(folder).run().record()).ok()?;
    Some(record.identity)
}

/// The prompts that a run began with: their fixed embeddings are in no state.
fn template(record: &TrainRecord, backbone: &BackboneFile) -> Result<PromptCheckpoint, TrainError> {
    match &record.prompts.path {
        Some(path) => Ok(PromptCheckpoint::open(path)?),
        None => initial_prompts(backbone, &record.settings.prompts, record.settings.seed),
    }
}

/// What of a run's inputs is not what it was, in words.
fn changes(
    record: &TrainRecord,
    set: &TrainingSet,
    validation: Option<&TrainingSet>,
    machine: &RunMachine,
) -> Result<Option<String>, TrainError> {
    let mut changes = Changes::default();
    changes.backbone(&record.backbone)?;
    changes.prompts(&record.prompts)?;
    changes.dataset(&record.dataset, set.record());
    if let Some((was, is)) = record.validation.as_ref().zip(validation) {
        changes.dataset(&was.dataset, is.record());
    }
    changes.machine(
        (&record.hardware.device, &record.program.version),
        &machine.device,
    );
    Ok(changes.into_text())
}
