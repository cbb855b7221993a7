//! `session save`: detects and records.

use super::pictures::{Chosen, Part, of_paths};
use super::which::SessionsFolder;
use super::{EXIT_HELP, json};
use crate::base::{plain_time, printable_path};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::interrupt::Interrupt;
use crate::cli::model_options::{ModelOptions, at_least_one, probability, warn_of_demo};
use crate::cli::progress::Progress;
use crate::cli::streams::{print_line, say};
use crate::detector::Detector;
use crate::evaluate::metrics::Preset;
use crate::run::{RunTimes, file_name};
use crate::session::{
    Capture, CaptureEvent, Captured, Draft, SessionError, SessionKind, command_line, write,
};
use anyhow::Context;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

const DETAILS: &str = "\
PATH is taken as `detect` takes it. --dataset ROOT is understood as a dataset; where it says which pictures are anomalous, \
metrics per class are recorded too, over the pictures of the session. --demo draws a few pictures.

Paths are recorded relative to the innermost folder that holds all pictures, or to ROOT.

Examples:
  vip2clip-tui session save photos --name monday
  vip2clip-tui session save --dataset mvtec --class bottle --limit 5 --threshold 0.5 --out bottle.toml
  vip2clip-tui session save --demo --out sessions/demo.toml --force";

/// Detect on pictures and record everything about it
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    /// Pictures, and folders of pictures
    #[arg(value_name = "PATH", required_unless_present_any = ["dataset", "demo"])]
    paths: Vec<PathBuf>,

    /// Folder of a dataset
    #[arg(long, value_name = "ROOT", conflicts_with_all = ["paths", "demo"])]
    dataset: Option<PathBuf>,

    /// A few drawn pictures of products that the demo model never saw
    #[arg(long, conflicts_with = "paths")]
    demo: bool,

    /// The session's file [default: a name made of the time and the dataset's, in the folder of sessions]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// The session's name in the folder of sessions
    #[arg(long, value_name = "NAME", conflicts_with = "out")]
    name: Option<PathBuf>,

    /// Replace a session of that name
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    place: SessionsFolder,

    #[command(flatten)]
    part: Part,

    /// Score from which a picture counts as anomalous, 0 to 1
    #[arg(long, value_name = "T", env = "VIP2CLIP_THRESHOLD", value_parser = probability)]
    threshold: Option<f32>,

    /// Definitions of the metrics: parity (the released evaluation) or exact (AUPRO as MVTec's own)
    #[arg(long, value_name = "NAME", env = "VIP2CLIP_METRICS_PRESET", default_value = Preset::Parity.name())]
    metrics: Preset,

    /// Pictures per run of the model; the last bits of a map may depend on it
    #[arg(long, value_name = "N", env = "VIP2CLIP_BATCH", default_value = "1", value_parser = at_least_one)]
    batch: NonZeroUsize,

    /// One JSON object about the session
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,

    #[command(flatten)]
    model: ModelOptions,
}

/// Saves.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let (model, settings) = options.model.resolve()?;
    let out = options.file()?;
    let interrupt = Interrupt::listen()?;
    let mut times = RunTimes::started_now();
    let start = Instant::now();
    let chosen = options.pictures(&interrupt)?;
    times.add_seconds("index", start.elapsed().as_secs_f64());
    warn_of_demo(&model);
    let placement = options.model.how.device.place(options.model.how.dtype)?;
    let start = Instant::now();
    let detector =
        Detector::load(&model.files, settings.clone(), &placement).context("the model cannot be used")?;
    times.add_seconds("load", start.elapsed().as_secs_f64());
    let start = Instant::now();
    let captured = capture(options, &chosen, &detector, &interrupt)?;
    times.add_seconds("detect", start.elapsed().as_secs_f64());
    let draft = Draft {
        kind: SessionKind::Detect,
        parent: None,
        command_line: command_line(),
        times,
        model,
        settings,
        placement,
        batch: options.batch,
        preset: options.metrics,
        threshold: options.threshold,
        dataset: chosen.dataset,
        root: chosen.root,
        ui: toml::Table::new(),
    };
    let session = draft.record(captured.images, captured.classes, &interrupt.token())?;
    write(&session, &out)?;
    for warning in &session.warnings {
        say(format_args!("warning: {warning}"));
    }
    if options.json {
        print_line(&json::summary(&out, &session).to_string())?;
    } else {
        print_line(&printable_path(&out))?;
    }
    let failed = session.failed() + chosen.unusable;
    say(format_args!(
        "{} pictures recorded, {failed} failed, in {}; check it with: vip2clip-tui session verify {}",
        session.images.len(),
        plain_time(start.elapsed()),
        printable_path(&out)
    ));
    Ok(match failed {
        0 => Exit::Success,
        _ => Exit::SomeFailed,
    })
}

impl Options {
    fn file(&self) -> anyhow::Result<PathBuf> {
        let subject = self
            .dataset
            .as_deref()
            .or(self.paths.first().map(PathBuf::as_path));
        let subject = subject.map_or("demo".to_owned(), file_name);
        let given = match (&self.out, &self.name) {
            // A file in this folder, however plain its name.
            (Some(out), _) => Some(Path::new(".").join(out)),
            (None, name) => name.clone(),
        };
        let file = self.place.place(given.as_deref(), &subject)?;
        if file.exists() && !self.force {
            return Err(SessionError::Exists(file).into());
        }
        if file.is_dir() {
            return Err(UsageError(format!("{} is a folder: name a file", printable_path(&file))).into());
        }
        Ok(file.strip_prefix(".").map_or(file.clone(), Path::to_path_buf))
    }

    fn pictures(&self, interrupt: &Interrupt) -> anyhow::Result<Chosen> {
        match (&self.dataset, self.demo) {
            (Some(root), _) => self.part.of_dataset(root, &interrupt.token()),
            (None, true) => self.part.of_demo(&interrupt.token()),
            (None, false) => Ok(of_paths(&self.paths)?),
        }
    }
}

fn capture(
    options: &Options,
    chosen: &Chosen,
    detector: &Detector,
    interrupt: &Interrupt,
) -> Result<Captured, SessionError> {
    let mut progress = Progress::new(chosen.images.len(), options.json);
    let capture = Capture {
        detector,
        root: &chosen.root,
        batch: options.batch,
        preset: options.metrics,
        keep_pictures: false,
        cancel: interrupt.token(),
    };
    let captured = capture.run(&chosen.images, &mut |event| watch(&mut progress, event));
    progress.finish();
    captured
}

/// Progress, and what failed.
pub fn watch(progress: &mut Progress, event: CaptureEvent) {
    match event {
        CaptureEvent::Tower { done, total } => progress.tower(done, total),
        CaptureEvent::Picture { image, .. } => {
            if let Some(error) = &image.error {
                let path = printable_path(&image.path);
                // The decoder names the file, most other errors do not.
                let line = match error.contains(&path) {
                    true => format!("failed: {error}"),
                    false => format!("failed: {path}: {error}"),
                };
                progress.suspend(|| say(line));
            }
            progress.picture();
        }
    }
}
