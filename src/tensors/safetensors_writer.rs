//! Writing safetensors: the same tensors and text give the same bytes, always.

use super::TensorError;
use crate::base::write_atomically;
use candle_core::{DType, Tensor, WithDType};
use serde_json::json;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// A tensor that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTensor {
    /// Its name.
    pub name: String,
    /// Type of its elements in the file.
    pub dtype: DType,
    /// Size of every dimension.
    pub shape: Vec<usize>,
}

/// Writes `tensors` and `metadata` to `path`, which appears whole or not at all. Our own writer, because the
/// safetensors crate writes metadata in the random order of a hash map.
pub fn write_safetensors(
    path: &Path,
    tensors: &BTreeMap<String, Tensor>,
    metadata: &BTreeMap<String, String>,
) -> Result<(), TensorError> {
    let plan = tensors.iter().map(|(name, tensor)| PlannedTensor {
        name: name.clone(),
        dtype: tensor.dtype(),
        shape: tensor.dims().to_vec(),
    });
    write_safetensors_in_turn(path, plan.collect(), metadata, &mut |name| {
        Ok::<_, TensorError>(tensors[name].clone())
    })
}

/// As [`write_safetensors`], one tensor after another: `make` is asked for each when its turn comes, so that never more
/// than one is in memory. It must give what was planned.
pub fn write_safetensors_in_turn<E: From<TensorError>>(
    path: &Path,
    mut plan: Vec<PlannedTensor>,
    metadata: &BTreeMap<String, String>,
    make: &mut dyn FnMut(&str) -> Result<Tensor, E>,
) -> Result<(), E> {
    let candle_error = |name: &str, cause| TensorError::Candle {
        file: path.to_owned(),
        name: name.to_owned(),
        cause: Box::new(cause),
    };
    // Wide elements first, so that every tensor lies aligned to its element; then by name.
    plan.sort_by(|a, b| {
        let width = |planned: &PlannedTensor| Reverse(planned.dtype.size_in_bytes());
        (width(a), &a.name).cmp(&(width(b), &b.name))
    });
    let header = header(&plan, metadata).map_err(|(name, cause)| candle_error(&name, cause))?;
    let mut failure = None;
    let written = write_atomically(path, |out| {
        out.write_all(&(header.len() as u64).to_le_bytes())?;
        out.write_all(header.as_bytes())?;
        for planned in &plan {
            let tensor = make(&planned.name).and_then(|tensor| {
                let fits = tensor.dtype() == planned.dtype && tensor.dims() == planned.shape;
                let bytes = match fits {
                    true => little_endian(&tensor),
                    false => Err(candle_core::Error::Msg("it is not what was planned".to_owned())),
                };
                Ok(bytes.map_err(|cause| candle_error(&planned.name, cause))?)
            });
            match tensor {
                Ok(bytes) => out.write_all(&bytes)?,
                Err(error) => {
                    failure = Some(error);
                    return Err(std::io::Error::other("no tensor to write"));
                }
            }
        }
        Ok(())
    });
    match (failure, written) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(()),
        (None, Err(cause)) => Err(TensorError::Write {
            file: path.to_owned(),
            cause,
        }
        .into()),
    }
}

/// The JSON header, padded with spaces to a multiple of eight bytes; or the tensor that cannot be written.
fn header(
    ordered: &[PlannedTensor],
    metadata: &BTreeMap<String, String>,
) -> Result<String, (String, candle_core::Error)> {
    let mut entries = BTreeMap::new();
    if !metadata.is_empty() {
        entries.insert("__metadata__", json!(metadata));
    }
    let mut offset = 0;
    for PlannedTensor { name, dtype, shape } in ordered {
        let spelled = dtype_name(*dtype).map_err(|cause| (name.clone(), cause))?;
        let end = offset + shape.iter().product::<usize>() * dtype.size_in_bytes();
        let entry = json!({ "dtype": spelled, "shape": shape, "data_offsets": [offset, end] });
        entries.insert(name.as_str(), entry);
        offset = end;
    }
    let mut text = json!(entries).to_string();
    text.push_str(&" ".repeat(text.len().next_multiple_of(8) - text.len()));
    Ok(text)
}

fn dtype_name(dtype: DType) -> candle_core::Result<&'static str> {
    Ok(match dtype {
        DType::F64 => "F64",
        DType::F32 => "F32",
        DType::F16 => "F16",
        DType::BF16 => "BF16",
        DType::I64 => "I64",
        DType::I32 => "I32",
        DType::I16 => "I16",
        DType::U32 => "U32",
        DType::U8 => "U8",
        _ => candle_core::bail!("{dtype:?} is not written to safetensors"),
    })
}

fn little_endian(tensor: &Tensor) -> candle_core::Result<Vec<u8>> {
    fn bytes<T: WithDType, const N: usize>(
        tensor: &Tensor,
        to: fn(T) -> [u8; N],
    ) -> candle_core::Result<Vec<u8>> {
        Ok(tensor
            .flatten_all()?
            .to_vec1::<T>()?
            .into_iter()
            .flat_map(to)
            .collect())
    }
    match tensor.dtype() {
        DType::F64 => bytes(tensor, f64::to_le_bytes),
        DType::F16 => bytes(tensor, half::f16::to_le_bytes),
        DType::BF16 => bytes(tensor, half::bf16::to_le_bytes),
        DType::I64 => bytes(tensor, i64::to_le_bytes),
        DType::I32 => bytes(tensor, i32::to_le_bytes),
        DType::I16 => bytes(tensor, i16::to_le_bytes),
        DType::U32 => bytes(tensor, u32::to_le_bytes),
        DType::U8 => bytes(tensor, u8::to_le_bytes),
        _ => bytes(&tensor.to_dtype(DType::F32)?, f32::to_le_bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensors::{ElementType, TensorFile};
    use candle_core::Device;

    #[test]
    fn what_is_written_is_read_back_and_the_bytes_repeat() {
        let dir = tempfile::tempdir().unwrap();
        let cpu = &Device::Cpu;
        let matrix = Tensor::arange(0f32, 6f32, cpu).unwrap().reshape((2, 3)).unwrap();
        let tensors: BTreeMap<String, Tensor> = [
            ("z.half".to_owned(), matrix.to_dtype(DType::F16).unwrap()),
            ("a.transposed".to_owned(), matrix.t().unwrap()),
            ("ids".to_owned(), Tensor::new(&[1i64, -2], cpu).unwrap()),
            ("scalar".to_owned(), Tensor::new(2.5f32, cpu).unwrap()),
        ]
        .into();
        let text: BTreeMap<String, String> = (0..20)
            .map(|i| (format!("key{i}"), format!("\"värde\" {i}")))
            .collect();
        let (first, second) = (dir.path().join("1"), dir.path().join("2"));
        write_safetensors(&first, &tensors, &text).unwrap();
        write_safetensors(&second, &tensors, &text).unwrap();
        assert_eq!(std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());

        let file = TensorFile::open(&first).unwrap();
        assert_eq!(file.metadata(), &text);
        assert_eq!(file.info("z.half").unwrap().dtype, ElementType::F16);
        assert_eq!(file.info("scalar").unwrap().shape, Vec::<usize>::new());
        let back = file
            .read("a.transposed", DType::F32, cpu)
            .unwrap()
            .to_vec2::<f32>()
            .unwrap();
        assert_eq!(back, [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]);
        assert_eq!(
            file.read("ids", DType::I64, cpu)
                .unwrap()
                .to_vec1::<i64>()
                .unwrap(),
            [1, -2]
        );
    }
}
