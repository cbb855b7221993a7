//! FGP forward and back, for all scales of a batch.
//!
//! As in the detector no projection of all patches is ever formed; what is different here: the queries are the same
//! for every scale and made once, and the weights meet the seen patches of all scales and pictures in one product.
//!
//! K counts (scale, picture) pairs, scale by scale; R = 2·8 counts queries, head by head.

use super::text_tower::softmax_backward;
use super::unit_norm::{self, UnitTape};
use super::{Gradients, Parameters};
use crate::detector::HEADS;
use candle_core::{Result, Tensor};
use rayon::prelude::*;

/// What the way back needs.
#[derive(Debug)]
pub struct FgpTape {
    /// G, (2B, D).
    text: Tensor,
    /// (8, 2B, D/8)
    queries: Tensor,
    /// Of every pair, (R, L).
    attention: Vec<Tensor>,
    /// (8, 2K, D)
    seen: Tensor,
    /// (2K, D)
    joined: Tensor,
    unit: UnitTape,
}

/// `text` (B, 2, D) and the patches of all pairs, (L, D) each, both unit norm → the prompts that have seen each
/// scale, (K, 2, D), unit norm.
pub fn forward(parameters: &Parameters, text: &Tensor, patches: &[&Tensor]) -> Result<(Tensor, FgpTape)> {
    let (b, _, d) = text.dims3()?;
    let k = patches.len();
    let text = text.reshape((2 * b, d))?;
    let queries = split_heads(&linear(parameters, "q_proj_pre", &text)?)?;
    let keys = by_heads(parameters, "k_proj_pre_1")?;
    let reach = pairs_first(&queries.matmul(&keys)?)?; // (B, R, D)
    let seen = each(text.device(), k, |pair| {
        let scores = reach.get(pair % b)?.matmul(&patches[pair].t()?)?;
        let attention = candle_nn::ops::softmax_last_dim(&scores)?; // no 1/√d, as released
        let seen = attention.matmul(patches[pair])?;
        Ok((attention, seen))
    })?;
    let (attention, seen): (Vec<Tensor>, Vec<Tensor>) = seen.into_iter().unzip();
    let seen = heads_first(&Tensor::stack(&seen, 0)?)?;
    let values = by_heads(parameters, "v_proj_pre_1")?;
    let joined =
        join_heads(&seen.matmul(&values.t()?)?)?.broadcast_add(parameters.fgp("v_proj_pre_1.bias")?)?;
    let (aligned, unit) = unit_norm::forward(&linear(parameters, "proj_post_t", &joined)?)?;
    let tape = FgpTape {
        text,
        queries,
        attention,
        seen,
        joined,
        unit,
    };
    Ok((aligned.reshape((k, 2, d))?, tape))
}

/// From the gradient of the result (K, 2, D): the gradient of G, (B, 2, D). That of the key's bias stays zero:
/// the softmax removes what is added to all scores of a query.
pub fn backward(
    parameters: &Parameters,
    tape: &FgpTape,
    patches: &[&Tensor],
    gradient: &Tensor,
    gradients: &mut Gradients,
) -> Result<Tensor> {
    let (k, _, d) = gradient.dims3()?;
    let b = tape.text.dim(0)? / 2;
    let output = unit_norm::backward(&tape.unit, &gradient.reshape((2 * k, d))?)?;
    let joined = linear_backward(parameters, gradients, "proj_post_t", &tape.joined, &output)?;
    gradients.add_fgp("v_proj_pre_1.bias", joined.sum(0)?)?;
    let heads = split_heads(&joined)?;
    let values = heads.t()?.matmul(&tape.seen)?; // (8, D/8, D)
    gradients.add_fgp("v_proj_pre_1.weight", values.reshape((d, d, 1))?)?;
    let seen = pairs_first(&heads.matmul(&by_heads(parameters, "v_proj_pre_1")?)?)?; // (K, R, D)

    let reach = each(gradient.device(), k, |pair| {
        let weights = seen.get(pair)?.matmul(&patches[pair].t()?)?;
        softmax_backward(&tape.attention[pair], &weights)?.matmul(patches[pair])
    })?;
    let reach = Tensor::stack(&reach, 0)?
        .reshape((k / b, b, 2 * HEADS, d))?
        .sum(0)?;
    let reach = heads_first(&reach)?; // (8, 2B, D)
    let keys = tape.queries.t()?.matmul(&reach)?;
    gradients.add_fgp("k_proj_pre_1.weight", keys.reshape((d, d, 1))?)?;
    let queries = reach.matmul(&by_heads(parameters, "k_proj_pre_1")?.t()?)?;
    let queries = join_heads(&queries)?;
    let text = linear_backward(parameters, gradients, "q_proj_pre", &tape.text, &queries)?;
    text.reshape((b, 2, d))
}

