//! Where an evaluation leaves the protocol of the published numbers.

use super::metrics::Preset;
use super::published::PublishedTables;
use crate::base::printable;
use crate::dataset::catalogue::{self, Description, Shared};
use crate::detector::DetectorSettings;
use std::collections::BTreeMap;
use std::path::Path;

/// The released numbers of learned prompt positions, e and r.
const PROMPT_LENGTHS: (usize, usize) = (7, 3);

/// What prompts were trained on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainedOn {
    /// As it was written down.
    pub dataset: String,
    /// The fingerprint of its index.
    pub fingerprint: Option<String>,
    /// What the prompts that the training began with were trained on.
    pub before: Vec<String>,
}

/// Stands between the datasets of [`TrainedOn::before`] in metadata and records.
const AND: &str = " + ";

impl TrainedOn {
    /// From a checkpoint's metadata; without any, from a file name such as the released `mvtec_train_epoch_10.pth`.
    pub fn of_checkpoint(path: &Path, metadata: &BTreeMap<String, String>) -> Option<Self> {
        let before = metadata
            .get("trained_on_before")
            .map_or(Vec::new(), |names| names.split(AND).map(str::to_owned).collect());
        if let Some(dataset) = metadata.get("trained_on") {
            return Some(Self {
                dataset: dataset.clone(),
                fingerprint: metadata.get("trained_on_fingerprint").cloned(),
                before,
            });
        }
        let (dataset, _) = path.file_name()?.to_str()?.split_once("_train_epoch_")?;
        catalogue::kind_named(dataset).map(|dataset| Self {
            dataset: dataset.to_owned(),
            fingerprint: None,
            before,
        })
    }

    /// Everything that they saw, for metadata and records.
    pub fn text(&self) -> String {
        let all: Vec<&str> = self.all().collect();
        all.join(AND)
    }

    /// Everything that they saw, the last first.
    fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.dataset.as_str()).chain(self.before.iter().map(String::as_str))
    }
}

/// Of several datasets in a record's words, one that holds images of `kind`.
pub fn seen_among<'a>(trained_on: &'a str, kind: &str) -> Option<&'a str> {
    let is_seen = |name: &&str| {
        let of_kind = catalogue::kind_named(name).and_then(|own| catalogue::shared(own, kind));
        of_kind.is_some()
    };
    trained_on.split(AND).find(is_seen)
}

/// What is known about an evaluation before its numbers are read.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The kind of the index: an identifier of the catalogue, or another.
    pub dataset: &'a str,
    /// The fingerprint of its index.
    pub fingerprint: Option<&'a str>,
    /// Normal and anomalous test images.
    pub counts: (usize, usize),
    /// What the prompts were trained on, where it is known. None for methods without training too: see `learned`.
    pub trained_on: Option<&'a TrainedOn>,
    /// The method has learned prompts.
    pub learned: bool,
    /// How it detects.
    pub settings: &'a DetectorSettings,
    /// e and r of the prompts; none where the method has none.
    pub prompt_lengths: Option<(usize, usize)>,
    /// The definitions of the metrics.
    pub preset: Preset,
}

/// What a departure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProtocolIssue {
    /// Evaluated on what it was trained on.
    TrainedOnThis,
    /// Evaluated on what it may have been trained on.
    PerhapsTrainedOnThis,
    /// Trained on another dataset than the published prompts.
    OtherTraining,
    /// Nobody wrote down what it was trained on.
    TrainingUnknown,
    /// Not as many images as in the published set.
    Counts,
    /// Detected with other settings.
    Settings,
    /// Measured by other definitions.
    Preset,
}

/// One departure: what it is, why it matters, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolWarning {
    /// What it is about.
    pub issue: ProtocolIssue,
    /// What was found.
    pub what: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub action: String,
}

impl std::fmt::Display for ProtocolWarning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}; {}", self.what, self.why, self.action)
    }
}

