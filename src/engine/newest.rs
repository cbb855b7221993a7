//! A slot for one request, where a newer one replaces an older one that nobody has taken yet.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Where requests wait for a worker. Only the newest waits.
#[derive(Debug)]
pub struct Newest<T> {
    slot: Mutex<Slot<T>>,
    filled: Condvar,
}

#[derive(Debug)]
struct Slot<T> {
    item: Option<T>,
    closed: bool,
}

impl<T> Default for Newest<T> {
    fn default() -> Self {
        Self {
            slot: Mutex::new(Slot {
                item: None,
                closed: false,
            }),
            filled: Condvar::new(),
        }
    }
}

impl<T> Newest<T> {
    /// Leaves `item` for the worker and gives back what will therefore never be worked on: the item that was
    /// waiting, or `item` itself when the slot is closed.
    pub fn put(&self, item: T) -> Option<T> {
        let mut slot = self.lock();
        if slot.closed {
            return Some(item);
        }
        let superseded = slot.item.replace(item);
        self.filled.notify_one();
        superseded
    }

    /// Waits for an item; `None` once the slot is closed.
    pub fn take(&self) -> Option<T> {
        let mut slot = self.lock();
        loop {
            if slot.closed {
                return None;
            }
            if let Some(item) = slot.item.take() {
                return Some(item);
            }
            slot = self.filled.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes back the waiting item.
    pub fn withdraw(&self) -> Option<T> {
        self.lock().item.take()
    }

    /// Whether an item waits: what the worker is doing has been superseded.
    pub fn is_waiting(&self) -> bool {
        self.lock().item.is_some()
    }

    /// Sends the worker home and gives back what was waiting.
    pub fn close(&self) -> Option<T> {
        let mut slot = self.lock();
        slot.closed = true;
        self.filled.notify_all();
        slot.item.take()
    }

    fn lock(&self) -> MutexGuard<'_, Slot<T>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_item_replaces_the_waiting_one_and_returns_it() {
        let slot = Newest::default();
        assert_eq!(slot.put(1), None);
        assert_eq!(slot.put(2), Some(1));
        assert!(slot.is_waiting());
        assert_eq!(slot.take(), Some(2));
        assert!(!slot.is_waiting());
    }

    #[test]
    fn closing_wakes_a_waiting_worker_and_refuses_what_comes_later() {
        let slot = std::sync::Arc::new(Newest::<u8>::default());
        let worker = std::thread::spawn({
            let slot = slot.clone();
            move || slot.take()
        });
        slot.close();
        assert_eq!(worker.join().unwrap(), None);
        assert_eq!(slot.put(3), Some(3));
    }
}
