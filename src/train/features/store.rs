//! The features of a run's pictures, wherever they are kept.

use super::disk::FeatureFolder;
use super::key::KeyBase;
use super::{Estimate, FeatureDtype, FeatureOptions, FeaturePlace, VisionSource};
use crate::base::{CancelToken, printable_path};
use crate::clip::VisionFeatures;
use crate::picture::{self, Limits, ModelInput};
use crate::train::{SampleFeatures, TrainError, TrainEvent, TrainSettings, TrainSink};
use candle_core::{DType, Tensor};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Gives a picture's features.
#[derive(Debug)]
pub struct FeatureStore {
    pictures: Vec<PathBuf>,
    source: VisionSource,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    /// Ready for training.
    Ready(Vec<SampleFeatures>),
    /// As the tower gave them, rounded.
    Rounded(Vec<VisionFeatures>),
    /// In files by these keys.
    Files {
        folder: FeatureFolder,
        keys: Vec<String>,
    },
    Nothing,
}

/// What became of the store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeatureSummary {
    /// Pictures whose features were there already.
    pub found: usize,
    /// Pictures that went through the tower.
    pub computed: usize,
    /// Pictures whose features could not be written.
    pub not_written: usize,
}

impl FeatureStore {
    /// Computes what is not there. `backbone` is the backbone's sha256.
    pub fn fill(
        pictures: Vec<PathBuf>,
        mut source: VisionSource,
        options: &FeatureOptions,
        place: FeaturePlace,
        (backbone, settings, estimate): (&str, &TrainSettings, &Estimate),
        (cancel, sink): (&CancelToken, &mut dyn TrainSink),
    ) -> Result<(Self, FeatureSummary), TrainError> {
        let mut summary = FeatureSummary::default();
        let kept = match place {
            FeaturePlace::Off => Kept::Nothing,
            FeaturePlace::Memory => {
                fill_memory(&pictures, &mut source, options.dtype, &mut summary, cancel, sink)?
            }
            FeaturePlace::Auto | FeaturePlace::Disk => {
                let folder = FeatureFolder::new(&options.folder, source.layers(), options.dtype.dtype());
                let tapped = (settings.image_size, settings.layers.as_slice());
                let base = KeyBase::new(backbone, tapped, source.build(), options.dtype);
                let room = (&base, options.limit, estimate.per_picture);
                let keys = fill_files(
                    &pictures,
                    &mut source,
                    &folder,
                    room,
                    &mut summary,
                    (cancel, sink),
                )?;
                Kept::Files { folder, keys }
            }
        };
        if place != FeaturePlace::Off && summary.not_written == 0 {
            source.put_away();
        }
        let store = Self {
            pictures,
            source,
            kept,
        };
        Ok((store, summary))
    }

    /// The features of these pictures, in this order.
    pub fn get(
        &mut self,
        indices: &[usize],
        cancel: &CancelToken,
    ) -> Result<Vec<SampleFeatures>, TrainError> {
        match &self.kept {
            Kept::Ready(all) => Ok(indices.iter().map(|&index| all[index].clone()).collect()),
            Kept::Rounded(all) => indices
                .par_iter()
                .map(|&index| Ok(SampleFeatures::new(&widened(&all[index])?)?))
                .collect(),
            Kept::Files { folder, keys } => {
                let read: Vec<Result<SampleFeatures, TrainError>> = indices
                    .par_iter()
                    .map(|&index| Ok(SampleFeatures::new(&folder.read(&keys[index])?)?))
                    .collect();
                let (pictures, source) = (&self.pictures, &mut self.source);
                let dtype = folder.dtype();
                read.into_iter()
                    .zip(indices)
                    // A file that somebody removed or damaged meanwhile, or that never found room.
                    .map(|(read, &index)| read.or_else(|_| compute(&pictures[index], source, dtype, cancel)))
                    .collect()
            }
            Kept::Nothing => {
                let pictures = &self.pictures;
                let size = self.source.size();
                let inputs: Vec<Result<ModelInput, TrainError>> = indices
                    .par_iter()
                    .map(|&index| decode(&pictures[index], &read(&pictures[index])?, size))
                    .collect();
                let encode = |input: Result<ModelInput, TrainError>| {
                    Ok(SampleFeatures::new(&self.source.encode(&input?, cancel)?)?)
                };
                inputs.into_iter().map(encode).collect()
            }
        }
    }
}

fn fill_memory(
    pictures: &[PathBuf],
    source: &mut VisionSource,
    dtype: FeatureDtype,
    summary: &mut FeatureSummary,
    cancel: &CancelToken,
    sink: &mut dyn TrainSink,
) -> Result<Kept, TrainError> {
    let size = source.size();
    let (mut ready, mut rounded) = (Vec::new(), Vec::new());
    decode_ahead(
        pictures,
        cancel,
        |path| decode(path, &read(path)?, size),
        |index, input| {
            let features = source.encode(&input, cancel)?;
            if dtype == FeatureDtype::F32 {
                ready.push(SampleFeatures::new(&features)?);
            } else {
                rounded.push(cast(&features, dtype.dtype())?);
            }
            summary.computed += 1;
            sink.event(TrainEvent::Features {
                done: index + 1,
                total: pictures.len(),
            });
            Ok(())
        },
    )?;
    Ok(if dtype == FeatureDtype::F32 {
        Kept::Ready(ready)
    } else {
        Kept::Rounded(rounded)
    })
}

