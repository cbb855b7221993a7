//! Why a file of weights cannot be used.

use super::{ElementType, Look, PickleError, shape_text};
use crate::base::{printable, printable_path};
use candle_core::DType;
use std::io;
use std::ops::Range;
use std::path::PathBuf;

/// Why a file of weights, or one tensor of it, cannot be used. Every message names the file.
#[derive(Debug, thiserror::Error)]
pub enum TensorError {
    /// The system refused.
    #[error("{} cannot be read: {cause}", printable_path(file))]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The system refused to write.
    #[error("{} cannot be written: {cause}", printable_path(file))]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A folder, an empty file, a web page, a picture...
    #[error("{} is not a file of weights: {look}\n  what to do: {}", printable_path(file), look.advice())]
    NotWeights {
        /// The file.
        file: PathBuf,
        /// What it looks like instead.
        look: Look,
    },
    /// The right kind of file, cut off or corrupted.
    #[error(
        "{} is damaged: {reason}\n  what to do: download or copy it again, and compare its size and checksum with \
         the source's",
        printable_path(file)
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A form of the format that this program does not read.
    #[error("{} cannot be read: {reason}\n  what to do: {advice}", printable_path(file))]
    Unsupported {
        /// The file.
        file: PathBuf,
        /// What it is.
        reason: String,
        /// How to get a form that can be read.
        advice: String,
    },
    /// The pickle inside a torch file.
    #[error("{}: its pickle ({entry}) is refused: {cause}", printable_path(file))]
    Pickle {
        /// The file.
        file: PathBuf,
        /// The pickle's name inside the archive.
        entry: String,
        /// Why.
        cause: PickleError,
    },
    /// No tensor of that name.
    #[error("{} holds no tensor '{}'", printable_path(file), printable(name))]
    NoSuchTensor {
        /// The file.
        file: PathBuf,
        /// The name asked for.
        name: String,
    },
    /// Indices that the first dimension of a tensor does not have.
    #[error(
        "{}: tensor '{}' is {}, and indices {}..{} along its first dimension were asked for",
        printable_path(file),
        printable(name),
        shape_text(shape),
        rows.start,
        rows.end
    )]
    NoSuchRows {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// What was asked for.
        rows: Range<usize>,
        /// Size of every dimension.
        shape: Vec<usize>,
    },
    /// A tensor that cannot be had in that type.
    #[error(
        "{}: tensor '{}' holds {found} values, which cannot be read as {wanted:?}: {reason}",
        printable_path(file),
        printable(name)
    )]
    Conversion {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// The type in the file.
        found: ElementType,
        /// The type asked for.
        wanted: DType,
        /// Why not.
        reason: String,
    },
    /// The file became shorter after it was opened.
    #[error(
        "{} changed while it was read: it had {expected} bytes and now has {found}\n  what to do: wait until \
         whatever writes it has finished, then try again",
        printable_path(file)
    )]
    Changed {
        /// The file.
        file: PathBuf,
        /// Bytes when it was opened.
        expected: u64,
        /// Bytes now.
        found: u64,
    },
    /// candle could not hold the tensor (mostly: no memory on the device).
    #[error("{}: tensor '{}': {cause}", printable_path(file), printable(name))]
    Candle {
        /// The file.
        file: PathBuf,
        /// The tensor.
        name: String,
        /// What candle said.
        cause: Box<candle_core::Error>,
    },
}
