//! One class: what is missing of it is detected, then its metrics are computed.

use super::item::OpenItem;
use super::saved_maps::save_maps;
use super::spill::{MapSource, Spill};
use super::{ClassRecord, EvaluationError, EvaluationPaths, EvaluationSettings, ScoreLine};
use crate::base::{CancelToken, printable_path, write_atomically};
use crate::detector::DetectorError;
use crate::engine::batch_pipeline::{Shape, Stopped, run_pipeline};
use crate::evaluate::metrics::{ClassAccumulator, ClassCurves, Decimation, ImageEvidence, MaskBits};
use crate::evaluate::{Method, Verdict};
use crate::picture::{self, Limits, ModelInput};
use crate::run::LineLog;
use std::cell::RefCell;
use std::io::Write;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Points and bins for drawing: more than a terminal has columns.
const DRAWN: Decimation = Decimation {
    points: 256,
    bins: 40,
};

/// A class of an item, and where it stands in the run.
pub struct ClassRun<'a> {
    /// Item of the queue, from 0.
    pub item: usize,
    /// Place of the class in its item, from 0.
    pub class: usize,
    /// The item.
    pub open: &'a OpenItem,
    /// S, pixels.
    pub size: usize,
    /// What holds for the whole run.
    pub settings: &'a EvaluationSettings,
    /// Number of its first line, from 1.
    pub first_line: u64,
    /// The images of the class that this run does, by their places in it.
    pub wanted: &'a [usize],
    /// Where files lie.
    pub paths: &'a EvaluationPaths,
    /// Ends it between two batches.
    pub cancel: &'a CancelToken,
}

/// A picture ready for the model.
struct Prepared {
    input: ModelInput,
    decode: Duration,
}

/// A judged picture.
struct Judged {
    verdict: Verdict,
    decode: Duration,
    detect: Duration,
}

