//! NumPy's `.npy` format, version 1.0, for f32 arrays in C order.

use std::io::{self, Write};

/// Writes `values`, C order, with `shape`. The number of values must be the product of the shape.
pub fn write_npy_f32(out: &mut impl Write, shape: &[usize], values: &[f32]) -> io::Result<()> {
    if shape.iter().product::<usize>() != values.len() {
        let found = values.len();
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("shape {shape:?} does not hold {found} values"),
        ));
    }
    let dims: String = shape.iter().map(|d| format!("{d}, ")).collect();
    let mut header = format!(
        "{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}",
        dims.trim_end()
    );
    // Magic, version, length and header end together on a multiple of 64 bytes, with a newline last.
    let unpadded = 10 + header.len() + 1;
    header.push_str(&" ".repeat(unpadded.next_multiple_of(64) - unpadded));
    header.push('\n');
    out.write_all(b"\x93NUMPY\x01\x00")?;
    out.write_all(&(header.len() as u16).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    for value in values {
        out.write_all(&value.to_le_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_padded_and_the_values_follow() {
        let mut bytes = Vec::new();
        write_npy_f32(&mut bytes, &[2, 3], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.5]).unwrap();
        assert_eq!(
            bytes.len(),
            128 + 6 * 4 - 64 * usize::from(bytes.len() == 64 + 24)
        );
        let header = String::from_utf8_lossy(&bytes[10..]).into_owned();
        assert!(header.starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }"));
        assert_eq!(&bytes[bytes.len() - 4..], 5.5f32.to_le_bytes());
        assert!(write_npy_f32(&mut Vec::new(), &[2, 2], &[0.0]).is_err());
    }
}
