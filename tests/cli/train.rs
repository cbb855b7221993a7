//! `train`: what a run leaves behind, and that neither the store, nor threads, nor any interruption changes a bit.

#![cfg(unix)]

use crate::program::{golden, keys};
use crate::train_support::{Place, finish, metrics, record, signal, start, wait_for_steps};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

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

    // What training kept serves detection, to the bit and without the tower.
    let detect = |more: &[&str]| {
        let mut detect = place.command(&["detect", "--json"]);
        detect.arg(place.path("data/part/test/scratch"));
        detect.arg(place.path("data/part/train/good"));
        detect
            .arg("--backbone")
            .arg(golden("backbone.openai.safetensors"));
        detect
            .arg("--prompts")
            .arg(place.path("disk/checkpoints/epoch_3.safetensors"));
        detect.args(more);
        finish(detect).expect_status(0).json()
    };
    let folder = features.to_str().unwrap();
    let (with, without) = (
        detect(&["--features", "disk", "--features-dir", folder]),
        detect(&[]),
    );
    assert_eq!((with.len(), without.len()), (4, 4));
    for (with, without) in with.iter().zip(&without) {
        for key in ["path", "score", "map"] {
            assert_eq!(with[key], without[key], "{key}");
        }
        // The picture for training belongs to no split that was trained on.
        let is_kept = with["path"].as_str().unwrap().contains("/scratch/");
        assert_eq!(with["ms"]["vision"].as_f64() == Some(0.0), is_kept);
    }
    // Among pictures that go through the tower each keeps its place.
    let mixed = detect(&["--features", "disk", "--features-dir", folder, "--batch", "3"]);
    for (mixed, without) in mixed.iter().zip(&without) {
        assert_eq!(mixed["path"], without["path"]);
        let difference = mixed["score"].as_f64().unwrap() - without["score"].as_f64().unwrap();
        assert!(difference.abs() < 1e-6, "{difference}");
    }
    // Another precision of the tower is another name.
    let other = detect(&["--features", "disk", "--features-dir", folder, "--dtype", "f16"]);
    assert!(
        other
            .iter()
            .all(|line| line["ms"]["vision"].as_f64() != Some(0.0))
    );

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
        // One that has ended by itself meanwhile was not killed.
        kills += usize::from(child.wait().unwrap().code().is_none());
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
    image::RgbImage::new(64, 64)
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
