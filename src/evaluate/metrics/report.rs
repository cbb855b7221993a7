//! The metrics of several classes, their mean, and their JSON.

use super::{ClassMetrics, Metric, Preset, Undefined};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// Classes in the order they were added, all of one preset.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricsReport {
    preset: Preset,
    classes: Vec<(String, ClassMetrics)>,
}

/// An unweighted mean over the classes for which a metric is defined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The mean; none if no class has a value.
    pub value: Option<f64>,
    /// Classes with a value.
    pub defined: usize,
    /// All classes.
    pub classes: usize,
}

/// Numbers of two presets were to be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("metrics of preset {found} do not belong in a report of preset {expected}")]
pub struct MixedPresets {
    /// The report's.
    pub expected: Preset,
    /// The class's.
    pub found: Preset,
}

impl MetricsReport {
    /// No classes yet.
    pub fn new(preset: Preset) -> Self {
        Self {
            preset,
            classes: Vec::new(),
        }
    }

    /// Adds a class.
    pub fn add(&mut self, class: impl Into<String>, metrics: ClassMetrics) -> Result<(), MixedPresets> {
        if metrics.preset != self.preset {
            return Err(MixedPresets {
                expected: self.preset,
                found: metrics.preset,
            });
        }
        self.classes.push((class.into(), metrics));
        Ok(())
    }

    /// The definitions that all numbers follow.
    pub fn preset(&self) -> Preset {
        self.preset
    }

    /// The classes.
    pub fn classes(&self) -> &[(String, ClassMetrics)] {
        &self.classes
    }

    /// The mean of one metric.
    pub fn mean(&self, metric: Metric) -> Mean {
        self.mean_of(|metrics| metrics.value(metric).ok())
    }

    /// Every value that is missing: class, metric, reason.
    pub fn undefined(&self) -> impl Iterator<Item = (&str, Metric, Undefined)> {
        self.classes.iter().flat_map(|(class, metrics)| {
            Metric::ALL.into_iter().filter_map(move |metric| {
                let reason = metrics.value(metric).err()?;
                Some((class.as_str(), metric, reason))
            })
        })
    }

    fn mean_of(&self, value: impl Fn(&ClassMetrics) -> Option<f64>) -> Mean {
        let values: Vec<f64> = self
            .classes
            .iter()
            .filter_map(|(_, metrics)| value(metrics))
            .collect();
        let sum: f64 = values.iter().sum();
        Mean {
            value: (!values.is_empty()).then(|| sum / values.len() as f64),
            defined: values.len(),
            classes: self.classes.len(),
        }
    }
}

/// The numbers of a class under their names in JSON.
#[derive(Debug, Serialize)]
struct Numbers {
    image_auroc: Option<f64>,
    image_ap: Option<f64>,
    image_f1: Option<f64>,
    pixel_auroc: Option<f64>,
    pixel_ap: Option<f64>,
    pixel_f1: Option<f64>,
    pixel_f1_threshold: Option<f64>,
    pixel_aupro: Option<f64>,
}

impl Numbers {
    fn new(value: impl Fn(Metric) -> Option<f64>, pixel_f1_threshold: Option<f64>) -> Self {
        Self {
            image_auroc: value(Metric::ImageAuroc),
            image_ap: value(Metric::ImageAp),
            image_f1: value(Metric::ImageF1),
            pixel_auroc: value(Metric::PixelAuroc),
            pixel_ap: value(Metric::PixelAp),
            pixel_f1: value(Metric::PixelF1),
            pixel_f1_threshold,
            pixel_aupro: value(Metric::PixelAupro),
        }
    }
}

fn threshold(metrics: &ClassMetrics) -> Option<f64> {
    metrics.pixel_f1.ok().map(|best| f64::from(best.threshold))
}

