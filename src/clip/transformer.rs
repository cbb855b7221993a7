//! The residual blocks that both towers share.
//!
//! On the CPU a block is one packed operation of [`crate::ops`]; on other devices it is made of candle's own
//! operations. `tests` holds the two together.

use super::Weights;
use crate::ops::differentiable::{add_bias, attention, layer_norm, quick_gelu};
use crate::ops::{
    ApplyBlock, BlockBuffers, Norm, PackedBlock, PackedLinear, PanelsToRows, RowsToPanels, Storage,
    TokenLayout,
};
use candle_core::{D, DType, Device, Result, Tensor};

/// Added to the variance by every layer norm of CLIP.
pub(super) const LAYER_NORM_EPS: f64 = 1e-5;

/// Which operations a tower runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernels {
    /// This crate's packed operations: CPU only.
    Packed,
    /// Tensors of candle and its operations on any device; on the CPU with a way back.
    Candle,
}

impl Kernels {
    /// The fastest for `device`.
    pub fn for_device(device: &Device) -> Self {
        if device.is_cpu() {
            Self::Packed
        } else {
            Self::Candle
        }
    }
}

/// Device, precision of the weights, and operations of a tower.
#[derive(Debug, Clone)]
pub struct Build {
    /// Where the tower lives.
    pub device: Device,
    /// Precision that the weights are kept in.
    pub dtype: DType,
    /// Operations it runs on.
    pub kernels: Kernels,
}

impl Build {
    /// The fastest operations for `device`.
    pub fn new(device: &Device, dtype: DType) -> Self {
        Self {
            device: device.clone(),
            dtype,
            kernels: Kernels::for_device(device),
        }
    }

    /// Precision of the activations: packed operations compute in f32 whatever the weights are kept in.
    pub fn activations(&self) -> DType {
        match self.kernels {
            Kernels::Packed => DType::F32,
            Kernels::Candle => self.dtype,
        }
    }
}

/// Sizes of a stack of blocks.
#[derive(Debug, Clone, Copy)]
pub struct TransformerConfig {
    /// Channels.
    pub width: usize,
    /// Blocks.
    pub layers: usize,
    /// Heads.
    pub heads: usize,
    /// Whether a token sees only itself and those before it.
    pub causal: bool,
}

/// A stack of residual blocks.
#[derive(Debug)]
pub struct Transformer {
    blocks: Blocks,
}

#[derive(Debug)]
enum Blocks {
    Packed {
        blocks: Vec<PackedBlock>,
        buffers: BlockBuffers,
    },
    Candle(Vec<CandleBlock>),
}

impl Transformer {
    /// Reads the blocks `{prefix}.resblocks.{i}`.
    pub fn load(
        weights: &dyn Weights,
        prefix: &str,
        config: TransformerConfig,
        build: &Build,
    ) -> Result<Self> {
        let names = (0..config.layers).map(|i| format!("{prefix}.resblocks.{i}"));
        let blocks = match build.kernels {
            Kernels::Packed => Blocks::Packed {
                blocks: names
                    .map(|name| load_packed(weights, &name, config, build))
                    .collect::<Result<_>>()?,
                buffers: BlockBuffers::default(),
            },
            Kernels::Candle => Blocks::Candle(
                names
                    .map(|name| CandleBlock::load(weights, &name, config, build))
                    .collect::<Result<_>>()?,
            ),
        };
        Ok(Self { blocks })
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        match &self.blocks {
            Blocks::Packed { blocks, .. } => blocks.len(),
            Blocks::Candle(blocks) => blocks.len(),
        }
    }

    /// Whether there are no blocks.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `x` (B, T, width), ready for the blocks.
    pub fn enter(&self, x: Tensor) -> Result<Stream> {
        match &self.blocks {
            Blocks::Packed { .. } => {
                let (sequences, tokens, _) = x.dims3()?;
                let layout = TokenLayout { sequences, tokens };
                Ok(Stream::Packed {
                    panels: x.contiguous()?.apply_op1_no_bwd(&RowsToPanels(layout))?,
                    layout,
                })
            }
            Blocks::Candle(_) => Ok(Stream::Candle(x)),
        }
    }

