//! How much of each region lies above thresholds.

use super::aupro::PartialArea;
use super::regions::Regions;

/// The part of one image's regions, or of all, that lies above thresholds. Every region weighs the same.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Coverage {
    /// Number of regions.
    pub regions: usize,
    /// Sum over regions of the fraction of their pixels that are above exactly this many of the thresholds.
    passed: Vec<f64>,
    /// Sum over regions of the area under their curve of overlap against negatives, in negatives.
    pub area: f64,
}

impl Coverage {
    /// Of no regions at `cuts` thresholds.
    pub fn none(cuts: usize) -> Self {
        Self {
            regions: 0,
            passed: vec![0.0; cuts + 1],
            area: 0.0,
        }
    }

    /// Of the regions of one image. `keys` are those of its anomalous pixels in raster order; `cuts` ascend, and
    /// a pixel is above a cut if its key is at least that.
    pub fn of(
        regions: &Regions,
        mut keys: impl Iterator<Item = u32>,
        cuts: &[u32],
        partial: Option<&PartialArea>,
    ) -> Self {
        let mut coverage = Self::none(cuts.len());
        coverage.regions = regions.areas.len();
        for run in &regions.runs {
            let weight = 1.0 / f64::from(regions.areas[run.region as usize]);
            for key in keys.by_ref().take(run.length as usize) {
                coverage.passed[cuts.partition_point(|&cut| cut <= key)] += weight;
                coverage.area += partial.map_or(0.0, |partial| weight * partial.of(key));
            }
        }
        coverage
    }

    /// Both together; called in the order of images.
    pub fn add(mut self, other: &Self) -> Self {
        self.regions += other.regions;
        self.area += other.area;
        for (sum, passed) in self.passed.iter_mut().zip(&other.passed) {
            *sum += passed;
        }
        self
    }

    /// The mean over regions of the fraction at or above each cut, in the order of the cuts.
    pub fn overlaps(&self) -> Vec<f64> {
        let mut overlaps: Vec<f64> = self.passed[1..]
            .iter()
            .rev()
            .scan(0.0, |above, passed| {
                *above += passed;
                Some(*above / self.regions as f64)
            })
            .collect();
        overlaps.reverse();
        overlaps
    }
}
