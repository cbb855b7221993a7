//! JSON in the form of Python's `json.dumps(…, indent=4)`: four spaces, and nothing but ASCII.

use super::name_bytes::byte_of;
use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter, Serializer};
use std::io::{self, Write};

/// `value` as Python would write it, without a final line break.
pub(super) fn python_json(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let formatter = PythonFormatter(PrettyFormatter::with_indent(b"    "));
    value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter))?;
    Ok(bytes)
}

struct PythonFormatter(PrettyFormatter<'static>);

impl Formatter for PythonFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in fragment.char_indices() {
            if (' '..='~').contains(&c) {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            plain = at + c.len_utf8();
            match byte_of(c) {
                Some(byte) => write!(writer, "\\udc{byte:02x}")?,
                None => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(writer, "\\u{unit:04x}")?;
                    }
                }
            }
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::meta::name_bytes::text_of;
    use std::collections::BTreeMap;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    /// Printed by CPython 3.11: `json.dumps({"a": ["ä漢😀\x7f\n\"\\/\x01", os.fsdecode(b"\xff.png")], "b": {}, "c": []},
    /// indent=4)`.
    #[test]
    fn the_form_is_python_s() {
        #[derive(Serialize)]
        struct Value {
            a: [String; 2],
            b: BTreeMap<String, String>,
            c: [u8; 0],
        }
        let name = text_of(std::path::Path::new(OsStr::from_bytes(b"\xff.png")));
        let value = Value {
            a: ["ä漢😀\x7f\n\"\\/\x01".to_owned(), name],
            b: BTreeMap::new(),
            c: [],
        };
        let text = String::from_utf8(python_json(&value).unwrap()).unwrap();
        let expected = r#"{
    "a": [
        "\u00e4\u6f22\ud83d\ude00\u007f\n\"\\/\u0001",
        "\udcff.png"
    ],
    "b": {},
    "c": []
}"#;
        assert_eq!(text, expected);
    }
}
