//! Milliseconds from a key to the end of the frame that shows it, in the real driver on a terminal that swallows
//! everything: first at rest, then while a detection of ViT-L/14 at 518 px on random weights keeps every core busy.
//!
//! `cargo bench --bench key_to_frame`

use candle_core::{DType, Device};
use crossbeam_channel::{Receiver, Sender, never, unbounded};
use image::{Rgb, RgbImage};
use ratatui::layout::Size;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use vip2clip::clip::ClipConfig;
use vip2clip::detector::{Detection, Detector, DetectorError, DetectorSettings, Observer, Placement};
use vip2clip::engine::{DetectionFailure, DetectionModel, ModelLoader};
use vip2clip::picture::ModelInput;
use vip2clip::tui::app::About;
use vip2clip::tui::driver::{Crew, Driver, FrameReport, Log, Sources};
use vip2clip::tui::graphics::{Graphics, USUAL_CELL};
use vip2clip::tui::theme::{ColorDepth, ThemeLibrary};
use vip2clip::tui::{App, Msg, Renderer};

type Error = Box<dyn std::error::Error + Send + Sync>;

const SIZE: Size = Size::new(200, 50);
const PICTURES: usize = 40;
const KEYS: usize = 400;
/// Between two keys: as fast as a key repeats.
const PAUSE: Duration = Duration::from_millis(30);
const TARGET_MS: f64 = 33.0;

/// Moving, searching, help, panes, enlarging, themes: what a user does while waiting.
const SCRIPT: &str = "j j k ] [ j / a esc ? j esc tab tab shift-tab z z t ctrl-d ctrl-u G g g";

fn main() -> Result<(), Error> {
    let folder = Folder::new()?;
    println!(
        "{} keys each, a terminal of {}×{} cells, milliseconds",
        KEYS, SIZE.width, SIZE.height
    );
    println!(
        "{:<12} {:<10} {:>7} {:>7} {:>7} {:>13}",
        "images", "model", "median", "p99", "max", "bytes/frame"
    );
    for renderer in [Renderer::Halfblocks, Renderer::Sixel, Renderer::Kitty] {
        for busy in [false, true] {
            measure(&folder.path, renderer, busy)?;
        }
    }
    Ok(())
}

fn measure(folder: &Path, renderer: Renderer, busy: bool) -> Result<(), Error> {
    let sink = Sink::default();
    let bench = Bench::start(folder, renderer, sink.clone())?;
    if busy {
        bench.key("d")?;
        while !bench.in_vision.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(10));
        }
    }
    let (bytes, frames) = sink.counts();
    let mut times = Vec::new();
    for key in SCRIPT.split(' ').cycle().take(KEYS) {
        times.push(bench.key(key)?.as_secs_f64() * 1e3);
        thread::sleep(PAUSE);
    }
    let (bytes, frames) = (sink.counts().0 - bytes, sink.counts().1 - frames);
    if busy && !bench.in_vision.load(Ordering::SeqCst) {
        return Err("the detection ended before the keys did".into());
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    let verdict = match at(1.0) < TARGET_MS {
        true => "",
        false => "  over 33 ms",
    };
    println!(
        "{:<12} {:<10} {:>7.2} {:>7.2} {:>7.2} {:>13}{verdict}",
        renderer.to_string(),
        if busy { "running" } else { "at rest" },
        at(0.5),
        at(0.99),
        at(1.0),
        bytes / frames.max(1)
    );
    bench.stop()
}

/// The driver on a thread of its own, fed by hand.
struct Bench {
    input: Sender<Msg>,
    frames: Receiver<FrameReport>,
    sent: AtomicU64,
    in_vision: Arc<AtomicBool>,
    driver: thread::JoinHandle<Result<(), Error>>,
}

impl Bench {
    fn start(folder: &Path, renderer: Renderer, sink: Sink) -> Result<Self, Error> {
        let (input, keys) = unbounded();
        let (reports, frames) = unbounded();
        let in_vision = Arc::new(AtomicBool::new(false));
        let (flag, folder) = (in_vision.clone(), folder.to_owned());
        let driver = thread::spawn(move || drive(folder, renderer, sink, keys, reports, flag));
        let bench = Self {
            input,
            frames,
            sent: AtomicU64::new(0),
            in_vision,
            driver,
        };
        // The list and the first picture are there when the frames stop coming.
        while bench.frames.recv_timeout(Duration::from_millis(700)).is_ok() {}
        Ok(bench)
    }

