//! The Evaluate screen: keys and facts in, orders and pictures of the screen out.

use crate::support::{self, ROOT, Setup, World};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use vip2clip::dataset::Label;
use vip2clip::detector::DetectorSettings;
use vip2clip::engine::evaluation::{
    ClassRecord, EvaluationRecord, EvaluationSettings, ItemRecord, MethodKind, ScoreLine, Shard,
};
use vip2clip::evaluate::metrics::Metric;
use vip2clip::evaluate::metrics::{ClassAccumulator, Decimation, ImageEvidence, Preset};
use vip2clip::evaluate::published::{PublishedMethod, PublishedTables};
use vip2clip::run::{
    BackboneRecord, DatasetRecord, HardwareRecord, ProgramRecord, PromptsRecord, Reading, RunKind, RunState,
    RunStatus, RunTimes, SCHEMA,
};
use vip2clip::tui::Msg;
use vip2clip::tui::app::evaluate::EvaluationReport;
use vip2clip::tui::app::{RunLine, Screen, Sort};
use vip2clip::tui::theme::ColorDepth;

/// Class, picture, label and score of every image.
const IMAGES: [(&str, &str, u8, f32); 7] = [
    ("bottle", "broken_large/000.png", 1, 0.91),
    ("bottle", "broken_large/001.png", 1, 0.42),
    ("bottle", "good/000.png", 0, 0.55),
    ("bottle", "good/001.png", 0, 0.12),
    ("cable", "cut/000.png", 1, 0.8),
    ("cable", "good/002.png", 0, 0.3),
    ("cable", "good/003.png", 0, 0.2),
];

fn line(number: usize) -> ScoreLine {
    let (class, image, label, score) = IMAGES[number];
    ScoreLine {
        number: number as u64 + 1,
        item: 0,
        dataset: "mvtec".to_owned(),
        class: class.to_owned(),
        index: number,
        image: image.to_owned(),
        species: String::new(),
        label,
        score: Some(score),
        error: None,
        decode_ms: 1.0,
        detect_ms: 2.0,
    }
}

/// A finished evaluation of both classes, on the folder that is open.
fn report() -> EvaluationReport {
    let mut curves = BTreeMap::new();
    let classes = ["bottle", "cable"].map(|name| {
        let images: Vec<_> = IMAGES.iter().filter(|image| image.0 == name).collect();
        let mut class = ClassAccumulator::new(images.len(), 2, 2);
        for (_, _, label, score) in &images {
            let map = [*score, 0.1, 0.05, 0.2];
            class
                .push(ImageEvidence {
                    is_anomalous: *label == 1,
                    score: *score,
                    map: Some(&map),
                    mask: None,
                })
                .unwrap();
        }
        let drawn = Decimation { points: 50, bins: 10 };
        let (metrics, drawn) = class.finish_with_curves(Preset::Parity, drawn);
        curves.insert((0, name.to_owned()), Arc::new(drawn));
        ClassRecord::new(name, &metrics, 0)
    });
    let published = PublishedTables::read().unwrap();
    let numbers = Metric::ALL
        .into_iter()
        .filter_map(|metric| Some((metric, published.get("mvtec", PublishedMethod::Vip2Clip, metric)?)));
    let item = ItemRecord {
        method: "visa_train_epoch_10.pth".to_owned(),
        detector: DetectorSettings::default(),
        warnings: vec!["the prompts were trained on this dataset".to_owned()],
        dataset_kind: "mvtec".to_owned(),
        images: 7,
        dataset: DatasetRecord {
            name: "mvtec".to_owned(),
            variant: String::new(),
            root: PathBuf::from(ROOT),
            reading: Reading::default(),
            fingerprint: "00".to_owned(),
            split: "test".to_owned(),
            samples: 7,
            normal: 4,
            anomalous: 3,
            with_mask: 0,
            unlabelled: 0,
            excluded: 0,
        },
        prompts: Some(PromptsRecord {
            name: "visa_train_epoch_10.pth".to_owned(),
            path: None,
            size: None,
            sha256: None,
            trained_on: None,
            shapes: String::new(),
        }),
        classes: classes.into(),
    };
    EvaluationReport {
        folder: PathBuf::from("/runs/table"),
        state: RunState::Finished,
        record: Arc::new(EvaluationRecord {
            schema: SCHEMA,
            identity: "a".to_owned(),
            kind: RunKind::Evaluate,
            status: RunStatus::Finished,
            failure: None,
            command_line: Vec::new(),
            merged_from: Vec::new(),
            times: RunTimes::default(),
            program: ProgramRecord {
                version: "0".to_owned(),
                revision: None,
                features: Vec::new(),
                precision: "f32".to_owned(),
            },
            settings: EvaluationSettings {
                method: MethodKind::Vip2,
                split: "test".to_owned(),
                preset: Preset::Parity,
                batch: std::num::NonZeroUsize::MIN,
                shard: Shard::WHOLE,
                save_maps: None,
            },
            backbone: BackboneRecord {
                name: "vit.pt".to_owned(),
                path: "/models/vit.pt".into(),
                size: 1,
                sha256: String::new(),
                source: String::new(),
                shapes: String::new(),
            },
            hardware: HardwareRecord::default(),
            items: vec![item],
        }),
        lines: Arc::new((0..IMAGES.len()).map(line).collect()),
        images: 7,
        left: None,
        curves,
        published: vec![numbers.collect()],
    }
}

