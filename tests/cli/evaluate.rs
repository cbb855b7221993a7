//! `evaluate` with the real binary: whole, interrupted and sharded, with the demo model on drawn pictures.

#![cfg(unix)]

use crate::program::{Run, program, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Two classes of drawn products.
fn dataset(dir: &Path) -> PathBuf {
    let root = dir.join("drawn");
    run(&[
        "dataset",
        "demo",
        root.to_str().unwrap(),
        "--families=cork,lid",
        "--defects=stain,hole,crack",
        "--normal=4",
        "--anomalous=2",
        "--train=0",
        "--size=112",
    ])
    .expect_status(0);
    root
}

fn evaluate(root: &Path, folder: &Path, more: &[&str]) -> Vec<String> {
    let mut arguments: Vec<String> = ["evaluate", "--dataset"].map(str::to_owned).into();
    arguments.push(root.to_str().unwrap().to_owned());
    arguments.push("--run".to_owned());
    arguments.push(folder.to_str().unwrap().to_owned());
    arguments.extend(["--image-size=112", "--batch=3"].map(str::to_owned));
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    arguments
}

/// What a finished run says, as its programs see it; and what it kept of every image but the times.
fn results(folder: &Path) -> (Vec<Value>, Vec<Value>) {
    let shown = run(&["evaluate", "--json", "--resume", folder.to_str().unwrap()]).expect_status(0);
    let lines = fs::read_to_string(folder.join("scores.jsonl")).unwrap();
    let lines = lines.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        for time in ["decode_ms", "detect_ms"] {
            line.as_object_mut().unwrap().remove(time).unwrap();
        }
        line
    });
    (shown.json(), lines.collect())
}

#[test]
fn an_evaluation_gives_tables_in_every_form() {
    let dir = tempfile::tempdir().unwrap();
    let root = dataset(dir.path());
    let folder = dir.path().join("whole");
    let done = run(&evaluate(&root, &folder, &["--save-maps=f32"])).expect_status(0);
    let text = done.stdout();
    assert!(
        text.contains("cork-1") && text.contains("mean") && text.contains("parity"),
        "{text}"
    );
    assert!(done.stderr().contains("demo model"), "{}", done.stderr());
    let (tables, lines) = results(&folder);
    assert_eq!((tables.len(), lines.len()), (1, 20));
    let numbers = &tables[0]["classes"]["cork-1"];
    // An independent way to the same numbers: the saved maps through `metrics`.
    let maps = folder.join("maps/1/cork-1.safetensors");
    let metrics = run(&["metrics", "--json", maps.to_str().unwrap()]).expect_status(0);
    assert_eq!(&metrics.json()[0]["classes"]["cork-1"], numbers);
    assert!(numbers["pixel_auroc"].as_f64().unwrap() > 0.0);
    for (form, expected) in [
        ("markdown", "| cork-1"),
        ("latex", "\\toprule"),
        ("csv", "cork-1,"),
    ] {
        let shown =
            run(&["evaluate", "--format", form, "--resume", folder.to_str().unwrap()]).expect_status(0);
        assert!(shown.stdout().contains(expected), "{form}: {}", shown.stdout());
    }
    assert!(
        !folder.join("maps/1/1.f32").exists(),
        "what was spilled is removed"
    );
}

