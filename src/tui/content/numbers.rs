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
