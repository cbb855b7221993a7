//! The metrics against the golden values, and against their definitions written out without any shortcut.

// Clippy's leave for tests to panic reaches only functions marked #[test].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use vip2clip::evaluate::MapsFile;
use vip2clip::evaluate::metrics::{
    ClassAccumulator, ClassMetrics, CurvePoint, Decimation, ImageEvidence, MaskBits, Metric, Preset,
    PushError, Undefined,
};

/// A class as plain values.
struct Class {
    height: usize,
    width: usize,
    labels: Vec<bool>,
    scores: Vec<f32>,
    maps: Vec<Vec<f32>>,
    masks: Vec<Vec<bool>>,
}

impl Class {
    fn accumulated(&self) -> ClassAccumulator {
        let mut accumulator = ClassAccumulator::new(self.labels.len(), self.height, self.width);
        for i in 0..self.labels.len() {
            let evidence = ImageEvidence {
                is_anomalous: self.labels[i],
                score: self.scores[i],
                map: Some(&self.maps[i]),
                mask: Some(MaskBits::pack(&self.masks[i], self.width, |&bit| bit)),
            };
            accumulator.push(evidence).unwrap();
        }
        accumulator
    }

    fn metrics(&self, preset: Preset) -> ClassMetrics {
        self.accumulated().finish(preset)
    }

    fn pixels(&self) -> (Vec<f32>, Vec<bool>) {
        (self.maps.concat(), self.masks.concat())
    }
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn unit(&mut self) -> f32 {
        (self.next() & 0xff_ffff) as f32 / 0x100_0000 as f32
    }
}

// --- the definitions ---------------------------------------------------------------------------------------

fn both(truth: &[bool]) -> bool {
    truth.contains(&true) && truth.contains(&false)
}

fn auroc(scores: &[f32], truth: &[bool]) -> Option<f64> {
    both(truth).then(|| {
        let (mut won, mut pairs) = (0.0, 0.0);
        for (&p, _) in scores.iter().zip(truth).filter(|(_, t)| **t) {
            for (&n, _) in scores.iter().zip(truth).filter(|(_, t)| !**t) {
                pairs += 1.0;
                won += if p > n {
                    1.0
                } else if p == n {
                    0.5
                } else {
                    0.0
                };
            }
        }
        won / pairs
    })
}

fn distinct(scores: &[f32]) -> Vec<f32> {
    let mut scores: Vec<f32> = scores.to_vec();
    scores.sort_by(f32::total_cmp);
    scores.dedup();
    scores
}

/// Precision, recall and threshold at every distinct score, descending.
fn precision_recall(scores: &[f32], truth: &[bool]) -> Vec<(f64, f64, f32)> {
    let all = truth.iter().filter(|t| **t).count() as f64;
    let point = |threshold: f32| {
        let called: Vec<bool> = scores
            .iter()
            .zip(truth)
            .filter(|(s, _)| **s >= threshold)
            .map(|(_, t)| *t)
            .collect();
        let hits = called.iter().filter(|t| **t).count() as f64;
        (hits / called.len() as f64, hits / all, threshold)
    };
    distinct(scores).into_iter().rev().map(point).collect()
}

fn average_precision(scores: &[f32], truth: &[bool]) -> Option<f64> {
    both(truth).then(|| {
        let mut last = 0.0;
        let steps = precision_recall(scores, truth)
            .into_iter()
            .map(|(precision, recall, _)| {
                let step = recall - last;
                last = recall;
                step * precision
            });
        steps.sum()
    })
}

fn best_f1(scores: &[f32], truth: &[bool], epsilon: f64) -> Option<(f64, f32)> {
    both(truth).then(|| {
        let f1s = precision_recall(scores, truth)
            .into_iter()
            .filter(|(p, _, _)| *p > 0.0);
        f1s.map(|(p, r, t)| (2.0 * p * r / (p + r + epsilon), t))
            .fold(
                (f64::MIN, f32::MAX),
                |best, next| if next.0 >= best.0 { next } else { best },
            )
    })
}

/// The pixels of each 8-connected region of each image, as indices into all pixels of the class.
fn regions(class: &Class) -> Vec<Vec<usize>> {
    let (height, width) = (class.height, class.width);
    let mut regions = Vec::new();
    for (image, mask) in class.masks.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for start in (0..mask.len()).filter(|&i| mask[i]) {
            if !seen.insert(start) {
                continue;
            }
            let (mut region, mut waiting) = (vec![], vec![start]);
            while let Some(at) = waiting.pop() {
                region.push(image * height * width + at);
                let (y, x) = (at / width, at % width);
                for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
                    for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                        if mask[ny * width + nx] && seen.insert(ny * width + nx) {
                            waiting.push(ny * width + nx);
                        }
                    }
                }
            }
            regions.push(region);
        }
    }
    regions
}

