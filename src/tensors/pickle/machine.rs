//! The stack machine: one opcode after another, each bounded by the bytes it was given.

use super::cursor::Cursor;
use super::globals;
use super::opcodes::*;
use super::scalars;
use super::stack::Stack;
use super::{Heap, Id, PickleError, Value};
use std::collections::HashMap;

/// A ViT-L/14 has some 10,000.
const MAX_OPCODES: usize = 8_000_000;
const EMPTY: &str = "more values are taken than the stack has";

/// What a pickle builds.
#[derive(Debug)]
pub(in crate::tensors) struct Loaded<'a> {
    pub heap: Heap<'a>,
    pub root: Id,
    /// The byte after the pickle.
    pub end: usize,
}

/// Runs one pickle.
pub(in crate::tensors) fn load(bytes: &[u8]) -> Result<Loaded<'_>, PickleError> {
    let mut machine = Machine {
        cursor: Cursor::new(bytes),
        heap: Heap::default(),
        stack: Stack::default(),
        memo: HashMap::new(),
        opcode_at: 0,
    };
    for _ in 0..MAX_OPCODES {
        machine.opcode_at = machine.cursor.at();
        match machine.cursor.u8()? {
            STOP => {
                let root = machine.pop()?;
                return Ok(Loaded {
                    heap: machine.heap,
                    root,
                    end: machine.cursor.at(),
                });
            }
            code => machine.step(code)?,
        }
    }
    Err(PickleError::TooMuch {
        limit: MAX_OPCODES,
        what: "opcodes",
    })
}

/// Every opcode adds at most one value, one mark or one memo entry, and moves values rather than copying
/// them: the number of opcodes bounds the memory.
pub(super) struct Machine<'a> {
    cursor: Cursor<'a>,
    pub heap: Heap<'a>,
    stack: Stack,
    memo: HashMap<u32, Id>,
    opcode_at: usize,
}

impl<'a> Machine<'a> {
    fn step(&mut self, code: u8) -> Result<(), PickleError> {
        match code {
            PROTO => self.cursor.take(1).map(drop),
            FRAME => self.cursor.take(8).map(drop),
            MARK => {
                self.stack.mark();
                Ok(())
            }
            POP => self.stack.pop_anything().ok_or_else(|| self.malformed(EMPTY)),
            POP_MARK => self.pop_to_mark().map(drop),
            DUP => {
                let top = self.top()?;
                self.stack.push(top);
                Ok(())
            }
            GLOBAL | INST => {
                let (module, name) = (self.cursor.line()?, self.cursor.line()?);
                self.push_global(module, name)
            }
            STACK_GLOBAL => {
                let (name, module) = (self.pop_text()?, self.pop_text()?);
                self.push_global(module, name)
            }
            REDUCE | NEWOBJ => {
                let (arguments, callable) = (self.pop()?, self.pop()?);
                let made = if code == REDUCE {
                    self.call(callable, arguments)?
                } else {
                    self.new_object(callable)?
                };
                self.stack.push(made);
                Ok(())
            }
            BUILD => {
                let (state, object) = (self.pop()?, self.top()?);
                self.set_state(object, state)
            }
            BINPERSID => {
                let record = self.pop()?;
                let storage = self.storage_record(record)?;
                self.push(Value::Storage(storage))
            }
            BINPUT | LONG_BINPUT | MEMOIZE | BINGET | LONG_BINGET => self.step_memo(code),
            EMPTY_LIST | LIST | EMPTY_SET | FROZENSET | APPEND | APPENDS | ADDITEMS | EMPTY_DICT | DICT
            | SETITEM | SETITEMS | EMPTY_TUPLE | TUPLE | TUPLE1 | TUPLE2 | TUPLE3 => {
                self.step_container(code)
            }
            _ => self.step_scalar(code),
        }
    }

    fn push_global(&mut self, module: &str, name: &str) -> Result<(), PickleError> {
        let global = globals::resolve(module, name)?;
        self.push(Value::Global(global))
    }

