//! The name of a picture's features: everything that they follow from.

use super::FeatureDtype;
use crate::base::sha256_of_bytes;
use crate::clip::Build;
use candle_core::DeviceLocation;

/// Changes whenever the same picture and backbone would give other features.
const VERSION: u32 = 2;

/// What all pictures of a run have in common.
#[derive(Debug, Clone)]
pub struct KeyBase(String);

impl KeyBase {
    /// `backbone` is the file's sha256; the tower reads pictures of `image_size` pixels and is tapped at `layers`. What it
    /// runs on and in which precision belongs to the name, because rounding differs.
    pub fn new(
        backbone: &str,
        (image_size, layers): (usize, &[usize]),
        build: &Build,
        dtype: FeatureDtype,
    ) -> Self {
        let device = match build.device.location() {
            DeviceLocation::Cpu => "cpu",
            DeviceLocation::Cuda { .. } => "cuda",
            DeviceLocation::Metal { .. } => "metal",
        };
        Self(format!(
            "vip2clip features {VERSION}\n{backbone}\nsize {image_size}\nlayers {layers:?}\non {device} in {:?}, weights \
             in {:?}\nkept as {}\n",
            build.activations(),
            build.dtype,
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
    use candle_core::{DType, Device};

    #[test]
    fn whatever_matters_changes_the_key() {
        let build = |dtype| Build::new(&Device::Cpu, dtype);
        let key = |backbone: &str, size: usize, layers: &[usize], weights: DType, kept, picture: &[u8]| {
            KeyBase::new(backbone, (size, layers), &build(weights), kept).of(picture)
        };
        let (f32, f16) = (FeatureDtype::F32, FeatureDtype::F16);
        let taps = [6, 12];
        let first = key("abc", 518, &taps, DType::F32, f32, b"picture");
        assert_eq!(first, key("abc", 518, &taps, DType::F32, f32, b"picture"));
        for other in [
            key("abd", 518, &taps, DType::F32, f32, b"picture"),
            key("abc", 224, &taps, DType::F32, f32, b"picture"),
            key("abc", 518, &[6], DType::F32, f32, b"picture"),
            // The activations stay f32 on the CPU, the weights are rounded.
            key("abc", 518, &taps, DType::F16, f32, b"picture"),
            key("abc", 518, &taps, DType::F32, f16, b"picture"),
            key("abc", 518, &taps, DType::F32, f32, b"another"),
        ] {
            assert_ne!(first, other);
        }
    }
}
