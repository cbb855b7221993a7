//! What a replay found.

use super::{Change, Verification};
use std::path::PathBuf;

/// How far numbers may lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Between scores.
    pub score: f32,
    /// Between the least, greatest and mean values of maps.
    pub map: f32,
    /// Between metrics.
    pub metric: f64,
}

impl Default for Tolerance {
    /// For scores and maps what the golden tests allow between this program and the released code in f32. Metrics move in
    /// steps: two pictures whose scores lie within the tolerance of each other may change places.
    fn default() -> Self {
        Self {
            score: 1e-5,
            map: 1e-4,
            metric: 1e-3,
        }
    }
}

/// What became of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureVerdict {
    /// Score and map are the same to the last bit, or it failed then and now.
    Same,
    /// Score and map agree within the tolerance.
    Close,
    /// They do not.
    Differs,
    /// The file, or its mask, is another one now.
    Changed,
    /// The file is not there.
    Missing,
    /// There was a result, and now there is none, for this reason.
    Fails(String),
}

/// What became of a map's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapVerdict {
    /// Every value has the same bits.
    BitEqual,
    /// They have not.
    OtherBits,
    /// There is nothing to compare.
    Unknown,
}

/// One picture, then and now.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureReplay {
    /// Relative to the root.
    pub path: PathBuf,
    /// What became of it.
    pub verdict: PictureVerdict,
    /// The map's bytes.
    pub map: MapVerdict,
    /// The recorded score.
    pub then: Option<f32>,
    /// The score now.
    pub now: Option<f32>,
}

/// One metric of one class, then and now, as fractions.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricReplay {
    /// The class.
    pub class: String,
    /// Its name in JSON.
    pub metric: String,
    /// The recorded value.
    pub then: f64,
    /// The value now; none where it is undefined now.
    pub now: Option<f64>,
    /// Whether they agree within the tolerance.
    pub agrees: bool,
}

/// A session, computed again.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// What was allowed.
    pub tolerance: Tolerance,
    /// What of inputs and machine had changed.
    pub verification: Verification,
    /// The pictures, in the session's order.
    pub pictures: Vec<PictureReplay>,
    /// Every metric that was recorded.
    pub metrics: Vec<MetricReplay>,
}

impl PictureVerdict {
    /// Whether nothing speaks against the record.
    pub fn agrees(&self) -> bool {
        matches!(self, Self::Same | Self::Close)
    }

    /// As tables and programs call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Close => "close",
            Self::Differs => "differs",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Fails(_) => "fails",
        }
    }
}

impl MapVerdict {
    /// As tables and programs call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BitEqual => "bit-equal",
            Self::OtherBits => "other bits",
            Self::Unknown => "unknown",
        }
    }
}

impl PictureReplay {
    /// How far the scores lie apart.
    pub fn difference(&self) -> Option<f32> {
        Some((self.now? - self.then?).abs())
    }
}

impl Replay {
    /// Whether inputs, scores, maps and metrics are what was recorded.
    pub fn agrees(&self) -> bool {
        self.verification.is_same()
            && self.pictures.iter().all(|picture| picture.verdict.agrees())
            && self.metrics.iter().all(|metric| metric.agrees)
    }

    /// Pictures whose map has the recorded bits, and those that have one to compare.
    pub fn bit_equal(&self) -> (usize, usize) {
        let count = |wanted| {
            self.pictures
                .iter()
                .filter(|picture| picture.map == wanted)
                .count()
        };
        let equal = count(MapVerdict::BitEqual);
        (equal, equal + count(MapVerdict::OtherBits))
    }

    /// The result in sentences, the verdict last.
    pub fn conclusion(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .verification
            .changes
            .iter()
            .map(ToString::to_string)
            .collect();
        lines.push(self.about_scores());
        lines.extend(self.about_maps());
        lines.extend(self.about_metrics());
        lines.push(self.verdict());
        lines
    }

    fn about_scores(&self) -> String {
        let all = self.pictures.len();
        let agreeing = self
            .pictures
            .iter()
            .filter(|picture| picture.verdict.agrees())
            .count();
        let largest = self
            .pictures
            .iter()
            .filter_map(PictureReplay::difference)
            .fold(0.0, f32::max);
        format!(
            "{agreeing} of {all} pictures agree within {} (score) and {} (map); the largest difference of a score is \
             {}",
            self.tolerance.score,
            self.tolerance.map,
            match largest {
                0.0 => "0".to_owned(),
                largest => format!("{largest:e}"),
            }
        )
    }

    fn about_maps(&self) -> Option<String> {
        let (equal, maps) = self.bit_equal();
        let why = |change: &&Change| !change.is_of_inputs();
        match (maps, maps - equal) {
            (0, _) => None,
            (_, 0) => Some(format!("{equal} of {maps} maps have the recorded bytes")),
            _ if self.verification.changes.iter().any(|change| why(&change)) => Some(format!(
                "{equal} of {maps} maps have the recorded bytes; with another machine, version or number of threads the last \
                 bits may differ, and the values above are what counts"
            )),
            _ => Some(format!("{equal} of {maps} maps have the recorded bytes")),
        }
    }

    fn about_metrics(&self) -> Option<String> {
        let all = self.metrics.len();
        let agreeing = self.metrics.iter().filter(|metric| metric.agrees).count();
        (all > 0).then(|| {
            format!(
                "{agreeing} of {all} metrics agree within {}",
                self.tolerance.metric
            )
        })
    }

    fn verdict(&self) -> String {
        if self.agrees() {
            return "the session is reproduced".to_owned();
        }
        let changes = &self.verification.changes;
        let numbers_agree = self.pictures.iter().all(|picture| picture.verdict.agrees())
            && self.metrics.iter().all(|metric| metric.agrees);
        if numbers_agree {
            return "every recorded score, map and metric is reproduced, but not every input is what it was, as said above"
                .to_owned();
        }
        let weights = changes
            .iter()
            .any(|change| matches!(change, Change::Weights { .. }));
        let inputs = changes.iter().filter(|change| change.is_of_inputs()).count();
        match (weights, inputs) {
            (true, _) => "the session is not reproduced: its weights are not those that were recorded, so other scores are \
                          to be expected; name the recorded files with --backbone and --prompts"
                .to_owned(),
            (false, 0) => "the session is not reproduced, although every input is what it was: program, machine or settings \
                           of the environment make the difference"
                .to_owned(),
            (false, _) => {
                "the session is not reproduced: inputs have changed since, as said above".to_owned()
            }
        }
    }
}
