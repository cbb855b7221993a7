//! Features that training left on disk, for those who detect.

use super::FeatureDtype;
use super::disk::FeatureFolder;
use super::key::KeyBase;
use crate::clip::Build;
use crate::detector::DetectorSettings;
use crate::train::SampleFeatures;
use std::path::Path;

/// A folder of features, looked into and never written to. Only features in f32 count: rounded ones would give other
/// scores than the tower.
#[derive(Debug)]
pub struct StoredFeatures {
    folder: FeatureFolder,
    base: KeyBase,
}

impl StoredFeatures {
    /// Those of the backbone with this sha256, built and tapped like this.
    pub fn new(folder: &Path, backbone: &str, settings: &DetectorSettings, build: &Build) -> Self {
        let tapped = (settings.image_size, settings.layers.as_slice());
        Self {
            folder: FeatureFolder::new(folder, settings.layers.len(), FeatureDtype::F32.dtype()),
            base: KeyBase::new(backbone, tapped, build, FeatureDtype::F32),
        }
    }

    /// The features of the picture whose file holds these bytes, where they are there, whole and as they were written.
    pub fn find(&self, picture: &[u8]) -> Option<SampleFeatures> {
        let key = self.base.of(picture);
        if !self.folder.holds(&key) {
            return None;
        }
        SampleFeatures::new(&self.folder.read(&key).ok()?).ok()
    }
}