/// Cosines of every pair's patches with its two prompts, (L, 2) each.
pub fn cosines(aligned: &Tensor, patches: &[&Tensor]) -> Result<Vec<Tensor>> {
    each(aligned.device(), patches.len(), |pair| {
        patches[pair].matmul(&aligned.get(pair)?.t()?)
    })
}

/// From the gradients of the cosines, (L, 2) each, that of the prompts, (K, 2, D).
pub fn cosines_backward(cosines: &[Tensor], patches: &[&Tensor]) -> Result<Tensor> {
    let Some(first) = patches.first() else {
        candle_core::bail!("a batch without pictures");
    };
    let aligned = each(first.device(), patches.len(), |pair| {
        cosines[pair].t()?.matmul(patches[pair])
    })?;
    Tensor::stack(&aligned, 0)
}

/// `make` for every index, on all cores where the device is the CPU.
fn each<T: Send>(
    device: &candle_core::Device,
    count: usize,
    make: impl Fn(usize) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    if device.is_cpu() {
        (0..count).into_par_iter().map(make).collect()
    } else {
        (0..count).map(make).collect()
    }
}

/// A 1×1 convolution's weight as a matrix, (D, D).
fn matrix(parameters: &Parameters, name: &str) -> Result<Tensor> {
    parameters.fgp(&format!("{name}.weight"))?.squeeze(2)
}

/// A projection's weight by heads, (8, D/8, D).
fn by_heads(parameters: &Parameters, name: &str) -> Result<Tensor> {
    let weight = matrix(parameters, name)?;
    let (outputs, inputs) = weight.dims2()?;
    weight.reshape((HEADS, outputs / HEADS, inputs))
}

fn linear(parameters: &Parameters, name: &str, x: &Tensor) -> Result<Tensor> {
    x.matmul(&matrix(parameters, name)?.t()?)?
        .broadcast_add(parameters.fgp(&format!("{name}.bias"))?)
}

/// Adds the gradients of weight and bias; gives that of `x`.
fn linear_backward(
    parameters: &Parameters,
    gradients: &mut Gradients,
    name: &str,
    x: &Tensor,
    gradient: &Tensor,
) -> Result<Tensor> {
    let weight = gradient.t()?.matmul(x)?.unsqueeze(2)?;
    gradients.add_fgp(&format!("{name}.weight"), weight)?;
    gradients.add_fgp(&format!("{name}.bias"), gradient.sum(0)?)?;
    gradient.matmul(&matrix(parameters, name)?)
}

/// (n, D) → (8, n, D/8)
fn split_heads(x: &Tensor) -> Result<Tensor> {
    let (n, d) = x.dims2()?;
    x.reshape((n, HEADS, d / HEADS))?.transpose(0, 1)?.contiguous()
}

/// (8, n, D/8) → (n, D)
fn join_heads(x: &Tensor) -> Result<Tensor> {
    let n = x.dim(1)?;
    x.transpose(0, 1)?.contiguous()?.reshape((n, ()))
}

/// (8, 2n, D) → (n, R, D)
fn pairs_first(x: &Tensor) -> Result<Tensor> {
    let (heads, rows, d) = x.dims3()?;
    x.reshape((heads, rows / 2, 2, d))?
        .transpose(0, 1)?
        .contiguous()?
        .reshape((rows / 2, heads * 2, d))
}

/// (n, R, D) → (8, 2n, D)
fn heads_first(x: &Tensor) -> Result<Tensor> {
    let (n, rows, d) = x.dims3()?;
    x.reshape((n, rows / 2, 2, d))?
        .transpose(0, 1)?
        .contiguous()?
        .reshape((rows / 2, n * 2, d))
}
