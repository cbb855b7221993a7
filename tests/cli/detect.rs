//! `detect` with the golden model: what it prints, what it writes, how it ends.

use crate::program::{self, golden, keys, picture, program, run};
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The batch of the golden data, in its order.
const BATCH: [&str; 3] = ["rgb.png", "gray.png", "square.png"];

/// `detect` with these words, and paths after them.
fn words(options: &[&str], paths: &[PathBuf]) -> Vec<OsString> {
    let options = std::iter::once("detect").chain(options.iter().copied());
    options
        .map(OsString::from)
        .chain(paths.iter().map(OsString::from))
        .collect()
}

fn batch() -> Vec<PathBuf> {
    BATCH.map(picture).to_vec()
}

fn expected(name: &str) -> Vec<f32> {
    let bytes = fs::read(golden("expected.safetensors")).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    floats(tensors.tensor(name).unwrap().data())
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect()
}

/// The values of an `.npy` file, and its header.
fn npy(path: &Path) -> (String, Vec<f32>) {
    let bytes = fs::read(path).unwrap();
    let header = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    (
        String::from_utf8_lossy(&bytes[10..header]).into_owned(),
        floats(&bytes[header..]),
    )
}

fn assert_close(found: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(found.len(), expected.len());
    let worst = found
        .iter()
        .zip(expected)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(worst <= tolerance, "off by {worst}");
}

/// All files below a folder, relative, sorted.
fn files_below(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    files.sort();
    files
}

/// A folder with `count` copies of a small picture.
fn many(count: usize) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for i in 0..count {
        fs::copy(picture("small.png"), dir.path().join(format!("{i:04}.png"))).unwrap();
    }
    dir
}

#[test]
fn json_has_the_documented_keys_and_the_golden_scores() {
    let run = run(&words(&["--json", "--batch", "2"], &batch())).expect_status(0);
    let records = run.json();
    for (record, name) in records.iter().zip(BATCH) {
        assert_eq!(keys(record), ["files", "map", "ms", "path", "score", "warnings"]);
        assert_eq!(keys(&record["map"]), ["max", "mean", "min"]);
        assert_eq!(keys(&record["ms"]), ["decode", "map", "prompts", "vision"]);
        assert_eq!(record["path"], picture(name).to_str().unwrap());
        assert_eq!(record["files"].as_array().unwrap().len(), 0);
    }
    let scores: Vec<f32> = records
        .iter()
        .map(|r| r["score"].as_f64().unwrap() as f32)
        .collect();
    assert_close(&scores, &expected("score"), 1e-5);
}

#[test]
fn without_a_model_the_demo_model_detects_and_says_so() {
    let mut detect = program::program(&["detect", picture("photo.jpg").to_str().unwrap()]);
    for name in ["BACKBONE", "PROMPTS", "IMAGE_SIZE", "LAYERS", "TOP_K"] {
        detect.env_remove(format!("VIP2CLIP_{name}"));
    }
    let run = program::Run(detect.output().unwrap()).expect_status(0);
    assert!(run.stderr().contains("demo model"), "{}", run.stderr());
}

#[test]
fn the_table_has_a_line_a_picture_and_a_verdict_only_with_a_threshold() {
    let plain = run(&words(&[], &batch())).expect_status(0).stdout();
    let lines: Vec<&str> = plain.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("path") && !lines[0].contains("verdict"));
    assert!(lines[1].contains("rgb.png"));
    let strict = run(&words(&["--threshold", "0"], &batch()))
        .expect_status(0)
        .stdout();
    assert_eq!(strict.matches("anomalous").count(), 3, "{strict}");
    let lax = run(&words(&["--threshold", "1"], &batch()))
        .expect_status(0)
        .stdout();
    assert_eq!(lax.matches("normal").count(), 3, "{lax}");
}