    /// Presses a key; the time until the frame that shows it had been sent.
    fn key(&self, key: &str) -> Result<Duration, Error> {
        let pressed = Instant::now();
        self.input.send(Msg::Key(key.parse()?))?;
        let number = self.sent.fetch_add(1, Ordering::SeqCst) + 1;
        loop {
            let frame = self.frames.recv_timeout(Duration::from_secs(60))?;
            if frame.inputs >= number {
                return Ok(frame.sent - pressed);
            }
        }
    }

    fn stop(self) -> Result<(), Error> {
        for key in ["esc", "esc", "esc", "q", "y"] {
            // With nothing running, `q` has ended it already.
            let _ = self.input.send(Msg::Key(key.parse()?));
        }
        self.driver.join().map_err(|_| "the driver panicked")?
    }
}

fn drive(
    folder: PathBuf,
    renderer: Renderer,
    sink: Sink,
    input: Receiver<Msg>,
    frames: Sender<FrameReport>,
    in_vision: Arc<AtomicBool>,
) -> Result<(), Error> {
    let about = About {
        root: folder,
        single: false,
        is_fixture: true,
        image_size: 518,
    };
    let graphics = Graphics {
        renderer,
        cell: USUAL_CELL,
        tmux: false,
        placeholders: true,
        zlib: false,
    };
    let themes = ThemeLibrary::load(ColorDepth::True, None, &mut Vec::new());
    let app = App::new(about, 0.5, graphics, themes, 0)?;
    let (facts_in, facts) = unbounded();
    let crew = Crew::start(endless_model(in_vision), facts_in)?;
    let signals = never();
    let sources = Sources {
        input,
        facts,
        signals,
    };
    let driver = Driver::new(app, sink, SIZE, sources, crew, Log::default())?.with_frame_reports(frames);
    driver.run(vec![
        Msg::Resized {
            size: SIZE,
            cell: None,
        },
        Msg::Started,
    ])?;
    Ok(())
}

/// A model that detects over and over until it is stopped.
fn endless_model(in_vision: Arc<AtomicBool>) -> ModelLoader {
    Box::new(move || {
        let placement = Placement {
            device: Device::Cpu,
            dtype: DType::F32,
        };
        let detector = Detector::random(
            &ClipConfig::vit_l_14_336(),
            DetectorSettings::default(),
            &placement,
        );
        Ok(Box::new(Endless {
            detector: detector.map_err(DetectionFailure::Model)?,
            in_vision: in_vision.clone(),
        }))
    })
}

struct Endless {
    detector: Detector,
    in_vision: Arc<AtomicBool>,
}

impl DetectionModel for Endless {
    fn image_size(&self) -> usize {
        self.detector.settings().image_size
    }
    fn device(&self) -> String {
        "cpu".to_owned()
    }
    fn detect(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<Detection>, DetectorError> {
        self.in_vision.store(true, Ordering::SeqCst);
        let ended = loop {
            if let Err(error) = self.detector.detect(inputs, observer) {
                break error;
            }
        };
        self.in_vision.store(false, Ordering::SeqCst);
        Err(ended)
    }
}

/// A terminal that swallows everything, and counts it.
#[derive(Debug, Clone, Default)]
struct Sink {
    bytes: Arc<AtomicU64>,
    frames: Arc<AtomicU64>,
}

impl Sink {
    fn counts(&self) -> (u64, u64) {
        (
            self.bytes.load(Ordering::SeqCst),
            self.frames.load(Ordering::SeqCst),
        )
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        self.frames.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// A folder of pictures as large as a dataset's, deleted at the end.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Result<Self, Error> {
        let path = std::env::temp_dir().join(format!("vip2clip-key-to-frame-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        let folder = Self { path };
        for number in 0..PICTURES {
            let shade = (number * 6) as u32;
            let texture =
                |x: u32, y: u32| Rgb([(x ^ y) as u8, (x * y / 97 + shade) as u8, (y + shade) as u8]);
            RgbImage::from_fn(900, 900, texture).save(folder.path.join(format!("{number:03}.png")))?;
        }
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Left behind if it cannot be removed; it lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
