//! The workbench.
//!
//! One loop: a fact ([`Msg`]) reaches the state ([`App`]) through [`update()`], which is pure and answers with orders
//! ([`Effect`]); the [`driver`], the only part that touches the world, carries them out and draws. Keys become
//! wishes ([`Action`]) by one table ([`input::BINDINGS`]), from which the help and the bottom line are made too.
//!
//! There are five screens ([`app::Screen`]). Samples, selection, results, pictures, status and theme belong to all of
//! them; what one screen alone knows is a field of [`App`] of its own. To add a screen, go to five places:
//!
//! 1. its state in `app/<screen>`, a field of [`App`];
//! 2. its keys: actions in `action.rs`, a [`input::Context`], rows in `input/bindings.rs`, `App::context`;
//! 3. what they do in `update/<screen>`, called from `perform`, `back` and `mouse`; what happens when the screen comes
//!    and goes, from `update/screens.rs`;
//! 4. where things are in `layout/<screen>`, from the room that `Areas::body` leaves;
//! 5. how it looks in `view/<screen>`, called from `view/mod.rs`.

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
mod osc;
pub mod places;
pub mod saved_state;
pub mod screen_picture;
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
