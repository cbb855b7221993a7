//! One run, stage by stage, and the median of several.

use super::report::Seconds;
use crate::detector::{Detector, Unobserved};
use crate::picture::{self, Limits, ModelInput};
use anyhow::Context;
use std::path::Path;
use std::time::{Duration, Instant};

/// The times of one picture.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    decode: Duration,
    vision: Duration,
    prompts: Duration,
    map: Duration,
    total: Duration,
}

/// Decodes the bytes of a picture and detects on it.
pub fn one_picture(detector: &Detector, name: &Path, bytes: &[u8]) -> anyhow::Result<Sample> {
    let start = Instant::now();
    let picture = picture::decode(bytes, name, &Limits::default())?;
    let input = ModelInput::new(&picture, detector.settings().image_size);
    let decode = start.elapsed();
    let detections = detector.detect(std::slice::from_ref(&input), &Unobserved)?;
    let total = start.elapsed();
    let times = detections.first().context("the model gave no result")?.times;
    Ok(Sample {
        decode,
        vision: times.vision,
        prompts: times.prompts,
        map: times.map,
        total,
    })
}

/// The median of every stage by itself.
pub fn median_of(samples: &[Sample], load: Duration) -> Seconds {
    let stage = |time: fn(&Sample) -> Duration| median(samples.iter().map(time).collect()).as_secs_f64();
    Seconds {
        load: load.as_secs_f64(),
        decode: stage(|sample| sample.decode),
        vision: stage(|sample| sample.vision),
        prompts: stage(|sample| sample.prompts),
        map: stage(|sample| sample.map),
        total: stage(|sample| sample.total),
    }
}

/// The middle value, or the mean of the two in the middle; zero of nothing.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    let middle = times.len() / 2;
    match times.as_slice() {
        [] => Duration::ZERO,
        times if times.len() % 2 == 1 => times[middle],
        times => (times[middle - 1] + times[middle]) / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        let of = |millis: &[u64]| median(millis.iter().map(|&ms| Duration::from_millis(ms)).collect());
        assert_eq!(of(&[9, 1, 5]), Duration::from_millis(5));
        assert_eq!(of(&[9, 1, 5, 3]), Duration::from_millis(4));
        assert_eq!(of(&[]), Duration::ZERO);
    }
}
