//! All pixels of a class, and the metrics on them.

use super::aupro::{LIMIT, PartialArea, ProPoint, released_area};
use super::coverage::Coverage;
use super::curves::{Decimation, without_repeats};
use super::radix_sort;
use super::ranking::{Ranking, count_from};
use super::regions::Regions;
use super::score_key::{first_above, key, score};
use super::thresholds::released_thresholds;
use super::{BestF1, CurvePoint, MaskBits, Preset, ScoreHistogram, Undefined};
use rayon::prelude::*;

/// Added to the denominator of a pixel's F1, as in the released evaluation.
const EPSILON: f64 = 1e-8;

/// Keys of normal pixels from the front and of anomalous ones from the back: 4 bytes a pixel whatever their
/// shares, each kind in one piece that is sorted where it lies.
#[derive(Debug)]
pub(super) struct PixelStore {
    keys: Vec<u32>,
    normal: usize,
    anomalous: usize,
    /// The masks that are not empty.
    masks: Vec<PlacedMask>,
}

#[derive(Debug)]
struct PlacedMask {
    mask: MaskBits,
    /// Anomalous pixels of all masks before.
    before: usize,
    area: usize,
}

/// The metrics on pixels.
#[derive(Debug)]
pub(super) struct PixelMetrics {
    pub auroc: f64,
    pub average_precision: f64,
    pub best_f1: BestF1,
    pub aupro: Result<f64, Undefined>,
    pub curves: Option<PixelCurves>,
}

#[derive(Debug)]
pub(super) struct PixelCurves {
    pub roc: Vec<CurvePoint>,
    pub precision_recall: Vec<CurvePoint>,
    pub pro: Vec<CurvePoint>,
    pub scores: ScoreHistogram,
}

impl PixelStore {
    /// For so many pixels; their memory is taken as they come.
    pub fn with_room_for(pixels: usize) -> Self {
        Self {
            keys: vec![0; pixels],
            normal: 0,
            anomalous: 0,
            masks: Vec::new(),
        }
    }

    /// Takes a map of finite values for which there is room, and its mask of the same size.
    pub fn add(&mut self, map: &[f32], mask: Option<MaskBits>) {
        let area = mask.as_ref().map_or(0, MaskBits::area);
        let Some(mask) = mask.filter(|_| area > 0) else {
            self.add_normal(map);
            return;
        };
        let before = self.anomalous;
        for (pixels, row) in map.chunks_exact(mask.width()).zip(mask.rows()) {
            for (pixels, &word) in pixels.chunks(u64::BITS as usize).zip(row) {
                self.add_mixed(pixels, word);
            }
        }
        self.masks.push(PlacedMask { mask, before, area });
    }

    fn add_normal(&mut self, pixels: &[f32]) {
        let free = &mut self.keys[self.normal..self.normal + pixels.len()];
        for (slot, &pixel) in free.iter_mut().zip(pixels) {
            *slot = key(pixel);
        }
        self.normal += pixels.len();
    }

    /// Pixels of which those with a bit set are anomalous.
    fn add_mixed(&mut self, pixels: &[f32], word: u64) {
        if word == 0 {
            return self.add_normal(pixels);
        }
        for (i, &pixel) in pixels.iter().enumerate() {
            let at = if word >> i & 1 == 1 {
                self.anomalous += 1;
                self.keys.len() - self.anomalous
            } else {
                self.normal += 1;
                self.normal - 1
            };
            self.keys[at] = key(pixel);
        }
    }

    /// All metrics, and curves if they are wanted.
    pub fn evaluate(
        mut self,
        preset: Preset,
        decimation: Option<Decimation>,
    ) -> Result<PixelMetrics, Undefined> {
        if self.anomalous == 0 {
            return Err(Undefined::NoAnomalousPixel);
        }
        if self.normal == 0 {
            return Err(Undefined::NoNormalPixel);
        }
        let start_of_anomalous = self.keys.len() - self.anomalous;
        let (front, anomalous) = self.keys.split_at_mut(start_of_anomalous);
        let normal = &mut front[..self.normal];
        radix_sort::sort(normal);
        // AUPRO comes before the anomalous pixels lose their places.
        let overlap = Overlap {
            normal,
            anomalous,
            masks: &self.masks,
        };
        let points = decimation.map(|decimation| decimation.points.max(2));
        let (aupro, pro) = match preset {
            Preset::Parity => overlap.released(points),
            Preset::Exact => overlap.exact(points),
        };
        radix_sort::sort(anomalous);
        let ranking = Ranking {
            negatives: normal,
            positives: anomalous,
        };
        Ok(PixelMetrics {
            auroc: ranking.auroc(),
            average_precision: ranking.average_precision(),
            best_f1: ranking.best_f1(EPSILON),
            aupro,
            curves: decimation.map(|Decimation { points, bins }| PixelCurves {
                roc: ranking.roc(points),
                precision_recall: ranking.precision_recall(points),
                pro,
                scores: ranking.histogram(bins),
            }),
        })
    }
}

