//! Asking a run's process for something. Never sent to a process that may not be the run's.

use super::process::{Presence, as_pid};
use super::{Pulse, RunError, RunHead, RunPaths, RunState, now, rfc3339};
use std::io::Write;
use std::path::Path;

use rustix::process::{Signal, kill_process};

/// What a run can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// Finish the step, save, end.
    Stop,
    /// End at once; what came after the last saved state is done again when it goes on.
    StopNow,
    /// Finish the step, save, rest.
    Pause,
    /// Go on after a rest.
    Continue,
}

/// Asks the process of the run in `folder`; it is told, not waited for.
pub fn ask(folder: &Path, request: Request) -> Result<(), RunError> {
    let paths = RunPaths::new(folder);
    let head = RunHead::read(&paths.record())?;
    let refused = |reason: String| {
        Err(RunError::Folder {
            folder: folder.to_owned(),
            reason,
        })
    };
    let pulse = Pulse::read(&paths.heartbeat());
    let state = RunState::new(head.status, pulse.as_ref());
    let Some(pulse) = pulse.filter(|_| state.is_live()) else {
        return refused(format!("has no process to ask: it is {}", state.name()));
    };
    match (pulse.presence(), as_pid(pulse.pid)) {
        (Presence::Elsewhere, _) => refused(format!(
            "runs on the host {}; ask it from there",
            crate::base::printable(&pulse.host)
        )),
        (Presence::Here | Presence::Perhaps, Some(pid)) => {
            if matches!(request, Request::Pause | Request::Continue) && pulse.paused.is_none() {
                return refused("cannot pause; stop it and go on with it later".to_owned());
            }
            if request == Request::StopNow {
                note(&paths, "asked to end at once");
            }
            for signal in signals(request) {
                match kill_process(pid, *signal) {
                    Ok(()) | Err(rustix::io::Errno::SRCH) => {}
                    Err(error) => return refused(format!("cannot be asked: {error}")),
                }
            }
            Ok(())
        }
        _ => refused(format!("has lost its process {}", pulse.pid)),
    }
}

/// Two signals of different kinds are two requests, however quickly they follow each other.
fn signals(request: Request) -> &'static [Signal] {
    match request {
        Request::Stop => &[Signal::TERM],
        Request::StopNow => &[Signal::TERM, Signal::INT],
        Request::Pause => &[Signal::USR1],
        Request::Continue => &[Signal::USR2],
    }
}

/// A process that ends at once has no time for last words.
fn note(paths: &RunPaths, text: &str) {
    if let Ok(mut log) = std::fs::OpenOptions::new().append(true).open(paths.log()) {
        let _ = writeln!(log, "{} {text}", rfc3339(now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{RunKind, RunStatus, RunTimes, SCHEMA, host, write_record};

    #[test]
    fn no_signal_leaves_for_a_process_that_is_not_the_run() {
        let dir = tempfile::tempdir().unwrap();
        let paths = RunPaths::new(dir.path());
        let head = RunHead {
            schema: SCHEMA,
            identity: "a".to_owned(),
            kind: RunKind::Train,
            status: RunStatus::Running,
            failure: None,
            command_line: Vec::new(),
            times: RunTimes::default(),
        };
        write_record(&head, &paths.record()).unwrap();
        let here = Pulse {
            pid: std::process::id(),
            host: host(),
            process_start: crate::run::process::own_start(),
            time: now(),
            paused: None,
        };
        // Each of these would end this test, were the signal sent.
        for (pulse, expected) in [
            (
                Pulse {
                    host: "another host".to_owned(),
                    ..here.clone()
                },
                "runs on the host another host",
            ),
            (
                Pulse {
                    process_start: Some(1),
                    ..here.clone()
                },
                "it is dead",
            ),
            (
                Pulse {
                    pid: 0,
                    process_start: None,
                    ..here.clone()
                },
                "it is dead",
            ),
        ] {
            std::fs::write(paths.heartbeat(), serde_json::to_vec(&pulse).unwrap()).unwrap();
            let error = ask(dir.path(), Request::Stop).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        std::fs::write(paths.heartbeat(), serde_json::to_vec(&here).unwrap()).unwrap();
        let error = ask(dir.path(), Request::Pause).unwrap_err().to_string();
        assert!(error.contains("cannot pause"), "{error}");
    }
}
