//! How far a long command has come, on stderr: a bar with the time left on a terminal, else a plain line now and
//! then.

use super::streams::say;
use crate::base::plain_time;
use crate::train::plain_bytes;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Seconds between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// What is counted of a file.
const BYTES: &str = "bytes";

/// Progress over a known number of pictures, or of other things.
pub struct Progress {
    form: Form,
    /// What is counted, in the plural.
    noun: &'static str,
    total: usize,
    done: usize,
    /// What was done before this process.
    before: usize,
    start: Instant,
}

enum Form {
    Bar(ProgressBar),
    Lines { last: Instant },
    Silent,
}

impl Progress {
    /// Starts. `machine` is set when the output is for a program: then nothing is said where there is no terminal.
    pub fn new(total: usize, machine: bool) -> Self {
        Self::of("pictures", total, machine)
    }

    /// As [`Self::new`], counting something else.
    pub fn of(noun: &'static str, total: usize, machine: bool) -> Self {
        let start = Instant::now();
        let form = if std::io::stderr().is_terminal() {
            Form::Bar(bar(total))
        } else if machine {
            Form::Silent
        } else {
            Form::Lines { last: start }
        };
        Self {
            form,
            noun,
            total,
            done: 0,
            before: 0,
            start,
        }
    }

    /// Progress over bytes, `done` of which were there before; without a total there is no time left.
    pub fn of_bytes(total: Option<u64>, done: u64, machine: bool) -> Self {
        let place = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        let mut progress = Self::of(BYTES, total.map_or(0, place), machine);
        (progress.done, progress.before) = (place(done), place(done));
        if let Form::Bar(bar) = &progress.form {
            let template = match total {
                Some(_) => "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}, {eta} left",
                None => "{spinner} {bytes}  {bytes_per_sec}",
            };
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.set_position(done);
            bar.reset_eta();
        }
        progress
    }

    /// So many bytes are there.
    pub fn bytes(&mut self, done: u64) {
        self.done = usize::try_from(done).unwrap_or(usize::MAX);
        let line = self.line();
        match &mut self.form {
            Form::Bar(bar) => bar.set_position(done),
            Form::Lines { last } if last.elapsed() >= LINE_EVERY && self.done < self.total => {
                *last = Instant::now();
                say(line);
            }
            Form::Lines { .. } | Form::Silent => {}
        }
    }

    /// Starts the clock again, after work that is not part of the pace.
    pub fn restart(&mut self) {
        self.start = Instant::now();
        if let Form::Bar(bar) = &self.form {
            bar.reset();
        }
    }

    /// The vision tower is at this block of the present batch.
    pub fn tower(&self, done: usize, total: usize) {
        if let Form::Bar(bar) = &self.form {
            bar.set_message(format!("block {done} of {total}"));
        }
    }

    /// Words behind the bar.
    pub fn message(&self, text: String) {
        if let Form::Bar(bar) = &self.form {
            bar.set_message(text);
        }
    }

    /// One more picture is done.
    pub fn picture(&mut self) {
        self.done += 1;
        let line = self.line();
        match &mut self.form {
            Form::Bar(bar) => bar.set_position(self.done as u64),
            Form::Lines { last } if last.elapsed() >= LINE_EVERY && self.done < self.total => {
                *last = Instant::now();
                say(line);
            }
            Form::Lines { .. } | Form::Silent => {}
        }
    }

    /// Runs `print` with the bar out of the way.
    pub fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        match &self.form {
            Form::Bar(bar) => bar.suspend(print),
            Form::Lines { .. } | Form::Silent => print(),
        }
    }

    /// Takes the bar away; the time since the start.
    pub fn finish(&self) -> Duration {
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
        self.start.elapsed()
    }

    fn line(&self) -> String {
        let (done, total) = (self.done - self.before, self.total.max(self.done) - self.before);
        let left = time_left(self.start.elapsed(), done, total);
        let (done, total, noun) = match self.noun {
            BYTES => (
                plain_bytes(self.done as u64),
                plain_bytes(self.total as u64),
                String::new(),
            ),
            noun => (self.done.to_string(), self.total.to_string(), format!(" {noun}")),
        };
        format!("{done} of {total}{noun}, about {} left", plain_time(left))
    }
}

fn bar(total: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {elapsed} gone, {eta} left  {msg}");
    // The template is a constant; were it wrong, indicatif's own style would serve.
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn time_left(elapsed: Duration, done: usize, total: usize) -> Duration {
    if done == 0 {
        return Duration::ZERO;
    }
    elapsed.mul_f64((total - done) as f64 / done as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace_so_far() {
        let left = time_left(Duration::from_secs(10), 4, 10);
        assert_eq!(left, Duration::from_secs(15));
        assert_eq!(time_left(Duration::from_secs(10), 0, 10), Duration::ZERO);
    }
}
