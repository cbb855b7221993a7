//! `train --detach` and `runs`: a run outlives whoever began it, is seen from anywhere, and does what it is asked for.

#![cfg(unix)]

use crate::program::{Run, keys};
use crate::train_support::{Place, finish, metrics, record};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use vip2clip::run::RunState;
use vip2clip::train::{Curve, TrainFollower};

/// More epochs than a test waits for.
const ENDLESS: &str = "100000";

/// `runs` with these arguments.
fn runs(place: &Place, arguments: &[&str]) -> Run {
    let mut all = vec!["runs"];
    all.extend(arguments);
    finish(place.command(&all))
}

/// What `runs list` says of the only run.
fn listed(place: &Place, folder: &Path) -> Value {
    let lines = runs(place, &["list", "--json", folder.to_str().unwrap()])
        .expect_status(0)
        .json();
    assert_eq!(lines.len(), 1);
    lines[0].clone()
}

fn state(place: &Place, folder: &Path) -> String {
    listed(place, folder)["state"].as_str().unwrap().to_owned()
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "not within a minute: {what}"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn grows(folder: &Path) {
    let before = metrics(folder).len();
    wait_until("another step", || metrics(folder).len() > before);
}

/// Ends whatever process is still behind a run when its test ends.
struct Ended<'a>(&'a Path);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        let pulse = fs::read(self.0.join("heartbeat")).ok();
        let pulse: Option<Value> = pulse.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(pid) = pulse.and_then(|pulse| pulse["pid"].as_u64()) {
            let is_ours = fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).contains("vip2clip-tui"));
            if is_ours {
                let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
            }
        }
    }
}

#[test]
fn a_detached_run_outlives_its_terminal_and_does_what_it_is_asked_for() {
    let place = Place::new();
    let folder = place.path("run");
    let name = folder.to_str().unwrap();
    let _end = Ended(&folder);
    let run = place.train("run", &["--epochs", ENDLESS, "--detach", "--json"]);

    // In a terminal of its own, which then closes.
    let size = PtySize {
        rows: 24,
        cols: 200,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pty = native_pty_system().openpty(size).unwrap();
    let mut shell = CommandBuilder::new("sh");
    shell.args(["-c", "\"$@\"; echo began; sleep 600", "sh"]);
    shell.arg(run.get_program());
    shell.args(run.get_args());
    shell.cwd(env!("CARGO_MANIFEST_DIR"));
    for (name, value) in run.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        }
    }
    let mut child = pty.slave.spawn_command(shell).unwrap();
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    let mut said = Vec::new();
    while !String::from_utf8_lossy(&said).contains("began") {
        let mut piece = [0; 1024];
        let read = std::io::Read::read(&mut reader, &mut piece).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&said));
        said.extend_from_slice(&piece[..read]);
    }
    let said = String::from_utf8_lossy(&said).into_owned();
    let began: Value =
        serde_json::from_str(said.lines().next().unwrap()).unwrap_or_else(|_| panic!("{said}"));
    assert_eq!(began["run"].as_str(), Some(name));
    drop(reader);
    drop(pty.master);
    child.kill().unwrap();
    child.wait().unwrap();

    grows(&folder);
    let run = listed(&place, &folder);
    assert_eq!(run["state"].as_str(), Some("running"));
    assert_eq!(run["pid"], began["pid"]);
    let output = fs::read_to_string(folder.join("output.txt")).unwrap();
    assert!(output.contains("7 pictures"), "{output}");

    // Paused, it stays and does nothing; going on, it is the same process.
    runs(&place, &["pause", name]).expect_status(0);
    assert_eq!(state(&place, &folder), "paused");
    let steps = metrics(&folder).len();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(metrics(&folder).len(), steps);
    runs(&place, &["resume", name]).expect_status(0);
    grows(&folder);
    assert_eq!(listed(&place, &folder)["pid"], began["pid"]);
    let refused = runs(&place, &["resume", name]).expect_status(2);
    assert!(refused.stderr().contains("is running"), "{}", refused.stderr());

    // Somebody looks on until it ends.
    let watcher = place
        .command(&["runs", "watch", name])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    grows(&folder);
    std::thread::sleep(Duration::from_millis(700));
    let stopped = runs(&place, &["stop", name]).expect_status(0);
    assert!(stopped.stderr().contains("is stopped"), "{}", stopped.stderr());
    let seen = Run(watcher.wait_with_output().unwrap()).expect_status(0).stdout();
    for expected in ["step ", "of 300000", "this run is stopped"] {
        assert!(seen.contains(expected), "{expected}: {seen}");
    }
    let log = fs::read_to_string(folder.join("log.txt")).unwrap();
    let first = seen.lines().next().unwrap();
    assert!(log.lines().any(|line| line == first), "{first}: {log}");

    // Gone on with in a new process, then ended at once.
    let again = runs(&place, &["resume", name, "--json"]).expect_status(0).json();
    assert_ne!(again[0]["pid"], began["pid"]);
    grows(&folder);
    runs(&place, &["stop", name, "--now"]).expect_status(0);
    let run = listed(&place, &folder);
    assert_eq!(run["state"].as_str(), Some("dead"));
    let words = run["last_words"].as_str().unwrap();
    assert!(words.contains("asked to end at once"), "{words}");
    let refused = runs(&place, &["stop", name]).expect_status(2);
    assert!(refused.stderr().contains("it is dead"), "{}", refused.stderr());
}

