//! The metrics as their definitions say, written out without any shortcut.

use super::classes::Class;
use std::collections::BTreeSet;

fn both(truth: &[bool]) -> bool {
    truth.contains(&true) && truth.contains(&false)
}

pub fn auroc(scores: &[f32], truth: &[bool]) -> Option<f64> {
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

pub fn average_precision(scores: &[f32], truth: &[bool]) -> Option<f64> {
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

pub fn best_f1(scores: &[f32], truth: &[bool], epsilon: f64) -> Option<(f64, f32)> {
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
pub fn regions(class: &Class) -> Vec<Vec<usize>> {
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
pub fn pro_point(class: &Class, regions: &[Vec<usize>], called: &[bool]) -> (f64, f64) {
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

pub fn aupro_parity(class: &Class) -> Option<f64> {
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

pub fn aupro_exact(class: &Class) -> Option<f64> {
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
