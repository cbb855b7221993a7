//! A few pictures through the whole model and back.

use super::example::Example;
use super::whole_model::{InMemory, is_prompt};
use super::{PretrainError, Recipe};
use crate::clip::{Build, Kernels};
use crate::detector::{Detector, PromptCheckpoint};
use crate::train::{Gradients, Losses, Upsampling, batch_losses};
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;
use std::path::Path;

/// Losses of the examples and the gradients of all of `tensors` that are variables. Means are over the whole batch of
/// the recipe, so that the parts of a batch add up.
pub(super) fn losses_and_gradients(
    recipe: &Recipe,
    upsampling: &Upsampling,
    tensors: &BTreeMap<String, Tensor>,
    examples: &[Example],
) -> Result<(Losses, Gradients), PretrainError> {
    let size = recipe.image_size;
    let pixels: Vec<f32> = examples
        .iter()
        .flat_map(|example| &example.pixels)
        .copied()
        .collect();
    let pixels = Tensor::from_vec(pixels, (examples.len(), 3, size, size), &Device::Cpu)?;
    let cosines = detector(recipe, tensors)?.cosines(&pixels)?; // (B, L, 2) a layer
    let mut pairs = Vec::with_capacity(cosines.len() * examples.len());
    for layer in &cosines {
        for picture in layer.flatten_from(1)?.to_vec2::<f32>()? {
            pairs.push(picture.as_chunks::<2>().0.to_vec());
        }
    }
    let truths: Vec<_> = examples.iter().map(|example| &example.truth).collect();
    let (losses, slopes) = batch_losses(upsampling, recipe.top_k, &pairs, &truths, recipe.batch);
    // The gradient of Σ cosines·slopes with the slopes held fixed is the gradient of the loss.
    let slopes: Vec<f32> = slopes
        .into_iter()
        .flat_map(|pair| pair.into_flattened())
        .collect();
    let cosines = Tensor::stack(&cosines, 0)?;
    let slopes = Tensor::from_vec(slopes, cosines.shape(), &Device::Cpu)?;
    let store = (cosines * slopes)?.sum_all()?.backward()?;
    let mut gradients = Gradients::default();
    for (name, tensor) in tensors.iter().filter(|(_, tensor)| tensor.is_variable()) {
        let gradient = match store.get(tensor) {
            // candle's gradients hold on to the graph that they came out of; moments would keep every one there was.
            Some(gradient) => gradient.detach(),
            // The bias of FGP's keys, which the softmax removes.
            None => tensor.zeros_like()?,
        };
        gradients.add(name.clone(), gradient)?;
    }
    Ok((losses, gradients))
}

/// The model of these tensors, on operations with a way back.
fn detector(recipe: &Recipe, tensors: &BTreeMap<String, Tensor>) -> Result<Detector, PretrainError> {
    let prompts: BTreeMap<String, Tensor> = tensors
        .iter()
        .filter(|(name, _)| is_prompt(name))
        .map(|(name, tensor)| (name.clone(), tensor.clone()))
        .collect();
    let checkpoint =
        PromptCheckpoint::from_tensors(Path::new("prompts in training"), &prompts, BTreeMap::new())?;
    let build = Build {
        device: Device::Cpu,
        dtype: DType::F32,
        kernels: Kernels::Candle,
    };
    let weights = InMemory(tensors);
    Ok(Detector::assemble(
        &weights,
        &recipe.config(),
        &checkpoint,
        recipe.settings(),
        &build,
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pretrain::whole_model::WholeModel;
    use crate::train::Generator;
    use candle_core::Var;

    /// A recipe small enough for tests.
    fn tiny() -> Recipe {
        Recipe {
            batch: 2,
            microbatch: 2,
            width: 64,
            blocks: 2,
            text_blocks: 1,
            layers: vec![1, 2],
            image_size: 56,
            // All of them: where another patch gets among the first, the loss has a kink that no slope is good at.
            top_k: 16,
            ..Recipe::default()
        }
    }

    #[test]
    fn the_gradients_are_the_slopes_of_the_loss() {
        let recipe = tiny();
        let folder = tempfile::tempdir().unwrap();
        let model = WholeModel::initial(&recipe, folder.path()).unwrap();
        let upsampling = Upsampling::new(recipe.grid(), recipe.image_size);
        let examples: Vec<Example> = (0..2)
            .map(|index| Example::new(&recipe, &upsampling, 0, index))
            .collect();
        let mut tensors = model.fixed.clone();
        for (name, tensor) in &model.learned {
            let variable = Var::from_tensor(tensor).unwrap();
            tensors.insert(name.clone(), variable.as_tensor().clone());
        }
        let total = |tensors: &BTreeMap<String, Tensor>| {
            let (losses, gradients) = losses_and_gradients(&recipe, &upsampling, tensors, &examples).unwrap();
            (losses.segmentation + losses.image, gradients)
        };
        let (_, gradients) = total(&tensors);
        // One name of every kind, along a random direction each: the slope must be the gradient's share of it.
        for name in [
            "visual.conv1.weight",
            "visual.class_embedding",
            "visual.positional_embedding",
            "visual.ln_pre.weight",
            "visual.transformer.resblocks.0.attn.in_proj_weight",
            "visual.transformer.resblocks.0.attn.out_proj.bias",
            "visual.transformer.resblocks.1.mlp.c_fc.weight",
            "visual.transformer.resblocks.1.ln_2.bias",
            "visual.ln_post.weight",
            "visual.proj",
            "positional_embedding",
            "transformer.resblocks.0.attn.in_proj_weight",
            "text_projection",
            "prompt_learner.ctx_neg",
            "prompt_learner.cls_prompter.fc.1.2.weight",
            "Zero_try.q_proj_pre.weight",
            "Zero_try.v_proj_pre_1.weight",
            "Zero_try.proj_post_t.bias",
        ] {
            let start = &model.learned[name];
            let gradient: Vec<f32> = gradients
                .get(name)
                .unwrap()
                .flatten_all()
                .unwrap()
                .to_vec1()
                .unwrap();
            let size = gradient.iter().map(|g| g * g).sum::<f32>().sqrt();
            assert!(size > 0.0, "{name} has no gradient");
            let mut random = Generator::new(5, 0);
            // Half along the gradient, so that the slope stands out of the noise of f32, half anywhere.
            let wander = (gradient.len() as f32).powf(-0.5);
            let direction: Vec<f32> = gradient
                .iter()
                .map(|g| g / size + wander * random.normal() as f32)
                .collect();
            let expected: f64 = gradient
                .iter()
                .zip(&direction)
                .map(|(g, d)| f64::from(*g) * f64::from(*d))
                .sum();
            let direction = Tensor::from_vec(direction, start.shape(), &Device::Cpu).unwrap();
            let step = (3e-3 / expected.abs()).min(2e-2);
            let moved = |by: f64| {
                let mut tensors = tensors.clone();
                tensors.insert(name.to_owned(), (start + (&direction * by).unwrap()).unwrap());
                total(&tensors).0
            };
            let slope_over = |step: f64| (moved(step) - moved(-step)) / (2.0 * step);
            // Richardson's: what bends the loss falls out of the two.
            let slope = (4.0 * slope_over(step / 2.0) - slope_over(step)) / 3.0;
            assert!(
                (slope - expected).abs() < 0.03 * expected.abs(),
                "{name}: slope {slope}, gradient {expected}"
            );
        }
    }
}