#[test]
fn a_killed_run_is_dead_and_no_signal_leaves_for_another_host() {
    let place = Place::new();
    let runs_folder = place.path("share/vip2clip-tui/runs");
    let mut run = place.train("named", &["--epochs", ENDLESS, "--detach"]);
    // The last --run counts.
    run.args(["--run", "named"]);
    let folder = runs_folder.join("named");
    let _end = Ended(&folder);
    let began = finish(run).expect_status(0).stdout();
    let pid = began.split_whitespace().next().unwrap().to_owned();
    assert!(began.trim_end().ends_with("runs/named"), "{began}");
    assert!(
        Command::new("kill")
            .args(["-KILL", &pid])
            .status()
            .unwrap()
            .success()
    );
    wait_until("dead", || {
        let shown = runs(&place, &["show", "named", "--json"]).expect_status(0).json();
        assert_eq!(
            keys(&shown[0]),
            [
                "ended",
                "heartbeat_age_s",
                "host",
                "identity",
                "kind",
                "last_words",
                "pid",
                "progress",
                "record",
                "resumed",
                "run",
                "started",
                "state"
            ]
        );
        shown[0]["state"].as_str() == Some("dead")
    });
    let shown = runs(&place, &["list"]).expect_status(0).stdout();
    assert!(
        shown.starts_with("dead") && shown.contains("/100000 epochs"),
        "{shown}"
    );

    // The same folder seen from another host: it may well live there.
    let path = folder.join("heartbeat");
    let mut pulse: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    pulse["host"] = "another-host".into();
    pulse["time"] = (std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs_f64()).into();
    fs::write(&path, pulse.to_string()).unwrap();
    assert_eq!(state(&place, &folder), "running");
    let refused = runs(&place, &["stop", "named"]).expect_status(2);
    assert!(refused.stderr().contains("another-host"), "{}", refused.stderr());
    pulse["time"] = 0.0.into();
    fs::write(&path, pulse.to_string()).unwrap();
    assert_eq!(state(&place, &folder), "dead");
}

