//! The run itself.

use super::class_run::ClassRun;
use super::item::{OpenItem, check_settings, load_method};
use super::{
    ClassRecord, EvaluationError, EvaluationEvent, EvaluationPaths, EvaluationPlan, EvaluationRecord,
    ItemRecord, ScoreLine,
};
use crate::base::{CancelToken, peak_memory};
use crate::clip::BackboneFile;
use crate::detector::Placement;
use crate::evaluate::Method;
use crate::evaluate::published::PublishedTables;
use crate::run::{
    BackboneRecord, Changes, HardwareRecord, Heartbeat, LineLog, ProgramRecord, RunFolder, RunKind,
    RunStatus, RunTimes, SCHEMA, identity, now, rfc3339,
};
use std::cell::OnceCell;
use std::path::Path;
use std::time::Instant;

/// The machine's side of a run, new or gone on with.
#[derive(Debug, Clone)]
pub struct EvaluationMachine {
    /// Where it runs.
    pub placement: Placement,
    /// The device as the user names it.
    pub device: String,
    /// Ends the checks.
    pub cancel: CancelToken,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvaluationEnd {
    /// Everything is done; so many images failed.
    Finished {
        /// Images without a result.
        failed: usize,
    },
    /// Somebody stopped it; it can go on.
    Stopped,
}

/// A run that is about to go on.
#[derive(Debug)]
pub struct EvaluationRun {
    folder: RunFolder,
    paths: EvaluationPaths,
    record: EvaluationRecord,
    items: Vec<OpenItem>,
    lines: Vec<ScoreLine>,
    log: LineLog<ScoreLine>,
    placement: Placement,
    _heartbeat: Heartbeat,
}

impl EvaluationRun {
    /// Checks everything, makes the folder and writes its record.
    pub fn begin(
        plan: EvaluationPlan,
        published: &PublishedTables,
        machine: &EvaluationMachine,
    ) -> Result<Self, EvaluationError> {
        let backbone = BackboneFile::open(&plan.backbone).map_err(crate::detector::DetectorError::from)?;
        check_settings(&plan.queue, &backbone)?;
        let mut items = Vec::with_capacity(plan.queue.len());
        let mut records = Vec::with_capacity(plan.queue.len());
        for item in &plan.queue {
            let open = OpenItem::open(
                &item.dataset,
                &plan.reading,
                &plan.settings.split,
                &machine.cancel,
            )?;
            records.push(open.record(item, &plan.settings, published)?);
            items.push(open);
        }
        let record = EvaluationRecord {
            schema: SCHEMA,
            identity: identity(),
            kind: RunKind::Evaluate,
            status: RunStatus::Running,
            failure: None,
            command_line: plan.command_line,
            merged_from: Vec::new(),
            times: RunTimes::started_now(),
            program: ProgramRecord::new(&machine.placement),
            settings: plan.settings,
            backbone: BackboneRecord::new(&backbone)?,
            hardware: HardwareRecord::new(&machine.device, &machine.placement.device),
            items: records,
        };
        let folder = EvaluationPaths::create(&plan.folder)?;
        record.write(&folder.paths().record())?;
        folder
            .log()
            .write(&format!("begun by process {}", std::process::id()));
        Self::at(folder, record, items, machine)
    }

    /// Goes on where the run in `folder` was stopped. Its inputs must be what they were.
    pub fn resume(folder: &Path, machine: &EvaluationMachine) -> Result<Self, EvaluationError> {
        let paths = EvaluationPaths::new(folder);
        let mut record = EvaluationRecord::read(&paths.run().record())?;
        let folder = EvaluationPaths::reopen(folder)?;
        let mut items = Vec::with_capacity(record.items.len());
        for item in &record.items {
            let dataset = &item.dataset;
            items.push(OpenItem::open(
                &dataset.root,
                &dataset.reading,
                &record.settings.split,
                &machine.cancel,
            )?);
        }
        if let Some(changed) = changes(&record, &items, machine)? {
            return Err(EvaluationError::Changed {
                folder: folder.paths().folder().to_owned(),
                changed,
            });
        }
        record.times.resumed.push(rfc3339(now()));
        record.times.ended = None;
        record.status = RunStatus::Running;
        record.failure = None;
        record.write(&folder.paths().record())?;
        folder
            .log()
            .write(&format!("gone on with by process {}", std::process::id()));
        Self::at(folder, record, items, machine)
    }

