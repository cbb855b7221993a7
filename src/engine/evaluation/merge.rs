//! Shards put together.

use super::class_run::ClassRun;
use super::item::OpenItem;
use super::spill::{Each, MapSource, Spill};
use super::{EvaluationError, EvaluationEvent, EvaluationPaths, EvaluationRecord, ScoreLine, Shard};
use crate::base::CancelToken;
use crate::run::{LineLog, RunStatus, RunTimes, identity, now, rfc3339};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Puts finished shards together into a new run in `folder`, as if they had been one. Their folders stay as they are.
pub fn merge(
    shards: &[PathBuf],
    folder: &Path,
    command_line: Vec<String>,
    cancel: &CancelToken,
    tell: &mut dyn FnMut(EvaluationEvent),
) -> Result<EvaluationRecord, EvaluationError> {
    let parts = parts(shards)?;
    let mut record = whole(&parts);
    record.command_line = command_line;
    let mut items = Vec::with_capacity(record.items.len());
    for item in &record.items {
        let dataset = &item.dataset;
        let open = OpenItem::open(&dataset.root, &dataset.reading, &record.settings.split, cancel)?;
        if open.set.record().fingerprint != dataset.fingerprint {
            return Err(EvaluationError::Changed {
                folder: parts[0].folder.clone(),
                changed: format!(
                    "the dataset {} is another",
                    crate::base::printable_path(&dataset.root)
                ),
            });
        }
        items.push(open);
    }
    let held = EvaluationPaths::create(folder)?;
    let paths = EvaluationPaths::new(folder);
    let mut log = LineLog::open(&paths.scores())?;
    let mut first_line = 1;
    for (item, open) in items.iter().enumerate() {
        let settings = record.settings.clone();
        for (class, wanted) in open.shares(&settings).iter().enumerate() {
            let run = ClassRun {
                item,
                class,
                open,
                size: record.items[item].detector.image_size,
                settings: &settings,
                first_line,
                wanted,
                paths: &paths,
                cancel,
            };
            if cancel.is_cancelled() {
                return Err(EvaluationError::Cancelled);
            }
            let (lines, mut maps) = gather(&parts, &run)?;
            for (place, line) in lines.iter().enumerate() {
                let line = ScoreLine {
                    number: first_line + place as u64,
                    ..line.clone()
                };
                log.append(&line)?;
            }
            first_line += lines.len() as u64;
            let done: Vec<&ScoreLine> = lines.iter().filter(|line| line.is_done()).collect();
            let failed = lines.len() - done.len();
            let (done, saved) = run.measure(&done, failed, &mut maps)?;
            tell(EvaluationEvent::Class { item, class: &done });
            if let Some(path) = saved {
                tell(EvaluationEvent::Saved(path));
            }
            record.items[item].classes.push(done);
        }
    }
    log.sync()?;
    record.status = RunStatus::Finished;
    record.times.ended = Some(rfc3339(now()));
    record.write(&held.paths().record())?;
    held.log()
        .write(&format!("merged from {}", record.merged_from.join(", ")));
    Ok(record)
}

/// A shard.
struct Part {
    folder: PathBuf,
    record: EvaluationRecord,
    lines: Vec<ScoreLine>,
}

/// The shards in their order, checked to be all of one evaluation.
fn parts(shards: &[PathBuf]) -> Result<Vec<Part>, EvaluationError> {
    let mut parts = BTreeMap::new();
    for folder in shards {
        let wrong = |reason: String| EvaluationError::Shards {
            folder: folder.clone(),
            reason,
        };
        let paths = EvaluationPaths::new(folder);
        let record = EvaluationRecord::read(&paths.run().record())?;
        if record.status != RunStatus::Finished {
            let hint = "go on with it by `evaluate --resume`, then merge";
            return Err(wrong(format!("this shard is not finished; {hint}")));
        }
        let shard = record.settings.shard;
        if shard.is_whole() {
            return Err(wrong("is a whole evaluation, no shard".to_owned()));
        }
        let lines = LineLog::read(&paths.scores());
        let part = Part {
            folder: folder.clone(),
            record,
            lines,
        };
        if parts.insert(shard.number, part).is_some() {
            return Err(wrong(format!("shard {shard} is there twice")));
        }
    }
    let parts: Vec<Part> = parts.into_values().collect();
    let Some(first) = parts.first() else {
        return Err(EvaluationError::Internal("nothing to merge".to_owned()));
    };
    let count = first.record.settings.shard.count;
    for part in &parts {
        if let Some(reason) = differs(&first.record, &part.record) {
            return Err(EvaluationError::Shards {
                folder: part.folder.clone(),
                reason: format!(
                    "does not belong to the same evaluation as {}: {reason}",
                    first.folder.display()
                ),
            });
        }
    }
    let missing: Vec<String> = (1..=count)
        .filter(|number| {
            parts
                .iter()
                .all(|part| part.record.settings.shard.number != *number)
        })
        .map(|number| format!("{number}/{count}"))
        .collect();
    if !missing.is_empty() {
        return Err(EvaluationError::Shards {
            folder: first.folder.clone(),
            reason: format!("these shards are missing: {}", missing.join(", ")),
        });
    }
    Ok(parts)
}

