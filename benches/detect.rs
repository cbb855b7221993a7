//! Seconds per stage of one detection at ViT-L/14@336 sizes and 518 px.
//!
//! `cargo bench --bench detect [-- --candle] [-- --against DIR]`
//!
//! On random weights, or on those that `bench_torch.py --save DIR` wrote, whose map and score are then compared
//! too. With `--candle` the same on candle's own operations, in the same run, and the ratio.

use candle_core::{DType, Device, Tensor};
use std::path::PathBuf;
use std::time::Instant;
use vip2clip::clip::{BackboneFile, Build, ClipConfig, Kernels, RandomWeights, Weights};
use vip2clip::detector::{
    Detection, Detector, DetectorSettings, Probe, PromptCheckpoint, Unobserved, random_prompts,
};

type Error = Box<dyn std::error::Error>;

/// Runs that are measured, after one that is not.
const RUNS: usize = 5;

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().collect();
    let against = arguments
        .iter()
        .position(|a| a == "--against")
        .and_then(|i| arguments.get(i + 1));
    let against = against.map(PathBuf::from);
    let packed = seconds(Kernels::Packed, against.as_ref())?;
    if arguments.iter().any(|a| a == "--candle") {
        let candle = seconds(Kernels::Candle, against.as_ref())?;
        println!("candle / packed: {:.2}", candle / packed);
    }
    Ok(())
}

/// Median seconds of a detection.
fn seconds(kernels: Kernels, against: Option<&PathBuf>) -> Result<f64, Error> {
    let build = Build {
        device: Device::Cpu,
        dtype: DType::F32,
        kernels,
    };
    let detector = match against {
        None => {
            let (config, weights) = (ClipConfig::vit_l_14_336(), RandomWeights::new(0));
            let prompts = random_prompts(&config, &weights)?;
            assemble(&weights, &config, &prompts, &build)?
        }
        Some(dir) => {
            let backbone = BackboneFile::open(&dir.join("backbone.safetensors"))?;
            let prompts = PromptCheckpoint::open(&dir.join("prompts.pth"))?;
            assemble(&backbone, backbone.config(), &prompts, &build)?
        }
    };
    let expected = match against {
        Some(dir) => Some(candle_core::safetensors::load(
            dir.join("io.safetensors"),
            &Device::Cpu,
        )?),
        None => None,
    };
    let pixels = match &expected {
        Some(tensors) => {
            let last = tensors["input"].dim(0)? - 1;
            tensors["input"].narrow(0, last, 1)?
        }
        None => Tensor::randn(0f32, 1f32, (1, 3, 518, 518), &Device::Cpu)?,
    };
    let mut totals = Vec::new();
    for run in 0..=RUNS {
        let start = Instant::now();
        let features = detector.encode(&pixels, &Unobserved)?;
        let detection = detector.align(&features, &mut Probe::nothing())?.remove(0);
        let total = start.elapsed().as_secs_f64();
        let times = detection.times;
        println!(
            "{kernels:?} run {run}: vision {:.3} prompts {:.3} map {:.3} total {total:.3} s",
            times.vision.as_secs_f64(),
            times.prompts.as_secs_f64(),
            times.map.as_secs_f64(),
        );
        if run > 0 {
            totals.push(total);
        } else if let Some(expected) = &expected {
            compare(&detection, &expected["map"], &expected["score"])?;
        }
    }
    totals.sort_by(f64::total_cmp);
    Ok(totals[RUNS / 2])
}

fn assemble(
    weights: &dyn Weights,
    config: &ClipConfig,
    prompts: &PromptCheckpoint,
    build: &Build,
) -> Result<Detector, Error> {
    Ok(Detector::assemble(
        weights,
        config,
        prompts,
        DetectorSettings::default(),
        build,
    )?)
}

/// Prints how far a detection is from PyTorch's.
fn compare(detection: &Detection, map: &Tensor, score: &Tensor) -> Result<(), Error> {
    let map: Vec<f32> = map.flatten_all()?.to_vec1()?;
    let score: Vec<f32> = score.to_vec1()?;
    let worst = detection
        .map
        .values
        .iter()
        .zip(&map)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    println!(
        "map within {worst:.1e} and score within {:.1e} of PyTorch's",
        (detection.score - score[0]).abs()
    );
    Ok(())
}
