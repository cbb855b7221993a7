//! # vip2clip-tui
//!
//! A terminal workbench for zero-shot visual anomaly detection with ViP²-CLIP.
//!
//! The crate is layered; a module uses only what stands below it:
//!
//! ```text
//!   main            the binary, three lines
//!   cli   tui       what people type and see: subcommands; the workbench
//!   session         what was seen, in a file: verified, replayed, compared, sent to another machine
//!   engine          jobs: pictures in, detections out; evaluation runs; workers, progress, cancelling
//!   models          backbones and prompts by name: where they lie, fetching, checking, converting; the paper's protocol
//!   evaluate        detections against ground truth: metrics, published tables, the protocol, plain CLIP
//!   pretrain        the demo model: towers and prompts together, from scratch on drawn pictures
//!   detector  train ViP²: ICA, FGP, UTPA, the anomaly map, automatic checks; how ICA and FGP learn
//!   run             what every long job has: a folder with record, log and heartbeat; the process behind it
//!   clip  dataset   the frozen towers and their weights; folders understood as samples with masks and labels
//!   ops             fast CPU operations behind candle's custom ops
//!   tensors         containers of weights: safetensors, torch.save, TorchScript
//!   picture         decoding and resizing as Pillow does it; maps to pixels
//!   config          files of settings: where they are, what stands in them and in which line
//!   base            atomic files, cancellation, npy, places, names made safe to print
//! ```
//!
//! `train` also asks `evaluate::metrics` how good its prompts are on another dataset, and `evaluate::protocol` what prompts
//! have seen; both know nothing of training.
//!
//! The model knows no terminal, and the workbench reaches the model only through messages.

pub mod base;
pub mod cli;
pub mod clip;
pub mod config;
pub mod dataset;
pub mod detector;
pub mod engine;
pub mod evaluate;
pub mod models;
pub mod ops;
pub mod picture;
pub mod pretrain;
pub mod run;
pub mod session;
pub mod tensors;
pub mod train;
pub mod tui;
