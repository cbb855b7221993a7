//! Features in files: one safetensors a picture, with the hash of its tensors in its metadata. A file appears whole or
//! not at all; one that is torn all the same (a crash of the system, a copy cut short) is found out and made again.

use crate::base::{is_leftover, sha256_of_bytes};
use crate::clip::VisionFeatures;
use crate::tensors::{TensorError, TensorFile, write_safetensors};
use crate::train::TrainError;
use candle_core::{DType, Device, Result, Tensor};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const HASH: &str = "sha256";
const ENDING: &str = "safetensors";

/// A folder of features.
#[derive(Debug, Clone)]
pub struct FeatureFolder {
    folder: PathBuf,
    layers: usize,
    dtype: DType,
}

impl FeatureFolder {
    /// For features of so many layers, kept in `dtype`.
    pub fn new(folder: &Path, layers: usize, dtype: DType) -> Self {
        Self {
            folder: folder.to_owned(),
            layers,
            dtype,
        }
    }

    /// The precision of the files.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Where the features named `key` lie.
    fn path(&self, key: &str) -> PathBuf {
        // Two letters first: a folder of ten thousands of files is slow on many systems.
        self.folder.join(&key[..2]).join(format!("{key}.{ENDING}"))
    }

    /// Whether they are there, whole and as they were written.
    pub fn holds(&self, key: &str) -> bool {
        self.read_as_kept(key)
            .is_ok_and(|(tensors, hash)| hash_of(&tensors).is_ok_and(|found| Some(found) == hash))
    }

    /// Reads them, in f32. The hash is not looked at again: [`Self::holds`] has.
    pub fn read(&self, key: &str) -> std::result::Result<VisionFeatures, TrainError> {
        let (tensors, _) = self.read_as_kept(key)?;
        let mut tensors = tensors.into_values().map(|tensor| tensor.to_dtype(DType::F32));
        let global = tensors.next().transpose()?;
        let patches = tensors.collect::<Result<Vec<_>>>()?;
        match global {
            Some(global) => Ok(VisionFeatures { global, patches }),
            None => Err(TrainError::Record(
                "a file of features without tensors".to_owned(),
            )),
        }
    }

    fn read_as_kept(
        &self,
        key: &str,
    ) -> std::result::Result<(BTreeMap<String, Tensor>, Option<String>), TensorError> {
        let file = TensorFile::open(&self.path(key))?;
        let tensors = self
            .names()
            .map(|name| {
                file.read(&name, self.dtype, &Device::Cpu)
                    .map(|tensor| (name, tensor))
            })
            .collect::<std::result::Result<_, _>>()?;
        Ok((tensors, file.metadata().get(HASH).cloned()))
    }

    /// Writes them.
    pub fn write(&self, key: &str, features: &VisionFeatures) -> std::result::Result<(), TrainError> {
        let all = std::iter::once(&features.global).chain(&features.patches);
        let tensors: BTreeMap<String, Tensor> = self
            .names()
            .zip(all)
            .map(|(name, tensor)| Ok((name, tensor.to_dtype(self.dtype)?.contiguous()?)))
            .collect::<Result<_>>()?;
        let metadata = BTreeMap::from([(HASH.to_owned(), hash_of(&tensors)?)]);
        let path = self.path(key);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(TrainError::io(folder, "the folder cannot be made"))?;
        }
        Ok(write_safetensors(&path, &tensors, &metadata)?)
    }

    /// In the order of names, as maps keep them.
    fn names(&self) -> impl Iterator<Item = String> {
        let layers = (0..self.layers).map(|layer| format!("patches.{layer:03}"));
        std::iter::once("global".to_owned()).chain(layers)
    }

    /// Everything in the folders of features.
    fn files(&self) -> impl Iterator<Item = PathBuf> {
        entries(&self.folder)
            .into_iter()
            .flat_map(|folder| entries(&folder))
    }

    /// Removes what killed processes were writing.
    pub fn clear_leftovers(&self) {
        for path in self
            .files()
            .filter(|path| path.file_name().is_some_and(is_leftover))
        {
            let age = path
                .metadata()
                .and_then(|found| found.modified())
                .map(|time| time.elapsed());
            if matches!(age, Ok(Ok(age)) if age > LEFTOVER) {
                let _ = std::fs::remove_file(path);
            }
        }
    }

    /// Removes features that are not among `wanted`, least recently written first, until what stays and `coming` bytes
    /// fit into `limit`. Gives the number of files removed.
    pub fn make_room(&self, wanted: &BTreeSet<String>, coming: u64, limit: u64) -> usize {
        let mut others = Vec::new();
        let mut taken = coming;
        for path in self
            .files()
            .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        {
            let Ok(found) = path.metadata() else { continue };
            taken += found.len();
            let key = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default();
            if !wanted.contains(key) {
                others.push((
                    found.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                    found.len(),
                    path,
                ));
            }
        }
        others.sort();
        let mut removed = 0;
        for (_, length, path) in others {
            if taken <= limit {
                break;
            }
            if std::fs::remove_file(&path).is_ok() {
                taken -= length;
                removed += 1;
            }
        }
        removed
    }
}

