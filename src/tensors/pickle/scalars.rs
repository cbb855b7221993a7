//! Numbers, texts and bytes.

use super::cursor::Cursor;
use super::opcodes::*;
use super::{PickleError, Value};

/// The value that opcode `code` and the bytes after it spell; `None` for any other opcode.
pub(super) fn read<'a>(code: u8, cursor: &mut Cursor<'a>) -> Result<Option<Value<'a>>, PickleError> {
    let value = match code {
        NONE | NEWTRUE | NEWFALSE => Value::Plain,
        BINFLOAT => cursor.take(8).map(|_| Value::Plain)?,
        BININT => Value::Integer(cursor.i32()?.into()),
        BININT1 => Value::Integer(cursor.u8()?.into()),
        BININT2 => Value::Integer(cursor.u16()?.into()),
        LONG1 => {
            let length = cursor.u8()?.into();
            long(cursor.take(length)?)
        }
        LONG4 => {
            let length = cursor.u32()? as usize;
            long(cursor.take(length)?)
        }
        SHORT_BINUNICODE | SHORT_BINSTRING => {
            let length = cursor.u8()?.into();
            Value::Text(cursor.text(length)?)
        }
        BINUNICODE | BINSTRING => {
            let length = cursor.u32()? as usize;
            Value::Text(cursor.text(length)?)
        }
        BINUNICODE8 => {
            let length = cursor.length64()?;
            Value::Text(cursor.text(length)?)
        }
        SHORT_BINBYTES => {
            let length = cursor.u8()?.into();
            cursor.take(length).map(|_| Value::Plain)?
        }
        BINBYTES => {
            let length = cursor.u32()? as usize;
            cursor.take(length).map(|_| Value::Plain)?
        }
        BINBYTES8 | BYTEARRAY8 => {
            let length = cursor.length64()?;
            cursor.take(length).map(|_| Value::Plain)?
        }
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// Little-endian two's complement of any length; what does not fit is carried and never looked at.
fn long<'a>(bytes: &[u8]) -> Value<'a> {
    let Some((&last, _)) = bytes.split_last() else {
        return Value::Integer(0);
    };
    if bytes.len() > 8 {
        return Value::Plain;
    }
    let mut padded = [if last & 0x80 == 0 { 0 } else { 0xff }; 8];
    padded[..bytes.len()].copy_from_slice(bytes);
    Value::Integer(i64::from_le_bytes(padded))
}

#[cfg(test)]
mod tests {
    use crate::tensors::pickle::{Value, load};

    #[test]
    fn integers_of_every_width_are_read() {
        for (bytes, expected) in [
            (&b"K\xff."[..], 255),
            (b"M\x00\x01.", 256),
            (b"J\xff\xff\xff\xff.", -1),
            (b"\x8a\x00.", 0),
            (b"\x8a\x02\x00\x80.", -32768),
            (b"\x8a\x05\x00\x00\x00\x00\x01.", 1 << 32),
        ] {
            let loaded = load(bytes).unwrap();
            assert!(
                matches!(*loaded.heap.get(loaded.root), Value::Integer(v) if v == expected),
                "{bytes:?}"
            );
        }
    }
}
