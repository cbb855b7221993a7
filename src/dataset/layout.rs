//! Shim.
use super::{Exclusion, IndexWarning, Sample};
#[allow(missing_docs)]
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    pub kind: &'static str,
    pub variant: String,
    pub test: Vec<Sample>,
    pub train: Vec<Sample>,
    pub excluded: Vec<Exclusion>,
    pub warnings: Vec<IndexWarning>,
}
