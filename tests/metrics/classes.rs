//! Made-up classes.

use vip2clip::evaluate::metrics::{ClassAccumulator, ClassMetrics, ImageEvidence, MaskBits, Preset};

/// A class as plain values.
pub struct Class {
    pub height: usize,
    pub width: usize,
    pub labels: Vec<bool>,
    pub scores: Vec<f32>,
    pub maps: Vec<Vec<f32>>,
    pub masks: Vec<Vec<bool>>,
}

impl Class {
    pub fn accumulated(&self) -> ClassAccumulator {
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

    pub fn metrics(&self, preset: Preset) -> ClassMetrics {
        self.accumulated().finish(preset)
    }

    pub fn pixels(&self) -> (Vec<f32>, Vec<bool>) {
        (self.maps.concat(), self.masks.concat())
    }
}

pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub fn unit(&mut self) -> f32 {
        (self.next() & 0xff_ffff) as f32 / 0x100_0000 as f32
    }
}

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

/// A small class with ties, equal values, empty and full masks, regions joined at corners, or one label.
pub fn class(random: &mut Random) -> Class {
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

/// Long enough to be split, sorted and labelled in parallel.
pub fn large_class() -> Class {
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
