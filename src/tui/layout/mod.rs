//! Where everything is on the screen. Pure, as both the view and the update (mouse, sizes of pictures) ask for it.

mod areas;
mod arrange;
mod boxes;
mod evaluate;
mod grid;
mod inspect;
mod left;
mod pictures;
mod sessions;
mod split;
mod train;
mod wish;

pub use areas::{Areas, PaneArea, TextArea};
pub use arrange::{MINIMUM, arrange, frame};
pub use boxes::{help_area, help_box};
pub use evaluate::{EvaluateAreas, evaluate_areas};
pub use grid::Grid;
pub use inspect::{InspectAreas, inspect_areas, inspect_rows};
pub use pictures::bar_colors;
pub use sessions::{SessionsAreas, sessions_areas};
pub use split::{split_left, split_top, titled};
pub use train::{TrainAreas, train_areas};
pub use wish::{GridWish, TreeWish, Wish};
