//! A workbench without a world: keys go in, the state comes out, and a small stand-in carries out the orders.

use image::RgbImage;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use vip2clip::dataset::{DatasetIndex, Exclusion, IndexWarning, Label, Sample};
use vip2clip::detector::{
    AnomalyMap, Detection, DetectorSettings, LayerReading, ModelFiles, Readout, StageTimes, Warning,
};
use vip2clip::engine::{DetectionEvent, DetectionOutcome, DetectionStage, RequestId};
use vip2clip::picture::{Mask, Picture};
use vip2clip::tui::app::{About, FileStamp, Given, LoadedMask, LoadedPicture, ReadOut, SampleId};
use vip2clip::tui::collection::Collection;
use vip2clip::tui::effect::ReadOutRequest;
use vip2clip::tui::graphics::{Graphics, Renderer, USUAL_CELL, encode};
use vip2clip::tui::msg::Timer;
use vip2clip::tui::theme::{ColorDepth, ThemeLibrary};
use vip2clip::tui::{App, Effect, Msg, update, view};

/// The state and every order it has given.
pub struct World {
    pub app: App,
    pub orders: Vec<Effect>,
    /// Pictures that are loaded are loaded at once.
    pub loads: bool,
}

/// What a workbench is made of.
pub struct Setup {
    pub size: (u16, u16),
    pub depth: ColorDepth,
    pub renderer: Renderer,
    pub is_demo: bool,
    pub single: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: (120, 40),
            depth: ColorDepth::True,
            renderer: Renderer::Halfblocks,
            is_demo: false,
            single: false,
        }
    }
}

pub const ROOT: &str = "/data/bottle/test";

pub const NAMES: [&str; 7] = [
    "broken_large/000.png",
    "broken_large/001.png",
    "broken_small/000.png",
    "contamination/000.png",
    "good/000.png",
    "good/001.png",
    "good/002.png",
];

impl World {
    /// A workbench that has just been started.
    pub fn new(setup: Setup) -> Self {
        let about = About {
            root: PathBuf::from(ROOT),
            single: setup.single,
            is_demo: setup.is_demo,
            model: ModelFiles {
                backbone: PathBuf::from("/models/vit.pt"),
                prompts: PathBuf::from("/models/mvtec.pth"),
            },
            settings: DetectorSettings::default(),
            compared: None,
            gpu: None,
            given: Given::default(),
        };
        let graphics = Graphics {
            renderer: setup.renderer,
            cell: USUAL_CELL,
            tmux: false,
            placeholders: true,
            zlib: false,
        };
        let themes = ThemeLibrary::load(setup.depth, None, &mut Vec::new());
        let mut world = Self {
            app: App::new(about, 0.5, graphics, themes, 0).unwrap(),
            orders: Vec::new(),
            loads: true,
        };
        world.resize(setup.size.0, setup.size.1);
        world
    }

    /// A workbench on a folder with seven pictures.
    pub fn with_folder(setup: Setup) -> Self {
        let mut world = Self::new(setup);
        world.list(&NAMES);
        world
    }

    /// A workbench on a dataset of two classes and both splits.
    pub fn with_dataset(setup: Setup) -> Self {
        let mut world = Self::new(setup);
        world.open(dataset());
        world
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        let size = Size::new(width, height);
        self.take_in(Msg::Resized { size, cell: None });
    }

    pub fn list(&mut self, names: &[&str]) {
        let samples = names.iter().map(|name| sample(name, "", "", None));
        let index = DatasetIndex {
            test: samples.collect(),
            ..nothing()
        };
        self.open(index);
    }

    pub fn open(&mut self, index: DatasetIndex) {
        self.take_in(Msg::DatasetOpened(Arc::new(Collection::new(index))));
    }

