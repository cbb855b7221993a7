//! Bytes of a file into tensors of the type that is asked for.

use super::byte_source::ByteSource;
use super::stored::StoredTensor;
use super::{ElementType, TensorError};
use candle_core::{DType, Device, Tensor, WithDType};
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

/// Elements converted between two buffers that stay in the cache.
const BLOCK: usize = 4096;

/// What can go wrong between the bytes and the tensor.
#[derive(Debug)]
pub(super) enum ConvertError {
    File(TensorError),
    /// Why the elements cannot become the wanted type.
    Elements(String),
    Candle(Box<candle_core::Error>),
}

impl From<TensorError> for ConvertError {
    fn from(error: TensorError) -> Self {
        Self::File(error)
    }
}

/// Reads `stored` as a tensor of `dtype` on `device`: floats from anything (rounded to nearest), integers from
/// integers that fit.
pub(super) fn load(
    source: &ByteSource,
    stored: &StoredTensor,
    dtype: DType,
    device: &Device,
) -> Result<Tensor, ConvertError> {
    match dtype {
        DType::F32 => collect(source, stored, device, append_f32),
        DType::F16 => collect(source, stored, device, append_f16),
        DType::BF16 => collect(source, stored, device, append_bf16),
        DType::F64 => collect(source, stored, device, append_f64),
        DType::U8 => collect(source, stored, device, append_integers::<u8>),
        DType::U32 => collect(source, stored, device, append_integers::<u32>),
        DType::I16 => collect(source, stored, device, append_integers::<i16>),
        DType::I32 => collect(source, stored, device, append_integers::<i32>),
        DType::I64 => collect(source, stored, device, append_integers::<i64>),
        _ => Err(ConvertError::Elements(
            "no weights are kept in that type".to_owned(),
        )),
    }
}

/// Decodes elements and appends them.
type Append<T> = fn(ElementType, &[u8], &mut Vec<T>) -> Result<(), ConvertError>;

fn collect<T: WithDType>(
    source: &ByteSource,
    stored: &StoredTensor,
    device: &Device,
    append: Append<T>,
) -> Result<Tensor, ConvertError> {
    let mut values = Vec::with_capacity(stored.elements());
    let range = stored.start..stored.start + stored.span();
    let dtype = stored.info.dtype;
    match &stored.strides {
        None => source.windows(range, |bytes| append(dtype, bytes, &mut values))?,
        Some(strides) => source.mapped(range, |bytes| {
            append(
                dtype,
                &gathered(bytes, &stored.info.shape, strides, dtype.size()),
                &mut values,
            )
        })?,
    }
    Tensor::from_vec(values, stored.info.shape.as_slice(), device)
        .map_err(|error| ConvertError::Candle(Box::new(error)))
}

