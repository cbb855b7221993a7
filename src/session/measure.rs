//! Metrics per class over the pictures of a session, a picture at a time.

use super::ImageRecord;
use crate::engine::evaluation::ClassRecord;
use crate::evaluate::metrics::{ClassAccumulator, ImageEvidence, MaskBits, Preset};

/// The metrics of scores alone, for a session that has no maps to measure; those of pixels are undefined.
pub fn measure_scores(images: &[ImageRecord], preset: Preset) -> Vec<ClassRecord> {
    let mut measure = Measure::new(images, 1, preset);
    for image in images {
        measure.take(image, None, None);
    }
    measure.finish()
}

/// Collects results in the order of their pictures. The maps of a class are in memory until its last picture is there.
pub(super) struct Measure {
    size: usize,
    preset: Preset,
    classes: Vec<Class>,
}

struct Class {
    name: String,
    pictures: usize,
    missing: usize,
    failed: usize,
    state: State,
}

/// Maps need room, so a class has none before its first picture and after its last.
enum State {
    Waiting,
    Collecting(Box<ClassAccumulator>),
    Done(Box<ClassRecord>),
}

impl Measure {
    /// For these pictures, of which those with a label count; maps are `size` pixels a side.
    pub fn new(images: &[ImageRecord], size: usize, preset: Preset) -> Self {
        let mut classes: Vec<Class> = Vec::new();
        for image in images.iter().filter(|image| image.label.is_some()) {
            match classes.iter_mut().find(|class| class.name == image.class) {
                Some(class) => class.pictures += 1,
                None => classes.push(Class {
                    name: image.class.clone(),
                    pictures: 1,
                    missing: 0,
                    failed: 0,
                    state: State::Waiting,
                }),
            }
        }
        classes
            .iter_mut()
            .for_each(|class| class.missing = class.pictures);
        Self {
            size,
            preset,
            classes,
        }
    }

    /// Takes a result; one without a score takes no part.
    pub fn take(&mut self, image: &ImageRecord, map: Option<&[f32]>, mask: Option<MaskBits>) {
        let (size, preset) = (self.size, self.preset);
        let Some(label) = image.label else { return };
        let Some(class) = self.classes.iter_mut().find(|class| class.name == image.class) else {
            return;
        };
        let evidence = image.score.map(|score| ImageEvidence {
            is_anomalous: label == 1,
            score,
            map,
            mask,
        });
        class.take(evidence, size, preset);
    }

    /// The metrics, in the order of the first picture of each class.
    pub fn finish(self) -> Vec<ClassRecord> {
        let (size, preset) = (self.size, self.preset);
        let finish = |mut class: Class| {
            class.close(size, preset);
            match class.state {
                State::Done(record) => Some(*record),
                State::Waiting | State::Collecting(_) => None,
            }
        };
        self.classes.into_iter().filter_map(finish).collect()
    }
}

impl Class {
    fn take(&mut self, evidence: Option<ImageEvidence>, size: usize, preset: Preset) {
        self.missing = self.missing.saturating_sub(1);
        let collected = self.open(size);
        // A map of another size than the model's, which cannot be.
        let taken = match (evidence, collected) {
            (Some(evidence), Some(collected)) => collected.push(evidence).is_ok(),
            _ => false,
        };
        self.failed += usize::from(!taken);
        if self.missing == 0 {
            self.close(size, preset);
        }
    }

    fn open(&mut self, size: usize) -> Option<&mut ClassAccumulator> {
        if matches!(self.state, State::Waiting) {
            self.state = State::Collecting(Box::new(ClassAccumulator::new(self.pictures, size, size)));
        }
        match &mut self.state {
            State::Collecting(collected) => Some(collected),
            State::Waiting | State::Done(_) => None,
        }
    }

    fn close(&mut self, size: usize, preset: Preset) {
        // A class without a result has metrics, too: undefined ones.
        self.open(size);
        if !matches!(self.state, State::Collecting(_)) {
            return;
        }
        if let State::Collecting(collected) = std::mem::replace(&mut self.state, State::Waiting) {
            let metrics = collected.finish(preset);
            self.state = State::Done(Box::new(ClassRecord::new(&self.name, &metrics, self.failed)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn image(class: &str, label: Option<u8>, score: Option<f32>) -> ImageRecord {
        ImageRecord {
            class: class.to_owned(),
            label,
            score,
            ..ImageRecord::of_file(Path::new("a.png"))
        }
    }

    #[test]
    fn classes_that_are_mixed_are_told_apart_and_failures_counted() {
        let images = [
            image("b", Some(0), Some(0.1)),
            image("a", Some(1), Some(0.9)),
            image("b", Some(1), Some(0.8)),
            image("", None, Some(0.5)),
            image("b", Some(1), None),
            image("a", Some(0), Some(0.95)),
        ];
        let classes = measure_scores(&images, Preset::Parity);
        let seen: Vec<_> = classes
            .iter()
            .map(|class| (class.name.as_str(), class.normal, class.anomalous, class.failed))
            .collect();
        assert_eq!(seen, [("b", 1, 1, 1), ("a", 1, 1, 0)]);
        assert_eq!(classes[0].values["image_auroc"], 1.0);
        assert_eq!(classes[1].values["image_auroc"], 0.0);
        assert!(!classes[0].values.contains_key("pixel_auroc"));
    }
}
