//! The order of work behind [`super::BatchRun`], free of pictures and models: items are prepared on threads ahead
//! of the batch that runs, a bounded number of them exists at once, and results come out in input order.

use crate::base::CancelToken;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

/// Why a pipeline ended early.
#[derive(Debug)]
pub(super) enum Stopped<E> {
    /// The token was cancelled.
    Cancelled,
    /// A batch failed.
    Batch(E),
}

/// How much is done at once.
pub(super) struct Shape {
    /// Number of items.
    pub count: usize,
    /// Items per batch. At most twice as many prepared items exist: those that run and those made meanwhile.
    pub batch: NonZeroUsize,
    /// Threads that prepare.
    pub threads: usize,
    /// A batch is made of so many items one after the other, and those that cannot be prepared leave their places
    /// empty; else these are filled with the items that follow.
    pub fixed: bool,
}

/// Prepares `shape.count` items with `prepare` on threads, hands them to `run` in batches and every result to
/// `emit`, in order and on the calling thread. `run` returns one result per item. An item that cannot be
/// prepared takes no part in a batch and reaches `emit` in its turn.
pub(super) fn run_pipeline<P: Send, F: Send, R, E>(
    shape: &Shape,
    cancel: &CancelToken,
    prepare: impl Fn(usize) -> Result<P, F> + Sync,
    mut run: impl FnMut(Vec<P>) -> Result<Vec<R>, E>,
    mut emit: impl FnMut(usize, Result<R, F>),
) -> Result<(), Stopped<E>> {
    std::thread::scope(|scope| {
        let (ticket, tickets) = unbounded();
        let (finished, arrivals) = unbounded();
        let window = shape.batch.get().saturating_mul(2);
        for _ in 0..shape.threads.min(window).min(shape.count) {
            let (tickets, finished) = (tickets.clone(), finished.clone());
            let prepare = &prepare;
            scope.spawn(move || prepare_by_ticket(&tickets, &finished, cancel, prepare));
        }
        // The threads end when the tickets' sender is dropped, which happens on every way out of here.
        let mut tickets = Tickets {
            sender: ticket,
            unissued: 0..shape.count,
        };
        tickets.issue(window);
        let mut arrivals = Arrivals::new(arrivals);
        let mut batch = Batch::new(shape);
        for index in 0..shape.count {
            let item = arrivals.wait_for(index).ok_or(Stopped::Cancelled)?;
            if item.is_err() {
                // A failure holds no memory worth counting: its place goes to the next item at once.
                tickets.issue(1);
            }
            batch.slots.push((index, item));
            if batch.is_ready() || index + 1 == shape.count {
                if cancel.is_cancelled() {
                    return Err(Stopped::Cancelled);
                }
                let places = batch.run(&mut run, &mut emit).map_err(Stopped::Batch)?;
                tickets.issue(places);
            }
        }
        Ok(())
    })
}

/// Prepares what the tickets name. A cancelled pipeline still answers every ticket, with `None`, so that nobody
/// waits for an item that will not come.
fn prepare_by_ticket<T>(
    tickets: &Receiver<usize>,
    finished: &Sender<(usize, Option<T>)>,
    cancel: &CancelToken,
    prepare: impl Fn(usize) -> T,
) {
    for index in tickets {
        let item = (!cancel.is_cancelled()).then(|| prepare(index));
        if finished.send((index, item)).is_err() {
            break;
        }
    }
}

/// Permits to prepare: as many as there are places in memory.
struct Tickets {
    sender: Sender<usize>,
    unissued: std::ops::Range<usize>,
}

impl Tickets {
    fn issue(&mut self, places: usize) {
        for index in self.unissued.by_ref().take(places) {
            // The receivers live as long as this scope's threads; without them nothing waits for the ticket.
            let _ = self.sender.send(index);
        }
    }
}

/// Puts what the threads finish back into input order.
struct Arrivals<T> {
    channel: Receiver<(usize, Option<T>)>,
    early: BTreeMap<usize, Option<T>>,
}

impl<T> Arrivals<T> {
    fn new(channel: Receiver<(usize, Option<T>)>) -> Self {
        Self {
            channel,
            early: BTreeMap::new(),
        }
    }

    /// The item of this index; `None` when the pipeline was cancelled.
    fn wait_for(&mut self, index: usize) -> Option<T> {
        loop {
            if let Some(item) = self.early.remove(&index) {
                return item;
            }
            let (arrived, item) = self.channel.recv().ok()?;
            self.early.insert(arrived, item);
        }
    }
}

/// Prepared items and failures in input order, until there are enough items to run.
struct Batch<P, F> {
    slots: Vec<(usize, Result<P, F>)>,
    size: usize,
    fixed: bool,
}

impl<P, F> Batch<P, F> {
    fn new(shape: &Shape) -> Self {
        Self {
            slots: Vec::new(),
            size: shape.batch.get(),
            fixed: shape.fixed,
        }
    }

    fn prepared(&self) -> usize {
        self.slots.iter().filter(|(_, item)| item.is_ok()).count()
    }

    /// Full, or nothing but failures, which nobody should wait for.
    fn is_ready(&self) -> bool {
        if self.fixed {
            return self.slots.len() == self.size;
        }
        let prepared = self.prepared();
        prepared == 0 || prepared == self.size
    }

