use super::*;
use crate::detector::{AnomalyMap, StageTimes};
use std::sync::mpsc::{Receiver, Sender, channel};

/// A model whose every detection waits for the test to say how it should end.
struct Scripted {
    steps: Receiver<Step>,
}

enum Step {
    Finish,
    Panic,
    WaitForCancel,
}

impl DetectionModel for Scripted {
    fn image_size(&self) -> usize {
        2
    }
    fn device(&self) -> String {
        "script".to_owned()
    }
    fn detect(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<Detection>, DetectorError> {
        observer.progress(1, 2);
        match self.steps.recv().unwrap() {
            Step::Finish => Ok(inputs.iter().map(|_| nothing_found()).collect()),
            Step::Panic => panic!("scripted"),
            Step::WaitForCancel => {
                while !observer.cancel().is_cancelled() {
                    std::thread::yield_now();
                }
                Err(DetectorError::Cancelled)
            }
        }
    }
}

fn nothing_found() -> Detection {
    Detection {
        score: 0.25,
        map: AnomalyMap {
            size: 1,
            values: vec![0.25],
        },
        layers: Vec::new(),
        warnings: Vec::new(),
        times: StageTimes::default(),
    }
}

struct Bench {
    worker: DetectionWorker,
    steps: Sender<Step>,
    events: Receiver<DetectionEvent>,
    picture: tempfile::NamedTempFile,
}

impl Bench {
    fn new() -> Self {
        let (steps, scripted) = channel();
        let mut scripted = Some(scripted);
        let (sender, events) = channel();
        let load: ModelLoader = Box::new(move || {
            let steps = scripted.take().ok_or(DetectionFailure::Count(0))?;
            Ok(Box::new(Scripted { steps }))
        });
        let sender = Mutex::new(sender);
        let report: DetectionReport = Box::new(move |event| {
            let _ = sender.lock().unwrap().send(event);
        });
        let picture = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
        image::RgbImage::new(3, 3)
            .save_with_format(picture.path(), image::ImageFormat::Png)
            .unwrap();
        Self {
            worker: DetectionWorker::spawn(load, report).unwrap(),
            steps,
            events,
            picture,
        }
    }

    fn submit(&self, id: u64) {
        self.worker.submit(DetectionRequest {
            id: RequestId(id),
            path: self.picture.path().to_owned(),
        });
    }

    /// Waits until request `id` is in the model.
    fn wait_for_vision(&self, id: u64) {
        loop {
            if let DetectionEvent::Progress {
                id: found,
                stage: DetectionStage::Vision { .. },
            } = self.events.recv().unwrap()
                && found == RequestId(id)
            {
                return;
            }
        }
    }

    /// The next `count` ends of requests, in order, as text.
    fn ends(&self, count: usize) -> Vec<String> {
        let mut ends = Vec::new();
        while ends.len() < count {
            match self.events.recv().unwrap() {
                DetectionEvent::Progress { .. } => {}
                DetectionEvent::Done { id, .. } => ends.push(format!("{} done", id.0)),
                DetectionEvent::Failed { id, failure } => ends.push(format!("{} failed: {failure}", id.0)),
                DetectionEvent::Cancelled { id } => ends.push(format!("{} cancelled", id.0)),
            }
        }
        ends
    }
}

#[test]
fn the_newest_request_wins_and_every_request_ends_once() {
    let bench = Bench::new();
    bench.submit(1);
    bench.steps.send(Step::WaitForCancel).unwrap();
    bench.wait_for_vision(1);
    bench.submit(2);
    bench.submit(3);
    bench.steps.send(Step::Finish).unwrap();
    let mut ends = bench.ends(3);
    ends.sort();
    assert_eq!(ends[0], "1 cancelled");
    // Request 2 may have been taken before 3 came; either way it did not run to its end.
    assert_eq!(ends[1], "2 cancelled");
    assert_eq!(ends[2], "3 done");
    assert!(bench.events.try_recv().is_err());
}

#[test]
fn cancelling_stops_what_runs() {
    let bench = Bench::new();
    bench.submit(1);
    bench.steps.send(Step::WaitForCancel).unwrap();
    bench.wait_for_vision(1);
    bench.worker.cancel();
    assert_eq!(bench.ends(1), ["1 cancelled"]);
}

#[test]
fn a_panic_fails_its_request_and_the_thread_goes_on() {
    let bench = Bench::new();
    bench.submit(1);
    bench.steps.send(Step::Panic).unwrap();
    assert!(bench.ends(1)[0].starts_with("1 failed: the detection stopped by a bug: scripted"));
    bench.submit(2);
    bench.steps.send(Step::Finish).unwrap();
    assert_eq!(bench.ends(1), ["2 done"]);
}

#[test]
fn a_model_that_does_not_load_fails_the_request_and_is_tried_again() {
    let (sender, events) = channel();
    let sender = Mutex::new(sender);
    let worker = DetectionWorker::spawn(
        Box::new(|| {
            Err(DetectionFailure::Device(DeviceError::UnknownDevice(
                "tpu".to_owned(),
            )))
        }),
        Box::new(move |event| {
            let _ = sender.lock().unwrap().send(event);
        }),
    )
    .unwrap();
    for id in [1, 2] {
        worker.submit(DetectionRequest {
            id: RequestId(id),
            path: PathBuf::from("nowhere.png"),
        });
        let failed = loop {
            match events.recv().unwrap() {
                DetectionEvent::Progress { .. } => {}
                event => break event,
            }
        };
        assert!(
            matches!(&failed, DetectionEvent::Failed { id: found, .. } if *found == RequestId(id)),
            "{failed:?}"
        );
    }
}
