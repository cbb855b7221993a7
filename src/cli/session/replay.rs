//! `session replay`: everything computed again and compared.

use super::given::Given;
use super::save::watch;
use super::which::Which;
use super::{EXIT_HELP, json};
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::progress::Progress;
use crate::cli::streams::print_line;
use crate::engine::DeviceChoice;
use crate::session::{
    CaptureEvent, Opened, Overrides, PictureVerdict, Replay, ReplayOptions, Session, SessionError, Sources,
    Tolerance, replay,
};
use anyhow::Context;
use std::str::FromStr;

const DETAILS: &str = "\
The inputs are verified first, and what has changed is computed as it is now. Whether maps have the recorded bytes is told \
beside: on another device, by another version or with another number of threads their last bits may differ, and no \
tolerance is needed for bytes that are equal.

The default tolerances of scores and maps are what this program's own tests allow between it and the released code in f32. \
Between devices, or in bf16 and f16, name larger ones. Metrics move in steps: two pictures whose scores are nearly equal \
may change places.

--json prints {\"session\", \"agrees\", \"tolerance\", \"changes\" (as verify), \"maps\": {\"compared\", \"bit_equal\"}, \
\"pictures\": [{\"path\", \"verdict\", \"map\", \"then\", \"now\"}], \"metrics\": [{\"class\", \"metric\", \"then\", \
\"now\", \"agrees\"}], \"conclusion\": [text]}. Verdicts are same, close, differs, changed, missing and fails.

Examples:
  vip2clip-tui session replay demo
  vip2clip-tui session replay bottle.toml --root /mnt/mvtec --device cuda --tolerance 1e-4";

/// Compute every score, map and metric of a session again and compare
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    how: How,
    /// One JSON object
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Where it is computed, and what may lie between then and now.
#[derive(Debug, Clone, clap::Args)]
pub struct How {
    /// Greatest difference of a score
    #[arg(long, value_name = "X", env = "VIP2CLIP_TOLERANCE", default_value_t = Tolerance::default().score,
          value_parser = not_negative::<f32>)]
    tolerance: f32,
    /// Greatest difference of a map's least, greatest and mean value
    #[arg(long, value_name = "X", env = "VIP2CLIP_MAP_TOLERANCE", default_value_t = Tolerance::default().map,
          value_parser = not_negative::<f32>)]
    map_tolerance: f32,
    /// Greatest difference of a metric, a fraction
    #[arg(long, value_name = "X", env = "VIP2CLIP_METRIC_TOLERANCE", default_value_t = Tolerance::default().metric,
          value_parser = not_negative::<f64>)]
    metric_tolerance: f64,
    /// Where the model runs: auto, cpu, cuda, cuda:N or metal [default: where it ran, if this machine has that]
    #[arg(long, value_name = "DEVICE", env = "VIP2CLIP_DEVICE")]
    device: Option<DeviceChoice>,
}

fn not_negative<N: FromStr + Copy + Into<f64>>(text: &str) -> Result<N, String> {
    text.parse()
        .ok()
        .filter(|value: &N| (*value).into().is_finite() && (*value).into() >= 0.0)
        .ok_or_else(|| "expected a number, 0 or more".to_owned())
}

impl How {
    /// The options of the library.
    fn options(
        &self,
        session: &Session,
        keep_pictures: bool,
        interrupt: &Interrupt,
    ) -> Result<ReplayOptions, SessionError> {
        Ok(ReplayOptions {
            tolerance: Tolerance {
                score: self.tolerance,
                map: self.map_tolerance,
                metric: self.metric_tolerance,
            },
            keep_pictures,
            ..ReplayOptions::new(session, self.device, interrupt.token())?
        })
    }
}

/// Computes a session again, with progress; `sink` hears of everything after it.
pub fn run_again(
    opened: &Opened,
    (how, given): (&How, &Overrides),
    keep_pictures: bool,
    machine: bool,
    sink: &mut dyn FnMut(&CaptureEvent),
) -> anyhow::Result<Replay> {
    let session = &opened.session;
    let interrupt = Interrupt::listen()?;
    let options = how.options(session, keep_pictures, &interrupt)?;
    let sources = Sources::find(session, given, &interrupt.token())?;
    let mut progress = Progress::new(session.images.len(), machine);
    let replayed = replay(session, sources, &options, &mut |event| {
        sink(&event);
        watch(&mut progress, event);
    });
    progress.finish();
    replayed.with_context(|| format!("{} cannot be replayed", printable_path(&opened.path)))
}

/// Replays.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let opened = options.which.open()?;
    let given = options.given.overrides();
    let replayed = run_again(&opened, (&options.how, &given), false, options.json, &mut |_| ())?;
    if options.json {
        print_line(&json::replay(&opened.path, &replayed).to_string())?;
    } else {
        for line in table(&replayed) {
            print_line(&line)?;
        }
        for line in replayed.conclusion() {
            print_line(&line)?;
        }
    }
    Ok(exit(&replayed))
}

/// The status by result.
pub fn exit(replayed: &Replay) -> Exit {
    match replayed.agrees() {
        true => Exit::Success,
        false => Exit::SomeFailed,
    }
}

/// Pictures and metrics that do not agree.
fn table(replayed: &Replay) -> Vec<String> {
    let score = |score: Option<f32>| score.map_or("–".to_owned(), |score| format!("{score:.6}"));
    let mut lines = Vec::new();
    for picture in replayed
        .pictures
        .iter()
        .filter(|picture| !picture.verdict.agrees())
    {
        let reason = match &picture.verdict {
            PictureVerdict::Fails(reason) => format!(": {}", crate::base::printable(reason)),
            _ => String::new(),
        };
        lines.push(format!(
            "{:<8}  {:>8} → {:>8}  {}{reason}",
            picture.verdict.name(),
            score(picture.then),
            score(picture.now),
            printable_path(&picture.path)
        ));
    }
    for metric in replayed.metrics.iter().filter(|metric| !metric.agrees) {
        lines.push(format!(
            "{:<8}  {:>8.6} → {:>8}  {} of {}",
            "differs",
            metric.then,
            metric.now.map_or("–".to_owned(), |now| format!("{now:.6}")),
            crate::base::printable(&metric.metric),
            crate::base::printable(&metric.class)
        ));
    }
    lines
}
