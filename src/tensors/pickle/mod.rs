//! Python's pickle as far as torch writes it for weights: a small machine that builds values and never calls.
//!
//! Names are looked up in a short list ([`globals`]); a pickle that asks for anything else is refused before
//! anything is built from it. Values live in one flat arena ([`heap`]): sharing costs nothing, cycles leak
//! nothing, and no nesting, however deep, can overflow the stack when it is dropped.

mod calls;
mod cursor;
mod error;
mod globals;
mod heap;
mod machine;
mod opcodes;
mod scalars;
mod stack;

pub use error::PickleError;
pub(super) use heap::{Heap, Id, TensorView, Value};
pub(super) use machine::{Loaded, load};

/// Longest pickle that is read; a ViT-L/14's has 0.1 MB.
pub(super) const MAX_BYTES: u64 = 64 << 20;

/// The first forbidden name in a file of pickles one after another (torch before 1.6 wrote five).
pub(super) fn first_forbidden(bytes: &[u8]) -> Option<PickleError> {
    let mut rest = bytes;
    for _ in 0..5 {
        match load(rest) {
            Ok(loaded) => rest = rest.get(loaded.end..)?,
            Err(error @ PickleError::Forbidden { .. }) => return Some(error),
            Err(_) => return None,
        }
    }
    None
}