/// The same with so many tables, all alike.
pub fn report_with_items(count: usize) -> EvaluationReport {
    let mut report = report();
    let record = Arc::make_mut(&mut report.record);
    record.items = vec![record.items[0].clone(); count];
    report
}

/// The Evaluate screen with one finished run, over a folder whose pictures it evaluated.
fn with_run(setup: Setup) -> World {
    let mut world = World::new(setup);
    let samples = IMAGES.iter().map(|(class, image, label, _)| {
        let label = if *label == 1 {
            Label::Anomalous
        } else {
            Label::Normal
        };
        support::sample(image, class, "", Some(label))
    });
    world.open(vip2clip::dataset::DatasetIndex {
        test: samples.collect(),
        ..support::nothing()
    });
    world.press("4");
    let run = RunLine {
        folder: "/runs/table".into(),
        name: "table".to_owned(),
        state: RunState::Finished,
        started: "2026-11-25T01:00:00Z".to_owned(),
        words: None,
    };
    world.take_in(Msg::RunsListed(RunKind::Evaluate, vec![run]));
    world.take_in(Msg::EvaluationReported(Arc::new(report())));
    world.orders();
    world
}

#[test]
fn evaluations_are_looked_at_only_while_their_screen_is_shown() {
    let mut world = World::with_folder(Setup::default());
    world.orders();
    world.press("4 3 1");
    assert_eq!(
        world.orders(),
        [
            "follow Evaluate []",
            "draw all",
            "rest",
            "follow Train []",
            "draw all",
            "rest",
            "draw all"
        ]
    );
}

#[test]
fn classes_go_round_and_the_threshold_moves_the_outcomes() {
    let mut world = with_run(Setup::default());
    let class = |world: &World| world.app.evaluate.class().unwrap().1.name.clone();
    assert_eq!(class(&world), "bottle");
    world.press("l");
    assert_eq!(class(&world), "cable");
    world.press("l");
    assert_eq!(class(&world), "bottle");
    let outcomes = |world: &World| {
        let outcomes = world
            .app
            .evaluate
            .outcomes(world.app.detections.threshold)
            .unwrap();
        (
            outcomes.true_positives,
            outcomes.false_positives,
            outcomes.false_negatives,
            outcomes.true_negatives,
        )
    };
    assert_eq!(outcomes(&world), (1, 1, 1, 1));
    world.press(". . . . . .");
    assert_eq!(world.app.detections.threshold, 0.56);
    assert_eq!(outcomes(&world), (1, 0, 1, 2));
    world.press("F");
    assert_eq!(
        world.app.detections.threshold, 0.42,
        "F1 is greatest where both are found"
    );
    assert_eq!(outcomes(&world), (2, 1, 0, 1));
}

