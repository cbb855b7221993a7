//! A bias added to every row.

use super::{flat, is_ours, values};
use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};

/// `x + bias`, the bias over the last dimension.
pub fn add_bias(x: &Tensor, bias: &Tensor) -> Result<Tensor> {
    if is_ours(x) {
        x.contiguous()?.apply_op2(bias, AddBias)
    } else {
        x.broadcast_add(bias)
    }
}

struct AddBias;

impl CustomOp2 for AddBias {
    fn name(&self) -> &'static str {
        "add-bias"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_layout: &Layout,
        bias: &CpuStorage,
        bias_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let x = values(self.name(), x, x_layout)?;
        let bias = values(self.name(), bias, bias_layout)?;
        if x_layout.dims().last() != Some(&bias.len()) {
            candle_core::bail!("add-bias of {}, found shape {:?}", bias.len(), x_layout.shape());
        }
        let mut out = Vec::with_capacity(x.len());
        for row in x.chunks_exact(bias.len()) {
            out.extend(row.iter().zip(bias).map(|(v, bias)| v + bias));
        }
        Ok((CpuStorage::F32(out), x_layout.shape().clone()))
    }

    fn bwd(
        &self,
        _: &Tensor,
        bias: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let width = bias.elem_count();
        let mut sums = vec![0f32; width];
        for row in flat(gradient)?.chunks_exact(width) {
            for (sum, g) in sums.iter_mut().zip(row) {
                *sum += g;
            }
        }
        let sums = Tensor::from_vec(sums, bias.shape(), bias.device())?;
        Ok((Some(gradient.clone()), Some(sums)))
    }
}
