//! The search by name within the list: part of a name, upper and lower case alike.

use super::SampleList;
use memchr::memmem::Finder;

/// What is searched for and where in the list it was found.
#[derive(Debug, Default)]
pub struct Search {
    query: String,
    folded: String,
    matches: Vec<usize>,
    /// Which place was selected when the prompt was opened.
    pub origin: usize,
}

impl Search {
    /// The text searched for, as typed.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The text as names are compared with it; empty when there is no search.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The places found, ascending.
    pub fn matches(&self) -> &[usize] {
        &self.matches
    }

    /// Searches for something else.
    pub fn look_for(&mut self, query: String, samples: &SampleList) {
        self.folded = query.to_lowercase();
        self.query = query;
        self.refresh(samples);
    }

    /// Searches again, in a list that has changed.
    pub fn refresh(&mut self, samples: &SampleList) {
        self.matches.clear();
        if self.folded.is_empty() {
            return;
        }
        let finder = Finder::new(&self.folded);
        let names = samples.collection();
        let found = samples.from(0).iter().enumerate().filter(|(_, id)| {
            let name = names.folded_name(**id);
            finder.find(name.as_bytes()).is_some()
        });
        self.matches.extend(found.map(|(place, _)| place));
    }

    /// The first match at or after `place`, else the first of all.
    pub fn first_from(&self, place: usize) -> Option<usize> {
        let next = self.matches.partition_point(|found| *found < place);
        self.matches.get(next).or(self.matches.first()).copied()
    }

    /// The match after `place`, going round.
    pub fn after(&self, place: usize) -> Option<usize> {
        self.first_from(place + 1)
    }

    /// The match before `place`, going round.
    pub fn before(&self, place: usize) -> Option<usize> {
        let previous = self
            .matches
            .partition_point(|found| *found < place)
            .checked_sub(1);
        previous
            .and_then(|previous| self.matches.get(previous))
            .or(self.matches.last())
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{DatasetIndex, Sample};
    use crate::tui::collection::{Collection, SampleId};
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn matches_are_places_of_the_list_found_in_both_directions_and_round() {
        let sample = |name: &str| Sample {
            image: Path::new(name).into(),
            mask: None,
            class: "".into(),
            species: "".into(),
            label: None,
        };
        let names = ["Good/a.png", "bad/b.png", "good/c.png", "bad/d.png"];
        let index = DatasetIndex {
            test: names.map(sample).into(),
            ..Collection::default().index().clone()
        };
        let mut samples = SampleList::default();
        samples.fill(Arc::new(Collection::new(index)));
        samples.show([0, 1, 2, 3].map(SampleId).into());
        let mut search = Search::default();
        search.look_for("GOOD".to_owned(), &samples);
        assert_eq!(search.matches(), [0, 2]);
        assert_eq!(search.first_from(1), Some(2));
        assert_eq!(search.after(2), Some(0));
        assert_eq!(search.before(0), Some(2));
        assert_eq!(search.before(1), Some(0));
        samples.show([1, 2, 0].map(SampleId).into());
        search.refresh(&samples);
        assert_eq!(search.matches(), [1, 2]);
        search.look_for(String::new(), &samples);
        assert_eq!(search.after(0), None);
    }
}
