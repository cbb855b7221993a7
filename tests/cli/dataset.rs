//! `dataset` as people and scripts use it.

use crate::program::{self, Run, keys, program};
use image::{GrayImage, Luma};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

struct Ground {
    dir: tempfile::TempDir,
}

impl Ground {
    /// Two classes in MVTec's layout, sound.
    fn new() -> Self {
        let ground = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        for (number, class) in ["widget", "gadget"].iter().enumerate() {
            let shade = 40 + 20 * number as u8;
            ground.picture(&format!("{class}/train/good/000.png"), shade, 0);
            ground.picture(&format!("{class}/test/good/000.png"), shade + 1, 0);
            ground.picture(&format!("{class}/test/hole/000.png"), shade + 2, 0);
            ground.picture(&format!("{class}/ground_truth/hole/000_mask.png"), 255, 8);
        }
        ground
    }

    /// 16×16 of a shade; where `side` is not 0, only a square of that side has it.
    fn picture(&self, path: &str, shade: u8, side: u32) {
        let inside = |x: u32, y: u32| side == 0 || x.max(y) < side;
        let picture = GrayImage::from_fn(16, 16, |x, y| Luma([if inside(x, y) { shade } else { 0 }]));
        self.save(path, &picture);
    }

    fn save(&self, path: &str, picture: &GrayImage) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        picture.save(path).unwrap();
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("set").join(path)
    }

    fn run(&self, command: &str, more: &[&str]) -> Run {
        let root = self.path("");
        let words = [&["dataset", command, root.to_str().unwrap()], more].concat();
        let mut command = program(&words);
        Run(command
            .env("XDG_CACHE_HOME", self.dir.path().join("cache"))
            .output()
            .unwrap())
    }

    fn findings(&self, status: i32) -> Vec<[String; 3]> {
        let report = self
            .run("check", &["--json"])
            .expect_status(status)
            .json()
            .remove(0);
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let findings = report["findings"].as_array().unwrap();
        findings
            .iter()
            .map(|finding| ["severity", "check", "path"].map(|key| text(finding, key)))
            .collect()
    }
}

#[test]
fn a_sound_dataset_passes_and_is_counted() {
    let ground = Ground::new();
    let run = ground.run("check", &[]).expect_status(0);
    let page = run.stdout();
    for line in [
        "kind         mvtec-like",
        "test   gadget       1          1           0      1",
        "train  all          2          0           0      0",
        "no problems",
        "no notes",
        "pixel metrics  defined",
    ] {
        assert!(page.contains(line), "{line}:\n{page}");
    }
    let report = ground.run("check", &["--json"]).expect_status(0).json().remove(0);
    assert_eq!(
        keys(&report),
        [
            "counts",
            "excluded",
            "findings",
            "fingerprint",
            "kind",
            "root",
            "variant",
            "warnings"
        ]
    );
    assert_eq!(
        keys(&report["counts"]["test"][0]),
        ["anomalous", "class", "masks", "normal", "unlabelled"]
    );
}