impl ClassRun<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.open.classes[self.class].0
    }

    /// Its images.
    fn samples(&self) -> &[usize] {
        &self.open.classes[self.class].1
    }

    /// How many of its images a run that goes on need not do again: what `lines`, its lines so far, and its spilled
    /// maps say.
    pub fn kept(&self, lines: &[ScoreLine]) -> usize {
        let map = 4 * (self.size * self.size) as u64;
        let maps = self.spill_path().metadata().map_or(0, |found| found.len() / map);
        self.done(lines, maps as usize).0
    }

    /// How many of the wanted images are done, in whole batches, and how many maps these have.
    fn done(&self, lines: &[ScoreLine], maps: usize) -> (usize, usize) {
        let wanted = self.wanted;
        let batch = self.settings.batch.get();
        let (mut done, mut with_maps) = (0, 0);
        let mut place = 0;
        while place < wanted.len() {
            let chunk = wanted[place..]
                .iter()
                .take_while(|w| **w / batch == wanted[place] / batch)
                .count();
            let Some(these) = lines.get(place..place + chunk) else {
                break;
            };
            let more = these.iter().filter(|line| line.is_done()).count();
            if with_maps + more > maps {
                break;
            }
            place += chunk;
            (done, with_maps) = (place, with_maps + more);
        }
        (done, with_maps)
    }

    /// Detects what is missing. `lines` holds the lines of the class so far and gets the others; `tell` hears of each.
    pub fn detect<'m>(
        &self,
        method: &dyn Fn() -> Result<&'m dyn Method, EvaluationError>,
        log: &mut LineLog<ScoreLine>,
        lines: &mut Vec<ScoreLine>,
        tell: &mut dyn FnMut(&ScoreLine),
    ) -> Result<(), EvaluationError> {
        let wanted = self.wanted;
        let mut spill = self.spill()?;
        let (done, with_maps) = self.done(lines, spill.maps()?);
        spill.keep(with_maps)?;
        lines.truncate(done);
        if done == wanted.len() {
            return Ok(());
        }
        let method = method()?;
        let rest = &wanted[done..];
        let mut keeper = Keeper {
            class: self,
            done,
            spill: &mut spill,
            log,
            lines,
            waiting: Vec::new(),
        };
        let shape = Shape {
            count: rest.len(),
            batch: self.settings.batch,
            threads: std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            // What a picture is computed with must not depend on others that fail.
            fixed: true,
        };
        // Shared by the two closures: what cannot be kept need not be computed.
        let failure = RefCell::new(None);
        let ended = run_pipeline(
            &shape,
            self.cancel,
            |index| self.prepare(rest[index]),
            |prepared| match failure.borrow().is_some() {
                true => Err(DetectorError::Cancelled),
                false => self.judge(method, prepared),
            },
            |index, outcome| {
                if failure.borrow().is_none() {
                    *failure.borrow_mut() = keeper.take(index, outcome, tell).err();
                }
            },
        );
        if let Some(error) = failure.into_inner() {
            return Err(error);
        }
        ended.map_err(|stopped| match stopped {
            Stopped::Cancelled => EvaluationError::Cancelled,
            Stopped::Batch(DetectorError::Cancelled) => EvaluationError::Cancelled,
            Stopped::Batch(error) => error.into(),
        })
    }

    /// The picture for the model, or why there is none. A damaged mask counts as damage of the sample, too: without its
    /// truth a map says nothing.
    fn prepare(&self, place: usize) -> Result<Prepared, String> {
        let start = Instant::now();
        let sample = self.samples()[place];
        let path = &self.open.set.pictures()[sample];
        let input = catch_unwind(AssertUnwindSafe(|| {
            picture::open(path, &Limits::default()).map(|picture| ModelInput::new(&picture, self.size))
        }));
        let input = match input {
            Ok(result) => result.map_err(|error| error.to_string())?,
            Err(_) => {
                return Err(format!(
                    "{}: the decoder failed on this file",
                    printable_path(path)
                ));
            }
        };
        // Not cancelled half-way: that would look like damage.
        let mask = self.open.set.mask_of(sample, self.size, &CancelToken::never());
        mask.map_err(|error| error.to_string())?;
        Ok(Prepared {
            input,
            decode: start.elapsed(),
        })
    }

    fn judge(&self, method: &dyn Method, prepared: Vec<Prepared>) -> Result<Vec<Judged>, DetectorError> {
        let start = Instant::now();
        let (inputs, times): (Vec<ModelInput>, Vec<Duration>) = prepared
            .into_iter()
            .map(|prepared| (prepared.input, prepared.decode))
            .unzip();
        let verdicts = method.judge(self.name(), &inputs, self.cancel)?;
        let detect = start.elapsed() / u32::try_from(inputs.len().max(1)).unwrap_or(1);
        let judged = verdicts.into_iter().zip(times).map(|(verdict, decode)| Judged {
            verdict,
            decode,
            detect,
        });
        Ok(judged.collect())
    }

    /// The metrics, once everything is done; the maps, too, where these are to be kept.
    pub fn finish(&self, lines: &[ScoreLine]) -> Result<(ClassRecord, Option<PathBuf>), EvaluationError> {
        let mut spill = self.spill()?;
        let done: Vec<&ScoreLine> = lines.iter().filter(|line| line.is_done()).collect();
        if spill.maps()? != done.len() {
            return Err(EvaluationError::Internal(format!(
                "{} maps of the class {} for {} images",
                spill.maps()?,
                self.name(),
                done.len()
            )));
        }
        self.measure(&done, lines.len() - done.len(), &mut spill)
    }

    /// Removes what was spilled, once the metrics are recorded.
    pub fn forget(&self) -> Result<(), EvaluationError> {
        if self.spill_path().exists() {
            self.spill()?.remove()?;
        }
        Ok(())
    }

    fn spill(&self) -> Result<Spill, EvaluationError> {
        Spill::open(&self.spill_path(), self.size * self.size)
    }

    fn spill_path(&self) -> PathBuf {
        self.paths.spill(self.item, self.class)
    }

    /// The metrics of images whose maps `maps` hands out in their order. The maps are in memory once.
    pub fn measure(
        &self,
        done: &[&ScoreLine],
        failed: usize,
        maps: &mut dyn MapSource,
    ) -> Result<(ClassRecord, Option<PathBuf>), EvaluationError> {
        let masks = self.masks(done)?;
        let mut collected = ClassAccumulator::new(done.len(), self.size, self.size);
        let mut images = done.iter().zip(&masks);
        maps.in_order(&mut |map| {
            let Some((line, mask)) = images.next() else {
                return Err(EvaluationError::Internal("more maps than images".to_owned()));
            };
            let evidence = ImageEvidence {
                is_anomalous: line.label == 1,
                score: line.score.unwrap_or(f32::NAN),
                map: Some(&map),
                mask: mask.clone(),
            };
            let pushed = collected.push(evidence);
            pushed.map_err(|error| EvaluationError::Internal(error.to_string()))
        })?;
        let (metrics, curves) = collected.finish_with_curves(self.settings.preset, DRAWN);
        self.keep_curves(&curves)?;
        let saved = self.settings.save_maps.map(|dtype| {
            let path = self.paths.saved(self.item, self.name());
            save_maps(&path, self.name(), self.size, dtype, done, &masks, maps).map(|()| path)
        });
        let record = ClassRecord::new(self.name(), &metrics, failed);
        Ok((record, saved.transpose()?))
    }

    fn keep_curves(&self, curves: &ClassCurves) -> Result<(), EvaluationError> {
        let path = self.paths.curves(self.item, self.class);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(EvaluationError::maps(folder, "the folder cannot be made"))?;
        }
        let text =
            serde_json::to_vec(curves).map_err(|error| EvaluationError::Internal(error.to_string()))?;
        write_atomically(&path, |out| out.write_all(&text))
            .map_err(EvaluationError::maps(&path, "the curves cannot be written"))
    }

    fn masks(&self, done: &[&ScoreLine]) -> Result<Vec<Option<MaskBits>>, EvaluationError> {
        use rayon::prelude::*;
        let masks = done.par_iter().map(|line| {
            let sample = self.samples().get(line.index).copied();
            let sample = sample.ok_or_else(|| EvaluationError::Internal("a line of no image".to_owned()))?;
            Ok(self.open.set.mask_of(sample, self.size, self.cancel)?)
        });
        masks.collect()
    }
}