/// Every departure from the protocol, the gravest first. What only bears on the comparison with published numbers is
/// left out for datasets that have none.
pub fn check(facts: &Facts, published: &PublishedTables) -> Vec<ProtocolWarning> {
    let mut warnings = Vec::new();
    let compared = published.has(facts.dataset);
    if facts.learned {
        warnings.extend(training(facts, compared));
    }
    if compared {
        warnings.extend(catalogue::find(facts.dataset).and_then(|description| counts(facts, description)));
        warnings.extend(settings(facts));
        warnings.extend(preset(facts));
    }
    warnings
}

fn training(facts: &Facts, compared: bool) -> Option<ProtocolWarning> {
    let advised = if facts.dataset == "mvtec" { "visa" } else { "mvtec" };
    let advised = catalogue::find(advised).map_or(advised, |description| description.title);
    let action = format!("take prompts trained on {advised}");
    let Some(trained_on) = facts.trained_on else {
        return Some(ProtocolWarning {
            issue: ProtocolIssue::TrainingUnknown,
            what: "the prompts do not say what they were trained on".to_owned(),
            why: "if it was this dataset, the numbers are too good",
            action,
        });
    };
    let same_content = facts.fingerprint.is_some() && trained_on.fingerprint.as_deref() == facts.fingerprint;
    if let Some((issue, what)) = seen(facts, trained_on, same_content) {
        let why = match issue {
            ProtocolIssue::TrainedOnThis => {
                "zero-shot means that no image of the dataset was seen; these numbers are too good"
            }
            _ => "if they saw its images, the numbers are too good",
        };
        return Some(ProtocolWarning {
            issue,
            what,
            why,
            action,
        });
    }
    let title = |name: &str| {
        catalogue::kind_named(name)
            .and_then(catalogue::find)
            .map(|own| own.title)
    };
    let others: Vec<&str> = trained_on
        .all()
        .filter(|name| title(name) != Some(advised))
        .collect();
    (compared && !others.is_empty()).then(|| ProtocolWarning {
        issue: ProtocolIssue::OtherTraining,
        what: format!(
            "the prompts were trained on {}, the published ones on {advised}",
            printable(title(others[0]).unwrap_or(others[0]))
        ),
        why: "the published difference holds training data too",
        action,
    })
}

/// What the prompts saw of the dataset, surely or perhaps.
fn seen(facts: &Facts, trained_on: &TrainedOn, same_content: bool) -> Option<(ProtocolIssue, String)> {
    let mut perhaps = None;
    for name in trained_on.all() {
        // Outside the catalogue a kind is a layout, which two datasets may share: only the content tells.
        let kind = catalogue::kind_named(name);
        let shared = kind.and_then(|kind| catalogue::shared(kind, facts.dataset));
        let same_kind = kind == Some(facts.dataset);
        let content = same_content && name == trained_on.dataset;
        let name = printable(name);
        match shared {
            _ if content => {
                return Some((
                    ProtocolIssue::TrainedOnThis,
                    format!("the prompts were trained on the dataset evaluated, {name} (same fingerprint)"),
                ));
            }
            Some(Shared::Surely(_)) if same_kind => {
                return Some((
                    ProtocolIssue::TrainedOnThis,
                    format!("the prompts were trained on the dataset evaluated, {name}"),
                ));
            }
            Some(Shared::Surely(own)) => {
                return Some((
                    ProtocolIssue::TrainedOnThis,
                    format!("the prompts were trained on {name}, and {} is in both", own.title),
                ));
            }
            Some(Shared::Perhaps(own)) if perhaps.is_none() => {
                perhaps = Some((
                    ProtocolIssue::PerhapsTrainedOnThis,
                    format!(
                        "the prompts were trained on {name}, which may be or hold {}",
                        own.title
                    ),
                ));
            }
            _ => {}
        }
    }
    perhaps
}

