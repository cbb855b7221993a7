//! `train --validate`: the numbers are those that detection gives, and the best checkpoint is the best.

#![cfg(unix)]

use crate::program::golden;
use crate::train_support::{Place, finish, record};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn lines(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("validation.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Image AUROC by its definition: pairs in the right order, equals counting half.
fn auroc(scores: &[(bool, f64)]) -> f64 {
    let (mut right, mut pairs) = (0.0, 0.0);
    for (_, anomalous) in scores.iter().filter(|(is_anomalous, _)| *is_anomalous) {
        for (_, normal) in scores.iter().filter(|(is_anomalous, _)| !*is_anomalous) {
            pairs += 1.0;
            right += match anomalous.total_cmp(normal) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    right / pairs
}

#[test]
fn validation_gives_what_detection_gives_and_keeps_the_best() {
    let place = Place::new();
    place.dataset("other", 7);
    let other = place.path("other");
    let options = [
        "--epochs",
        "5",
        "--validate",
        other.to_str().unwrap(),
        "--every",
        "2",
        "--lr-ica",
        "0.02",
    ];
    let run = finish(place.train("run", &options)).expect_status(0);
    assert!(
        run.stderr()
            .contains("7 pictures, 15 steps, validated on 7 other pictures"),
        "{}",
        run.stderr()
    );
    let folder = place.path("run");
    let found = lines(&folder);
    let epochs: Vec<u64> = found.iter().map(|line| line["epoch"].as_u64().unwrap()).collect();
    assert_eq!(epochs, [2, 4, 5]);
    assert_eq!(found[2]["step"].as_u64(), Some(15));
    for line in &found {
        for key in [
            "image_auroc",
            "image_ap",
            "pixel_auroc",
            "pixel_ap",
            "pixel_aupro",
        ] {
            let value = line[key].as_f64().unwrap_or_else(|| panic!("{key} in {line}"));
            assert!((0.0..=1.0).contains(&value), "{key} in {line}");
        }
    }

    // The released definition of the best, from the file alone.
    let value =
        |line: &Value| (line["image_auroc"].as_f64().unwrap() + line["pixel_auroc"].as_f64().unwrap()) / 2.0;
    let best = found.iter().fold(
        &found[0],
        |best, line| if value(line) > value(best) { line } else { best },
    );
    let checkpoint = |name: &str| folder.join("checkpoints").join(name);
    let epoch = best["epoch"].as_u64().unwrap();
    assert!(
        fs::read(checkpoint("best.safetensors")).unwrap()
            == fs::read(checkpoint(&format!("epoch_{epoch}.safetensors"))).unwrap()
    );
    let record = record(&folder);
    assert_eq!(
        record["validation"]["best_epoch"].as_integer(),
        Some(epoch as i64)
    );
    assert_eq!(record["validation"]["best_value"].as_float(), Some(value(best)));
    assert_eq!(record["validation"]["every"].as_integer(), Some(2));

    // Image AUROC from detect's scores; the checkpoint says how it detects.
    let mut detect = place.command(&["detect", "--json"]);
    detect.arg(other.join("part/test")).arg(other.join("other/test"));
    detect
        .arg("--backbone")
        .arg(golden("backbone.openai.safetensors"));
    detect.arg("--prompts").arg(checkpoint("epoch_5.safetensors"));
    let mut classes: BTreeMap<bool, Vec<(bool, f64)>> = BTreeMap::new();
    for line in finish(detect).expect_status(0).json() {
        let path = line["path"].as_str().unwrap();
        let score = (path.contains("/scratch/"), line["score"].as_f64().unwrap());
        classes
            .entry(path.contains("other/other/"))
            .or_default()
            .push(score);
    }
    assert_eq!(classes.len(), 2);
    let mean = classes.values().map(|scores| auroc(scores)).sum::<f64>() / 2.0;
    let reported = found[2]["image_auroc"].as_f64().unwrap();
    assert!((mean - reported).abs() < 1e-12, "{mean} {reported}");

    // What validation looks at does not change what is learned.
    let options = ["--epochs", "5", "--lr-ica", "0.02"];
    finish(place.train("without", &options)).expect_status(0);
    let state = |run: &str| fs::read(place.path(run).join("resume.safetensors")).unwrap();
    assert!(state("run") == state("without"));
}

#[test]
fn validating_on_the_training_data_is_warned_of() {
    let place = Place::new();
    let data = place.path("data");
    let options = ["--epochs", "1", "--validate", data.to_str().unwrap()];
    let run = finish(place.train("run", &options)).expect_status(0);
    assert!(
        run.stderr().contains("looks at the dataset that is trained on"),
        "{}",
        run.stderr()
    );
}
