//! The metrics of one dataset and method beside the published ones.

use crate::base::printable;
use crate::evaluate::metrics::{Metric, MetricsReport, Preset};
use crate::evaluate::published::{PublishedMethod, PublishedNumber, PublishedTables};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A published row and where it was printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Whose numbers.
    pub method: PublishedMethod,
    /// Where they were printed.
    pub source: String,
    numbers: BTreeMap<Metric, PublishedNumber>,
}

/// One dataset, one method: the metrics of every class, their mean, and what was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The dataset's identifier in the catalogue, or its name.
    pub dataset: String,
    /// What was evaluated: a checkpoint's name, a method.
    pub method: String,
    /// The numbers.
    pub report: MetricsReport,
    /// The published ones, if there are any.
    pub published: Option<Comparison>,
    /// What to know before the numbers are believed.
    pub warnings: Vec<String>,
}

impl Table {
    /// Puts `report` beside what `against` reached in the published tables. The published AUPRO follows `parity`: it
    /// is left out of a table of another preset.
    pub fn new(
        dataset: impl Into<String>,
        method: impl Into<String>,
        report: MetricsReport,
        published: &PublishedTables,
        against: PublishedMethod,
    ) -> Self {
        let dataset = dataset.into();
        let comparable = |metric: &Metric| report.preset() == Preset::Parity || *metric != Metric::PixelAupro;
        let numbers: BTreeMap<_, _> = Metric::ALL
            .into_iter()
            .filter(comparable)
            .filter_map(|metric| Some((metric, published.get(&dataset, against, metric)?)))
            .collect();
        let comparison = Comparison {
            method: against,
            source: published.source().to_owned(),
            numbers,
        };
        Self {
            method: method.into(),
            published: (!comparison.numbers.is_empty()).then_some(comparison),
            dataset,
            report,
            warnings: Vec::new(),
        }
    }

    /// The published number of a metric.
    pub fn published(&self, metric: Metric) -> Option<PublishedNumber> {
        self.published.as_ref()?.numbers.get(&metric).copied()
    }

    /// Mean less published, a fraction in full precision.
    pub fn difference(&self, metric: Metric) -> Option<f64> {
        Some(self.report.mean(metric).value? - self.published(metric)?.fraction())
    }

    /// Why values are missing and over how many classes means are, the warnings last.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for metric in Metric::ALL {
            let mean = self.report.mean(metric);
            if mean.defined > 0 && mean.defined < mean.classes {
                let (defined, classes) = (mean.defined, mean.classes);
                notes.push(format!(
                    "{}: mean over {defined} of {classes} classes",
                    full_title(metric)
                ));
            }
        }
        let mut grouped: Vec<(&str, String, Vec<String>)> = Vec::new();
        for (class, metric, reason) in self.report.undefined() {
            let reason = reason.to_string();
            match grouped.last_mut() {
                Some((c, r, metrics)) if *c == class && *r == reason => metrics.push(full_title(metric)),
                _ => grouped.push((class, reason, vec![full_title(metric)])),
            }
        }
        for (class, reason, metrics) in grouped {
            notes.push(format!(
                "n/a in {}: {}: {reason}",
                printable(class),
                metrics.join(", ")
            ));
        }
        if let Some(comparison) = &self.published {
            notes.push(format!(
                "published: {}, {}",
                comparison.method.name(),
                comparison.source
            ));
            if self.report.preset() != Preset::Parity {
                notes.push("the published AUPRO is of preset parity and not shown".to_owned());
            }
        }
        notes.extend(
            self.warnings
                .iter()
                .map(|text| format!("warning: {}", printable(text))),
        );
        notes
    }
}

/// The numbers' key in JSON, said for people.
pub(super) fn full_title(metric: Metric) -> String {
    let of = if metric.is_of_pixels() { "pixel" } else { "image" };
    format!("{of} {}", metric.title())
}

/// A value as the table shows it, per cent with `decimals` digits.
pub(super) fn percent(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(
        || "n/a".to_owned(),
        |value| format!("{:.decimals$}", value * 100.0),
    )
}

/// The difference of the numbers as shown, so that columns add up; per cent points with their sign.
pub(super) fn shown_difference(value: Option<f64>, published: Option<PublishedNumber>) -> String {
    let (Some(value), Some(published)) = (value, published) else {
        return String::new();
    };
    let decimals = published.decimals;
    let scale = 10_f64.powi(decimals as i32);
    let shown: f64 = percent(Some(value), decimals).parse().unwrap_or(value * 100.0);
    let steps = (shown * scale).round() - (published.percent * scale).round();
    match steps == 0.0 {
        true => format!("{:.decimals$}", 0.0),
        false => format!("{:+.decimals$}", steps / scale),
    }
}

/// `metrics --json`, with `dataset`, `method`, `published`, `difference` and `warnings` beside it.
impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'a> {
            dataset: &'a str,
            method: &'a str,
            #[serde(flatten)]
            report: &'a MetricsReport,
            published: Option<PublishedForm<'a>>,
            difference: Numbers<'a>,
            warnings: &'a [String],
        }
        #[derive(Serialize)]
        struct PublishedForm<'a> {
            method: &'a str,
            source: &'a str,
            mean: Numbers<'a>,
        }
        let published = self.published.as_ref().map(|comparison| PublishedForm {
            method: comparison.method.name(),
            source: &comparison.source,
            mean: Numbers(Box::new(|metric| {
                self.published(metric).map(PublishedNumber::fraction)
            })),
        });
        Form {
            dataset: &self.dataset,
            method: &self.method,
            report: &self.report,
            published,
            difference: Numbers(Box::new(|metric| self.difference(metric))),
            warnings: &self.warnings,
        }
        .serialize(serializer)
    }
}

/// An object with a key for every metric.
struct Numbers<'a>(Box<dyn Fn(Metric) -> Option<f64> + 'a>);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(Metric::ALL.len()))?;
        for metric in Metric::ALL {
            object.serialize_entry(metric.key(), &(self.0)(metric))?;
        }
        object.end()
    }
}