fn counts(facts: &Facts, description: &Description) -> Option<ProtocolWarning> {
    let expected = description.published_counts()?;
    let (normal, anomalous) = facts.counts;
    if expected == facts.counts {
        return None;
    }
    let variant = description
        .counts
        .iter()
        .find(|known| (known.normal, known.anomalous) == facts.counts && !known.name.is_empty())
        .map(|known| format!(" (the variant {})", known.name))
        .unwrap_or_default();
    Some(ProtocolWarning {
        issue: ProtocolIssue::Counts,
        what: format!(
            "{} has {normal} normal and {anomalous} anomalous test images here{variant}, {} and {} in the published set",
            description.title, expected.0, expected.1
        ),
        why: "the published numbers are of other images",
        action: format!("get the published set: {}", description.page),
    })
}

fn settings(facts: &Facts) -> Option<ProtocolWarning> {
    let (own, released) = (facts.settings, DetectorSettings::default());
    let mut differences = Vec::new();
    let mut compare = |what: &str, own: String, released: String| {
        if own != released {
            differences.push(format!("{what} {own} for {released}"));
        }
    };
    compare(
        "image size",
        own.image_size.to_string(),
        released.image_size.to_string(),
    );
    compare("sigma", own.sigma.to_string(), released.sigma.to_string());
    // Methods without prompts tap and gather nothing.
    if let Some((e, r)) = facts.prompt_lengths {
        let list = |layers: &[usize]| layers.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        compare("layers", list(&own.layers), list(&released.layers));
        compare("top-k", own.top_k.to_string(), released.top_k.to_string());
        compare("e", e.to_string(), PROMPT_LENGTHS.0.to_string());
        compare("r", r.to_string(), PROMPT_LENGTHS.1.to_string());
    }
    (!differences.is_empty()).then(|| ProtocolWarning {
        issue: ProtocolIssue::Settings,
        what: format!("settings differ from the paper's: {}", differences.join(", ")),
        why: "the published numbers were made with the paper's",
        action: "leave these settings at their defaults, with prompts of e 7 and r 3".to_owned(),
    })
}

