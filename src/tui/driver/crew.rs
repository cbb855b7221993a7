//! The threads that work for the workbench.

use super::encoder::Encoder;
use super::folder;
use super::guarded;
use super::loader::{LoadRequest, Loader};
use crate::engine::{DetectionRequest, DetectionWorker, ModelLoader};
use crate::tui::graphics::EncodeRequest;
use crate::tui::msg::Msg;
use crossbeam_channel::Sender;
use std::io;
use std::path::PathBuf;

/// The threads that work for the workbench. What they find out is sent as messages.
pub struct Crew {
    loader: Loader,
    encoder: Encoder,
    detection: DetectionWorker,
    facts: Sender<Msg>,
}

impl Crew {
    /// Starts the threads.
    pub fn start(model: ModelLoader, facts: Sender<Msg>) -> io::Result<Self> {
        let reports = facts.clone();
        // The workbench may have ended; then nobody wants to know.
        let report = move |event| drop(reports.send(Msg::Detection(event)));
        Ok(Self {
            loader: Loader::spawn(facts.clone())?,
            encoder: Encoder::spawn(facts.clone())?,
            detection: DetectionWorker::spawn(model, Box::new(report))?,
            facts,
        })
    }

    /// Reads the folder.
    pub fn list(&self, root: PathBuf) -> io::Result<()> {
        let reports = self.facts.clone();
        guarded::spawn("folder", self.facts.clone(), move || {
            let message = match guarded::attempt(|| folder::list(&root)) {
                Ok(Ok(listing)) => Msg::FolderListed(listing),
                Ok(Err(error)) => Msg::FolderFailed(error.to_string()),
                Err(reason) => Msg::FolderFailed(format!("stopped by a bug: {reason}")),
            };
            let _ = reports.send(message);
        })
    }

    /// Loads a picture.
    pub fn load(&self, request: LoadRequest) {
        self.loader.load(request);
    }

    /// Encodes pictures.
    pub fn encode(&self, requests: Vec<EncodeRequest>) {
        self.encoder.encode(requests);
    }

    /// Runs the model.
    pub fn detect(&self, request: DetectionRequest) {
        self.detection.submit(request);
    }

    /// Stops the model.
    pub fn cancel_detection(&self) {
        self.detection.cancel();
    }
}
