//! The thread that encodes pictures for the panes: a newer list of them replaces what has not been begun.

use super::guarded;
use super::injected_panic::{self, Place};
use crate::engine::Newest;
use crate::tui::graphics::{EncodeError, EncodeRequest, encode};
use crate::tui::msg::Msg;
use crossbeam_channel::Sender;
use std::io;
use std::sync::Arc;

/// The handle to the thread. Dropping it ends the thread.
#[derive(Debug)]
pub struct Encoder {
    waiting: Arc<Newest<Vec<EncodeRequest>>>,
}

impl Encoder {
    /// Starts the thread.
    pub fn spawn(facts: Sender<Msg>) -> io::Result<Self> {
        let waiting = Arc::new(Newest::<Vec<EncodeRequest>>::default());
        let jobs = waiting.clone();
        let reports = facts.clone();
        guarded::spawn("encoder", facts, move || {
            while let Some(requests) = jobs.take() {
                for request in requests {
                    if reports.send(encoded(&request)).is_err() {
                        return;
                    }
                    if jobs.is_waiting() {
                        break;
                    }
                }
            }
        })?;
        Ok(Self { waiting })
    }

    /// Encodes these next; whatever was asked for before and has not been begun is forgotten.
    pub fn encode(&self, requests: Vec<EncodeRequest>) {
        self.waiting.put(requests);
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        self.waiting.close();
    }
}

fn encoded(request: &EncodeRequest) -> Msg {
    let attempt = guarded::attempt(|| {
        injected_panic::at(Place::Encoder);
        encode(request)
    });
    Msg::Encoded {
        key: request.key,
        result: attempt.unwrap_or_else(|reason| Err(EncodeError::Panicked(reason))),
    }
}