    /// Block `index` (from 0).
    pub fn block(&self, index: usize, stream: Stream) -> Result<Stream> {
        match (&self.blocks, stream) {
            (Blocks::Packed { blocks, buffers }, Stream::Packed { panels, layout }) => {
                panels.inplace_op1(&ApplyBlock {
                    block: &blocks[index],
                    buffers,
                    layout,
                })?;
                Ok(Stream::Packed { panels, layout })
            }
            (Blocks::Candle(blocks), Stream::Candle(x)) => Ok(Stream::Candle(blocks[index].forward(&x)?)),
            _ => candle_core::bail!("the stream was made by another transformer"),
        }
    }
}

/// Activations between blocks.
#[derive(Debug)]
pub enum Stream {
    /// As the packed operations want them, changed in place.
    Packed {
        /// (P, width, PANEL)
        panels: Tensor,
        /// Where the tokens lie.
        layout: TokenLayout,
    },
    /// (B, T, width)
    Candle(Tensor),
}

impl Stream {
    /// A copy as (B, T, width).
    pub fn rows(&self) -> Result<Tensor> {
        match self {
            Self::Packed { panels, layout } => panels.apply_op1_no_bwd(&PanelsToRows(*layout)),
            Self::Candle(x) => Ok(x.clone()),
        }
    }
}

fn load_packed(
    weights: &dyn Weights,
    name: &str,
    config: TransformerConfig,
    build: &Build,
) -> Result<PackedBlock> {
    let v = config.width;
    let linear = |part: &str, inputs, outputs| {
        let (weight, bias) = linear_names(name, part);
        pack_linear(weights, &weight, Some(&bias), inputs, outputs, build.dtype)
    };
    Ok(PackedBlock {
        norm_1: load_norm(weights, &format!("{name}.ln_1"), v)?,
        qkv: linear("attn.in_proj", v, 3 * v)?,
        project: linear("attn.out_proj", v, v)?,
        norm_2: load_norm(weights, &format!("{name}.ln_2"), v)?,
        up: linear("mlp.c_fc", v, 4 * v)?,
        down: linear("mlp.c_proj", 4 * v, v)?,
        heads: config.heads,
        causal: config.causal,
    })
}

/// PyTorch's `MultiheadAttention` calls its joint projection `in_proj_weight`, all else is `X.weight`.
fn linear_names(block: &str, part: &str) -> (String, String) {
    let joint = if part.ends_with("in_proj") { '_' } else { '.' };
    (
        format!("{block}.{part}{joint}weight"),
        format!("{block}.{part}{joint}bias"),
    )
}

/// Packs the parameter `weight` (outputs × inputs) with its bias for the CPU.
pub(super) fn pack_linear(
    weights: &dyn Weights,
    weight: &str,
    bias: Option<&str>,
    inputs: usize,
    outputs: usize,
    dtype: DType,
) -> Result<PackedLinear> {
    let values = weights.read(weight, &[outputs, inputs], DType::F32, &Device::Cpu)?;
    let bias = match bias {
        Some(bias) => weights
            .read(bias, &[outputs], DType::F32, &Device::Cpu)?
            .to_vec1()?,
        None => Vec::new(),
    };
    pack_tensor(&values, inputs, outputs, bias, dtype)
}

/// Packs a tensor already read (outputs × inputs).
pub(super) fn pack_tensor(
    weight: &Tensor,
    inputs: usize,
    outputs: usize,
    bias: Vec<f32>,
    dtype: DType,
) -> Result<PackedLinear> {
    let storage = match dtype {
        DType::F32 => Storage::F32,
        DType::F16 => Storage::F16,
        DType::BF16 => Storage::Bf16,
        other => candle_core::bail!("weights can be kept as f32, f16 or bf16, not {other:?}"),
    };
    let values = weight.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
    Ok(PackedLinear::new(&values, inputs, outputs, bias, storage))
}

