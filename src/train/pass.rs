//! One pass over a batch: losses, and the gradients of everything that learns.

use super::losses::{GroundTruth, Losses, Upsampling, batch_losses};
use super::text_tower::TrainableText;
use super::{Gradients, Parameters, SampleFeatures, fgp, ica, unit_norm};
use candle_core::{Device, Result, Tensor};

/// The frozen part of training: the text tower, and the sizes of the maps.
#[derive(Debug)]
pub struct TrainingModel {
    text: TrainableText,
    upsampling: Upsampling,
    top_k: usize,
    device: Device,
}

/// A picture of a batch.
#[derive(Debug)]
pub struct TrainingSample<'a> {
    /// Its frozen features.
    pub features: SampleFeatures,
    /// What it should give.
    pub truth: &'a GroundTruth,
}

impl TrainingModel {
    /// From its parts; `top_k` patches a layer make the image's loss.
    pub fn new(text: TrainableText, upsampling: Upsampling, top_k: usize, device: &Device) -> Self {
        Self {
            text,
            upsampling,
            top_k,
            device: device.clone(),
        }
    }

    /// How maps follow from patches.
    pub fn upsampling(&self) -> &Upsampling {
        &self.upsampling
    }

    /// Losses and gradients of a batch.
    pub fn pass(&self, parameters: &Parameters, batch: &[TrainingSample]) -> Result<(Losses, Gradients)> {
        let b = batch.len();
        let features: Vec<SampleFeatures> = batch
            .iter()
            .map(|sample| sample.features.to_device(&self.device))
            .collect::<Result<_>>()?;
        let layers = features.first().map_or(0, |first| first.patches.len());
        let globals: Vec<&Tensor> = features.iter().map(|f| &f.global).collect();
        // Scale by scale.
        let patches: Vec<&Tensor> = (0..layers)
            .flat_map(|layer| features.iter().map(move |f| &f.patches[layer]))
            .collect();

        let (prompts, ica_tape) = ica::forward(parameters, &Tensor::cat(&globals, 0)?)?;
        let (text, text_tape) = self.text.forward(ica_tape.rows(), &prompts)?;
        let text = text.transpose(0, 1)?.contiguous()?; // (B, 2, D)
        let (text, text_unit) = unit_norm::forward(&text)?;
        let (aligned, fgp_tape) = fgp::forward(parameters, &text, &patches)?;
        let cosines = fgp::cosines(&aligned, &patches)?;

        let (losses, gradient) = self.losses(&cosines, batch)?;

        let mut gradients = Gradients::default();
        let aligned = fgp::cosines_backward(&gradient, &patches)?;
        let text = fgp::backward(parameters, &fgp_tape, &patches, &aligned, &mut gradients)?;
        let text = unit_norm::backward(&text_unit, &text)?;
        let text = text.transpose(0, 1)?.contiguous()?.reshape((2, b, ()))?;
        let prompts = self.text.backward(text_tape, &text)?;
        ica::backward(parameters, &ica_tape, &prompts, &mut gradients)?;
        parameters.complete(&mut gradients)?;
        Ok((losses, gradients))
    }

    /// Losses, and their gradients with respect to the cosines of every pair, (L, 2) each.
    fn losses(&self, cosines: &[Tensor], batch: &[TrainingSample]) -> Result<(Losses, Vec<Tensor>)> {
        let cosines: Vec<Vec<[f32; 2]>> = cosines
            .iter()
            .map(|pair| Ok(pair.flatten_all()?.to_vec1::<f32>()?.as_chunks::<2>().0.to_vec()))
            .collect::<Result<_>>()?;
        let truths: Vec<&GroundTruth> = batch.iter().map(|sample| sample.truth).collect();
        let (losses, gradients) = batch_losses(&self.upsampling, self.top_k, &cosines, &truths, truths.len());
        let gradients = gradients
            .into_iter()
            .map(|gradient| {
                let flat = gradient.into_flattened();
                let rows = flat.len() / 2;
                Tensor::from_vec(flat, (rows, 2), &self.device)
            })
            .collect::<Result<_>>()?;
        Ok((losses, gradients))
    }
}
