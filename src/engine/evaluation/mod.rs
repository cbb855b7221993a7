//! Evaluation runs: checkpoints × datasets, in a folder that an interrupted run goes on in, whole or in shards.
//!
//! | file | holds |
//! | --- | --- |
//! | `scores.jsonl` | a line an image as it is done: score, times, or why it failed |
//! | `maps/ITEM/CLASS.f32` | the maps of a class until its metrics are known; of a shard, until it is merged |
//! | `maps/ITEM/CLASS.safetensors` | with saved maps: what `metrics` reads |
//! | `curves/ITEM-CLASS.json` | ROC, precision-recall and PRO curves and histograms of a class, for drawing |
//!
//! beside what [every run](crate::run) has. Images go through the model in batches that are cut at fixed places,
//! whatever was done before and by which shard, so that every way to the end gives the same bits.

mod class_run;
mod error;
mod event;
mod item;
mod merge;
mod paths;
mod plan;
mod record;
mod run;
mod saved_maps;
mod score_line;
mod spill;
mod tables_of;

pub use error::EvaluationError;
pub use event::EvaluationEvent;
pub use item::what_was_seen;
pub use merge::merge;
pub use paths::EvaluationPaths;
pub use plan::{EvaluationPlan, EvaluationSettings, MapDtype, MethodKind, QueueItem, Shard};
pub use record::{ClassRecord, EvaluationRecord, ItemRecord};
pub use run::{EvaluationEnd, EvaluationMachine, EvaluationRun};
pub use score_line::ScoreLine;
pub use tables_of::tables_of;
