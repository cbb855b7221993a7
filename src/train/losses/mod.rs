//! The losses and their gradients with respect to the cosines, in one streaming pass on the host.
//!
//! Only p(abnormal) is independent, and its S×S map is a product with one bilinear matrix on each side. So dice needs
//! no map at all (its sums are sums over the grid, the mask seen through the transposed matrix), and focal meets a
//! map one row at a time.

mod batch_loss;
mod dice;
mod focal;
mod ground_truth;
mod image_loss;
mod segmentation;
mod upsampling;

pub use batch_loss::{Losses, batch_losses};
pub use ground_truth::GroundTruth;
pub use image_loss::image_loss;
pub use segmentation::map_loss;
pub use upsampling::Upsampling;