    /// Hands a fact to the state and carries out what can be carried out without a world.
    pub fn take_in(&mut self, message: Msg) {
        let mut messages = vec![message];
        while !messages.is_empty() {
            for effect in update(&mut self.app, messages.remove(0)) {
                match &effect {
                    Effect::LoadPicture {
                        sample, known: None, ..
                    } if self.loads => messages.push(Msg::PictureLoaded {
                        sample: *sample,
                        picture: picture(*sample),
                    }),
                    Effect::MakeThumbnails(requests) if self.loads => {
                        messages.extend(requests.iter().map(|request| Msg::ThumbnailMade {
                            sample: request.sample,
                            result: Ok(picture(request.sample).pixels),
                        }));
                    }
                    Effect::ReadOut(request) => messages.push(Msg::ReadOut(read_out(request))),
                    Effect::Encode(requests) => {
                        messages.extend(requests.iter().map(|request| Msg::Encoded {
                            key: request.key,
                            result: encode(request),
                        }));
                    }
                    _ => {}
                }
                self.orders.push(effect);
            }
        }
    }

    /// Presses keys, written as in the key table with spaces between.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.take_in(Msg::Key(key.parse().unwrap()));
        }
    }

    /// The orders since the last call, pictures and drawing left out, as words.
    pub fn orders(&mut self) -> Vec<String> {
        let words = self.orders.drain(..).filter_map(|order| match order {
            Effect::Draw
            | Effect::Encode(_)
            | Effect::ReadOut(_)
            | Effect::FindJobs
            | Effect::LoadPicture { .. }
            | Effect::MakeThumbnails(_) => None,
            Effect::DrawAll => Some("draw all".to_owned()),
            Effect::OpenDataset(root) => Some(format!("open {}", root.display())),
            Effect::FreeImages(images) => Some(format!("free {} images", images.len())),
            Effect::Detect(request) => Some(format!("detect {} as {}", request.path.display(), request.id.0)),
            Effect::CancelDetection => Some("cancel".to_owned()),
            Effect::FollowRuns(kind, folders) => Some(format!("follow {kind:?} {folders:?}")),
            Effect::WatchJob(folder) => Some(format!("watch {}", folder.display())),
            Effect::RestRuns => Some("rest".to_owned()),
            Effect::AskRun { folder, request } => Some(format!("ask {} {request:?}", folder.display())),
            Effect::ResumeRun(kind, folder) => Some(format!("resume {kind:?} {}", folder.display())),
            Effect::ExportTables(folder) => Some(format!("export {}", folder.display())),
            Effect::StartRun {
                kind,
                arguments,
                name,
                dataset,
            } => Some(format!(
                "start {kind:?} {arguments:?} as {name:?} on {}",
                dataset.display()
            )),
            Effect::EstimateRun(request) => Some(format!("estimate {}", request.dataset.display())),
            Effect::ReadModel { files, compared } => Some(format!(
                "read {}{}",
                files.prompts.display(),
                compared.map_or(String::new(), |other| format!(" beside {}", other.display()))
            )),
            Effect::RestoreState(_) | Effect::SaveState { .. } | Effect::Measure => None,
            Effect::StartTimer {
                timer: Timer::StateRests | Timer::Measure,
                ..
            } => None,
            Effect::ListSessions => Some("list sessions".to_owned()),
            Effect::SaveSession(wish) => {
                Some(format!("save {} results as {:?}", wish.results.len(), wish.name))
            }
            Effect::OpenSession(path) => Some(format!("open session {}", path.display())),
            Effect::AskSession { task, arguments } => Some(format!("session {} {arguments:?}", task.name())),
            Effect::StopSessionTask => Some("stop session task".to_owned()),
            Effect::SaveScreen(screen) => Some(format!("save {}", screen.file.display())),
            Effect::Copy(text) => Some(format!("copy {text}")),
            Effect::Notify(text) => Some(format!("notify {text}")),
            Effect::UseModel(model) => Some(format!("use {}", model.files.prompts.display())),
            Effect::StartTimer { timer, .. } => Some(format!("timer {timer:?}")),
            Effect::Log(_) => None,
            Effect::Suspend => Some("suspend".to_owned()),
            Effect::Quit => Some("quit".to_owned()),
            Effect::Abort(reason) => Some(format!("abort: {reason}")),
        });
        words.collect()
    }

    /// The id of the detection that runs.
    pub fn running(&self) -> RequestId {
        self.app.detections.running().unwrap().id
    }

    /// The detection that runs ends with this score.
    pub fn finish(&mut self, score: f32, warnings: Vec<Warning>) {
        let outcome = outcome(score, warnings);
        let id = self.running();
        self.take_in(Msg::Detection(DetectionEvent::Done { id, outcome }));
    }

    /// The detection that runs has come so far.
    pub fn advance(&mut self, done: usize, total: usize) {
        let id = self.running();
        let stage = DetectionStage::Vision { done, total };
        self.take_in(Msg::Detection(DetectionEvent::Progress { id, stage }));
    }

    /// The name of the selected picture.
    pub fn selected(&self) -> String {
        let id = self.app.samples.selected_id();
        id.map_or(String::new(), |id| self.app.samples.collection().name(id))
    }

    /// The names in the list, in its order.
    pub fn listed(&self) -> Vec<String> {
        let samples = &self.app.samples;
        samples
            .from(0)
            .iter()
            .map(|id| samples.collection().name(*id))
            .collect()
    }

    /// The rows of the tree: fold sign, name, counts; `›` before the selected one.
    pub fn tree(&self) -> Vec<String> {
        let outline = self.app.samples.collection().outline();
        let rows = self.app.tree.rows().iter().enumerate();
        let row = |(row, place): (usize, &usize)| {
            let node = &outline.nodes()[*place];
            let mark = if row == self.app.tree.selected() {
                "›"
            } else {
                ""
            };
            let sign = match (outline.is_branch(*place), self.app.tree.is_open(*place)) {
                (true, true) => "-",
                (true, false) => "+",
                _ => "",
            };
            format!(
                "{mark}{sign}{} {}·{}",
                node.name, node.counts.normal, node.counts.anomalous
            )
        };
        rows.map(row).collect()
    }

    /// A frame.
    pub fn draw(&self) -> Terminal<TestBackend> {
        let Size { width, height } = self.app.view.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| drop(view::draw(frame, &self.app))).unwrap();
        terminal
    }

    /// A frame as text.
    pub fn screen(&self) -> String {
        self.draw().backend().to_string()
    }
}

