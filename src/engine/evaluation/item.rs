//! An item of the queue, opened: its samples by class, and the method that judges them.

use super::{EvaluationError, EvaluationSettings, ItemRecord, MethodKind, QueueItem};
use crate::base::CancelToken;
use crate::clip::BackboneFile;
use crate::dataset::{DatasetIndex, Split};
use crate::detector::{Detector, ModelFiles, Placement, PromptCheckpoint};
use crate::evaluate::protocol::{self, Facts, TrainedOn};
use crate::evaluate::published::PublishedTables;
use crate::evaluate::{ClipBaseline, Method};
use crate::run::{PromptsRecord, Reading, file_name};
use crate::train::TrainingSet;
use std::path::Path;

/// A dataset whose labelled samples are known.
#[derive(Debug)]
pub struct OpenItem {
    /// The samples, in the order of the index.
    pub set: TrainingSet,
    /// Classes in the order of their first sample, with their samples.
    pub classes: Vec<(String, Vec<usize>)>,
    kind: &'static str,
}

impl OpenItem {
    /// Reads and understands the dataset's folder.
    pub fn open(
        root: &Path,
        reading: &Reading,
        split: &str,
        cancel: &CancelToken,
    ) -> Result<Self, EvaluationError> {
        let index: DatasetIndex = reading
            .open(root, cancel)
            .map_err(crate::train::TrainError::from)?;
        let split = if split == Split::Train.name() {
            Split::Train
        } else {
            Split::Test
        };
        let set = TrainingSet::new(&index, reading, split)?;
        let mut classes: Vec<(String, Vec<usize>)> = Vec::new();
        for (place, sample) in set.samples().iter().enumerate() {
            match classes.iter_mut().find(|(name, _)| **name == *sample.class) {
                Some((_, places)) => places.push(place),
                None => classes.push((sample.class.to_string(), vec![place])),
            }
        }
        Ok(Self {
            set,
            classes,
            kind: index.kind,
        })
    }

    /// The images of each class that a run with these settings does, by their places in the class. Batches are counted
    /// over the whole dataset, so that shards get as many as each other.
    pub fn shares(&self, settings: &EvaluationSettings) -> Vec<Vec<usize>> {
        let batch = settings.batch.get();
        let mut first_batch = 0;
        let share = |(_, samples): &(String, Vec<usize>)| {
            let places = 0..samples.len();
            let own = places
                .filter(|place| settings.shard.holds(first_batch + place / batch))
                .collect();
            first_batch += samples.len().div_ceil(batch);
            own
        };
        self.classes.iter().map(share).collect()
    }

    /// What the record of a new run says about it.
    pub fn record(
        &self,
        item: &QueueItem,
        settings: &EvaluationSettings,
        published: &PublishedTables,
    ) -> Result<ItemRecord, EvaluationError> {
        let checkpoint = match &item.prompts {
            Some(path) => Some((
                path,
                PromptCheckpoint::open(path).map_err(crate::detector::DetectorError::from)?,
            )),
            None => None,
        };
        let trained_on = checkpoint
            .as_ref()
            .and_then(|(path, checkpoint)| what_was_seen(path, checkpoint));
        let lengths = checkpoint.as_ref().map(|(_, checkpoint)| {
            let shape = checkpoint.shape();
            (shape.n_ctx, shape.n_cls)
        });
        let dataset = self.set.record();
        let facts = Facts {
            dataset: self.kind,
            fingerprint: Some(&dataset.fingerprint),
            counts: (dataset.normal, dataset.anomalous),
            trained_on: trained_on.as_ref(),
            learned: checkpoint.is_some(),
            settings: &item.detector,
            prompt_lengths: lengths,
            preset: settings.preset,
        };
        let mut warnings: Vec<String> = self.set.notes();
        warnings.extend(protocol::check(&facts, published).iter().map(ToString::to_string));
        let mut prompts = checkpoint
            .map(|(path, checkpoint)| PromptsRecord::of_file(path, &checkpoint))
            .transpose()?;
        if let Some(prompts) = &mut prompts {
            prompts.trained_on = trained_on.as_ref().map(TrainedOn::text);
        }
        Ok(ItemRecord {
            method: match &prompts {
                Some(prompts) => prompts.name.clone(),
                None => "CLIP".to_owned(),
            },
            detector: item.detector.clone(),
            warnings,
            dataset_kind: self.kind.to_owned(),
            images: self.shares(settings).iter().map(Vec::len).sum(),
            dataset: dataset.clone(),
            prompts,
            classes: Vec::new(),
        })
    }
}

/// What prompts were trained on, by what they say themselves or what the registry of models says of the file.
pub fn what_was_seen(path: &Path, checkpoint: &PromptCheckpoint) -> Option<TrainedOn> {
    TrainedOn::of_checkpoint(path, checkpoint.metadata()).or_else(|| {
        Some(TrainedOn {
            dataset: crate::models::trained_on(path)?,
            fingerprint: None,
            before: Vec::new(),
        })
    })
}

/// The method of an item.
pub fn load_method(
    kind: MethodKind,
    backbone: &Path,
    item: &ItemRecord,
    placement: &Placement,
) -> Result<Box<dyn Method>, EvaluationError> {
    let settings = item.detector.clone();
    match (
        kind,
        item.prompts.as_ref().and_then(|prompts| prompts.path.clone()),
    ) {
        (MethodKind::Clip, _) => Ok(Box::new(ClipBaseline::new(backbone, placement, &settings)?)),
        (MethodKind::Vip2, Some(prompts)) => {
            let files = ModelFiles {
                backbone: backbone.to_owned(),
                prompts,
            };
            Ok(Box::new(Detector::load(&files, settings, placement)?))
        }
        (MethodKind::Vip2, None) => Err(EvaluationError::Internal(format!(
            "an item of {} without prompts",
            file_name(backbone)
        ))),
    }
}

/// Whether the settings of a queue fit its backbone, before anything is computed.
pub fn check_settings(queue: &[QueueItem], backbone: &BackboneFile) -> Result<(), EvaluationError> {
    for item in queue {
        item.detector.check(backbone.config())?;
        if let Some(path) = &item.prompts {
            let checkpoint = PromptCheckpoint::open(path).map_err(crate::detector::DetectorError::from)?;
            checkpoint
                .check_fits(backbone.config())
                .map_err(crate::detector::DetectorError::from)?;
        }
    }
    Ok(())
}
