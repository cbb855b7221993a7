//! Any container of weights rewritten as our safetensors: OpenAI's names for a backbone, the released ones for prompts.

use super::{ModelKind, kind_of_file};
use crate::base::{printable_path, sha256_of_file};
use crate::clip::{BackboneError, BackboneFile};
use crate::detector::{CheckpointError, PromptCheckpoint};
use crate::evaluate::protocol::TrainedOn;
use crate::tensors::{PlannedTensor, TensorError, TensorFile, write_safetensors_in_turn};
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What weights are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeightDtype {
    /// 32 bits.
    F32,
    /// IEEE half.
    F16,
    /// bfloat16.
    Bf16,
}

impl WeightDtype {
    /// In options and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
        }
    }

    fn dtype(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::F16 => DType::F16,
            Self::Bf16 => DType::BF16,
        }
    }
}

impl FromStr for WeightDtype {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::F32, Self::F16, Self::Bf16]
            .into_iter()
            .find(|dtype| dtype.name() == text)
            .ok_or_else(|| "expected f32, f16 or bf16".to_owned())
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// What it is.
    pub kind: ModelKind,
    /// Tensors.
    pub tensors: usize,
    /// Tensors of the source that were left out.
    pub left_out: Vec<String>,
    /// Bytes.
    pub size: u64,
    /// sha256 of the new file.
    pub sha256: String,
}

/// Why nothing was converted.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The source.
    #[error(transparent)]
    Backbone(#[from] BackboneError),
    /// The source.
    #[error(transparent)]
    Prompts(#[from] CheckpointError),
    /// Reading or writing.
    #[error(transparent)]
    Tensors(#[from] TensorError),
    /// Neither a backbone nor prompts.
    #[error("{0}")]
    Neither(String),
    /// The new file's place.
    #[error("{} is there already\n  what to do: name another --out", printable_path(.0))]
    Exists(PathBuf),
    /// A half cannot hold a number of this size.
    #[error(
        "'{tensor}' holds numbers that f16 cannot hold (beyond 65504)\n  what to do: convert to bf16 or f32"
    )]
    Overflow {
        /// The tensor.
        tensor: String,
    },
    /// Sizes that the names of OpenAI cannot tell.
    #[error(
        "{} has attention heads of another width than 64, which only its config.json tells: it cannot be converted\n  \
         what to do: use it as it is", printable_path(.0)
    )]
    Heads(PathBuf),
    /// The system refused.
    #[error("{} cannot be read: {cause}", printable_path(file))]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

/// Rewrites the model at `source` as safetensors at `out`, its numbers rounded to `to`. One tensor is in memory at a
/// time.
pub fn convert(source: &Path, to: WeightDtype, out: &Path) -> Result<Converted, ConvertError> {
    if out.exists() {
        return Err(ConvertError::Exists(out.to_owned()));
    }
    let kind = kind_of_file(source).map_err(|error| ConvertError::Neither(error.to_string()))?;
    let (tensors, left_out) = match kind {
        ModelKind::Backbone => backbone(source, to, out)?,
        ModelKind::Prompts => prompts(source, to, out)?,
    };
    let io = |cause| ConvertError::Io {
        file: out.to_owned(),
        cause,
    };
    Ok(Converted {
        kind,
        tensors,
        left_out,
        size: std::fs::metadata(out).map_err(io)?.len(),
        sha256: sha256_of_file(out).map_err(io)?,
    })
}

const LOGIT_SCALE: &str = "logit_scale";

fn backbone(source: &Path, to: WeightDtype, out: &Path) -> Result<(usize, Vec<String>), ConvertError> {
    let file = BackboneFile::open(source)?;
    let config = file.config();
    if config.vision.heads * 64 != config.vision.width || config.text.heads * 64 != config.text.width {
        return Err(ConvertError::Heads(source.to_owned()));
    }
    let mut plan: Vec<PlannedTensor> = file
        .tensors()
        .into_iter()
        .map(|(name, shape)| PlannedTensor {
            name,
            shape,
            dtype: to.dtype(),
        })
        .collect();
    let scale = file.log_logit_scale()?;
    if scale.is_some() {
        plan.push(PlannedTensor {
            name: LOGIT_SCALE.to_owned(),
            shape: Vec::new(),
            // One number: nothing is gained by rounding it.
            dtype: DType::F32,
        });
    }
    let mut metadata = file.metadata().clone();
    metadata.insert("source_naming".to_owned(), file.naming().to_string());
    provenance(
        &mut metadata,
        source,
        file.container().to_string(),
        to,
        "vip2clip backbone 1",
    )?;
    let count = plan.len();
    write_safetensors_in_turn(out, plan, &metadata, &mut |name| match (name, scale) {
        (LOGIT_SCALE, Some(scale)) => Ok(Tensor::new(scale, &Device::Cpu).map_err(candle(out, name))?),
        _ => {
            let tensor = file.read(name, DType::F32, &Device::Cpu)?;
            rounded(&tensor, to, name, out)
        }
    })?;
    let kept: Vec<String> = file.tensors().into_iter().map(|(name, _)| name).collect();
    let left_out = match file.naming() {
        crate::clip::Naming::OpenAi => other_names(source, &kept)?,
        crate::clip::Naming::HuggingFace => Vec::new(),
    };
    Ok((count, left_out))
}

