//! Maps that are kept, in the form that `metrics` reads.

use super::spill::MapSource;
use super::{EvaluationError, MapDtype, ScoreLine};
use crate::evaluate::metrics::MaskBits;
use crate::tensors::write_safetensors;
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;
use std::path::Path;

/// Writes the maps of a class with masks, labels and scores.
pub fn save_maps(
    path: &Path,
    class: &str,
    size: usize,
    dtype: MapDtype,
    images: &[&ScoreLine],
    masks: &[Option<MaskBits>],
    maps: &mut dyn MapSource,
) -> Result<(), EvaluationError> {
    let count = images.len();
    let mut bytes = Vec::with_capacity(count * size * size);
    for mask in masks {
        match mask {
            Some(mask) => bytes.extend((0..size * size).map(|pixel| u8::from(mask.get(pixel)))),
            None => bytes.resize(bytes.len() + size * size, 0),
        }
    }
    let mut values = Vec::with_capacity(count * size * size);
    maps.in_order(&mut |map| {
        values.extend(map);
        Ok(())
    })?;
    let tensors = || -> candle_core::Result<BTreeMap<String, Tensor>> {
        let device = &Device::Cpu;
        let maps = Tensor::from_vec(values, (count, size, size), device)?;
        let maps = match dtype {
            MapDtype::F32 => maps,
            MapDtype::F16 => maps.to_dtype(DType::F16)?,
        };
        let labels: Vec<u8> = images.iter().map(|line| line.label).collect();
        let scores: Vec<f32> = images.iter().map(|line| line.score.unwrap_or(f32::NAN)).collect();
        Ok(BTreeMap::from([
            (format!("{class}.maps"), maps),
            (
                format!("{class}.masks"),
                Tensor::from_vec(bytes, (count, size, size), device)?,
            ),
            (
                format!("{class}.labels"),
                Tensor::from_vec(labels, count, device)?,
            ),
            (
                format!("{class}.scores"),
                Tensor::from_vec(scores, count, device)?,
            ),
        ]))
    };
    let tensors = tensors().map_err(|error| EvaluationError::Internal(error.to_string()))?;
    let images = images
        .iter()
        .map(|line| line.image.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let metadata = BTreeMap::from([("images".to_owned(), images)]);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(EvaluationError::maps(folder, "the folder cannot be made"))?;
    }
    write_safetensors(path, &tensors, &metadata).map_err(|error| EvaluationError::Maps {
        path: path.to_owned(),
        action: "the maps cannot be written",
        cause: std::io::Error::other(error),
    })
}
