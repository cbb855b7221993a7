//! Thousands of damaged copies of the golden containers: each opens or fails, none panics.

use crate::{cpu, golden};
use candle_core::DType;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use vip2clip::clip::BackboneFile;
use vip2clip::detector::PromptCheckpoint;
use vip2clip::tensors::TensorFile;

const MUTATIONS: usize = 800;
const TRUNCATIONS: usize = 150;

/// SplitMix64: the same damage in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// Opens in every way and reads some; whatever comes of it, it comes back.
fn exercise(path: &Path, random: &mut Random) -> bool {
    let _ = PromptCheckpoint::open(path).map(|p| p.get("cls_ctx").map(|t| t.dims().to_vec()));
    if let Ok(backbone) = BackboneFile::open(path) {
        let _ = backbone.read("visual.proj", DType::F32, cpu());
    }
    let Ok(file) = TensorFile::open(path) else {
        return false;
    };
    let names: Vec<&str> = file.names().collect();
    for _ in 0..2.min(names.len()) {
        let name = names[random.below(names.len() as u64) as usize];
        let elements: usize = file.info(name).unwrap().shape.iter().product();
        if let Ok(tensor) = file.read(name, DType::F16, cpu()) {
            assert_eq!(tensor.elem_count(), elements);
        }
    }
    true
}

struct Victim {
    path: PathBuf,
    file: File,
    whole: Vec<u8>,
}

impl Victim {
    fn new(dir: &tempfile::TempDir, name: &str) -> Self {
        let path = dir.path().join(name);
        std::fs::copy(golden(name), &path).unwrap();
        let file = File::options().read(true).write(true).open(&path).unwrap();
        let whole = std::fs::read(&path).unwrap();
        Self { path, file, whole }
    }

    fn put(&mut self, at: u64, bytes: &[u8]) {
        self.file.seek(SeekFrom::Start(at)).unwrap();
        self.file.write_all(bytes).unwrap();
    }

    /// Damages one to four places in `places`, a few bytes each, and mends them again.
    fn mutate(&mut self, places: &[Range<u64>], random: &mut Random) -> bool {
        let mut damaged = Vec::new();
        for _ in 0..1 + random.below(4) {
            let place = &places[random.below(places.len() as u64) as usize];
            let at = place.start + random.below(place.end - place.start);
            let length = (1 + random.below(4)).min(self.whole.len() as u64 - at);
            let bytes: Vec<u8> = (0..length)
                .map(|i| match random.below(4) {
                    0 => 0xff,
                    1 => 0,
                    2 => self.whole[(at + i) as usize] ^ (1 << random.below(8)),
                    _ => random.below(256) as u8,
                })
                .collect();
            self.put(at, &bytes);
            damaged.push(at..at + length);
        }
        let opened = exercise(&self.path, random);
        for range in damaged {
            let mended = self.whole[range.start as usize..range.end as usize].to_vec();
            self.put(range.start, &mended);
        }
        opened
    }
}

fn survive(name: &str, places: impl FnOnce(&[u8]) -> Vec<Range<u64>>) {
    let dir = tempfile::tempdir().unwrap();
    let mut random = Random(0x0070_6d70 + name.len() as u64);
    let mut victim = Victim::new(&dir, name);
    let places = places(&victim.whole);
    let opened = (0..MUTATIONS)
        .filter(|_| victim.mutate(&places, &mut random))
        .count();
    // Neither harmless nor hopeless, or the damage proves nothing.
    assert!(
        (1..MUTATIONS).contains(&opened),
        "{name}: {opened} of {MUTATIONS} opened"
    );
    let mut read = Vec::new();
    victim.file.seek(SeekFrom::Start(0)).unwrap();
    victim.file.read_to_end(&mut read).unwrap();
    assert!(read == victim.whole, "the damage was not mended");

    let mut lengths: Vec<u64> = (0..TRUNCATIONS)
        .map(|_| random.below(victim.whole.len() as u64))
        .collect();
    lengths.extend([0, 1, 7, 8, 9, victim.whole.len() as u64 - 1]);
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    for length in lengths {
        victim.file.set_len(length).unwrap();
        assert!(
            !exercise(&victim.path, &mut random),
            "{name} opened with {length} bytes"
        );
    }
}

fn safetensors_header(bytes: &[u8]) -> Vec<Range<u64>> {
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap());
    vec![0..8, 8..8 + length, 8..8 + length]
}

/// The pickle, the local headers and the directory of a zip.
fn zip_structure(bytes: &[u8]) -> Vec<Range<u64>> {
    let find = |magic: &[u8]| -> Vec<u64> {
        (0..bytes.len() - 4)
            .filter(|&i| &bytes[i..i + 4] == magic)
            .map(|i| i as u64)
            .collect()
    };
    let directory = find(b"PK\x01\x02")[0]..bytes.len() as u64;
    let needle = b"data.pkl";
    let pickle = (0..bytes.len())
        .find(|&i| bytes[i..].starts_with(needle))
        .unwrap() as u64;
    let end = (pickle..)
        .find(|&i| bytes[i as usize..].starts_with(b"PK\x07\x08"))
        .unwrap();
    let mut places = vec![
        directory.clone(),
        directory,
        pickle..end,
        pickle..end,
        pickle..end,
    ];
    places.extend(find(b"PK\x03\x04").into_iter().take(4).map(|at| at..at + 30));
    places
}

#[test]
fn damaged_openai_safetensors() {
    survive("backbone.openai.safetensors", safetensors_header);
}

#[test]
fn damaged_hugging_face_safetensors() {
    survive("backbone.hf.safetensors", safetensors_header);
}

#[test]
fn damaged_torch_save() {
    survive("backbone.openai.f16.pt", zip_structure);
}

#[test]
fn damaged_torchscript() {
    survive("backbone.openai.torchscript.pt", zip_structure);
}

#[test]
fn damaged_prompts() {
    survive("prompts.pth", zip_structure);
}