/// What the reader would answer.
fn read_out(request: &ReadOutRequest) -> ReadOut {
    let read = |detection: &Detection| Arc::new(Readout::of(&detection.layers, request.settings));
    ReadOut::new(
        request.id,
        read(&request.outcome.detection),
        request.outcome.compared.as_ref().map(read),
    )
}

/// A picture with something in its middle.
pub fn picture(sample: SampleId) -> LoadedPicture {
    let pixels = RgbImage::from_fn(90, 90, |x, y| {
        let bright = (30..60).contains(&x) && (20..70).contains(&y);
        image::Rgb(if bright { [220, 210, 180] } else { [40, 50, 70] })
    });
    LoadedPicture {
        pixels: Arc::new(pixels),
        width: 900,
        height: 900,
        stamp: FileStamp {
            modified: None,
            length: 123_456 + sample.0 as u64,
        },
    }
}

/// A detection whose map rises from the left to the right.
pub fn outcome(score: f32, warnings: Vec<Warning>) -> Arc<DetectionOutcome> {
    const SIZE: usize = 37;
    let values = (0..SIZE * SIZE)
        .map(|i| (i % SIZE) as f32 / (SIZE - 1) as f32)
        .collect();
    Arc::new(DetectionOutcome {
        detection: Detection {
            score,
            map: AnomalyMap { size: SIZE, values },
            layers: [6, 12, 18, 24].map(layer).into(),
            warnings,
            times: StageTimes {
                vision: Duration::from_millis(842),
                prompts: Duration::from_millis(31),
                map: Duration::from_micros(4200),
            },
        },
        compared: None,
        notes: Vec::new(),
        decode: Duration::from_micros(12_400),
        device: "cpu".to_owned(),
    })
}

