//! Values of `train`'s options as typed.

use crate::train::{FeatureDtype, FeaturePlace, Preset};
use std::time::Duration;

/// A protocol's name.
pub fn preset(text: &str) -> Result<Preset, String> {
    Preset::ALL
        .into_iter()
        .find(|preset| preset.name() == text)
        .ok_or_else(|| "expected paper-mvtec or paper-visa".to_owned())
}

/// Where features are kept.
pub fn place(text: &str) -> Result<FeaturePlace, String> {
    use FeaturePlace::{Auto, Disk, Memory, Off};
    [Auto, Memory, Disk, Off]
        .into_iter()
        .find(|place| place.name() == text)
        .ok_or_else(|| "expected auto, memory, disk or off".to_owned())
}

/// The precision that features are kept in.
pub fn dtype(text: &str) -> Result<FeatureDtype, String> {
    [FeatureDtype::F32, FeatureDtype::F16, FeatureDtype::Bf16]
        .into_iter()
        .find(|dtype| dtype.name() == text)
        .ok_or_else(|| "expected f32, f16 or bf16".to_owned())
}

/// A learning rate.
pub fn rate(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|rate: &f64| rate.is_finite() && *rate >= 0.0)
        .ok_or_else(|| "expected a number, 0 or more".to_owned())
}

/// A time.
pub fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "expected a number of seconds, 0 or more".to_owned())
}

/// `500MB`, `20GB`, `1.5TB`, or bytes.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || "expected a size such as 500MB or 20GB".to_owned();
    let text = text.trim().to_ascii_uppercase();
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit.trim() {
        "" | "B" => 1.0,
        "KB" | "K" => 1e3,
        "MB" | "M" => 1e6,
        "GB" | "G" => 1e9,
        "TB" | "T" => 1e12,
        _ => return Err(wrong()),
    };
    let number: f64 = number.trim().parse().map_err(|_| wrong())?;
    if number.is_finite() && number >= 0.0 {
        Ok((number * factor) as u64)
    } else {
        Err(wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("20GB"), Ok(20_000_000_000));
        assert_eq!(size("1.5 tb"), Ok(1_500_000_000_000));
        assert_eq!(size("512"), Ok(512));
        for wrong in ["", "GB", "-1GB", "20 apples", "nan"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