fn prompts(source: &Path, to: WeightDtype, out: &Path) -> Result<(usize, Vec<String>), ConvertError> {
    let checkpoint = PromptCheckpoint::open(source)?;
    let tensors = checkpoint.tensors();
    let is_ids = |tensor: &Tensor| tensor.dtype() == DType::U32;
    let plan: Vec<PlannedTensor> = tensors
        .iter()
        .map(|(name, tensor)| PlannedTensor {
            name: name.clone(),
            shape: tensor.dims().to_vec(),
            // Token ids are i32 in the released files.
            dtype: if is_ids(tensor) { DType::I32 } else { to.dtype() },
        })
        .collect();
    let mut metadata = checkpoint.metadata().clone();
    if !metadata.contains_key("trained_on")
        && let Some(trained) = TrainedOn::of_checkpoint(source, &metadata)
    {
        metadata.insert("trained_on".to_owned(), trained.dataset);
    }
    let container = TensorFile::open(source)?.container().to_string();
    provenance(&mut metadata, source, container, to, "vip2clip prompts 1")?;
    let count = plan.len();
    write_safetensors_in_turn(out, plan, &metadata, &mut |name| {
        let tensor = &tensors[name];
        match is_ids(tensor) {
            true => Ok::<_, ConvertError>(tensor.to_dtype(DType::I32).map_err(candle(out, name))?),
            false => rounded(tensor, to, name, out),
        }
    })?;
    Ok((count, checkpoint.ignored().to_vec()))
}

/// Where it comes from, beside what the source said of itself.
fn provenance(
    metadata: &mut BTreeMap<String, String>,
    source: &Path,
    container: String,
    to: WeightDtype,
    format: &str,
) -> Result<(), ConvertError> {
    let sha256 = sha256_of_file(source).map_err(|cause| ConvertError::Io {
        file: source.to_owned(),
        cause,
    })?;
    let name = source
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    metadata
        .entry("format".to_owned())
        .or_insert_with(|| format.to_owned());
    for (key, value) in [
        (
            "converted_by",
            format!("vip2clip-tui {}", env!("CARGO_PKG_VERSION")),
        ),
        ("converted_from", name),
        ("converted_from_sha256", sha256),
        ("source_container", container),
        ("converted_to", to.name().to_owned()),
    ] {
        metadata.insert(key.to_owned(), value);
    }
    Ok(())
}

fn rounded(tensor: &Tensor, to: WeightDtype, name: &str, out: &Path) -> Result<Tensor, ConvertError> {
    let rounded = tensor.to_dtype(to.dtype()).map_err(candle(out, name))?;
    if to == WeightDtype::F16 {
        let finite = |tensor: &Tensor| -> candle_core::Result<f32> {
            // Infinity and NaN times 0 are NaN; finite numbers are 0.
            let wide = tensor.to_dtype(DType::F32)?;
            wide.affine(0.0, 0.0)?.sum_all()?.to_scalar::<f32>()
        };
        let (before, after) = (
            finite(tensor).map_err(candle(out, name))?,
            finite(&rounded).map_err(candle(out, name))?,
        );
        if before == 0.0 && after != 0.0 {
            return Err(ConvertError::Overflow {
                tensor: name.to_owned(),
            });
        }
    }
    Ok(rounded)
}

fn candle(out: &Path, name: &str) -> impl FnOnce(candle_core::Error) -> TensorError {
    let (file, name) = (out.to_owned(), name.to_owned());
    move |cause| TensorError::Candle {
        file,
        name,
        cause: Box::new(cause),
    }
}

/// Names of the file that none of `kept` is, prefixes of training scripts apart.
fn other_names(source: &Path, kept: &[String]) -> Result<Vec<String>, ConvertError> {
    let file = TensorFile::open(source)?;
    let others = file.names().filter(|name| {
        let is_kept = kept
            .iter()
            .any(|own| *name == own || name.ends_with(&format!(".{own}")));
        !is_kept && !name.ends_with(LOGIT_SCALE)
    });
    Ok(others.map(str::to_owned).collect())
}