    fn at(
        folder: RunFolder,
        record: EvaluationRecord,
        items: Vec<OpenItem>,
        machine: &EvaluationMachine,
    ) -> Result<Self, EvaluationError> {
        let paths = EvaluationPaths::new(folder.paths().folder());
        // Opening first takes a torn last line away.
        let log = LineLog::open(&paths.scores())?;
        Ok(Self {
            lines: LineLog::read(&paths.scores()),
            log,
            _heartbeat: Heartbeat::start(paths.run().heartbeat())?,
            placement: machine.placement.clone(),
            folder,
            paths,
            record,
            items,
        })
    }

    /// The record so far.
    pub fn record(&self) -> &EvaluationRecord {
        &self.record
    }

    /// Bytes of the maps that lie in the folder at once: a class's, or a whole shard's.
    pub fn room(&self) -> u64 {
        let map = |item: &ItemRecord| 4 * (item.detector.image_size as u64).pow(2);
        let shard = self.record.settings.shard;
        let items = self.items.iter().zip(&self.record.items);
        if shard.is_whole() {
            let largest = |open: &OpenItem| open.classes.iter().map(|(_, samples)| samples.len()).max();
            items
                .map(|(open, item)| largest(open).unwrap_or(0) as u64 * map(item))
                .max()
                .unwrap_or(0)
        } else {
            items.map(|(_, item)| item.images as u64 * map(item)).sum()
        }
    }

    /// Goes on to the end; `tell` hears of everything. The record says how it ended.
    pub fn run(
        mut self,
        cancel: &CancelToken,
        tell: &mut dyn FnMut(EvaluationEvent),
    ) -> Result<(EvaluationEnd, EvaluationRecord), EvaluationError> {
        let start = Instant::now();
        let result = self.go_on(cancel, tell);
        self.record
            .times
            .add_seconds("evaluation", start.elapsed().as_secs_f64());
        self.record.times.ended = Some(rfc3339(now()));
        self.record.hardware.peak_memory = peak_memory();
        let (status, end) = match result {
            Ok(failed) => (RunStatus::Finished, Ok(EvaluationEnd::Finished { failed })),
            Err(EvaluationError::Cancelled) => (RunStatus::Stopped, Ok(EvaluationEnd::Stopped)),
            Err(error) => {
                self.record.failure = Some(error.to_string());
                (RunStatus::Failed, Err(error))
            }
        };
        self.record.status = status;
        let said = self
            .record
            .failure
            .clone()
            .unwrap_or_else(|| format!("{status:?}").to_lowercase());
        self.folder.log().write(&said);
        let written = self.record.write(&self.folder.paths().record());
        let end = end?;
        written?;
        Ok((end, self.record))
    }

