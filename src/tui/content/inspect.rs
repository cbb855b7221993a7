//! What Inspect says beside its pictures: score and what each scale adds, knobs, cursor, warnings.

use super::{Piece, TextLine, label_words, value, verdict_piece, wrap};
use crate::base::printable_path;
use crate::detector::Readout;
use crate::tui::Action;
use crate::tui::app::{App, SampleId};
use crate::tui::content::stage_words;
use crate::tui::graphics::InspectPane;
use crate::tui::input::Context;
use crate::tui::theme::Role;
use std::path::Path;

/// The text, broken to `width` cells.
pub fn inspect_lines(app: &App, width: u16) -> Vec<TextLine> {
    let Some(id) = app.samples.selected_id() else {
        return wrap(vec![Piece::new(Role::Muted, "no picture is selected")], width, 0);
    };
    let mut lines = Vec::new();
    let mut add = |line: TextLine, indent: u16| lines.extend(wrap(line, width, indent));
    let name = app.samples.collection().name(id);
    add(vec![Piece::new(Role::Text, name)], 2);
    if let Some(label) = app.samples.collection().get(id).and_then(|sample| sample.label) {
        add(
            vec![
                Piece::new(Role::Muted, "label  "),
                Piece::new(Role::Text, label_words(Some(label))),
            ],
            2,
        );
    }
    match app.read_out(id) {
        Some(read_out) => result(app, id, &read_out.readout, &mut add),
        None => add(vec![waiting(app, id)], 0),
    }
    knobs(app, &mut add);
    cursor(app, id, &mut add);
    if let Some(result) = app.detections.result(id) {
        for warning in &result.outcome.detection.warnings {
            add(vec![Piece::new(Role::Warning, format!("! {warning}"))], 2);
        }
    }
    lines
}

fn waiting(app: &App, id: SampleId) -> Piece {
    if let Some(running) = app.detections.running().filter(|running| running.sample == id) {
        return Piece::new(Role::Progress, stage_words(running));
    }
    match app.detections.failure(id) {
        Some(reason) => Piece::new(Role::Error, format!("✗ {reason}")),
        None => Piece::new(
            Role::Muted,
            format!("no result yet: {} detects", key(app, Action::Detect)),
        ),
    }
}

fn key(app: &App, action: Action) -> String {
    app.keys.keymap.key_for(Context::Inspect, action)
}

fn result(app: &App, id: SampleId, readout: &Readout, add: &mut impl FnMut(TextLine, u16)) {
    let score = vec![
        Piece::new(Role::Muted, "score  "),
        Piece::new(Role::Text, format!("{}  ", value(readout.score))),
        verdict_piece(app, readout.score),
    ];
    add(score, 7);
    let detected = app
        .detections
        .result(id)
        .map(|result| result.outcome.detection.score);
    if let Some(detected) = detected.filter(|detected| detected.to_bits() != readout.score.to_bits()) {
        let text = format!("with these knobs; {} as detected", value(detected));
        add(vec![Piece::new(Role::Info, text)], 0);
    }
    compared(app, readout, add);
    let logit: f32 = readout.scales.iter().map(|scale| scale.logit).sum();
    add(
        vec![Piece::new(Role::Muted, format!("logit {logit:+.2}, of which"))],
        0,
    );
    let all: f32 = readout.scales.iter().map(|scale| scale.logit.abs()).sum();
    let layers = app
        .detections
        .result(id)
        .map(|result| &result.outcome.detection.layers);
    for (scale, layer) in readout.scales.iter().zip(layers.into_iter().flatten()) {
        let share = 100.0 * scale.logit.abs() / all;
        let text = format!("  layer {:>2} {:+.2} {share:>3.0} %", layer.layer, scale.logit);
        add(vec![Piece::new(Role::Text, text)], 2);
    }
}

/// The other score, and how it differs.
fn compared(app: &App, readout: &Readout, add: &mut impl FnMut(TextLine, u16)) {
    let other = app.inspect.last.as_ref().and_then(|last| last.compared.as_ref());
    let (Some(other), Some(file)) = (other, &app.about.compared) else {
        return;
    };
    let name = file
        .file_name()
        .map_or_else(|| printable_path(file), |name| printable_path(Path::new(name)));
    let line = vec![
        Piece::new(Role::Muted, "compared "),
        Piece::new(Role::Text, format!("{}  ", value(other.score))),
        verdict_piece(app, other.score),
    ];
    add(line, 9);
    let by = other.score - readout.score;
    add(vec![Piece::new(Role::Muted, format!("  {by:+.3} by {name}"))], 2);
}

