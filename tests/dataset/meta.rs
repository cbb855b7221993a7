//! What `--write-meta` writes, read as the released loader reads it.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use std::fs;
use std::path::{Path, PathBuf};
use vip2clip::dataset::{
    CachePolicy, DatasetIndex, IndexOptions, Label, Sample, WriteMeta, meta_text, open, write_meta,
};

/// An object whose keys keep the order of the file, as Python's do.
struct Ordered<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries(std::marker::PhantomData))
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    img_path: String,
    mask_path: String,
    cls_name: String,
    #[allow(dead_code)]
    specie_name: String,
    anomaly: u8,
}

/// What the loader hands to the model.
#[derive(Debug, PartialEq)]
struct Item {
    image: PathBuf,
    /// `None` for an all-zero mask.
    mask: Option<PathBuf>,
    class: String,
    anomaly: u8,
}

/// The loader of datasets.md D.1: the split `test`, whatever the mode; classes in the order of the file; paths joined
/// to the root; the mask only where `anomaly` is 1 and the joined path is a file.
fn released_loader(root: &Path, meta: &[u8]) -> Vec<Item> {
    let splits: Ordered<Ordered<Vec<Entry>>> = serde_json::from_slice(meta).unwrap();
    let (_, test) = splits.0.into_iter().find(|(name, _)| name == "test").unwrap();
    let entries = test.0.into_iter().flat_map(|(_, entries)| entries);
    entries
        .map(|entry| {
            let mask = root.join(&entry.mask_path);
            Item {
                image: root.join(&entry.img_path),
                mask: (entry.anomaly == 1 && !mask.is_dir()).then_some(mask),
                class: entry.cls_name,
                anomaly: entry.anomaly,
            }
        })
        .collect()
}

/// Our view of the same.
fn own_view(index: &DatasetIndex) -> Vec<Item> {
    let item = |sample: &Sample| Item {
        image: index.locate(&sample.image),
        mask: sample.mask.as_deref().map(|mask| index.locate(mask)),
        class: sample.class.to_string(),
        anomaly: sample.label.unwrap().number(),
    };
    index.test.iter().map(item).collect()
}

fn options() -> IndexOptions {
    IndexOptions {
        cache: CachePolicy::Bypass,
        ..IndexOptions::default()
    }
}

fn folder_with(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    for file in files {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    (dir, root)
}

/// Two classes of MVTec with a defect without mask and a name that is not ASCII.
const FILES: [&str; 10] = [
    "bottle/train/good/000.png",
    "bottle/test/good/000.png",
    "bottle/test/broken_large/000.png",
    "bottle/test/broken_large/001.png",
    "bottle/ground_truth/broken_large/000_mask.png",
    "carpet/train/good/000.png",
    "carpet/test/good/000.png",
    "carpet/test/hole/00ä.png",
    "carpet/test/hole/漢 字.png",
    "carpet/ground_truth/hole/00ä_mask.png",
];

#[test]
fn the_released_loader_sees_what_we_see() {
    let (_dir, root) = folder_with(&FILES);
    let index = open(&root, &options()).unwrap();
    assert_eq!(index.test.len(), 6);
    for absolute in [false, true] {
        let meta = meta_text(&index, absolute).unwrap();
        assert_eq!(
            released_loader(&root, &meta),
            own_view(&index),
            "absolute: {absolute}"
        );
    }
}

#[test]
fn what_we_wrote_reads_back_as_what_it_was() {
    let (_dir, root) = folder_with(&FILES);
    let index = open(&root, &options()).unwrap();
    for absolute in [false, true] {
        let how = WriteMeta {
            absolute,
            overwrite: true,
        };
        write_meta(&index, how).unwrap();
        let again = open(&root, &options()).unwrap();
        assert_eq!(again.variant, "meta.json");
        assert_eq!(again.kind, index.kind);
        assert_eq!((&again.test, &again.train), (&index.test, &index.train));
        assert_eq!(again.fingerprint, index.fingerprint);
        assert!(again.warnings.is_empty(), "{:?}", again.warnings);
    }
}

/// Written by CPython 3.11 with `json.dumps(…, indent=4)` and a line break.
#[test]
fn the_bytes_are_those_of_the_released_scripts() {
    let (_dir, root) = folder_with(&FILES[..5]);
    let index = open(&root, &options()).unwrap();
    let text = String::from_utf8(meta_text(&index, false).unwrap()).unwrap();
    let expected = r#"{
    "train": {
        "bottle": [
            {
                "img_path": "bottle/train/good/000.png",
                "mask_path": "",
                "cls_name": "bottle",
                "specie_name": "good",
                "anomaly": 0
            }
        ]
    },
    "test": {
        "bottle": [
            {
                "img_path": "bottle/test/broken_large/000.png",
                "mask_path": "bottle/ground_truth/broken_large/000_mask.png",
                "cls_name": "bottle",
                "specie_name": "broken_large",
                "anomaly": 1
            },
            {
                "img_path": "bottle/test/broken_large/001.png",
                "mask_path": "",
                "cls_name": "bottle",
                "specie_name": "broken_large",
                "anomaly": 1
            },
            {
                "img_path": "bottle/test/good/000.png",
                "mask_path": "",
                "cls_name": "bottle",
                "specie_name": "good",
                "anomaly": 0
            }
        ]
    }
}
"#;
    assert_eq!(text, expected);
}

