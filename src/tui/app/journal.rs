//! What was said since the workbench began: for the log on the screen.

use super::{Level, Message};
use std::collections::VecDeque;

/// Messages that are kept.
const KEPT: usize = 500;

/// Messages, the newest last.
#[derive(Debug, Default)]
pub struct Journal {
    messages: VecDeque<Message>,
    /// How many have been said, kept or not.
    count: usize,
    /// The least level that is shown.
    pub least: Level,
}

impl Journal {
    /// Keeps a message.
    pub fn add(&mut self, message: Message) {
        self.count += 1;
        self.messages.push_back(message);
        if self.messages.len() > KEPT {
            self.messages.pop_front();
        }
    }

    /// Those of the shown levels with their numbers, from 1, the newest first.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &Message)> {
        let first = self.count - self.messages.len();
        (first + 1..)
            .zip(&self.messages)
            .filter(|(_, message)| message.level >= self.least)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
    }

    /// Shows more serious ones only, then all again.
    pub fn next_level(&mut self) {
        self.least = match self.least {
            Level::Info => Level::Warning,
            Level::Warning => Level::Error,
            Level::Error => Level::Info,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_levels_leave_others_out() {
        let mut journal = Journal::default();
        for number in 0..KEPT + 2 {
            let level = [Level::Info, Level::Warning, Level::Error][number % 3];
            journal.add(Message {
                level,
                text: number.to_string(),
            });
        }
        let numbers = |journal: &Journal| journal.shown().map(|(number, _)| number).collect::<Vec<_>>();
        assert_eq!(numbers(&journal)[..2], [KEPT + 2, KEPT + 1]);
        assert_eq!(numbers(&journal).len(), KEPT);
        journal.next_level();
        journal.next_level();
        assert!(
            journal
                .shown()
                .all(|(number, message)| number % 3 == 0 && message.level == Level::Error)
        );
        journal.next_level();
        assert_eq!(journal.least, Level::Info);
    }
}
