//! ViP²: ICA, FGP, UTPA, the anomaly map, and the automatic checks on what comes out.

mod checkpoint;
mod checkpoint_error;
mod checkpoint_layout;
mod checks;
mod detection;
mod fgp;
mod ica;
mod map_operator;
mod model;
mod probe;
mod random_prompts;
mod settings;
pub mod utpa;

pub use checkpoint::PromptCheckpoint;
pub use checkpoint_error::CheckpointError;
pub use checkpoint_layout::{PromptShape, State};
pub use checks::Warning;
pub use detection::{AnomalyMap, Detection, LayerReading, StageTimes};
pub use fgp::{Fgp, HEADS};
pub use ica::Ica;
pub use map_operator::MapOperator;
pub use model::{Detector, DetectorError, Features, ModelFiles, Observer, Placement, Unobserved};
pub use probe::{Probe, Quantity};
pub use random_prompts::random_prompts;
pub use settings::DetectorSettings;
