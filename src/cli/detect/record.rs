//! One picture's result as a JSON object on one line.

use super::warnings::warnings;
use crate::cli::json_path::json_path;
use crate::engine::PictureResult;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A result.
#[derive(Debug, Serialize)]
pub struct Record {
    path: String,
    score: f32,
    map: MapSummary,
    warnings: Vec<String>,
    files: Vec<String>,
    ms: Milliseconds,
}

#[derive(Debug, Serialize)]
struct MapSummary {
    min: f32,
    max: f32,
    mean: f32,
}

#[derive(Debug, Serialize)]
struct Milliseconds {
    decode: f64,
    vision: f64,
    prompts: f64,
    map: f64,
}

/// A picture that failed.
#[derive(Debug, Serialize)]
pub struct FailureRecord<'a> {
    path: String,
    error: &'a str,
}

impl Record {
    /// The result of the picture at `path`.
    pub fn new(path: &Path, result: &PictureResult, files: &[PathBuf]) -> Self {
        let detection = &result.detection;
        let (min, max, mean) = detection.map.min_max_mean();
        let ms = |time: Duration| (time.as_secs_f64() * 1e6).round() / 1e3;
        Self {
            path: json_path(path),
            score: detection.score,
            map: MapSummary { min, max, mean },
            warnings: warnings(result),
            files: files.iter().map(|file| json_path(file)).collect(),
            ms: Milliseconds {
                decode: ms(result.decode),
                vision: ms(detection.times.vision),
                prompts: ms(detection.times.prompts),
                map: ms(detection.times.map),
            },
        }
    }
}

impl<'a> FailureRecord<'a> {
    /// The failure of the picture at `path`.
    pub fn new(path: &Path, error: &'a str) -> Self {
        Self {
            path: json_path(path),
            error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::{AnomalyMap, Detection, StageTimes, Warning};
    use crate::picture::PictureNote;

    fn result(values: Vec<f32>, warnings: Vec<Warning>) -> PictureResult {
        let detection = Detection {
            score: values[1],
            map: AnomalyMap { size: 2, values },
            layers: vec![],
            warnings,
            times: StageTimes {
                vision: Duration::from_micros(1500),
                ..StageTimes::default()
            },
        };
        PictureResult {
            detection,
            notes: vec![PictureNote::FirstOfSeveral],
            picture: None,
            decode: Duration::from_millis(2),
        }
    }

    #[test]
    fn the_keys_and_their_order_are_the_documented_ones() {
        let result = result(vec![0.0, 0.25, 0.75, 1.0], vec![]);
        let record = Record::new(Path::new("a\n.tif"), &result, &["o/a".into()]);
        assert_eq!(
            serde_json::to_string(&record).unwrap(),
            r#"{"path":"a\n.tif","score":0.25,"map":{"min":0.0,"max":1.0,"mean":0.5},"warnings":["the file holds several pictures; the first one is used"],"files":["o/a"],"ms":{"decode":2.0,"vision":1.5,"prompts":0.0,"map":0.0}}"#
        );
    }

    #[test]
    fn what_is_not_a_number_is_null() {
        let result = result(vec![f32::NAN; 4], vec![Warning::NotANumber("the score")]);
        let value = serde_json::to_value(Record::new(Path::new("a.png"), &result, &[])).unwrap();
        assert!(value["score"].is_null() && value["map"]["mean"].is_null());
        assert_eq!(value["warnings"].as_array().unwrap().len(), 2);
    }
}
