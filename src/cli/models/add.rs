//! `models add`: a model of the user's by name, or the file of a known one.

use crate::base::{CancelToken, printable, printable_path};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::streams::{print_line, say};
use crate::models::{
    Address, Hashes, HubFile, LocalRecord, ModelEntry, ModelKind, ModelsError, Registry, Source, hashes_of,
    kind_of_file,
};
use anyhow::Context;
use std::path::{Path, PathBuf};

const DETAILS: &str = "\
With FILE the file stays where it is; its size and sha256 are recorded. With the NAME of an entry of the project the file is \
checked against what was published of it: so the released prompts, which no address is known of, get their names.

With --url or --hugging-face nothing is fetched yet: the entry says where `models fetch` finds it.

Examples:
  vip2clip-tui models add mine runs/a/checkpoints/best.safetensors --trained-on btad
  vip2clip-tui models add vip2-visa ~/Downloads/visa_train_epoch_10.pth
  vip2clip-tui models add other --kind backbone --hugging-face OWNER/NAME --file model.safetensors --sha256 HASH";

/// Give a file, or an address, a name
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    /// The name: a to z, 0 to 9, '.', '-' and '_'
    #[arg(value_name = "NAME")]
    name: String,

    /// The file
    #[arg(value_name = "FILE", required_unless_present_any = ["url", "hugging_face"])]
    file_here: Option<PathBuf>,

    /// What it is: backbone or prompts [default: told from the file]
    #[arg(long, value_name = "KIND", env = "VIP2CLIP_MODEL_KIND")]
    kind: Option<ModelKind>,

    /// Address to fetch it from, https
    #[arg(long, value_name = "URL", conflicts_with_all = ["file_here", "hugging_face"], requires = "kind")]
    url: Option<String>,

    /// Repository on Hugging Face's hub, with --file
    #[arg(long, value_name = "OWNER/NAME", conflicts_with = "file_here", requires_all = ["kind", "file"])]
    hugging_face: Option<String>,

    /// Branch, tag or commit of the repository; a commit never changes
    #[arg(long, value_name = "REVISION", default_value = "main")]
    revision: String,

    /// Path of the file in the repository
    #[arg(long, value_name = "PATH", requires = "hugging_face")]
    file: Option<String>,

    /// sha256 that the file must have
    #[arg(long, value_name = "HASH")]
    sha256: Option<String>,

    /// Name that git must give to its content
    #[arg(long, value_name = "ID")]
    git_blob: Option<String>,

    /// Bytes that it must have
    #[arg(long, value_name = "BYTES")]
    size: Option<u64>,

    /// What its owners allow
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,

    /// Dataset that it was trained on, such as mvtec: evaluations on it get a warning
    #[arg(long, value_name = "DATASET")]
    trained_on: Option<String>,

    /// Where it comes from, in words
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,

    /// What it is, in words
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

/// Adds.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let mut registry = Registry::open()?;
    let known = registry.find(&options.name).ok().cloned();
    match (&options.file_here, known) {
        (Some(file), Some(entry)) if !entry.is_users => claim(&mut registry, &entry, file),
        (_, Some(_)) => Err(ModelsError::Exists {
            name: options.name.clone(),
        }
        .into()),
        (Some(file), None) => add_file(options, &mut registry, file),
        (None, None) => add_address(options, &mut registry),
    }
}

/// The file of an entry of the project.
fn claim(registry: &mut Registry, entry: &ModelEntry, file: &Path) -> anyhow::Result<Exit> {
    let name = entry.name.as_str();
    if matches!(entry.source, Source::Project(_)) {
        return Err(ModelsError::OfProject {
            name: name.to_owned(),
            reason: "its file comes with it",
        }
        .into());
    }
    let (path, hashes) = hashed(file)?;
    hashes.check(entry).map_err(|mismatch| ModelsError::Mismatch {
        name: name.to_owned(),
        file: file.to_owned(),
        mismatch,
    })?;
    if !entry.has_checksum() {
        expect_kind(&path, Some(entry.kind))?;
        say(format_args!(
            "note: no checksum of '{name}' is known; what was recorded is this file's"
        ));
    }
    registry.remember(LocalRecord {
        name: name.to_owned(),
        path,
        size: hashes.size,
        sha256: hashes.sha256.clone(),
    })?;
    print_line(&format!(
        "{name}  {}  sha256 {}",
        printable_path(file),
        hashes.sha256
    ))?;
    Ok(Exit::Success)
}

