//! `session` with the real binary: saved, verified, replayed after changes of every kind, compared, sent and received.

#![cfg(unix)]

use crate::program::{Run, golden, program};
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// A folder of its own with a home, a copy of the golden model and a few drawn pictures with masks.
pub struct Bench {
    pub dir: tempfile::TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for file in ["backbone.openai.safetensors", "prompts.pth"] {
            fs::copy(golden(file), dir.path().join(file)).unwrap();
        }
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Runs in the folder, with a home in it.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied());
        Run(command.output().unwrap())
    }

    pub fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = program(arguments);
        command
            .current_dir(self.dir.path())
            .env("HOME", self.path("home"))
            .env("XDG_CACHE_HOME", self.path("home/cache"))
            .env("XDG_DATA_HOME", self.path("home/data"))
            .env("RAYON_NUM_THREADS", "2");
        command
    }

    /// Draws five pictures of one class into `data`.
    pub fn draw(&self) {
        let drawn =
            "dataset demo data --families=cork --defects=hole --normal=3 --anomalous=2 --train=0 --size=112";
        let arguments: Vec<&str> = drawn.split(' ').collect();
        self.run(&arguments).expect_status(0);
    }

    pub fn save(&self, more: &[&str]) -> Run {
        self.run(&[&Self::SAVE[..], more].concat())
    }

    pub const SAVE: [&'static str; 10] = [
        "session",
        "save",
        "--backbone=backbone.openai.safetensors",
        "--prompts=prompts.pth",
        "--image-size=98",
        "--layers=1,2,3,4",
        "--top-k=10",
        "--batch=2",
        "--device=cpu",
        "--threshold=0.5",
    ];

    /// Draws and saves; the session is called `s`.
    pub fn saved() -> Self {
        let bench = Self::new();
        bench.draw();
        bench
            .save(&["--dataset=data", "--out=s.toml", "--sigma=4"])
            .expect_status(0);
        bench
    }

    pub fn json(&self, arguments: &[&str], status: i32) -> Value {
        self.run(&[arguments, &["--json"]].concat())
            .expect_status(status)
            .json()
            .remove(0)
    }

    /// The session as a table, changed and written again.
    pub fn edit(&self, name: &str, change: impl FnOnce(&mut toml::Table)) {
        let mut table: toml::Table = fs::read_to_string(self.path(name)).unwrap().parse().unwrap();
        change(&mut table);
        fs::write(self.path(name), toml::to_string(&table).unwrap()).unwrap();
    }
}

