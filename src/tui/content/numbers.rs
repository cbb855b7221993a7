//! Numbers as the workbench writes them.

use std::time::Duration;

/// A value of a map or a score; what is no number says so.
pub fn value(value: f32) -> String {
    match value.is_nan() {
        true => "NaN".to_owned(),
        false => format!("{value:.3}"),
    }
}

/// A time in milliseconds, with decimals where they matter.
pub fn milliseconds(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        ms if ms < 10.0 => format!("{ms:.1}"),
        ms => format!("{ms:.0}"),
    }
}

/// A time for people: `8 s`, `3 min 20 s`, `2 h 5 min`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(value(0.12345), "0.123");
        assert_eq!(value(f32::NAN), "NaN");
        assert_eq!(milliseconds(Duration::from_micros(1234)), "1.2");
        assert_eq!(milliseconds(Duration::from_millis(1850)), "1850");
    }
}
