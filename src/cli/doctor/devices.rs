//! Every device this program knows of, tried.

use super::row;
use crate::engine::{DeviceChoice, DtypeChoice};
use pulp::{Arch, Simd, WithSimd};
use serde::Serialize;

/// The most GPUs that are tried.
const MOST_GPUS: usize = 16;

/// A device, and what came of opening it.
#[derive(Debug, Serialize)]
pub struct DeviceReport {
    name: String,
    usable: bool,
    /// What it is, or why it cannot be used.
    detail: String,
}

impl DeviceReport {
    /// For the page.
    pub fn row(&self) -> (String, String) {
        let mark = if self.usable { "usable" } else { "not usable" };
        row(&self.name, format!("{mark}: {}", self.detail))
    }
}

/// Opens the CPU, every CUDA GPU and Metal.
pub fn try_all() -> Vec<DeviceReport> {
    let mut reports = vec![DeviceReport {
        name: "cpu".to_owned(),
        usable: true,
        detail: describe_cpu(),
    }];
    let mut gpus = (0..MOST_GPUS).map(|index| open(&format!("cuda:{index}"), DeviceChoice::Cuda(index)));
    // Why there is not even one is worth showing; after a GPU, failing only means that there are no more.
    reports.extend(gpus.next());
    if reports.iter().skip(1).all(|gpu| gpu.usable) {
        reports.extend(gpus.take_while(|gpu| gpu.usable));
    }
    reports.push(open("metal", DeviceChoice::Metal));
    reports
}

fn open(name: &str, choice: DeviceChoice) -> DeviceReport {
    let opened = choice.place(DtypeChoice::F32);
    DeviceReport {
        name: name.to_owned(),
        usable: opened.is_ok(),
        detail: opened.map_or_else(|error| error.to_string(), |_| "opened".to_owned()),
    }
}

fn describe_cpu() -> String {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let vectors = match Arch::new().dispatch(Lanes) {
        16 => "AVX-512",
        8 => "AVX2 and FMA",
        4 => "vectors of 4 f32",
        _ => "no vector instructions that this program uses",
    };
    let name = cpu_name().map(|name| format!(", {name}")).unwrap_or_default();
    format!("{threads} threads, {vectors}{name}")
}

/// Lanes of the instruction set that the CPU operations choose at run time.
struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    fn with_simd<S: Simd>(self, _simd: S) -> usize {
        S::F32_LANES
    }
}

fn cpu_name() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
