//! SIGUSR1 and SIGUSR2: rest between two steps, and go on.

use crate::run::Pause;
use anyhow::Context;
use signal_hook::consts::{SIGUSR1, SIGUSR2};
use signal_hook::iterator::Signals;

/// Starts listening for the rest of the program.
pub fn listen() -> anyhow::Result<Pause> {
    let pause = Pause::default();
    let mut signals = Signals::new([SIGUSR1, SIGUSR2]).context("cannot listen for SIGUSR1")?;
    let asked = pause.clone();
    std::thread::Builder::new()
        .name("pause".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                asked.ask(signal == SIGUSR1);
            }
        })
        .context("cannot start the thread that listens for SIGUSR1")?;
    Ok(pause)
}
