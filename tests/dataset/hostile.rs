//! Folders and index files that mean no good, and those that are merely broken: clear words, nothing written, nothing
//! lost.

use crate::program::{self, Run, program};
use serde_json::Value;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// A folder, and a place for the cache of the runs on it.
struct Ground {
    _dir: tempfile::TempDir,
    root: PathBuf,
    cache: PathBuf,
}

impl Ground {
    fn new(files: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap();
        let (root, cache) = (base.join("set"), base.join("cache"));
        fs::create_dir(&root).unwrap();
        let ground = Self {
            _dir: dir,
            root,
            cache,
        };
        for file in files {
            ground.write(file, file.as_bytes());
        }
        ground
    }

    fn write(&self, file: impl AsRef<Path>, content: &[u8]) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut words = vec!["dataset", arguments[0]];
        words.push(self.root.to_str().unwrap());
        words.extend(&arguments[1..]);
        let mut command = program(&words);
        Run(command.env("XDG_CACHE_HOME", &self.cache).output().unwrap())
    }

    /// The index, which must be made without changing anything.
    fn index(&self, more: &[&str]) -> Value {
        let before = self.listing();
        let run = self.run(&[&["index", "--json"], more].concat()).expect_status(0);
        assert_eq!(self.listing(), before, "something was written");
        run.json().remove(0)
    }

    /// The complaint of a run that ends with this status.
    fn refusal(&self, status: i32, more: &[&str]) -> String {
        let before = self.listing();
        let run = self
            .run(&[&["index", "--json"], more].concat())
            .expect_status(status);
        assert_eq!(self.listing(), before, "something was written");
        assert!(run.stdout().is_empty(), "{}", run.stdout());
        run.stderr()
    }

    /// Everything below the root: names, sizes, times of change.
    fn listing(&self) -> Vec<(PathBuf, u64, std::time::SystemTime)> {
        let mut found = Vec::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let entry = entry.unwrap();
                let metadata = entry.path().symlink_metadata().unwrap();
                if metadata.is_dir() {
                    folders.push(entry.path());
                }
                found.push((entry.path(), metadata.len(), metadata.modified().unwrap()));
            }
        }
        found.sort();
        found
    }
}

fn images(index: &Value, split: &str) -> Vec<String> {
    let samples = index["splits"][split].as_array().unwrap();
    samples
        .iter()
        .map(|s| s["image"].as_str().unwrap().to_owned())
        .collect()
}

