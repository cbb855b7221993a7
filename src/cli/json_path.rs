//! Paths in JSON output.

use std::path::Path;

/// The path exactly; bytes that are not UTF-8, which JSON cannot hold, as `\xNN`.
pub fn json_path(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_not_utf8_are_spelled_out() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"d/\xff\xc3\xa9.png"));
        assert_eq!(json_path(path), "d/\\xff\u{e9}.png");
    }
}
