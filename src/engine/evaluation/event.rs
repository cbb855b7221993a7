//! What happens during an evaluation.

use super::{ClassRecord, ScoreLine};
use std::path::PathBuf;

/// What happens during an evaluation, told on the thread that runs it.
#[derive(Debug)]
pub enum EvaluationEvent<'a> {
    /// An item of the queue is looked at.
    Item {
        /// From 0.
        item: usize,
        /// Items in all.
        items: usize,
        /// The dataset.
        dataset: &'a str,
        /// The checkpoint, or the method.
        method: &'a str,
        /// Images of it that this run does, and how many of these are done already.
        images: usize,
        /// Done in an earlier life of the run.
        done: usize,
    },
    /// An image is done, or failed.
    Image(&'a ScoreLine),
    /// The metrics of a class are known.
    Class {
        /// Item of the queue, from 0.
        item: usize,
        /// The class.
        class: &'a ClassRecord,
    },
    /// Maps were saved.
    Saved(PathBuf),
}