fn kinds(object: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let changes = object["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| (text(&change["kind"]), text(&change["path"])))
        .collect()
}

fn verdicts(object: &Value) -> Vec<&str> {
    let pictures = object["pictures"].as_array().unwrap();
    pictures
        .iter()
        .map(|picture| picture["verdict"].as_str().unwrap())
        .collect()
}

#[test]
fn what_was_saved_is_verified_and_replayed_to_the_last_bit() {
    let bench = Bench::saved();
    let shown = bench.json(&["session", "show", "s.toml"], 0);
    assert_eq!((&shown["pictures"], &shown["failed"]), (&5.into(), &0.into()));
    let record = &shown["record"];
    assert_eq!(record["changed"]["sigma"], "4.0, by default 8.0");
    let classes = record["classes"].as_array().unwrap();
    assert_eq!(classes.len(), 1);
    assert_eq!(
        (&classes[0]["normal"], &classes[0]["anomalous"]),
        (&3.into(), &2.into())
    );
    assert!(classes[0]["values"]["pixel_auroc"].as_f64().unwrap() > 0.0);
    // An independent way to the same numbers.
    let detected = bench.run(&[
        "detect",
        "data",
        "--json",
        "--backbone=backbone.openai.safetensors",
        "--prompts=prompts.pth",
        "--image-size=98",
        "--layers=1,2,3,4",
        "--top-k=10",
        "--sigma=4",
        "--device=cpu",
    ]);
    for line in detected.expect_status(0).json() {
        let path = line["path"]
            .as_str()
            .unwrap()
            .strip_prefix("data/")
            .unwrap()
            .to_owned();
        let images = record["images"].as_array().unwrap();
        let Some(image) = images.iter().find(|image| image["path"] == path.as_str()) else {
            assert!(path.contains("ground_truth"), "{path}");
            continue;
        };
        let apart = image["score"].as_f64().unwrap() - line["score"].as_f64().unwrap();
        assert!(apart.abs() < 1e-5, "{path}: {apart}");
    }

    let verified = bench.json(&["session", "verify", "s.toml"], 0);
    // Two of the model, five pictures, two masks.
    assert_eq!((&verified["same"], &verified["files"]), (&true.into(), &9.into()));
    let replayed = bench.json(&["session", "replay", "s.toml"], 0);
    assert_eq!(replayed["agrees"], true);
    assert_eq!(replayed["maps"]["bit_equal"], 5);
    assert_eq!(verdicts(&replayed), ["same"; 5]);
    assert_eq!(replayed["metrics"].as_array().unwrap().len(), 7);
    let text = bench
        .run(&["session", "replay", "s.toml"])
        .expect_status(0)
        .stdout();
    assert!(text.contains("5 of 5 maps have the recorded bytes"), "{text}");
    assert!(text.contains("the session is reproduced"), "{text}");
}

#[test]
fn changed_weights_are_named_and_explain_other_scores() {
    let bench = Bench::saved();
    let path = bench.path("backbone.openai.safetensors");
    let mut bytes = fs::read(&path).unwrap();
    // Values of the last tensors.
    let end = bytes.len();
    for value in bytes[end - 400_000..].chunks_exact_mut(4) {
        value.copy_from_slice(&0.05f32.to_le_bytes());
    }
    fs::write(&path, bytes).unwrap();
    let verified = bench
        .run(&["session", "verify", "s.toml"])
        .expect_status(1)
        .stdout();
    assert!(
        verified.contains("the backbone ") && verified.contains("is another file than the one recorded"),
        "{verified}"
    );
    assert!(verified.contains("1 of the inputs"), "{verified}");
    let replayed = bench.run(&["session", "replay", "s.toml"]).expect_status(1);
    let text = replayed.stdout();
    assert!(text.contains("differs"), "{text}");
    assert!(
        text.contains("its weights are not those that were recorded"),
        "{text}"
    );
    // Where the recorded file lies elsewhere it is found by its content, or named.
    let named = golden("backbone.openai.safetensors");
    let named = format!("--backbone={}", named.display());
    bench
        .run(&["session", "replay", "s.toml", &named])
        .expect_status(0);
    let models = bench.path("models/mine");
    fs::create_dir_all(&models).unwrap();
    fs::copy(golden("backbone.openai.safetensors"), models.join("clip")).unwrap();
    bench.run(&["session", "replay", "s.toml"]).expect_status(0);
    fs::remove_file(bench.path("prompts.pth")).unwrap();
    let missing = bench
        .run(&["session", "replay", "s.toml"])
        .expect_status(3)
        .stderr();
    assert!(
        missing.contains("the prompts 'prompts.pth' is missing") && missing.contains("--prompts"),
        "{missing}"
    );
    let verified = bench.json(&["session", "verify", "s.toml"], 1);
    assert_eq!(kinds(&verified)[0].0, "weights_missing");
}

#[test]
fn every_changed_or_missing_picture_and_mask_is_named() {
    let bench = Bench::saved();
    let test = bench.path("data/cork-1/test");
    // The same size, so that only its content tells.
    let picture = test.join("good/000.png");
    let mut bytes = fs::read(&picture).unwrap();
    fs::copy(test.join("good/001.png"), &picture).unwrap();
    fs::remove_file(test.join("hole/001.png")).unwrap();
    fs::remove_file(bench.path("data/cork-1/ground_truth/hole/000_mask.png")).unwrap();
    let verified = bench.json(&["session", "verify", "s.toml"], 1);
    let found = kinds(&verified);
    let expect = |kind: &str, path: &str| {
        assert!(
            found.iter().any(|(k, p)| k == kind && p.ends_with(path)),
            "{kind} {path} in {found:?}"
        );
    };
    expect("picture_changed", "cork-1/test/good/000.png");
    expect("picture_missing", "cork-1/test/hole/001.png");
    expect("mask_missing", "cork-1/ground_truth/hole/000_mask.png");
    expect("index_changed", "data");
    assert_eq!(found.len(), 4, "{found:?}");
    let replayed = bench.json(&["session", "replay", "s.toml"], 1);
    let mut seen = verdicts(&replayed);
    seen.sort_unstable();
    assert_eq!(seen, ["changed", "missing", "missing", "same", "same"]);
    let text = bench
        .run(&["session", "replay", "s.toml"])
        .expect_status(1)
        .stdout();
    assert!(
        text.contains("the picture cork-1/test/good/000.png has changed")
            && text.contains("the mask cork-1/ground_truth/hole/000_mask.png is missing")
            && text.contains("inputs have changed since"),
        "{text}"
    );
    // A picture that was damaged in place.
    let bench = Bench::saved();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    fs::write(bench.path("data/cork-1/test/good/000.png"), bytes).unwrap();
    let verified = bench.json(&["session", "verify", "s.toml"], 1);
    assert_eq!(
        kinds(&verified),
        [(
            "picture_changed".to_owned(),
            "cork-1/test/good/000.png".to_owned()
        )]
    );
}

#[test]
fn another_number_of_threads_is_told_and_is_no_failure() {
    let bench = Bench::saved();
    let replayed = bench.run_with(&["session", "replay", "s.toml"], &[("RAYON_NUM_THREADS", "1")]);
    let text = replayed.expect_status(0).stdout();
    assert!(
        text.contains("computed with 2 threads and now with 1: where maps differ in their last bits only")
            && text.contains("5 of 5 pictures agree"),
        "{text}"
    );
    assert!(text.contains("the session is reproduced"), "{text}");
}

#[test]
fn a_missing_root_is_asked_for_and_the_new_one_works() {
    let bench = Bench::saved();
    fs::rename(bench.path("data"), bench.path("moved")).unwrap();
    let verified = bench.json(&["session", "verify", "s.toml"], 1);
    assert_eq!(kinds(&verified)[0].0, "root_missing");
    let refused = bench
        .run(&["session", "replay", "s.toml"])
        .expect_status(3)
        .stderr();
    assert!(
        refused.contains("is missing") && refused.contains("--root"),
        "{refused}"
    );
    for verb in ["verify", "replay"] {
        bench
            .run(&["session", verb, "s.toml", "--root=moved"])
            .expect_status(0);
    }
}

#[test]
fn what_breaks_the_protocol_is_said_and_kept() {
    let bench = Bench::new();
    bench.draw();
    let saved = bench.save(&["--dataset=data", "--out=s.toml"]).expect_status(0);
    let expected = "the prompts do not say what they were trained on";
    assert!(saved.stderr().contains(expected), "{}", saved.stderr());
    let shown = bench
        .run(&["session", "show", "s.toml"])
        .expect_status(0)
        .stdout();
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn what_lies_beyond_the_tolerance_fails_and_a_larger_one_is_an_option() {
    let bench = Bench::saved();
    bench.edit("s.toml", |session| {
        let image = session["images"][1].as_table_mut().unwrap();
        let score = image["score"].as_float().unwrap();
        image.insert("score".to_owned(), (score + 1e-3).into());
        let map = image["map"].as_table_mut().unwrap();
        map.insert("sha256".to_owned(), "0".repeat(64).into());
    });
    let replayed = bench.json(&["session", "replay", "s.toml"], 1);
    assert_eq!(verdicts(&replayed), ["same", "differs", "same", "same", "same"]);
    assert_eq!(replayed["maps"]["bit_equal"], 4);
    let text = bench
        .run(&["session", "replay", "s.toml"])
        .expect_status(1)
        .stdout();
    assert!(text.contains("although every input is what it was"), "{text}");
    let wide = bench.json(&["session", "replay", "s.toml", "--tolerance=0.01"], 0);
    assert_eq!(verdicts(&wide), ["same", "close", "same", "same", "same"]);
    bench.edit("s.toml", |session| {
        let values = session["classes"][0]["values"].as_table_mut().unwrap();
        values.insert("pixel_auroc".to_owned(), 0.123.into());
    });
    let replayed = bench.json(&["session", "replay", "s.toml", "--tolerance=0.01"], 1);
    let metrics = replayed["metrics"].as_array().unwrap();
    let apart: Vec<_> = metrics
        .iter()
        .filter(|metric| metric["agrees"] == false)
        .collect();
    assert_eq!((apart.len(), &apart[0]["metric"]), (1, &"pixel_auroc".into()));
}

#[test]
fn two_sessions_are_compared() {
    let bench = Bench::saved();
    bench
        .save(&["--dataset=data", "--out=again.toml", "--sigma=4"])
        .expect_status(0);
    let same = bench
        .run(&["session", "diff", "s.toml", "again.toml"])
        .expect_status(0);
    assert!(
        same.stdout().contains("no difference in 5 pictures"),
        "{}",
        same.stdout()
    );
    bench
        .save(&["--dataset=data", "--out=other.toml", "--sigma=0", "--limit=1"])
        .expect_status(0);
    let diff = bench.json(&["session", "diff", "s.toml", "other.toml"], 1);
    let keys: Vec<_> = diff["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| pair["key"].as_str().unwrap().to_owned())
        .collect();
    assert!(keys.contains(&"settings.sigma".to_owned()), "{keys:?}");
    assert!(!keys.iter().any(|key| key.starts_with("model.")), "{keys:?}");
    assert_eq!(diff["common"], 2);
    assert_eq!(diff["only_first"].as_array().unwrap().len(), 3);
    // The blur moves maps and no scores.
    assert_eq!(diff["scores"].as_array().unwrap().len(), 0);
    assert!(diff["metrics"].as_array().unwrap().len() >= 4);
}

#[test]
fn files_that_are_no_sessions_and_newer_ones_are_told_apart() {
    let bench = Bench::saved();
    for (text, expected) in [
        ("schema = 99\n", "has schema 99, and this program reads up to 1"),
        ("x = 1\n", "no number under 'schema'"),
        ("schema = 1\n", "missing field"),
        ("schema = \u{7}", "holds no session"),
    ] {
        fs::write(bench.path("x.toml"), text).unwrap();
        let said = bench
            .run(&["session", "show", "x.toml"])
            .expect_status(3)
            .stderr();
        assert!(said.contains(expected) && !said.contains('\u{7}'), "{said:?}");
    }
    let said = bench
        .run(&["session", "show", "nowhere"])
        .expect_status(2)
        .stderr();
    assert!(said.contains("session list"), "{said}");
    bench.edit("s.toml", |session| {
        session.insert("colour".to_owned(), "red".into());
        let images = session["images"].as_array_mut().unwrap();
        for image in images {
            image.as_table_mut().unwrap().insert("mood".to_owned(), 1.into());
        }
    });
    let said = bench
        .run(&["session", "verify", "s.toml"])
        .expect_status(0)
        .stderr();
    assert_eq!(said.matches("'colour' is unknown").count(), 1, "{said}");
    assert_eq!(said.matches("'images.*.mood' is unknown").count(), 1, "{said}");
    // A session that would have other files read.
    bench.edit("s.toml", |session| {
        let image = session["images"][0].as_table_mut().unwrap();
        image.insert("path".to_owned(), "../../etc/passwd".into());
    });
    for verb in ["verify", "replay"] {
        let said = bench.run(&["session", verb, "s.toml"]).expect_status(3).stderr();
        assert!(said.contains("lies outside of its dataset's root"), "{said}");
    }
}

#[test]
fn pictures_that_are_named_or_damaged_or_oddly_named_are_kept_exactly() {
    let bench = Bench::new();
    let odd = std::ffi::OsStr::from_bytes(b"o\xffd\x1b.png");
    fs::create_dir_all(bench.path("p/q")).unwrap();
    fs::copy(golden("images/rgb.png"), bench.path("p").join(odd)).unwrap();
    fs::copy(golden("images/photo.jpg"), bench.path("p/q/photo.jpg")).unwrap();
    fs::write(bench.path("p/q/broken.png"), b"no picture").unwrap();
    let saved = bench.save(&["p/q/photo.jpg", "p", "--name=odd"]).expect_status(1);
    assert!(
        saved.stderr().contains("failed: ") && !saved.stderr().contains('\u{1b}'),
        "{}",
        saved.stderr()
    );
    bench.run(&["session", "verify", "odd"]).expect_status(0);
    let replayed = bench.json(&["session", "replay", "odd"], 0);
    assert_eq!(verdicts(&replayed), ["same"; 3]);
    let shown = bench.run(&["session", "show", "odd"]).expect_status(0).stdout();
    assert!(
        shown.contains("o\\xffd\\u{1b}.png") && shown.contains("failed"),
        "{shown}"
    );
    bench.run(&["session", "diff", "odd", "odd"]).expect_status(0);
    bench
        .run(&["session", "export", "odd", "odd.zip", "--with-data", "--redact"])
        .expect_status(0);
    bench
        .run(&["session", "import", "odd.zip", "--name=back"])
        .expect_status(0);
    let back = bench.path("home/data/vip2clip-tui/sessions/back-pictures");
    assert!(back.join(odd).is_file());
    let models = ["--backbone=backbone.openai.safetensors", "--prompts=prompts.pth"];
    bench
        .run(&[&["session", "replay", "back"], &models[..]].concat())
        .expect_status(0);
    bench
        .run(&["session", "report", "odd", "--out=r"])
        .expect_status(0);
}

#[test]
fn a_report_has_a_table_and_pictures_that_can_be_seen() {
    let bench = Bench::saved();
    bench
        .run(&["session", "report", "s.toml", "--out=r"])
        .expect_status(0);
    let text = fs::read_to_string(bench.path("r/report.md")).unwrap();
    assert!(
        text.contains("the session is reproduced") && text.contains("| cork-1"),
        "{text}"
    );
    for number in 1..=5 {
        let file = format!("pictures/{number:04}.png");
        assert!(text.contains(&format!("![]({file})")), "{text}");
        let picture = image::open(bench.path("r").join(&file)).unwrap();
        assert_eq!((picture.width(), picture.height()), (112, 112));
    }
    bench
        .run(&["session", "report", "s.toml", "--out=r"])
        .expect_status(2);
    bench
        .run(&["session", "report", "s.toml", "--out=q", "--root=none"])
        .expect_status(3);
    assert!(!bench.path("q").exists());
}

#[test]
fn an_interrupted_save_or_report_leaves_nothing_half_written() {
    let bench = Bench::new();
    fs::create_dir(bench.path("many")).unwrap();
    for number in 0..600 {
        fs::hard_link(
            golden("images/square.png"),
            bench.path(&format!("many/{number:03}.png")),
        )
        .or_else(|_| {
            fs::copy(
                golden("images/square.png"),
                bench.path(&format!("many/{number:03}.png")),
            )
            .map(drop)
        })
        .unwrap();
    }
    bench.save(&["many/000.png", "--out=one.toml"]).expect_status(0);
    // One picture again and again is as much work as many.
    bench.edit("one.toml", |session| {
        let images = session["images"].as_array_mut().unwrap();
        let image = images[0].clone();
        images.extend(std::iter::repeat_n(image, 2000));
    });
    let save = [&Bench::SAVE[..], &["many", "--out=out/s.toml"]].concat();
    let report = ["session", "report", "one.toml", "--out=out/report"];
    for arguments in [&save[..], &report] {
        let mut child = bench
            .command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(700));
        rustix::process::kill_process(
            rustix::process::Pid::from_child(&child),
            rustix::process::Signal::INT,
        )
        .unwrap();
        let status = child.wait().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(status.code(), Some(130), "{said}");
        let left: Vec<_> = fs::read_dir(bench.path("out")).into_iter().flatten().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn names_and_existing_files_are_treated_with_care() {
    let bench = Bench::new();
    fs::create_dir(bench.path("sessions")).unwrap();
    fs::copy(golden("images/square.png"), bench.path("a.png")).unwrap();
    bench.save(&["a.png", "--name=mine"]).expect_status(0);
    assert!(bench.path("sessions/mine.toml").is_file());
    let refused = bench.save(&["a.png", "--name=mine"]).expect_status(2).stderr();
    assert!(
        refused.contains("exists already") && refused.contains("--force"),
        "{refused}"
    );
    bench.save(&["a.png", "--name=mine", "--force"]).expect_status(0);
    // Without a name it gets one of its own.
    bench.save(&["a.png"]).expect_status(0);
    let listed = bench.run(&["session", "list"]).expect_status(0).stdout();
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert!(listed.contains("-a.png.toml"), "{listed}");
    fs::write(bench.path("sessions/bad.toml"), "schema = 1").unwrap();
    let listed = bench.run(&["session", "list"]).expect_status(1);
    assert!(listed.stderr().contains("bad.toml") && listed.stdout().lines().count() == 2);
    let nothing = bench.save(&["sessions", "--name=none"]).expect_status(2).stderr();
    assert!(nothing.contains("no pictures in sessions"), "{nothing}");
}

#[test]
fn the_session_of_the_project_replays() {
    let home = tempfile::tempdir().unwrap();
    let replay = |verb: &str| {
        let mut command = program(&["session", verb, "sessions/demo.toml", "--json"]);
        Run(command.env("XDG_CACHE_HOME", home.path()).output().unwrap())
            .expect_status(0)
            .json()
            .remove(0)
    };
    assert_eq!(replay("verify")["same"], true);
    let replayed = replay("replay");
    assert_eq!(replayed["agrees"], true);
    assert_eq!(replayed["pictures"].as_array().unwrap().len(), 18);
    assert!(!replayed["metrics"].as_array().unwrap().is_empty());
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("sessions/demo.toml")).unwrap();
    assert!(!text.contains("/home") && !text.contains("/work") && !text.contains("= \"/"));
}

/// The first schema. What is in this file must open for ever.
#[test]
fn the_first_schema_opens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions/schema_1.toml");
    let opened = vip2clip::session::open(&path).unwrap();
    assert_eq!(opened.warnings, [""; 0]);
    let session = &opened.session;
    assert_eq!((session.schema, session.images.len()), (1, 3));
    assert_eq!(session.parent.as_deref(), Some("2026-11-25T10:00:00Z-1"));
    assert_eq!(session.thresholds.score, Some(0.25));
    assert_eq!(
        session.images[1].path,
        Path::new(std::ffi::OsStr::from_bytes(b"cork-1/test/hole/\xff.png"))
    );
    assert_eq!(session.images[2].error.as_deref(), Some("the file is damaged"));
    assert!(
        session.images[0]
            .score
            .is_some_and(|score| score.to_bits() == 0.996736f32.to_bits())
    );
    assert_eq!(session.classes[0].values["image_auroc"], 0.75);
    assert_eq!(session.ui["screen"].as_str(), Some("inspect"));
    assert_eq!(session.dataset.demo.as_ref().unwrap().families.len(), 1);
    assert_eq!(session.warnings.len(), 1);
    // And nothing is lost when it is written again.
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("copy.toml");
    vip2clip::session::write(session, &copy).unwrap();
    assert_eq!(vip2clip::session::open(&copy).unwrap().session, *session);
}
