//! `models remove`: a name is forgotten.

use super::Downloads;
use crate::base::printable_path;
use crate::cli::exit::Exit;
use crate::cli::streams::{print_line, say};
use crate::models::{ModelsError, Origin, Registry, Source};

/// Forget a name of yours, or where the file of a known model lies
///
/// Files stay, unless --delete is given. Entries of the project stay in the list.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The models
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// Delete the file too
    #[arg(long)]
    delete: bool,
    #[command(flatten)]
    downloads: Downloads,
}

/// Removes.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let mut registry = Registry::open()?;
    for name in &options.names {
        remove(options, &mut registry, name)?;
    }
    Ok(Exit::Success)
}

fn remove(options: &Options, registry: &mut Registry, name: &str) -> anyhow::Result<()> {
    let entry = registry.find(name)?.clone();
    let local = registry.locate(&entry);
    if options.delete {
        if matches!(entry.source, Source::Project(_)) {
            return Err(ModelsError::OfProject {
                name: name.to_owned(),
                reason: "its file comes with it and is not deleted",
            }
            .into());
        }
        match &local {
            Some(local) if local.origin == Origin::HuggingFaceCache => say(format_args!(
                "note: {} belongs to Hugging Face's cache and stays",
                printable_path(&local.path)
            )),
            Some(local) => {
                std::fs::remove_file(&local.path)
                    .map_err(ModelsError::io(&local.path, "cannot be deleted"))?;
                // The folder of a fetched model, if nothing else is in it.
                if let Some(folder) = local.path.parent().filter(|folder| folder.ends_with(name)) {
                    let _ = std::fs::remove_dir(folder);
                }
                print_line(&format!("deleted {}", printable_path(&local.path)))?;
            }
            None => {}
        }
        remove_part(options, &entry.name, &entry.file)?;
    }
    let forgotten = registry.forget(name)?;
    match (forgotten, entry.is_users) {
        (true, true) => print_line(&format!("{name} is forgotten"))?,
        (true, false) => print_line(&format!("where {name} lies is forgotten"))?,
        (false, _) if options.delete => {}
        (false, _) => {
            return Err(ModelsError::OfProject {
                name: name.to_owned(),
                reason: "nothing of it was recorded here",
            }
            .into());
        }
    }
    if !options.delete
        && let Some(local) = local
    {
        say(format_args!("{} stays", printable_path(&local.path)));
    }
    Ok(())
}

/// What a fetch that was cut off left.
fn remove_part(options: &Options, name: &str, file: &str) -> anyhow::Result<()> {
    let folder = options.downloads.folder()?.join(name);
    for ending in [".part", ".part.toml"] {
        let path = folder.join(format!("{file}{ending}"));
        if path.is_file() {
            std::fs::remove_file(&path).map_err(ModelsError::io(&path, "cannot be deleted"))?;
        }
    }
    let _ = std::fs::remove_dir(&folder);
    Ok(())
}
