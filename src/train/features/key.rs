//! The name of a picture's features: everything that they follow from.

use super::FeatureDtype;
use crate::base::sha256_of_bytes;
use crate::train::TrainSettings;
use candle_core::DType;

/// Changes whenever the same picture and backbone would give other features.
const VERSION: u32 = 1;

/// What all pictures of a run have in common.
#[derive(Debug, Clone)]
pub struct KeyBase(String);

impl KeyBase {
    /// `backbone` is the file's sha256; `device` and `arithmetic` name what the tower ran on, because rounding differs.
    pub fn new(
        backbone: &str,
        settings: &TrainSettings,
        device: &str,
        arithmetic: DType,
        dtype: FeatureDtype,
    ) -> Self {
        Self(format!(
            "vip2clip features {VERSION}\n{backbone}\nsize {}\nlayers {:?}\non {device} in {arithmetic:?}\nkept as {}\n",
            settings.image_size,
            settings.layers,
            dtype.name(),
        ))
    }

    /// The key of a picture by its file's bytes.
    pub fn of(&self, picture: &[u8]) -> String {
        let whole = format!("{}{}", self.0, sha256_of_bytes(picture));
        sha256_of_bytes(whole.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_matters_changes_the_key() {
        let settings = TrainSettings::default();
        let base = |settings: &TrainSettings, dtype| KeyBase::new("abc", settings, "cpu", DType::F32, dtype);
        let key = base(&settings, FeatureDtype::F32).of(b"picture");
        assert_eq!(key, base(&settings, FeatureDtype::F32).of(b"picture"));
        let mut smaller = settings.clone();
        smaller.image_size = 224;
        // What only training knows does not.
        let mut slower = settings.clone();
        slower.lr_ica = 1e-4;
        for other in [
            base(&settings, FeatureDtype::F32).of(b"another"),
            base(&settings, FeatureDtype::F16).of(b"picture"),
            base(&smaller, FeatureDtype::F32).of(b"picture"),
            KeyBase::new("abd", &settings, "cpu", DType::F32, FeatureDtype::F32).of(b"picture"),
            KeyBase::new("abc", &settings, "cuda", DType::F32, FeatureDtype::F32).of(b"picture"),
        ] {
            assert_ne!(key, other);
        }
        assert_eq!(key, base(&slower, FeatureDtype::F32).of(b"picture"));
    }
}
