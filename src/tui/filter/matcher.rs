//! A filter made ready for a collection: names of classes become numbers once, so that a hundred thousand samples are
//! checked between two key presses.

use super::{Comparison, Filter, Number, Outcome, Term, Thing};
use crate::dataset::{Label, Split};
use crate::tui::collection::{Collection, Interned, SampleId};
use memchr::memmem::Finder;

/// What is known of a sample beside what the dataset says.
pub trait Known {
    /// Its score.
    fn score(&self, id: SampleId) -> Option<f32>;
    /// Whether a score means abnormal; `None` if it is not a number.
    fn is_abnormal(&self, score: f32) -> Option<bool>;
    /// Whether the user has marked it.
    fn is_marked(&self, _id: SampleId) -> bool {
        false
    }
    /// Whether the user has written something about it.
    fn has_note(&self, _id: SampleId) -> bool {
        false
    }
}

/// A filter ready to be asked.
pub struct Matcher<'a, K> {
    collection: &'a Collection,
    known: &'a K,
    checks: Vec<(bool, Check)>,
}

enum Check {
    Name(Vec<Finder<'static>>),
    /// Whether each class passes, by number.
    Class(Vec<bool>),
    Species(Vec<bool>),
    Split(Vec<Split>),
    Label(Vec<Option<Label>>),
    Outcome(Vec<Outcome>),
    Has(Vec<Thing>),
    Number(Number, Comparison, f32),
}

impl<'a, K: Known> Matcher<'a, K> {
    /// Makes `filter` ready.
    pub fn new(filter: &Filter, collection: &'a Collection, known: &'a K) -> Self {
        let check = |term: &Term| match term {
            Term::Name(words) => {
                let finder = |word: &String| Finder::new(word.as_bytes()).into_owned();
                Check::Name(words.iter().map(finder).collect())
            }
            Term::Class(words) => Check::Class(passing(words, collection.classes())),
            Term::Species(words) => Check::Species(passing(words, collection.species())),
            Term::Split(splits) => Check::Split(splits.clone()),
            Term::Label(labels) => Check::Label(labels.clone()),
            Term::Outcome(outcomes) => Check::Outcome(outcomes.clone()),
            Term::Has(things) => Check::Has(things.clone()),
            Term::Number(number, comparison, wanted) => Check::Number(*number, *comparison, *wanted),
        };
        let clauses = filter.clauses.iter();
        Self {
            collection,
            known,
            checks: clauses
                .map(|clause| (clause.negated, check(&clause.term)))
                .collect(),
        }
    }

    /// Whether a sample passes.
    pub fn passes(&self, id: SampleId) -> bool {
        self.checks
            .iter()
            .all(|(negated, check)| self.holds(check, id) != *negated)
    }