/// `{"preset", "preset_version", "classes": {CLASS: {…}}, "mean": {…}, "undefined": {"CLASS.metric": reason}}`.
impl Serialize for MetricsReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let classes = self.classes.iter().map(|(class, metrics)| {
            let numbers = Numbers::new(|metric| metrics.value(metric).ok(), threshold(metrics));
            (class.as_str(), numbers)
        });
        let mean = Numbers::new(|metric| self.mean(metric).value, self.mean_of(threshold).value);
        let undefined = self.classes.iter().flat_map(|(class, metrics)| {
            let class = class.as_str();
            let missing = move |key: &str, reason: Undefined| (format!("{class}.{key}"), reason.to_string());
            let values = Metric::ALL
                .into_iter()
                .filter_map(move |metric| Some(missing(metric.key(), metrics.value(metric).err()?)));
            let threshold = metrics.pixel_f1.err();
            values.chain(threshold.map(|reason| missing("pixel_f1_threshold", reason)))
        });
        let mut object = serializer.serialize_struct("MetricsReport", 5)?;
        object.serialize_field("preset", self.preset.name())?;
        object.serialize_field("preset_version", &self.preset.version())?;
        object.serialize_field("classes", &Ordered(classes.collect()))?;
        object.serialize_field("mean", &mean)?;
        object.serialize_field("undefined", &Ordered(undefined.collect()))?;
        object.end()
    }
}

/// An object whose keys keep their order.
struct Ordered<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Ordered<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::BestF1;

    fn class(preset: Preset, image: Result<f64, Undefined>, pixel: Result<f64, Undefined>) -> ClassMetrics {
        let best = |value: f64| BestF1 {
            f1: value,
            threshold: 0.1,
        };
        ClassMetrics {
            preset,
            normal: 1,
            anomalous: 1,
            image_auroc: image,
            image_ap: image,
            image_f1: image.map(best),
            pixel_auroc: pixel,
            pixel_ap: pixel,
            pixel_f1: pixel.map(best),
            pixel_aupro: pixel,
        }
    }

    #[test]
    fn the_mean_is_over_the_classes_that_have_a_value() {
        let mut report = MetricsReport::new(Preset::Parity);
        assert_eq!(report.mean(Metric::ImageAp).value, None);
        let undefined = Err(Undefined::NoMasks);
        report.add("a", class(Preset::Parity, Ok(0.5), Ok(0.25))).unwrap();
        report
            .add("b", class(Preset::Parity, Ok(1.0), undefined))
            .unwrap();
        let expected = |value, defined| Mean {
            value: Some(value),
            defined,
            classes: 2,
        };
        assert_eq!(report.mean(Metric::ImageAuroc), expected(0.75, 2));
        assert_eq!(report.mean(Metric::PixelAupro), expected(0.25, 1));
        assert_eq!(report.undefined().count(), 4);
    }

    #[test]
    fn presets_do_not_mix() {
        let mut report = MetricsReport::new(Preset::Parity);
        let error = report
            .add("a", class(Preset::Exact, Ok(0.5), Ok(0.5)))
            .unwrap_err();
        assert!(error.to_string().contains("exact/1"), "{error}");
        assert!(report.classes().is_empty());
    }

    #[test]
    fn json_has_the_documented_form_and_null_for_what_is_undefined() {
        let mut report = MetricsReport::new(Preset::Exact);
        report
            .add(
                "z.1",
                class(Preset::Exact, Ok(1.0 / 3.0), Err(Undefined::NoMasks)),
            )
            .unwrap();
        let numbers = "{\"image_auroc\":0.3333333333333333,\"image_ap\":0.3333333333333333,\
             \"image_f1\":0.3333333333333333,\"pixel_auroc\":null,\"pixel_ap\":null,\"pixel_f1\":null,\
             \"pixel_f1_threshold\":null,\"pixel_aupro\":null}";
        let reasons: Vec<String> = ["auroc", "ap", "f1", "aupro", "f1_threshold"]
            .iter()
            .map(|key| format!("\"z.1.pixel_{key}\":\"there are no masks\""))
            .collect();
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            format!(
                "{{\"preset\":\"exact\",\"preset_version\":1,\"classes\":{{\"z.1\":{numbers}}},\"mean\":{numbers},\
                 \"undefined\":{{{}}}}}",
                reasons.join(",")
            )
        );
    }
}