/// Keeps what a batch gave: its maps first, then its lines, which count on them.
struct Keeper<'a, 'b> {
    class: &'a ClassRun<'b>,
    /// Images of the class that were done before.
    done: usize,
    spill: &'a mut Spill,
    log: &'a mut LineLog<ScoreLine>,
    lines: &'a mut Vec<ScoreLine>,
    waiting: Vec<(ScoreLine, Option<Vec<f32>>)>,
}

impl Keeper<'_, '_> {
    fn take(
        &mut self,
        index: usize,
        outcome: Result<Judged, String>,
        tell: &mut dyn FnMut(&ScoreLine),
    ) -> Result<(), EvaluationError> {
        let at = self.done + index;
        let place = self.class.wanted[at];
        let line = self.line(at, place, &outcome);
        self.waiting
            .push((line, outcome.ok().map(|judged| judged.verdict.map)));
        let batch = self.class.settings.batch.get();
        let is_last = self
            .class
            .wanted
            .get(at + 1)
            .is_none_or(|next| next / batch != place / batch);
        if is_last { self.flush(tell) } else { Ok(()) }
    }

    fn line(&self, at: usize, place: usize, outcome: &Result<Judged, String>) -> ScoreLine {
        let class = self.class;
        let sample = class.samples()[place];
        let about = &class.open.set.samples()[sample];
        let ms = |time: Duration| (time.as_secs_f64() * 1e6).round() / 1e3;
        let judged = outcome.as_ref().ok();
        ScoreLine {
            number: class.first_line + at as u64,
            item: class.item,
            dataset: class.open.set.record().name.clone(),
            class: class.name().to_owned(),
            index: place,
            image: printable_path(&about.image),
            species: about.species.to_string(),
            label: u8::from(class.open.set.is_anomalous(sample)),
            score: judged
                .map(|judged| judged.verdict.score)
                .filter(|score| score.is_finite()),
            error: outcome.as_ref().err().cloned(),
            decode_ms: judged.map_or(0.0, |judged| ms(judged.decode)),
            detect_ms: judged.map_or(0.0, |judged| ms(judged.detect)),
        }
    }

    fn flush(&mut self, tell: &mut dyn FnMut(&ScoreLine)) -> Result<(), EvaluationError> {
        let (lines, maps): (Vec<ScoreLine>, Vec<Option<Vec<f32>>>) = self.waiting.drain(..).unzip();
        let maps: Vec<Vec<f32>> = maps.into_iter().flatten().collect();
        self.spill.append(&maps)?;
        for line in lines {
            self.log.append(&line)?;
            tell(&line);
            self.lines.push(line);
        }
        Ok(())
    }
}
