//! A small cache that forgets what was not used for the longest time.

/// Entries from the most to the least recently used. Made for tens of entries, so lookups are linear.
#[derive(Debug, Clone)]
pub struct Lru<K, V> {
    entries: Vec<(K, V)>,
    capacity: usize,
}

impl<K: PartialEq, V> Lru<K, V> {
    /// Room for `capacity` entries, at least one.
    pub fn new(capacity: usize) -> Self {
        Self {
            entries: Vec::new(),
            capacity: capacity.max(1),
        }
    }

    /// Makes room for `capacity` entries, if there is less.
    pub fn grow(&mut self, capacity: usize) {
        self.capacity = self.capacity.max(capacity);
    }

    /// The value, without counting as a use.
    pub fn peek(&self, key: &K) -> Option<&V> {
        self.entries
            .iter()
            .find(|(found, _)| found == key)
            .map(|(_, value)| value)
    }

    /// Whether there is a value; counts as a use.
    pub fn touch(&mut self, key: &K) -> bool {
        match self.entries.iter().position(|(found, _)| found == key) {
            Some(place) => {
                self.entries[..=place].rotate_right(1);
                true
            }
            None => false,
        }
    }

    /// Puts a value in and gives back what had to go: the key's old value and the least recently used.
    pub fn insert(&mut self, key: K, value: V) -> Vec<V> {
        let mut gone: Vec<V> = self.remove(&key).into_iter().collect();
        self.entries.insert(0, (key, value));
        gone.extend(
            self.entries
                .drain(self.capacity.min(self.entries.len())..)
                .map(|(_, value)| value),
        );
        gone
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let place = self.entries.iter().position(|(found, _)| found == key)?;
        Some(self.entries.remove(place).1)
    }

    /// Takes out every value whose key does not pass.
    pub fn retain(&mut self, keep: impl Fn(&K) -> bool) -> Vec<V> {
        let (kept, gone) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition::<Vec<_>, _>(|(key, _)| keep(key));
        self.entries = kept;
        gone.into_iter().map(|(_, value)| value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes_first() {
        let mut lru = Lru::new(2);
        assert!(lru.insert("a", 1).is_empty());
        assert!(lru.insert("b", 2).is_empty());
        assert!(lru.touch(&"a"));
        assert_eq!(lru.insert("c", 3), [2]);
        assert_eq!(lru.insert("a", 4), [1]);
        assert_eq!(
            (lru.peek(&"a"), lru.peek(&"b"), lru.peek(&"c")),
            (Some(&4), None, Some(&3))
        );
    }

    #[test]
    fn what_is_taken_out_comes_back() {
        let mut lru = Lru::new(3);
        for (key, value) in [("a", 1), ("b", 2), ("c", 3)] {
            lru.insert(key, value);
        }
        assert_eq!(lru.retain(|key| *key == "b"), [3, 1]);
        assert_eq!(lru.remove(&"b"), Some(2));
        assert_eq!(
            (lru.peek(&"a"), lru.peek(&"b"), lru.peek(&"c")),
            (None, None, None)
        );
    }
}