fn preset(facts: &Facts) -> Option<ProtocolWarning> {
    (facts.preset != Preset::Parity).then(|| ProtocolWarning {
        issue: ProtocolIssue::Preset,
        what: format!("the metrics follow {}, the published ones parity", facts.preset),
        why: "the two define AUPRO differently, which moves it by points",
        action: "evaluate with --metrics parity to compare AUPRO".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trained(dataset: &str, fingerprint: Option<&str>) -> TrainedOn {
        TrainedOn {
            dataset: dataset.to_owned(),
            fingerprint: fingerprint.map(str::to_owned),
            before: Vec::new(),
        }
    }

    fn facts<'a>(
        dataset: &'a str,
        trained_on: Option<&'a TrainedOn>,
        settings: &'a DetectorSettings,
    ) -> Facts<'a> {
        let description = catalogue::find(dataset);
        Facts {
            dataset,
            fingerprint: Some("f00"),
            counts: description
                .and_then(|found| found.published_counts())
                .unwrap_or((1, 1)),
            trained_on,
            learned: true,
            settings,
            prompt_lengths: Some((7, 3)),
            preset: Preset::Parity,
        }
    }

    fn issues(facts: &Facts) -> Vec<ProtocolIssue> {
        let warnings = check(facts, &PublishedTables::read().unwrap());
        warnings.iter().map(|warning| warning.issue).collect()
    }

    #[test]
    fn the_papers_own_protocol_gives_no_warning() {
        let settings = DetectorSettings::default();
        for (position, description) in catalogue::DATASETS.iter().take(15).enumerate() {
            let auxiliary = trained(if position == 0 { "visa" } else { "MVTec AD" }, None);
            assert_eq!(
                issues(&facts(description.id, Some(&auxiliary), &settings)),
                [],
                "{}",
                description.id
            );
        }
    }

    #[test]
    fn training_on_the_dataset_is_found_by_name_and_by_content() {
        let settings = DetectorSettings::default();
        let cases = [
            (
                "mvtec",
                Some(trained("mvtec", None)),
                Some(ProtocolIssue::TrainedOnThis),
            ),
            (
                "mvtec",
                Some(trained("mpdd", None)),
                Some(ProtocolIssue::OtherTraining),
            ),
            (
                "visa",
                Some(trained("own", Some("f00"))),
                Some(ProtocolIssue::TrainedOnThis),
            ),
            ("visa", None, Some(ProtocolIssue::TrainingUnknown)),
            ("generic", Some(trained("generic", Some("f01"))), None),
            (
                "generic",
                Some(trained("generic", Some("f00"))),
                Some(ProtocolIssue::TrainedOnThis),
            ),
        ];
        for (dataset, trained_on, expected) in cases {
            let found = issues(&facts(dataset, trained_on.as_ref(), &settings));
            assert_eq!(found, Vec::from_iter(expected), "{dataset} {trained_on:?}");
        }
        let mut untrained = facts("visa", None, &settings);
        untrained.learned = false;
        assert_eq!(issues(&untrained), []);
    }

    #[test]
    fn what_was_seen_inside_another_set_or_before_is_found() {
        let settings = DetectorSettings::default();
        let issue = |dataset, trained_on: &TrainedOn| issues(&facts(dataset, Some(trained_on), &settings));
        let combined = trained("mvtec-ndb", None);
        assert_eq!(issue("mvtec", &combined), [ProtocolIssue::TrainedOnThis]);
        assert_eq!(issue("cvc-colondb", &combined), [ProtocolIssue::TrainedOnThis]);
        assert_eq!(issue("kvasir", &combined), [ProtocolIssue::PerhapsTrainedOnThis]);
        assert_eq!(issue("visa", &combined), [ProtocolIssue::OtherTraining]);
        assert_eq!(
            issue("mvtec-ndb", &trained("mvtec", None)),
            [ProtocolIssue::TrainedOnThis]
        );
        assert_eq!(
            issue("endo", &trained("colon", None)),
            [ProtocolIssue::PerhapsTrainedOnThis]
        );
        let mut twice = trained("visa", None);
        twice.before = vec!["btad".to_owned(), "mvtec".to_owned()];
        assert_eq!(issue("mvtec", &twice), [ProtocolIssue::TrainedOnThis]);
        assert_eq!(issue("mpdd", &twice), [ProtocolIssue::OtherTraining]);
        assert_eq!(twice.text(), "visa + btad + mvtec");
        let metadata = BTreeMap::from([
            ("trained_on".to_owned(), "visa".to_owned()),
            ("trained_on_before".to_owned(), "btad + mvtec".to_owned()),
        ]);
        assert_eq!(TrainedOn::of_checkpoint(Path::new("a"), &metadata), Some(twice));
        assert_eq!(seen_among("btad + mvtec-ndb", "mvtec"), Some("mvtec-ndb"));
        assert_eq!(seen_among("btad + own", "mvtec"), None);
    }

    #[test]
    fn the_released_file_name_tells_the_training_set() {
        let of = |name: &str| TrainedOn::of_checkpoint(Path::new(name), &BTreeMap::new());
        assert_eq!(of("a/mvtec_train_epoch_10.pth"), Some(trained("mvtec", None)));
        assert_eq!(of("mine.safetensors"), None);
        assert_eq!(of("mine_train_epoch_3.pth"), None);
    }

    #[test]
    fn each_departure_says_what_why_and_what_to_do() {
        let settings = DetectorSettings {
            image_size: 336,
            layers: vec![24],
            ..DetectorSettings::default()
        };
        let auxiliary = trained("mvtec", None);
        let mut departed = facts("ksdd", Some(&auxiliary), &settings);
        departed.counts = (181, 74);
        departed.prompt_lengths = Some((4, 3));
        departed.preset = Preset::Exact;
        let warnings = check(&departed, &PublishedTables::read().unwrap());
        let text: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.len(), 3, "{text:?}");
        assert!(
            text[0].contains("181 normal and 74 anomalous") && text[0].contains("286 and 54"),
            "{text:?}"
        );
        assert!(text[0].contains("AnomalyCLIP"), "{text:?}");
        assert!(
            text[1].contains("image size 336 for 518, layers 24 for 6,12,18,24, e 4 for 7:"),
            "{text:?}"
        );
        assert!(
            text[2].contains("exact/1") && text[2].contains("--metrics parity"),
            "{text:?}"
        );
    }
}
