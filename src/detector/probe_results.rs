//! What follows the cosines, in the form of tensors, for those who ask.

use super::aligner::mean_probability;
use super::{Aligner, Detection, Probe, Quantity, utpa};
use crate::ops::bilinear_matrix;
use candle_core::{Device, Tensor};

impl Aligner {
    /// What follows the cosines, in the form of tensors, for those who ask.
    pub(super) fn probe_results(
        &self,
        detections: &[Detection],
        probe: &mut Probe,
    ) -> candle_core::Result<()> {
        let (b, s, g) = (detections.len(), self.map.size(), self.grid);
        let cpu = &Device::Cpu;
        probe.keep(Quantity::Score, None, || {
            Tensor::from_iter(detections.iter().map(|d| d.score), cpu)
        })?;
        probe.keep(Quantity::Logits, None, || {
            let all = detections.iter().flat_map(|d| {
                let cosines: Vec<&utpa::Cosines> = d.layers.iter().map(|l| l.cosines.as_slice()).collect();
                utpa::logits(&cosines, self.settings.top_k)
            });
            Tensor::from_iter(all, cpu)?.reshape((b, 2))
        })?;
        probe.keep(Quantity::Map, None, || {
            Tensor::from_iter(detections.iter().flat_map(|d| d.map.values.iter().copied()), cpu)?
                .reshape((b, s, s))
        })?;
        let upsample = Tensor::from_vec(bilinear_matrix(g, s), (s, g), cpu)?;
        let resize = |grid: Tensor| upsample.broadcast_matmul(&grid)?.broadcast_matmul(&upsample.t()?);
        probe.keep(Quantity::RawMap, None, || {
            let means: Vec<f32> = detections
                .iter()
                .flat_map(|d| mean_probability(&d.layers))
                .collect();
            resize(Tensor::from_vec(means, (b, g, g), cpu)?)
        })?;
        for (index, &layer) in self.settings.layers.iter().enumerate() {
            let abnormal = || {
                let all: Vec<f32> = detections
                    .iter()
                    .flat_map(|d| d.layers[index].probability())
                    .collect();
                Tensor::from_vec(all, (b, g * g), cpu)
            };
            let both = |abnormal: &Tensor, dim| Tensor::stack(&[&(1.0 - abnormal)?, abnormal], dim);
            probe.keep(Quantity::Probability, Some(layer), || both(&abnormal()?, 2))?;
            probe.keep(Quantity::LayerMap, Some(layer), || {
                resize(both(&abnormal()?, 1)?.reshape((b * 2, g, g))?)?.reshape((b, 2, s, s))
            })?;
        }
        Ok(())
    }
}
