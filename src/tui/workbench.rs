//! Opens the workbench on a real terminal: checks, takes the terminal, asks what it can draw, starts the threads, and
//! gives everything back.

use super::app::{About, App, Given, Keys};
use super::driver::{
    Crew, Driver, Exit, InputThread, Log, ModelSwitch, Place, Sources, TerminalSession, Tty, injected_panic,
    install_panic_hook, listen, measure,
};
use super::graphics::{
    Graphics, GraphicsProbe, ImagesChoice, allow_passthrough, inside_tmux, probe_graphics,
};
use super::input::{Keymap, read_keys};
use super::msg::{ModelInUse, Msg};
use super::places;
use super::theme::{ColorDepth, ThemeLibrary};
use crate::base::{printable, printable_path};
use crate::clip::BackboneFile;
use crate::detector::{Detection, DetectorError, DetectorSettings, ModelFiles, Observer, PromptCheckpoint};
use crate::engine::{
    DetectionModel, DeviceChoice, DtypeChoice, ModelChoice, ModelLoader, PairedDetection, compared_loader,
    model_loader,
};
use crate::models::{ModelKind, resolve};
use crate::picture::ModelInput;
use anyhow::{Context, bail};
use crossbeam_channel::unbounded;
use std::fs::{self, File};
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a terminal may take to say what it can draw; a slow link needs half a second.
const PROBE_TIME: Duration = Duration::from_secs(2);

/// The threshold of a user who names none: scores are probabilities, and here both verdicts are equally likely.
pub const DEFAULT_THRESHOLD: f32 = 0.5;

/// What to open and how.
#[derive(Debug, Clone)]
pub struct WorkbenchOptions {
    /// A folder of pictures, or one picture.
    pub path: PathBuf,
    /// The model.
    pub model: ModelChoice,
    /// Its settings.
    pub settings: DetectorSettings,
    /// Where it runs.
    pub device: DeviceChoice,
    /// How it stores its weights.
    pub dtype: DtypeChoice,
    /// How pictures are drawn.
    pub images: ImagesChoice,
    /// The theme, by name or as a `.toml` file; dark without one.
    pub theme: Option<String>,
    /// Scores from here on mean abnormal; [`DEFAULT_THRESHOLD`] without one.
    pub threshold: Option<f32>,
    /// Whether detections start by themselves.
    pub auto: bool,
    /// Whether the link is slow.
    pub low_bandwidth: bool,
    /// Where runs are kept; none without a home.
    pub runs: Option<PathBuf>,
    /// Whether to begin anew, whatever was left the last time.
    pub fresh: bool,
    /// What was found wrong before, to be said on the screen.
    pub warnings: Vec<String>,
}

/// Opens the workbench and returns when the user quits.
pub fn run(options: WorkbenchOptions) -> anyhow::Result<()> {
    let single = check(&options)?;
    let log = Log::open(places::log_file()).context("cannot open the log file")?;
    let mut warnings = options.warnings.clone();
    let (keymap, problems) = read_keys(Keymap::built_in()?, places::keys_file().as_deref());
    warnings.extend(problems.iter().map(ToString::to_string));
    let mut themes = themes(&mut warnings);
    let wanted = options.theme.as_deref().unwrap_or("dark");
    let theme = match wanted.ends_with(".toml") {
        true => themes.add_file(Path::new(wanted), &mut warnings)?,
        false => themes.find(wanted)?,
    };
    if themes.depth() != ColorDepth::True {
        // Colours are brought down to what the terminal has before they are written; crossterm would take those away
        // that kitty reads the numbers of its pictures from.
        crossterm::style::force_color_output(true);
    }

    install_panic_hook(log.clone());
    let session = TerminalSession::enter(log.clone()).context("cannot take the terminal")?;
    let (graphics, already) = graphics(options.images)?;
    let about = About {
        root: options.path.clone(),
        single,
        is_demo: options.model.is_demo,
        model: options.model.files.clone(),
        settings: options.settings.clone(),
        compared: None,
        gpu: gpu_of(options.device),
        given: Given {
            theme: options.theme.is_some(),
            threshold: options.threshold.is_some(),
            fresh: options.fresh,
        },
    };
    let threshold = options.threshold.unwrap_or(DEFAULT_THRESHOLD);
    let mut app = App::new(about, threshold, graphics, themes, theme)?;
    app.keys = Keys::new(keymap);
    app.detections.auto = options.auto;
    app.view.low_bandwidth = options.low_bandwidth;
    let exit = drive(app, options, session, already, warnings, log)?;
    match exit {
        Exit::Quit => Ok(()),
        Exit::Aborted(reason) => bail!("{reason}"),
        // The terminal has been given back; end as the signal would have ended us, so that the shell sees it.
        Exit::Signal(number) => Ok(signal_hook::low_level::emulate_default_handler(number)?),
    }
}