/// False positive rate and mean overlap of regions for a verdict on every pixel.
fn pro_point(class: &Class, regions: &[Vec<usize>], called: &[bool]) -> (f64, f64) {
    let truth = class.masks.concat();
    let negatives = truth.iter().filter(|t| !**t).count() as f64;
    let wrong = called.iter().zip(&truth).filter(|(c, t)| **c && !**t).count() as f64;
    let overlap =
        |region: &Vec<usize>| region.iter().filter(|&&i| called[i]).count() as f64 / region.len() as f64;
    (
        wrong / negatives,
        regions.iter().map(overlap).sum::<f64>() / regions.len() as f64,
    )
}

fn trapezoid(points: &[(f64, f64)]) -> f64 {
    points
        .windows(2)
        .map(|p| (p[1].0 - p[0].0) * (p[1].1 + p[0].1) / 2.0)
        .sum()
}

fn aupro_parity(class: &Class) -> Option<f64> {
    let (scores, truth) = class.pixels();
    if !both(&truth) {
        return None;
    }
    let least = scores.iter().copied().fold(f32::INFINITY, f32::min);
    let greatest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if least == greatest {
        return None;
    }
    let step = (greatest - least) / 200.0;
    let count = ((greatest - least) / step).ceil() as usize;
    let stride = f64::from(least + step) - f64::from(least);
    let regions = regions(class);
    let mut kept: Vec<(f64, f64)> = (0..count)
        .map(|i| {
            let threshold = f64::from(least) + i as f64 * stride;
            let called: Vec<bool> = scores.iter().map(|&s| f64::from(s) > threshold).collect();
            pro_point(class, &regions, &called)
        })
        .filter(|point| point.0 < 0.3)
        .collect();
    kept.reverse();
    let (first, last) = (kept.first()?.0, kept.last()?.0);
    if first == last {
        return None;
    }
    for point in &mut kept {
        point.0 = (point.0 - first) / (last - first);
    }
    Some(trapezoid(&kept))
}

fn aupro_exact(class: &Class) -> Option<f64> {
    let (scores, truth) = class.pixels();
    if !both(&truth) {
        return None;
    }
    let regions = regions(class);
    let curve = distinct(&scores).into_iter().rev().map(|threshold| {
        let called: Vec<bool> = scores.iter().map(|&s| s >= threshold).collect();
        pro_point(class, &regions, &called)
    });
    let curve: Vec<(f64, f64)> = std::iter::once((0.0, 0.0)).chain(curve).collect();
    let inside = curve.iter().filter(|point| point.0 <= 0.3).count();
    let (a, b) = (curve[inside - 1], curve[inside]);
    let at_limit = a.1 + (b.1 - a.1) * (0.3 - a.0) / (b.0 - a.0);
    let mut cut = curve[..inside].to_vec();
    cut.push((0.3, at_limit));
    Some(trapezoid(&cut) / 0.3)
}

// --- random classes ----------------------------------------------------------------------------------------

fn mask(random: &mut Random, height: usize, width: usize) -> Vec<bool> {
    let (y, x) = (random.below(height), random.below(width));
    let pixel =
        |f: &dyn Fn(usize, usize) -> bool| (0..height * width).map(|i| f(i / width, i % width)).collect();
    match random.below(7) {
        0 => vec![false; height * width],
        1 => vec![true; height * width],
        // One pixel; a diagonal, joined at corners only; a box; two crossing diagonals.
        2 => pixel(&|a, b| (a, b) == (y, x)),
        3 => pixel(&|a, b| a + x == b + y),
        4 => pixel(&|a, b| a >= y && b >= x),
        5 => pixel(&|a, b| a + x == b + y || a + b == x + y),
        _ => {
            let density = random.unit();
            (0..height * width).map(|_| random.unit() < density).collect()
        }
    }
}

