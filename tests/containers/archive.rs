//! Archives and pickles made by hand, byte by byte.

use std::io::Write;
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Writes a zip of stored entries.
pub fn write_zip(path: &Path, entries: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in entries {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

/// Writes a torch.save archive of this pickle and one storage `0` of 24 bytes.
pub fn write_torch(path: &Path, pickle: &[u8]) {
    write_zip(
        path,
        &[
            ("archive/data.pkl", pickle),
            ("archive/data/0", &[0; 24]),
            ("archive/version", b"3\n"),
        ],
    );
}

/// A pickle under construction.
#[derive(Default)]
pub struct Pickle(pub Vec<u8>);

impl Pickle {
    pub fn new() -> Self {
        Self(b"\x80\x02".to_vec())
    }

    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub fn global(self, module: &str, name: &str) -> Self {
        self.raw(format!("c{module}\n{name}\n").as_bytes())
    }

    pub fn text(self, text: &str) -> Self {
        self.raw(b"X")
            .raw(&(text.len() as u32).to_le_bytes())
            .raw(text.as_bytes())
    }

    pub fn int(self, value: i64) -> Self {
        self.raw(b"\x8a\x08").raw(&value.to_le_bytes())
    }

    pub fn tuple(self, values: &[i64]) -> Self {
        values.iter().fold(self.raw(b"("), |p, &v| p.int(v)).raw(b"t")
    }

    /// `_rebuild_tensor_v2` of f32 views of storage `key`.
    pub fn tensor(self, key: &str, elements: i64, offset: i64, shape: &[i64], strides: &[i64]) -> Self {
        self.global("torch._utils", "_rebuild_tensor_v2")
            .raw(b"((")
            .text("storage")
            .global("torch", "FloatStorage")
            .text(key)
            .text("cpu")
            .int(elements)
            .raw(b"tQ")
            .int(offset)
            .tuple(shape)
            .tuple(strides)
            .raw(b"\x89}tR")
    }

    /// `{"w": ...}` around what `inner` adds, and the end.
    pub fn dict_of(inner: impl FnOnce(Self) -> Self) -> Vec<u8> {
        inner(Self::new().raw(b"}").text("w")).raw(b"s.").0
    }
}
