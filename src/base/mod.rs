//! What every layer may use: atomic files, cancellation, memory in use, `.npy`, places by the XDG rules, sha256, paths in
//! records, names made safe to print, durations for people, and what a mistyped name may have meant.

mod atomic_file;
mod cancel;
mod memory;
mod npy;
mod places;
mod plain_time;
mod printable;
mod sha256;
pub mod stored_path;
mod suggest;

pub use atomic_file::{is_leftover, write_atomically};
pub use cancel::{CancelSource, CancelToken};
pub use memory::{free_memory, held_memory, peak_memory, total_memory};
pub use npy::write_npy_f32;
pub use places::{cache_folder, config_folder, data_folder, home_folder, state_folder};
pub use plain_time::plain_time;
pub use printable::{printable, printable_json, printable_path};
pub use sha256::{sha256_of_bytes, sha256_of_file};
pub use suggest::nearest;
