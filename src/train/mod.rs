//! Training: ICA and FGP learn, the two towers stay frozen. Knows no terminal.
//!
//! A [pass](TrainingModel::pass) goes forward and back by hand over candle's tensors, so it runs on every device, forms
//! no gradient that nobody asks for and keeps only what the way back needs.

mod adam;
mod fgp;
mod gradients;
mod ica;
mod losses;
mod parameters;
mod pass;
mod sample_features;
mod text_tower;
mod unit_norm;

pub use adam::{Adam, LearningRates};
pub use gradients::Gradients;
pub use losses::{GroundTruth, Upsampling};
pub use parameters::{Group, Parameters, group};
pub use pass::{Losses, TrainingModel, TrainingSample};
pub use sample_features::SampleFeatures;
pub use text_tower::TrainableText;
