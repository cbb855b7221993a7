//! Seconds of a training step of 8 pictures from stored features, at ViT-L/14@336 sizes and 518 px, and the process's peak
//! memory.
//!
//! `cargo bench --bench train`
//!
//! On random weights and features. Beside it, in the same session, PyTorch:
//! `python ../shared/tools/torch/bench_torch.py --images 1 --train`, whose `train_step_without_vision_s` is this step.

use candle_core::{Device, Tensor};
use std::collections::BTreeMap;
use std::time::Instant;
use vip2clip::base::peak_memory;
use vip2clip::clip::{ClipConfig, RandomWeights, VisionFeatures};
use vip2clip::detector::{PromptCheckpoint, random_prompts};
use vip2clip::picture::{Mask, Picture};
use vip2clip::train::{
    Adam, GroundTruth, LearningRates, Parameters, SampleFeatures, TrainableText, TrainingModel,
    TrainingSample, Upsampling,
};

type Error = Box<dyn std::error::Error>;

const SIZE: usize = 518;
const GRID: usize = 37;
const LAYERS: usize = 4;
const PICTURES: usize = 8;
/// Steps that are measured, after one that is not.
const STEPS: usize = 5;

fn main() -> Result<(), Error> {
    let (config, weights) = (ClipConfig::vit_l_14_336(), RandomWeights::new(0));
    let cpu = Device::Cpu;
    let upsampling = Upsampling::new(GRID, SIZE);
    let text = TrainableText::load(&weights, &config.text, config.embed_dim, &cpu)?;
    let model = TrainingModel::new(text, upsampling.clone(), 50, &cpu);
    let prompts = random_prompts(&config, &weights)?;
    let prompts = PromptCheckpoint::from_tensors(prompts.path(), prompts.tensors(), BTreeMap::new())?;
    let mut parameters = Parameters::new(&prompts, &cpu)?;
    let mut adam = Adam::new(&parameters)?;
    let features = (0..PICTURES)
        .map(|_| {
            let random = |rows: usize| Tensor::randn(0f32, 1f32, (1, rows, config.embed_dim), &cpu);
            SampleFeatures::new(&VisionFeatures {
                global: random(1)?.squeeze(0)?,
                patches: (0..LAYERS)
                    .map(|_| random(1 + GRID * GRID))
                    .collect::<candle_core::Result<_>>()?,
            })
        })
        .collect::<candle_core::Result<Vec<_>>>()?;
    let truths: Vec<GroundTruth> = (0..PICTURES).map(|index| truth(index, &upsampling)).collect();
    let rates = LearningRates { ica: 1e-3, fgp: 1e-5 };
    let mut seconds = Vec::new();
    for step in 0..=STEPS {
        let start = Instant::now();
        let batch: Vec<TrainingSample> = features
            .iter()
            .zip(&truths)
            .map(|(features, truth)| TrainingSample {
                features: features.clone(),
                truth,
            })
            .collect();
        let (losses, gradients) = model.pass(&parameters, &batch)?;
        let passed = start.elapsed().as_secs_f64();
        adam.step(&mut parameters, &gradients, rates)?;
        let total = start.elapsed().as_secs_f64();
        println!(
            "step {step}: {total:.3} s, of it the optimiser {:.3}; segmentation {:.4}, image {:.4}",
            total - passed,
            losses.segmentation,
            losses.image
        );
        if step > 0 {
            seconds.push(total);
        }
    }
    seconds.sort_by(f64::total_cmp);
    println!("median {:.3} s", seconds[STEPS / 2]);
    if let Some(peak) = peak_memory() {
        println!("peak memory {:.2} GB", peak as f64 / 1e9);
    }
    Ok(())
}

/// A mask with a rectangle in it on every other picture.
fn truth(index: usize, upsampling: &Upsampling) -> GroundTruth {
    let is_anomalous = index % 2 == 1;
    let picture = image::RgbImage::from_fn(SIZE as u32, SIZE as u32, |x, y| {
        let inside = is_anomalous && (100..260).contains(&x) && (40 * index as u32..300).contains(&y);
        image::Rgb([if inside { 255 } else { 0 }; 3])
    });
    GroundTruth::new(
        &Mask::new(&Picture::from_rgb(picture), SIZE),
        is_anomalous,
        upsampling,
    )
}