/// The elements of a strided view, one after another in row-major order. The view is not empty: empty views
/// have no strides.
fn gathered(bytes: &[u8], shape: &[usize], strides: &[usize], size: usize) -> Vec<u8> {
    let total: usize = shape.iter().product();
    let mut out = Vec::with_capacity(total * size);
    let mut index = vec![0; shape.len()];
    let mut at = 0;
    for _ in 0..total {
        out.extend_from_slice(&bytes[at * size..(at + 1) * size]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            at += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            at -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
    }
    out
}

fn decode<const N: usize, T>(bytes: &[u8], from: impl Fn([u8; N]) -> T) -> impl Iterator<Item = T> {
    bytes.as_chunks::<N>().0.iter().map(move |&b| from(b))
}

fn append_f32(dtype: ElementType, bytes: &[u8], out: &mut Vec<f32>) -> Result<(), ConvertError> {
    match dtype {
        ElementType::F32 => out.extend(decode(bytes, f32::from_le_bytes)),
        ElementType::F64 => out.extend(decode(bytes, f64::from_le_bytes).map(|v| v as f32)),
        ElementType::F16 => append_widened(bytes, f16::from_le_bytes, out),
        ElementType::BF16 => append_widened(bytes, bf16::from_le_bytes, out),
        _ => integers(dtype, bytes, |v| {
            out.push(v as f32);
            Ok(())
        })?,
    }
    Ok(())
}

/// Halves to f32 a block at a time: the slice conversion uses the processor's instruction for it.
fn append_widened<H: Copy>(bytes: &[u8], from: impl Fn([u8; 2]) -> H, out: &mut Vec<f32>)
where
    [H]: HalfFloatSliceExt,
{
    let mut block = Vec::with_capacity(BLOCK);
    for chunk in bytes.chunks(BLOCK * 2) {
        block.clear();
        block.extend(decode(chunk, &from));
        let start = out.len();
        out.resize(start + block.len(), 0.0);
        block.convert_to_f32_slice(&mut out[start..]);
    }
}

fn append_f16(dtype: ElementType, bytes: &[u8], out: &mut Vec<f16>) -> Result<(), ConvertError> {
    match dtype {
        ElementType::F16 => out.extend(decode(bytes, f16::from_le_bytes)),
        _ => append_narrowed(dtype, bytes, f16::ZERO, out)?,
    }
    Ok(())
}

fn append_bf16(dtype: ElementType, bytes: &[u8], out: &mut Vec<bf16>) -> Result<(), ConvertError> {
    match dtype {
        ElementType::BF16 => out.extend(decode(bytes, bf16::from_le_bytes)),
        _ => append_narrowed(dtype, bytes, bf16::ZERO, out)?,
    }
    Ok(())
}

fn append_narrowed<H: Copy>(
    dtype: ElementType,
    bytes: &[u8],
    zero: H,
    out: &mut Vec<H>,
) -> Result<(), ConvertError>
where
    [H]: HalfFloatSliceExt,
{
    let mut block = Vec::with_capacity(BLOCK);
    for chunk in bytes.chunks(BLOCK * dtype.size()) {
        block.clear();
        append_f32(dtype, chunk, &mut block)?;
        let start = out.len();
        out.resize(start + block.len(), zero);
        out[start..].convert_from_f32_slice(&block);
    }
    Ok(())
}

fn append_f64(dtype: ElementType, bytes: &[u8], out: &mut Vec<f64>) -> Result<(), ConvertError> {
    match dtype {
        ElementType::F64 => out.extend(decode(bytes, f64::from_le_bytes)),
        _ if dtype.is_float() => {
            let mut block = Vec::with_capacity(BLOCK);
            for chunk in bytes.chunks(BLOCK * dtype.size()) {
                block.clear();
                append_f32(dtype, chunk, &mut block)?;
                out.extend(block.iter().map(|&v| f64::from(v)));
            }
        }
        _ => integers(dtype, bytes, |v| {
            out.push(v as f64);
            Ok(())
        })?,
    }
    Ok(())
}

fn append_integers<T: TryFrom<i64>>(
    dtype: ElementType,
    bytes: &[u8],
    out: &mut Vec<T>,
) -> Result<(), ConvertError> {
    integers(dtype, bytes, |value| {
        let fitting = T::try_from(value);
        out.push(fitting.map_err(|_| ConvertError::Elements(format!("{value} does not fit")))?);
        Ok(())
    })
}

fn integers(
    dtype: ElementType,
    bytes: &[u8],
    mut take: impl FnMut(i64) -> Result<(), ConvertError>,
) -> Result<(), ConvertError> {
    match dtype {
        ElementType::I64 => decode(bytes, i64::from_le_bytes).try_for_each(take),
        ElementType::I32 => decode(bytes, i32::from_le_bytes).try_for_each(|v| take(v.into())),
        ElementType::I16 => decode(bytes, i16::from_le_bytes).try_for_each(|v| take(v.into())),
        ElementType::I8 => decode(bytes, i8::from_le_bytes).try_for_each(|v| take(v.into())),
        ElementType::U32 => decode(bytes, u32::from_le_bytes).try_for_each(|v| take(v.into())),
        ElementType::U8 => bytes.iter().try_for_each(|&v| take(v.into())),
        ElementType::Bool => bytes.iter().try_for_each(|&v| take((v != 0).into())),
        ElementType::F64 | ElementType::F32 | ElementType::F16 | ElementType::BF16 => Err(
            ConvertError::Elements("floating-point numbers are not read as integers".to_owned()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_widens_to_f32() {
        let numbers = [0.5f32, -3.0, 65504.0, 0.0];
        let bytes = |size: usize, f: &dyn Fn(f32) -> Vec<u8>| {
            let all: Vec<u8> = numbers.iter().flat_map(|&v| f(v)).collect();
            assert_eq!(all.len(), size * 4);
            all
        };
        for (dtype, data) in [
            (ElementType::F32, bytes(4, &|v| v.to_le_bytes().to_vec())),
            (
                ElementType::F64,
                bytes(8, &|v| f64::from(v).to_le_bytes().to_vec()),
            ),
            (
                ElementType::F16,
                bytes(2, &|v| f16::from_f32(v).to_le_bytes().to_vec()),
            ),
        ] {
            let mut out = Vec::new();
            append_f32(dtype, &data, &mut out).unwrap();
            assert_eq!(out, numbers, "{dtype}");
        }
        let mut out = Vec::new();
        append_f32(ElementType::I64, &(-7i64).to_le_bytes(), &mut out).unwrap();
        append_f32(ElementType::Bool, &[2, 0], &mut out).unwrap();
        append_f32(ElementType::BF16, &bf16::from_f32(1.5).to_le_bytes(), &mut out).unwrap();
        assert_eq!(out, [-7.0, 1.0, 0.0, 1.5]);
    }

    #[test]
    fn narrowing_rounds_to_nearest() {
        let value = 1.000_9f32;
        let (mut half, mut brain) = (Vec::new(), Vec::new());
        append_f16(ElementType::F32, &value.to_le_bytes(), &mut half).unwrap();
        append_bf16(ElementType::F32, &value.to_le_bytes(), &mut brain).unwrap();
        assert_eq!(half, [f16::from_f32(value)]);
        assert_eq!(brain, [bf16::from_f32(value)]);
    }

    #[test]
    fn integers_that_do_not_fit_are_refused() {
        let mut out = Vec::<u32>::new();
        let error = append_integers(ElementType::I32, &(-1i32).to_le_bytes(), &mut out).unwrap_err();
        assert!(matches!(error, ConvertError::Elements(reason) if reason.contains("-1")));
        assert!(append_integers(ElementType::F32, &[0; 4], &mut out).is_err());
    }

    #[test]
    fn strided_elements_are_gathered_in_row_major_order() {
        let bytes: Vec<u8> = (0..12).collect();
        assert_eq!(gathered(&bytes, &[3, 2], &[1, 3], 1), [0, 3, 1, 4, 2, 5]);
        assert_eq!(gathered(&bytes, &[2, 2], &[4, 1], 1), [0, 1, 4, 5]);
        assert_eq!(gathered(&bytes, &[2], &[3], 2), [0, 1, 6, 7]);
    }
}
