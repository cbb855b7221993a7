//! The frozen text tower with a way back: from prompts to text embeddings, and from the gradient of these to the
//! gradient of the prompts.
//!
//! Written out by hand instead of recorded by candle's autograd, which would also form the gradients of the frozen
//! weights, and has no way back through its own softmax and layer norm. Only candle's operations on tensors are
//! used, so it runs on every device; always in f32.
//!
//! The prompts of a batch share their beginnings: pictures change only the class tokens, which come after start,
//! context and state word, and the causal mask hides later tokens. So the beginnings pass once per prompt instead
//! of once per picture. With 8 pictures and the released sizes 82 rows instead of 208 (and instead of the 1232 of
//! all 77 positions), exactly the same values.

mod attention;
mod block;
mod layer_norm;
mod linear;
mod rows;
mod tower;

pub use attention::softmax_backward;
pub use rows::PromptRows;
pub use tower::TrainableText;
