//! ICA: image-conditioned adaptive prompting. The global feature shifts the prompts' class tokens.

use super::PromptCheckpoint;
use candle_core::{D, DType, Device, IndexOp, Result, Tensor};
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
        let get = |name: &str| checkpoint.get(name)?.to_dtype(DType::F32)?.to_device(device);
        let linear = |i: usize, j: usize| -> Result<Linear> {
            let part = |kind: &str| get(&format!("cls_prompter.fc.{i}.{j}.{kind}"));
            Ok(Linear::new(part("weight")?, Some(part("bias")?)))
        };
        let class_tokens = get("cls_ctx")?;
        let r = class_tokens.dim(0)?;
        Ok(Self {
            bias: get("cls_prompter.bias")?,
            heads: (0..r).map(|i| Ok((linear(i, 0)?, linear(i, 2)?))).collect::<Result<_>>()?,
            templates: [template(checkpoint, "pos", r, device)?, template(checkpoint, "neg", r, device)?],
            class_tokens,
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
            Tensor::cat(&[&repeat(&template.before)?, &class_tokens, &repeat(&template.after)?], 1)
        };
        Tensor::cat(&[block(&self.templates[0])?, block(&self.templates[1])?], 0)
    }
}

fn template(checkpoint: &PromptCheckpoint, state: &str, r: usize, device: &Device) -> Result<Template> {
    let get = |part: &str| checkpoint.get(&format!("token_{part}_{state}"))?.squeeze(0);
    let context = checkpoint.get(&format!("ctx_{state}"))?;
    let before = Tensor::cat(&[&get("prefix")?, &context, &get("middle")?], 0)?;
    // The end-of-text token has the largest id; what follows it cannot change its row (causal mask).
    let ids = checkpoint.get(&format!("tokenized_prompts_{state}"))?.to_dtype(DType::F32)?;
    let end = ids.flatten_all()?.argmax(D::Minus1)?.to_scalar::<u32>()? as usize;
    let fixed = before.dim(0)? + r;
    if end < fixed {
        candle_core::bail!(
            "prompt '{state}' ends at position {end}, but its context and class tokens take {fixed} positions"
        );
    }
    let on_device = |t: &Tensor| t.to_dtype(DType::F32)?.to_device(device);
    Ok(Template { before: on_device(&before)?, after: on_device(&get("suffix")?.i(..end + 1 - fixed)?)? })
}