fn reason(index: &Value, path: &str) -> String {
    let excluded = index["excluded"].as_array().unwrap();
    let found = excluded.iter().find(|e| e["path"] == path);
    found.unwrap_or_else(|| panic!("{path} is not in {excluded:?}"))["reason"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn warnings(index: &Value) -> String {
    let warnings = index["warnings"].as_array().unwrap();
    warnings
        .iter()
        .map(|w| format!("{}\n", w.as_str().unwrap()))
        .collect()
}

fn entry(image: &str) -> Value {
    serde_json::json!({"img_path": image, "mask_path": "", "cls_name": "c", "specie_name": "s", "anomaly": 1})
}

fn meta(entries: &[Value]) -> Vec<u8> {
    serde_json::json!({"train": {}, "test": {"c": entries}})
        .to_string()
        .into_bytes()
}

#[test]
fn paths_that_lead_out_are_refused_one_by_one_until_they_are_allowed() {
    let ground = Ground::new(&["a.png", "b.png"]);
    let secret = ground.root.parent().unwrap().join("secret.png");
    fs::write(&secret, b"secret").unwrap();
    let secret = secret.to_str().unwrap();
    let entries = [
        "a.png",
        "../secret.png",
        secret,
        "b.png",
        "x/../../../../nowhere/x.png",
    ]
    .map(entry);
    ground.write("meta.json", &meta(&entries));
    let index = ground.index(&[]);
    assert_eq!(images(&index, "test"), ["a.png", "b.png"]);
    for path in ["../secret.png", secret, "x/../../../../nowhere/x.png"] {
        assert!(reason(&index, path).contains("--allow-outside"), "{path}");
    }
    assert!(
        warnings(&index).contains("3 paths of meta.json lead out"),
        "{}",
        warnings(&index)
    );
    let allowed = ground.index(&["--allow-outside"]);
    // The absolute path and the climbing one are one file.
    assert_eq!(images(&allowed, "test"), ["a.png", secret, "b.png"]);
    assert!(reason(&allowed, secret).contains("twice"));
    assert!(reason(&allowed, "x/../../../../nowhere/x.png").contains("not there"));
}

#[test]
fn a_file_with_nothing_but_outside_paths_says_so() {
    let ground = Ground::new(&["a.png"]);
    ground.write(
        "meta.json",
        &meta(&[entry("../../etc/passwd"), entry("/etc/hostname")]),
    );
    let text = ground.refusal(3, &[]);
    assert!(
        text.contains("2 samples") && text.contains("--allow-outside"),
        "{text}"
    );
    // There is a way around the file.
    assert_eq!(images(&ground.index(&["--kind", "flat"]), "test"), ["a.png"]);
}

#[test]
fn five_megabytes_of_nesting_are_refused_in_words() {
    let ground = Ground::new(&["a.png"]);
    let half = 2_500_000;
    for text in [
        "[".repeat(2 * half),
        format!("{}{}", "[".repeat(half), "]".repeat(half)),
        format!("{}1{}", "{\"test\":".repeat(half / 8), "}".repeat(half / 8)),
        format!("{{\"test\": {}{}}}", "[".repeat(half), "]".repeat(half)),
        "{\"test\": {\"c\": [".to_owned(),
        "null".to_owned(),
        "\u{0}".to_owned(),
        String::new(),
        "{\"a\u{1b}[31m\": 1}".to_owned(),
    ] {
        ground.write("meta.json", text.as_bytes());
        let start: String = text.chars().take(20).collect();
        let run = ground.run(&["index", "--json"]);
        assert!(matches!(run.status(), Some(0 | 3)), "{start}: {:?}", run.status());
        let said = run.stderr() + &run.stdout();
        assert!(said.contains("meta.json") && said.len() < 2000, "{start}: {said}");
        assert!(!said.contains('\u{1b}'), "{start}");
        assert_eq!(
            images(&ground.index(&["--kind", "flat"]), "test"),
            ["a.png"],
            "{start}"
        );
    }
}

#[test]
fn wrong_types_cost_their_entry_and_no_more() {
    let ground = Ground::new(&["a.png", "b.png"]);
    let text = br#"{"test": {"c": [7, {"img_path": ["x"]}, {"img_path": "a.png", "anomaly": "1", "cls_name": {}},
        {"img_path": "b.png", "anomaly": {"deep": [[[]]]}, "mask_path": 3}], "d": "none"}, "train": 5, "more": 1}"#;
    ground.write("meta.json", text);
    let index = ground.index(&[]);
    assert_eq!(images(&index, "test"), ["a.png", "b.png"]);
    let labels: Vec<&Value> = index["splits"]["test"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["label"])
        .collect();
    assert_eq!(labels, [&serde_json::json!(1), &Value::Null]);
    assert!(reason(&index, "meta.json/test/c/0").contains("a number"));
    assert!(reason(&index, "meta.json/test/c/1").contains("img_path is a list"));
    let warnings = warnings(&index);
    for expected in [
        "2 entries of meta.json are no samples",
        "\"d\"",
        "\"train\"",
        "\"more\"",
        "1 samples have no",
    ] {
        assert!(warnings.contains(expected), "{expected}: {warnings}");
    }
}

#[test]
fn entries_twice_and_entries_without_a_file_are_counted() {
    let ground = Ground::new(&["a.png", "b.png"]);
    let mut masked = entry("b.png");
    masked["mask_path"] = "gone_mask.png".into();
    let entries = [
        entry("a.png"),
        entry("a.png"),
        entry("./a.png"),
        masked,
        entry("gone.png"),
    ];
    ground.write("meta.json", &meta(&entries));
    let index = ground.index(&[]);
    assert_eq!(images(&index, "test"), ["a.png", "b.png"]);
    let warnings = warnings(&index);
    for expected in [
        "2 images stand in meta.json more than once",
        "1 images that meta.json lists",
        "1 masks",
    ] {
        assert!(warnings.contains(expected), "{expected}: {warnings}");
    }
    assert!(reason(&index, "gone.png").contains("not there"));
}