#[test]
fn medical_sets_have_an_empty_train() {
    let (_dir, root) = folder_with(&["images/1.png", "masks/1.png"]);
    let index = open(&root, &options()).unwrap();
    let text = String::from_utf8(meta_text(&index, false).unwrap()).unwrap();
    assert!(
        text.starts_with("{\n    \"train\": {},\n    \"test\": {\n"),
        "{text}"
    );
}

/// Every variant of datasets.md D.1.
#[test]
fn every_variant_of_the_file_is_read() {
    let (_dir, root) = folder_with(&["images/1.png", "images/2.png", "masks/1.png", "top.png"]);
    let absolute = root.to_str().unwrap();
    let entry = |image: &str, mask: &str, more: &str| {
        format!(
            r#"{{"img_path": "{image}", "mask_path": {mask}, "cls_name": "widget", "specie_name": "", "anomaly": 1{more}}}"#
        )
    };
    let good = entry("images/1.png", "\"masks/1.png\"", "");
    for (name, text, variant) in [
        (
            "plain",
            format!(r#"{{"train": {{}}, "test": {{"widget": [{good}]}}}}"#),
            "meta.json",
        ),
        (
            "capitals",
            format!(r#"{{"Train": {{}}, "Test": {{"widget": [{good}]}}}}"#),
            "meta.json, with \"Train\" and \"Test\" as AnomalyCLIP writes them",
        ),
        (
            "VCP-CLIP",
            format!(
                r#"{{"test": {{"widget": [{}]}}}}"#,
                entry(
                    "images/1.png",
                    "\"masks/1.png\"",
                    r#", "dataset_name": "x", "normal_path": "gone.png""#
                )
            ),
            "meta.json, with dataset names as VCP-CLIP writes them",
        ),
        (
            "absolute",
            format!(
                r#"{{"train": {{}}, "test": {{"widget": [{}]}}}}"#,
                entry(
                    &format!("{absolute}//images/1.png"),
                    &format!("\"{absolute}/masks/1.png\""),
                    ""
                )
            ),
            "meta.json",
        ),
        (
            "moved",
            format!(
                r#"{{"train": {{}}, "test": {{"widget": [{}]}}}}"#,
                entry("/old/place/images/1.png", "\"/old/place/masks/1.png\"", "")
            ),
            "meta.json",
        ),
        (
            "prefixed",
            format!(
                r#"{{"test": {{"widget": [{}]}}}}"#,
                entry(
                    "./data/widgets/images/1.png",
                    "\"./data/widgets/masks/1.png\"",
                    ""
                )
            ),
            "meta.json",
        ),
    ] {
        fs::write(root.join("meta.json"), text).unwrap();
        let index = open(&root, &options()).unwrap();
        assert_eq!((index.kind, index.variant.as_str()), ("meta", variant), "{name}");
        let sample = &index.test[0];
        assert_eq!(&*sample.image, Path::new("images/1.png"), "{name}");
        assert_eq!(sample.mask.as_deref(), Some(Path::new("masks/1.png")), "{name}");
        assert_eq!(sample.label, Some(Label::Anomalous), "{name}");
        assert!(index.train.is_empty() && index.test.len() == 1, "{name}");
        assert!(index.excluded.is_empty(), "{name}: {:?}", index.excluded);
    }
    // The PCB script's null.
    let text = format!(r#"{{"test": {{"widget": [{}]}}}}"#, entry("top.png", "null", ""));
    fs::write(root.join("meta.json"), text).unwrap();
    assert_eq!(open(&root, &options()).unwrap().test[0].mask, None);
}

#[test]
fn the_order_and_the_classes_of_the_file_are_kept() {
    let (_dir, root) = folder_with(&["z/2.png", "z/1.png", "a/1.png"]);
    let text = r#"{"test": {
        "zipper": [{"img_path": "z/2.png", "cls_name": "zipper", "specie_name": "s", "anomaly": 0, "mask_path": ""},
                   {"img_path": "z/1.png", "cls_name": "zipper", "specie_name": "s", "anomaly": 0, "mask_path": ""}],
        "bottle": [{"img_path": "a/1.png", "cls_name": "bottle", "specie_name": "t", "anomaly": 1, "mask_path": ""}]
    }}"#;
    fs::write(root.join("meta.json"), text).unwrap();
    let index = open(&root, &options()).unwrap();
    let images: Vec<&str> = index.test.iter().map(|s| s.image.to_str().unwrap()).collect();
    assert_eq!(images, ["z/2.png", "z/1.png", "a/1.png"]);
    assert_eq!(index.kind, "mvtec");
}

#[test]
fn the_names_that_the_script_for_headct_gives_its_species_are_replaced() {
    let (_dir, root) = folder_with(&["brain/000.png", "brain/100.png"]);
    let entry = |name: &str, anomaly: u8| {
        format!(
            r#"{{"img_path": "/x/head_ct/brain/{name}", "mask_path": "", "cls_name": "brain", "specie_name": "{name}", "anomaly": {anomaly}}}"#
        )
    };
    let text = format!(
        r#"{{"train": {{}}, "test": {{"brain": [{}, {}]}}}}"#,
        entry("000.png", 1),
        entry("100.png", 0)
    );
    fs::write(root.join("meta.json"), text).unwrap();
    let index = open(&root, &options()).unwrap();
    assert_eq!(index.kind, "headct");
    let species: Vec<&str> = index.test.iter().map(|sample| &*sample.species).collect();
    assert_eq!(species, ["hemorrhage", "normal"]);
}

#[test]
fn nothing_is_replaced_without_leave_and_nothing_written_without_labels() {
    let (_dir, root) = folder_with(&["a.png", "b.png"]);
    let index = open(&root, &options()).unwrap();
    let error = write_meta(&index, WriteMeta::default()).unwrap_err().to_string();
    assert!(error.contains("2 of the samples have no label"), "{error}");
    assert!(!root.join("meta.json").exists());

    let (_dir, root) = folder_with(&FILES);
    let index = open(&root, &options()).unwrap();
    fs::write(root.join("meta.json"), "mine").unwrap();
    let error = write_meta(&index, WriteMeta::default()).unwrap_err().to_string();
    assert!(error.contains("--force"), "{error}");
    assert_eq!(fs::read(root.join("meta.json")).unwrap(), b"mine");
}
