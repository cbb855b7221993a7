//! The workbench.
//!
//! One loop: a fact ([`Msg`]) reaches the state ([`App`]) through [`update()`], which is pure and answers with orders
//! ([`Effect`]); the [`driver`], the only part that touches the world, carries them out and draws. Keys become
//! wishes ([`Action`]) by one table ([`input::BINDINGS`]), from which the help and the bottom line are made too.

pub mod action;
pub mod app;
pub mod collection;
pub mod content;
pub mod driver;
pub mod effect;
pub mod filter;
pub mod graphics;
pub mod input;
pub mod layout;
mod lru;
pub mod msg;
pub mod places;
mod suggest;
pub mod theme;
pub mod update;
pub mod view;
mod workbench;

pub use action::Action;
pub use app::App;
pub use effect::Effect;
pub use graphics::{ImagesChoice, Renderer};
pub use msg::Msg;
pub use update::update;
pub use workbench::{DEFAULT_THRESHOLD, WorkbenchOptions, run};
