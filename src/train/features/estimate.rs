//! What the features will take, before anything is computed.

use super::{FeatureDtype, FeatureOptions, FeaturePlace};
use crate::base::free_memory;
use crate::clip::ClipConfig;
use crate::train::{TrainError, TrainSettings};
use serde::{Deserialize, Serialize};

/// Room for the features of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// Pictures.
    pub pictures: usize,
    /// Bytes of one.
    pub per_picture: u64,
}

impl Estimate {
    /// Of so many pictures.
    pub fn new(pictures: usize, config: &ClipConfig, settings: &TrainSettings, dtype: FeatureDtype) -> Self {
        let grid = settings.image_size / config.vision.patch;
        let rows = 1 + settings.layers.len() * (1 + grid * grid);
        let values = (rows * config.embed_dim) as u64;
        Self {
            pictures,
            per_picture: values * dtype.dtype().size_in_bytes() as u64,
        }
    }

    /// Bytes of all.
    pub fn total(&self) -> u64 {
        self.per_picture * self.pictures as u64
    }

    /// The place that `options` come to: what `auto` means, and whether the limit holds.
    pub fn place(&self, options: &FeatureOptions) -> Result<FeaturePlace, TrainError> {
        let free = free_memory();
        let place = match options.place {
            FeaturePlace::Auto => {
                let allowed = options.limit.or(free.map(|free| free / 2));
                if allowed.is_some_and(|allowed| self.total() <= allowed) {
                    FeaturePlace::Memory
                } else {
                    FeaturePlace::Disk
                }
            }
            named => named,
        };
        let limit = match place {
            FeaturePlace::Off => None,
            FeaturePlace::Memory => options.limit.or(free),
            _ => options.limit,
        };
        match limit {
            Some(limit) if self.total() > limit => Err(TrainError::FeaturesTooLarge {
                pictures: self.pictures,
                needed: plain_bytes(self.total()),
                limit: plain_bytes(limit),
                advice: "--features-dtype f16 halves them, --features disk keeps them in files, a larger \
                         --features-limit allows them, --features off computes them anew in every epoch",
            }),
            _ => Ok(place),
        }
    }
}

/// Bytes for people: `612 MB`, `29.1 GB`.
pub fn plain_bytes(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        0.0..1e3 => format!("{bytes} bytes"),
        1e3..1e6 => format!("{:.0} kB", bytes / 1e3),
        1e6..1e9 => format!("{:.0} MB", bytes / 1e6),
        _ => format!("{:.1} GB", bytes / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(place: FeaturePlace, limit: Option<u64>) -> FeatureOptions {
        FeatureOptions {
            place,
            dtype: FeatureDtype::F32,
            limit,
            folder: "features".into(),
        }
    }

    #[test]
    fn the_released_protocol_takes_17_mb_a_picture_and_half_of_that_in_f16() {
        let (config, settings) = (ClipConfig::vit_l_14_336(), TrainSettings::default());
        let of = |dtype| Estimate::new(1725, &config, &settings, dtype).per_picture;
        assert_eq!(of(FeatureDtype::F32), (1 + 4 * 1370) * 768 * 4);
        assert_eq!(of(FeatureDtype::F16) * 2, of(FeatureDtype::F32));
        assert_eq!(plain_bytes(of(FeatureDtype::F32)), "17 MB");
    }

    #[test]
    fn auto_goes_to_disk_when_the_limit_is_small_and_named_places_keep_it() {
        let estimate = Estimate {
            pictures: 10,
            per_picture: 100,
        };
        let place = |place, limit| estimate.place(&options(place, limit));
        assert_eq!(
            place(FeaturePlace::Auto, Some(1000)).unwrap(),
            FeaturePlace::Memory
        );
        assert!(place(FeaturePlace::Auto, Some(999)).is_err());
        assert!(place(FeaturePlace::Disk, Some(999)).is_err());
        assert_eq!(place(FeaturePlace::Disk, None).unwrap(), FeaturePlace::Disk);
        assert_eq!(place(FeaturePlace::Off, Some(1)).unwrap(), FeaturePlace::Off);
        let error = place(FeaturePlace::Memory, Some(1)).unwrap_err().to_string();
        assert!(
            error.contains("--features disk") && error.contains("1 kB"),
            "{error}"
        );
    }
}