    fn step_scalar(&mut self, code: u8) -> Result<(), PickleError> {
        match scalars::read(code, &mut self.cursor)? {
            Some(value) => self.push(value),
            None => Err(PickleError::Opcode {
                code,
                at: self.opcode_at,
            }),
        }
    }

    fn step_memo(&mut self, code: u8) -> Result<(), PickleError> {
        let key = match code {
            BINPUT | BINGET => self.cursor.u8()?.into(),
            LONG_BINPUT | LONG_BINGET => self.cursor.u32()?,
            _ => self.memo.len() as u32,
        };
        if matches!(code, BINGET | LONG_BINGET) {
            let remembered = self.memo.get(&key).copied();
            let id = remembered.ok_or_else(|| self.malformed("a value is used that was never kept"))?;
            self.stack.push(id);
        } else {
            let top = self.top()?;
            self.memo.insert(key, top);
        }
        Ok(())
    }

    fn step_container(&mut self, code: u8) -> Result<(), PickleError> {
        match code {
            EMPTY_LIST | EMPTY_SET => self.push(Value::List(Vec::new())),
            EMPTY_DICT => self.push(Value::Dict(Vec::new())),
            EMPTY_TUPLE => self.push(Value::Tuple(Vec::new())),
            LIST | FROZENSET => {
                let items = self.pop_to_mark()?;
                self.push(Value::List(items))
            }
            TUPLE => {
                let items = self.pop_to_mark()?;
                self.push(Value::Tuple(items))
            }
            TUPLE1 | TUPLE2 | TUPLE3 => {
                let items = self.pop_many(usize::from(code - TUPLE1) + 1)?;
                self.push(Value::Tuple(items))
            }
            DICT => {
                let pairs = self.pop_pairs()?;
                self.push(Value::Dict(pairs))
            }
            APPEND => {
                let item = self.pop_many(1)?;
                self.extend_list(item)
            }
            APPENDS | ADDITEMS => {
                let items = self.pop_to_mark()?;
                self.extend_list(items)
            }
            SETITEM => {
                let pair = self.pop_many(2)?;
                self.extend_dict(vec![(pair[0], pair[1])])
            }
            _ => {
                let pairs = self.pop_pairs()?;
                self.extend_dict(pairs)
            }
        }
    }

    fn extend_list(&mut self, items: Vec<Id>) -> Result<(), PickleError> {
        let top = self.top()?;
        match self.heap.get_mut(top) {
            Value::List(list) => list.extend(items),
            _ => return Err(self.malformed("something is appended to a value that is no list")),
        }
        Ok(())
    }

    fn extend_dict(&mut self, pairs: Vec<(Id, Id)>) -> Result<(), PickleError> {
        let top = self.top()?;
        match self.heap.get_mut(top) {
            Value::Dict(dict) => dict.extend(pairs),
            _ => return Err(self.malformed("a key is set in a value that is no dictionary")),
        }
        Ok(())
    }

    fn push(&mut self, value: Value<'a>) -> Result<(), PickleError> {
        let id = self.heap.add(value)?;
        self.stack.push(id);
        Ok(())
    }

    fn top(&self) -> Result<Id, PickleError> {
        self.stack.top().ok_or_else(|| self.malformed(EMPTY))
    }

    fn pop(&mut self) -> Result<Id, PickleError> {
        self.stack.pop().ok_or_else(|| self.malformed(EMPTY))
    }

