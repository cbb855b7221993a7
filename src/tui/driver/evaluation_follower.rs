//! An evaluation as those see it who look on.

use crate::engine::evaluation::{EvaluationPaths, EvaluationRecord, ScoreLine};
use crate::evaluate::metrics::{ClassCurves, Metric};
use crate::evaluate::published::{PublishedNumber, PublishedTables};
use crate::run::follow::LineTail;
use crate::run::{Pulse, RunError, RunState};
use crate::tui::app::evaluate::EvaluationReport;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Looks on at an evaluation.
pub struct EvaluationFollower {
    folder: PathBuf,
    paths: EvaluationPaths,
    record: Arc<EvaluationRecord>,
    stamp: Option<(SystemTime, u64)>,
    state: Option<RunState>,
    tail: LineTail,
    lines: Arc<Vec<ScoreLine>>,
    curves: BTreeMap<(usize, String), Arc<ClassCurves>>,
    published: Vec<BTreeMap<Metric, PublishedNumber>>,
    /// Lines at the first look, and when that was.
    pace: Option<(usize, Instant)>,
}

impl EvaluationFollower {
    /// Begins to look at the run in `folder`, which must have a record.
    pub fn new(folder: &Path) -> Result<Self, RunError> {
        let paths = EvaluationPaths::new(folder);
        let record = EvaluationRecord::read(&paths.run().record())?;
        // They are part of the program; without them the table stands alone.
        let tables = PublishedTables::read().ok();
        let published = record.items.iter().map(|item| match &tables {
            Some(tables) => numbers(tables, &record, &item.dataset_kind),
            None => BTreeMap::new(),
        });
        Ok(Self {
            folder: folder.to_owned(),
            published: published.collect(),
            tail: LineTail::new(&paths.scores()),
            paths,
            record: Arc::new(record),
            stamp: None,
            state: None,
            lines: Arc::default(),
            curves: BTreeMap::new(),
            pace: None,
        })
    }

    /// Looks again; what the run says, if that is new.
    pub fn look(&mut self) -> Option<EvaluationReport> {
        let path = self.paths.run().record();
        let stamp = path
            .metadata()
            .and_then(|found| Ok((found.modified()?, found.len())))
            .ok();
        let mut is_new = false;
        if stamp.is_some()
            && stamp != self.stamp
            && let Ok(record) = EvaluationRecord::read(&path)
        {
            self.stamp = stamp;
            self.record = Arc::new(record);
            self.read_curves();
            is_new = true;
        }
        let mut more = Vec::new();
        let restarted = self
            .tail
            .poll(|line| more.extend(serde_json::from_slice::<ScoreLine>(line).ok()));
        if restarted.unwrap_or(false) {
            self.lines = Arc::default();
        }
        if !more.is_empty() {
            Arc::make_mut(&mut self.lines).extend(more);
            is_new = true;
        }
        let pulse = Pulse::read(&self.paths.run().heartbeat());
        let state = RunState::new(self.record.status, pulse.as_ref());
        is_new |= self.state != Some(state);
        self.state = Some(state);
        is_new.then(|| self.report(state))
    }

    fn report(&mut self, state: RunState) -> EvaluationReport {
        let images: usize = self.record.items.iter().map(|item| item.images).sum();
        let (first, since) = *self.pace.get_or_insert((self.lines.len(), Instant::now()));
        let done = self.lines.len().saturating_sub(first);
        let left = (state == RunState::Running && done > 0).then(|| {
            let each = since.elapsed().as_secs_f64() / done as f64;
            Duration::from_secs_f64(each * images.saturating_sub(self.lines.len()) as f64)
        });
        EvaluationReport {
            folder: self.folder.clone(),
            state,
            record: self.record.clone(),
            lines: self.lines.clone(),
            images,
            left,
            curves: self.curves.clone(),
            published: self.published.clone(),
        }
    }

    /// Reads the curves of the classes that are done now.
    fn read_curves(&mut self) {
        for (place, item) in self.record.items.iter().enumerate() {
            // Classes are done in their order, so that a record's place is the class's.
            for (class, record) in item.classes.iter().enumerate() {
                let key = (place, record.name.clone());
                if self.curves.contains_key(&key) {
                    continue;
                }
                let read = std::fs::read(self.paths.curves(place, class)).ok();
                let curves = read.and_then(|text| serde_json::from_slice::<ClassCurves>(&text).ok());
                if let Some(curves) = curves {
                    self.curves.insert(key, Arc::new(curves));
                }
            }
        }
    }
}

fn numbers(
    tables: &PublishedTables,
    record: &EvaluationRecord,
    dataset: &str,
) -> BTreeMap<Metric, PublishedNumber> {
    let method = record.settings.method.published();
    let all = Metric::ALL.into_iter();
    all.filter_map(|metric| Some((metric, tables.get(dataset, method, metric)?)))
        .collect()
}
