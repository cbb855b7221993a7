//! `models convert`: any container of weights as our safetensors.

use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::json_path::json_path;
use crate::cli::streams::{print_line, say};
use crate::models::{ModelKind, Registry, WeightDtype, convert};
use crate::train::plain_bytes;
use serde_json::json;
use std::path::{Path, PathBuf};

const DETAILS: &str = "\
A backbone gets OpenAI's names, prompts the released ones; the metadata say where it comes from, by sha256. One tensor is in \
memory at a time. --json prints {\"out\", \"kind\", \"tensors\", \"left_out\", \"size\", \"sha256\"}.

Examples:
  vip2clip-tui models convert ViT-L-14-336px.pt --to f16 --out clip.safetensors
  vip2clip-tui models convert vip2-visa --to f32 --out visa.safetensors";

/// Rewrite weights as safetensors
#[derive(Debug, clap::Args)]
#[command(after_long_help = DETAILS)]
pub struct Options {
    /// A file of weights, or the name of a model
    #[arg(value_name = "SRC")]
    source: PathBuf,
    /// What numbers are kept in: f32, f16 or bf16
    #[arg(long, value_name = "DTYPE", env = "VIP2CLIP_CONVERT_TO")]
    to: WeightDtype,
    /// The new file; must not exist
    #[arg(long, value_name = "FILE", env = "VIP2CLIP_OUT")]
    out: PathBuf,
    /// One JSON object
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Converts.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let source = source(&options.source)?;
    let done = convert(&source, options.to, &options.out)?;
    if options.json {
        let record = json!({
            "out": json_path(&options.out),
            "kind": done.kind.name(),
            "tensors": done.tensors,
            "left_out": done.left_out,
            "size": done.size,
            "sha256": done.sha256,
        });
        print_line(&record.to_string())?;
    } else {
        print_line(&format!(
            "{}  {}, {} tensors in {}, {}  sha256 {}",
            printable_path(&options.out),
            done.kind,
            done.tensors,
            options.to.name(),
            plain_bytes(done.size),
            done.sha256
        ))?;
    }
    if !done.left_out.is_empty() {
        say(format_args!(
            "note: left out, because the model does not use them: {}",
            crate::base::printable(&done.left_out.join(", "))
        ));
    }
    let tokenizer = source.with_file_name("tokenizer.json");
    let beside = options.out.with_file_name("tokenizer.json");
    if done.kind == ModelKind::Backbone && tokenizer.is_file() && !beside.exists() {
        say(format_args!(
            "note: a tokenizer belongs to it: cp {} {}",
            printable_path(&tokenizer),
            printable_path(&beside)
        ));
    }
    Ok(Exit::Success)
}

/// A file, else the file of the model of that name, whatever its kind.
fn source(named: &Path) -> anyhow::Result<PathBuf> {
    if named.exists() {
        return Ok(named.to_owned());
    }
    let Some(name) = named.to_str().filter(|name| !name.contains('/')) else {
        return Ok(named.to_owned());
    };
    let registry = Registry::open()?;
    Ok(registry.path_of(registry.find(name)?)?)
}
