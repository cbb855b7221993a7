//! How well a model does on families and defects that it never saw.

use super::workers::Workers;
use super::{DemoModelFiles, PretrainError, PretrainEvent};
use crate::dataset::demo::{Defect, DemoItem, DemoSet, Family, Place};
use crate::detector::{Detector, DetectorSettings, ModelFiles, Placement, PromptCheckpoint, Unobserved};
use crate::evaluate::metrics::{ClassAccumulator, ImageEvidence, MaskBits, Metric, MetricsReport, Preset};
use crate::picture::{Mask, ModelInput, Picture};
use candle_core::{DType, Device};
use image::DynamicImage;
use std::path::Path;

/// Pictures a batch.
const BATCH: usize = 8;
/// Products of evaluation have seeds from here on; those of training are drawn from 64 bits.
const FIRST_SEED: u64 = 7000;

/// Normal pictures a product in the evaluation of a finished model.
pub(super) const NORMAL: usize = 12;

/// Tries the model in `folder` on unseen families: with all defects, then with those alone that it never saw.
pub fn evaluate_model(
    folder: &Path,
    products: usize,
    threads: usize,
) -> Result<Vec<PretrainEvent>, PretrainError> {
    let workers = Workers::new(threads)?;
    let (detector, steps) = load(folder)?;
    let size = detector.settings().image_size;
    let all = Unseen::draw(&workers, size, Defect::all(), products, NORMAL);
    let unseen = Unseen::draw(&workers, size, Defect::unseen(), products, NORMAL);
    Ok(vec![
        all.event(&detector, steps, "all")?,
        unseen.event(&detector, steps, "unseen")?,
    ])
}

/// The model in `folder` as it is used, and how many steps made it.
pub(super) fn load(folder: &Path) -> Result<(Detector, usize), PretrainError> {
    let DemoModelFiles {
        backbone, prompts, ..
    } = DemoModelFiles::within(folder);
    let checkpoint = PromptCheckpoint::open(&prompts)?;
    let settings: Option<DetectorSettings> = checkpoint.settings();
    let steps = checkpoint
        .metadata()
        .get("steps")
        .and_then(|steps| steps.parse().ok());
    let (Some(settings), Some(steps)) = (settings, steps) else {
        return Err(PretrainError::State {
            file: prompts,
            reason: "its metadata names no settings and steps: not made by pretrain".to_owned(),
        });
    };
    let placement = Placement {
        device: Device::Cpu,
        dtype: DType::F32,
    };
    Ok((
        Detector::load(&ModelFiles { backbone, prompts }, settings, &placement)?,
        steps,
    ))
}

/// Pictures of unseen families, drawn once.
#[derive(Debug)]
pub(super) struct Unseen {
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
    /// `products` of every unseen family; of each `normal` pictures and one with each of `defects`.
    pub fn draw(
        workers: &Workers,
        size: usize,
        defects: impl Iterator<Item = Defect>,
        products: usize,
        normal: usize,
    ) -> Self {
        let defects: Vec<Defect> = defects.collect();
        let sets: Vec<DemoSet> = (0..products)
            .map(|product| DemoSet {
                families: Family::unseen().collect(),
                defects: defects.clone(),
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

    /// Tries `detector`, the model after `step` steps; means over the products.
    pub fn event(
        &self,
        detector: &Detector,
        step: usize,
        defects: &str,
    ) -> Result<PretrainEvent, PretrainError> {
        let report = self.evaluate(detector)?;
        let mean = |metric| report.mean(metric).value;
        Ok(PretrainEvent::Unseen {
            step,
            defects: defects.to_owned(),
            pictures: self.pictures(),
            products: report.classes().len(),
            image_auroc: mean(Metric::ImageAuroc),
            pixel_auroc: mean(Metric::PixelAuroc),
            pixel_ap: mean(Metric::PixelAp),
            pixel_aupro: mean(Metric::PixelAupro),
        })
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
                        mask: Some(MaskBits::pack(sample.mask.anomalous(), self.size, |&inside| {
                            inside
                        })),
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