fn knobs(app: &App, add: &mut impl FnMut(TextLine, u16)) {
    let inspect = &app.inspect;
    let (now, start) = (inspect.knobs, inspect.defaults());
    let head = inspect
        .head
        .map_or("mean of 8 heads".to_owned(), |head| format!("head {}", head + 1));
    let rows = [
        (
            "σ",
            format!("{} px", now.sigma),
            now.sigma != start.sigma,
            Action::MoreBlur,
        ),
        (
            "k",
            format!("{} patches", now.top_k),
            now.top_k != start.top_k,
            Action::MorePatches,
        ),
        (
            "τ",
            format!("{:.2}", now.temperature),
            now.temperature != start.temperature,
            Action::HigherTemperature,
        ),
        (
            "threshold",
            format!("{:.2}", app.detections.threshold),
            false,
            Action::HigherThreshold,
        ),
        (
            "opacity",
            format!("{:.2}", inspect.opacity),
            false,
            Action::HigherOpacity,
        ),
        (
            "colours",
            app.inspect_colormap().name().to_owned(),
            false,
            Action::CycleColormap,
        ),
        (
            "range",
            inspect.normalisation.name().to_owned(),
            false,
            Action::CycleNormalisation,
        ),
        (
            "attention",
            inspect.prompt.name().to_owned(),
            false,
            Action::CyclePrompt,
        ),
        ("", head, false, Action::CycleHead),
        (
            "zoom",
            format!("{}×", 1u32 << inspect.zoom),
            false,
            Action::ZoomIn,
        ),
    ];
    for (name, shown, changed, action) in rows {
        let sign = if changed { " changed" } else { "" };
        let line = vec![
            Piece::new(Role::Key, format!("{} ", key(app, action))),
            Piece::new(Role::Muted, format!("{name:<9} ")),
            Piece::new(Role::Text, shown),
            Piece::new(Role::Info, sign),
        ];
        add(line, 12);
    }
}

/// The value, the patch and its cosines under the cursor.
fn cursor(app: &App, id: SampleId, add: &mut impl FnMut(TextLine, u16)) {
    let (x, y) = app.inspect.cursor;
    let place = |at: f32, side: usize| ((at * side as f32) as usize).min(side.saturating_sub(1));
    if let Some((loaded, _)) = app.pictures.loaded(id) {
        let (column, row) = (place(x, loaded.width as usize), place(y, loaded.height as usize));
        add(
            vec![Piece::new(
                Role::Muted,
                format!("cursor at pixel {column}, {row}"),
            )],
            2,
        );
    }
    let (Some(read_out), Some(result)) = (app.read_out(id), app.detections.result(id)) else {
        return;
    };
    let readout = &read_out.readout;
    let size = readout.map.size;
    let under = readout.map.values.get(place(y, size) * size + place(x, size));
    let under = under.map_or("none".to_owned(), |under| value(*under));
    add(
        vec![
            Piece::new(Role::Muted, "map value "),
            Piece::new(Role::Text, under),
        ],
        2,
    );
    let layers = &result.outcome.detection.layers;
    let Some(grid) = layers.first().map(|layer| layer.grid) else {
        return;
    };
    let (column, row) = (place(x, grid), place(y, grid));
    let patch = row * grid + column;
    let head = format!("patch {column}, {row}: cosines normal abnormal, p");
    add(vec![Piece::new(Role::Muted, head)], 2);
    for (layer, scale) in layers.iter().zip(&readout.scales) {
        if let (Some([normal, abnormal]), Some(p)) = (layer.cosines.get(patch), scale.probability.get(patch))
        {
            let mark = if scale.top.contains(&patch) {
                " in top k"
            } else {
                ""
            };
            let text = format!(
                "  layer {:>2} {normal:+.3} {abnormal:+.3} {}{mark}",
                layer.layer,
                value(*p)
            );
            add(vec![Piece::new(Role::Text, text)], 4);
        }
    }
}

/// A pane's title.
pub fn inspect_title(app: &App, pane: InspectPane) -> String {
    let layer = |scale: usize| {
        let number = app.about.settings.layers.get(scale).copied();
        number.map_or(String::new(), |number| number.to_string())
    };
    match pane {
        InspectPane::Image => "image".to_owned(),
        InspectPane::Truth => "ground truth".to_owned(),
        InspectPane::Map => "map".to_owned(),
        InspectPane::Overlay => "overlay".to_owned(),
        InspectPane::Contour => format!("contour ≥ {:.2}", app.detections.threshold),
        InspectPane::OtherMap => "map, compared".to_owned(),
        InspectPane::OtherOverlay => "overlay, compared".to_owned(),
        InspectPane::Difference => "compared - map".to_owned(),
        InspectPane::Layer(scale) => format!("layer {}", layer(scale)),
        InspectPane::Attention(scale) => format!("attention {}", layer(scale)),
    }
}
