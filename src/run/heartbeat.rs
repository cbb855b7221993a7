//! Whether a run is alive: a small file renewed every few seconds by a thread of its own, so that a long step does not
//! look like death.

use super::clock::now;
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
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pulse {
    /// The process.
    pub pid: u32,
    /// Seconds since 1970, UTC.
    pub time: f64,
}

/// Beats until it is dropped.
#[derive(Debug)]
pub struct Heartbeat {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    /// Begins.
    pub fn start(path: PathBuf) -> std::io::Result<Self> {
        beat(&path)?;
        let (stop, stopped) = channel::<()>();
        let thread = std::thread::Builder::new()
            .name("heartbeat".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                    // A full disk is no death; the next beat may find room.
                    let _ = beat(&path);
                }
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
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
    pub fn is_alive(&self) -> bool {
        now() - self.time < MISSED * EVERY.as_secs_f64()
    }
}

fn beat(path: &Path) -> std::io::Result<()> {
    let pulse = Pulse {
        pid: std::process::id(),
        time: now(),
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
        assert!(pulse.is_alive() && pulse.pid == std::process::id());
        drop(heartbeat);
        let long_ago = Pulse {
            time: now() - 60.0,
            ..pulse
        };
        assert!(!long_ago.is_alive());
    }
}
