//! The demo model: a small CLIP and its prompts, trained together from scratch on procedural pictures.
//!
//! A [`Recipe`] says everything that the result depends on; a [`PretrainRun`] follows it in a folder, from which it can
//! be gone on with after an interruption, with the same result. Nothing is frozen: the loss of the protocol goes back
//! through the prompts and both towers. Every step has pictures of its own, drawn while the step before is computed;
//! what the model is tried on are families and defects that it never sees.

mod darkroom;
mod error;
mod event;
mod example;
mod log;
mod microbatch;
mod muon;
mod optimiser;
mod patch_filters;
mod recipe;
mod run;
mod state;
mod unseen;
mod vocabulary;
mod whole_model;
mod workers;

pub use error::PretrainError;
pub use event::PretrainEvent;
pub use recipe::Recipe;
pub use run::{PretrainEnd, PretrainRun, RunOptions};
pub use unseen::evaluate_model;
pub use whole_model::DemoModelFiles;
