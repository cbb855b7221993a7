//! The frozen vision tower: global feature and patch features of the tapped layers.

use super::transformer::{LayerNorm, load_layer_norm, load_norm, pack_tensor};
use super::{Build, Kernels, Transformer, TransformerConfig, VisionConfig, Weights};
use crate::ops::{ApplyLinear, Norm, PackedLinear};
use candle_core::{DType, Device, IndexOp, Result, Tensor};

/// What the tower gives for a batch.
#[derive(Debug, Clone)]
pub struct VisionFeatures {
    /// f before normalisation, (B, D) f32: the class token of the last block, projected without `ln_post`
    /// (the released code skips it).
    pub global: Tensor,
    /// Fˡ of every tapped layer in ascending order, (B, 1+L, D) f32.
    pub patches: Vec<Tensor>,
}

/// CLIP's vision transformer.
#[derive(Debug)]
pub struct VisionTower {
    config: VisionConfig,
    build: Build,
    embed: PatchEmbedding,
    class_embedding: Tensor,
    positions: Tensor,
    norm_pre: LayerNorm,
    transformer: Transformer,
    head: Head,
}

/// The convolution as a product with the unfolded patches, (V × 3·P·P).
#[derive(Debug)]
enum PatchEmbedding {
    Packed(PackedLinear),
    Candle(Tensor),
}

/// `ln_post` and the projection into the shared space.
#[derive(Debug)]
enum Head {
    Packed { norm: Norm, project: PackedLinear },
    Candle { norm: LayerNorm, project: Tensor },
}

impl VisionTower {
    /// Reads `visual.*`; the tower will take pictures of `image_size` pixels, a multiple of the patch size.
    pub fn load(
        weights: &dyn Weights,
        config: &VisionConfig,
        embed_dim: usize,
        image_size: usize,
        build: &Build,
    ) -> Result<Self> {
        let (v, p) = (config.width, config.patch);
        if image_size == 0 || !image_size.is_multiple_of(p) {
            candle_core::bail!("image size {image_size} is not a multiple of the patch size {p}");
        }
        let activations = Build {
            dtype: build.activations(),
            ..build.clone()
        };
        let conv = weights.read(
            "visual.conv1.weight",
            &[v, 3, p, p],
            build.activations(),
            &build.device,
        )?;
        let project = weights.read("visual.proj", &[v, embed_dim], build.activations(), &build.device)?;
        let (embed, head) = match build.kernels {
            Kernels::Packed => (
                PatchEmbedding::Packed(pack_tensor(&conv, 3 * p * p, v, Vec::new(), build.dtype)?),
                Head::Packed {
                    norm: load_norm(weights, "visual.ln_post", v)?,
                    project: pack_tensor(&project.t()?, v, embed_dim, Vec::new(), build.dtype)?,
                },
            ),
            Kernels::Candle => (
                PatchEmbedding::Candle(conv.reshape((v, 3 * p * p))?.t()?.contiguous()?),
                Head::Candle {
                    norm: load_layer_norm(weights, "visual.ln_post", v, build)?,
                    project,
                },
            ),
        };
        let stack = TransformerConfig {
            width: v,
            layers: config.layers,
            heads: config.heads,
            causal: false,
        };
        Ok(Self {
            config: config.clone(),
            embed,
            class_embedding: activations.read(weights, "visual.class_embedding", &[v])?,
            positions: positions(weights, config, image_size / p, &activations)?,
            norm_pre: load_layer_norm(weights, "visual.ln_pre", v, &activations)?,
            transformer: Transformer::load(weights, "visual.transformer", stack, build)?,
            head,
            build: build.clone(),
        })
    }

    /// Number of residual blocks.
    pub fn layers(&self) -> usize {
        self.transformer.len()
    }

