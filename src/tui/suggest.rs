//! "Did you mean", as every layer says it.

pub use crate::base::nearest;
