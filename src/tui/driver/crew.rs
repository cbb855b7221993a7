//! The threads that work for the workbench.

use super::dataset;
use super::encoder::Encoder;
use super::guarded;
use super::loader::{LoadRequest, Loader};
use super::reader::Reader;
use super::thumbnailer::Thumbnailer;
use crate::base::CancelSource;
use crate::engine::{DetectionRequest, DetectionWorker, ModelLoader};
use crate::tui::effect::{ReadOutRequest, ThumbnailRequest};
use crate::tui::graphics::EncodeRequest;
use crate::tui::msg::Msg;
use crossbeam_channel::Sender;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// The threads that work for the workbench. What they find out is sent as messages.
pub struct Crew {
    loader: Loader,
    encoder: Encoder,
    detection: DetectionWorker,
    /// Started by the first look into a result.
    reader: Option<Reader>,
    /// Started by the first grid.
    thumbnails: Option<Thumbnailer>,
    thumbnail_folder: Option<PathBuf>,
    /// Dropped with the crew, which ends the reading of the folder.
    opening: CancelSource,
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
            reader: None,
            thumbnails: None,
            thumbnail_folder: None,
            opening: CancelSource::new(),
            facts,
        })
    }

    /// Keeps thumbnails in this folder from one run to the next.
    pub fn with_thumbnail_folder(mut self, folder: Option<PathBuf>) -> Self {
        self.thumbnail_folder = folder;
        self
    }

    /// Reads and understands a folder.
    pub fn open(&self, root: PathBuf) -> io::Result<()> {
        let reports = self.facts.clone();
        let cancel = self.opening.token();
        guarded::spawn("dataset", self.facts.clone(), move || {
            let message = match guarded::attempt(|| dataset::open(&root, cancel)) {
                Ok(Ok(collection)) => Msg::DatasetOpened(Arc::new(collection)),
                Ok(Err(error)) => Msg::DatasetFailed(error.to_string()),
                Err(reason) => Msg::DatasetFailed(format!("reading the folder stopped by a bug: {reason}")),
            };
            let _ = reports.send(message);
        })
    }

    /// Makes thumbnails.
    pub fn make_thumbnails(&mut self, requests: Vec<ThumbnailRequest>) -> io::Result<()> {
        let thumbnailer = match &self.thumbnails {
            Some(running) => running,
            None => {
                let started = Thumbnailer::spawn(self.facts.clone(), self.thumbnail_folder.clone())?;
                self.thumbnails.insert(started)
            }
        };
        thumbnailer.make(requests);
        Ok(())
    }

    /// Reads map and score out of a kept detection.
    pub fn read_out(&mut self, request: ReadOutRequest) -> io::Result<()> {
        let reader = match &self.reader {
            Some(running) => running,
            None => {
                let started = Reader::spawn(self.facts.clone())?;
                self.reader.insert(started)
            }
        };
        reader.read_out(request);
        Ok(())
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
