//! What a result should be read with: the decoder's notes, then what the automatic checks found.

use crate::engine::PictureResult;

/// Every warning as a sentence.
pub fn warnings(result: &PictureResult) -> Vec<String> {
    let notes = result.notes.iter().map(ToString::to_string);
    let checks = result.detection.warnings.iter().map(ToString::to_string);
    notes.chain(checks).collect()
}
