//! Every written form of the same two tables, hostile names included.

use super::{Grid, Overview, Table};
use crate::evaluate::metrics::{BestF1, ClassMetrics, Metric, MetricsReport, Preset, Undefined};
use crate::evaluate::published::{PublishedMethod, PublishedTables};

const HOSTILE: [&str; 5] = [
    "=HYPERLINK(\"x\",\"y\")",
    "a|b_[c]\u{1b}[2J",
    "漢字 & 50% \\input{x}",
    "two\r\nlines",
    " @sum",
];

fn class(preset: Preset, value: f64, pixel: bool) -> ClassMetrics {
    let best = |f1| BestF1 { f1, threshold: 0.25 };
    let of_pixels = |value: f64| if pixel { Ok(value) } else { Err(Undefined::NoMasks) };
    ClassMetrics {
        preset,
        normal: 2,
        anomalous: 3,
        image_auroc: Ok(value),
        image_ap: Ok(0.96),
        image_f1: Ok(best(1.0 / 3.0)),
        pixel_auroc: of_pixels(value - 0.0123),
        pixel_ap: of_pixels(0.5),
        pixel_f1: of_pixels(0.4321).map(best),
        pixel_aupro: of_pixels(0.871),
    }
}

fn report(preset: Preset, names: &[&str]) -> MetricsReport {
    let mut report = MetricsReport::new(preset);
    for (index, name) in names.iter().enumerate() {
        let metrics = class(preset, 0.9 + 0.01 * index as f64, index != 1);
        report.add(*name, metrics).unwrap();
    }
    report
}

fn table(dataset: &str, method: &str, preset: Preset, names: &[&str]) -> Table {
    let published = PublishedTables::read().unwrap();
    let report = report(preset, names);
    let mut table = Table::new(dataset, method, report, &published, PublishedMethod::Vip2Clip);
    table.warnings.push("trained on \u{1b}]0;this".to_owned());
    table
}

fn hostile() -> Table {
    table("mvtec", "mine_1.safetensors", Preset::Parity, &HOSTILE)
}

fn overview() -> Overview {
    Overview::new(vec![
        table(
            "mvtec",
            "mine_1.safetensors",
            Preset::Parity,
            &["bottle", "cable"],
        ),
        table("=own\u{1b}", "other", Preset::Parity, &["x"]),
        table(
            "headct",
            "a name that is far too long for a column",
            Preset::Parity,
            &["brain"],
        ),
    ])
    .unwrap()
}

#[test]
fn text_fits_eighty_columns_and_says_what_it_leaves_out() {
    let table = Grid::from(&hostile()).text(80);
    insta::assert_snapshot!("table_text", table);
    let overview = Grid::from(&overview()).text(80);
    insta::assert_snapshot!("overview_text", overview);
    let narrow = Grid::from(&hostile()).text(50);
    insta::assert_snapshot!("narrow_text", narrow);
    use unicode_width::UnicodeWidthStr;
    for (text, width) in [(table, 80), (overview, 80), (narrow, 50)] {
        let rows = text.split("\n\n").nth(1).unwrap();
        assert!(rows.lines().all(|line| line.width() <= width), "{rows}");
    }
}

#[test]
fn markdown_and_latex_show_names_as_they_are() {
    insta::assert_snapshot!("table_markdown", Grid::from(&hostile()).markdown());
    insta::assert_snapshot!("table_latex", Grid::from(&hostile()).latex());
    insta::assert_snapshot!("overview_latex", Grid::from(&overview()).latex());
}

#[test]
fn csv_reads_back_and_holds_no_formula_and_no_control_character() {
    for grid in [Grid::from(&hostile()), Grid::from(&overview())] {
        let csv = grid.csv().unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), grid.rows.len());
        let fields = records
            .iter()
            .flat_map(|record| record.iter().take(1 + grid.labels.len()));
        for field in fields {
            assert!(!field.trim_start().starts_with(['=', '+', '-', '@']), "{field}");
            assert!(!field.chars().any(char::is_control), "{field:?}");
        }
    }
    let csv = Grid::from(&hostile()).csv().unwrap();
    assert!(csv.contains("\r\n"));
    insta::assert_snapshot!("table_csv", csv.replace("\r\n", "\n"));
}

#[test]
fn json_is_that_of_metrics_with_published_and_difference() {
    let table = table("mvtec", "mine", Preset::Parity, &["bottle", "cable"]);
    insta::assert_snapshot!("table_json", serde_json::to_string_pretty(&table).unwrap());
    let whole = serde_json::to_value(&table).unwrap();
    let metrics = serde_json::to_value(&table.report).unwrap();
    for (key, value) in metrics.as_object().unwrap() {
        assert_eq!(&whole[key], value, "{key}");
    }
    assert_eq!(whole["published"]["mean"]["image_auroc"], 0.912);
    let difference = table.report.mean(Metric::ImageAuroc).value.unwrap() - 0.912;
    assert_eq!(whole["difference"]["image_auroc"].as_f64(), Some(difference));
}

#[test]
fn presets_never_share_a_table() {
    let tables = [Preset::Parity, Preset::Exact].map(|preset| table("mvtec", "m", preset, &["bottle"]));
    let error = Overview::new(tables.clone().to_vec()).unwrap_err().to_string();
    assert!(error.contains("exact/1") && error.contains("parity/1"), "{error}");
    let exact = &tables[1];
    assert!(exact.published(Metric::ImageAp).is_some());
    assert_eq!(exact.published(Metric::PixelAupro), None);
    assert!(exact.notes().iter().any(|note| note.contains("published AUPRO")));
}

#[test]
fn differences_are_those_of_the_numbers_shown() {
    use super::table::shown_difference;
    let published = PublishedTables::read().unwrap();
    let number = published.get("mvtec", PublishedMethod::Vip2Clip, Metric::ImageAuroc);
    let cases = [
        (0.912, "0.0"),
        (0.91245, "0.0"),
        (0.9116, "0.0"),
        (0.9131, "+0.1"),
        (0.5, "-41.2"),
        (1.0, "+8.8"),
    ];
    for (value, expected) in cases {
        assert_eq!(shown_difference(Some(value), number), expected, "{value}");
    }
    assert_eq!(shown_difference(None, number), "");
    assert_eq!(shown_difference(Some(0.5), None), "");
}

#[test]
fn a_table_without_classes_or_published_numbers_still_prints() {
    let published = PublishedTables::read().unwrap();
    let empty = MetricsReport::new(Preset::Exact);
    let table = Table::new("own", "m", empty, &published, PublishedMethod::Clip);
    assert_eq!(table.published, None);
    assert!(Grid::from(&table).text(80).contains("n/a"));
    assert!(Grid::from(&Overview::new(Vec::new()).unwrap()).rows.is_empty());
}
