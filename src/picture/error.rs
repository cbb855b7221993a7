//! Why a file is not a picture we can use.

use super::Format;
use std::io;

/// Why a file is not a picture we can use. `path` is made safe to print.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The file could not be read.
    #[error("cannot read {path}: {source}; check that it exists and may be read")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A folder where a picture was expected.
    #[error("{path} is a folder, expected a picture file; name a file in it")]
    Folder {
        /// The folder.
        path: String,
    },
    /// A device, a pipe or a socket.
    #[error("{path} is not a regular file, expected a picture file; copy its content to a file first")]
    NotAFile {
        /// The special file.
        path: String,
    },
    /// No bytes at all.
    #[error("{path} is empty (0 bytes), expected a picture; copy or export it again")]
    Empty {
        /// The file.
        path: String,
    },
    /// The content is none of the formats we read, whatever the name says.
    #[error(
        "{path} is not a picture we can read: expected PNG, JPEG, BMP, TIFF or WebP data, found {found}; \
         convert it, or remove it from the folder"
    )]
    UnknownFormat {
        /// The file.
        path: String,
        /// What the first bytes look like.
        found: String,
    },
    /// The header claims no pixels.
    #[error(
        "{path} is damaged: its {format} header claims {width}×{height} pixels, expected at least 1×1; export it again"
    )]
    NoPixels {
        /// The file.
        path: String,
        /// By its content.
        format: Format,
        /// As claimed.
        width: u64,
        /// As claimed.
        height: u64,
    },
    /// The header claims more pixels than the limit.
    #[error(
        "{path} is too large: its {format} header claims {width}×{height} pixels, expected at most {limit} in all; \
         shrink it or raise the limit"
    )]
    TooManyPixels {
        /// The file.
        path: String,
        /// By its content.
        format: Format,
        /// As claimed.
        width: u64,
        /// As claimed.
        height: u64,
        /// The limit, pixels.
        limit: u64,
    },
    /// The file, or a buffer that its decoder asks for, is larger than the limit allows.
    #[error(
        "{path} is too large: it or its content needs more than {limit} bytes; shrink it or raise the limit"
    )]
    TooManyBytes {
        /// The file.
        path: String,
        /// The limit, bytes.
        limit: u64,
    },
    /// The data end before the last pixel.
    #[error("{path} is truncated: its {format} data end early ({detail}); copy or export it again")]
    Truncated {
        /// The file.
        path: String,
        /// By its content.
        format: Format,
        /// Where.
        detail: String,
    },
    /// The data contradict themselves.
    #[error("{path} is damaged: {detail}, expected valid {format} data; copy or export it again")]
    Damaged {
        /// The file.
        path: String,
        /// By its content.
        format: Format,
        /// What the decoder objected to.
        detail: String,
    },
    /// A valid file of a kind that we do not read.
    #[error("{path} is a kind of {format} that is not supported ({detail}); convert it to an 8-bit PNG")]
    Unsupported {
        /// The file.
        path: String,
        /// By its content.
        format: Format,
        /// Which kind.
        detail: String,
    },
    /// The pixels do not fit into memory.
    #[error("{path} does not fit into memory: its pixels need {needed} bytes; shrink it or free memory")]
    Memory {
        /// The file.
        path: String,
        /// Bytes.
        needed: u64,
    },
}
