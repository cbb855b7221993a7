//! How well a model does on families and defects that it never saw.

use super::PretrainError;
use super::workers::Workers;
use crate::dataset::demo::{Defect, DemoItem, DemoSet, Family, Place};
use crate::detector::{Detector, Unobserved};
use crate::evaluate::metrics::{ClassAccumulator, ImageEvidence, MaskBits, MetricsReport, Preset};
use crate::picture::{Mask, ModelInput, Picture};
use image::DynamicImage;

/// Pictures a batch.
const BATCH: usize = 8;
/// Products of evaluation have seeds from here on; those of training are drawn from 64 bits.
const FIRST_SEED: u64 = 7000;

/// Pictures of unseen families, drawn once.
#[derive(Debug)]
pub struct Unseen {
    /// One class a product.
    classes: Vec<(String, Vec<Sample>)>,
    size: usize,
}

#[derive(Debug)]
struct Sample {
    input: ModelInput,
    mask: Mask,
    is_anomalous: bool,
}

impl Unseen {
    /// `products` of every unseen family; of each `normal` pictures and one with every defect, seen or not.
    pub(super) fn draw(workers: &Workers, size: usize, products: usize, normal: usize) -> Self {
        let sets: Vec<DemoSet> = (0..products)
            .map(|product| DemoSet {
                families: Family::unseen().collect(),
                defects: Defect::all().collect(),
                normal,
                anomalous: 1,
                train: 0,
                size: size as u32,
                seed: FIRST_SEED + product as u64,
            })
            .collect();
        let items: Vec<(usize, DemoItem)> = sets
            .iter()
            .enumerate()
            .flat_map(|(product, set)| set.items().into_iter().map(move |item| (product, item)))
            .collect();
        let samples = workers.run(items.len(), |index| {
            let (product, item) = &items[index];
            let drawing = sets[*product].draw(item);
            let mask = Picture::from_rgb(DynamicImage::from(drawing.mask).into_rgb8());
            Sample {
                input: ModelInput::new(&Picture::from_rgb(drawing.picture), size),
                mask: Mask::new(&mask, size),
                is_anomalous: matches!(item.place, Place::Anomalous(_)),
            }
        });
        let mut classes: Vec<(String, Vec<Sample>)> = Vec::new();
        for ((product, item), sample) in items.iter().zip(samples) {
            let name = format!("{}/{product}", item.family.name());
            match classes.last_mut() {
                Some((last, samples)) if *last == name => samples.push(sample),
                _ => classes.push((name, vec![sample])),
            }
        }
        Self { classes, size }
    }

    /// Number of pictures.
    pub fn pictures(&self) -> usize {
        self.classes.iter().map(|(_, samples)| samples.len()).sum()
    }

    /// The metrics of every product.
    pub fn evaluate(&self, detector: &Detector) -> Result<MetricsReport, PretrainError> {
        let mut report = MetricsReport::new(Preset::Parity);
        for (name, samples) in &self.classes {
            let mut class = ClassAccumulator::new(samples.len(), self.size, self.size);
            for batch in samples.chunks(BATCH) {
                let inputs: Vec<ModelInput> = batch.iter().map(|sample| sample.input.clone()).collect();
                let detections = detector.detect(&inputs, &Unobserved)?;
                for (sample, detection) in batch.iter().zip(detections) {
                    let evidence = ImageEvidence {
                        is_anomalous: sample.is_anomalous,
                        score: detection.score,
                        map: Some(&detection.map.values),
                        mask: Some(MaskBits::pack(sample.mask.anomalous(), self.size, |&inside| inside)),
                    };
                    class.push(evidence).map_err(candle_core::Error::wrap)?;
                }
            }
            report
                .add(name.clone(), class.finish(Preset::Parity))
                .map_err(candle_core::Error::wrap)?;
        }
        Ok(report)
    }
}
