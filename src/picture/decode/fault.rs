//! What can be wrong with a file, as a format's decoder sees it: without the name.

use super::Format;
use crate::base::{printable, printable_path};
use crate::picture::{Limits, PictureError};
use std::path::Path;

/// The reasons a decoder gives; [`Fault::about`] adds the file.
#[derive(Debug)]
pub enum Fault {
    NoPixels {
        width: u64,
        height: u64,
    },
    TooManyPixels {
        width: u64,
        height: u64,
    },
    /// A decoder reached its limit on memory.
    TooManyBytes,
    Memory(u64),
    Truncated(String),
    Damaged(String),
    Unsupported(String),
}

impl Fault {
    pub fn truncated(detail: impl Into<String>) -> Self {
        Self::Truncated(detail.into())
    }

    pub fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged(detail.into())
    }

    pub fn unsupported(detail: impl Into<String>) -> Self {
        Self::Unsupported(detail.into())
    }

    pub fn about(self, path: &Path, format: Format, limits: &Limits) -> PictureError {
        let path = printable_path(path);
        // Decoders quote the file in their messages.
        let safe = |detail: String| printable(&detail).into_owned();
        match self {
            Self::NoPixels { width, height } => PictureError::NoPixels {
                path,
                format,
                width,
                height,
            },
            Self::TooManyPixels { width, height } => {
                let limit = limits.pixels;
                PictureError::TooManyPixels {
                    path,
                    format,
                    width,
                    height,
                    limit,
                }
            }
            Self::TooManyBytes => PictureError::TooManyBytes {
                path,
                limit: limits.bytes(),
            },
            Self::Memory(needed) => PictureError::Memory { path, needed },
            Self::Truncated(detail) => PictureError::Truncated {
                path,
                format,
                detail: safe(detail),
            },
            Self::Damaged(detail) => PictureError::Damaged {
                path,
                format,
                detail: safe(detail),
            },
            Self::Unsupported(detail) => PictureError::Unsupported {
                path,
                format,
                detail: safe(detail),
            },
        }
    }
}

/// The size that a header claims, if it is one we decode.
pub fn checked_size(width: u64, height: u64, limits: &Limits) -> Result<(u32, u32), Fault> {
    if width == 0 || height == 0 {
        return Err(Fault::NoPixels { width, height });
    }
    let too_many = Fault::TooManyPixels { width, height };
    if width.saturating_mul(height) > limits.pixels {
        return Err(too_many);
    }
    match (u32::try_from(width), u32::try_from(height)) {
        (Ok(width), Ok(height)) => Ok((width, height)),
        _ => Err(too_many),
    }
}

/// `len` zeros, or a fault where the system has no memory for them.
pub fn zeroed(len: usize) -> Result<Vec<u8>, Fault> {
    let mut buffer = Vec::new();
    buffer
        .try_reserve_exact(len)
        .map_err(|_| Fault::Memory(len as u64))?;
    buffer.resize(len, 0);
    Ok(buffer)
}