    fn holds(&self, check: &Check, id: SampleId) -> bool {
        let flag = |flags: &[bool], number: u32| flags.get(number as usize).copied().unwrap_or(false);
        let label = || self.collection.get(id).and_then(|sample| sample.label);
        match check {
            Check::Name(finders) => {
                let name = self.collection.folded_name(id).as_bytes();
                finders.iter().any(|finder| finder.find(name).is_some())
            }
            Check::Class(flags) => flag(flags, self.collection.kinds(id).0),
            Check::Species(flags) => flag(flags, self.collection.kinds(id).1),
            Check::Split(splits) => splits.contains(&self.collection.split(id)),
            Check::Label(labels) => labels.contains(&label()),
            Check::Outcome(outcomes) => {
                outcome_of(self.known, id, label()).is_some_and(|o| outcomes.contains(&o))
            }
            Check::Has(things) => things.iter().any(|thing| match thing {
                Thing::Mask => self
                    .collection
                    .get(id)
                    .is_some_and(|sample| sample.mask.is_some()),
                Thing::Label => label().is_some(),
                Thing::Score => self.known.score(id).is_some(),
                Thing::Mark => self.known.is_marked(id),
                Thing::Note => self.known.has_note(id),
            }),
            Check::Number(number, comparison, wanted) => {
                let found = match number {
                    Number::Score => self.known.score(id),
                    Number::Error => error_of(self.known, id, label()),
                };
                found.is_some_and(|found| comparison.holds(found, *wanted))
            }
        }
    }
}

/// What a sample is at the threshold; `None` without a label or a score.
pub fn outcome_of(known: &impl Known, id: SampleId, label: Option<Label>) -> Option<Outcome> {
    let reported = known.is_abnormal(known.score(id)?)?;
    Some(Outcome::of(label?, reported))
}

/// How far the score is from the label, 0 to 1.
pub fn error_of(known: &impl Known, id: SampleId, label: Option<Label>) -> Option<f32> {
    let score = known.score(id)?;
    Some((f32::from(label?.number()) - score).abs())
}

/// Which names one of `words` means: those that are called so, else those that begin so.
fn passing(words: &[String], names: &Interned) -> Vec<bool> {
    let folded: Vec<String> = names.names().map(str::to_lowercase).collect();
    let mut flags = vec![false; folded.len()];
    for word in words {
        let called_so = folded.iter().any(|name| name == word);
        for (flag, name) in flags.iter_mut().zip(&folded) {
            *flag |= match called_so {
                true => name == word,
                false => name.starts_with(word.as_str()),
            };
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{DatasetIndex, Sample};
    use crate::tui::filter::parse;
    use std::path::Path;

    struct Scores(&'static [Option<f32>]);

    impl Known for Scores {
        fn score(&self, id: SampleId) -> Option<f32> {
            self.0[id.0]
        }
        fn is_abnormal(&self, score: f32) -> Option<bool> {
            (!score.is_nan()).then_some(score >= 0.5)
        }
        fn is_marked(&self, id: SampleId) -> bool {
            id.0 == 3
        }
        fn has_note(&self, id: SampleId) -> bool {
            id.0 > 3
        }
    }

    fn collection() -> Collection {
        let sample = |image: &str, class: &str, species: &str, label, mask: Option<&str>| Sample {
            image: Path::new(image).into(),
            mask: mask.map(|mask| Path::new(mask).into()),
            class: class.into(),
            species: species.into(),
            label,
        };
        let (normal, anomalous) = (Some(Label::Normal), Some(Label::Anomalous));
        Collection::new(DatasetIndex {
            kind: "visa",
            test: vec![
                sample("capsule/Good/0.png", "capsule", "good", normal, None),
                sample("capsule/hole/1.png", "capsule", "hole", anomalous, Some("m1.png")),
                sample("capsules/hole/2.png", "capsules", "hole", anomalous, None),
                sample("misc/3.png", "Misc", "", None, None),
            ],
            train: vec![sample("capsule/train/4.png", "capsule", "good", normal, None)],
            ..Collection::default().index().clone()
        })
    }

    #[test]
    fn every_term_picks_its_samples() {
        let collection = collection();
        let scores = Scores(&[Some(0.7), Some(0.9), Some(0.2), Some(0.4), None]);
        for (text, expected) in [
            ("", vec![0, 1, 2, 3, 4]),
            ("class:capsule", vec![0, 1, 4]),
            ("class:cap", vec![0, 1, 2, 4]),
            ("class:CAPSULES", vec![2]),
            ("class:misc,capsules", vec![2, 3]),
            ("class:nothing", vec![]),
            ("-class:capsule", vec![2, 3]),
            ("species:hole", vec![1, 2]),
            ("split:train", vec![4]),
            ("label:0", vec![0, 4]),
            ("label:none", vec![3]),
            ("label:1,none", vec![1, 2, 3]),
            ("has:mask", vec![1]),
            ("!has:mask label:1", vec![2]),
            ("has:score", vec![0, 1, 2, 3]),
            ("has:label -has:score", vec![4]),
            ("has:mark", vec![3]),
            ("has:note,mark", vec![3, 4]),
            ("GOOD", vec![0]),
            ("name:\"capsules/hole\"", vec![2]),
            ("name:0.png,4.png", vec![0, 4]),
            ("-png", vec![]),
            ("score>0.6", vec![0, 1]),
            ("score>=0.2 score<0.5", vec![2, 3]),
            ("score=0.9", vec![1]),
            ("-score>0.6", vec![2, 3, 4]),
            ("error>0.5", vec![0, 2]),
            ("outcome:tp", vec![1]),
            ("outcome:fp,fn", vec![0, 2]),
            ("outcome:right", vec![1]),
            ("-outcome:wrong", vec![1, 3, 4]),
        ] {
            let filter = parse(text).unwrap();
            let matcher = Matcher::new(&filter, &collection, &scores);
            let found: Vec<usize> = (0..5).filter(|id| matcher.passes(SampleId(*id))).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
