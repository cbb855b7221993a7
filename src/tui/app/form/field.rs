//! A field of the form.

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A file or folder.
    Path,
    /// A whole number, 1 or more.
    Count,
    /// A number, 0 or more.
    Rate,
    /// Any text.
    Text,
    /// One of these; the first leaves the option out.
    Choice(&'static [&'static str]),
}

/// A field: an option of `train`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The option, without its dashes.
    pub option: &'static str,
    /// What the form calls it.
    pub name: &'static str,
    /// What it takes.
    pub kind: FieldKind,
    /// What stands for nothing.
    pub default: &'static str,
    /// What is in it.
    pub value: String,
    /// There must be something.
    pub needed: bool,
}

impl Field {
    /// An empty field.
    pub const fn new(
        option: &'static str,
        name: &'static str,
        kind: FieldKind,
        default: &'static str,
    ) -> Self {
        Self {
            option,
            name,
            kind,
            default,
            value: String::new(),
            needed: false,
        }
    }

    /// With something in it.
    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// That must not stay empty.
    pub fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// Types a character; a choice takes the next one that begins with it.
    pub fn type_char(&mut self, typed: char) {
        match self.kind {
            FieldKind::Choice(_) if typed == ' ' => self.step(1),
            FieldKind::Choice(all) => {
                let begins = |choice: &&&str| choice.starts_with(typed);
                if let Some(choice) = all.iter().find(begins) {
                    self.value = (*choice).to_owned();
                }
            }
            _ => self.value.push(typed),
        }
    }

    /// Erases the last character.
    pub fn erase(&mut self) {
        match self.kind {
            FieldKind::Choice(_) => self.value.clear(),
            _ => drop(self.value.pop()),
        }
    }

    /// The next or the previous choice.
    pub fn step(&mut self, by: isize) {
        let FieldKind::Choice(all) = self.kind else { return };
        let here = all.iter().position(|choice| *choice == self.value).unwrap_or(0);
        let next = (here as isize + by).rem_euclid(all.len() as isize) as usize;
        self.value = match next {
            0 => String::new(),
            next => all[next].to_owned(),
        };
    }

    /// What is wrong with it.
    pub fn fault(&self) -> Option<String> {
        let value = self.value.trim();
        if value.is_empty() {
            return self.needed.then(|| "is needed".to_owned());
        }
        let is_wrong = match self.kind {
            FieldKind::Count => !value.parse::<usize>().is_ok_and(|count| count > 0),
            FieldKind::Rate => !value
                .parse::<f64>()
                .is_ok_and(|rate| rate.is_finite() && rate >= 0.0),
            FieldKind::Path | FieldKind::Text | FieldKind::Choice(_) => false,
        };
        let expected = match self.kind {
            FieldKind::Count => "a whole number, 1 or more",
            _ => "a number, 0 or more",
        };
        is_wrong.then(|| format!("must be {expected}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_goes_round_and_its_first_is_nothing() {
        let mut field = Field::new(
            "features",
            "features",
            FieldKind::Choice(&["auto", "memory", "disk"]),
            "auto",
        );
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(field.value.clone());
            field.step(1);
        }
        assert_eq!(seen, ["", "memory", "disk", ""]);
        field.step(-1);
        assert_eq!(field.value, "");
        field.type_char('d');
        assert_eq!(field.value, "disk");
    }

    #[test]
    fn faults_say_what_is_expected() {
        let field = |kind, value: &str| Field::new("x", "x", kind, "").with(value).fault();
        assert_eq!(field(FieldKind::Count, "8"), None);
        assert_eq!(field(FieldKind::Count, ""), None);
        assert!(field(FieldKind::Count, "0").unwrap().contains("1 or more"));
        assert!(field(FieldKind::Count, "-1").unwrap().contains("1 or more"));
        assert!(field(FieldKind::Rate, "nan").unwrap().contains("0 or more"));
        assert_eq!(field(FieldKind::Rate, "1e-3"), None);
        let needed = Field::new("x", "x", FieldKind::Path, "").needed();
        assert_eq!(needed.fault().unwrap(), "is needed");
    }
}
