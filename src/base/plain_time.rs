//! Durations for people.

use std::time::Duration;

/// `1.2 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
pub fn plain_time(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 if time.subsec_millis() > 0 && seconds < 10 => format!("{:.1} s", time.as_secs_f64()),
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(plain_time(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(plain_time(Duration::from_secs(42)), "42 s");
        assert_eq!(plain_time(Duration::from_secs(200)), "3 min 20 s");
        assert_eq!(plain_time(Duration::from_secs(7500)), "2 h 5 min");
    }
}
