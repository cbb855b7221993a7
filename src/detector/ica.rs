//! ICA: image-conditioned adaptive prompting. The global feature shifts the prompts' class tokens.

use super::{PromptCheckpoint, State};
use candle_core::{Device, IndexOp, Result, Tensor};
use candle_nn::{Linear, Module};

/// The learned part of the prompts.
#[derive(Debug)]
pub struct Ica {
    /// (1, D), added to the global feature.
    bias: Tensor,
    /// One two-layer network per class token, D → hidden → W.
    heads: Vec<(Linear, Linear)>,
    /// (r, W), shared by both prompts.
    class_tokens: Tensor,
    /// Normal, then abnormal.
    templates: [Template; 2],
}

/// What of a prompt does not depend on the picture: `[SOT] v₁…vₑ [state]` and `[EOT]`.
#[derive(Debug)]
struct Template {
    /// (1 + e + 1, W)
    before: Tensor,
    /// From after the class tokens up to the end-of-text token, (n, W).
    after: Tensor,
}

impl Ica {
    /// Takes the tensors `prompt_learner.*` of a checkpoint. The fixed embeddings are the checkpoint's own:
    /// the released ones hold the abnormal state word in both prompts.
    pub fn new(checkpoint: &PromptCheckpoint, device: &Device) -> Result<Self> {
        let get = |name: &str| tensor(checkpoint, name)?.to_device(device);
        let linear = |i: usize, j: usize| -> Result<Linear> {
            let part = |kind: &str| get(&format!("cls_prompter.fc.{i}.{j}.{kind}"));
            Ok(Linear::new(part("weight")?, Some(part("bias")?)))
        };
        Ok(Self {
            bias: get("cls_prompter.bias")?,
            heads: (0..checkpoint.shape().n_cls)
                .map(|i| Ok((linear(i, 0)?, linear(i, 2)?)))
                .collect::<Result<_>>()?,
            templates: [
                template(checkpoint, State::Normal, device)?,
                template(checkpoint, State::Abnormal, device)?,
            ],
            class_tokens: get("cls_ctx")?,
        })
    }

    /// `feature` (B, D), unit norm → prompts (2B, e + r + 3, W), the normal block first.
    pub fn prompts(&self, feature: &Tensor) -> Result<Tensor> {
        let x = feature.broadcast_add(&self.bias)?;
        let shifts = self
            .heads
            .iter()
            .map(|(first, second)| second.forward(&first.forward(&x)?.relu()?))
            .collect::<Result<Vec<_>>>()?;
        let class_tokens = Tensor::stack(&shifts, 1)?.broadcast_add(&self.class_tokens)?; // (B, r, W)
        let b = feature.dim(0)?;
        let block = |template: &Template| {
            let repeat = |part: &Tensor| part.unsqueeze(0)?.repeat((b, 1, 1));
            Tensor::cat(
                &[
                    &repeat(&template.before)?,
                    &class_tokens,
                    &repeat(&template.after)?,
                ],
                1,
            )
        };
        Tensor::cat(&[block(&self.templates[0])?, block(&self.templates[1])?], 0)
    }
}

fn template(checkpoint: &PromptCheckpoint, state: State, device: &Device) -> Result<Template> {
    let suffix = state.suffix();
    let get = |part: &str| tensor(checkpoint, &format!("token_{part}_{suffix}"))?.squeeze(0);
    let context = tensor(checkpoint, &format!("ctx_{suffix}"))?;
    let before = Tensor::cat(&[&get("prefix")?, &context, &get("middle")?], 0)?;
    // What follows the end of text cannot change its row (causal mask), so it is left out.
    let fixed = before.dim(0)? + checkpoint.shape().n_cls;
    let after = get("suffix")?.i(..checkpoint.end_of_text() + 1 - fixed)?;
    Ok(Template {
        before: before.to_device(device)?,
        after: after.to_device(device)?,
    })
}

/// A tensor of the checkpoint, its absence as candle's error.
pub(super) fn tensor(checkpoint: &PromptCheckpoint, name: &str) -> Result<Tensor> {
    checkpoint.get(name).cloned().map_err(candle_core::Error::wrap)
}
