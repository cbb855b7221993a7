//! Milliseconds of the metrics of one class, 60 maps of 518×518 with masks: `cargo bench --bench metrics`.
//!
//! `metrics_vs_sklearn.py` beside this file compares the command with scikit-learn and the released AUPRO.

use std::hint::black_box;
use std::time::Instant;
use vip2clip::evaluate::metrics::{ClassAccumulator, Decimation, ImageEvidence, MaskBits, Preset, PushError};

const IMAGES: usize = 60;
const SIDE: usize = 518;
const RUNS: usize = 7;

struct Image {
    map: Vec<f32>,
    mask: MaskBits,
    is_anomalous: bool,
}

/// Waves with grain, raised in a few discs that are the defects; a third of the images have none.
fn image(index: usize) -> Image {
    let mut state = index as u32 + 1;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32
    };
    let is_anomalous = !index.is_multiple_of(3);
    let discs: Vec<[f32; 3]> = (0..if is_anomalous { 1 + index % 5 } else { 0 })
        .map(|_| {
            [
                random() * SIDE as f32,
                random() * SIDE as f32,
                5.0 + random() * 40.0,
            ]
        })
        .collect();
    let place = |i: usize| ((i % SIDE) as f32, (i / SIDE) as f32);
    let is_inside = |i: usize, grow: f32| {
        let (x, y) = place(i);
        discs.iter().any(|[cx, cy, r]| (x - cx).hypot(y - cy) < r * grow)
    };
    let truth: Vec<bool> = (0..SIDE * SIDE).map(|i| is_inside(i, 1.0)).collect();
    let map = (0..SIDE * SIDE)
        .map(|i| {
            let (x, y) = place(i);
            let wave = ((x / 37.0).sin() * (y / 53.0 + index as f32).cos() + 1.0) / 5.0;
            let defect = if is_inside(i, 1.2) { 0.3 } else { 0.0 };
            (wave + 0.2 * random() * random() + defect).min(1.0)
        })
        .collect();
    Image {
        map,
        mask: MaskBits::pack(&truth, SIDE, |&bit| bit),
        is_anomalous,
    }
}

fn accumulated(images: &[Image]) -> Result<ClassAccumulator, PushError> {
    let mut class = ClassAccumulator::new(IMAGES, SIDE, SIDE);
    for image in images {
        class.push(ImageEvidence {
            is_anomalous: image.is_anomalous,
            score: image.map[0],
            map: Some(&image.map),
            mask: Some(image.mask.clone()),
        })?;
    }
    Ok(class)
}

/// Prints the median of a few runs of what follows accumulating, which is not timed.
fn report<I, T>(
    what: &str,
    prepare: impl Fn() -> Result<I, PushError>,
    run: impl Fn(I) -> T,
) -> Result<(), PushError> {
    let mut ms = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let input = prepare()?;
        let start = Instant::now();
        black_box(run(input));
        ms.push(start.elapsed().as_secs_f64() * 1e3);
    }
    ms.sort_by(f64::total_cmp);
    println!(
        "{what:<24} {:8.1} ms   (fastest {:.1}, slowest {:.1})",
        ms[RUNS / 2],
        ms[0],
        ms[RUNS - 1]
    );
    Ok(())
}

fn main() -> Result<(), PushError> {
    let threads = rayon::current_num_threads();
    println!("{IMAGES} maps of {SIDE}×{SIDE}, {threads} threads, median of {RUNS} runs");
    let images: Vec<Image> = (0..IMAGES).map(image).collect();
    let prepare = || accumulated(&images);
    report("taking the images", || Ok(()), |()| accumulated(&images))?;
    report("all metrics, parity", prepare, |class| {
        class.finish(Preset::Parity)
    })?;
    report("all metrics, exact", prepare, |class| class.finish(Preset::Exact))?;
    let decimation = Decimation {
        points: 200,
        bins: 50,
    };
    report("exact, with curves", prepare, |class| {
        class.finish_with_curves(Preset::Exact, decimation)
    })
}
