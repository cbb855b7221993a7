//! What a run needs to go on as if it had never stopped: parameters, moments and its place. The generator needs nothing:
//! its numbers follow from seed and epoch.

use crate::tensors::{TensorFile, write_safetensors};
use crate::train::{Adam, Parameters, TrainError};
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;
use std::path::Path;

/// Names of the places in the metadata.
const FORMAT: (&str, &str) = ("format", "vip2clip resume 1");
const KEYS: [&str; 5] = [
    "step",
    "epoch",
    "steps_of_epoch",
    "loss_segmentation",
    "loss_image",
];

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Place {
    /// Steps done.
    pub step: u64,
    /// Epochs done.
    pub epoch: usize,
    /// Steps done of the epoch after those.
    pub steps_of_epoch: usize,
    /// Losses of these steps, each times its pictures: segmentation, image.
    pub sums: [f64; 2],
}

/// A state read back.
#[derive(Debug)]
pub struct ResumeState {
    /// How far the run had come.
    pub place: Place,
    tensors: BTreeMap<String, Tensor>,
}

impl ResumeState {
    /// Writes a state; the file appears whole or the last one stays.
    pub fn write(path: &Path, place: &Place, parameters: &Parameters, adam: &Adam) -> Result<(), TrainError> {
        let learned = parameters
            .learned()
            .iter()
            .map(|(name, tensor)| (name.clone(), tensor));
        let tensors: BTreeMap<String, Tensor> = learned
            .chain(adam.tensors())
            .map(|(name, tensor)| Ok((name, tensor.to_device(&Device::Cpu)?)))
            .collect::<candle_core::Result<_>>()?;
        let values = [
            place.step.to_string(),
            place.epoch.to_string(),
            place.steps_of_epoch.to_string(),
            // Bits, so that nothing is lost on the way.
            place.sums[0].to_bits().to_string(),
            place.sums[1].to_bits().to_string(),
        ];
        let mut metadata: BTreeMap<String, String> =
            KEYS.map(str::to_owned).into_iter().zip(values).collect();
        metadata.insert(FORMAT.0.to_owned(), FORMAT.1.to_owned());
        Ok(write_safetensors(path, &tensors, &metadata)?)
    }

    /// Reads the last state that was written.
    pub fn read(path: &Path) -> Result<Self, TrainError> {
        let file = TensorFile::open(path)?;
        let metadata = file.metadata();
        let damaged = || TrainError::Record(format!("{} holds no state to go on from", path.display()));
        if metadata.get(FORMAT.0).map(String::as_str) != Some(FORMAT.1) {
            return Err(damaged());
        }
        let number = |key: &str| {
            metadata
                .get(key)
                .and_then(|text| text.parse::<u64>().ok())
                .ok_or_else(damaged)
        };
        let [step, epoch, steps_of_epoch, segmentation, image] = KEYS;
        let place = Place {
            step: number(step)?,
            epoch: number(epoch)? as usize,
            steps_of_epoch: number(steps_of_epoch)? as usize,
            sums: [
                f64::from_bits(number(segmentation)?),
                f64::from_bits(number(image)?),
            ],
        };
        let tensors = file
            .names()
            .map(|name| Ok((name.to_owned(), file.read(name, DType::F32, &Device::Cpu)?)))
            .collect::<Result<_, TrainError>>()?;
        Ok(Self { place, tensors })
    }

    /// Puts the parameters where they were, and gives the optimiser.
    pub fn restore(&self, parameters: &mut Parameters) -> Result<Adam, TrainError> {
        let find = |name: &str| self.tensors.get(name).cloned();
        parameters.restore(find)?;
        Ok(Adam::restore(parameters, self.place.step, find)?)
    }
}