#[test]
fn a_class_is_opened_in_browse_with_its_scores_the_most_wrong_first() {
    let mut world = with_run(Setup::default());
    world.press("enter");
    assert_eq!(world.app.view.screen, Screen::Browse);
    assert_eq!(world.app.samples.sort, Sort::Error);
    assert_eq!(
        world.listed(),
        [
            "broken_large/001.png",
            "good/000.png",
            "good/001.png",
            "broken_large/000.png"
        ]
    );
    assert_eq!(world.selected(), "broken_large/001.png");
}

#[test]
fn a_class_of_another_dataset_opens_that_one() {
    let mut world = World::with_folder(Setup::default());
    world.press("4");
    let run = RunLine {
        folder: "/runs/table".into(),
        name: "table".to_owned(),
        state: RunState::Finished,
        started: String::new(),
        words: None,
    };
    world.take_in(Msg::RunsListed(RunKind::Evaluate, vec![run]));
    let mut other = report();
    let mut record = (*other.record).clone();
    record.items[0].dataset.root = "/data/other".into();
    other.record = Arc::new(record);
    world.take_in(Msg::EvaluationReported(Arc::new(other)));
    world.orders();
    world.press("l enter");
    assert!(world.orders().contains(&"open /data/other".to_owned()));
    assert_eq!(world.app.view.screen, Screen::Browse);
    assert!(
        world.listed().is_empty(),
        "what was there belongs to the dataset before"
    );
    let samples = IMAGES.iter().map(|(class, image, label, _)| {
        let label = if *label == 1 {
            Label::Anomalous
        } else {
            Label::Normal
        };
        support::sample(image, class, "", Some(label))
    });
    let index = vip2clip::dataset::DatasetIndex {
        root: "/data/other".into(),
        test: samples.collect(),
        ..support::nothing()
    };
    let collection = vip2clip::tui::collection::Collection::numbered_from(index, 1 << 32);
    world.take_in(Msg::DatasetOpened(Arc::new(collection)));
    assert_eq!(world.listed(), ["good/002.png", "good/003.png", "cut/000.png"]);
    assert_eq!(world.app.samples.len(), 3);
}

#[test]
fn keys_of_the_screen() {
    for (keys, expected) in [("E", "export /runs/table"), ("n", ""), ("r", ""), ("x", "")] {
        let mut world = with_run(Setup::default());
        world.press(keys);
        let orders = world.orders();
        let expected: Vec<&str> = expected.split('|').filter(|order| !order.is_empty()).collect();
        assert_eq!(orders, expected, "{keys}");
    }
    let mut world = with_run(Setup::default());
    world.press("n enter");
    let orders = world.orders();
    assert!(
        orders[0].starts_with("start Evaluate") && orders[0].contains("--prompts=/models/mvtec.pth"),
        "{orders:?}"
    );
}

#[test]
fn the_screen_at_three_sizes() {
    for (name, size) in [
        ("80_by_24", (80, 24)),
        ("120_by_40", (120, 40)),
        ("200_by_60", (200, 60)),
    ] {
        let world = with_run(Setup {
            size,
            is_demo: true,
            ..Setup::default()
        });
        insta::assert_snapshot!(format!("evaluate_at_{name}"), world.screen());
    }
    let mut world = with_run(Setup {
        depth: ColorDepth::None,
        ..Setup::default()
    });
    world.press("v v l");
    insta::assert_snapshot!("evaluate_without_colour", world.screen());
    world.press("n");
    insta::assert_snapshot!("evaluate_form", world.screen());
}