fn class(random: &mut Random) -> Class {
    let (images, height, width) = (1 + random.below(4), 1 + random.below(9), 1 + random.below(11));
    // From many ties to nearly none, below zero as well, or all equal.
    let levels = [1.0, 2.0, 5.0, 40.0, 1e6][random.below(5)];
    let (scale, shift) = (
        [1.0, 1e-3, 50.0][random.below(3)],
        [0.0, -0.5, 0.4][random.below(3)],
    );
    let kind = random.below(4);
    let mut class = Class {
        height,
        width,
        labels: (0..images)
            .map(|_| kind != 0 && (kind == 1 || random.below(2) == 1))
            .collect(),
        scores: (0..images)
            .map(|_| (random.unit() * levels).floor() / levels)
            .collect(),
        maps: vec![],
        masks: vec![],
    };
    let has_masks = random.below(8) > 0;
    let help = random.unit();
    for _ in 0..images {
        let truth = if has_masks {
            mask(random, height, width)
        } else {
            vec![false; height * width]
        };
        let value = |&t: &bool| {
            let raw = random.unit() + if t { help } else { 0.0 };
            ((raw * levels).floor() / levels) * scale + shift
        };
        class.maps.push(truth.iter().map(value).collect());
        class.masks.push(truth);
    }
    class
}

fn check(found: Option<f64>, expected: Option<f64>, what: &str) {
    match (found, expected) {
        (None, None) => {}
        (Some(a), Some(b)) if (a - b).abs() < 1e-10 => {}
        _ => panic!("{what}: found {found:?}, by definition {expected:?}"),
    }
}

#[test]
fn every_metric_is_what_its_definition_says() {
    let mut random = Random(42);
    let mut defined = [0; Metric::ALL.len()];
    const CASES: usize = 600;
    for case in 0..CASES {
        let class = class(&mut random);
        let (scores, truth) = class.pixels();
        for preset in Preset::ALL {
            let found = class.metrics(preset);
            assert_eq!(found.preset, preset);
            let pixel_f1 = best_f1(&scores, &truth, 1e-8);
            let image_f1 = best_f1(&class.scores, &class.labels, 0.0);
            let aupro = match preset {
                Preset::Parity => aupro_parity(&class),
                Preset::Exact => aupro_exact(&class),
            };
            for (i, (metric, expected)) in [
                (Metric::ImageAuroc, auroc(&class.scores, &class.labels)),
                (Metric::ImageAp, average_precision(&class.scores, &class.labels)),
                (Metric::ImageF1, image_f1.map(|best| best.0)),
                (Metric::PixelAuroc, auroc(&scores, &truth)),
                (Metric::PixelAp, average_precision(&scores, &truth)),
                (Metric::PixelF1, pixel_f1.map(|best| best.0)),
                (Metric::PixelAupro, aupro),
            ]
            .into_iter()
            .enumerate()
            {
                let value = found.value(metric);
                check(
                    value.ok(),
                    expected,
                    &format!("case {case}, {preset}, {metric:?} ({value:?})"),
                );
                defined[i] += usize::from(expected.is_some());
            }
            let thresholds = (found.pixel_f1.ok(), found.image_f1.ok());
            assert_eq!(
                thresholds.0.map(|best| best.threshold),
                pixel_f1.map(|best| best.1),
                "case {case}"
            );
            assert_eq!(
                thresholds.1.map(|best| best.threshold),
                image_f1.map(|best| best.1),
                "case {case}"
            );
        }
    }
    // The cases, each with two presets, cover both: what has a value and what has none.
    let (least, most) = (defined.iter().min().unwrap(), defined.iter().max().unwrap());
    assert!(*least > CASES / 3 && *most < 2 * CASES - 100, "{defined:?}");
}

// --- golden ------------------------------------------------------------------------------------------------

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

#[test]
fn golden_values() {
    let file = MapsFile::open(&golden("metrics.safetensors")).unwrap();
    let expected: serde_json::Value =
        serde_json::from_slice(&std::fs::read(golden("metrics.json")).unwrap()).unwrap();
    assert_eq!(file.classes().collect::<Vec<_>>(), ["alpha", "beta"]);
    for class in file.classes() {
        let parity = file.accumulate(class).unwrap().finish(Preset::Parity);
        let exact = file.accumulate(class).unwrap().finish(Preset::Exact);
        for metric in Metric::ALL {
            let name = metric.key().replace('_', "-");
            let tolerance = if metric == Metric::PixelAupro { 1e-5 } else { 1e-6 };
            let golden = expected[class][&name].as_f64().unwrap();
            let value = parity.value(metric).unwrap();
            assert!(
                (value - golden).abs() < tolerance,
                "{class} {name}: {value}, golden {golden}"
            );
            if metric != Metric::PixelAupro {
                assert_eq!(exact.value(metric), Ok(value), "{class} {name}");
            }
        }
        let threshold = f64::from(parity.pixel_f1.unwrap().threshold);
        let golden = expected[class]["pixel-f1-threshold"].as_f64().unwrap();
        assert!(
            (threshold - golden).abs() < 1e-6,
            "{class}: {threshold}, golden {golden}"
        );
    }
}

