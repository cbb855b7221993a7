//! The header of a safetensors file: 8 bytes of length, JSON, then the tensors without gaps.

use super::byte_source::ByteSource;
use super::file::Contents;
use super::stored::{StoredTensor, checked_elements};
use super::{Container, ElementType, TensorError, TensorInfo};
use crate::base::printable;
use safetensors::tensor::{Dtype, Metadata};
use std::collections::BTreeMap;

/// The header of a ViT-L/14 CLIP has 60 KB; the format itself allows 100 MB.
const MAX_HEADER: u64 = 16 << 20;
const LENGTH_BYTES: u64 = 8;

/// Reads and checks the header.
pub(super) fn read(source: &ByteSource) -> Result<Contents, TensorError> {
    let damaged = |reason| TensorError::Damaged {
        file: source.path().to_owned(),
        reason,
    };
    let data = header_end(source)?;
    let json = source.copy(LENGTH_BYTES..data)?;
    // Not `SafeTensors::read_metadata`: its sum of hostile offsets overflows.
    let header: Metadata = serde_json::from_slice(&json)
        .map_err(|error| damaged(format!("its safetensors header is not valid ({error})")))?;
    let promised = data.checked_add(header.data_len() as u64);
    if promised != Some(source.len()) {
        let promised = promised.map_or("more than 2⁶⁴".to_owned(), |n| n.to_string());
        let found = source.len();
        return Err(damaged(format!(
            "its header describes a file of {promised} bytes, and it has {found}"
        )));
    }
    let mut tensors = BTreeMap::new();
    for (name, entry) in header.tensors() {
        let dtype = element_type(entry.dtype).ok_or_else(|| TensorError::Unsupported {
            file: source.path().to_owned(),
            reason: format!("tensor '{}' holds {:?} values", printable(&name), entry.dtype),
            advice: "convert it to F32, F16 or BF16".to_owned(),
        })?;
        let shape = entry.shape.clone();
        if checked_elements(&shape, dtype).is_none() {
            return Err(damaged(format!(
                "tensor '{}' has a shape beyond all memory",
                printable(&name)
            )));
        }
        let start = data + entry.data_offsets.0 as u64;
        tensors.insert(
            name,
            StoredTensor {
                info: TensorInfo { dtype, shape },
                start,
                strides: None,
            },
        );
    }
    let metadata = header
        .metadata()
        .clone()
        .unwrap_or_default()
        .into_iter()
        .collect();
    Ok(Contents {
        container: Container::Safetensors,
        metadata,
        tensors,
    })
}

/// Where the tensors begin.
fn header_end(source: &ByteSource) -> Result<u64, TensorError> {
    let damaged = |reason| TensorError::Damaged {
        file: source.path().to_owned(),
        reason,
    };
    let length = source.copy(0..LENGTH_BYTES)?;
    let length = length.try_into().map(u64::from_le_bytes).unwrap_or(u64::MAX);
    let left = source.len() - LENGTH_BYTES;
    if length > left {
        return Err(damaged(format!(
            "it announces a header of {length} bytes, and only {left} follow"
        )));
    }
    if length > MAX_HEADER {
        return Err(damaged(format!(
            "it announces a header of {length} bytes; more than {MAX_HEADER} are not believed"
        )));
    }
    Ok(LENGTH_BYTES + length)
}

fn element_type(dtype: Dtype) -> Option<ElementType> {
    Some(match dtype {
        Dtype::F64 => ElementType::F64,
        Dtype::F32 => ElementType::F32,
        Dtype::F16 => ElementType::F16,
        Dtype::BF16 => ElementType::BF16,
        Dtype::I64 => ElementType::I64,
        Dtype::I32 => ElementType::I32,
        Dtype::I16 => ElementType::I16,
        Dtype::I8 => ElementType::I8,
        Dtype::U32 => ElementType::U32,
        Dtype::U8 => ElementType::U8,
        Dtype::BOOL => ElementType::Bool,
        _ => return None,
    })
}
