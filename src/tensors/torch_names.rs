//! The names of the tensors in a pickle: nested dictionaries, lists and modules become dotted names.

use super::pickle::{Heap, Id, Loaded, PickleError, TensorView, Value};
use std::collections::BTreeMap;

/// TorchScript's modules nest 8 deep.
const MAX_DEPTH: usize = 32;
/// Bounds the names that shared values can blow up to: visited values and bytes of names together.
const MAX_WORK: usize = 16 << 20;

/// All tensors by name. Where a name occurs twice the later one counts, as in Python.
pub(super) fn flatten<'l, 'a>(
    loaded: &'l Loaded<'a>,
) -> Result<BTreeMap<String, &'l TensorView<'a>>, PickleError> {
    let mut walk = Walk {
        heap: &loaded.heap,
        tensors: BTreeMap::new(),
        work: 0,
    };
    walk.visit(loaded.root, String::new(), 0)?;
    Ok(walk.tensors)
}

struct Walk<'l, 'a> {
    heap: &'l Heap<'a>,
    tensors: BTreeMap<String, &'l TensorView<'a>>,
    work: usize,
}

impl<'l, 'a> Walk<'l, 'a> {
    fn visit(&mut self, id: Id, name: String, depth: usize) -> Result<(), PickleError> {
        if depth > MAX_DEPTH {
            return Err(PickleError::TooMuch {
                limit: MAX_DEPTH,
                what: "levels of nesting",
            });
        }
        self.work += 1 + name.len();
        if self.work > MAX_WORK {
            return Err(PickleError::TooMuch {
                limit: MAX_WORK,
                what: "bytes of names",
            });
        }
        let heap = self.heap;
        match heap.get(id) {
            Value::Tensor(view) => {
                self.tensors.insert(name, view);
                Ok(())
            }
            Value::Dict(pairs) => pairs.iter().try_for_each(|&(key, value)| match heap.get(key) {
                Value::Text(key) => self.visit(value, dotted(&name, key), depth + 1),
                Value::Integer(key) => self.visit(value, dotted(&name, &key.to_string()), depth + 1),
                _ => Ok(()),
            }),
            Value::List(items) | Value::Tuple(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(i, &item)| self.visit(item, dotted(&name, &i.to_string()), depth + 1)),
            Value::Module(Some(attributes)) => self.visit(*attributes, name, depth + 1),
            _ => Ok(()),
        }
    }
}

fn dotted(parent: &str, child: &str) -> String {
    if parent.is_empty() {
        child.to_owned()
    } else {
        format!("{parent}.{child}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensors::pickle::load;

    #[test]
    fn cycles_and_shared_nests_end_in_an_error() {
        let cycle = load(b"}\x94X\x01\x00\x00\x00ah\x00s.").unwrap();
        assert!(matches!(flatten(&cycle), Err(PickleError::TooMuch { .. })));

        // Thirty dictionaries, each holding the one before twice: 2³⁰ names.
        let mut bytes = b"}".to_vec();
        for level in 0..30 {
            bytes.extend([
                b'q', level, b'0', b'}', b'(', 0x8c, 1, b'a', b'h', level, 0x8c, 1, b'b', b'h', level, b'u',
            ]);
        }
        bytes.push(b'.');
        let bomb = load(&bytes).unwrap();
        assert!(matches!(flatten(&bomb), Err(PickleError::TooMuch { .. })));
    }
}
