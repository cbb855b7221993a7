//! Whether a run is alive: a small file renewed every few seconds by a thread of its own, so that a long step does not
//! look like death.

use super::clock::now;
use super::process::{Presence, host, own_start, presence};
use super::{Pause, RunError};
use crate::base::write_atomically;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Time between two beats.
const EVERY: Duration = Duration::from_secs(2);
/// Beats that may be missed before a run counts as dead.
const MISSED: f64 = 5.0;

/// What the file holds, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pulse {
    /// The process.
    pub pid: u32,
    /// The host that it runs on.
    #[serde(default)]
    pub host: String,
    /// When the process was started, clock ticks since its host was: a number may be given to another process later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_start: Option<u64>,
    /// Seconds since 1970, UTC.
    pub time: f64,
    /// Whether it rests between two steps; none for a run that cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
}

/// Beats until it is dropped.
#[derive(Debug)]
pub struct Heartbeat {
    path: PathBuf,
    pause: Option<Pause>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    /// Begins.
    pub fn start(path: PathBuf) -> Result<Self, RunError> {
        Self::begin(path, None)
    }

    /// Begins; the beats also say whether `pause` has come into effect.
    pub fn start_with_pause(path: PathBuf, pause: Pause) -> Result<Self, RunError> {
        Self::begin(path, Some(pause))
    }

    fn begin(path: PathBuf, pause: Option<Pause>) -> Result<Self, RunError> {
        let failed = || RunError::io(&path, "the heartbeat cannot be written");
        beat(&path, pause.as_ref()).map_err(failed())?;
        let (stop, stopped) = channel::<()>();
        let (to, resting) = (path.clone(), pause.clone());
        let thread = std::thread::Builder::new()
            .name("heartbeat".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                    // A full disk is no death; the next beat may find room.
                    let _ = beat(&to, resting.as_ref());
                }
            })
            .map_err(failed())?;
        Ok(Self {
            path,
            pause,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Beats at once, for those who wait for a change.
    pub fn beat(&self) {
        let _ = beat(&self.path, self.pause.as_ref());
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Pulse {
    /// Reads a run's last beat.
    pub fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(path).ok()?).ok()
    }

    /// Whether the last beat is recent.
    pub fn is_recent(&self) -> bool {
        self.age() < MISSED * EVERY.as_secs_f64()
    }

    /// Seconds since the last beat.
    pub fn age(&self) -> f64 {
        now() - self.time
    }

    /// What has become of its process.
    pub fn presence(&self) -> Presence {
        presence(self.pid, &self.host, self.process_start)
    }

    /// Whether the run lives: its process is certainly there, or may be and has been heard of lately.
    pub fn is_alive(&self) -> bool {
        match self.presence() {
            Presence::Here => true,
            Presence::Gone => false,
            Presence::Perhaps | Presence::Elsewhere => self.is_recent(),
        }
    }
}

fn beat(path: &Path, pause: Option<&Pause>) -> std::io::Result<()> {
    let pulse = Pulse {
        pid: std::process::id(),
        host: host(),
        process_start: own_start(),
        time: now(),
        paused: pause.map(Pause::is_in_effect),
    };
    let text = serde_json::to_vec(&pulse)?;
    write_atomically(path, |out| out.write_all(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_beats_while_it_lives_and_is_dead_after_a_while() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("heartbeat");
        let heartbeat = Heartbeat::start(path.clone()).unwrap();
        let pulse = Pulse::read(&path).unwrap();
        assert!(pulse.is_alive() && pulse.pid == std::process::id() && pulse.paused.is_none());
        drop(heartbeat);
        let elsewhere = Pulse {
            host: "another host".to_owned(),
            ..pulse.clone()
        };
        assert!(elsewhere.is_alive());
        let silent = Pulse {
            time: now() - 60.0,
            ..elsewhere
        };
        assert!(!silent.is_alive());
        // Its number now belongs to a process that was started later.
        let another = Pulse {
            process_start: pulse.process_start.map(|start| start.wrapping_sub(1)),
            ..pulse.clone()
        };
        assert_eq!(another.is_alive(), pulse.process_start.is_none());
    }

    #[test]
    fn a_heartbeat_of_an_earlier_version_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("heartbeat");
        std::fs::write(&path, r#"{"pid":4,"time":1.5}"#).unwrap();
        let pulse = Pulse::read(&path).unwrap();
        assert!(pulse.pid == 4 && pulse.host.is_empty() && !pulse.is_alive());
    }
}
