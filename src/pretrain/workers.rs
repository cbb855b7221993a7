//! Threads that share a list of jobs. Each brings a pool of one, so that the products inside a job stay on its thread.

use super::PretrainError;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The threads of a run.
#[derive(Debug)]
pub(super) struct Workers(Vec<ThreadPool>);

impl Workers {
    /// So many threads.
    pub fn new(threads: usize) -> Result<Self, PretrainError> {
        let pool = |_| {
            let pool = ThreadPoolBuilder::new().num_threads(1).build();
            pool.map_err(|cause| PretrainError::Candle(candle_core::Error::wrap(cause)))
        };
        Ok(Self((0..threads.max(1)).map(pool).collect::<Result<_, _>>()?))
    }

    /// The results of the jobs 0..`jobs`, in order; begun in order, too.
    pub fn run<T: Send>(&self, jobs: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(jobs));
        std::thread::scope(|scope| {
            for pool in &self.0 {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= jobs {
                            break;
                        }
                        let result = pool.install(|| job(index));
                        if let Ok(mut done) = done.lock() {
                            done.push((index, result));
                        }
                    }
                });
            }
        });
        let mut done = done
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, result)| result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 3] {
            let results = Workers::new(threads).unwrap().run(20, |index| index * index);
            assert_eq!(results, (0..20).map(|index| index * index).collect::<Vec<_>>());
        }
    }
}
