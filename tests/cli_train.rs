//! `train`: what a run leaves behind, and that neither the store, nor threads, nor any interruption changes a bit.

#![cfg(unix)]
// Clippy's leave for tests to panic reaches only functions marked #[test].
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod program;

use image::{GrayImage, Luma, Rgb, RgbImage};
use program::{Run, golden, keys, program};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A small dataset in MVTec's packaging, and a place for runs.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for index in 0..7u32 {
            let is_anomalous = index % 2 == 1;
            let species = if is_anomalous { "scratch" } else { "good" };
            let mut picture = RgbImage::from_fn(64, 64, |x, y| {
                let level = (x * 3 + y * (index + 1)) as u8;
                Rgb([level, level / 2, 200 - level / 2])
            });
            let mut mask = GrayImage::new(64, 64);
            if is_anomalous {
                for at in 10..30 {
                    for across in 0..6 {
                        let (x, y) = (at + index, 20 + across);
                        picture.put_pixel(x, y, Rgb([255, 255, 255]));
                        mask.put_pixel(x, y, Luma([255]));
                    }
                }
                let folder = dir.path().join("data/part/ground_truth/scratch");
                fs::create_dir_all(&folder).unwrap();
                mask.save(folder.join(format!("{index:03}_mask.png"))).unwrap();
            }
            let folder = dir.path().join("data/part/test").join(species);
            fs::create_dir_all(&folder).unwrap();
            picture.save(folder.join(format!("{index:03}.png"))).unwrap();
        }
        let train = dir.path().join("data/part/train/good");
        fs::create_dir_all(&train).unwrap();
        RgbImage::new(64, 64).save(train.join("000.png")).unwrap();
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// `train` with the golden backbone, into the folder `run`.
    fn train(&self, run: &str, more: &[&str]) -> Command {
        let (data, run, backbone) = (
            self.path("data"),
            self.path(run),
            golden("backbone.openai.safetensors"),
        );
        let usual = [
            ("--dataset", data.to_str().unwrap()),
            ("--run", run.to_str().unwrap()),
            ("--backbone", backbone.to_str().unwrap()),
            ("--image-size", "98"),
            ("--layers", "1,2,3,4"),
            ("--top-k", "10"),
            ("--batch", "3"),
            ("--epochs", "3"),
        ];
        let mut command = self.command(&["train"]);
        for (name, value) in usual.into_iter().filter(|(name, _)| !more.contains(name)) {
            command.args([name, value]);
        }
        command.args(more);
        command
    }

    fn resume(&self, run: &str) -> Command {
        let mut command = self.command(&["train", "--resume"]);
        command.arg(self.path(run));
        command
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.env("XDG_CACHE_HOME", self.path("cache"));
        command
    }

    /// The bytes of a run's results: checkpoints, final state, losses.
    fn results(&self, run: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(run);
        let mut results = BTreeMap::new();
        for entry in fs::read_dir(folder.join("checkpoints")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            results.insert(name, fs::read(path).unwrap());
        }
        results.insert(
            "state".to_owned(),
            fs::read(folder.join("resume.safetensors")).unwrap(),
        );
        let losses: Vec<String> = metrics(&folder)
            .iter()
            .map(|line| {
                format!(
                    "{} {} {}",
                    line["step"], line["loss_segmentation"], line["loss_image"]
                )
            })
            .collect();
        results.insert("losses".to_owned(), losses.join("\n").into_bytes());
        results
    }

    #[track_caller]
    fn assert_same(&self, one: &str, other: &str) {
        let (one, other) = (self.results(one), self.results(other));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name} differs");
        }
    }
}

fn finish(mut command: Command) -> Run {
    Run(command.output().unwrap())
}

fn metrics(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("metrics.jsonl")).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

fn record(folder: &Path) -> toml::Table {
    fs::read_to_string(folder.join("run.toml"))
        .unwrap()
        .parse()
        .unwrap()
}