    fn go_on(
        &mut self,
        cancel: &CancelToken,
        tell: &mut dyn FnMut(EvaluationEvent),
    ) -> Result<usize, EvaluationError> {
        let mut first_line = 1;
        let mut failed = 0;
        for item in 0..self.items.len() {
            let open = &self.items[item];
            let method = OnceCell::new();
            let shares = open.shares(&self.record.settings);
            let mut runs = Vec::with_capacity(shares.len());
            for (class, wanted) in shares.iter().enumerate() {
                runs.push(ClassRun {
                    item,
                    class,
                    open,
                    size: self.record.items[item].detector.image_size,
                    settings: &self.record.settings,
                    first_line,
                    wanted,
                    paths: &self.paths,
                    cancel,
                });
                first_line += wanted.len() as u64;
            }
            self.announce(item, &runs, tell);
            for run in &runs {
                if let Some(done) = self.recorded(run) {
                    failed += done.failed;
                    // Killed between the two, a run leaves what it no longer needs.
                    run.forget()?;
                    continue;
                }
                let mut lines = self.lines_of(run);
                let (backbone, about) = (&self.record.backbone.path, &self.record.items[item]);
                let (kind, placement) = (self.record.settings.method, &self.placement);
                let load = || load_method(kind, backbone, about, placement);
                run.detect(
                    &|| shared(&method, &load),
                    &mut self.log,
                    &mut lines,
                    &mut |line| {
                        tell(EvaluationEvent::Image(line));
                    },
                )?;
                if !self.record.settings.shard.is_whole() {
                    // The metrics come with the merge.
                    failed += lines.iter().filter(|line| !line.is_done()).count();
                    continue;
                }
                let (done, saved) = run.finish(&lines)?;
                failed += done.failed;
                self.folder.log().write(&format!("class {} is done", done.name));
                tell(EvaluationEvent::Class { item, class: &done });
                if let Some(path) = saved {
                    tell(EvaluationEvent::Saved(path));
                }
                self.record.items[item].classes.push(done);
                self.record.write(&self.folder.paths().record())?;
                // Only now: a run that is killed before its record is written goes on from the maps.
                run.forget()?;
            }
        }
        Ok(failed)
    }

    /// What the record says of a class, if it is done.
    fn recorded(&self, run: &ClassRun) -> Option<&ClassRecord> {
        let classes = &self.record.items[run.item].classes;
        classes.iter().find(|done| done.name == run.name())
    }

    /// The lines of a class when this run began or went on.
    fn lines_of(&self, run: &ClassRun) -> Vec<ScoreLine> {
        let lines = self.lines.iter();
        lines
            .filter(|line| line.item == run.item && line.class == run.name())
            .cloned()
            .collect()
    }

    fn announce(&self, item: usize, runs: &[ClassRun], tell: &mut dyn FnMut(EvaluationEvent)) {
        let record = &self.record.items[item];
        self.folder
            .log()
            .write(&format!("{} on {}", record.method, record.dataset.name));
        let done = runs.iter().map(|run| match self.recorded(run) {
            Some(_) => run.wanted.len(),
            None => run.kept(&self.lines_of(run)),
        });
        tell(EvaluationEvent::Item {
            item,
            items: self.items.len(),
            dataset: &record.dataset.name,
            method: &record.method,
            images: record.images,
            done: done.sum(),
        });
    }
}

/// The method, loaded when the first class needs it.
fn shared<'a>(
    cell: &'a OnceCell<Box<dyn Method>>,
    load: &dyn Fn() -> Result<Box<dyn Method>, EvaluationError>,
) -> Result<&'a dyn Method, EvaluationError> {
    if cell.get().is_none() {
        // Nobody else can have set it meanwhile: a cell belongs to one thread.
        let _ = cell.set(load()?);
    }
    match cell.get() {
        Some(method) => Ok(&**method),
        None => Err(EvaluationError::Internal("no method was loaded".to_owned())),
    }
}

/// What of a run's inputs is not what it was, in words.
fn changes(
    record: &EvaluationRecord,
    items: &[OpenItem],
    machine: &EvaluationMachine,
) -> Result<Option<String>, EvaluationError> {
    let mut changes = Changes::default();
    changes.backbone(&record.backbone)?;
    for (item, open) in record.items.iter().zip(items) {
        if let Some(prompts) = &item.prompts {
            changes.prompts(prompts)?;
        }
        changes.dataset(&item.dataset, open.set.record());
    }
    changes.machine(
        (&record.hardware.device, &record.program.version),
        &machine.device,
    );
    Ok(changes.into_text())
}
