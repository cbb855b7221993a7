//! Drawn pictures a second on one core, family by family, without a defect and with one:
//! `cargo bench --bench demo`.

use std::hint::black_box;
use std::time::Instant;
use vip2clip::dataset::demo::{Defect, Family, Look, draw};

/// Side of the pictures, pixels: what the demo model sees.
const SIZE: u32 = 224;

/// Pictures of each family.
const RUNS: u64 = 36;

/// Pictures a second over looks and defects drawn afresh, as in training.
fn pace(family: Family, defects: &[Option<Defect>]) -> f64 {
    let start = Instant::now();
    for (seed, &defect) in (0..RUNS).zip(defects.iter().cycle()) {
        black_box(draw(Look::new(family, seed), defect, SIZE, seed));
    }
    RUNS as f64 / start.elapsed().as_secs_f64()
}

fn main() {
    println!("{SIZE}×{SIZE}, {RUNS} pictures each, pictures a second on one core");
    println!("{:<12} {:>8} {:>12}", "family", "normal", "with defect");
    for family in Family::all() {
        let shown: Vec<_> = Defect::all()
            .filter(|&defect| family.shows(defect))
            .map(Some)
            .collect();
        let (normal, defective) = (pace(family, &[None]), pace(family, &shown));
        println!("{:<12} {normal:>8.0} {defective:>12.0}", family.name());
    }
}
