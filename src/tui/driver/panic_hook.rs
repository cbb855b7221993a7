//! A panic anywhere: kept in the log; one of the UI thread also gives the terminal back and says what happened. Those of
//! other threads are caught where they happen and must not write over the screen.

use super::log::Log;
use super::terminal_session::restore;
use crate::base::printable_path;
use crate::engine::panic_message;
use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;
use std::thread;

/// Takes over panics; the calling thread is the UI thread.
pub fn install(log: Log) {
    let ui = thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        let report = describe(info);
        log.add(&format!("panic: {report}\n{}", Backtrace::force_capture()));
        if thread::current().id() == ui {
            restore();
            let kept = log.path().map_or(String::new(), |path| {
                format!("\n  kept in {}", printable_path(path))
            });
            eprintln!("vip2clip-tui stopped by a bug: {report}{kept}");
        }
    }));
}

fn describe(info: &PanicHookInfo) -> String {
    let place = info
        .location()
        .map_or(String::new(), |place| format!(" at {place}"));
    let current = thread::current();
    let name = current.name().unwrap_or("unnamed");
    format!("{} (thread {name}{place})", panic_message(info.payload()))
}