#[test]
fn without_a_test_split_the_index_says_so() {
    let ground = Ground::new(&["a.png"]);
    let text = serde_json::json!({"train": {"c": [entry("a.png")]}}).to_string();
    ground.write("meta.json", text.as_bytes());
    let index = ground.index(&[]);
    assert_eq!(
        (images(&index, "test").len(), images(&index, "train").len()),
        (0, 1)
    );
    assert!(
        warnings(&index).contains("no samples in \"test\""),
        "{}",
        warnings(&index)
    );
    ground.write("meta.json", b"{}");
    let text = ground.refusal(3, &[]);
    assert!(text.contains("expected an object with \"test\""), "{text}");
}

#[test]
fn an_empty_folder_a_missing_one_and_a_file_are_told_apart() {
    let ground = Ground::new(&[]);
    let text = ground.refusal(3, &[]);
    assert!(text.contains("holds no pictures"), "{text}");
    ground.write("notes.txt", b"x");
    let text = ground.refusal(3, &[]);
    assert!(text.contains("1 of another kind"), "{text}");
    for (path, expected) in [("gone", "cannot be read"), ("notes.txt", "is not a folder")] {
        let path = ground.root.join(path);
        let run = program::run(&["dataset", "index", path.to_str().unwrap()]).expect_status(3);
        assert!(run.stderr().contains(expected), "{}", run.stderr());
    }
}

#[test]
fn an_unknown_kind_and_a_wrong_one_are_usage_errors() {
    let ground = Ground::new(&["a.png"]);
    let text = ground.refusal(2, &["--kind", "mvtex\u{1b}"]);
    assert!(
        text.contains("mvtex\\u{1b}") && text.contains("mvtec, visa"),
        "{text}"
    );
    for kind in ["visa", "meta"] {
        let text = ground.refusal(2, &["--kind", kind]);
        assert!(text.contains(kind) && text.contains("set"), "{text}");
    }
}

#[test]
fn links_in_circles_end_and_are_named() {
    let ground = Ground::new(&["good/1.png", "bad/2.png"]);
    symlink(&ground.root, ground.root.join("bad/up")).unwrap();
    symlink("../good", ground.root.join("bad/side")).unwrap();
    symlink("b", ground.root.join("a")).unwrap();
    symlink("a", ground.root.join("b")).unwrap();
    let index = ground.index(&[]);
    let mut found = images(&index, "test");
    found.sort();
    assert_eq!(found, ["bad/2.png", "good/1.png"]);
    assert!(reason(&index, "bad/up").contains("never end"));
    assert!(reason(&index, "bad/side").contains("read already"));
    assert!(!reason(&index, "a").is_empty());
}

#[test]
fn names_of_every_kind_come_through() {
    let ground = Ground::new(&["良品/图片 1.png", "缺陷/é\u{301}.png", "缺陷/a\n\u{1b}[31mb.png"]);
    let bytes = std::ffi::OsStr::from_bytes(b"x\xff.png");
    ground.write(Path::new("良品").join(bytes), b"x");
    let index = ground.index(&[]);
    let mut found = images(&index, "test");
    found.sort();
    assert_eq!(
        found,
        [
            "缺陷/a\n\u{1b}[31mb.png",
            "缺陷/é\u{301}.png",
            "良品/x\\xff.png",
            "良品/图片 1.png"
        ]
    );
    let page = ground.run(&["index"]).expect_status(0);
    assert!(!(page.stdout() + &page.stderr()).contains('\u{1b}'));
}