/// Writes the files that are not there; gives all keys.
fn fill_files(
    pictures: &[PathBuf],
    source: &mut VisionSource,
    folder: &FeatureFolder,
    (base, limit, per_picture): (&KeyBase, Option<u64>, u64),
    summary: &mut FeatureSummary,
    (cancel, sink): (&CancelToken, &mut dyn TrainSink),
) -> Result<Vec<String>, TrainError> {
    folder.clear_leftovers();
    let found: Vec<(String, bool)> = pictures
        .par_iter()
        .map(|path| {
            if cancel.is_cancelled() {
                return Err(TrainError::Cancelled);
            }
            let key = base.of(&read(path)?);
            let holds = folder.holds(&key);
            Ok((key, holds))
        })
        .collect::<Result<_, _>>()?;
    let missing: Vec<usize> = (0..found.len()).filter(|&index| !found[index].1).collect();
    let keys: Vec<String> = found.into_iter().map(|(key, _)| key).collect();
    summary.found = keys.len() - missing.len();
    if let Some(limit) = limit {
        let wanted: BTreeSet<String> = keys.iter().cloned().collect();
        folder.make_room(&wanted, per_picture * missing.len() as u64, limit);
    }
    let paths: Vec<PathBuf> = missing.iter().map(|&index| pictures[index].clone()).collect();
    let size = source.size();
    decode_ahead(
        &paths,
        cancel,
        |path| decode(path, &read(path)?, size),
        |index, input| {
            let features = source.encode(&input, cancel)?;
            summary.computed += 1;
            match folder.write(&keys[missing[index]], &features) {
                Err(error) if error.is_disk_full() => {
                    if summary.not_written == 0 {
                        sink.event(TrainEvent::Note(format!(
                            "{error}\nfeatures that find no room are computed again when they are needed"
                        )));
                    }
                    summary.not_written += 1;
                }
                written => written?,
            }
            sink.event(TrainEvent::Features {
                done: index + 1,
                total: paths.len(),
            });
            Ok(())
        },
    )?;
    Ok(keys)
}

/// Runs `prepare` on all cores a few pictures ahead of `take`, which gets them one by one in order.
fn decode_ahead<T: Send>(
    pictures: &[PathBuf],
    cancel: &CancelToken,
    prepare: impl Fn(&Path) -> Result<T, TrainError> + Sync + Send,
    mut take: impl FnMut(usize, T) -> Result<(), TrainError>,
) -> Result<(), TrainError> {
    let group = rayon::current_num_threads();
    std::thread::scope(|scope| {
        let (sender, arrivals) = crossbeam_channel::bounded(group);
        scope.spawn(move || {
            for group in pictures.chunks(group) {
                let prepared: Vec<_> = group.par_iter().map(|path| prepare(path)).collect();
                for one in prepared {
                    // The taker has stopped; so does this thread.
                    if sender.send(one).is_err() {
                        return;
                    }
                }
            }
        });
        for (index, arrival) in arrivals.into_iter().enumerate() {
            if cancel.is_cancelled() {
                return Err(TrainError::Cancelled);
            }
            take(index, arrival?)?;
        }
        Ok(())
    })
}

/// What a file would have given: computed and rounded as it is kept.
fn compute(
    path: &Path,
    source: &mut VisionSource,
    dtype: DType,
    cancel: &CancelToken,
) -> Result<SampleFeatures, TrainError> {
    let input = decode(path, &read(path)?, source.size())?;
    let features = cast(&source.encode(&input, cancel)?, dtype)?;
    Ok(SampleFeatures::new(&widened(&features)?)?)
}

fn read(path: &Path) -> Result<Vec<u8>, TrainError> {
    std::fs::read(path).map_err(TrainError::io(path, "the picture cannot be read"))
}

fn decode(path: &Path, bytes: &[u8], size: usize) -> Result<ModelInput, TrainError> {
    // A decoder that panics on a hostile file must not take the run with it.
    catch_unwind(AssertUnwindSafe(|| {
        let picture = picture::decode(bytes, path, &Limits::default());
        picture
            .map(|picture| ModelInput::new(&picture, size))
            .map_err(|cause| TrainError::Picture { cause })
    }))
    .unwrap_or_else(|_| {
        Err(TrainError::DecoderPanicked {
            path: printable_path(path),
        })
    })
}

fn cast(features: &VisionFeatures, dtype: DType) -> candle_core::Result<VisionFeatures> {
    let cast = |tensor: &Tensor| tensor.to_dtype(dtype);
    Ok(VisionFeatures {
        global: cast(&features.global)?,
        patches: features
            .patches
            .iter()
            .map(cast)
            .collect::<candle_core::Result<_>>()?,
    })
}

fn widened(features: &VisionFeatures) -> candle_core::Result<VisionFeatures> {
    cast(features, DType::F32)
}