/// What two shards do not have in common that they should.
fn differs(one: &EvaluationRecord, other: &EvaluationRecord) -> Option<&'static str> {
    let alike = |record: &EvaluationRecord| {
        let mut settings = record.settings.clone();
        settings.shard = Shard {
            number: 1,
            ..settings.shard
        };
        settings
    };
    let inputs = |record: &EvaluationRecord| -> Vec<_> {
        let items = record.items.iter().map(|item| {
            let prompts = item.prompts.as_ref().and_then(|prompts| prompts.sha256.clone());
            (item.dataset.fingerprint.clone(), item.detector.clone(), prompts)
        });
        items.collect()
    };
    if alike(one) != alike(other) {
        Some("other settings")
    } else if one.backbone.sha256 != other.backbone.sha256 {
        Some("another backbone")
    } else if inputs(one) != inputs(other) {
        Some("other datasets, prompts or detection settings")
    } else if one.program.version != other.program.version {
        Some("another version of the program")
    } else {
        None
    }
}

/// The record of the whole.
fn whole(parts: &[Part]) -> EvaluationRecord {
    let mut record = parts[0].record.clone();
    record.identity = identity();
    record.merged_from = parts.iter().map(|part| part.record.identity.clone()).collect();
    record.times = RunTimes::started_now();
    for part in parts {
        for (phase, seconds) in &part.record.times.seconds {
            record.times.add_seconds(phase, *seconds);
        }
    }
    record.settings.shard = Shard::WHOLE;
    for item in &mut record.items {
        item.images = item.dataset.samples;
    }
    record
}

/// A class's maps in several files.
struct Maps {
    /// Which part holds the map of each image that has one, in the order of the class.
    holders: Vec<usize>,
    spills: Vec<Spill>,
}

impl MapSource for Maps {
    fn in_order(&mut self, each: &mut Each) -> Result<(), EvaluationError> {
        for spill in &mut self.spills {
            spill.rewind()?;
        }
        for holder in &self.holders {
            each(self.spills[*holder].next_map()?)?;
        }
        Ok(())
    }
}

/// The lines of a class in its order, and where their maps are.
fn gather(parts: &[Part], run: &ClassRun) -> Result<(Vec<ScoreLine>, Maps), EvaluationError> {
    let mut lines: Vec<(usize, ScoreLine)> = Vec::new();
    let mut spills = Vec::with_capacity(parts.len());
    for (holder, part) in parts.iter().enumerate() {
        let own = part
            .lines
            .iter()
            .filter(|line| line.item == run.item && line.class == run.name());
        lines.extend(own.map(|line| (holder, line.clone())));
        let path = EvaluationPaths::new(&part.folder).spill(run.item, run.class);
        spills.push(Spill::open_existing(&path, run.size * run.size)?);
    }
    lines.sort_by_key(|(_, line)| line.index);
    let expected = run.open.classes[run.class].1.len();
    if lines.len() != expected
        || lines
            .iter()
            .enumerate()
            .any(|(place, (_, line))| line.index != place)
    {
        return Err(EvaluationError::Shards {
            folder: parts[0].folder.clone(),
            reason: format!(
                "{} of {expected} images of the class {} are done",
                lines.len(),
                run.name()
            ),
        });
    }
    let holders = lines
        .iter()
        .filter(|(_, line)| line.is_done())
        .map(|(holder, _)| *holder)
        .collect();
    let lines = lines.into_iter().map(|(_, line)| line).collect();
    Ok((lines, Maps { holders, spills }))
}