/// The NVIDIA GPU that the model will be on.
fn gpu_of(device: DeviceChoice) -> Option<u32> {
    match device {
        DeviceChoice::Cuda(number) => u32::try_from(number).ok(),
        DeviceChoice::Auto => cfg!(feature = "cuda").then_some(0),
        DeviceChoice::Cpu | DeviceChoice::Metal => None,
    }
}

/// Everything that can be found wrong before the screen is taken; whether the path is one picture.
fn check(options: &WorkbenchOptions) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        bail!(
            "the workbench needs a terminal, and input or output is none\n  what to do: run it without pipes, or \
             use `vip2clip-tui detect {}` for text or JSON",
            printable_path(&options.path)
        );
    }
    let metadata = fs::metadata(&options.path)
        .with_context(|| format!("cannot open {}", printable_path(&options.path)))?;
    Ok(metadata.is_file())
}

fn themes(warnings: &mut Vec<String>) -> ThemeLibrary {
    let depth = ColorDepth::from_environment(|name| std::env::var(name).ok());
    ThemeLibrary::load(depth, places::themes_folder().as_deref(), warnings)
}

/// How pictures are drawn, and what was typed while the terminal was asked.
fn graphics(choice: ImagesChoice) -> anyhow::Result<(Graphics, Vec<u8>)> {
    let tmux = inside_tmux();
    if tmux && choice_may_send_pixels(choice) {
        allow_passthrough();
    }
    let probe = match choice {
        ImagesChoice::Auto => Some(probe_graphics(PROBE_TIME).context("cannot ask the terminal")?),
        ImagesChoice::Fixed(_) => None,
    };
    let (_, cell) = measure();
    let variable = |name: &str| std::env::var(name).ok();
    let graphics = Graphics::choose(choice, probe.as_ref(), cell, tmux, variable);
    let already = probe.map_or(Vec::new(), |probe: GraphicsProbe| probe.received);
    Ok((graphics, already))
}

fn choice_may_send_pixels(choice: ImagesChoice) -> bool {
    match choice {
        ImagesChoice::Auto => true,
        ImagesChoice::Fixed(renderer) => renderer.sends_pixels(),
    }
}

fn drive(
    app: App,
    options: WorkbenchOptions,
    session: TerminalSession,
    already: Vec<u8>,
    warnings: Vec<String>,
    log: Log,
) -> anyhow::Result<Exit> {
    let (facts_in, facts) = unbounded();
    let (input_in, input) = unbounded();
    let signals = listen(facts_in.clone()).context("cannot listen for signals")?;
    let keyboard =
        InputThread::spawn(input_in, facts_in.clone(), already).context("cannot read the keyboard")?;
    let crew = Crew::start(model(&options), facts_in)
        .context("cannot start a thread")?
        .with_thumbnail_folder(places::thumbnails_folder())
        .with_state_folder(places::states_folder())
        .with_runs_folder(options.runs.clone())
        .with_placement(options.device, options.dtype)
        .with_model_switch(model_switch(&options));
    let sources = Sources {
        input,
        facts,
        signals,
    };
    // A file of its own: standard output would send a frame line by line.
    let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let (size, cell) = measure();
    let mut first = vec![Msg::Resized { size, cell }, Msg::Started];
    first.extend(warnings.into_iter().map(Msg::Warned));
    let driver = Driver::new(app, out, size, sources, crew, log)?.with_tty(Tty::new(session, keyboard));
    driver.run(first).context("cannot draw to the terminal")
}

fn model(options: &WorkbenchOptions) -> ModelLoader {
    let files = options.model.files.clone();
    let mut load = model_loader(files, options.settings.clone(), options.device, options.dtype);
    Box::new(move || Ok(Box::new(Injectable(load()?))))
}

