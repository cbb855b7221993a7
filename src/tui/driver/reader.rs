//! The thread that reads maps and scores out of kept detections: a newer wish replaces one that has not been begun.

use super::guarded;
use crate::detector::{Detection, Readout};
use crate::engine::Newest;
use crate::tui::app::ReadOut;
use crate::tui::effect::ReadOutRequest;
use crate::tui::msg::Msg;
use crossbeam_channel::Sender;
use std::io;
use std::sync::Arc;

/// The handle to the thread. Dropping it ends the thread.
#[derive(Debug)]
pub struct Reader {
    waiting: Arc<Newest<ReadOutRequest>>,
}

impl Reader {
    /// Starts the thread.
    pub fn spawn(facts: Sender<Msg>) -> io::Result<Self> {
        let waiting = Arc::new(Newest::<ReadOutRequest>::default());
        let jobs = waiting.clone();
        let reports = facts.clone();
        guarded::spawn("read-out", facts, move || {
            while let Some(request) = jobs.take() {
                let read = |detection: &Detection| Arc::new(Readout::of(&detection.layers, request.settings));
                let outcome = &request.outcome;
                let compared = outcome.compared.as_ref().map(read);
                let read_out = ReadOut::new(request.id, read(&outcome.detection), compared);
                if reports.send(Msg::ReadOut(read_out)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { waiting })
    }

    /// Reads out this next.
    pub fn read_out(&self, request: ReadOutRequest) {
        self.waiting.put(request);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.waiting.close();
    }
}
