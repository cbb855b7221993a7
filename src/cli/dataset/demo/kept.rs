//! The set that `--demo` opens: drawn once, kept in the cache.

use crate::base::CancelToken;
use crate::cli::streams::say;
use crate::dataset::demo::{DemoError, DemoSet, kept_set};
use std::path::PathBuf;

/// The folder of the set, `size` pixels a side; drawn now if it is not there.
pub fn kept_demo_set(size: u32) -> Result<PathBuf, DemoError> {
    let begin = |pictures| say(format_args!("drawing {pictures} pictures for the demo"));
    kept_set(
        &DemoSet::for_a_first_look(size),
        &CancelToken::never(),
        &begin,
        &|| (),
    )
}
