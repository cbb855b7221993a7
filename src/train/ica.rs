//! ICA forward and back: from the global features to the prompts of a batch, and from the gradient of these to
//! the gradients of what ICA learns.

use super::text_tower::PromptRows;
use super::{Gradients, Parameters};
use candle_core::{Result, Tensor};

/// What the way back needs.
#[derive(Debug)]
pub struct IcaTape {
    rows: PromptRows,
    /// f + bias, (B, D).
    input: Tensor,
    /// Of every class token's network after ReLU, (B, hidden).
    hidden: Vec<Tensor>,
}

impl IcaTape {
    /// How the prompts lie.
    pub fn rows(&self) -> PromptRows {
        self.rows
    }
}

/// `feature` (B, D), unit norm → prompt embeddings (rows, W).
pub fn forward(parameters: &Parameters, feature: &Tensor) -> Result<(Tensor, IcaTape)> {
    let shape = parameters.shape();
    let b = feature.dim(0)?;
    let rows = PromptRows {
        beginning: shape.n_ctx + 2,
        ending: shape.n_cls + 1,
        pictures: b,
    };
    let input = feature.broadcast_add(parameters.ica("cls_prompter.bias")?)?;
    let (mut hidden, mut shifts) = (Vec::new(), Vec::new());
    for i in 0..shape.n_cls {
        let first = linear(parameters, i, 0, &input)?.relu()?;
        shifts.push(linear(parameters, i, 2, &first)?);
        hidden.push(first);
    }
    let class_tokens = Tensor::stack(&shifts, 1)?.broadcast_add(parameters.ica("cls_ctx")?)?; // (B, r, W)
    let [normal, abnormal] = parameters.templates();
    let ending = |end: &Tensor| -> Result<Tensor> {
        let end = end.unsqueeze(0)?.repeat((b, 1, 1))?;
        Tensor::cat(&[&class_tokens, &end], 1)?.reshape((b * rows.ending, ()))
    };
    let prompts = Tensor::cat(
        &[
            &normal.start,
            parameters.ica("ctx_pos")?,
            &normal.state,
            &abnormal.start,
            parameters.ica("ctx_neg")?,
            &abnormal.state,
            &ending(&normal.end)?,
            &ending(&abnormal.end)?,
        ],
        0,
    )?;
    let tape = IcaTape { rows, input, hidden };
    Ok((prompts, tape))
}

/// From the gradient of the prompt embeddings (rows, W).
pub fn backward(
    parameters: &Parameters,
    tape: &IcaTape,
    gradient: &Tensor,
    gradients: &mut Gradients,
) -> Result<()> {
    let (rows, shape) = (tape.rows, parameters.shape());
    let w = gradient.dim(1)?;
    gradients.add_ica("ctx_pos", gradient.narrow(0, 1, shape.n_ctx)?)?;
    gradients.add_ica("ctx_neg", gradient.narrow(0, rows.beginning + 1, shape.n_ctx)?)?;
    let own = gradient.narrow(0, rows.shared(), rows.own())?;
    let class_tokens = own
        .reshape((2, rows.pictures, rows.ending, w))?
        .narrow(2, 0, shape.n_cls)?
        .sum(0)?; // (B, r, W); both prompts share them
    gradients.add_ica("cls_ctx", class_tokens.sum(0)?)?;
    for (i, hidden) in tape.hidden.iter().enumerate() {
        let shift = class_tokens.narrow(1, i, 1)?.squeeze(1)?.contiguous()?;
        add_linear(gradients, i, 2, hidden, &shift)?;
        let alive = hidden.gt(0f64)?.to_dtype(hidden.dtype())?;
        let back = (shift.matmul(weight(parameters, i, 2)?)? * alive)?;
        add_linear(gradients, i, 0, &tape.input, &back)?;
        let bias = back.matmul(weight(parameters, i, 0)?)?.sum_keepdim(0)?;
        gradients.add_ica("cls_prompter.bias", bias)?;
    }
    Ok(())
}

fn weight(parameters: &Parameters, i: usize, layer: usize) -> Result<&Tensor> {
    parameters.ica(&format!("cls_prompter.fc.{i}.{layer}.weight"))
}

fn linear(parameters: &Parameters, i: usize, layer: usize, x: &Tensor) -> Result<Tensor> {
    let bias = parameters.ica(&format!("cls_prompter.fc.{i}.{layer}.bias"))?;
    x.matmul(&weight(parameters, i, layer)?.t()?)?.broadcast_add(bias)
}

fn add_linear(
    gradients: &mut Gradients,
    i: usize,
    layer: usize,
    x: &Tensor,
    gradient: &Tensor,
) -> Result<()> {
    let name = |kind: &str| format!("cls_prompter.fc.{i}.{layer}.{kind}");
    gradients.add_ica(&name("weight"), gradient.t()?.matmul(x)?)?;
    gradients.add_ica(&name("bias"), gradient.sum(0)?)
}
