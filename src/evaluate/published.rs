//! The published numbers: Tables 1 and 2 of the paper, as printed.

use super::metrics::Metric;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::str::FromStr;

const TABLES: &str = include_str!("published.json");

/// A method of the published tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PublishedMethod {
    /// Plain CLIP.
    Clip,
    /// WinCLIP.
    WinClip,
    /// APRIL-GAN.
    AprilGan,
    /// AnomalyCLIP.
    AnomalyClip,
    /// AdaCLIP.
    AdaClip,
    /// AA-CLIP.
    AaClip,
    /// ViP²-CLIP.
    Vip2Clip,
}

impl PublishedMethod {
    /// All, in the order of the tables.
    pub const ALL: [Self; 7] = [
        Self::Clip,
        Self::WinClip,
        Self::AprilGan,
        Self::AnomalyClip,
        Self::AdaClip,
        Self::AaClip,
        Self::Vip2Clip,
    ];

    /// The name in the tables and in options.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clip => "CLIP",
            Self::WinClip => "WinCLIP",
            Self::AprilGan => "APRIL-GAN",
            Self::AnomalyClip => "AnomalyCLIP",
            Self::AdaClip => "AdaCLIP",
            Self::AaClip => "AA-CLIP",
            Self::Vip2Clip => "ViP2-CLIP",
        }
    }
}

impl FromStr for PublishedMethod {
    type Err = PublishedError;

    /// Case does not count.
    fn from_str(name: &str) -> Result<Self, PublishedError> {
        let found = Self::ALL
            .into_iter()
            .find(|method| method.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| PublishedError::Method(name.to_owned()))
    }
}

/// A number as it was printed, per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedNumber {
    /// Per cent.
    pub percent: f64,
    /// Digits after the point.
    pub decimals: usize,
}

impl PublishedNumber {
    /// As a fraction, for comparing with [`MetricsReport`](super::metrics::MetricsReport).
    pub fn fraction(self) -> f64 {
        self.percent / 100.0
    }

    fn parse(text: &str) -> Option<Self> {
        let percent: f64 = text.parse().ok()?;
        let decimals = text.split_once('.').map_or(0, |(_, digits)| digits.len());
        (0.0..=100.0)
            .contains(&percent)
            .then_some(Self { percent, decimals })
    }
}

impl std::fmt::Display for PublishedNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.*}", self.decimals, self.percent)
    }
}

/// The published tables, or a name in them, could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishedError {
    /// No such method.
    #[error(
        "'{}' is no published method: expected CLIP, WinCLIP, APRIL-GAN, AnomalyCLIP, AdaCLIP, AA-CLIP or ViP2-CLIP",
        crate::base::printable(.0)
    )]
    Method(String),
    /// The tables that the program brings along are damaged.
    #[error("the published tables in the program are damaged: {0}; this is a bug, please report it")]
    Tables(String),
}

/// The published tables: dataset × method × metric, means over the classes. No number of a single class is published
/// in them. All follow the preset `parity`.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedTables {
    source: String,
    numbers: BTreeMap<(String, PublishedMethod, Metric), PublishedNumber>,
}

#[derive(Deserialize)]
struct Stored {
    source: String,
    image: StoredTable,
    pixel: StoredTable,
}