    fn pop_text(&mut self) -> Result<&'a str, PickleError> {
        let id = self.pop()?;
        match *self.heap.get(id) {
            Value::Text(text) => Ok(text),
            _ => Err(self.malformed("a name is not a text")),
        }
    }

    fn pop_many(&mut self, count: usize) -> Result<Vec<Id>, PickleError> {
        self.stack.pop_many(count).ok_or_else(|| self.malformed(EMPTY))
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Id>, PickleError> {
        self.stack
            .pop_to_mark()
            .ok_or_else(|| self.malformed("a mark is missing"))
    }

    fn pop_pairs(&mut self) -> Result<Vec<(Id, Id)>, PickleError> {
        let items = self.pop_to_mark()?;
        let (pairs, []) = items.as_chunks::<2>() else {
            return Err(self.malformed("a key has no value"));
        };
        Ok(pairs.iter().map(|&[key, value]| (key, value)).collect())
    }

    pub fn malformed(&self, what: &'static str) -> PickleError {
        PickleError::Malformed {
            at: self.opcode_at,
            what,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(bytes: &[u8]) -> PickleError {
        load(bytes).unwrap_err()
    }

    #[test]
    fn forbidden_names_are_refused_by_every_opcode_that_names() {
        for bytes in [
            &b"\x80\x02cos\nsystem\nX\x02\x00\x00\x00ls\x85R."[..],
            b"\x80\x04\x8c\x02os\x8c\x06system\x93.",
            b"(S'ls'\nios\nsystem\n.",
        ] {
            let refused = load(bytes);
            match refused {
                Err(PickleError::Forbidden { name }) => assert_eq!(name, "os.system"),
                // Protocol 0 texts are not read; the last of the three stops there.
                Err(PickleError::Opcode { code: b'S', .. }) => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(error(b"(ios\nsystem\n."), PickleError::Forbidden { .. }));
    }

    #[test]
    fn marks_protect_what_lies_below_them() {
        assert!(load(b"K\x01(0.").is_ok(), "POP takes the mark");
        assert!(matches!(error(b"K\x01(\x85."), PickleError::Malformed { .. }));
        assert!(matches!(error(b"t."), PickleError::Malformed { .. }));
        assert!(matches!(error(b"(K\x01d."), PickleError::Malformed { .. }));
        assert!(matches!(error(b"h\x07."), PickleError::Malformed { .. }));
        assert!(matches!(error(b"."), PickleError::Malformed { .. }));
        assert!(matches!(error(b"\x80\x02"), PickleError::CutOff { at: 2 }));
        assert!(matches!(
            error(b"X\xff\xff\xff\xff."),
            PickleError::TooMuch { .. }
        ));
        assert!(matches!(
            error(b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff."),
            PickleError::CutOff { .. }
        ));
    }

    #[test]
    fn deep_nests_and_cycles_neither_overflow_the_stack_nor_leak() {
        let deep = [vec![b'('; 1_000_000], vec![b't'; 1_000_000], vec![b'.']].concat();
        drop(load(&deep).unwrap());
        let cycle = load(b"]\x94h\x00a.").unwrap();
        assert!(matches!(cycle.heap.get(cycle.root), Value::List(items) if items[..] == [cycle.root]));
    }

    #[test]
    fn too_many_values_are_refused() {
        let bytes = vec![b')'; 5_000_000];
        assert!(matches!(error(&bytes), PickleError::TooMuch { .. }));
    }

    /// Random programs of real opcodes: each ends in a value or an error.
    #[test]
    fn no_program_panics() {
        let pieces: [&[u8]; 32] = [
            b"(",
            b"0",
            b"1",
            b"2",
            b"N",
            b"K\x03",
            b"M\x01\x02",
            b"J\xff\xff\xff\xff",
            b"\x8a\x01\x05",
            b"X\x01\0\0\0a",
            b"\x8c\x07storage",
            b")",
            b"t",
            b"\x85",
            b"\x86",
            b"\x87",
            b"]",
            b"a",
            b"e",
            b"}",
            b"s",
            b"u",
            b"R",
            b"b",
            b"Q",
            b"\x81",
            b"q\x01",
            b"h\x01",
            b"\x94",
            b"ccollections\nOrderedDict\n",
            b"ctorch._utils\n_rebuild_tensor_v2\n",
            b"ctorch\nFloatStorage\n",
        ];
        let mut state = 1u64;
        let mut built = 0;
        for _ in 0..20_000 {
            let mut program = Vec::new();
            for _ in 0..state % 40 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                program.extend_from_slice(pieces[(state >> 40) as usize % pieces.len()]);
            }
            state = state.wrapping_add(0x9e37_79b9).rotate_left(23);
            program.push(b'.');
            if let Ok(loaded) = load(&program) {
                built += 1;
                let _ = crate::tensors::torch_names::flatten(&loaded);
            }
        }
        assert!((100..19_000).contains(&built), "{built}");
    }
}
