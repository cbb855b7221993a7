//! `session report`: Markdown with pictures.

use super::EXIT_HELP;
use super::given::Given;
use super::replay::{How, exit, run_again};
use super::which::Which;
use crate::base::{printable_path, write_atomically};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::json_path::json_path;
use crate::cli::streams::{print_line, say};
use crate::engine::PictureResult;
use crate::picture::{Colormap, Range, overlay, shrink_to};
use crate::session::{CaptureEvent, Overlay, report};
use anyhow::Context;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How strongly the map covers the picture.
const OPACITY: f32 = 0.5;
/// Longest side of a picture of the report, pixels.
const SIDE: u32 = 320;
/// Folder of the pictures, beside the report.
const PICTURES: &str = "pictures";
const REPORT: &str = "report.md";

const DETAILS: &str = "\
Maps are not kept in a session, so it is computed again, and the report says how that compares. DIR gets report.md and \
the folder pictures with an overlay of each, 320 pixels at most.

Examples:
  vip2clip-tui session report monday --out monday-report";

/// Write a session as Markdown with pictures
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{DETAILS}\n\n{EXIT_HELP}"))]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// Folder for the report; made, must be new or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    how: How,
    /// One JSON object about the report
    #[arg(long, env = "VIP2CLIP_JSON")]
    json: bool,
}

/// Writes it.
pub fn run(options: &Options) -> anyhow::Result<Exit> {
    let opened = options.which.open()?;
    let out = &options.out;
    let is_new = prepare(out)?;
    let mut overlays = Vec::new();
    let mut failure = None;
    let given = options.given.overrides();
    let replayed = run_again(
        &opened,
        (&options.how, &given),
        true,
        options.json,
        &mut |event| {
            if let CaptureEvent::Picture {
                index,
                result: Some(result),
                ..
            } = event
                && failure.is_none()
            {
                let file = format!("{PICTURES}/{:04}.png", index + 1);
                match draw(result, &out.join(&file)) {
                    Ok(()) => overlays.push(Overlay { index: *index, file }),
                    Err(error) => failure = Some(error),
                }
            }
        },
    );
    let written = replayed.and_then(|replayed| {
        if let Some(error) = failure {
            return Err(error);
        }
        let text = report(&opened.session, &replayed, &overlays);
        let path = out.join(REPORT);
        write_atomically(&path, |file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", printable_path(&path)))?;
        Ok(replayed)
    });
    if written.is_err() {
        clear(out, is_new);
    }
    let replayed = written?;
    let path = out.join(REPORT);
    if !replayed.agrees() {
        say("not reproduced; why stands in the report");
    }
    match options.json {
        true => print_line(
            &json!({
                "report": json_path(&path),
                "pictures": overlays.len(),
                "agrees": replayed.agrees(),
            })
            .to_string(),
        )?,
        false => print_line(&printable_path(&path))?,
    }
    Ok(exit(&replayed))
}

/// Makes the folders; whether the outer one is new.
fn prepare(out: &Path) -> anyhow::Result<bool> {
    let is_new = !out.exists();
    if std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(UsageError(format!(
            "{} is not empty: name a folder that is new or empty",
            printable_path(out)
        ))
        .into());
    }
    std::fs::create_dir_all(out.join(PICTURES))
        .with_context(|| format!("cannot make the folder {}", printable_path(out)))?;
    Ok(is_new)
}

/// Nothing of a report that never was.
fn clear(out: &Path, is_new: bool) {
    let _ = std::fs::remove_dir_all(out.join(PICTURES));
    if is_new {
        let _ = std::fs::remove_dir(out);
    }
}

fn draw(result: &PictureResult, path: &Path) -> anyhow::Result<()> {
    let Some(picture) = &result.picture else {
        return Ok(());
    };
    let map = &result.detection.map;
    let small = shrink_to(&picture.to_rgb(), SIDE, SIDE);
    let blended = overlay(
        &small,
        &map.values,
        map.size,
        Colormap::default(),
        Range::default(),
        OPACITY,
    );
    write_atomically(path, |out| {
        PngEncoder::new(out)
            .write_image(
                &blended,
                blended.width(),
                blended.height(),
                ExtendedColorType::Rgb8,
            )
            .map_err(io::Error::other)
    })
    .with_context(|| format!("cannot write {}", printable_path(path)))
}
