//! Following a run from outside: what its files say, kept in constant memory however long it gets. Reads files and
//! nothing else; a follower may begin at any time, before the run or after its end.

mod line_tail;
mod pace;
mod series;
mod smoothing;

pub use line_tail::LineTail;
pub use pace::Pace;
pub use series::{Bucket, Series};
pub use smoothing::{Ema, smoothed};
