//! The search by name: part of a name, upper and lower case alike.

use super::{SampleId, SampleList};

/// What is searched for and what was found.
#[derive(Debug, Default)]
pub struct Search {
    query: String,
    folded: String,
    matches: Vec<SampleId>,
    /// What was selected when the prompt was opened.
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

    /// The pictures found, in list order.
    pub fn matches(&self) -> &[SampleId] {
        &self.matches
    }

    /// Searches for something else.
    pub fn look_for(&mut self, query: String, samples: &SampleList) {
        self.folded = query.to_lowercase();
        self.query = query;
        self.matches.clear();
        if !self.folded.is_empty() {
            let found = samples
                .iter()
                .filter(|(_, sample)| sample.folded.contains(&self.folded));
            self.matches.extend(found.map(|(id, _)| id));
        }
    }

    /// The first match at or after `place`, else the first of all.
    pub fn first_from(&self, place: usize) -> Option<SampleId> {
        let next = self.matches.partition_point(|id| id.0 < place);
        self.matches.get(next).or(self.matches.first()).copied()
    }

    /// The match after `place`, going round.
    pub fn after(&self, place: usize) -> Option<SampleId> {
        self.first_from(place + 1)
    }

    /// The match before `place`, going round.
    pub fn before(&self, place: usize) -> Option<SampleId> {
        let previous = self.matches.partition_point(|id| id.0 < place).checked_sub(1);
        previous
            .and_then(|previous| self.matches.get(previous))
            .or(self.matches.last())
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::Sample;
    use std::path::Path;

    #[test]
    fn matches_are_found_in_both_directions_and_round() {
        let mut samples = SampleList::default();
        let names = ["Good/a.png", "bad/b.png", "good/c.png", "bad/d.png"];
        let all = names.map(|name| Sample::new(Path::new("/r"), Path::new("/r").join(name)));
        samples.fill(all.into(), 0);
        let mut search = Search::default();
        search.look_for("GOOD".to_owned(), &samples);
        assert_eq!(search.matches(), [SampleId(0), SampleId(2)]);
        assert_eq!(search.first_from(1), Some(SampleId(2)));
        assert_eq!(search.after(2), Some(SampleId(0)));
        assert_eq!(search.before(0), Some(SampleId(2)));
        assert_eq!(search.before(1), Some(SampleId(0)));
        search.look_for(String::new(), &samples);
        assert_eq!(search.after(0), None);
    }
}
