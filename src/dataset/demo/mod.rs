//! Procedural pictures of products, with defects and masks: what the demo model learns from, and what a newcomer, a
//! test and the README can have without a download.
//!
//! A [`Family`] is a kind of surface or object, a [`Look`] one product of it, and [`draw`] one photograph of that
//! product, with a [`Defect`] or without. A surface is painted with colour and height (`families`),
//! damaged (`defects`), and photographed (`camera`): light on the slopes, uneven lighting, a soft lens, a noisy
//! sensor. The mask is measured, not assumed: it is where the picture with the defect differs from the one without.
//! [`DemoSet`] arranges such pictures as a dataset on disk.
//!
//! Everything follows from seeds, without a platform's own mathematics, so that the same seed gives the same bytes
//! everywhere.

mod camera;
mod canvas;
mod change;
mod colour;
mod curve;
mod defect;
mod defects;
mod draw;
mod families;
mod family;
mod files;
mod kept;
mod look;
mod noise;
mod set;
mod stencil;
mod stream;
mod view;

pub use change::{AREA, LEAST_CHANGE, NOTICEABLE};
pub use defect::Defect;
pub use draw::{Drawing, SMALLEST, draw, draw_damaged};
pub use family::Family;
pub use files::{DemoError, write_set};
pub use kept::{kept_set, kept_set_behind};
pub use look::Look;
pub use set::{DemoItem, DemoSet, Place};