/// Starts quietly.
fn start(mut command: Command) -> Child {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until `steps` are done; false when the run ended before.
fn wait_for_steps(child: &mut Child, folder: &Path, steps: usize) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(120) {
        if metrics(folder).len() >= steps {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("no step {steps} within two minutes");
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(status.unwrap().success());
}

#[test]
fn a_run_leaves_checkpoints_that_detect_and_a_record_of_everything() {
    let place = Place::new();
    let run = finish(place.train("run", &["--json", "--epochs", "2"])).expect_status(0);
    let lines = run.json();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        keys(&lines[0]),
        ["checkpoint", "epoch", "loss_image", "loss_segmentation"]
    );
    assert!(
        run.stderr().contains("7 pictures, 6 steps; features"),
        "{}",
        run.stderr()
    );

    let folder = place.path("run");
    let steps = metrics(&folder);
    assert_eq!(steps.len(), 6);
    assert_eq!(
        keys(&steps[0]),
        [
            "epoch",
            "images_per_s",
            "loss_image",
            "loss_segmentation",
            "lr_fgp",
            "lr_ica",
            "step",
            "time"
        ]
    );
    assert_eq!(
        (steps[0]["step"].as_u64(), steps[5]["epoch"].as_u64()),
        (Some(1), Some(2))
    );
    let record = record(&folder);
    assert_eq!(record["status"].as_str(), Some("finished"));
    assert_eq!(record["dataset"]["samples"].as_integer(), Some(7));
    assert_eq!(record["dataset"]["with_mask"].as_integer(), Some(3));
    assert_eq!(record["backbone"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(record["epochs"].as_array().unwrap().len(), 2);
    let changed = record["changed_settings"].as_array().unwrap();
    assert!(
        changed
            .iter()
            .any(|line| line.as_str() == Some("epochs = 2 (default 10)"))
    );
    for file in ["log.txt", "heartbeat", "resume.safetensors"] {
        assert!(folder.join(file).is_file(), "{file}");
    }

    let mut detect = place.command(&["detect", "--json"]);
    detect.arg(place.path("data/part/test/scratch/001.png"));
    detect.args([
        "--backbone",
        golden("backbone.openai.safetensors").to_str().unwrap(),
    ]);
    detect.args(["--prompts", lines[1]["checkpoint"].as_str().unwrap()]);
    detect.args(["--image-size", "98", "--layers", "1,2,3,4", "--top-k", "10"]);
    let found = finish(detect).expect_status(0).json();
    assert!(found[0]["score"].as_f64().unwrap() > 0.0);

    // Done is done, and no second run goes into the same folder.
    let again = finish(place.resume("run")).expect_status(0);
    assert!(
        again.stderr().contains("all 2 epochs are done"),
        "{}",
        again.stderr()
    );
    let again = finish(place.train("run", &[])).expect_status(2);
    assert!(
        again.stderr().contains("already holds a run"),
        "{}",
        again.stderr()
    );
}

#[test]
fn neither_the_store_nor_threads_change_a_bit() {
    let place = Place::new();
    finish(place.train("off", &["--features", "off"])).expect_status(0);
    finish(place.train("memory", &["--features", "memory"])).expect_status(0);
    place.assert_same("off", "memory");

    let features = place.path("features");
    let disk = |run: &str| {
        let folder = features.to_str().unwrap();
        place.train(run, &["--features", "disk", "--features-dir", folder])
    };
    let filled = finish(disk("disk")).expect_status(0);
    assert!(filled.stderr().contains("kept: disk"), "{}", filled.stderr());
    place.assert_same("off", "disk");
    let log = fs::read_to_string(place.path("disk/log.txt")).unwrap();
    assert!(log.contains("features: 0 found, 7 computed"), "{log}");

    // One file is torn, one altered: they are made again, the others found.
    let mut files = Vec::new();
    for folder in fs::read_dir(&features).unwrap() {
        files.extend(
            fs::read_dir(folder.unwrap().path())
                .unwrap()
                .map(|file| file.unwrap().path()),
        );
    }
    files.sort();
    assert_eq!(files.len(), 7);
    let torn = fs::read(&files[0]).unwrap();
    fs::write(&files[0], &torn[..torn.len() / 2]).unwrap();
    let mut altered = fs::read(&files[1]).unwrap();
    *altered.last_mut().unwrap() ^= 0x40;
    fs::write(&files[1], &altered).unwrap();
    let mut one_thread = disk("again");
    one_thread.env("RAYON_NUM_THREADS", "1");
    finish(one_thread).expect_status(0);
    let log = fs::read_to_string(place.path("again/log.txt")).unwrap();
    assert!(log.contains("features: 5 found, 2 computed"), "{log}");
    place.assert_same("off", "again");

    // Halves train to something else, and not far.
    finish(place.train("half", &["--features-dtype", "f16"])).expect_status(0);
    let last = |run: &str| {
        metrics(&place.path(run)).last().unwrap()["loss_segmentation"]
            .as_f64()
            .unwrap()
    };
    assert!((last("half") - last("off")).abs() < 1e-2);
    assert!(place.results("half")["state"] != place.results("off")["state"]);
}

#[test]
fn stopped_and_killed_runs_end_like_one_that_was_never_stopped() {
    let place = Place::new();
    let epochs = ["--epochs", "8", "--save-every", "0"];
    finish(place.train("whole", &epochs)).expect_status(0);

    for name in ["TERM", "HUP", "INT"] {
        let run = format!("stopped-{name}");
        let folder = place.path(&run);
        let mut child = start(place.train(&run, &["--epochs", "8"]));
        let still_running = wait_for_steps(&mut child, &folder, 5);
        if still_running {
            signal(&child, name);
        }
        let status = child.wait().unwrap();
        if status.code() == Some(130) {
            assert_eq!(record(&folder)["status"].as_str(), Some("stopped"));
        } else {
            assert_eq!(status.code(), Some(0), "{name}");
        }
        finish(place.resume(&run)).expect_status(0);
        place.assert_same("whole", &run);
    }

    let folder = place.path("killed");
    let mut child = start(place.train("killed", &epochs));
    let mut steps = 1;
    let mut kills = 0;
    while wait_for_steps(&mut child, &folder, steps) {
        // Not always at the same moment of a step.
        std::thread::sleep(Duration::from_micros(1500 * (steps as u64 % 7)));
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        steps = metrics(&folder).len() + 2;
        child = start(place.resume("killed"));
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(kills >= 5, "only {kills} kills");
    place.assert_same("whole", "killed");
    let record = record(&folder);
    assert_eq!(record["epochs"].as_array().unwrap().len(), 8);
    assert!(record["times"]["resumed"].as_array().unwrap().len() >= kills);
}

#[test]
fn a_full_disk_is_said_and_the_last_good_state_is_kept() {
    let place = Place::new();
    finish(place.train("whole", &["--epochs", "40"])).expect_status(0);
    let folder = place.path("full");
    let mut child = start(place.train("full", &["--epochs", "40", "--save-every", "0"]));
    assert!(wait_for_steps(&mut child, &folder, 4));
    child.kill().unwrap();
    child.wait().unwrap();
    let state = fs::read(folder.join("resume.safetensors")).unwrap();

    // No file may grow beyond 50 kB: the record and the metrics fit, states and checkpoints do not.
    let mut resume = place.resume("full");
    resume.args(["--save-every", "0"]);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 100; exec \"$@\"", "sh"])
        .arg(resume.get_program())
        .args(resume.get_args())
        .env("XDG_CACHE_HOME", place.path("cache"))
        .stdin(Stdio::null());
    let run = finish(limited).expect_status(3);
    for expected in [
        "cannot be written",
        "the run goes on from memory",
        "train --resume",
    ] {
        assert!(run.stderr().contains(expected), "{}", run.stderr());
    }
    assert_eq!(record(&folder)["status"].as_str(), Some("failed"));
    assert!(state == fs::read(folder.join("resume.safetensors")).unwrap());

    finish(place.resume("full")).expect_status(0);
    place.assert_same("whole", "full");
}

#[test]
fn what_cannot_be_trained_is_said_before_anything_runs() {
    let place = Place::new();
    for (arguments, expected) in [
        (&["--preset", "paper-mvtec"][..], "paper-mvtec"),
        (&["--layers", "1,5"], "block numbers from 1 to 4"),
        (&["--normal-word", "unheardof word"], "state word"),
        (
            &["--features", "memory", "--features-limit", "1kB"],
            "--features-dtype f16",
        ),
        (&["--n-ctx", "90"], "90 context"),
    ] {
        let run = finish(place.train("never", arguments)).expect_status(2);
        assert!(run.stderr().contains(expected), "{arguments:?}: {}", run.stderr());
        assert!(!place.path("never").exists(), "{arguments:?}");
    }
    let run = finish(place.train(
        "init",
        &[
            "--init-prompts",
            golden("prompts.pth").to_str().unwrap(),
            "--n-ctx",
            "4",
        ],
    ));
    let run = run.expect_status(2);
    assert!(run.stderr().contains("7, as in"), "{}", run.stderr());
}

#[test]
fn a_run_goes_on_only_with_the_inputs_it_was_begun_with() {
    let place = Place::new();
    let mut child = start(place.train("run", &["--epochs", "500", "--save-every", "0"]));
    assert!(wait_for_steps(&mut child, &place.path("run"), 1));
    // While it runs no other process may train in its folder.
    let second = finish(place.resume("run")).expect_status(2);
    assert!(second.stderr().contains("another process"), "{}", second.stderr());
    child.kill().unwrap();
    child.wait().unwrap();
    RgbImage::new(64, 64)
        .save(place.path("data/part/test/good/100.png"))
        .unwrap();
    let run = finish(place.resume("run")).expect_status(3);
    assert!(
        run.stderr().contains("number of pictures") && run.stderr().contains("was 7 and is 8"),
        "{}",
        run.stderr()
    );
}

#[test]
fn given_prompts_are_trained_further() {
    let place = Place::new();
    let prompts = golden("prompts.pth");
    finish(place.train(
        "run",
        &["--init-prompts", prompts.to_str().unwrap(), "--epochs", "1"],
    ))
    .expect_status(0);
    let record = record(&place.path("run"));
    assert_eq!(record["prompts"]["name"].as_str(), Some("prompts.pth"));
    let first = place.path("run/checkpoints/epoch_1.safetensors");
    finish(place.train(
        "next",
        &["--init-prompts", first.to_str().unwrap(), "--epochs", "1"],
    ))
    .expect_status(0);
    let next = self::record(&place.path("next"));
    assert_eq!(next["parent"].as_str(), record["identity"].as_str());
    assert_eq!(
        next["prompts"]["trained_on"].as_str(),
        record["dataset"]["name"].as_str()
    );
}