    /// `pixels` (B, 3, S, S) f32, normalised; `taps` 1-based and ascending. `before_block` is called with the
    /// number of blocks done, and may stop the tower with an error.
    pub fn forward(
        &self,
        pixels: &Tensor,
        taps: &[usize],
        before_block: &mut dyn FnMut(usize) -> Result<()>,
    ) -> Result<VisionFeatures> {
        let mut x = self.transformer.enter(self.embed(pixels)?)?;
        let mut patches = Vec::with_capacity(taps.len());
        let mut tapped = None;
        for index in 0..self.transformer.len() {
            before_block(index)?;
            x = self.transformer.block(index, x)?;
            tapped = taps.contains(&(index + 1)).then(|| x.rows()).transpose()?;
            if let Some(rows) = &tapped {
                patches.push(self.project(rows)?);
            }
        }
        let last = match tapped {
            Some(rows) => rows,
            None => x.rows()?,
        };
        Ok(VisionFeatures {
            global: self.project_class_token(&last)?,
            patches,
        })
    }

    /// (B, 3, S, S) → (B, 1+L, V)
    fn embed(&self, pixels: &Tensor) -> Result<Tensor> {
        let (b, _, s, _) = pixels.dims4()?;
        let (p, v) = (self.config.patch, self.config.width);
        let g = s / p;
        let unfolded = pixels
            .to_dtype(self.build.activations())?
            .reshape((b, 3, g, p, g, p))?
            .permute((0, 2, 4, 1, 3, 5))?
            .contiguous()?
            .reshape((b, g * g, 3 * p * p))?;
        let patches = match &self.embed {
            PatchEmbedding::Packed(linear) => {
                unfolded.apply_op1_no_bwd(&ApplyLinear { norm: None, linear })?
            }
            PatchEmbedding::Candle(weight) => rows_times(&unfolded, weight)?,
        };
        let class = self.class_embedding.reshape((1, 1, v))?.expand((b, 1, v))?;
        let x = Tensor::cat(&[&class, &patches], 1)?.broadcast_add(&self.positions)?;
        self.norm_pre.forward(&x)
    }

    /// `ln_post(x)·proj`: (B, T, V) → (B, T, D) f32
    fn project(&self, x: &Tensor) -> Result<Tensor> {
        match &self.head {
            Head::Packed { norm, project } => x.apply_op1_no_bwd(&ApplyLinear {
                norm: Some(norm),
                linear: project,
            }),
            Head::Candle { norm, project } => rows_times(&norm.forward(x)?, project)?.to_dtype(DType::F32),
        }
    }

    /// x[cls]·proj, without `ln_post`: (B, T, V) → (B, D) f32
    fn project_class_token(&self, x: &Tensor) -> Result<Tensor> {
        let class = x.i((.., 0))?.contiguous()?;
        match &self.head {
            Head::Packed { project, .. } => class.apply_op1_no_bwd(&ApplyLinear {
                norm: None,
                linear: project,
            }),
            Head::Candle { project, .. } => class.matmul(project)?.to_dtype(DType::F32),
        }
    }
}

/// (B, T, n) times (n, m). One product of all rows: a product for each picture would need the weight B times, and the
/// sum of B gradients.
fn rows_times(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let (b, t, n) = x.dims3()?;
    x.reshape((b * t, n))?.matmul(weight)?.reshape((b, t, ()))
}

impl Build {
    fn read(&self, weights: &dyn Weights, name: &str, shape: &[usize]) -> Result<Tensor> {
        weights.read(name, shape, self.dtype, &self.device)
    }
}

/// The positional embedding for g×g patches, (1+g², V): the grid part resized bilinearly (half-pixel centres,
/// no antialias), the class row kept.
fn positions(weights: &dyn Weights, config: &VisionConfig, g: usize, build: &Build) -> Result<Tensor> {
    let (stored, v) = (config.grid, config.width);
    let name = "visual.positional_embedding";
    let all = weights.read(name, &[stored * stored + 1, v], DType::F32, &Device::Cpu)?;
    let resized = if stored == g {
        all
    } else {
        let rows = Tensor::from_vec(crate::ops::bilinear_matrix(stored, g), (g, stored), &Device::Cpu)?;
        let grid = all.i(1..)?.reshape((stored, stored * v))?;
        let grid = rows.matmul(&grid)?.reshape((g, stored, v))?; // down the rows
        let grid = rows.broadcast_left(g)?.contiguous()?.matmul(&grid)?; // along them
        Tensor::cat(&[&all.i(..1)?, &grid.reshape((g * g, v))?], 0)?
    };
    resized.to_dtype(build.dtype)?.to_device(&build.device)
}
