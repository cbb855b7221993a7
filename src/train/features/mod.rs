//! Frozen features: what the vision tower gives for a picture never changes, so it is computed once and kept, in memory
//! or on disk. A file on disk is named after everything its content follows from, and serves every later run.

mod disk;
mod encoder;
mod estimate;
mod key;
mod options;
mod store;
mod stored;

pub use encoder::VisionSource;
pub use estimate::{Estimate, plain_bytes};
pub use options::{FeatureDtype, FeatureOptions, FeaturePlace};
pub use store::{FeatureStore, FeatureSummary};
pub use stored::StoredFeatures;
