//! Automatic checks: reported with every result, never fatal.

/// Something that looks wrong in a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// A value is not a number.
    NotANumber,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a number")
    }
}
