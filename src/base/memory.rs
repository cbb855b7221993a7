//! Memory: the most that this process has held, and what programs can still have.

/// Peak resident set, bytes; none where the system has no `/proc`.
pub fn peak_memory() -> Option<u64> {
    bytes_behind("VmHWM:", &std::fs::read_to_string("/proc/self/status").ok()?)
}

/// What this process holds now, bytes; none where the system has no `/proc`.
pub fn held_memory() -> Option<u64> {
    bytes_behind("VmRSS:", &std::fs::read_to_string("/proc/self/status").ok()?)
}

/// All memory, bytes; none where the system has no `/proc`.
pub fn total_memory() -> Option<u64> {
    bytes_behind("MemTotal:", &std::fs::read_to_string("/proc/meminfo").ok()?)
}

/// What programs can still have, bytes; none where the system has no `/proc`.
pub fn free_memory() -> Option<u64> {
    bytes_behind("MemAvailable:", &std::fs::read_to_string("/proc/meminfo").ok()?)
}

fn bytes_behind(name: &str, text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_bytes() {
        let status = "VmPeak:\t  9 kB\nVmHWM:\t 2048 kB\nVmRSS:\t 1 kB\n";
        assert_eq!(bytes_behind("VmHWM:", status), Some(2048 * 1024));
        assert_eq!(bytes_behind("VmHWM:", "VmRSS: 1 kB"), None);
    }
}
