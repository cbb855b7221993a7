//! `models fetch`: models over the network, checked.

use super::Downloads;
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::interrupt::Interrupt;
use crate::cli::json_path::json_path;
use crate::cli::progress::Progress;
use crate::cli::streams::{print_line, say};
use crate::models::{FetchError, FetchEvent, FetchOptions, Fetched, Registry, fetch};
use crate::train::plain_bytes;
use serde_json::json;
use std::time::Duration;

// One line a paragraph: clap wraps them to the terminal.
const DETAILS: &str = "\
A file that is here already, in Hugging Face's cache too, is checked and not fetched. What was cut off goes on where it \
stopped, in this run or in a later one. A file gets its name only after its content was checked; what is something else is \
thrown away.

HF_ENDPOINT (a mirror), HF_TOKEN (sent to that host only, and kept nowhere), HF_HUB_CACHE and HF_HOME are honoured, as are \
HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and SSL_CERT_FILE for authorities of your own.

Without a network: `models show NAME` prints the exact address and where the file belongs.

--json prints one object a model: {\"name\", \"path\", \"size\", \"sha256\", \"downloaded\", \"checked\"}; \"checked\" says what the \
content was compared with, or is null.

Examples:
  vip2clip-tui models fetch clip-vit-l-14-336
  HF_ENDPOINT=https://mirror.example vip2clip-tui models fetch clip-vit-l-14-336-hf";

/// Fetch models over HTTPS
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    /// The models
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    downloads: Downloads,
    /// Longest time without a byte, seconds
    #[arg(long, value_name = "SECONDS", env = "VIP2CLIP_TIMEOUT", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Tries after the first that bring nothing
    #[arg(long, value_name = "N", env = "VIP2CLIP_RETRIES", default_value = "3")]
    retries: u32,
    /// One JSON object a model
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let time = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    time.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "expected a number of seconds above 0".to_owned())
}

/// Fetches.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let mut registry = Registry::open()?;
    // Before anything comes: a slip in the last name should not show after a gigabyte.
    for name in &options.names {
        registry.find(name)?;
    }
    let how = FetchOptions {
        folder: options.downloads.folder()?,
        connect: options.timeout.min(Duration::from_secs(30)),
        stall: options.timeout,
        retries: options.retries,
    };
    let interrupt = Interrupt::listen_for(
        &[signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM],
        "stopping; what came is kept",
    )?;
    let mut failed = Vec::new();
    for name in &options.names {
        let mut reporter = Reporter::new(name, options.json);
        let result = fetch(&mut registry, name, &how, &interrupt.token(), &mut |event| {
            reporter.tell(event);
        });
        reporter.finish();
        match result {
            Ok(fetched) => report(name, &fetched, options.json)?,
            Err(error @ FetchError::Cancelled { .. }) => return Err(error.into()),
            // One is told as every error is; of several each is told, and the others are tried.
            Err(error) if options.names.len() == 1 => return Err(error.into()),
            Err(error) => {
                say(format_args!("error: {error}"));
                failed.push(name.as_str());
            }
        }
    }
    match failed.len() {
        0 => Ok(Exit::Success),
        all if all == options.names.len() => Ok(Exit::CannotRun),
        _ => {
            say(format_args!("not fetched: {}", failed.join(", ")));
            Ok(Exit::SomeFailed)
        }
    }
}

fn report(name: &str, fetched: &Fetched, json: bool) -> anyhow::Result<()> {
    let Fetched {
        path,
        hashes,
        downloaded,
        checked,
        ..
    } = fetched;
    if json {
        let record = json!({
            "name": name,
            "path": json_path(path),
            "size": hashes.size,
            "sha256": hashes.sha256,
            "downloaded": downloaded,
            "checked": checked,
        });
        return print_line(&record.to_string());
    }
    match checked {
        Some(what) => say(format_args!("{name}: its content is right, by {what}")),
        None => say(format_args!(
            "{name}: no checksum is known of it; compare its sha256 with a source that you trust: {}",
            hashes.sha256
        )),
    }
    print_line(&printable_path(path))
}

/// Says how far it is.
struct Reporter<'a> {
    name: &'a str,
    machine: bool,
    progress: Option<Progress>,
}

impl<'a> Reporter<'a> {
    fn new(name: &'a str, machine: bool) -> Self {
        Self {
            name,
            machine,
            progress: None,
        }
    }

    fn tell(&mut self, event: FetchEvent) {
        match event {
            FetchEvent::Here(path) => self.say(&format!("{} is here, checking it", printable_path(path))),
            FetchEvent::Begins { address, done, total } => {
                let size = total.map_or("a size that the server does not say".to_owned(), plain_bytes);
                let from = match done {
                    0 => String::new(),
                    done => format!(", going on after {}", plain_bytes(done)),
                };
                self.finish();
                self.say(&format!("{address}: {size}{from}"));
                self.progress = Some(Progress::of_bytes(total, done, self.machine));
            }
            FetchEvent::Bytes(done) => {
                if let Some(progress) = &mut self.progress {
                    progress.bytes(done);
                }
            }
            FetchEvent::Restarts(why) => self.say(&format!("beginning anew: {why}")),
            FetchEvent::Waits { reason, pause } => {
                self.say(&format!(
                    "{reason}; trying again in {} s",
                    pause.as_secs_f64().ceil()
                ));
            }
            FetchEvent::Checks => {
                self.finish();
                self.say("checking it");
            }
        }
    }

    fn say(&self, text: &str) {
        let line = format!("{}: {text}", self.name);
        match &self.progress {
            Some(progress) => progress.suspend(|| say(line)),
            None => say(line),
        }
    }

    fn finish(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
    }
}
