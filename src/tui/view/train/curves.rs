//! The curves of the followed runs, one quantity over the other.

use crate::run::follow::{Ema, smoothed};
use crate::train::Curve;
use crate::tui::app::train::{Axis as Along, Chart as Options, RunReport, curve_name};
use crate::tui::content::Piece;
use crate::tui::layout::{split_top, titled};
use crate::tui::theme::Role;
use crate::tui::view::paint::Painter;
use ratatui::layout::Rect;
use ratatui::symbols::Marker;
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Widget};

/// The least rows of a chart with its title.
const LEAST: u16 = 7;

/// How the runs are told apart, the selected one first: colour, and dots of another form.
const LOOKS: [(Role, Marker, &str); 4] = [
    (Role::Progress, Marker::Braille, "⣿"),
    (Role::Warning, Marker::Dot, "•"),
    (Role::Info, Marker::HalfBlock, "▀"),
    (Role::Abnormal, Marker::Block, "█"),
];

pub fn draw(painter: &mut Painter, area: Rect) {
    let options = painter.app.train.chart;
    let curves = options.quantity.curves();
    let fits = usize::from((area.height / LEAST).max(1)).min(curves.len());
    // Where there is room for one only it is the sum, which comes last.
    let shown = if fits == 1 {
        &curves[curves.len() - 1..]
    } else {
        &curves[..fits]
    };
    let mut rest = area;
    for (place, curve) in shown.iter().enumerate() {
        let height = rest.height / (shown.len() - place) as u16;
        let (room, below) = split_top(rest, height);
        rest = below;
        draw_curve(painter, room, *curve, &options);
    }
}

fn draw_curve(painter: &mut Painter, area: Rect, curve: Curve, options: &Options) {
    let train = &painter.app.train;
    let room = titled(area);
    let reports: Vec<&RunReport> = train
        .followed()
        .iter()
        .filter_map(|folder| train.report_of(folder))
        .collect();
    painter.title(room.title, false, &title(curve, options, &reports));
    let lines: Vec<Line> = reports
        .iter()
        .zip(LOOKS)
        .flat_map(|(report, look)| lines_of(report, curve, options, look))
        .collect();
    let Some(bounds) = Bounds::of(&lines) else {
        return painter.centred(room.body, Role::Muted, &["nothing to draw yet".to_owned()]);
    };
    let theme = &painter.app.view.theme;
    let muted = theme.style(Role::Muted);
    let datasets = lines
        .iter()
        .map(|line| {
            Dataset::default()
                .marker(line.marker)
                .graph_type(if line.points.len() > 1 {
                    GraphType::Line
                } else {
                    GraphType::Scatter
                })
                .style(theme.style(line.role))
                .data(&line.points)
        })
        .collect();
    let shown = |value: f64| {
        number(if options.log_scale {
            10f64.powf(value)
        } else {
            value
        })
    };
    let middle = (bounds.low + bounds.high) / 2.0;
    let chart = Chart::new(datasets)
        .style(theme.style(Role::Text))
        .x_axis(
            Axis::default()
                .style(muted)
                .bounds([bounds.first, bounds.last])
                .labels([format!("{:.0}", bounds.first), format!("{:.0}", bounds.last)]),
        )
        .y_axis(
            Axis::default()
                .style(muted)
                .bounds([bounds.low, bounds.high])
                .labels([shown(bounds.low), shown(middle), shown(bounds.high)]),
        );
    chart.render(room.body, painter.buffer());
}

/// What is drawn, how, and which run is which.
fn title(curve: Curve, options: &Options, reports: &[&RunReport]) -> Vec<Piece> {
    let mut title = vec![Piece::new(Role::Title, curve_name(curve))];
    let mut how = format!(" · {}", options.axis.name());
    if options.smoothing() > 0.0 && options.axis != Along::Epochs {
        how.push_str(&format!(" · smoothed {}", options.smoothing()));
    }
    if options.log_scale {
        how.push_str(" · log");
    }
    title.push(Piece::new(Role::Muted, how));
    if reports.len() > 1 {
        for (report, (role, _, sign)) in reports.iter().zip(LOOKS) {
            let name = report.folder.file_name().unwrap_or_default().to_string_lossy();
            title.push(Piece::new(
                role,
                format!("  {sign} {}", crate::base::printable(&name)),
            ));
        }
        if reports.len() > LOOKS.len() {
            title.push(Piece::new(
                Role::Warning,
                format!("  {} more not drawn", reports.len() - LOOKS.len()),
            ));
        }
    }
    title
}