#[test]
fn what_cannot_be_begun_says_why_and_leaves_nothing() {
    let place = Place::new();
    let run = finish(place.train("never", &["--detach", "--layers", "1,5"])).expect_status(2);
    assert!(
        run.stderr().contains("block numbers from 1 to 4"),
        "{}",
        run.stderr()
    );
    assert!(!place.path("never").exists());
    let run = runs(&place, &["show", place.path("never").to_str().unwrap()]).expect_status(2);
    assert!(run.stderr().contains("holds no run"), "{}", run.stderr());
    let run = runs(&place, &["list"]).expect_status(0);
    assert!(run.stdout().is_empty() && run.stderr().contains("no runs"));
}

#[test]
fn a_run_without_a_name_gets_one_and_a_finished_one_stays_finished() {
    let place = Place::new();
    let usual = place.train("unused", &["--epochs", "1", "--detach"]);
    let mut run = place.command(&[] as &[&str]);
    let arguments: Vec<_> = usual.get_args().collect();
    let named = arguments
        .iter()
        .position(|argument| *argument == "--run")
        .unwrap();
    run.args(&arguments[..named]).args(&arguments[named + 2..]);
    let began = finish(run).expect_status(0).stdout();
    let folder = began.trim_end().split_once('\t').unwrap().1.to_owned();
    let _end = Ended(Path::new(&folder));
    assert!(folder.ends_with("-train-data"), "{folder}");
    wait_until("finished", || {
        record(Path::new(&folder))["status"].as_str() == Some("finished")
    });
    let seen = runs(&place, &["watch", &folder]).expect_status(0).stdout();
    assert!(seen.contains("this run is finished"), "{seen}");
    let lines = runs(&place, &["watch", "--json", &folder])
        .expect_status(0)
        .json();
    assert_eq!(lines.len(), 3);
    let refused = runs(&place, &["resume", &folder]).expect_status(2);
    assert!(refused.stderr().contains("is finished"), "{}", refused.stderr());
}

#[test]
fn a_follower_comes_to_the_means_that_the_run_wrote_down() {
    let place = Place::new();
    finish(place.train("run", &["--epochs", "4"])).expect_status(0);
    let folder = place.path("run");
    let path = folder.join("metrics.jsonl");
    let all = fs::read(&path).unwrap();
    // As if it were seen in the middle of a line, and again later.
    fs::write(&path, &all[..all.len() / 2]).unwrap();
    let mut follower = TrainFollower::new(&folder).unwrap();
    let first = follower.poll().unwrap();
    assert!(first.steps > 0 && first.steps < 12 && !first.restarted);
    std::io::Write::write_all(
        &mut fs::OpenOptions::new().append(true).open(&path).unwrap(),
        &all[all.len() / 2..],
    )
    .unwrap();
    let second = follower.poll().unwrap();
    assert_eq!(first.steps + second.steps, 12);
    assert!(!follower.poll().unwrap().any());

    assert_eq!(follower.state(), RunState::Finished);
    assert_eq!(follower.left(), None);
    assert_eq!(follower.total_steps(), 12);
    assert_eq!(follower.last().unwrap().step, 12);
    let curve = follower.curve(Curve::Segmentation);
    assert_eq!(curve.history().len(), 12);
    let total = follower.curve(Curve::Total).last().unwrap().1;
    let parts = follower.last().unwrap();
    assert_eq!(total, parts.loss_segmentation + parts.loss_image);
    // The last batch of an epoch has one picture, the others three: each picture counts once.
    assert_eq!(follower.epochs().len(), 4);
    for (mean, written) in follower.epochs().iter().zip(&follower.record().epochs) {
        assert_eq!((mean.epoch, mean.pictures), (written.epoch, 7));
        assert!((mean.segmentation() - written.loss_segmentation).abs() < 1e-12);
        assert!((mean.image() - written.loss_image).abs() < 1e-12);
    }

    // Begun anew under the same name, it is another run.
    fs::write(
        &path,
        &all[..all.iter().position(|byte| *byte == b'\n').unwrap() + 1],
    )
    .unwrap();
    let again = follower.poll().unwrap();
    assert!(again.restarted && again.steps == 1);
    assert_eq!(follower.epochs().len(), 1);
}
