//! Names as searches compare them: in lower case, all in one piece of memory.

/// Many names, one after the other.
#[derive(Debug, Default)]
pub struct FoldedNames {
    text: String,
    ends: Vec<usize>,
}

impl FoldedNames {
    /// Adds the next name.
    pub fn push(&mut self, name: &str) {
        match name.is_ascii() {
            true => self.text.extend(name.chars().map(|c| c.to_ascii_lowercase())),
            false => self.text.push_str(&name.to_lowercase()),
        }
        self.ends.push(self.text.len());
    }

    /// The name at a place; empty where there is none.
    pub fn get(&self, place: usize) -> &str {
        let start = match place {
            0 => 0,
            later => self.ends.get(later - 1).copied().unwrap_or(self.text.len()),
        };
        let end = self.ends.get(place).copied().unwrap_or(start);
        &self.text[start..end]
    }

    /// Gives back memory that was taken ahead.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_in_lower_case() {
        let mut names = FoldedNames::default();
        for name in ["Good/A.PNG", "", "ÄÖ"] {
            names.push(name);
        }
        let all: Vec<&str> = (0..5).map(|place| names.get(place)).collect();
        assert_eq!(all, ["good/a.png", "", "äö", "", ""]);
    }
}