/// What AUPRO is made from.
struct Overlap<'s> {
    /// Ascending.
    normal: &'s [u32],
    /// Against the order in which they came.
    anomalous: &'s [u32],
    masks: &'s [PlacedMask],
}

/// The area, or why there is none, and the curve.
type AreaAndCurve = (Result<f64, Undefined>, Vec<CurvePoint>);

impl Overlap<'_> {
    /// The released definition.
    fn released(&self, points: Option<usize>) -> AreaAndCurve {
        let (least, greatest) = self.extremes();
        let cuts: Vec<u32> = released_thresholds(score(least), score(greatest))
            .into_iter()
            .map(first_above)
            .collect();
        if cuts.is_empty() {
            let reason = if least == greatest {
                Undefined::ConstantMaps
            } else {
                Undefined::NoSteps
            };
            return (Err(reason), Vec::new());
        }
        let curve = self.points(&cuts, &self.coverage(&cuts, None));
        let area = released_area(&curve);
        let drawn = points.map_or_else(Vec::new, |most| {
            let below = curve.iter().zip(&cuts).rev();
            let below = below.take_while(|(point, _)| point.false_positive_rate < LIMIT);
            thinned(&without_repeats(below.map(drawn_point)), most)
        });
        (area, drawn)
    }

    /// MVTec's definition.
    fn exact(&self, points: Option<usize>) -> AreaAndCurve {
        let cuts = points.map_or_else(Vec::new, |most| self.cuts_to_limit(most));
        let partial = PartialArea::new(self.normal);
        let coverage = self.coverage(&cuts, Some(&partial));
        let area = partial.share(coverage.area, coverage.regions);
        let drawn = points.map_or_else(Vec::new, |_| {
            let start = CurvePoint {
                x: 0.0,
                y: 0.0,
                threshold: f32::INFINITY,
            };
            let curve = self.points(&cuts, &coverage);
            let points = curve.iter().zip(&cuts).rev().map(drawn_point);
            without_repeats(std::iter::once(start).chain(points))
        });
        (Ok(area), drawn)
    }

    /// The least and the greatest key of the class.
    fn extremes(&self) -> (u32, u32) {
        let ends = (self.normal[0], self.normal[self.normal.len() - 1]);
        let anomalous = self.anomalous.par_iter();
        anomalous
            .fold(|| ends, |(low, high), &key| (low.min(key), high.max(key)))
            .reduce(|| ends, |a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Keys for at most `most` − 1 points whose false positive rates are spread evenly from 0 to the limit,
    /// ascending.
    fn cuts_to_limit(&self, most: usize) -> Vec<u32> {
        let limit = LIMIT * self.normal.len() as f64;
        let steps = most - 2;
        let ranked = (1..=steps).map(|step| {
            let rank = (limit * step as f64 / steps as f64).ceil().max(1.0) as usize;
            self.normal[self.normal.len() - rank.min(self.normal.len())]
        });
        let above_all = self.normal[self.normal.len() - 1].saturating_add(1);
        let mut cuts: Vec<u32> = ranked.chain([above_all]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Labels each mask once and sums in the order of images.
    fn coverage(&self, cuts: &[u32], partial: Option<&PartialArea>) -> Coverage {
        let of_images: Vec<Coverage> = self
            .masks
            .par_iter()
            .map(|placed| {
                let end = self.anomalous.len() - placed.before;
                let keys = &self.anomalous[end - placed.area..end];
                Coverage::of(
                    &Regions::of(&placed.mask),
                    keys.iter().rev().copied(),
                    cuts,
                    partial,
                )
            })
            .collect();
        of_images.iter().fold(Coverage::none(cuts.len()), Coverage::add)
    }

    fn points(&self, cuts: &[u32], coverage: &Coverage) -> Vec<ProPoint> {
        let rate = |&cut| count_from(self.normal, cut) as f64 / self.normal.len() as f64;
        let rates = cuts.iter().map(rate);
        rates
            .zip(coverage.overlaps())
            .map(|(false_positive_rate, overlap)| ProPoint {
                false_positive_rate,
                overlap,
            })
            .collect()
    }
}

fn drawn_point((point, &cut): (&ProPoint, &u32)) -> CurvePoint {
    CurvePoint {
        x: point.false_positive_rate,
        y: point.overlap,
        threshold: score(cut),
    }
}

/// At most `most` of the points, spread evenly, both ends included.
fn thinned(points: &[CurvePoint], most: usize) -> Vec<CurvePoint> {
    if points.len() <= most {
        return points.to_vec();
    }
    let last = points.len() - 1;
    (0..most).map(|i| points[i * last / (most - 1)]).collect()
}
