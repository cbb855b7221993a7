//! What people give by mistake, and what happened to files on the way.

use crate::archive::{Pickle, write_torch, write_zip};
use crate::golden;
use std::path::{Path, PathBuf};
use vip2clip::tensors::TensorFile;

fn file(dir: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[track_caller]
fn says(path: &Path, parts: &[&str]) {
    let error = TensorFile::open(path).map(|_| ()).unwrap_err().to_string();
    for part in parts {
        assert!(error.contains(part), "'{part}' is not in: {error}");
    }
}

#[test]
fn files_of_another_kind_are_named() {
    let dir = tempfile::tempdir().unwrap();
    says(&file(&dir, "empty.pt", b""), &["empty.pt", "it is empty"]);
    says(
        &file(&dir, "note.pt", b"hello there\nsecond"),
        &["note.pt", "text that begins 'hello there'"],
    );
    says(
        &file(&dir, "page.safetensors", b"<!DOCTYPE html>\n<html>"),
        &["web page", "download the file itself"],
    );
    let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:3035\nsize 934088680\n";
    says(
        &file(&dir, "lfs.pt", pointer),
        &["git-LFS pointer", "934088680 bytes", "git lfs pull"],
    );
    says(&file(&dir, "a.png", b"\x89PNG\r\n\x1a\n\0\0"), &["a PNG picture"]);
    says(
        &file(&dir, "noise.bin", &[0, 200, 3, 255]),
        &["neither safetensors nor a torch archive"],
    );
    says(&dir.path().join("nowhere.pt"), &["nowhere.pt", "cannot be read"]);
    says(
        dir.path(),
        &["it is a folder", "empty.pt, lfs.pt, noise.bin, note.pt"],
    );
    says(Path::new("/dev/zero"), &["a pipe or a device"]);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_opened_and_shown() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(std::ffi::OsStr::from_bytes(b"w\xff\x1b.pt"));
    std::fs::copy(golden("prompts.pth"), &path).unwrap();
    TensorFile::open(&path).unwrap();
    std::fs::write(&path, b"").unwrap();
    says(&path, &["w\\xff\\u{1b}.pt"]);
}

#[test]
fn truncated_safetensors_are_told_apart_from_absurd_ones() {
    let dir = tempfile::tempdir().unwrap();
    let whole = std::fs::read(golden("backbone.openai.safetensors")).unwrap();
    let length = whole.len();
    says(
        &file(&dir, "short", &whole[..length - 1]),
        &[
            "damaged",
            &format!("{length} bytes"),
            &format!("it has {}", length - 1),
            "download or copy it again",
        ],
    );
    let more = [whole.as_slice(), b"more"].concat();
    says(&file(&dir, "long", &more), &[&format!("it has {}", length + 4)]);
    says(
        &file(&dir, "header", &whole[..100]),
        &["announces a header of", "only 92 follow"],
    );
    let with_header = |length: u64, json: &[u8]| [&length.to_le_bytes(), json].concat();
    says(
        &file(&dir, "huge", &with_header(u64::MAX, b"{}")),
        &["18446744073709551615 bytes"],
    );
    let spaces = [vec![b'{'], vec![b' '; 17 << 20]].concat();
    says(
        &file(&dir, "spaces", &with_header(spaces.len() as u64, &spaces)),
        &["are not believed"],
    );
    for json in [
        &b"{\"a\": 1}"[..],
        b"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        b"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        b"{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        b"{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
    ] {
        says(
            &file(&dir, "bad", &with_header(json.len() as u64, json)),
            &["header is not valid"],
        );
    }
    // Each offset is believable beside its neighbour's, and their sum is beyond 2⁶⁴.
    let step = 1u64 << 61;
    let entry = |i: u64| {
        let (start, end) = (step * i, if i == 7 { u64::MAX } else { step * (i + 1) });
        format!(
            "\"t{i}\":{{\"dtype\":\"U8\",\"shape\":[{}],\"data_offsets\":[{start},{end}]}}",
            end - start
        )
    };
    let json = format!("{{{}}}", (0..8).map(entry).collect::<Vec<_>>().join(","));
    says(
        &file(&dir, "sum", &with_header(json.len() as u64, json.as_bytes())),
        &["damaged"],
    );
    // An empty tensor whose strides no address space holds.
    let json =
        b"{\"a\":{\"dtype\":\"F32\",\"shape\":[0,1099511627776,1099511627776],\"data_offsets\":[0,0]}}";
    says(
        &file(&dir, "strides", &with_header(json.len() as u64, json)),
        &["beyond all memory"],
    );
    let nested = [b"{\"a\":".to_vec(), vec![b'['; 100_000]].concat();
    says(
        &file(&dir, "nested", &with_header(nested.len() as u64, &nested)),
        &["header is not valid"],
    );
}

#[test]
fn damaged_torch_archives_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let whole = std::fs::read(golden("prompts.pth")).unwrap();
    says(
        &file(&dir, "cut.pth", &whole[..whole.len() / 2]),
        &["damaged", "zip directory"],
    );
    let path = dir.path().join("other.zip");
    write_zip(&path, &[("photos/a.txt", b"x"), ("readme", b"y")]);
    says(&path, &["not one of torch's", "photos/a.txt, readme", "unpack"]);
    write_zip(&path, &[]);
    says(&path, &["not one of torch's", "nothing"]);
    write_zip(&path, &[("a/data.pkl", b"\x80\x02}."), ("a/byteorder", b"big")]);
    says(&path, &["big-endian"]);
    write_zip(
        &path,
        &[("a/data.pkl", b"\x80\x02}."), ("a/byteorder", b"middle")],
    );
    says(&path, &["byteorder"]);
}

#[test]
fn entries_that_are_compressed_or_lie_elsewhere_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("w.pt");
    write_torch(&path, &Pickle::dict_of(|p| p.tensor("0", 6, 0, &[6], &[1])));
    TensorFile::open(&path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let patched = |magic: &[u8; 4], at: usize, value: [u8; 2]| {
        let mut bytes = whole.clone();
        let headers: Vec<usize> = (0..bytes.len() - 4)
            .filter(|&i| &bytes[i..i + 4] == magic)
            .collect();
        for start in headers {
            bytes[start + at..start + at + 2].copy_from_slice(&value);
        }
        bytes
    };
    says(
        &file(&dir, "deflated.pt", &patched(b"PK\x01\x02", 10, [8, 0])),
        &["compressed", "zip -0"],
    );
    let encrypted = file(&dir, "encrypted.pt", &patched(b"PK\x01\x02", 8, [1, 0]));
    says(&encrypted, &["encrypted"]);
    let far = file(&dir, "far.pt", &patched(b"PK\x03\x04", 28, [255, 255]));
    says(&far, &["reaches beyond its end"]);
}

#[test]
fn tensors_that_their_storage_does_not_hold_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("w.pt");
    let tensor = |key: &str, elements, offset, shape: &[i64], strides: &[i64], part: &str| {
        write_torch(
            &path,
            &Pickle::dict_of(|p| p.tensor(key, elements, offset, shape, strides)),
        );
        says(&path, &["w.pt", part]);
    };
    tensor("1", 6, 0, &[6], &[1], "'archive/data/1' is missing");
    tensor("../../etc/passwd", 6, 0, &[6], &[1], "is missing");
    tensor(
        "0",
        7,
        0,
        &[6],
        &[1],
        "storage of 7 elements of which the archive has 6",
    );
    tensor("0", 6, 1, &[6], &[1], "reaches beyond its storage");
    tensor("0", 6, 0, &[2, 2], &[5, 1], "reaches beyond its storage");
    tensor("0", 6, i64::MAX, &[6], &[1], "reaches beyond its storage");
    tensor("0", 6, 0, &[i64::MAX, i64::MAX], &[1, 1], "beyond all memory");
    tensor("0", 6, 0, &[3, 3], &[i64::MAX, i64::MAX], "beyond all memory");
    tensor("0", 6, 0, &[1 << 40], &[0], "more elements than its storage");
    tensor("0", 6, 0, &[-1], &[1], "not a number from 0");
    tensor("0", 6, 0, &[6], &[1, 1], "more dimensions than strides");
    tensor("0", 6, 0, &[1; 9], &[1; 9], "more than 8 dimensions");
    tensor("0", 6, 0, &[0, 1 << 40, 1 << 40], &[1, 1, 1], "beyond all memory");
}
