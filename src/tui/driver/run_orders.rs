//! What is done to runs: asked, gone on with, started, estimated. Each in a thread of its own, as each may take
//! seconds.

use crate::base::{CancelToken, free_memory, printable_path, write_atomically};
use crate::clip::BackboneFile;
use crate::dataset::{IndexOptions, open as open_index};
use crate::engine::evaluation::{EvaluationRecord, tables_of};
use crate::evaluate::published::PublishedTables;
use crate::evaluate::tables::Grid;
use crate::models::{ModelKind, resolve};
use crate::run::{Request, RunKind, RunPaths, absolute, ask, detach, file_name, is_bare_name, place_for_new};
use crate::train::{Estimate, FeatureDtype, TrainSettings};
use crate::tui::app::train::{EstimateRequest, TrainEstimate};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Columns of an exported text.
const WIDTH: usize = 160;

/// Where runs are looked for: where they are `kept`, and in `runs` here.
pub fn run_roots(kept: Option<&Path>) -> Vec<PathBuf> {
    let kept = kept.map(Path::to_owned);
    kept.into_iter().chain([PathBuf::from("runs")]).collect()
}

/// Asks a run's process for something; what to say of it.
pub fn ask_run(folder: &Path, request: Request) -> Result<String, String> {
    ask(folder, request).map_err(|error| error.to_string())?;
    let said = match request {
        Request::Stop => "asked to stop after this step; everything is saved",
        Request::StopNow => "asked to stop at once",
        Request::Pause => "asked to rest after this step",
        Request::Continue => "asked to go on",
    };
    Ok(said.to_owned())
}

/// Goes on with a run, in a process of its own.
pub fn resume_run(kind: RunKind, folder: &Path) -> Result<PathBuf, String> {
    let folder = absolute(folder);
    let arguments: [OsString; 3] = [kind.name().into(), "--resume".into(), folder.clone().into()];
    begin(&arguments, &folder)
}

/// Starts a run in a process of its own, in the folder `runs` if it has a bare name or none; its folder.
pub fn start_run(
    kind: RunKind,
    arguments: Vec<OsString>,
    runs: Option<&Path>,
    name: Option<&Path>,
    dataset: &Path,
) -> Result<PathBuf, String> {
    let folder = match (runs, name) {
        (Some(runs), name) => place_for_new(runs, name, kind, &file_name(&absolute(dataset))),
        (None, Some(path)) if !is_bare_name(path) => path.to_owned(),
        (None, _) => {
            return Err(
                "there is no home folder to keep runs in: give the run a path as its name".to_owned(),
            );
        }
    };
    let folder = absolute(&folder);
    let mut all: Vec<OsString> = vec![kind.name().into()];
    all.extend(arguments);
    all.extend(["--run".into(), folder.clone().into()]);
    begin(&all, &folder)
}

fn begin(arguments: &[OsString], folder: &Path) -> Result<PathBuf, String> {
    let program = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let run = detach(&program, arguments, folder).map_err(|error| error.to_string())?;
    Ok(run.folder)
}

/// What a training would take.
pub fn estimate_run(request: &EstimateRequest, cancel: CancelToken) -> Result<TrainEstimate, String> {
    let file = resolve(&request.backbone, ModelKind::Backbone).map_err(|error| error.to_string())?;
    let backbone = BackboneFile::open(&file).map_err(|error| error.to_string())?;
    let options = IndexOptions {
        cancel,
        ..IndexOptions::default()
    };
    let index = open_index(&request.dataset, &options).map_err(|error| error.to_string())?;
    let samples = if request.split == "train" {
        &index.train
    } else {
        &index.test
    };
    let pictures = samples.iter().filter(|sample| sample.label.is_some()).count();
    let dtypes = [FeatureDtype::F32, FeatureDtype::F16, FeatureDtype::Bf16];
    let dtype = dtypes
        .into_iter()
        .find(|dtype| dtype.name() == request.features_dtype);
    let dtype = dtype.unwrap_or(FeatureDtype::F32);
    let settings = TrainSettings {
        image_size: request.image_size,
        layers: request.layers.clone(),
        ..TrainSettings::default()
    };
    settings
        .check(backbone.config())
        .map_err(|error| error.to_string())?;
    Ok(TrainEstimate {
        pictures,
        features: Estimate::new(pictures, backbone.config(), &settings, dtype).total(),
        free_memory: free_memory(),
        backbone: std::fs::metadata(&file).map_or(0, |file| file.len()),
    })
}

/// Writes the tables of an evaluation into its folder, in every form; what to say of it.
pub fn export_tables(folder: &Path) -> Result<String, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let record = EvaluationRecord::read(&RunPaths::new(folder).record()).map_err(|error| text(&error))?;
    let published = PublishedTables::read().map_err(|error| text(&error))?;
    let tables = tables_of(&record, &published, None);
    let mut forms: [(&str, Vec<String>); 5] =
        ["txt", "md", "tex", "csv", "jsonl"].map(|extension| (extension, Vec::new()));
    for table in &tables {
        let grid = Grid::from(table);
        let csv = grid.csv().map_err(|error| text(&error))?;
        let json = serde_json::to_string(table).map_err(|error| text(&error))?;
        let parts = [grid.text(WIDTH), grid.markdown(), grid.latex(), csv, json];
        for ((_, all), part) in forms.iter_mut().zip(parts) {
            all.push(part.trim_end().to_owned());
        }
    }
    for (extension, parts) in &forms {
        let path = folder.join(format!("tables.{extension}"));
        let gap = if *extension == "jsonl" { "\n" } else { "\n\n" };
        write_atomically(&path, |out| writeln!(out, "{}", parts.join(gap)))
            .map_err(|error| format!("{}: {error}", printable_path(&path)))?;
    }
    Ok(format!(
        "wrote tables.txt, .md, .tex, .csv and .jsonl into {}",
        printable_path(folder)
    ))
}
