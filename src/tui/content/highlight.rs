//! A name with the part that was searched for marked.

use super::Piece;
use crate::tui::theme::Role;

/// Folding may change lengths (İ becomes two characters); such names are found but not marked.
pub fn highlighted(name: &str, folded: &str, base: Role) -> Vec<Piece> {
    let lower = name.to_lowercase();
    let found = (!folded.is_empty() && lower.len() == name.len())
        .then(|| lower.find(folded))
        .flatten()
        .map(|start| start..start + folded.len())
        .filter(|range| name.is_char_boundary(range.start) && name.is_char_boundary(range.end));
    match found {
        Some(range) => vec![
            Piece::new(base, &name[..range.start]),
            Piece::new(Role::Match, &name[range.clone()]),
            Piece::new(base, &name[range.end..]),
        ],
        None => vec![Piece::new(base, name)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[Piece]) -> Vec<&str> {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn the_match_is_marked_where_it_stands() {
        assert_eq!(
            texts(&highlighted("Good/A.png", "good", Role::Text)),
            ["", "Good", "/A.png"]
        );
        assert_eq!(texts(&highlighted("a.png", "zzz", Role::Text)), ["a.png"]);
        assert_eq!(texts(&highlighted("İx.png", "x", Role::Text)), ["İx.png"]);
    }
}
