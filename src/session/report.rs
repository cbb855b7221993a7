//! A session for people who have no terminal at hand: Markdown with pictures.

use super::change::short;
use super::{PictureReplay, Replay, Session};
use crate::base::printable_path;
use crate::evaluate::tables::{Grid, markdown_text as safe};

/// A picture of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// Of the session's pictures, counted from 0.
    pub index: usize,
    /// File name, relative to the report.
    pub file: String,
}

/// The report of a session that was computed again.
pub fn report(session: &Session, replay: &Replay, overlays: &[Overlay]) -> String {
    let parts = [
        head(session),
        section("Verdict", list(replay.conclusion())),
        section("Model", model(session)),
        section("Dataset", dataset(session)),
        section("Metrics", metrics(session, replay)),
        section("Pictures", pictures(session, replay, overlays)),
        section("Notes", notes(session)),
    ];
    let mut text = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    text.push('\n');
    text
}

fn section(title: &str, text: String) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("## {title}\n\n{text}"),
    }
}

fn head(session: &Session) -> String {
    let saved = session.times.ended.as_deref().unwrap_or(&session.times.started);
    format!(
        "# Session {}\n\nSaved {}, {} pictures, vip2clip-tui {}{}, on {} with {} thread{}.",
        safe(&session.identity),
        safe(saved),
        session.images.len(),
        safe(&session.program.version),
        session
            .program
            .revision
            .as_deref()
            .map_or(String::new(), |revision| format!(" ({})", safe(revision))),
        safe(&session.hardware.device),
        session.hardware.threads,
        if session.hardware.threads == 1 { "" } else { "s" },
    )
}

fn list(lines: impl IntoIterator<Item = String>) -> String {
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| format!("* {}", safe(&line)))
        .collect();
    lines.join("\n")
}

fn model(session: &Session) -> String {
    let model = &session.model;
    let settings = &session.settings;
    let layers: Vec<String> = settings.layers.iter().map(ToString::to_string).collect();
    let mut lines = vec![
        format!(
            "backbone {}, sha256 {}, {}",
            model.backbone.name,
            short(&model.backbone.sha256),
            model.backbone.shapes
        ),
        format!(
            "prompts {}, sha256 {}, trained on {}",
            model.prompts.name,
            short(model.prompts.sha256.as_deref().unwrap_or_default()),
            model
                .prompts
                .trained_on
                .as_deref()
                .unwrap_or("what they do not say")
        ),
        format!(
            "{} px, layers {}, top {} patches, σ {} px, {}",
            settings.image_size,
            layers.join(","),
            settings.top_k,
            settings.sigma,
            session.program.precision
        ),
    ];
    if model.demo {
        lines.push("the demo model: good for trying the program, not for inspecting anything".to_owned());
    }
    lines.extend(session.changed.iter().map(|(key, text)| format!("{key}: {text}")));
    list(lines)
}

fn dataset(session: &Session) -> String {
    let record = &session.dataset.record;
    let mut lines = vec![format!(
        "{} ({}), split {}",
        record.name, record.variant, record.split
    )];
    if !record.fingerprint.is_empty() {
        lines.push(format!("fingerprint {}", short(&record.fingerprint)));
        lines.push(format!(
            "the split holds {} normal, {} anomalous and {} unlabelled pictures",
            record.normal, record.anomalous, record.unlabelled
        ));
    }
    if let Some(threshold) = session.thresholds.score {
        let above = session.above_threshold().unwrap_or(0);
        lines.push(format!(
            "threshold {threshold}: {above} of {} pictures are called anomalous",
            session.images.len()
        ));
    }
    list(lines)
}

fn metrics(session: &Session, replay: &Replay) -> String {
    let Some(table) = session.metrics_table() else {
        return String::new();
    };
    let apart = replay.metrics.iter().filter(|metric| !metric.agrees);
    let apart = list(apart.map(|metric| {
        format!(
            "{}.{}: recorded {}, now {}",
            metric.class,
            metric.metric,
            metric.then,
            metric.now.map_or("undefined".to_owned(), |now| now.to_string())
        )
    }));
    let grid = Grid::from(&table).markdown();
    [grid.trim_end().to_owned(), apart]
        .join("\n\n")
        .trim_end()
        .to_owned()
}

fn pictures(session: &Session, replay: &Replay, overlays: &[Overlay]) -> String {
    let score = |score: Option<f32>| score.map_or("–".to_owned(), |score| format!("{score:.4}"));
    let row = |(index, (image, again)): (usize, (&super::ImageRecord, &PictureReplay))| {
        let label = match image.label {
            Some(0) => "normal",
            Some(_) => "anomalous",
            None => "",
        };
        let picture = overlays.iter().find(|overlay| overlay.index == index);
        let picture = picture.map_or(String::new(), |overlay| format!("![]({})", overlay.file));
        let notes: Vec<String> = image
            .error
            .iter()
            .chain(&image.warnings)
            .map(|note| safe(note))
            .collect();
        format!(
            "| {} | {label} | {} | {} | {}, {} | {picture} | {} |",
            safe(&printable_path(&image.path)),
            score(again.then),
            score(again.now),
            again.verdict.name(),
            again.map.name(),
            notes.join("; ")
        )
    };
    let mut lines = vec![
        "Overlays show the map from 0 to 1.\n".to_owned(),
        "| picture | label | score | again | compared | overlay | notes |".to_owned(),
        "| --- | --- | ---: | ---: | --- | --- | --- |".to_owned(),
    ];
    lines.extend(session.images.iter().zip(&replay.pictures).enumerate().map(row));
    lines.join("\n")
}

/// What the user wrote in the workbench.
fn notes(session: &Session) -> String {
    let Some(notes) = session.ui.get("notes") else {
        return String::new();
    };
    match notes {
        toml::Value::Table(notes) => list(notes.iter().map(|(name, note)| match note.as_str() {
            Some(text) => format!("{name}: {text}"),
            None => format!("{name}: {note}"),
        })),
        other => list([other.as_str().map_or_else(|| other.to_string(), str::to_owned)]),
    }
}
