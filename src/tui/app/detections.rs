//! Results so far and the detection that runs.

use super::{Annotations, Batch};
use crate::engine::{DetectionOutcome, DetectionStage, RequestId};
use crate::picture::Range;
use crate::tui::collection::SampleId;
use crate::tui::filter::Known;
use crate::tui::lru::Lru;
use std::collections::HashMap;
use std::sync::Arc;

/// Results kept with their maps. One of 518×518 with four layers takes some 1.5 MB.
const KEPT_RESULTS: usize = 32;

/// The detection that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// What the worker calls it.
    pub id: RequestId,
    /// Whose picture.
    pub sample: SampleId,
    /// How far it is, once it has begun.
    pub stage: Option<DetectionStage>,
}

/// A result that is kept.
#[derive(Debug, Clone)]
pub struct SampleResult {
    /// The request it came from.
    pub id: RequestId,
    /// Score, map, times, warnings.
    pub outcome: Arc<DetectionOutcome>,
}

/// What a score says, given the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Below the threshold.
    Normal,
    /// At or above it.
    Abnormal,
    /// The score is not a number.
    Unknown,
}

/// Results so far and the detection that runs.
#[derive(Debug)]
pub struct Detections {
    /// Scores from here on mean abnormal.
    pub threshold: f32,
    /// Detect by itself when the selection rests.
    pub auto: bool,
    running: Option<Running>,
    results: Lru<SampleId, SampleResult>,
    latest: Option<Arc<DetectionOutcome>>,
    scores: HashMap<SampleId, f32>,
    range: Option<Range>,
    failures: HashMap<SampleId, String>,
    asked: HashMap<RequestId, SampleId>,
    last_id: u64,
    /// Detections on many samples, while there are any left.
    pub batch: Option<Batch>,
}

impl Detections {
    /// Nothing detected yet.
    pub fn new(threshold: f32) -> Self {
        Self {
            threshold,
            auto: false,
            running: None,
            results: Lru::new(KEPT_RESULTS),
            latest: None,
            scores: HashMap::new(),
            range: None,
            failures: HashMap::new(),
            asked: HashMap::new(),
            last_id: 0,
            batch: None,
        }
    }

    /// The detection that runs.
    pub fn running(&self) -> Option<Running> {
        self.running
    }

    /// Notes that a detection has been asked for and names it.
    pub fn begin(&mut self, sample: SampleId) -> RequestId {
        self.last_id += 1;
        let id = RequestId(self.last_id);
        self.asked.insert(id, sample);
        self.running = Some(Running {
            id,
            sample,
            stage: None,
        });
        id
    }

    /// Notes how far a request is; whether it is the one that runs.
    pub fn advance(&mut self, id: RequestId, stage: DetectionStage) -> bool {
        let running = self.running.as_mut().filter(|running| running.id == id);
        running.map(|running| running.stage = Some(stage)).is_some()
    }

    /// Keeps a result, also one of a request that was superseded while it finished.
    pub fn finish(&mut self, id: RequestId, outcome: Arc<DetectionOutcome>) -> Option<SampleId> {
        let sample = self.end(id)?;
        self.failures.remove(&sample);
        self.scores.insert(sample, outcome.detection.score);
        self.latest = Some(outcome.clone());
        let new = Range::spanning(&outcome.detection.map.values);
        self.range = Some(self.range.map_or(new, |all| Range {
            low: all.low.min(new.low),
            high: all.high.max(new.high),
        }));
        self.results.insert(sample, SampleResult { id, outcome });
        Some(sample)
    }

    /// Notes why a request failed.
    pub fn fail(&mut self, id: RequestId, reason: String) -> Option<SampleId> {
        let sample = self.end(id)?;
        self.failures.insert(sample, reason);
        Some(sample)
    }

    /// Forgets a request that will have no result.
    pub fn end(&mut self, id: RequestId) -> Option<SampleId> {
        if self.running.is_some_and(|running| running.id == id) {
            self.running = None;
        }
        self.asked.remove(&id)
    }

    /// Forgets what is known about a picture whose file has changed.
    pub fn forget(&mut self, sample: SampleId) {
        self.results.remove(&sample);
        self.scores.remove(&sample);
        self.failures.remove(&sample);
    }

    /// Takes in a score that was made elsewhere.
    pub fn adopt(&mut self, sample: SampleId, score: f32) {
        self.scores.insert(sample, score);
    }

    /// Forgets everything: another model detects from here on.
    pub fn forget_all(&mut self) {
        let last_id = self.last_id;
        let auto = self.auto;
        *self = Self::new(self.threshold);
        (self.last_id, self.auto) = (last_id, auto);
    }

    /// The result that came last: what it took says what others will take.
    pub fn latest(&self) -> Option<&DetectionOutcome> {
        self.latest.as_deref()
    }

    /// A picture's result, if it is kept.
    pub fn result(&self, sample: SampleId) -> Option<&SampleResult> {
        self.results.peek(&sample)
    }

    /// Keeps a result that is looked at.
    pub fn touch(&mut self, sample: SampleId) {
        self.results.touch(&sample);
    }

    /// A picture's score, also when its map is no longer kept.
    pub fn score(&self, sample: SampleId) -> Option<f32> {
        self.scores.get(&sample).copied()
    }

    /// Every score there is.
    pub fn scores(&self) -> impl Iterator<Item = (SampleId, f32)> {
        self.scores.iter().map(|(id, score)| (*id, *score))
    }

    /// From the smallest to the largest value of all maps so far; a probability's range before the first.
    pub fn range(&self) -> Range {
        self.range.unwrap_or_default()
    }

    /// Why a picture's detection failed.
    pub fn failure(&self, sample: SampleId) -> Option<&str> {
        self.failures.get(&sample).map(String::as_str)
    }

    /// What a score says.
    pub fn verdict(&self, score: f32) -> Verdict {
        match score {
            score if score.is_nan() => Verdict::Unknown,
            score if score >= self.threshold => Verdict::Abnormal,
            _ => Verdict::Normal,
        }
    }
}

impl Known for Detections {
    fn score(&self, id: SampleId) -> Option<f32> {
        Detections::score(self, id)
    }
    fn is_abnormal(&self, score: f32) -> Option<bool> {
        match self.verdict(score) {
            Verdict::Abnormal => Some(true),
            Verdict::Normal => Some(false),
            Verdict::Unknown => None,
        }
    }
}

/// What is known of samples beside what the dataset says: by the model, and by the user.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// By the model.
    pub detections: &'a Detections,
    /// By the user.
    pub annotations: &'a Annotations,
}

impl Known for Facts<'_> {
    fn score(&self, id: SampleId) -> Option<f32> {
        self.detections.score(id)
    }
    fn is_abnormal(&self, score: f32) -> Option<bool> {
        Known::is_abnormal(self.detections, score)
    }
    fn is_marked(&self, id: SampleId) -> bool {
        self.annotations.is_marked(id)
    }
    fn has_note(&self, id: SampleId) -> bool {
        self.annotations.note_of(id).is_some()
    }
}
