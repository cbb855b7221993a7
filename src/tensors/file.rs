//! One face for all containers.

use super::byte_source::ByteSource;
use super::convert::{self, ConvertError};
use super::sniff::{self, Kind, Look};
use super::stored::StoredTensor;
use super::torch_archive;
use super::{ElementType, TensorError, pickle, safetensors_header};
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// How a file holds its tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// safetensors.
    Safetensors,
    /// torch.save's zip.
    TorchSave,
    /// torch.jit.save's zip.
    TorchScript,
}

impl std::fmt::Display for Container {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Safetensors => "safetensors",
            Self::TorchSave => "torch.save",
            Self::TorchScript => "TorchScript",
        })
    }
}

/// A tensor's type and shape, known without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorInfo {
    /// Type of the elements in the file.
    pub dtype: ElementType,
    /// Size of every dimension.
    pub shape: Vec<usize>,
}

/// An open file of named tensors. Opening reads no weights; [`TensorFile::read`] reads one tensor.
#[derive(Debug)]
pub struct TensorFile {
    source: ByteSource,
    contents: Contents,
}

/// What a container's own reader finds.
#[derive(Debug)]
pub(super) struct Contents {
    pub container: Container,
    pub metadata: BTreeMap<String, String>,
    pub tensors: BTreeMap<String, StoredTensor>,
}

impl TensorFile {
    /// Opens a file, tells its container from its content, and checks that it has all bytes it promises.
    pub fn open(path: &Path) -> Result<Self, TensorError> {
        let not_weights = |look| TensorError::NotWeights {
            file: path.to_owned(),
            look,
        };
        let found = std::fs::metadata(path).map_err(|cause| TensorError::Io {
            file: path.to_owned(),
            cause,
        })?;
        // Before opening: a named pipe would wait for a writer for ever.
        if !found.is_file() {
            return Err(not_weights(Look::not_a_file(path, &found)));
        }
        let source = ByteSource::open(path)?;
        let head = source.copy(0..source.len().min(sniff::HEAD))?;
        let contents = match sniff::kind(&head, source.len()) {
            Kind::Safetensors => safetensors_header::read(&source)?,
            Kind::Zip => torch_archive::read(&source)?,
            Kind::BarePickle => return Err(refuse_bare_pickle(&source)),
            Kind::Other(look) => return Err(not_weights(look)),
        };
        Ok(Self { source, contents })
    }

    /// The file's name as it was given.
    pub fn path(&self) -> &Path {
        self.source.path()
    }

    /// How the file holds its tensors.
    pub fn container(&self) -> Container {
        self.contents.container
    }

    /// The text that safetensors keep beside the tensors; empty for the other containers.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.contents.metadata
    }

    /// All names, sorted. Nested dictionaries and modules give dotted names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.contents.tensors.keys().map(String::as_str)
    }

    /// Type and shape of one tensor.
    pub fn info(&self, name: &str) -> Option<&TensorInfo> {
        self.contents.tensors.get(name).map(|stored| &stored.info)
    }

    /// Reads one tensor, converted to `dtype`: floats are rounded to nearest, integers must fit.
    pub fn read(&self, name: &str, dtype: DType, device: &Device) -> Result<Tensor, TensorError> {
        self.load(name, self.stored(name)?, dtype, device)
    }

    /// Reads some indices along the first dimension of one tensor, as [`Self::read`] does. The others are not
    /// touched.
    pub fn read_rows(
        &self,
        name: &str,
        rows: Range<usize>,
        dtype: DType,
        device: &Device,
    ) -> Result<Tensor, TensorError> {
        let stored = self.stored(name)?;
        let part = stored.rows(&rows).ok_or_else(|| TensorError::NoSuchRows {
            file: self.path().to_owned(),
            name: name.to_owned(),
            rows,
            shape: stored.info.shape.clone(),
        })?;
        self.load(name, &part, dtype, device)
    }

    fn stored(&self, name: &str) -> Result<&StoredTensor, TensorError> {
        let found = self.contents.tensors.get(name);
        found.ok_or_else(|| TensorError::NoSuchTensor {
            file: self.path().to_owned(),
            name: name.to_owned(),
        })
    }

    fn load(
        &self,
        name: &str,
        stored: &StoredTensor,
        dtype: DType,
        device: &Device,
    ) -> Result<Tensor, TensorError> {
        let file = || self.path().to_owned();
        convert::load(&self.source, stored, dtype, device).map_err(|error| match error {
            ConvertError::File(error) => error,
            ConvertError::Candle(cause) => TensorError::Candle {
                file: file(),
                name: name.to_owned(),
                cause,
            },
            ConvertError::Elements(reason) => TensorError::Conversion {
                file: file(),
                name: name.to_owned(),
                found: stored.info.dtype,
                wanted: dtype,
                reason,
            },
        })
    }
}

/// A pickle without a zip around it: torch's format before version 1.6, or no weights at all. Its beginning is
/// run by our own machine, so that a dangerous one is named as such rather than converted by its owner.
fn refuse_bare_pickle(source: &ByteSource) -> TensorError {
    let file = source.path().to_owned();
    let bytes = match source.copy(0..source.len().min(pickle::MAX_BYTES)) {
        Ok(bytes) => bytes,
        Err(error) => return error,
    };
    if let Some(error) = pickle::first_forbidden(&bytes) {
        return TensorError::Pickle {
            file,
            entry: "the whole file".to_owned(),
            cause: error,
        };
    }
    TensorError::Unsupported {
        file,
        reason: "it is a pickle without torch's zip around it, as torch.save wrote before version 1.6".to_owned(),
        advice: "save it again where torch is installed: python -c \"import torch, sys; \
                 torch.save(torch.load(sys.argv[1], map_location='cpu', weights_only=True), sys.argv[2])\" OLD NEW"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_can_be_read_from_several_threads() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("w");
        let tensor = Tensor::arange(0f32, 1000.0, &Device::Cpu).unwrap();
        let all = BTreeMap::from([("a".to_owned(), tensor)]);
        crate::tensors::write_safetensors(&path, &all, &BTreeMap::new()).unwrap();
        let file = TensorFile::open(&path).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let found = file.read("a", DType::F32, &Device::Cpu).unwrap();
                    assert_eq!(found.to_vec1::<f32>().unwrap()[999], 999.0);
                });
            }
        });
    }

    #[test]
    fn rows_are_read_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("w");
        let tensor = Tensor::arange(0f32, 24.0, &Device::Cpu)
            .unwrap()
            .reshape((4, 3, 2))
            .unwrap();
        let all = BTreeMap::from([("a".to_owned(), tensor.clone())]);
        crate::tensors::write_safetensors(&path, &all, &BTreeMap::new()).unwrap();
        let file = TensorFile::open(&path).unwrap();
        let rows = |rows| file.read_rows("a", rows, DType::F32, &Device::Cpu);
        let values = |tensor: Tensor| tensor.to_vec3::<f32>().unwrap();
        assert_eq!(
            values(rows(1..3).unwrap()),
            values(tensor.narrow(0, 1, 2).unwrap())
        );
        assert_eq!(rows(4..4).unwrap().dims(), [0, 3, 2]);
        let error = rows(3..5).unwrap_err().to_string();
        assert!(
            error.contains("'a'") && error.contains("3..5") && error.contains("4×3×2"),
            "{error}"
        );
    }
}
