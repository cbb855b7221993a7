//! The values of a pickle, in one flat arena.

use super::PickleError;
use super::globals::Global;
use crate::tensors::ElementType;

/// A ViT-L/14 with its optimiser state has some 30,000 values.
const MAX_VALUES: usize = 4_000_000;

/// A value's place in the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tensors) struct Id(u32);

/// A value. Numbers that are not integers, bytes and None are carried as [`Value::Plain`]: nothing asks for them.
#[derive(Debug)]
pub(in crate::tensors) enum Value<'a> {
    Plain,
    Integer(i64),
    Text(&'a str),
    Tuple(Vec<Id>),
    /// Also sets.
    List(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    Global(Global),
    /// An object of a TorchScript class and the dictionary of its attributes.
    Module(Option<Id>),
    Storage(StorageRecord<'a>),
    Tensor(Box<TensorView<'a>>),
}

/// Where a tensor's elements are kept.
#[derive(Debug, Clone, Copy)]
pub(in crate::tensors) struct StorageRecord<'a> {
    /// The entry's name in the archive, below its folder.
    pub key: &'a str,
    /// Type of its elements.
    pub dtype: ElementType,
    /// Their number.
    pub elements: usize,
}

/// A view of a storage, in elements.
#[derive(Debug)]
pub(in crate::tensors) struct TensorView<'a> {
    pub storage: StorageRecord<'a>,
    pub offset: usize,
    pub shape: Vec<usize>,
    pub strides: Vec<usize>,
}

/// All values of a pickle.
#[derive(Debug, Default)]
pub(in crate::tensors) struct Heap<'a> {
    values: Vec<Value<'a>>,
}

impl<'a> Heap<'a> {
    pub(super) fn add(&mut self, value: Value<'a>) -> Result<Id, PickleError> {
        if self.values.len() >= MAX_VALUES {
            return Err(PickleError::TooMuch {
                limit: MAX_VALUES,
                what: "values",
            });
        }
        self.values.push(value);
        Ok(Id((self.values.len() - 1) as u32))
    }

    pub fn get(&self, id: Id) -> &Value<'a> {
        // Ids come from `add` of this heap alone.
        &self.values[id.0 as usize]
    }

    pub(super) fn get_mut(&mut self, id: Id) -> &mut Value<'a> {
        &mut self.values[id.0 as usize]
    }
}
