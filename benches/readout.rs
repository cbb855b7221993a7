//! Milliseconds from a knob of Inspect to its new score, map and scales, at 518 px: `cargo bench --bench readout`.

use std::hint::black_box;
use std::time::Instant;
use vip2clip::detector::{LayerReading, Readout, ReadoutSettings};

const GRID: usize = 37;
const SIDE: usize = 518;
const LAYERS: [usize; 4] = [6, 12, 18, 24];
const RUNS: usize = 31;

fn layer(layer: usize) -> LayerReading {
    let wave = |patch: usize, turn: f32| (patch as f32 * turn + layer as f32).sin() * 0.1 + 0.2;
    LayerReading {
        layer,
        grid: GRID,
        attention: vec![0.0; 8 * 2 * GRID * GRID],
        cosines: (0..GRID * GRID)
            .map(|patch| [wave(patch, 0.37), wave(patch, 0.11)])
            .collect(),
    }
}

fn main() {
    let layers = LAYERS.map(layer);
    for sigma in [0.0, 4.0, 64.0] {
        let settings = ReadoutSettings {
            image_size: SIDE,
            sigma,
            top_k: 100,
            temperature: 0.07,
        };
        let mut times: Vec<f64> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                black_box(Readout::of(black_box(&layers), settings));
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!(
            "σ {sigma:>4}: median {:.1} ms, most {:.1} ms of {RUNS}",
            times[RUNS / 2],
            times[RUNS - 1]
        );
    }
}
