//! Shapes in messages.

/// A shape for people: `1024×768`.
pub fn shape_text(shape: &[usize]) -> String {
    if shape.is_empty() {
        return "a single number".to_owned();
    }
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join("×")
}