/// From this age on nobody can still be writing a file.
const LEFTOVER: Duration = Duration::from_secs(3600);

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Of all tensors' bytes, in the order of names.
fn hash_of(tensors: &BTreeMap<String, Tensor>) -> Result<String> {
    let mut all = String::new();
    for tensor in tensors.values() {
        let flat = tensor.flatten_all()?;
        let hash = match tensor.dtype() {
            DType::F16 => {
                let bits: Vec<u16> = flat.to_vec1::<half::f16>()?.iter().map(|v| v.to_bits()).collect();
                sha256_of_bytes(bytemuck::cast_slice(&bits))
            }
            DType::BF16 => {
                let bits: Vec<u16> = flat
                    .to_vec1::<half::bf16>()?
                    .iter()
                    .map(|v| v.to_bits())
                    .collect();
                sha256_of_bytes(bytemuck::cast_slice(&bits))
            }
            _ => sha256_of_bytes(bytemuck::cast_slice(&flat.to_vec1::<f32>()?)),
        };
        all.push_str(&hash);
    }
    Ok(sha256_of_bytes(all.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features() -> VisionFeatures {
        let tensor = |n: usize, start: f32| {
            let values: Vec<f32> = (0..n).map(|i| start + i as f32 / 7.0).collect();
            Tensor::from_vec(values, (1, n / 4, 4), &Device::Cpu).unwrap()
        };
        VisionFeatures {
            global: tensor(4, 0.5).squeeze(0).unwrap(),
            patches: vec![tensor(8, 1.0), tensor(8, 2.0)],
        }
    }

    #[test]
    fn what_is_kept_comes_back_to_the_bit_in_f32_and_rounded_in_halves() {
        let dir = tempfile::tempdir().unwrap();
        let features = features();
        for (dtype, tolerance) in [(DType::F32, 0.0), (DType::F16, 2e-3), (DType::BF16, 2e-2)] {
            let folder = FeatureFolder::new(&dir.path().join(format!("{dtype:?}")), 2, dtype);
            assert!(!folder.holds("abcd"));
            folder.write("abcd", &features).unwrap();
            assert!(folder.holds("abcd"));
            let back = folder.read("abcd").unwrap();
            assert_eq!(back.patches.len(), 2);
            let difference = (&back.patches[1] - &features.patches[1]).unwrap().abs().unwrap();
            let worst = difference
                .flatten_all()
                .unwrap()
                .max(0)
                .unwrap()
                .to_scalar::<f32>()
                .unwrap();
            assert!(worst <= tolerance, "{dtype:?}: {worst}");
        }
    }

    #[test]
    fn a_torn_or_altered_file_is_found_out() {
        let dir = tempfile::tempdir().unwrap();
        let folder = FeatureFolder::new(dir.path(), 2, DType::F32);
        folder.write("abcd", &features()).unwrap();
        let path = folder.path("abcd");
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 1, 100, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert!(!folder.holds("abcd"), "cut at {cut}");
        }
        let mut altered = whole.clone();
        *altered.last_mut().unwrap() ^= 1;
        std::fs::write(&path, &altered).unwrap();
        assert!(!folder.holds("abcd"));
        std::fs::write(&path, &whole).unwrap();
        assert!(folder.holds("abcd"));
    }

    #[test]
    fn room_is_made_from_what_this_run_does_not_want() {
        let dir = tempfile::tempdir().unwrap();
        let folder = FeatureFolder::new(dir.path(), 2, DType::F32);
        for key in ["aa1", "bb2", "cc3"] {
            folder.write(key, &features()).unwrap();
        }
        let each = folder.path("aa1").metadata().unwrap().len();
        let wanted = BTreeSet::from(["aa1".to_owned()]);
        assert_eq!(folder.make_room(&wanted, 0, 3 * each), 0);
        assert_eq!(folder.make_room(&wanted, each, 3 * each), 1);
        assert_eq!(folder.make_room(&wanted, 0, 0), 1);
        assert!(folder.holds("aa1"));
    }
}