// --- the accumulator ---------------------------------------------------------------------------------------

/// Long enough to be split, sorted and labelled in parallel.
fn large_class() -> Class {
    let mut random = Random(7);
    let (images, side) = (7, 180);
    let mut class = Class {
        height: side,
        width: side,
        labels: (0..images).map(|i| i % 3 != 0).collect(),
        scores: (0..images).map(|_| random.unit()).collect(),
        maps: vec![],
        masks: vec![],
    };
    for image in 0..images {
        let inside = |i: usize| (i / side).abs_diff(20 * image) < 12 && (i % side) % 40 < 11;
        let truth: Vec<bool> = (0..side * side)
            .map(|i| class.labels[image] && inside(i))
            .collect();
        let value = |t: &bool| (random.unit() * random.unit() + if *t { 0.2 } else { 0.0 }).min(1.0);
        class.maps.push(truth.iter().map(value).collect());
        class.masks.push(truth);
    }
    class
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    let class = large_class();
    let decimation = Decimation { points: 64, bins: 10 };
    for preset in Preset::ALL {
        let results = [1, 2, 5].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| class.accumulated().finish_with_curves(preset, decimation))
        });
        assert!(
            Metric::ALL
                .iter()
                .all(|&metric| results[0].0.value(metric).is_ok())
        );
        assert_eq!(results[0], results[1]);
        assert_eq!(results[0], results[2]);
    }
}

#[test]
fn curves_are_made_of_the_points_they_claim() {
    let class = large_class();
    let (scores, truth) = class.pixels();
    let decimation = Decimation { points: 50, bins: 8 };
    let count = |of: bool| truth.iter().filter(|t| **t == of).count() as f64;
    let (negatives, positives) = (count(false), count(true));
    let called = |threshold: f32, of: bool| {
        scores
            .iter()
            .zip(&truth)
            .filter(|(s, t)| **s >= threshold && **t == of)
            .count() as f64
    };
    let regions = regions(&class);
    for preset in Preset::ALL {
        let (metrics, curves) = class.accumulated().finish_with_curves(preset, decimation);
        assert_eq!(metrics, class.metrics(preset), "drawing changes no number");
        for curve in [
            &curves.pixel_roc,
            &curves.pixel_precision_recall,
            &curves.pixel_pro,
        ] {
            assert!((30..=50).contains(&curve.len()), "{} points", curve.len());
            assert!(
                curve
                    .windows(2)
                    .all(|p| p[0].x <= p[1].x && p[0].threshold > p[1].threshold)
            );
        }
        for &CurvePoint { x, y, threshold } in &curves.pixel_roc {
            assert_eq!(
                (x, y),
                (
                    called(threshold, false) / negatives,
                    called(threshold, true) / positives
                )
            );
        }
        for &CurvePoint { x, y, threshold } in &curves.pixel_precision_recall {
            let hits = called(threshold, true);
            assert_eq!(
                (x, y),
                (hits / positives, hits / (hits + called(threshold, false)))
            );
        }
        for &CurvePoint { x, y, threshold } in curves.pixel_pro.iter().step_by(9) {
            let verdicts: Vec<bool> = scores.iter().map(|&s| s >= threshold).collect();
            let expected = pro_point(&class, &regions, &verdicts);
            assert!(
                (x - expected.0).abs() < 1e-12 && (y - expected.1).abs() < 1e-12,
                "{preset} {threshold}"
            );
        }
        let histogram = curves.pixel_scores.unwrap();
        assert_eq!(histogram.normal.iter().sum::<u64>() as f64, negatives);
        assert_eq!(histogram.anomalous.iter().sum::<u64>() as f64, positives);
        assert_eq!(
            (
                histogram.normal.len(),
                curves.image_scores.unwrap().anomalous.len()
            ),
            (8, 8)
        );
    }
}

