//! Training runs as tests make them: a small dataset, the golden backbone, folders for runs.

use crate::program::{Run, golden, program};
use image::{GrayImage, Luma, Rgb, RgbImage};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A small dataset in MVTec's packaging, and a place for runs.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    /// Makes the dataset.
    pub fn new() -> Self {
        let place = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        place.dataset("data", 0);
        place
    }

    /// Makes another dataset; `shift` moves its defects, and turns one class into two where it is not 0.
    pub fn dataset(&self, name: &str, shift: u32) {
        let root = self.path(name);
        for index in 0..7u32 {
            let is_anomalous = index % 2 == 1;
            let class = if shift > 0 && index > 3 { "other" } else { "part" };
            let species = if is_anomalous { "scratch" } else { "good" };
            let mut picture = RgbImage::from_fn(64, 64, |x, y| {
                let level = (x * 3 + y * (index + 1) + shift) as u8;
                Rgb([level, level / 2, 200 - level / 2])
            });
            let mut mask = GrayImage::new(64, 64);
            if is_anomalous {
                for at in 10..30 {
                    for across in 0..6 {
                        let (x, y) = (at + index + shift % 20, 20 + across);
                        picture.put_pixel(x, y, Rgb([255, 255, 255]));
                        mask.put_pixel(x, y, Luma([255]));
                    }
                }
                let folder = root.join(class).join("ground_truth/scratch");
                fs::create_dir_all(&folder).unwrap();
                mask.save(folder.join(format!("{index:03}_mask.png"))).unwrap();
            }
            let folder = root.join(class).join("test").join(species);
            fs::create_dir_all(&folder).unwrap();
            picture.save(folder.join(format!("{index:03}.png"))).unwrap();
        }
        for class in fs::read_dir(&root).unwrap() {
            let train = class.unwrap().path().join("train/good");
            fs::create_dir_all(&train).unwrap();
            RgbImage::new(64, 64).save(train.join("000.png")).unwrap();
        }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// `train` with the golden backbone, into the folder `run`.
    pub fn train(&self, run: &str, more: &[&str]) -> Command {
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

    /// `train --resume`.
    pub fn resume(&self, run: &str) -> Command {
        let mut command = self.command(&["train", "--resume"]);
        command.arg(self.path(run));
        command
    }

    /// The program with a cache and a home of its own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("XDG_DATA_HOME", self.path("share"));
        command
    }

    /// The bytes of a run's results: checkpoints, final state, losses.
    pub fn results(&self, run: &str) -> BTreeMap<String, Vec<u8>> {
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

    /// Fails unless two runs have the same results.
    #[track_caller]
    pub fn assert_same(&self, one: &str, other: &str) {
        let (one, other) = (self.results(one), self.results(other));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name} differs");
        }
    }
}

/// Runs to the end.
pub fn finish(mut command: Command) -> Run {
    Run(command.output().unwrap())
}

/// The whole lines of a run's metrics.
pub fn metrics(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("metrics.jsonl")).unwrap_or_default();
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// A run's record.
pub fn record(folder: &Path) -> toml::Table {
    fs::read_to_string(folder.join("run.toml"))
        .unwrap()
        .parse()
        .unwrap()
}

/// Starts quietly.
pub fn start(mut command: Command) -> Child {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until `steps` are done; false when the run ended before.
pub fn wait_for_steps(child: &mut Child, folder: &Path, steps: usize) -> bool {
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

/// Sends a signal by name.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(status.unwrap().success());
}