/// Starts an evaluation and sends it `signal` in the middle; whether that came before its end.
fn interrupt(root: &Path, folder: &Path, signal: rustix::process::Signal) -> bool {
    let mut child = program(&evaluate(root, folder, &[]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let patience = Instant::now();
    let scores = folder.join("scores.jsonl");
    // In the middle of the first class or of the second, whichever comes.
    while fs::read_to_string(&scores).map_or(0, |text| text.lines().count()) < 4 {
        assert!(patience.elapsed() < Duration::from_secs(60), "no scores");
        if child.try_wait().unwrap().is_some() {
            return false;
        }
    }
    rustix::process::kill_process(rustix::process::Pid::from_child(&child), signal).unwrap();
    child.wait().unwrap().code() != Some(0)
}

#[test]
fn killed_resumed_and_sharded_runs_give_the_same_to_the_last_digit() {
    let dir = tempfile::tempdir().unwrap();
    let root = dataset(dir.path());
    let whole = dir.path().join("whole");
    run(&evaluate(&root, &whole, &[])).expect_status(0);
    let expected = results(&whole);

    for (name, signal) in [
        ("killed", rustix::process::Signal::KILL),
        ("stopped", rustix::process::Signal::TERM),
    ] {
        let folder = dir.path().join(name);
        let interrupted = (0..10).any(|_| {
            let _ = fs::remove_dir_all(&folder);
            interrupt(&root, &folder, signal)
        });
        assert!(interrupted, "ten runs ended before they were {name}");
        let resumed = run(&["evaluate", "--resume", folder.to_str().unwrap()]).expect_status(0);
        assert!(resumed.stdout().contains("cork-1"), "{}", resumed.stdout());
        assert_eq!(results(&folder), expected, "{name}");
    }

    let shards: Vec<PathBuf> = (1..=3)
        .map(|number| dir.path().join(format!("shard-{number}")))
        .collect();
    // In any order, as a cluster would.
    for number in [3, 1, 2] {
        let shard = format!("--shard={number}/3");
        let done = run(&evaluate(&root, &shards[number - 1], &[&shard])).expect_status(0);
        assert!(
            done.stderr().contains("until they are merged"),
            "{}",
            done.stderr()
        );
    }
    let merged = dir.path().join("merged");
    let mut arguments = vec!["evaluate".to_owned(), "merge".to_owned()];
    arguments.extend(
        shards
            .iter()
            .rev()
            .map(|folder| folder.to_str().unwrap().to_owned()),
    );
    arguments.extend(["--out".to_owned(), merged.to_str().unwrap().to_owned()]);
    run(&arguments).expect_status(0);
    assert_eq!(results(&merged), expected, "merged");

    let incomplete = run(&[
        "evaluate",
        "merge",
        shards[0].to_str().unwrap(),
        shards[2].to_str().unwrap(),
        "--out",
        dir.path().join("no").to_str().unwrap(),
    ]);
    let incomplete = incomplete.expect_status(3);
    assert!(incomplete.stderr().contains("2/3"), "{}", incomplete.stderr());
    assert!(!dir.path().join("no").exists());
}

#[test]
fn a_broken_picture_is_reported_and_the_rest_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let root = dataset(dir.path());
    fs::write(root.join("cork-1/test/good/001.png"), b"\x89PNG\r\n\x1a\nnothing").unwrap();
    let folder = dir.path().join("run");
    let done = run(&evaluate(&root, &folder, &["--json"])).expect_status(1);
    assert!(done.stderr().contains("001.png"), "{}", done.stderr());
    assert!(
        done.stderr().contains("1 images have no result"),
        "{}",
        done.stderr()
    );
    let record = fs::read_to_string(folder.join("run.toml")).unwrap();
    assert!(record.contains("failed = 1"), "{record}");
    assert!(done.json()[0]["classes"]["cork-1"]["image_auroc"].is_number());
}

#[test]
fn what_is_undefined_is_null_with_its_reason() {
    let dir = tempfile::tempdir().unwrap();
    let root = dataset(dir.path());
    for defect in ["stain", "hole", "crack"] {
        fs::remove_dir_all(root.join("cork-1/test").join(defect)).unwrap();
        fs::remove_dir_all(root.join("cork-1/ground_truth").join(defect)).unwrap();
    }
    let done = run(&evaluate(&root, &dir.path().join("run"), &["--json"])).expect_status(0);
    let table = &done.json()[0];
    assert!(table["classes"]["cork-1"]["image_auroc"].is_null());
    assert!(
        table["undefined"]["cork-1.image_auroc"]
            .as_str()
            .unwrap()
            .contains("no anomalous image")
    );
    assert!(table["mean"]["image_auroc"].is_number());
}

#[test]
fn the_baseline_is_evaluated_by_the_names_of_the_classes() {
    let dir = tempfile::tempdir().unwrap();
    let root = dataset(dir.path());
    let done = run(&evaluate(
        &root,
        &dir.path().join("run"),
        &["--method=clip", "--json"],
    ))
    .expect_status(0);
    let table = &done.json()[0];
    assert_eq!(table["method"], "CLIP");
    assert!(table["mean"]["pixel_auroc"].is_number());
}

#[test]
fn wrong_input_is_named_and_a_changed_one_refused() {
    let dir = tempfile::tempdir().unwrap();
    let root = dataset(dir.path());
    let failed = |arguments: &[String], status: i32, expected: &str| {
        let ended: Run = run(arguments).expect_status(status);
        assert!(
            ended.stderr().contains(expected),
            "{expected}: {}",
            ended.stderr()
        );
    };
    let folder = dir.path().join("run");
    failed(&evaluate(&root, &folder, &["--shard=4/3"]), 2, "I from 1 to N");
    failed(
        &evaluate(&root, &folder, &["--metrics=mine"]),
        2,
        "parity or exact",
    );
    failed(&evaluate(&dir.path().join("nowhere"), &folder, &[]), 3, "nowhere");
    assert!(!folder.exists());
    run(&evaluate(&root, &folder, &["--shard=1/2"])).expect_status(0);
    failed(&evaluate(&root, &folder, &[]), 3, "already holds a run");
    let again = ["evaluate", "merge", folder.to_str().unwrap(), "--out", "x"].map(str::to_owned);
    failed(&again, 3, "2/2");
}
