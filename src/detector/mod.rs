//! ViP²: ICA, FGP, UTPA, the anomaly map, and the automatic checks on what comes out.

mod aligner;
mod checkpoint;
mod checkpoint_error;
mod checkpoint_layout;
mod checks;
mod detection;
mod error;
mod fgp;
mod ica;
mod map_operator;
mod model;
mod observer;
mod probe;
mod probe_results;
mod random_prompts;
mod readout;
mod settings;
pub mod utpa;

pub use aligner::{Aligner, LearnedPrompts};
pub use checkpoint::{DETECTION, PromptCheckpoint};
pub use checkpoint_error::CheckpointError;
pub use checkpoint_layout::{FGP as FGP_PREFIX, ICA as ICA_PREFIX, PromptShape, State};
pub use checks::Warning;
pub use detection::{AnomalyMap, Detection, LayerReading, StageTimes};
pub use error::DetectorError;
pub use fgp::{Fgp, HEADS, patch_directions};
pub use ica::Ica;
pub use map_operator::MapOperator;
pub use model::{Detector, Features, ModelFiles, Placement};
pub use observer::{Observer, Unobserved};
pub use probe::{Probe, Quantity};
pub use random_prompts::random_prompts;
pub use readout::{Readout, ReadoutSettings, ScaleReadout};
pub use settings::DetectorSettings;
