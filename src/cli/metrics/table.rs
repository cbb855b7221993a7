//! The table that people read: a line a class in per cent, the mean, and why numbers are missing.

use crate::base::printable;
use crate::evaluate::metrics::{ClassMetrics, Mean, Metric, MetricsReport, Undefined};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Longer names push the rest of their line to the right.
const WIDEST_CLASS: usize = 40;
const MEAN: &str = "mean";

/// The whole table.
pub fn table(report: &MetricsReport) -> String {
    let classes = report.classes();
    let names = classes.iter().map(|(class, _)| printable(class).width());
    let width = names
        .chain([MEAN.len()])
        .max()
        .unwrap_or_default()
        .min(WIDEST_CLASS);
    let mut lines = vec![
        format!(
            "preset {}: {}; per cent",
            report.preset(),
            report.preset().summary()
        ),
        String::new(),
    ];
    lines.extend(header(width));
    for (class, metrics) in classes {
        let values = Metric::ALL.map(|metric| metrics.value(metric).ok());
        lines.push(line(width, &printable(class), values, &threshold(metrics)));
    }
    let means = Metric::ALL.map(|metric| report.mean(metric));
    lines.push(line(width, MEAN, means.map(|mean| mean.value), ""));
    let counts = counts(&means);
    let reasons = reasons(report);
    if !counts.is_empty() || !reasons.is_empty() {
        lines.push(String::new());
    }
    lines.extend(counts);
    lines.extend(reasons);
    lines.join("\n")
}

/// Two lines: image and pixel, then the metrics.
fn header(width: usize) -> [String; 2] {
    let titles = Metric::ALL.map(|metric| format!("{:>7}", metric.title()));
    let images = Metric::ALL.iter().filter(|metric| !metric.is_of_pixels()).count();
    let (image, pixel) = titles.split_at(images);
    let group = |name: &str, titles: &[String]| format!("{name:>7}{}", " ".repeat(7 * (titles.len() - 1)));
    let line = |image: &str, pixel: &str, threshold: &str| {
        let line = format!("{}{image}  {pixel}{threshold:>14}", " ".repeat(width));
        line.trim_end().to_owned()
    };
    [
        line(&group("image", image), &group("pixel", pixel), ""),
        line(&image.concat(), &pixel.concat(), "F1 threshold"),
    ]
}

fn line(width: usize, class: &str, values: [Option<f64>; Metric::ALL.len()], threshold: &str) -> String {
    // Not `{:<width}`: that counts characters, and wide ones take two cells.
    let mut line = format!("{class}{}", " ".repeat(width.saturating_sub(class.width())));
    for (metric, value) in Metric::ALL.into_iter().zip(values) {
        if metric == Metric::PixelAuroc {
            line.push_str("  ");
        }
        let text = value.map_or("n/a".to_owned(), |value| format!("{:.1}", value * 100.0));
        line.push_str(&format!("{text:>7}"));
    }
    format!("{line}{threshold:>14}").trim_end().to_owned()
}

fn threshold(metrics: &ClassMetrics) -> String {
    match &metrics.pixel_f1 {
        Ok(best) => format!("{:.4}", best.threshold),
        Err(_) => "n/a".to_owned(),
    }
}

/// Over how many classes the means are, where it is not all of them; one line for metrics that agree.
fn counts(means: &[Mean]) -> Vec<String> {
    let mut by_count = BTreeMap::<usize, Vec<String>>::new();
    for (metric, mean) in Metric::ALL.into_iter().zip(means) {
        if mean.defined < mean.classes {
            by_count.entry(mean.defined).or_default().push(full_title(metric));
        }
    }
    let classes = means.first().map_or(0, |mean| mean.classes);
    let line = |(defined, metrics): (usize, Vec<String>)| {
        format!("mean over {defined} of {classes} classes: {}", metrics.join(", "))
    };
    by_count.into_iter().map(line).collect()
}

/// Why values are missing: one line for metrics of a class that share a reason.
fn reasons(report: &MetricsReport) -> Vec<String> {
    let mut grouped: Vec<(&str, Undefined, Vec<String>)> = Vec::new();
    for (class, metric, reason) in report.undefined() {
        match grouped.last_mut() {
            Some((c, r, metrics)) if (*c, *r) == (class, reason) => metrics.push(full_title(metric)),
            _ => grouped.push((class, reason, vec![full_title(metric)])),
        }
    }
    let line = |(class, reason, metrics): (&str, Undefined, Vec<String>)| {
        format!("n/a in {}: {}: {reason}", printable(class), metrics.join(", "))
    };
    grouped.into_iter().map(line).collect()
}

fn full_title(metric: Metric) -> String {
    let of = if metric.is_of_pixels() { "pixel" } else { "image" };
    format!("{of} {}", metric.title())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::metrics::{BestF1, Preset};

    #[test]
    fn columns_line_up_and_what_is_missing_is_explained_below() {
        let best = BestF1 {
            f1: 1.0,
            threshold: 0.5,
        };
        let whole = ClassMetrics {
            preset: Preset::Parity,
            normal: 2,
            anomalous: 3,
            image_auroc: Ok(0.9125),
            image_ap: Ok(1.0),
            image_f1: Ok(best),
            pixel_auroc: Ok(0.5),
            pixel_ap: Ok(0.04),
            pixel_f1: Ok(best),
            pixel_aupro: Ok(0.871),
        };
        let partly = ClassMetrics {
            pixel_auroc: Err(Undefined::NoMasks),
            pixel_ap: Err(Undefined::NoMasks),
            pixel_f1: Err(Undefined::NoMasks),
            pixel_aupro: Err(Undefined::NoMasks),
            ..whole.clone()
        };
        let mut report = MetricsReport::new(Preset::Parity);
        report.add("漢字", whole).unwrap();
        report.add("brain\u{1b}[2J", partly).unwrap();
        insta::assert_snapshot!(table(&report), @r"
        preset parity/1: AUPRO as in the released evaluation; per cent

                        image                  pixel
                        AUROC     AP     F1    AUROC     AP     F1  AUPRO  F1 threshold
        漢字             91.2  100.0  100.0     50.0    4.0  100.0   87.1        0.5000
        brain\u{1b}[2J   91.2  100.0  100.0      n/a    n/a    n/a    n/a           n/a
        mean             91.2  100.0  100.0     50.0    4.0  100.0   87.1

        mean over 1 of 2 classes: pixel AUROC, pixel AP, pixel F1, pixel AUPRO
        n/a in brain\u{1b}[2J: pixel AUROC, pixel AP, pixel F1, pixel AUPRO: there are no masks
        ");
    }
}
