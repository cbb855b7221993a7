//! `dataset demo`: pictures that are the same everywhere, masks that tell the truth, files in MVTec's layout.

use crate::program::{keys, program, run};
use image::{GrayImage, RgbImage};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use vip2clip::dataset::demo::{AREA, Defect, Drawing, Family, LEAST_CHANGE, Look, draw};

const SIZE: u32 = 224;

/// FNV-1a, 64 bits.
fn hash(drawing: &Drawing) -> u64 {
    let bytes = drawing.picture.as_raw().iter().chain(drawing.mask.as_raw());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[test]
fn pictures_are_the_same_on_every_machine_and_number_of_threads() {
    let families = Family::all().map(|family| (family, None));
    let defects = Defect::all().map(|defect| (Family::Weave, Some(defect)));
    let wanted: Vec<_> = families.chain(defects).collect();
    let line = |&(family, defect): &(Family, Option<Defect>)| {
        let drawing = draw(Look::new(family, 7), defect, 96, 11);
        let what = defect.map_or(family.name(), Defect::name);
        format!("{what:<11} {:016x}", hash(&drawing))
    };
    let single: Vec<String> = wanted.iter().map(line).collect();
    let several: Vec<String> = wanted.par_iter().map(line).collect();
    assert_eq!(single, several);
    insta::assert_snapshot!(single.join("\n"));
}

#[test]
fn a_normal_picture_has_an_empty_mask_and_its_own_pixels() {
    let look = Look::new(Family::Leather, 3);
    let (one, other) = (draw(look, None, 96, 1), draw(look, None, 96, 2));
    assert!(one.mask.pixels().all(|pixel| pixel[0] == 0));
    assert_ne!(one.picture, other.picture);
}

#[test]
fn every_defect_on_every_family_is_seen_where_the_mask_says_and_nowhere_else() {
    let pairs: Vec<(Family, Defect)> = Family::all()
        .flat_map(|family| Defect::all().map(move |defect| (family, defect)))
        .filter(|(family, defect)| family.shows(*defect))
        .collect();
    let wrong: Vec<String> = pairs
        .par_iter()
        .filter_map(|&(family, defect)| {
            let seed = 100 * family as u64 + defect as u64;
            let look = Look::new(family, seed);
            let normal = draw(look, None, SIZE, seed).picture;
            let anomalous = draw(look, Some(defect), SIZE, seed);
            let complaint = complaint(&normal, &anomalous)?;
            Some(format!("{} on {}: {complaint}", defect.name(), family.name()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a picture beside the same one without its defect.
fn complaint(normal: &RgbImage, anomalous: &Drawing) -> Option<String> {
    let mask = &anomalous.mask;
    let (mut sum, mut count) = (0.0, 0.0);
    for (x, y, pixel) in normal.enumerate_pixels() {
        let other = anomalous.picture.get_pixel(x, y);
        let change = (0..3)
            .map(|c| f32::from(pixel[c].abs_diff(other[c])))
            .sum::<f32>()
            / (3.0 * 255.0);
        match mask.get_pixel(x, y)[0] {
            255 => (sum, count) = (sum + change, count + 1.0),
            // 0.04 is noticeable and belongs to the mask; the rest is rounding and the limits of the range.
            0 if change > 0.05 && !beside(mask, x, y) => {
                return Some(format!("{change} outside at {x}, {y}"));
            }
            0 => {}
            value => return Some(format!("the mask holds {value}")),
        }
    }
    let (area, mean) = (count / (SIZE * SIZE) as f32, sum / count);
    let right = AREA.contains(&area) && mean > LEAST_CHANGE;
    (!right).then(|| format!("area {area}, mean change {mean}"))
}

/// Whether a pixel of the mask touches this one.
fn beside(mask: &GrayImage, x: u32, y: u32) -> bool {
    let near = |v: u32| v.saturating_sub(1)..=(v + 1).min(SIZE - 1);
    near(y).any(|y| near(x).any(|x| mask.get_pixel(x, y)[0] > 0))
}

/// Every file below, relative, with forward slashes.
fn files(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(root).unwrap();
                found.insert(below.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found
}

const SMALL: [&str; 10] = [
    "--families=tiles,marble",
    "--defects=hole,warp",
    "--normal=1",
    "--anomalous=1",
    "--train=1",
    "--size=64",
    "--seed=5",
    "--json",
    "dataset",
    "demo",
];

/// `dataset demo` with few, small pictures.
fn small<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let [options @ .., dataset, demo] = SMALL;
    [dataset, demo]
        .into_iter()
        .chain(more.iter().copied())
        .chain(options)
        .collect()
}

#[test]
fn the_files_are_laid_out_as_in_mvtec() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("set");
    let made = run(&small(&[root.to_str().unwrap()])).expect_status(0).json();
    assert_eq!(
        keys(&made[0]),
        ["classes", "masks", "pictures", "root", "seconds", "seed", "size"]
    );
    // Marble is too smooth for a warp.
    let expected = [
        "marble-5/ground_truth/hole/000_mask.png",
        "marble-5/test/good/000.png",
        "marble-5/test/hole/000.png",
        "marble-5/train/good/000.png",
        "tiles-5/ground_truth/hole/000_mask.png",
        "tiles-5/ground_truth/warp/000_mask.png",
        "tiles-5/test/good/000.png",
        "tiles-5/test/hole/000.png",
        "tiles-5/test/warp/000.png",
        "tiles-5/train/good/000.png",
    ];
    assert_eq!(
        files(&root).iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(
        (made[0]["pictures"].as_u64(), made[0]["masks"].as_u64()),
        (Some(7), Some(3))
    );
    let mask = image::open(root.join(expected[0])).unwrap();
    assert_eq!(mask.color(), image::ColorType::L8);
    assert!(mask.to_luma8().pixels().all(|pixel| [0, 255].contains(&pixel[0])));
    assert_eq!(image::open(root.join(expected[1])).unwrap().width(), 64);
}

#[test]
fn the_set_is_indexed_whole_though_some_families_are_called_like_classes_of_mvtec() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("set");
    let root = root.to_str().unwrap();
    let families = "--families=wood,leather,carpet,washer";
    let few = [
        "--normal=1",
        "--anomalous=1",
        "--train=1",
        "--size=64",
        "--defects=hole,stain",
    ];
    run(&[&["dataset", "demo", root, families], &few[..]].concat()).expect_status(0);
    let index = &run(&["dataset", "index", root, "--json", "--no-cache"])
        .expect_status(0)
        .json()[0];
    assert_eq!(index["kind"], "mvtec-like");
    assert_eq!(index["excluded"].as_array().unwrap().len(), 0);
    assert_eq!(
        index["warnings"].as_array().unwrap().len(),
        0,
        "{}",
        index["warnings"]
    );
    let test = index["splits"]["test"].as_array().unwrap();
    let masks = test.iter().filter(|sample| sample["mask"].is_string()).count();
    assert_eq!((test.len(), masks), (4 * 3, 4 * 2));
    assert_eq!(index["splits"]["train"].as_array().unwrap().len(), 4);
}

#[test]
fn one_seed_gives_the_same_files_with_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let roots = ["a", "b"].map(|name| dir.path().join(name));
    for (root, threads) in roots.iter().zip(["1", "3"]) {
        let status = program(&small(&[root.to_str().unwrap()]))
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap()
            .status;
        assert!(status.success());
    }
    assert!(!files(&roots[0]).is_empty());
    for file in files(&roots[0]) {
        assert_eq!(
            fs::read(roots[0].join(&file)).unwrap(),
            fs::read(roots[1].join(&file)).unwrap(),
            "{file}"
        );
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone_unless_forced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    fs::write(dir.path().join("thesis.txt"), "mine").unwrap();
    let refused = run(&small(&[path])).expect_status(2);
    assert!(refused.stderr().contains("not empty") && refused.stderr().contains("--force"));
    assert_eq!(files(dir.path()).len(), 1);
    run(&small(&[path, "--force"])).expect_status(0);
    assert_eq!(files(dir.path()).len(), 11);
    assert_eq!(fs::read(dir.path().join("thesis.txt")).unwrap(), b"mine");
}

#[test]
fn what_cannot_be_written_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let taken = run(&small(&[file.to_str().unwrap()])).expect_status(2);
    assert!(taken.stderr().contains("is a file"), "{}", taken.stderr());
    let below = file.join("set");
    let impossible = run(&small(&[below.to_str().unwrap()]));
    assert_ne!(impossible.status(), Some(0));
    assert!(impossible.stderr().contains("set"), "{}", impossible.stderr());
    // A folder where a file should go: nothing half-written stays beside it.
    let root = dir.path().join("blocked");
    fs::create_dir_all(root.join("tiles-5/test/good/000.png")).unwrap();
    let blocked = run(&small(&[root.to_str().unwrap(), "--force"])).expect_status(3);
    assert!(blocked.stderr().contains("cannot write") && blocked.stderr().contains("000.png"));
    assert!(files(&root).iter().all(|file| !file.ends_with(".tmp")));
}

#[test]
fn wrong_names_are_answered_with_the_right_ones() {
    for (option, expected) in [
        ("--families=silk", "leather"),
        ("--defects=rust", "scratch"),
        ("--size=8", "48"),
        ("--normal=10000", "9999"),
    ] {
        let text = run(&["dataset", "demo", "nowhere", option])
            .expect_status(2)
            .stderr();
        assert!(text.contains(expected), "{text}");
    }
    let nothing = [
        "dataset",
        "demo",
        "nowhere",
        "--normal=0",
        "--anomalous=0",
        "--train=0",
    ];
    assert!(
        run(&nothing)
            .expect_status(2)
            .stderr()
            .contains("nothing to draw")
    );
    assert!(!Path::new(env!("CARGO_MANIFEST_DIR")).join("nowhere").exists());
}

#[test]
fn the_list_names_what_the_model_has_seen() {
    let list = &run(&["dataset", "demo", "--list", "--json"])
        .expect_status(0)
        .json()[0];
    let seen = |of: &str, seen: bool| {
        let all = list[of].as_array().unwrap();
        all.iter().filter(|one| one["seen"] == seen).count()
    };
    assert!(seen("families", true) >= 16 && seen("families", false) >= 4);
    assert!(seen("defects", true) >= 7 && seen("defects", false) >= 2);
    let text = run(&["dataset", "demo", "--list"]).expect_status(0).stdout();
    assert!(text.contains("leather") && text.contains("scratch"));
}
