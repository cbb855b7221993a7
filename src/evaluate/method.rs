//! What can be evaluated: anything that gives a picture a score and a map.

use super::ClipBaseline;
use crate::base::CancelToken;
use crate::detector::{Detector, DetectorError, Observer};
use crate::picture::ModelInput;

/// What a method says about a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The image score, the larger the more anomalous.
    pub score: f32,
    /// The anomaly map, S·S, rows from the top.
    pub map: Vec<f32>,
}

/// A method of anomaly detection.
pub trait Method: Send + Sync {
    /// One verdict per picture of a class, in order. Zero-shot methods that need no name leave the class aside.
    fn judge(
        &self,
        class: &str,
        inputs: &[ModelInput],
        cancel: &CancelToken,
    ) -> Result<Vec<Verdict>, DetectorError>;
}

/// Stops the tower.
struct Stopper<'a>(&'a CancelToken);

impl Observer for Stopper<'_> {
    fn cancel(&self) -> CancelToken {
        self.0.clone()
    }
}

impl Method for Detector {
    fn judge(
        &self,
        _: &str,
        inputs: &[ModelInput],
        cancel: &CancelToken,
    ) -> Result<Vec<Verdict>, DetectorError> {
        let detections = self.detect(inputs, &Stopper(cancel))?;
        let verdict = |detection: crate::detector::Detection| Verdict {
            score: detection.score,
            map: detection.map.values,
        };
        Ok(detections.into_iter().map(verdict).collect())
    }
}

impl Method for ClipBaseline {
    fn judge(
        &self,
        class: &str,
        inputs: &[ModelInput],
        cancel: &CancelToken,
    ) -> Result<Vec<Verdict>, DetectorError> {
        let judged = self.detect(class, inputs, cancel)?;
        let verdict = |(score, map): (f32, crate::detector::AnomalyMap)| Verdict {
            score,
            map: map.values,
        };
        Ok(judged.into_iter().map(verdict).collect())
    }
}
