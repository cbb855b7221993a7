//! What the allowed names make of their arguments.

use super::globals::Global;
use super::heap::StorageRecord;
use super::machine::Machine;
use super::{Id, PickleError, TensorView, Value};

/// Tensors of weights have up to four dimensions.
const MAX_RANK: usize = 8;

impl<'a> Machine<'a> {
    /// REDUCE: `callable(*arguments)`.
    pub(super) fn call(&mut self, callable: Id, arguments: Id) -> Result<Id, PickleError> {
        let (&Value::Global(global), Value::Tuple(arguments)) =
            (self.heap.get(callable), self.heap.get(arguments))
        else {
            return Err(self.malformed("something is called that cannot be"));
        };
        match (global, arguments.as_slice()) {
            (Global::OrderedDict, []) => self.heap.add(Value::Dict(Vec::new())),
            (Global::RebuildTensor, &[storage, offset, shape, strides, ..]) => {
                let view = self.tensor_view(storage, offset, shape, strides)?;
                self.heap.add(Value::Tensor(Box::new(view)))
            }
            (Global::RebuildParameter, &[tensor, ..]) => match self.heap.get(tensor) {
                Value::Tensor(_) => Ok(tensor),
                _ => Err(self.malformed("a parameter is made of something that is no tensor")),
            },
            (Global::Size | Global::ScriptList, &[items, ..]) => Ok(items),
            _ => Err(self.malformed("something is called with arguments that do not fit it")),
        }
    }

    /// NEWOBJ: an object before its state is set.
    pub(super) fn new_object(&mut self, class: Id) -> Result<Id, PickleError> {
        match self.heap.get(class) {
            Value::Global(Global::ScriptClass) => self.heap.add(Value::Module(None)),
            Value::Global(Global::OrderedDict) => self.heap.add(Value::Dict(Vec::new())),
            _ => Err(self.malformed("an object is made of something that is no class")),
        }
    }

    /// BUILD: a module's attributes. Those of a state dict (`_metadata`) and of a tensor mean nothing here.
    pub(super) fn set_state(&mut self, object: Id, state: Id) -> Result<(), PickleError> {
        match self.heap.get_mut(object) {
            Value::Module(attributes) => *attributes = Some(state),
            Value::Dict(_) | Value::Tensor(_) => {}
            _ => return Err(self.malformed("attributes are set on a value that has none")),
        }
        Ok(())
    }

    /// BINPERSID: `("storage", type, key, device, elements)`; before torch 1.6 with one more.
    pub(super) fn storage_record(&self, record: Id) -> Result<StorageRecord<'a>, PickleError> {
        let unknown = || self.malformed("a persistent record is not one of torch's storages");
        let Value::Tuple(items) = self.heap.get(record) else {
            return Err(unknown());
        };
        let &[kind, class, key, _device, elements, ..] = items.as_slice() else {
            return Err(unknown());
        };
        match (self.heap.get(kind), self.heap.get(class), self.heap.get(key)) {
            (Value::Text("storage"), &Value::Global(Global::Storage(dtype)), &Value::Text(key)) => {
                Ok(StorageRecord {
                    key,
                    dtype,
                    elements: self.size(elements)?,
                })
            }
            _ => Err(unknown()),
        }
    }

    fn tensor_view(
        &self,
        storage: Id,
        offset: Id,
        shape: Id,
        strides: Id,
    ) -> Result<TensorView<'a>, PickleError> {
        let &Value::Storage(storage) = self.heap.get(storage) else {
            return Err(self.malformed("a tensor has no storage"));
        };
        let (shape, strides) = (self.sizes(shape)?, self.sizes(strides)?);
        if shape.len() != strides.len() {
            return Err(self.malformed("a tensor has more dimensions than strides, or fewer"));
        }
        Ok(TensorView {
            storage,
            offset: self.size(offset)?,
            shape,
            strides,
        })
    }

    fn sizes(&self, tuple: Id) -> Result<Vec<usize>, PickleError> {
        match self.heap.get(tuple) {
            Value::Tuple(items) | Value::List(items) if items.len() <= MAX_RANK => {
                items.iter().map(|&item| self.size(item)).collect()
            }
            Value::Tuple(_) | Value::List(_) => Err(PickleError::TooMuch {
                limit: MAX_RANK,
                what: "dimensions in one tensor",
            }),
            _ => Err(self.malformed("a shape is not a tuple")),
        }
    }

    fn size(&self, id: Id) -> Result<usize, PickleError> {
        let size = match *self.heap.get(id) {
            Value::Integer(value) => usize::try_from(value).ok(),
            _ => None,
        };
        size.ok_or_else(|| self.malformed("a size is not a number from 0"))
    }
}
