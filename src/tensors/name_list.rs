//! Long lists of names in messages: the first few, and how many more.

use crate::base::printable;

const SHOWN: usize = 4;

/// Names that shows the first four and counts the rest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameList(pub Vec<String>);

impl NameList {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<S: Into<String>> FromIterator<S> for NameList {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl std::fmt::Display for NameList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, name) in self.0.iter().take(SHOWN).enumerate() {
            let separator = if i == 0 { "" } else { ", " };
            write!(f, "{separator}{}", printable(name))?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_name_and_later_are_counted() {
        let names = |n: usize| (0..n).map(|i| format!("t{i}")).collect::<NameList>().to_string();
        assert_eq!(names(0), "");
        assert_eq!(names(4), "t0, t1, t2, t3");
        assert_eq!(names(9), "t0, t1, t2, t3 and 5 more");
    }
}
