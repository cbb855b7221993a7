//! Training: ICA and FGP learn, the two towers stay frozen. Knows no terminal.
//!
//! [`TrainingRun`] is a run in its folder; it tells a [`TrainSink`] what happens. Inside, a
//! [pass](TrainingModel::pass) goes forward and back by hand over candle's tensors, so it runs on every device, forms no
//! gradient that nobody asks for and keeps only what the way back needs.

mod adam;
mod begin;
mod epoch_check;
mod error;
mod event;
mod features;
mod fgp;
mod follower;
mod generator;
mod gradients;
mod ica;
mod initial;
mod losses;
mod parameters;
mod pass;
mod preset;
mod provenance;
mod run;
mod sample_features;
mod samples;
mod settings;
mod text_tower;
mod training_run;
mod unit_norm;
mod validation;

pub use adam::{Adam, LearningRates};
pub use begin::{RunMachine, RunPlan, ValidationPlan};
pub use error::TrainError;
pub use event::{MetricsLog, StepMetrics, TrainEvent, TrainSink, Unwatched};
pub use features::{
    Estimate, FeatureDtype, FeatureOptions, FeaturePlace, FeatureSummary, StoredFeatures, plain_bytes,
};
pub use follower::{Changes, Curve, EpochMean, TrainFollower};
pub use generator::Generator;
pub use gradients::Gradients;
pub use initial::{PromptDesign, initial_prompts};
pub use losses::{GroundTruth, Losses, Upsampling, batch_losses};
pub use parameters::{Group, Parameters, group};
pub use pass::{TrainingModel, TrainingSample};
pub use preset::Preset;
pub use run::{EpochRecord, FeatureRecord, TrainPaths, TrainRecord, ValidationRecord};
pub use sample_features::SampleFeatures;
pub use samples::{TrainingSet, read_mask};
pub use settings::TrainSettings;
pub use text_tower::TrainableText;
pub use training_run::{RunEnd, TrainingRun};
pub use validation::ValidationMetrics;