/// A scale whose right half looks abnormal, more so in later layers.
fn layer(number: usize) -> LayerReading {
    const GRID: usize = 37;
    let lift = 0.002 * number as f32;
    LayerReading {
        layer: number,
        grid: GRID,
        attention: vec![1.0 / (GRID * GRID) as f32; 8 * 2 * GRID * GRID],
        cosines: (0..GRID * GRID)
            .map(|i| [0.2, if i % GRID > GRID / 2 { 0.2 + lift } else { 0.1 }])
            .collect(),
    }
}

/// An index without samples.
pub fn nothing() -> DatasetIndex {
    DatasetIndex {
        kind: "flat",
        variant: String::new(),
        root: PathBuf::from(ROOT),
        fingerprint: String::new(),
        test: Vec::new(),
        train: Vec::new(),
        excluded: Vec::new(),
        warnings: Vec::new(),
    }
}

pub fn sample(image: &str, class: &str, species: &str, label: Option<Label>) -> Sample {
    let mask = image
        .replace("/test/", "/ground_truth/")
        .replace(".png", "_mask.png");
    Sample {
        image: Path::new(image).into(),
        mask: (label == Some(Label::Anomalous)).then(|| Path::new(&mask).into()),
        class: class.into(),
        species: species.into(),
        label,
    }
}

/// Two classes in MVTec's layout: 11 samples to test on, 5 to train on, a warning, two files left out.
pub fn dataset() -> DatasetIndex {
    let (normal, anomalous) = (Some(Label::Normal), Some(Label::Anomalous));
    let mut test = Vec::new();
    for (class, species, label, count) in [
        ("bottle", "broken_large", anomalous, 3),
        ("bottle", "good", normal, 2),
        ("cable", "cut_outer_insulation", anomalous, 2),
        ("cable", "good", normal, 1),
        ("cable", "missing_wire", anomalous, 3),
    ] {
        let name = |number| format!("{class}/test/{species}/{number:03}.png");
        test.extend((0..count).map(|number| sample(&name(number), class, species, label)));
    }
    let train = [("bottle", 3), ("cable", 2)]
        .into_iter()
        .flat_map(|(class, count)| {
            (0..count).map(move |number| {
                sample(
                    &format!("{class}/train/good/{number:03}.png"),
                    class,
                    "good",
                    normal,
                )
            })
        });
    DatasetIndex {
        kind: "mvtec",
        variant: "official download".to_owned(),
        fingerprint: "3f9a".repeat(16),
        test,
        train: train.collect(),
        excluded: vec![
            Exclusion {
                path: "Thumbs.db".into(),
                reason: "a file of Windows".to_owned(),
            },
            Exclusion {
                path: "bottle/pred".into(),
                reason: "results of an earlier run".to_owned(),
            },
        ],
        warnings: vec![IndexWarning {
            path: "cable/test/missing_wire/002.png".into(),
            message: "no mask is called 002_mask.png or 002.png: its ground truth counts as empty".to_owned(),
        }],
        ..nothing()
    }
}

/// A mask whose middle is anomalous, read from a file of this size.
pub fn mask(width: u32, height: u32) -> LoadedMask {
    let pixels = RgbImage::from_fn(90, 90, |x, y| {
        let inside = (30..60).contains(&x) && (30..60).contains(&y);
        image::Rgb([if inside { 255 } else { 0 }; 3])
    });
    LoadedMask {
        mask: Arc::new(Mask::new(&Picture::from_rgb(pixels), 90)),
        width,
        height,
    }
}
