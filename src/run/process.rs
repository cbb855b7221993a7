//! Processes as runs know them: on which host, since when, and whether one is still the same.

use rustix::process::{Pid, setsid, test_kill_process};

/// Set for a process that [`super::detach`] starts.
pub(super) const DETACHED: &str = "VIP2CLIP_DETACHED";

/// What has become of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is there, and is certainly the one that was meant.
    Here,
    /// There is one of that number; the system does not tell since when.
    Perhaps,
    /// It has ended.
    Gone,
    /// It is on another host.
    Elsewhere,
}

/// The name of this host.
pub fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// When this process was started, in clock ticks since the host was; none where the system does not tell.
pub(super) fn own_start() -> Option<u64> {
    start_of(std::process::id())?.ok()
}

/// Looks for the process `pid` that was started on `host_name` at `start`.
pub(super) fn presence(pid: u32, host_name: &str, start: Option<u64>) -> Presence {
    if host_name != host() {
        return Presence::Elsewhere;
    }
    match (start_of(pid), start) {
        (Some(Ok(found)), Some(start)) if found == start => Presence::Here,
        (Some(Ok(_)), None) => Presence::Perhaps,
        (Some(_), _) => Presence::Gone,
        (None, _) => match as_pid(pid).map(test_kill_process) {
            Some(Ok(()) | Err(rustix::io::Errno::PERM)) => Presence::Perhaps,
            _ => Presence::Gone,
        },
    }
}

/// A number that can be a process.
pub(super) fn as_pid(pid: u32) -> Option<Pid> {
    // 0 and negative numbers mean groups of processes, 1 is the system's.
    i32::try_from(pid)
        .ok()
        .filter(|pid| *pid > 1)
        .and_then(Pid::from_raw)
}

/// None where the system does not tell; an error for a process that is not there or waits only to be buried.
fn start_of(pid: u32) -> Option<Result<u64, ()>> {
    if !std::path::Path::new("/proc/self/stat").exists() {
        return None;
    }
    let Ok(text) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else {
        return Some(Err(()));
    };
    Some(parse_start(&text).ok_or(()))
}

/// The program's name may hold spaces and brackets; what follows it does not.
fn parse_start(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X") {
        return None;
    }
    // State is field 3, the start field 22.
    fields.nth(18)?.parse().ok()
}

/// Whether this process was started by [`super::detach`].
pub fn is_detached() -> bool {
    std::env::var_os(DETACHED).is_some()
}

/// Where this process was started by [`super::detach`]: leaves the terminal for a session of its own. To be called first
/// of all.
pub fn leave_terminal() {
    if is_detached() {
        // It fails only for the leader of a group, which has left already.
        let _ = setsid();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_stands_behind_any_name_and_the_dead_have_none() {
        let rest = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20";
        assert_eq!(parse_start(&format!("12 (a) b (c)) S {rest}")), Some(4711));
        assert_eq!(parse_start(&format!("12 (a) Z {rest}")), None);
        assert_eq!(parse_start("12"), None);
    }

    #[test]
    fn this_process_is_here_and_one_started_at_another_time_is_gone() {
        let (pid, start) = (std::process::id(), own_start());
        let expected = if start.is_some() {
            [Presence::Here, Presence::Gone]
        } else {
            [Presence::Perhaps, Presence::Perhaps]
        };
        assert_eq!(presence(pid, &host(), start), expected[0]);
        assert_eq!(presence(pid, &host(), start.map(|start| start + 1)), expected[1]);
        assert_eq!(presence(pid, "another host", start), Presence::Elsewhere);
        assert_eq!(as_pid(0), None);
        assert_eq!(as_pid(u32::MAX), None);
    }
}
