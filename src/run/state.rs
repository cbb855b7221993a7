//! What a run is doing, as far as can be seen from outside.

use super::{Pulse, RunHead, RunPaths, RunStatus};
use serde::Serialize;
use std::path::Path;

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// It works.
    Running,
    /// Its process rests between two steps.
    Paused,
    /// It was stopped and can go on.
    Stopped,
    /// It failed and can go on once the reason is gone.
    Failed,
    /// All is done.
    Finished,
    /// Its process is gone without a word; it can go on.
    Dead,
}

impl RunState {
    /// From the record and the last heartbeat.
    pub fn new(status: RunStatus, pulse: Option<&Pulse>) -> Self {
        match status {
            RunStatus::Running => match pulse.filter(|pulse| pulse.is_alive()) {
                None => Self::Dead,
                Some(pulse) if pulse.paused == Some(true) => Self::Paused,
                Some(_) => Self::Running,
            },
            RunStatus::Stopped => Self::Stopped,
            RunStatus::Failed => Self::Failed,
            RunStatus::Finished => Self::Finished,
        }
    }

    /// Of the run in `folder`, whose record is `head`.
    pub fn of(head: &RunHead, folder: &Path) -> Self {
        Self::new(
            head.status,
            Pulse::read(&RunPaths::new(folder).heartbeat()).as_ref(),
        )
    }

    /// Whether a process is behind it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }

    /// As the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Finished => "finished",
            Self::Dead => "dead",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{host, now};

    #[test]
    fn only_a_run_that_should_work_can_be_dead_or_paused() {
        let dead = Pulse {
            pid: u32::MAX,
            host: host(),
            process_start: None,
            time: now() - 3600.0,
            paused: None,
        };
        let elsewhere = Pulse {
            host: "another".to_owned(),
            time: now(),
            paused: Some(true),
            ..dead.clone()
        };
        for (status, pulse, expected) in [
            (RunStatus::Running, None, RunState::Dead),
            (RunStatus::Running, Some(&dead), RunState::Dead),
            (RunStatus::Running, Some(&elsewhere), RunState::Paused),
            (RunStatus::Finished, Some(&dead), RunState::Finished),
            (RunStatus::Stopped, None, RunState::Stopped),
            (RunStatus::Failed, Some(&elsewhere), RunState::Failed),
        ] {
            assert_eq!(RunState::new(status, pulse), expected, "{status:?} {pulse:?}");
        }
    }
}