#[test]
fn out_writes_the_golden_map_and_its_pictures() {
    let out = tempfile::tempdir().unwrap();
    let out_text = out.path().to_str().unwrap();
    let run = run(&words(
        &["--json", "--save-attention", "--out", out_text],
        &batch(),
    ))
    .expect_status(0);
    let expected_map = expected("map");
    let size = 98 * 98;
    for (i, (record, name)) in run.json().iter().zip(BATCH).enumerate() {
        let path = |suffix: &str| out.path().join(format!("{name}{suffix}"));
        let listed: Vec<PathBuf> = record["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| PathBuf::from(file.as_str().unwrap()))
            .collect();
        let all = [".map.npy", ".map.png", ".overlay.png", ".attention.safetensors"];
        assert_eq!(listed, all.map(path));
        let (header, values) = npy(&path(".map.npy"));
        assert!(header.contains("'<f4'") && header.contains("(98, 98"), "{header}");
        assert_close(&values, &expected_map[i * size..][..size], 1e-4);
        let map = image::open(path(".map.png")).unwrap();
        assert_eq!((map.width(), map.height()), (98, 98));
        let (overlay, source) = (
            image::open(path(".overlay.png")).unwrap(),
            image::open(picture(name)).unwrap(),
        );
        assert_eq!(
            (overlay.width(), overlay.height()),
            (source.width(), source.height())
        );
        let attention = fs::read(path(".attention.safetensors")).unwrap();
        let attention = safetensors::SafeTensors::deserialize(&attention).unwrap();
        for layer in 1..=4 {
            let name = format!("attention.{layer}");
            let tensor = attention.tensor(&name).unwrap();
            assert_eq!(tensor.shape(), [8, 2, 49]);
            let per_picture = 8 * 2 * 49;
            assert_close(
                &floats(tensor.data()),
                &expected(&name)[i * per_picture..][..per_picture],
                1e-4,
            );
        }
    }
    assert_eq!(files_below(out.path()).len(), 12);
}

#[test]
fn sub_folders_are_mirrored_and_a_second_run_does_not_take_results_for_pictures() {
    let source = tempfile::tempdir().unwrap();
    for folder in ["good", "bad"] {
        fs::create_dir(source.path().join(folder)).unwrap();
        fs::copy(picture("small.png"), source.path().join(folder).join("000.png")).unwrap();
    }
    let out = source.path().join("results");
    let arguments = words(
        &["--json", "--out", out.to_str().unwrap()],
        &[source.path().to_owned()],
    );
    for _ in 0..2 {
        assert_eq!(run(&arguments).expect_status(0).json().len(), 2);
        let expected: Vec<String> = ["bad", "good"]
            .iter()
            .flat_map(|folder| {
                ["map.npy", "map.png", "overlay.png"].map(|kind| format!("{folder}/000.png.{kind}"))
            })
            .collect();
        assert_eq!(files_below(&out), expected);
    }
}

#[test]
fn inputs_of_one_name_are_refused_before_anything_runs() {
    let source = many(1);
    let other = many(1);
    let out = tempfile::tempdir().unwrap();
    let paths = [source.path().join("0000.png"), other.path().join("0000.png")];
    let run = run(&words(&["--out", out.path().to_str().unwrap()], &paths)).expect_status(2);
    for path in &paths {
        assert!(run.stderr().contains(path.to_str().unwrap()), "{}", run.stderr());
    }
    assert!(files_below(out.path()).is_empty());
}

#[test]
fn a_bad_picture_is_reported_in_its_turn_and_the_rest_goes_on() {
    let dir = many(3);
    fs::write(dir.path().join("0001.png"), b"").unwrap();
    let arguments = words(&["--json", "--batch", "2"], &[dir.path().to_owned()]);
    let records = run(&arguments).expect_status(1).json();
    assert_eq!(records.len(), 3);
    assert_eq!(keys(&records[1]), ["error", "path"]);
    assert!(records[0]["score"].is_number() && records[2]["score"].is_number());
    let table = run(&words(&[], &[dir.path().to_owned()])).expect_status(1);
    assert!(
        table.stderr().contains("0001.png") && table.stderr().contains("2 of 3 done, 1 failed"),
        "{}",
        table.stderr()
    );
}

#[test]
fn a_place_that_cannot_be_written_ends_with_3_and_keeps_what_is_there() {
    let dir = many(1);
    let file = dir.path().join("taken");
    fs::write(&file, b"mine").unwrap();
    let arguments = words(&["--out", file.to_str().unwrap()], &[dir.path().join("0000.png")]);
    let run = run(&arguments).expect_status(3);
    assert!(run.stderr().contains("taken"), "{}", run.stderr());
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn show_without_a_terminal_says_so_and_prints_no_picture() {
    let run = run(&words(&["--show"], &[picture("small.png")])).expect_status(0);
    assert!(run.stderr().contains("not a terminal"), "{}", run.stderr());
    assert!(!run.stdout().contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_130_and_leaves_only_whole_files() {
    let dir = many(3000);
    let out = tempfile::tempdir().unwrap();
    let arguments = words(
        &["--json", "--out", out.path().to_str().unwrap()],
        &[dir.path().to_owned()],
    );
    let mut child = program(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let printed = 1 + lines
        .map(|line| line.unwrap())
        .filter(|l| l.starts_with('{'))
        .count();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let files = files_below(out.path());
    assert!(printed < 3000);
    assert_eq!(files.len(), printed * 3, "a result is printed when it is written");
    for file in files {
        assert!(!file.ends_with(".tmp"), "{file}");
        if file.ends_with(".png") {
            image::open(out.path().join(&file)).unwrap();
        }
    }
}

/// Reads one line of stdout and closes it; with `deaf` stderr is closed too.
#[cfg(unix)]
fn leave_after_a_line(deaf: bool) -> std::process::Output {
    // One that fails, so that there is something to say on stderr.
    let dir = many(3000);
    fs::write(dir.path().join("0001.png"), b"").unwrap();
    let mut child = program(&words(&[], &[dir.path().to_owned()]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if deaf {
        drop(child.stderr.take());
    }
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert!(first.starts_with("path"), "{first}");
    child.wait_with_output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let output = leave_after_a_line(false);
    assert_eq!(output.status.code(), Some(0));
    let talk = String::from_utf8(output.stderr).unwrap();
    assert!(!talk.contains("error:") && !talk.contains("panicked"), "{talk}");
    assert_eq!(leave_after_a_line(true).status.code(), Some(0));
}