#[test]
fn names_that_are_not_utf8_survive_a_written_meta_json() {
    let ground = Ground::new(&["good/1.png", "bad/2.png"]);
    ground.write(
        Path::new("bad").join(std::ffi::OsStr::from_bytes(b"x\xff\x80.png")),
        b"x",
    );
    let before = ground.index(&[]);
    ground.run(&["index", "--write-meta"]).expect_status(0);
    let text = fs::read_to_string(ground.root.join("meta.json")).unwrap();
    assert!(text.contains(r#""bad/x\udcff\udc80.png""#), "{text}");
    let after = ground.index(&[]);
    assert_eq!(after["splits"], before["splits"]);
    assert_eq!(after["fingerprint"], before["fingerprint"]);
}

#[test]
fn meta_json_is_written_once_and_replaced_only_by_force() {
    let ground = Ground::new(&["good/1.png", "bad/2.png"]);
    let run = ground.run(&["index", "--write-meta"]).expect_status(0);
    assert!(run.stderr().contains("wrote"), "{}", run.stderr());
    let first = fs::read(ground.root.join("meta.json")).unwrap();
    let text = ground.refusal(2, &["--write-meta", "--absolute"]);
    assert!(text.contains("--force"), "{text}");
    ground
        .run(&["index", "--write-meta", "--absolute", "--force"])
        .expect_status(0);
    let second = fs::read_to_string(ground.root.join("meta.json")).unwrap();
    assert_ne!(second.as_bytes(), first);
    assert!(
        second.contains(&format!("\"{}/good/1.png\"", ground.root.display())),
        "{second}"
    );
    let names: Vec<_> = fs::read_dir(&ground.root)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

/// Root may write and read everywhere, so there is nothing to test for it.
fn permissions_count(folder: &Path) -> bool {
    let probe = folder.join("probe");
    let may_write = fs::write(&probe, b"").is_ok();
    let _ = fs::remove_file(probe);
    !may_write
}

#[test]
fn a_root_that_cannot_be_written_to_is_read_and_left_alone() {
    let ground = Ground::new(&["good/1.png", "bad/2.png"]);
    fs::set_permissions(&ground.root, fs::Permissions::from_mode(0o555)).unwrap();
    if permissions_count(&ground.root) {
        assert_eq!(images(&ground.index(&[]), "test").len(), 2);
        let text = ground.refusal(3, &["--write-meta"]);
        assert!(
            text.contains("cannot be written") && text.contains("nothing was changed"),
            "{text}"
        );
    }
    fs::set_permissions(&ground.root, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_folder_that_cannot_be_read_is_named_and_the_rest_is_read() {
    let ground = Ground::new(&["good/1.png", "bad/2.png", "bad/locked/3.png"]);
    let locked = ground.root.join("bad/locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if permissions_count(&locked) {
        let index = ground.index(&[]);
        assert_eq!(images(&index, "test").len(), 2);
        assert!(reason(&index, "bad/locked").contains("ermission"));
        assert!(warnings(&index).contains("could not be read"));
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_broken_cache_is_replaced_and_a_cache_that_cannot_be_written_costs_a_warning() {
    let ground = Ground::new(&["good/1.png", "bad/2.png"]);
    settle();
    let first = ground.index(&[]);
    let folder = ground.cache.join("vip2clip-tui/indexes");
    let kept: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    assert_eq!(kept.len(), 1);
    let whole = fs::read(&kept[0]).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    for broken in [&b""[..], b"nonsense", &whole[..whole.len() - 3], &flipped] {
        fs::write(&kept[0], broken).unwrap();
        assert_eq!(ground.index(&[]), first);
        assert_eq!(fs::read(&kept[0]).unwrap(), whole);
    }
    fs::remove_dir_all(&ground.cache).unwrap();
    fs::write(&ground.cache, b"a file in the way").unwrap();
    let index = ground.index(&[]);
    assert_eq!(index["splits"], first["splits"]);
    assert!(
        warnings(&index).contains("could not be kept"),
        "{}",
        warnings(&index)
    );
}

#[test]
fn a_kept_index_ends_with_the_first_change() {
    let ground = Ground::new(&["good/1.png", "bad/2.png"]);
    settle();
    let first = ground.index(&[]);
    assert_eq!(ground.index(&[]), first);
    ground.write("bad/3.png", b"new");
    assert_eq!(images(&ground.index(&[]), "test").len(), 3);
    fs::remove_file(ground.root.join("bad/3.png")).unwrap();
    assert_eq!(ground.index(&[]), first);
    ground.write("meta.json", &meta(&[entry("bad/2.png")]));
    settle();
    assert_eq!(images(&ground.index(&[]), "test"), ["bad/2.png"]);
    // The same length: only the time tells.
    ground.write("meta.json", &meta(&[entry("bad/9.png")]));
    let text = ground.refusal(3, &[]);
    assert!(text.contains("bad/9.png"), "{text}");
}

/// Longer than the tick of a file system's clock, within which changes leave no trace and nothing is kept.
fn settle() {
    std::thread::sleep(std::time::Duration::from_millis(80));
}
