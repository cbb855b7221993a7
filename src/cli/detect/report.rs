//! What becomes of each result: a line on stdout, files, the picture on the screen, the count at the end.

use super::Options;
use super::inputs::{Found, Input};
use super::outputs::Outputs;
use super::record::{FailureRecord, Record};
use super::show::Show;
use super::table::Table;
use crate::base::{plain_time, printable_path};
use crate::cli::error_text::error_text;
use crate::cli::exit::Exit;
use crate::cli::progress::Progress;
use crate::cli::streams::{print_line, say};
use crate::engine::{BatchEvent, PictureResult};
use crate::picture::{Colormap, Range, overlay};
use image::RgbImage;
use std::path::{Path, PathBuf};

/// How strongly the map covers the picture in overlays.
const OPACITY: f32 = 0.5;

/// Turns events of a run into what the user asked for. Lives on the thread that writes.
pub struct Reporter<'a> {
    found: &'a Found,
    outputs: Option<&'a Outputs>,
    show: Option<Show>,
    /// None when the output is JSON.
    table: Option<Table>,
    header_due: bool,
    progress: Progress,
    tally: Tally,
}

/// How many pictures worked and how many did not.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    done: usize,
    failed: usize,
}

impl Tally {
    /// The exit status that this means.
    pub fn exit(self) -> Exit {
        if self.failed == 0 {
            Exit::Success
        } else {
            Exit::SomeFailed
        }
    }
}

impl<'a> Reporter<'a> {
    /// For a run over `found.inputs`.
    pub fn new(options: &Options, found: &'a Found, outputs: Option<&'a Outputs>, show: bool) -> Self {
        Self {
            found,
            outputs,
            show: show.then(Show::for_this_terminal),
            table: (!options.json).then(|| Table::new(&found.inputs, options.threshold)),
            header_due: true,
            progress: Progress::new(found.inputs.len(), options.json),
            tally: Tally::default(),
        }
    }

    /// Reports paths that could not be used at all.
    pub fn unusable_paths(&mut self) -> anyhow::Result<()> {
        for unusable in &self.found.failures {
            self.failure(&unusable.path, &unusable.error)?;
        }
        Ok(())
    }

    /// The model is ready; the time of the pictures starts here.
    pub fn begin(&mut self) {
        self.progress.restart();
    }

    /// Takes one event.
    pub fn event(&mut self, event: BatchEvent) -> anyhow::Result<()> {
        match event {
            BatchEvent::Tower { done, total } => self.progress.tower(done, total),
            BatchEvent::Picture { index, outcome } => {
                let input = &self.found.inputs[index];
                let reported = match outcome {
                    Ok(result) => self.result(input, *result),
                    Err(failure) => self.failure(&input.path, &failure.to_string()),
                };
                self.progress.picture();
                reported?;
            }
        }
        Ok(())
    }

    fn result(&mut self, input: &Input, result: PictureResult) -> anyhow::Result<()> {
        let blended = result.picture.as_ref().map(|picture| {
            let map = &result.detection.map;
            let (colours, range) = (Colormap::default(), Range::default());
            overlay(&picture.to_rgb(), &map.values, map.size, colours, range, OPACITY)
        });
        let files = match self.write(input, &result, blended.as_ref()) {
            Ok(files) => files,
            Err(error) => return self.failure(&input.path, &error_text(&error)),
        };
        self.tally.done += 1;
        let line = match &self.table {
            Some(table) => {
                let row = table.row(input, &result);
                if std::mem::take(&mut self.header_due) {
                    format!("{}\n{row}", table.header())
                } else {
                    row
                }
            }
            None => serde_json::to_string(&Record::new(&input.path, &result, &files))?,
        };
        self.progress.suspend(|| print_line(&line))?;
        if let (Some(show), Some(blended)) = (&self.show, blended) {
            self.progress.suspend(|| show.print(blended))?;
        }
        Ok(())
    }

    fn write(
        &self,
        input: &Input,
        result: &PictureResult,
        blended: Option<&RgbImage>,
    ) -> anyhow::Result<Vec<PathBuf>> {
        match (self.outputs, blended) {
            (Some(outputs), Some(blended)) => outputs.write(input, &result.detection, blended),
            _ => Ok(Vec::new()),
        }
    }

    fn failure(&mut self, path: &Path, error: &str) -> anyhow::Result<()> {
        self.tally.failed += 1;
        if self.table.is_some() {
            self.progress.suspend(|| say(format_args!("failed: {error}")));
            return Ok(());
        }
        let line = serde_json::to_string(&FailureRecord::new(path, error))?;
        self.progress.suspend(|| print_line(&line))
    }

    /// Ends the report with a line about the whole run.
    pub fn finish(self) -> anyhow::Result<Tally> {
        let time = self.progress.finish();
        if self.table.is_some() {
            let Tally { done, failed } = self.tally;
            let total = self.found.inputs.len() + self.found.failures.len();
            let mut line = format!("{done} of {total} done, {failed} failed, in {}", plain_time(time));
            if let Some(outputs) = self.outputs {
                line.push_str(&format!("; files in {}", printable_path(outputs.folder())));
            }
            say(line);
        }
        Ok(self.tally)
    }
}
