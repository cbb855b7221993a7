//! Every operation against the same thing made of candle's elementary operations, forward and back.

use super::{add_bias, attention, layer_norm, quick_gelu, softmax};
use candle_core::{D, Device, Result, Tensor, Var};

/// A variable of numbers between −1 and 1.
fn variable(shape: &[usize], salt: f32) -> Var {
    let count: usize = shape.iter().product();
    let values: Vec<f32> = (0..count).map(|i| (i as f32 * 0.731 + salt).sin()).collect();
    Var::from_tensor(&Tensor::from_vec(values, shape, &Device::Cpu).unwrap()).unwrap()
}

fn largest_difference(a: &Tensor, b: &Tensor) -> f32 {
    assert_eq!(a.dims(), b.dims());
    let difference = (a - b).unwrap().abs().unwrap().flatten_all().unwrap();
    difference.max(0).unwrap().to_scalar::<f32>().unwrap()
}

/// Compares results and the gradients of Σ result·weights with respect to every input.
fn same(
    inputs: &[Var],
    ours: impl Fn(&[Tensor]) -> Result<Tensor>,
    plain: impl Fn(&[Tensor]) -> Result<Tensor>,
) {
    let tensors: Vec<Tensor> = inputs.iter().map(|input| input.as_tensor().clone()).collect();
    let (found, expected) = (ours(&tensors).unwrap(), plain(&tensors).unwrap());
    assert!(largest_difference(&found, &expected) < 1e-5);
    let weights = variable(found.dims(), 5.0);
    let back = |result: &Tensor| {
        (result * weights.as_tensor())
            .unwrap()
            .sum_all()
            .unwrap()
            .backward()
            .unwrap()
    };
    let (found, expected) = (back(&found), back(&expected));
    for (index, input) in tensors.iter().enumerate() {
        let difference = largest_difference(found.get(input).unwrap(), expected.get(input).unwrap());
        assert!(difference < 3e-5, "input {index} is off by {difference}");
    }
}

fn plain_softmax(x: &Tensor) -> Result<Tensor> {
    let e = x.broadcast_sub(&x.max_keepdim(D::Minus1)?.detach())?.exp()?;
    e.broadcast_div(&e.sum_keepdim(D::Minus1)?)
}

#[test]
fn layer_norm_is_that_of_the_formula() {
    let inputs = [
        variable(&[2, 3, 21], 0.1),
        variable(&[21], 0.2),
        variable(&[21], 0.3),
    ];
    let plain = |t: &[Tensor]| {
        let centred = t[0].broadcast_sub(&t[0].mean_keepdim(D::Minus1)?)?;
        let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
        centred
            .broadcast_div(&(variance + 1e-5)?.sqrt()?)?
            .broadcast_mul(&t[1])?
            .broadcast_add(&t[2])
    };
    same(&inputs, |t| layer_norm(&t[0], &t[1], &t[2], 1e-5), plain);
}

#[test]
fn a_bias_is_added_to_every_row() {
    let inputs = [variable(&[2, 3, 5], 0.1), variable(&[5], 0.2)];
    same(&inputs, |t| add_bias(&t[0], &t[1]), |t| t[0].broadcast_add(&t[1]));
}

#[test]
fn quick_gelu_is_that_of_the_formula() {
    let plain = |t: &[Tensor]| {
        let sigmoid = ((&t[0] * -1.702)?.exp()? + 1.0)?.recip()?;
        &t[0] * sigmoid
    };
    same(&[variable(&[3, 37], 0.4)], |t| quick_gelu(&t[0]), plain);
}

#[test]
fn softmax_is_that_of_the_formula() {
    same(
        &[variable(&[2, 3, 19], 0.4)],
        |t| softmax(&t[0]),
        |t| plain_softmax(&t[0]),
    );
}

#[test]
fn attention_is_that_of_the_formula() {
    let (b, t, heads, d) = (2, 5, 3, 4);
    for causal in [false, true] {
        let plain = |inputs: &[Tensor]| {
            let parts = inputs[0]
                .reshape((b, t, 3, heads, d))?
                .permute((2, 0, 3, 1, 4))?
                .contiguous()?;
            let part = |index: usize| parts.get(index);
            let scores = (part(0)?.matmul(&part(1)?.transpose(2, 3)?)? * 0.5)?;
            let hidden: Vec<f32> = (0..t * t)
                .map(|i| if causal && i % t > i / t { -1e9 } else { 0.0 })
                .collect();
            let hidden = Tensor::from_vec(hidden, (t, t), &Device::Cpu)?;
            let seen = plain_softmax(&scores.broadcast_add(&hidden)?)?.matmul(&part(2)?)?;
            seen.transpose(1, 2)?.reshape((b, t, heads * d))
        };
        same(
            &[variable(&[b, t, 3 * heads * d], 0.6)],
            |i| attention(&i[0], heads, causal),
            plain,
        );
    }
}
