//! The exit status: stable numbers, the same for every subcommand.

use super::streams::ReaderLeft;
use crate::dataset::{DatasetError, WriteMetaError};
use crate::detector::DetectorError;
use crate::engine::evaluation::EvaluationError;
use crate::engine::{BatchError, ModelChoiceError};
use crate::models::{FetchError, ModelsError, PaperError};
use crate::run::RunError;
use crate::session::SessionError;
use crate::train::TrainError;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything worked.
    Success = 0,
    /// Some inputs failed; the rest is complete.
    SomeFailed = 1,
    /// Wrong usage; nothing was run.
    Usage = 2,
    /// The model, the device or the place for the results could not be used.
    CannotRun = 3,
    /// Ctrl-c or SIGTERM: 128 + SIGINT, as shells have it.
    Interrupted = 130,
}

/// The paragraph about exit statuses in `--help`.
pub const EXIT_HELP: &str = "Exit status:
  0    everything worked
  1    some inputs failed; the rest is complete
  2    wrong usage; nothing was run
  3    the model, the device or the output folder cannot be used
  130  interrupted";

/// What the user asked for cannot be done as asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

impl Exit {
    /// The status for an error that ended a command.
    pub fn for_error(error: &anyhow::Error) -> Self {
        let has = |test: fn(&(dyn std::error::Error + 'static)) -> bool| error.chain().any(test);
        if has(|e| e.is::<ReaderLeft>()) {
            Self::Success
        } else if has(is_cancelled) {
            Self::Interrupted
        } else if has(is_usage) {
            Self::Usage
        } else {
            Self::CannotRun
        }
    }
}

fn is_cancelled(error: &(dyn std::error::Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(BatchError::Cancelled))
        || matches!(error.downcast_ref(), Some(TrainError::Cancelled))
        || matches!(error.downcast_ref(), Some(EvaluationError::Cancelled))
        || matches!(error.downcast_ref(), Some(DatasetError::Cancelled))
        || matches!(error.downcast_ref(), Some(SessionError::Cancelled))
        || matches!(error.downcast_ref(), Some(FetchError::Cancelled { .. }))
}

/// Whether other options would have worked with the same files.
fn is_usage(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<UsageError>()
        || matches!(error.downcast_ref(), Some(ModelChoiceError::Half { .. }))
        || matches!(error.downcast_ref(), Some(DetectorError::Setting { .. }))
        || error.downcast_ref().is_some_and(TrainError::is_usage)
        || error.downcast_ref().is_some_and(RunError::is_usage)
        || error.downcast_ref().is_some_and(SessionError::is_usage)
        || error.downcast_ref().is_some_and(ModelsError::is_usage)
        || matches!(error.downcast_ref(), Some(ModelChoiceError::Named(error)) if error.is_usage())
        || error.downcast_ref().is_some_and(FetchError::is_usage)
        || matches!(
            error.downcast_ref(),
            Some(PaperError::Dataset { .. } | PaperError::Prompts { .. })
        )
        || matches!(error.downcast_ref(), Some(WriteMetaError::Exists { .. }))
        || matches!(
            error.downcast_ref(),
            Some(DatasetError::UnknownKind { .. } | DatasetError::NotThatKind { .. })
        )
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn the_status_is_found_under_any_context() {
        let usage = anyhow::Error::from(UsageError("no pictures".to_owned()));
        assert_eq!(Exit::for_error(&usage), Exit::Usage);
        let cancelled: anyhow::Result<()> = Err(BatchError::Cancelled).context("while running");
        assert_eq!(Exit::for_error(&cancelled.unwrap_err()), Exit::Interrupted);
        assert_eq!(Exit::for_error(&anyhow::anyhow!("no such GPU")), Exit::CannotRun);
    }
}
