//! From keys to actions: looks the pressed keys up in the table, one context at a time.

use super::{BINDINGS, Binding, Context, KeyPress, UnknownKey};
use crate::tui::Action;

/// The table, parsed.
#[derive(Debug, Clone)]
pub struct Keymap {
    pub(super) rows: Vec<Row>,
}

/// A row: the table's, or the part of it that has these keys.
#[derive(Debug, Clone)]
pub struct Row {
    /// What the table says. Keys and places may be others.
    pub binding: Binding,
    /// Where it holds.
    pub contexts: Vec<Context>,
    /// Its keys; none if the user took them away.
    pub sequences: Vec<Vec<KeyPress>>,
}

impl Row {
    /// This row with other places and keys. Without a key there is nothing for the bottom line to name.
    pub(super) fn with(&self, contexts: Vec<Context>, sequences: Vec<Vec<KeyPress>>) -> Self {
        let mut binding = self.binding;
        if sequences.is_empty() {
            binding.hint = None;
        }
        Self {
            binding,
            contexts,
            sequences,
        }
    }

    /// Its keys, as people read them.
    pub fn keys(&self) -> String {
        shown(&self.sequences)
    }
}

/// What a sequence of keys means so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// It wishes for this.
    Action(Action),
    /// It begins something longer.
    Prefix,
    /// Nothing.
    Unbound,
}

impl Keymap {
    /// The built-in table.
    pub fn built_in() -> Result<Self, UnknownKey> {
        let rows = BINDINGS.iter().map(|binding| {
            let sequences = binding.keys.iter().map(|keys| parse_sequence(keys));
            Ok(Row {
                binding: *binding,
                contexts: binding.contexts.to_vec(),
                sequences: sequences.collect::<Result<_, _>>()?,
            })
        });
        Ok(Self {
            rows: rows.collect::<Result<_, _>>()?,
        })
    }

    /// What `keys`, pressed in turn, mean in `context`.
    pub fn look_up(&self, context: Context, keys: &[KeyPress]) -> Lookup {
        let mut found = Lookup::Unbound;
        for row in self.rows_of(context) {
            for sequence in &row.sequences {
                if sequence == keys {
                    return Lookup::Action(row.binding.action);
                }
                if sequence.starts_with(keys) {
                    found = Lookup::Prefix;
                }
            }
        }
        found
    }

    /// The rows that hold in `context`: keys as people read them, and the binding.
    pub fn listed(&self, context: Context) -> impl Iterator<Item = (String, &Binding)> {
        self.rows_of(context)
            .map(|row| (shown(&row.sequences), &row.binding))
    }

    /// The first key that wishes for `action` in `context`, as people read it; empty if there is none.
    pub fn key_for(&self, context: Context, action: Action) -> String {
        let row = self.rows_of(context).find(|row| row.binding.action == action);
        row.and_then(|row| row.sequences.first())
            .map_or(String::new(), |sequence| sequence_shown(sequence))
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// The actions that the table knows; those of several rows several times.
    pub fn actions(&self) -> impl Iterator<Item = Action> {
        self.rows.iter().map(|row| row.binding.action)
    }

    /// Where `action` can be wished for.
    pub fn contexts_of(&self, action: Action) -> Vec<Context> {
        let holds = |context: &Context| self.rows_of(*context).any(|row| row.binding.action == action);
        Context::ALL.into_iter().filter(holds).collect()
    }

    fn rows_of(&self, context: Context) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .filter(move |row| row.contexts.contains(&context))
    }
}

/// Keys in turn, as the table writes them: `g g`.
pub fn parse_sequence(keys: &str) -> Result<Vec<KeyPress>, UnknownKey> {
    keys.split(' ').map(str::parse).collect()
}

/// Keys in turn, as the table writes them: `g g`.
pub fn sequence_written(keys: &[KeyPress]) -> String {
    let keys: Vec<String> = keys.iter().map(KeyPress::written).collect();
    keys.join(" ")
}

fn shown(sequences: &[Vec<KeyPress>]) -> String {
    let alternatives: Vec<String> = sequences.iter().map(|keys| sequence_shown(keys)).collect();
    alternatives.join(" ")
}

/// Keys pressed in turn, as people read them: `gg`.
pub fn sequence_shown(keys: &[KeyPress]) -> String {
    keys.iter().map(KeyPress::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<KeyPress> {
        parse_sequence(text).unwrap()
    }

    #[test]
    fn sequences_are_found_step_by_step() {
        let map = Keymap::built_in().unwrap();
        let look = |context, text| map.look_up(context, &keys(text));
        assert_eq!(look(Context::List, "g"), Lookup::Prefix);
        assert_eq!(look(Context::List, "g g"), Lookup::Action(Action::FirstSample));
        assert_eq!(look(Context::Details, "g g"), Lookup::Action(Action::ScrollTop));
        assert_eq!(look(Context::List, "g j"), Lookup::Unbound);
        assert_eq!(look(Context::Search, "j"), Lookup::Unbound);
        assert_eq!(look(Context::List, "F"), Lookup::Unbound);
    }

    #[test]
    fn no_key_means_two_things_in_one_context_and_no_key_hides_a_longer_one() {
        let map = Keymap::built_in().unwrap();
        for context in Context::ALL {
            let all: Vec<&Vec<KeyPress>> = map.rows_of(context).flat_map(|row| &row.sequences).collect();
            for (i, one) in all.iter().enumerate() {
                for (j, other) in all.iter().enumerate() {
                    assert!(
                        i == j || !other.starts_with(one),
                        "{context:?}: {} and {}",
                        sequence_shown(one),
                        sequence_shown(other)
                    );
                }
            }
        }
    }

    #[test]
    fn esc_never_quits() {
        let map = Keymap::built_in().unwrap();
        for context in Context::ALL {
            let meaning = map.look_up(context, &keys("esc"));
            assert_eq!(meaning, Lookup::Action(Action::Back), "{context:?}");
        }
    }

    #[test]
    fn every_row_has_help_and_a_place() {
        for binding in BINDINGS {
            assert!(!binding.help.is_empty() && !binding.contexts.is_empty() && !binding.keys.is_empty());
        }
    }
}
