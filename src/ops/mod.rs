//! Fast CPU operations behind candle's custom ops; other devices take candle's own operations.

mod aligned;
mod attention;
mod exp;
mod kernel;
mod packed;
mod row_block;
