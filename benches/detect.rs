//! Seconds per stage of one detection at ViT-L/14@336 sizes and 518 px on random weights.
//!
//! `cargo bench --bench detect [-- --candle]`: with `--candle` the same on candle's own operations, in the
//! same run, and the ratio.

use candle_core::{DType, Device};
use std::time::Instant;
use vip2clip::clip::{Build, ClipConfig, Kernels, RandomWeights};
use vip2clip::detector::{Detector, DetectorSettings, Probe, Unobserved, random_prompts};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packed = seconds(Kernels::Packed)?;
    if std::env::args().any(|a| a == "--candle") {
        let candle = seconds(Kernels::Candle)?;
        println!("candle / packed: {:.2}", candle / packed);
    }
    Ok(())
}

/// Median seconds of a detection.
fn seconds(kernels: Kernels) -> Result<f64, Box<dyn std::error::Error>> {
    let config = ClipConfig::vit_l_14_336();
    let settings = DetectorSettings::default();
    let weights = RandomWeights::new(0);
    let checkpoint = random_prompts(&config, &weights)?;
    let build = Build {
        device: Device::Cpu,
        dtype: DType::F32,
        kernels,
    };
    let detector = Detector::assemble(&weights, &config, &checkpoint, settings, &build)?;
    let pixels = candle_core::Tensor::randn(0f32, 1f32, (1, 3, 518, 518), &Device::Cpu)?;
    let mut totals = Vec::new();
    for run in 0..6 {
        let start = Instant::now();
        let features = detector.encode(&pixels, &Unobserved)?;
        let detections = detector.align(&features, &mut Probe::nothing())?;
        let total = start.elapsed().as_secs_f64();
        let times = detections[0].times;
        println!(
            "{kernels:?} run {run}: vision {:.3} prompts {:.3} map {:.3} total {total:.3} s",
            times.vision.as_secs_f64(),
            times.prompts.as_secs_f64(),
            times.map.as_secs_f64(),
        );
        if run > 0 {
            totals.push(total);
        }
    }
    totals.sort_by(f64::total_cmp);
    Ok(totals[totals.len() / 2])
}
