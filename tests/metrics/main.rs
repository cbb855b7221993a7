//! The metrics against the golden values, and against their definitions written out without any shortcut.

// Clippy's leave for tests to panic reaches only functions marked #[test].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod classes;
mod definitions;

use classes::{Class, Random, class, large_class};
use definitions::{aupro_exact, aupro_parity, auroc, average_precision, best_f1, pro_point, regions};
use std::path::{Path, PathBuf};
use vip2clip::evaluate::MapsFile;
use vip2clip::evaluate::metrics::{
    ClassAccumulator, CurvePoint, Decimation, ImageEvidence, MaskBits, Metric, Preset, PushError, Undefined,
};

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
