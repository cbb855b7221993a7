//! A key table with keys of the user's instead of its own. Who gave a key last has it: nothing that the user bound is
//! hidden by what the program brings along.

use super::keymap::{Keymap, Row};
use super::{Context, KeyPress};
use crate::tui::Action;

/// Keys pressed in turn.
pub type Sequence = Vec<KeyPress>;

/// Other keys for an action.
#[derive(Debug, Clone)]
pub struct Change {
    /// Where.
    pub contexts: Vec<Context>,
    /// Of what.
    pub action: Action,
    /// Instead of those it had; none for no key at all.
    pub sequences: Vec<Sequence>,
    /// The line of the file that says so.
    pub line: usize,
}

/// Keys that two actions want, or that begin another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The keys that are lost.
    pub keys: Sequence,
    /// The keys that take them away.
    pub against: Sequence,
    /// Who has them.
    pub winner: Action,
    /// Who had or wanted them.
    pub loser: Action,
    /// Where.
    pub contexts: Vec<Context>,
    /// The line of the loser, or of the winner if the loser's keys come with the program.
    pub line: usize,
}

impl Keymap {
    /// This table with `changes`, the first counting where several are about the same.
    pub fn rebound(&self, changes: &[Change]) -> (Self, Vec<Clash>) {
        let mut clashes = Vec::new();
        let by_context: Vec<Vec<Option<Vec<Sequence>>>> = Context::ALL
            .into_iter()
            .map(|context| self.in_context(context, changes, &mut clashes))
            .collect();
        let mut rows = Vec::new();
        for (place, row) in self.rows.iter().enumerate() {
            let mut parts: Vec<Row> = Vec::new();
            for (context, found) in Context::ALL.into_iter().zip(&by_context) {
                let Some(sequences) = &found[place] else { continue };
                match parts.iter_mut().find(|part| part.sequences == *sequences) {
                    Some(part) => part.contexts.push(context),
                    None => parts.push(row.with(vec![context], sequences.clone())),
                }
            }
            rows.extend(parts);
        }
        (Self { rows }, clashes)
    }

    /// The keys of every row in `context`; `None` where a row does not hold there, or no longer.
    fn in_context(
        &self,
        context: Context,
        changes: &[Change],
        clashes: &mut Vec<Clash>,
    ) -> Vec<Option<Vec<Sequence>>> {
        let mut found: Vec<Option<Vec<Sequence>>> = vec![None; self.rows.len()];
        let here: Vec<usize> = (0..self.rows.len())
            .filter(|place| self.rows[*place].contexts.contains(&context))
            .collect();
        let mut taken: Vec<(Sequence, &Change)> = Vec::new();
        let mut changed: Vec<Action> = Vec::new();
        for change in changes.iter().filter(|change| change.contexts.contains(&context)) {
            let row = here
                .iter()
                .find(|place| self.rows[**place].binding.action == change.action);
            let (Some(row), false) = (row, changed.contains(&change.action)) else {
                continue;
            };
            changed.push(change.action);
            let mut kept = Vec::new();
            for keys in &change.sequences {
                match taken.iter().find(|(other, _)| overlap(keys, other)) {
                    Some((other, by)) if other == keys && by.action == change.action => {}
                    Some((other, by)) => note(
                        clashes,
                        keys,
                        other,
                        (by.action, change.action),
                        context,
                        change.line,
                    ),
                    None => {
                        kept.push(keys.clone());
                        taken.push((keys.clone(), change));
                    }
                }
            }
            found[*row] = Some(kept);
        }
        for place in here {
            let row = &self.rows[place];
            if changed.contains(&row.binding.action) {
                continue;
            }
            let mut kept = Vec::new();
            for keys in &row.sequences {
                match taken.iter().find(|(other, _)| overlap(keys, other)) {
                    Some((other, by)) => {
                        let pair = (by.action, row.binding.action);
                        note(clashes, keys, other, pair, context, by.line);
                    }
                    None => kept.push(keys.clone()),
                }
            }
            found[place] = Some(kept);
        }
        found
    }
}

/// Whether one is the other or begins it.
fn overlap(one: &Sequence, other: &Sequence) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn note(
    clashes: &mut Vec<Clash>,
    keys: &Sequence,
    against: &Sequence,
    (winner, loser): (Action, Action),
    context: Context,
    line: usize,
) {
    let clash = Clash {
        keys: keys.clone(),
        against: against.clone(),
        winner,
        loser,
        contexts: Vec::new(),
        line,
    };
    let same = |known: &&mut Clash| {
        Clash {
            contexts: Vec::new(),
            ..(**known).clone()
        } == clash
    };
    match clashes.iter_mut().find(same) {
        Some(known) => known.contexts.push(context),
        None => clashes.push(Clash {
            contexts: vec![context],
            ..clash
        }),
    }
}