fn add_file(options: &Options, registry: &mut Registry, file: &Path) -> anyhow::Result<Exit> {
    let (path, hashes) = hashed(file)?;
    let kind = expect_kind(&path, options.kind)?;
    let wanted = (
        options.size,
        options.sha256.as_deref(),
        options.git_blob.as_deref(),
    );
    hashes
        .compare(wanted.0, wanted.1, wanted.2)
        .map_err(|mismatch| ModelsError::Mismatch {
            name: options.name.clone(),
            file: file.to_owned(),
            mismatch,
        })?;
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let entry = ModelEntry {
        size: Some(hashes.size),
        sha256: Some(hashes.sha256.clone()),
        ..entry(options, kind, name, Source::File(path.clone()))
    };
    registry.add(entry)?;
    if kind == ModelKind::Prompts && options.trained_on.is_none() {
        say_of_training(&path);
    }
    print_line(&format!(
        "{}  {kind}  {}  sha256 {}",
        options.name,
        printable_path(&path),
        hashes.sha256
    ))?;
    Ok(Exit::Success)
}

fn add_address(options: &Options, registry: &mut Registry) -> anyhow::Result<Exit> {
    let kind = options
        .kind
        .ok_or_else(|| UsageError("--kind is needed with an address".to_owned()))?;
    let (source, path) = match (&options.url, &options.hugging_face, &options.file) {
        (Some(url), _, _) => {
            let address = Address::parse(url).map_err(|error| UsageError(error.to_string()))?;
            let path = address.shown();
            (Source::Url(address), path)
        }
        (None, Some(repository), Some(path)) => {
            let file = HubFile {
                repository: repository.clone(),
                revision: options.revision.clone(),
                path: path.clone(),
            };
            (Source::HuggingFace(file), path.clone())
        }
        _ => return Err(UsageError("name a FILE, --url or --hugging-face with --file".to_owned()).into()),
    };
    let file = path.rsplit('/').next().unwrap_or_default().to_owned();
    registry.add(entry(options, kind, file, source))?;
    if options.sha256.is_none() && options.git_blob.is_none() {
        say("note: without --sha256 or --git-blob nothing tells whether what comes is what was meant");
    }
    print_line(&format!(
        "{}  {kind}  models fetch {}",
        options.name, options.name
    ))?;
    Ok(Exit::Success)
}

fn entry(options: &Options, kind: ModelKind, file: String, source: Source) -> ModelEntry {
    ModelEntry {
        name: options.name.clone(),
        kind,
        title: options.title.clone(),
        file,
        source,
        from: options.source.clone(),
        size: options.size,
        sha256: options.sha256.clone(),
        git_blob: options.git_blob.clone(),
        licence: options.licence.clone(),
        trained_on: options.trained_on.clone(),
        is_users: true,
    }
}

fn hashed(file: &Path) -> anyhow::Result<(PathBuf, Hashes)> {
    let cannot = || format!("{} cannot be read", printable_path(file));
    let path = file.canonicalize().with_context(cannot)?;
    if !path.is_file() {
        return Err(UsageError(format!("{} is not a file", printable_path(file))).into());
    }
    let hashes = hashes_of(&path, &CancelToken::never(), &mut |_| {}).with_context(cannot)?;
    Ok((path, hashes))
}

/// The kind of the file, which must be the one that was said.
fn expect_kind(path: &Path, said: Option<ModelKind>) -> anyhow::Result<ModelKind> {
    let found = kind_of_file(path).map_err(|error| anyhow::anyhow!("{error}"))?;
    match said {
        Some(said) if said != found => Err(UsageError(format!(
            "{} holds {found}, and --kind says {said}",
            printable_path(path)
        ))
        .into()),
        _ => Ok(found),
    }
}

fn say_of_training(path: &Path) {
    let seen = crate::detector::PromptCheckpoint::open(path)
        .ok()
        .and_then(|checkpoint| crate::engine::evaluation::what_was_seen(path, &checkpoint));
    match seen {
        Some(seen) => say(format_args!(
            "note: trained on {}, as the file says",
            printable(&seen.text())
        )),
        None => say(
            "note: neither the file nor --trained-on says what it was trained on: evaluations cannot tell whether they \
             are zero-shot",
        ),
    }
}