struct Line {
    points: Vec<(f64, f64)>,
    role: Role,
    marker: Marker,
}

/// A run's curve, and under it the unsmoothed one.
fn lines_of(
    report: &RunReport,
    curve: Curve,
    options: &Options,
    (role, marker, _): (Role, Marker, &str),
) -> Vec<Line> {
    let weight = options.smoothing();
    let series = report.curve(curve);
    let line = |points: Vec<(f64, f64)>, role| Line {
        points: scaled(points, options.log_scale),
        role,
        marker,
    };
    match options.axis {
        Along::Epochs => vec![line(by_epoch(report, curve), role)],
        Along::LastSteps => {
            let raw: Vec<(f64, f64)> = series
                .recent()
                .map(|(step, value)| (step as f64, value))
                .collect();
            let mut ema = Ema::new(weight);
            let smooth = raw
                .iter()
                .map(|(step, value)| (*step, ema.push(*value)))
                .collect();
            both(raw, smooth, weight, role)
                .map(|(points, role)| line(points, role))
                .collect()
        }
        Along::Steps => {
            let history = series.history();
            let raw = history
                .iter()
                .map(|bucket| (bucket.middle(), bucket.mean()))
                .collect();
            both(raw, smoothed(history, weight), weight, role)
                .map(|(points, role)| line(points, role))
                .collect()
        }
    }
}

type Points = Vec<(f64, f64)>;

fn both(raw: Points, smooth: Points, weight: f64, role: Role) -> impl Iterator<Item = (Points, Role)> {
    let under = (weight > 0.0).then_some((raw, Role::Border));
    under.into_iter().chain([(smooth, role)])
}

/// Means of epochs; of what has none, the value of the epoch's last step.
fn by_epoch(report: &RunReport, curve: Curve) -> Points {
    let mut steps = 0;
    let means = report.means.iter().map(|mean| {
        steps += mean.steps as u64;
        let value = match curve {
            Curve::Segmentation => mean.segmentation(),
            Curve::Image => mean.image(),
            Curve::Total => mean.segmentation() + mean.image(),
            Curve::LrIca | Curve::LrFgp | Curve::ImagesPerS => {
                let history = report.curve(curve).history();
                let bucket = history
                    .iter()
                    .find(|bucket| bucket.last >= steps)
                    .or(history.last());
                bucket.map_or(f64::NAN, |bucket| bucket.mean())
            }
        };
        (mean.epoch as f64, value)
    });
    means.collect()
}

/// Logarithms, where asked for; what has none is left out.
fn scaled(points: Points, log_scale: bool) -> Points {
    let scale = |(x, y): (f64, f64)| (x, if log_scale { y.log10() } else { y });
    points
        .into_iter()
        .map(scale)
        .filter(|(_, y)| y.is_finite())
        .collect()
}

struct Bounds {
    first: f64,
    last: f64,
    low: f64,
    high: f64,
}

impl Bounds {
    fn of(lines: &[Line]) -> Option<Self> {
        let mut points = lines.iter().flat_map(|line| &line.points).peekable();
        points.peek()?;
        let mut bounds = Self {
            first: f64::INFINITY,
            last: f64::NEG_INFINITY,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        };
        for (x, y) in points {
            bounds.first = bounds.first.min(*x);
            bounds.last = bounds.last.max(*x);
            bounds.low = bounds.low.min(*y);
            bounds.high = bounds.high.max(*y);
        }
        if bounds.first == bounds.last {
            bounds.last += 1.0;
        }
        // A constant has no range; a tenth of it above and below shows where it is.
        let air = if bounds.low == bounds.high {
            (bounds.low.abs() * 0.1).max(1e-9)
        } else {
            (bounds.high - bounds.low) * 0.03
        };
        // What is never below 0 has no room below it.
        let floor = if bounds.low < 0.0 { f64::NEG_INFINITY } else { 0.0 };
        bounds.low = (bounds.low - air).max(floor);
        bounds.high += air;
        Some(bounds)
    }
}

/// A number in few cells.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if !(1e-3..1e5).contains(&size) => format!("{value:.1e}"),
        size if size < 1.0 => format!("{value:.4}"),
        size if size < 100.0 => format!("{value:.2}"),
        _ => format!("{value:.0}"),
    }
}