#[test]
fn what_is_undefined_says_why() {
    let plain = |labels: &[bool], scores: &[f32], map: &[f32], mask: &[bool]| Class {
        height: 1,
        width: map.len(),
        labels: labels.to_vec(),
        scores: scores.to_vec(),
        maps: vec![map.to_vec(); labels.len()],
        masks: vec![mask.to_vec(); labels.len()],
    };
    let (mut some, none, all) = ([false; 8], [false; 8], [true; 8]);
    some[0] = true;
    let map = [0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
    use Undefined::*;
    for (class, image, pixel, aupro) in [
        (
            plain(&[], &[], &map, &some),
            Some(NoImages),
            Some(NoImages),
            Some(NoImages),
        ),
        (
            plain(&[true], &[0.5], &map, &some),
            Some(NoNormalImage),
            None,
            None,
        ),
        (
            plain(&[false], &[0.5], &map, &some),
            Some(NoAnomalousImage),
            None,
            None,
        ),
        (
            plain(&[true, false], &[0.5, f32::NAN], &map, &none),
            Some(ScoresNotFinite { count: 1, first: 1 }),
            Some(NoAnomalousPixel),
            Some(NoAnomalousPixel),
        ),
        (
            plain(&[true, false], &[1.0, 0.0], &map, &all),
            None,
            Some(NoNormalPixel),
            Some(NoNormalPixel),
        ),
        (
            plain(
                &[true, false],
                &[1.0, 0.0],
                &[0.1, f32::INFINITY, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                &some,
            ),
            None,
            Some(MapsNotFinite { count: 2, first: 0 }),
            Some(MapsNotFinite { count: 2, first: 0 }),
        ),
        (
            plain(&[true, false], &[1.0, 0.0], &[0.5; 8], &some),
            None,
            None,
            Some(ConstantMaps),
        ),
        (
            plain(
                &[true, false],
                &[1.0, 0.0],
                &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1e-45],
                &some,
            ),
            None,
            None,
            Some(NoSteps),
        ),
        // Two values: one false positive rate at every threshold, above the limit or below it.
        (
            plain(
                &[true, false],
                &[1.0, 0.0],
                &[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0],
                &some,
            ),
            None,
            None,
            Some(NoPointBelowLimit),
        ),
        (
            plain(
                &[true, false],
                &[1.0, 0.0],
                &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                &some,
            ),
            None,
            None,
            Some(OneRateBelowLimit),
        ),
    ] {
        let found = class.metrics(Preset::Parity);
        for metric in Metric::ALL {
            let expected = match metric {
                Metric::PixelAupro => aupro,
                metric if metric.is_of_pixels() => pixel,
                _ => image,
            };
            assert_eq!(found.value(metric).err(), expected, "{metric:?}");
            assert!(expected.is_none_or(|reason| reason.to_string().len() > 10));
        }
        // MVTec's AUPRO is defined wherever there are pixels of both kinds.
        assert_eq!(class.metrics(Preset::Exact).pixel_aupro.err(), pixel);
    }
    let constant = plain(&[true, false], &[0.5, 0.5], &[0.5; 8], &some);
    let found = constant.metrics(Preset::Exact);
    assert_eq!(
        (found.pixel_auroc, found.image_auroc, found.pixel_ap),
        (Ok(0.5), Ok(0.5), Ok(0.125))
    );
    assert!((found.pixel_aupro.unwrap() - 0.15).abs() < 1e-12);
}

#[test]
fn maps_and_masks_may_be_absent_and_must_fit() {
    let image = |map, mask| ImageEvidence {
        is_anomalous: true,
        score: 0.5,
        map,
        mask,
    };
    let bits = |height: usize, width| MaskBits::pack(&vec![true; height * width], width, |&bit| bit);
    let new = || ClassAccumulator::new(2, 2, 3);
    let map = [0.5; 6];

    let mut accumulator = new();
    accumulator.push(image(None, None)).unwrap();
    accumulator.push(image(None, Some(bits(2, 3)))).unwrap();
    let error = accumulator.push(image(None, None)).unwrap_err();
    assert_eq!(
        error,
        PushError::MoreImages {
            image: 2,
            announced: 2
        }
    );
    assert_eq!(
        accumulator.finish(Preset::Parity).pixel_ap,
        Err(Undefined::NoMaps)
    );

    let mut accumulator = new();
    accumulator.push(image(Some(&map), None)).unwrap();
    let error = accumulator.push(image(Some(&map[1..]), None)).unwrap_err();
    assert!(
        error.to_string().contains("image 1: its map has 5 values"),
        "{error}"
    );
    let error = accumulator.push(image(Some(&map), Some(bits(3, 2)))).unwrap_err();
    assert!(
        error.to_string().contains("3×2") && error.to_string().contains("2×3"),
        "{error}"
    );
    accumulator.push(image(Some(&map), None)).unwrap();
    let found = accumulator.finish(Preset::Parity);
    assert_eq!((found.normal, found.anomalous), (0, 2));
    assert_eq!(found.pixel_ap, Err(Undefined::NoMasks));

    let mut accumulator = new();
    accumulator.push(image(Some(&map), Some(bits(2, 3)))).unwrap();
    accumulator.push(image(None, None)).unwrap();
    let missing = Undefined::MapsMissing {
        missing: 1,
        images: 2,
    };
    assert_eq!(accumulator.finish(Preset::Parity).pixel_auroc, Err(missing));
}