#[test]
fn each_fault_is_one_line_with_its_file_and_its_reason() {
    let ground = Ground::new();
    fs::write(ground.path("widget/test/good/001.png"), b"").unwrap();
    fs::write(ground.path("widget/test/good/002.png"), b"GIF89a").unwrap();
    ground.picture("widget/test/hole/001.png", 90, 0);
    ground.picture("widget/ground_truth/hole/001_mask.png", 0, 0);
    ground.picture("widget/test/hole/002.png", 91, 0);
    ground.save(
        "widget/ground_truth/hole/002_mask.png",
        &GrayImage::from_pixel(8, 8, Luma([255])),
    );
    ground.picture("widget/test/hole/003.png", 92, 0);
    ground.picture("gadget/test/hole/001.png", 42, 0);
    ground.picture("gadget/ground_truth/hole/001_mask.png", 9, 3);
    let mut graded = GrayImage::new(16, 16);
    for (x, pixel) in graded.pixels_mut().enumerate() {
        *pixel = Luma([(x / 16) as u8]);
    }
    ground.picture("gadget/test/hole/002.png", 93, 0);
    ground.save("gadget/ground_truth/hole/002_mask.png", &graded);
    let expected = [
        ["problem", "empty-file", "widget/test/good/001.png"],
        ["problem", "image", "widget/test/good/002.png"],
        ["problem", "missing-mask", "widget/test/hole/003.png"],
        ["problem", "mask-size", "widget/ground_truth/hole/002_mask.png"],
        ["problem", "empty-mask", "widget/ground_truth/hole/001_mask.png"],
        ["note", "mask-values", "gadget/ground_truth/hole/002_mask.png"],
        ["note", "same-content", "widget/test/hole/000.png"],
    ];
    let found = ground.findings(1);
    let found: Vec<[&str; 3]> = found.iter().map(|f| [&*f[0], &*f[1], &*f[2]]).collect();
    assert_eq!(found, expected);
    let page = ground.run("check", &[]).expect_status(1).stdout();
    assert!(
        page.contains("problems (5)\n  empty-file      widget/test/good/001.png: "),
        "{page}"
    );
    assert!(page.contains("found a GIF"), "{page}");
}

#[test]
fn numbers_unlike_the_published_ones_are_a_problem() {
    let ground = Ground {
        dir: tempfile::tempdir().unwrap(),
    };
    for (path, side) in [
        ("bottle/train/good/000.png", 0),
        ("bottle/test/good/000.png", 1),
        ("bottle/test/broken_large/000.png", 2),
        ("bottle/ground_truth/broken_large/000_mask.png", 9),
    ] {
        ground.picture(path, 100, side);
    }
    let run = ground.run("check", &["--kind", "mvtec"]).expect_status(1);
    let page = run.stdout();
    assert!(page.contains("published with 467 and 1258"), "{page}");
    assert!(
        page.contains("bottle: 1 normal and 1 anomalous test images, published are 20 and 63"),
        "{page}"
    );
}

#[test]
fn the_page_of_an_index_says_what_comes_next() {
    let ground = Ground::new();
    fs::write(ground.path("Thumbs.db"), b"x").unwrap();
    let run = ground.run("index", &[]).expect_status(0);
    assert!(
        run.stdout().contains("left out (1)\n  Thumbs.db: "),
        "{}",
        run.stdout()
    );
    assert!(
        run.stderr().contains("next: `vip2clip-tui dataset check"),
        "{}",
        run.stderr()
    );
}

#[test]
fn nothing_is_kept_when_nothing_is_to_be_kept() {
    let ground = Ground::new();
    ground.run("index", &["--no-cache"]).expect_status(0);
    assert!(!ground.dir.path().join("cache").exists());
}

#[test]
fn the_known_datasets_are_listed_whole() {
    let list = program::run(&["dataset", "list", "--json"])
        .expect_status(0)
        .json()
        .remove(0);
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 18);
    for known in list {
        assert_eq!(
            keys(known),
            [
                "classes",
                "counts",
                "has_masks",
                "has_normals",
                "id",
                "licence",
                "page",
                "title",
                "tree"
            ]
        );
        for key in ["id", "licence", "page", "title", "tree"] {
            assert!(!known[key].as_str().unwrap().is_empty(), "{key} of {known}");
        }
    }
    let page = program::run(&["dataset", "list"]).expect_status(0).stdout();
    for known in list {
        assert!(page.contains(known["page"].as_str().unwrap()), "{known}");
    }
    assert!(
        page.contains("467 normal, 1258 anomalous, 3629 normal in train"),
        "{page}"
    );
}

/// The one place that is written to besides the cache is `ROOT/meta.json`, by `--write-meta`.
#[test]
fn options_of_write_meta_need_it() {
    for option in ["--absolute", "--force"] {
        let run = program::run(&["dataset", "index", "x", option]).expect_status(2);
        assert!(run.stderr().contains("--write-meta"), "{}", run.stderr());
    }
    assert!(!Path::new("x").exists());
}