    /// Runs what is prepared and emits everything; the number of places that became free.
    fn run<R, E>(
        &mut self,
        run: &mut impl FnMut(Vec<P>) -> Result<Vec<R>, E>,
        emit: &mut impl FnMut(usize, Result<R, F>),
    ) -> Result<usize, E> {
        let places = self.prepared();
        let mut items = Vec::with_capacity(places);
        let mut turns = Vec::with_capacity(self.slots.len());
        for (index, slot) in self.slots.drain(..) {
            match slot {
                Ok(item) => {
                    items.push(item);
                    turns.push((index, None));
                }
                Err(failure) => turns.push((index, Some(failure))),
            }
        }
        let mut results = if items.is_empty() { Vec::new() } else { run(items)? }.into_iter();
        for (index, failure) in turns {
            match failure {
                Some(failure) => emit(index, Err(failure)),
                None => results
                    .by_ref()
                    .take(1)
                    .for_each(|result| emit(index, Ok(result))),
            }
        }
        Ok(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CancelSource;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    fn shape(count: usize, batch: usize) -> Shape {
        Shape {
            count,
            batch: NonZeroUsize::new(batch).unwrap(),
            threads: 4,
            fixed: false,
        }
    }

    #[test]
    fn fixed_batches_leave_the_places_of_failures_empty() {
        let mut sizes = Vec::new();
        let shape = Shape {
            fixed: true,
            ..shape(7, 3)
        };
        run_pipeline(
            &shape,
            &CancelToken::never(),
            |index| if index == 1 { Err(()) } else { Ok(index) },
            |items| {
                sizes.push(items.clone());
                Ok::<_, ()>(items)
            },
            |_, _| {},
        )
        .unwrap();
        assert_eq!(sizes, [vec![0, 2], vec![3, 4, 5], vec![6]]);
    }

    /// Runs `count` items of which every fifth fails; the batches' sizes and the emitted results.
    fn run_with_failures(count: usize, batch: usize) -> (Vec<usize>, Vec<Result<usize, usize>>) {
        let (mut batches, mut emitted) = (Vec::new(), Vec::new());
        let end: Result<(), Stopped<()>> = run_pipeline(
            &shape(count, batch),
            &CancelToken::never(),
            |i| {
                std::thread::sleep(Duration::from_micros((i * 7919 % 13) as u64 * 50));
                if i % 5 == 4 { Err(i) } else { Ok(i) }
            },
            |items| {
                batches.push(items.len());
                Ok(items.into_iter().map(|i| i * 10).collect())
            },
            |index, result| {
                assert_eq!(index, emitted.len());
                emitted.push(result);
            },
        );
        assert!(end.is_ok());
        (batches, emitted)
    }

    #[test]
    fn results_and_failures_come_in_input_order_and_batches_are_filled() {
        let (batches, emitted) = run_with_failures(23, 4);
        // 19 of the 23 can be prepared.
        assert_eq!(batches, [4, 4, 4, 4, 3]);
        let expected: Vec<_> = (0..23)
            .map(|i| if i % 5 == 4 { Err(i) } else { Ok(i * 10) })
            .collect();
        assert_eq!(emitted, expected);
    }

    #[test]
    fn more_failures_than_places_do_not_block() {
        let mut emitted = 0;
        let end: Result<(), Stopped<()>> = run_pipeline(
            &shape(50, 2),
            &CancelToken::never(),
            |i| if i == 0 || i == 49 { Ok(()) } else { Err(()) },
            Ok,
            |_, _| emitted += 1,
        );
        assert!(end.is_ok());
        assert_eq!(emitted, 50);
    }

    /// Counts itself while it exists.
    struct Counted<'a>(&'a AtomicUsize);
    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn at_most_two_batches_exist_at_once() {
        let (alive, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let end: Result<(), Stopped<()>> = run_pipeline(
            &shape(40, 3),
            &CancelToken::never(),
            |_| -> Result<_, ()> {
                most.fetch_max(alive.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                Ok(Counted(&alive))
            },
            |items| {
                std::thread::sleep(Duration::from_millis(2));
                Ok(items)
            },
            |_, _| {},
        );
        assert!(end.is_ok());
        let most = most.load(Ordering::SeqCst);
        // More than one batch shows that preparing goes on while a batch runs.
        assert!(most > 3 && most <= 6, "{most}");
    }

    #[test]
    fn a_failed_batch_ends_the_run() {
        let mut emitted = 0;
        let end = run_pipeline(
            &shape(10, 2),
            &CancelToken::never(),
            Ok::<_, ()>,
            |items| {
                if items.contains(&4) {
                    Err("out of memory")
                } else {
                    Ok(items)
                }
            },
            |_, _| emitted += 1,
        );
        assert!(matches!(end, Err(Stopped::Batch("out of memory"))));
        assert_eq!(emitted, 4);
    }

    #[test]
    fn cancelling_stops_before_the_next_batch() {
        let source = CancelSource::new();
        let mut emitted = 0;
        let end: Result<(), Stopped<()>> =
            run_pipeline(&shape(1000, 2), &source.token(), Ok::<_, ()>, Ok, |_, _| {
                emitted += 1;
                if emitted == 6 {
                    source.cancel();
                }
            });
        assert!(matches!(end, Err(Stopped::Cancelled)));
        assert_eq!(emitted, 6);
    }

    #[test]
    fn nothing_to_do_is_done() {
        let (batches, emitted) = run_with_failures(0, 4);
        assert!(batches.is_empty() && emitted.is_empty());
    }
}