#[derive(Deserialize)]
struct StoredTable {
    columns: Vec<String>,
    rows: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl PublishedTables {
    /// Reads the tables that the program brings along.
    pub fn read() -> Result<Self, PublishedError> {
        Self::parse(TABLES)
    }

    fn parse(json: &str) -> Result<Self, PublishedError> {
        let damaged = |what: String| PublishedError::Tables(what);
        let stored: Stored = serde_json::from_str(json).map_err(|error| damaged(error.to_string()))?;
        let mut numbers = BTreeMap::new();
        for table in [stored.image, stored.pixel] {
            let metrics = columns(&table.columns)?;
            for (dataset, rows) in table.rows {
                for (method, row) in rows {
                    if row.len() != metrics.len() {
                        return Err(damaged(format!(
                            "{dataset}, {method}: {} numbers, expected {}",
                            row.len(),
                            metrics.len()
                        )));
                    }
                    let method: PublishedMethod = method.parse()?;
                    for (metric, text) in metrics.iter().zip(&row) {
                        let number = PublishedNumber::parse(text).ok_or_else(|| {
                            damaged(format!("{dataset}, {}: '{text}' is no per cent", method.name()))
                        })?;
                        numbers.insert((dataset.clone(), method, *metric), number);
                    }
                }
            }
        }
        Ok(Self {
            source: stored.source,
            numbers,
        })
    }

    /// Where the numbers were printed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The number of a dataset (by its identifier in [`catalogue`](crate::dataset::catalogue)), if one is published.
    pub fn get(&self, dataset: &str, method: PublishedMethod, metric: Metric) -> Option<PublishedNumber> {
        self.numbers.get(&(dataset.to_owned(), method, metric)).copied()
    }

    /// Whether anything is published about a dataset.
    pub fn has(&self, dataset: &str) -> bool {
        self.numbers.keys().any(|(name, ..)| name == dataset)
    }
}

fn columns(keys: &[String]) -> Result<Vec<Metric>, PublishedError> {
    let find = |key: &String| Metric::ALL.into_iter().find(|metric| metric.key() == key);
    keys.iter()
        .map(|key| find(key).ok_or_else(|| PublishedError::Tables(format!("'{key}' is no metric"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::catalogue;

    #[test]
    fn every_benchmark_has_all_methods_for_the_metrics_it_defines() {
        let tables = PublishedTables::read().unwrap();
        for (position, description) in catalogue::DATASETS.iter().enumerate() {
            let id = description.id;
            assert_eq!(tables.has(id), position < 15, "{id}");
            for method in PublishedMethod::ALL {
                for metric in Metric::ALL {
                    let defined = match metric.is_of_pixels() {
                        true => description.has_masks,
                        false => description.has_normals,
                    };
                    let printed = position < 15 && defined && metric != Metric::PixelAp;
                    assert_eq!(
                        tables.get(id, method, metric).is_some(),
                        printed,
                        "{id} {method:?} {metric:?}"
                    );
                }
            }
        }
        let known = |name: &String| catalogue::find(name).is_some();
        assert!(tables.numbers.keys().all(|(name, ..)| known(name)));
        assert_eq!(tables.numbers.len(), (10 + 12) * 7 * 3);
    }

    #[test]
    fn numbers_keep_their_digits() {
        let tables = PublishedTables::read().unwrap();
        let text = |dataset, method, metric| tables.get(dataset, method, metric).unwrap().to_string();
        assert_eq!(text("mvtec", PublishedMethod::Vip2Clip, Metric::ImageAp), "96.0");
        assert_eq!(text("visa", PublishedMethod::Clip, Metric::PixelF1), "1.5");
        assert_eq!(
            text("kvasir", PublishedMethod::Vip2Clip, Metric::PixelAupro),
            "47.8"
        );
        assert_eq!(PublishedNumber::parse("90.10").unwrap().to_string(), "90.10");
    }

    #[test]
    fn damage_and_unknown_methods_are_named() {
        let damaged = TABLES.replacen("\"66.5\"", "\"n/a\"", 1);
        let error = PublishedTables::parse(&damaged).unwrap_err().to_string();
        assert!(
            error.contains("mvtec, CLIP") && error.contains("'n/a'"),
            "{error}"
        );
        assert_eq!("vip2-clip".parse(), Ok(PublishedMethod::Vip2Clip));
        let error = "X\u{1b}".parse::<PublishedMethod>().unwrap_err().to_string();
        assert!(error.contains("'X\\u{1b}'"), "{error}");
    }
}
