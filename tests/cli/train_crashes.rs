//! `train` killed exactly while a file is being written, and on disks without room: whatever happens, the run that goes
//! on gives the bits of one that was never disturbed.

#![cfg(unix)]

use crate::train_support::{self, Place, finish, record};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Files in `folder` and one level below that are being written and belong to files whose names begin with `prefix`.
fn half_written(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let inner = entries(folder).flat_map(|entry| entries(&entry.path()).collect::<Vec<_>>());
    entries(folder)
        .chain(inner)
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(&format!(".{prefix}")) && name.ends_with(".tmp")
        })
        .map(|entry| entry.path())
        .collect()
}

/// Starts, and kills as soon as such a file is seen that was not there before. True when it was still there afterwards:
/// then the process died while writing it. False when it came too late, or the process ended by itself.
fn killed_while_writing(command: Command, folder: &Path, prefix: &str) -> bool {
    let before = half_written(folder, prefix);
    let new = || {
        half_written(folder, prefix)
            .into_iter()
            .any(|path| !before.contains(&path))
    };
    let start = Instant::now();
    let mut child = train_support::start(command);
    while !new() {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return false;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "nothing is written");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    new()
}

#[test]
fn killed_while_a_checkpoint_or_a_state_is_written_it_loses_nothing() {
    let place = Place::new();
    place.dataset("other", 5);
    let other = place.path("other");
    let options = [
        "--epochs",
        "6",
        "--validate",
        other.to_str().unwrap(),
        "--every",
        "2",
    ];
    finish(place.train("whole", &options)).expect_status(0);

    for prefix in ["epoch_", "resume", "best", "run.toml"] {
        let mut caught = false;
        for attempt in 0.. {
            assert!(attempt < 100, "never caught while writing {prefix}*");
            let run = format!("{prefix}{attempt}");
            let folder = place.path(&run);
            caught |= killed_while_writing(place.train(&run, &options), &folder, prefix);
            if !folder.join("run.toml").exists() {
                // Killed before there was a run: it can be begun.
                finish(place.train(&run, &options)).expect_status(0);
            } else {
                finish(place.resume(&run)).expect_status(0);
            }
            place.assert_same("whole", &run);
            assert!(half_written(&folder, "").is_empty(), "leftovers stay");
            if caught {
                break;
            }
        }
    }
}

#[test]
fn killed_while_a_file_of_features_is_written_the_store_stays_good() {
    let place = Place::new();
    finish(place.train("whole", &["--features", "off"])).expect_status(0);
    let features = place.path("features");
    let folder = features.to_str().unwrap();
    let options = ["--features", "disk", "--features-dir", folder];
    let mut kills = 0;
    for attempt in 0.. {
        assert!(attempt < 200, "never caught while writing features");
        let run = format!("killed-{attempt}");
        if killed_while_writing(place.train(&run, &options), &features, "") {
            kills += 1;
        } else {
            // All may be there: once more from nothing.
            fs::remove_dir_all(&features).unwrap();
        }
        if kills == 3 {
            // The last one goes on with what is there; a new one finds it too.
            finish(place.resume(&run)).expect_status(0);
            place.assert_same("whole", &run);
            break;
        }
    }
    finish(place.train("after", &options)).expect_status(0);
    place.assert_same("whole", "after");
    let log = fs::read_to_string(place.path("after/log.txt")).unwrap();
    assert!(log.contains("features: 7 found, 0 computed"), "{log}");
}

#[test]
fn features_that_find_no_room_are_computed_again_and_change_nothing() {
    let place = Place::new();
    let size = ["--image-size", "448", "--epochs", "2"];
    let mut whole = size.to_vec();
    whole.extend(["--features", "off"]);
    finish(place.train("whole", &whole)).expect_status(0);
    let features = place.path("features");
    let mut disk = size.to_vec();
    disk.extend(["--features", "disk", "--features-dir", features.to_str().unwrap()]);
    let run = place.train("full", &disk);
    // No file may grow beyond 800 kB: states fit, features do not.
    let state = fs::metadata(place.path("whole/resume.safetensors"))
        .unwrap()
        .len();
    assert!(state < 800_000, "{state}");
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 1600; exec \"$@\"", "sh"])
        .arg(run.get_program())
        .args(run.get_args())
        .env("XDG_CACHE_HOME", place.path("cache"))
        .stdin(Stdio::null());
    let said = finish(limited).expect_status(0);
    assert!(said.stderr().contains("find no room"), "{}", said.stderr());
    let log = fs::read_to_string(place.path("full/log.txt")).unwrap();
    assert!(
        log.contains("features: 0 found, 7 computed, 7 not written"),
        "{log}"
    );
    place.assert_same("whole", "full");
    assert!(half_written(&features, "").is_empty());
    assert_eq!(record(&place.path("full"))["status"].as_str(), Some("finished"));
}
