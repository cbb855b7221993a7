//! One thing that a check found.

use std::path::{Path, PathBuf};

/// Something about a file or about the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether results suffer.
    pub severity: Severity,
    /// What was looked for.
    pub check: Check,
    /// What it is about, relative to the root; the root itself when empty.
    pub path: PathBuf,
    /// What was found, what was expected, what it means.
    pub message: String,
}

/// Whether results suffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Metrics will be missing or wrong.
    Problem,
    /// Good to know.
    Note,
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Numbers of images against the published ones.
    Counts,
    /// Files without a byte.
    EmptyFile,
    /// Images that cannot be decoded.
    Image,
    /// Masks that cannot be decoded.
    Mask,
    /// Anomalous samples without a mask among others that have one.
    MissingMask,
    /// Masks of another size than their image.
    MaskSize,
    /// Anomalous samples whose mask is empty, before or after the resize.
    EmptyMask,
    /// Normal samples with something in their mask.
    MaskOfNormal,
    /// Masks with other values than two.
    MaskValues,
    /// Masks with the noise of JPEG.
    JpegMask,
    /// Images of one folder whose names differ in the ending only.
    SameStem,
    /// Files with the same content.
    SameContent,
}

impl Severity {
    /// In records and on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Note => "note",
        }
    }
}

impl Check {
    /// In records and on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::EmptyFile => "empty-file",
            Self::Image => "image",
            Self::Mask => "mask",
            Self::MissingMask => "missing-mask",
            Self::MaskSize => "mask-size",
            Self::EmptyMask => "empty-mask",
            Self::MaskOfNormal => "mask-of-normal",
            Self::MaskValues => "mask-values",
            Self::JpegMask => "jpeg-mask",
            Self::SameStem => "same-stem",
            Self::SameContent => "same-content",
        }
    }
}

impl Finding {
    /// Something from which results suffer.
    pub(super) fn problem(check: Check, path: &Path, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Problem,
            check,
            path: path.to_owned(),
            message: message.into(),
        }
    }

    /// Something to know.
    pub(super) fn note(check: Check, path: &Path, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::problem(check, path, message)
        }
    }
}
