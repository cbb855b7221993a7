//! The result of `bench`, for machines and for people.

use serde::Serialize;
use std::time::Duration;

/// What `--json` prints.
#[derive(Debug, Serialize)]
pub struct BenchReport {
    pub backbone: String,
    pub image_size: usize,
    pub device: String,
    pub dtype: String,
    pub runs: usize,
    pub s: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare: Option<Comparison>,
}

/// Seconds per stage; medians per picture, but for `load`.
#[derive(Debug, Serialize)]
pub struct Seconds {
    pub load: f64,
    pub decode: f64,
    pub vision: f64,
    pub prompts: f64,
    pub map: f64,
    pub total: f64,
}

/// The same tower in plain candle.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// Seconds, median.
    vision: f64,
    /// Its time over ours.
    ratio: f64,
}

impl Comparison {
    /// Of the other tower's median with ours.
    pub fn new(vision: Duration, ours: &Seconds) -> Self {
        let vision = vision.as_secs_f64();
        Self {
            vision,
            ratio: vision / ours.vision,
        }
    }
}

impl BenchReport {
    /// For people; `peak` is the most memory held, bytes.
    pub fn table(&self, peak: Option<u64>) -> String {
        let mut lines = vec![
            format!("backbone  {}", self.backbone),
            format!(
                "run       {} px on {} in {}, median of {}",
                self.image_size, self.device, self.dtype, self.runs
            ),
            String::new(),
        ];
        let s = &self.s;
        let stages = [
            ("load", s.load),
            ("decode", s.decode),
            ("vision", s.vision),
            ("prompts", s.prompts),
            ("map", s.map),
            ("total", s.total),
        ];
        lines.extend(stages.map(|(stage, seconds)| format!("{stage:<8}{seconds:>9.4} s")));
        if let Some(bytes) = peak {
            lines.push(format!("\npeak memory  {:.2} GB", bytes as f64 / 1e9));
        }
        if let Some(other) = &self.compare {
            lines.push(format!(
                "\ncandle-transformers' vision tower  {:.4} s, {:.2} times ours",
                other.vision, other.ratio
            ));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(compare: Option<Comparison>) -> BenchReport {
        BenchReport {
            backbone: "b.pt".to_owned(),
            image_size: 518,
            device: "cpu".to_owned(),
            dtype: "f32".to_owned(),
            runs: 3,
            s: Seconds {
                load: 1.5,
                decode: 0.02,
                vision: 1.0,
                prompts: 0.03,
                map: 0.001,
                total: 1.051,
            },
            compare,
        }
    }

    #[test]
    fn the_keys_and_their_order_are_the_documented_ones() {
        assert_eq!(
            serde_json::to_string(&report(None)).unwrap(),
            r#"{"backbone":"b.pt","image_size":518,"device":"cpu","dtype":"f32","runs":3,"s":{"load":1.5,"decode":0.02,"vision":1.0,"prompts":0.03,"map":0.001,"total":1.051}}"#
        );
    }

    #[test]
    fn the_ratio_is_their_time_over_ours() {
        let seconds = report(None).s;
        let compared = report(Some(Comparison::new(Duration::from_millis(1750), &seconds)));
        assert!(
            compared
                .table(Some(2_500_000_000))
                .ends_with("1.7500 s, 1.75 times ours")
        );
        assert!(compared.table(Some(2_500_000_000)).contains("2.50 GB"));
    }
}