/// Layer norm `name` for the packed operations.
pub(super) fn load_norm(weights: &dyn Weights, name: &str, width: usize) -> Result<Norm> {
    let read = |part: &str| {
        weights
            .read(&format!("{name}.{part}"), &[width], DType::F32, &Device::Cpu)?
            .to_vec1::<f32>()
    };
    Ok(Norm {
        weight: read("weight")?,
        bias: read("bias")?,
        eps: LAYER_NORM_EPS as f32,
    })
}

/// Layer norm `name` for candle's operations.
pub(super) fn load_layer_norm(
    weights: &dyn Weights,
    name: &str,
    width: usize,
    build: &Build,
) -> Result<LayerNorm> {
    let read = |part: &str| weights.read(&format!("{name}.{part}"), &[width], build.dtype, &build.device);
    Ok(LayerNorm {
        weight: read("weight")?,
        bias: read("bias")?,
    })
}

/// Layer norm on candle's tensors.
#[derive(Debug)]
pub(super) struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
}

impl LayerNorm {
    /// Over the last dimension.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        layer_norm(x, &self.weight, &self.bias, LAYER_NORM_EPS as f32)
    }
}

/// `x·Wᵀ + b` on candle's tensors.
#[derive(Debug)]
struct Linear {
    /// (outputs, inputs)
    weight: Tensor,
    bias: Tensor,
}

impl Linear {
    /// (B, T, inputs) → (B, T, outputs)
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (b, t, inputs) = x.dims3()?;
        let product = x.reshape((b * t, inputs))?.matmul(&self.weight.t()?)?;
        add_bias(&product, &self.bias)?.reshape((b, t, ()))
    }
}

/// A residual block on candle's own operations.
#[derive(Debug)]
struct CandleBlock {
    norm_1: LayerNorm,
    qkv: Linear,
    project: Linear,
    norm_2: LayerNorm,
    up: Linear,
    down: Linear,
    heads: usize,
    causal: bool,
}

impl CandleBlock {
    fn load(weights: &dyn Weights, name: &str, config: TransformerConfig, build: &Build) -> Result<Self> {
        let v = config.width;
        let linear = |part: &str, inputs: usize, outputs: usize| {
            let (weight, bias) = linear_names(name, part);
            let weight = weights.read(&weight, &[outputs, inputs], build.dtype, &build.device)?;
            let bias = weights.read(&bias, &[outputs], build.dtype, &build.device)?;
            Ok::<_, candle_core::Error>(Linear { weight, bias })
        };
        Ok(Self {
            norm_1: load_layer_norm(weights, &format!("{name}.ln_1"), v, build)?,
            qkv: linear("attn.in_proj", v, 3 * v)?,
            project: linear("attn.out_proj", v, v)?,
            norm_2: load_layer_norm(weights, &format!("{name}.ln_2"), v, build)?,
            up: linear("mlp.c_fc", v, 4 * v)?,
            down: linear("mlp.c_proj", 4 * v, v)?,
            heads: config.heads,
            causal: config.causal,
        })
    }

    /// (B, T, V) → (B, T, V)
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let qkv = self.qkv.forward(&self.norm_1.forward(x)?)?; // (B, T, 3V)
        let seen = attention(&qkv, self.heads, self.causal)?;
        let x = (x + self.project.forward(&seen)?)?;
        let hidden = quick_gelu(&self.up.forward(&self.norm_2.forward(&x)?)?)?; // (B, T, 4V)
        x + self.down.forward(&hidden)?
    }
}

/// x / ‖x‖ over the last dimension.
pub fn unit_norm(x: &Tensor) -> Result<Tensor> {
    x.broadcast_div(&x.sqr()?.sum_keepdim(D::Minus1)?.sqrt()?)
}