/// How other files take the place of the model, on the same device.
fn model_switch(options: &WorkbenchOptions) -> ModelSwitch {
    let (device, dtype) = (options.device, options.dtype);
    let (first, demo) = (options.settings.clone(), options.model.clone());
    let read = move |files: ModelFiles, compared: Option<PathBuf>| {
        let compared = match compared {
            Some(other) => Some(resolve(&other, ModelKind::Prompts).map_err(|error| error.to_string())?),
            None => None,
        };
        let mut warning = None;
        if let Some(other) = &compared {
            let backbone = BackboneFile::open(&files.backbone).map_err(|error| error.to_string())?;
            let other = PromptCheckpoint::open(other).map_err(|error| error.to_string())?;
            other
                .check_fits(backbone.config())
                .map_err(|error| error.to_string())?;
            warning = another_backbone(&files.prompts, &other);
        }
        // A checkpoint of ours says how it wants to be used; others are used as the one before.
        let settings = PromptCheckpoint::settings_of(&files.prompts).unwrap_or_else(|| first.clone());
        Ok(ModelInUse {
            is_demo: demo.is_demo && same_file(&files.backbone, &demo.files.backbone),
            files,
            settings,
            compared,
            warning,
        })
    };
    let loader = move |model: &ModelInUse| -> ModelLoader {
        let (files, settings) = (model.files.clone(), model.settings.clone());
        let mut load = match &model.compared {
            Some(other) => compared_loader(files, other.clone(), settings, device, dtype),
            None => model_loader(files, settings, device, dtype),
        };
        Box::new(move || Ok(Box::new(Injectable(load()?))))
    };
    ModelSwitch {
        read: Arc::new(read),
        loader: Box::new(loader),
    }
}

/// What to say of prompts that were trained on other towers than the model's own, as far as both files tell.
fn another_backbone(own: &Path, other: &PromptCheckpoint) -> Option<String> {
    let backbone = |checkpoint: &PromptCheckpoint| checkpoint.metadata().get("backbone_sha256").cloned();
    let (own, theirs) = (backbone(&PromptCheckpoint::open(own).ok()?)?, backbone(other)?);
    let name = other.metadata().get("backbone").map_or("another", String::as_str);
    (own != theirs).then(|| {
        format!(
            "these prompts were trained on another backbone ({}): their scores mean nothing here",
            printable(name)
        )
    })
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// A model in which a test can ask for a panic.
struct Injectable(Box<dyn DetectionModel>);

impl DetectionModel for Injectable {
    fn image_size(&self) -> usize {
        self.0.image_size()
    }
    fn device(&self) -> String {
        self.0.device()
    }
    fn detect(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<Detection>, DetectorError> {
        injected_panic(Place::Worker);
        self.0.detect(inputs, observer)
    }
    fn detect_paired(
        &self,
        inputs: &[ModelInput],
        observer: &dyn Observer,
    ) -> Result<Vec<PairedDetection>, DetectorError> {
        injected_panic(Place::Worker);
        self.0.detect_paired(inputs, observer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn prompts_of_another_backbone_are_told_from_those_of_the_same_and_of_an_unknown_one() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny/prompts.pth");
        let known = PromptCheckpoint::open(&golden).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let of = |name: &str, hash: Option<&str>| {
            let path = folder.path().join(name);
            let metadata = hash.map(|hash| {
                let entries = [("backbone_sha256", hash), ("backbone", "vit\u{1b}.pt")];
                BTreeMap::from(entries.map(|(key, value)| (key.to_owned(), value.to_owned())))
            });
            let checkpoint =
                PromptCheckpoint::from_tensors(&path, known.tensors(), metadata.unwrap_or_default());
            checkpoint.unwrap().save(&path).unwrap();
            path
        };
        let own = of("own", Some("aa"));
        let warning = |path: &Path| another_backbone(&own, &PromptCheckpoint::open(path).unwrap());
        assert_eq!(warning(&of("same", Some("aa"))), None);
        assert_eq!(warning(&of("released", None)), None);
        let told = warning(&of("other", Some("bb"))).unwrap();
        assert!(
            told.contains("another backbone (vit") && !told.contains('\u{1b}'),
            "{told}"
        );
    }
}
