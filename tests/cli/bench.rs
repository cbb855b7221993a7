//! `bench` on the golden model; full size is too slow for a test.

use crate::program::{golden, keys, run};

#[test]
fn json_has_the_documented_keys() {
    let (backbone, prompts) = (golden("backbone.openai.safetensors"), golden("prompts.pth"));
    let arguments = [
        "bench",
        "--json",
        "--runs",
        "2",
        "--warmup",
        "0",
        "--backbone",
        backbone.to_str().unwrap(),
        "--prompts",
        prompts.to_str().unwrap(),
        "--image-size",
        "98",
        "--layers",
        "1,2,3,4",
        "--top-k",
        "10",
        "--device",
        "cpu",
    ];
    let report = &run(&arguments).expect_status(0).json()[0];
    assert_eq!(
        keys(report),
        ["backbone", "device", "dtype", "image_size", "runs", "s"]
    );
    assert_eq!(
        keys(&report["s"]),
        ["decode", "load", "map", "prompts", "total", "vision"]
    );
    let seconds = |stage: &str| report["s"][stage].as_f64().unwrap();
    assert!(seconds("vision") > 0.0 && seconds("total") >= seconds("vision"));
    assert_eq!(
        (report["device"].as_str(), report["dtype"].as_str()),
        (Some("cpu"), Some("f32"))
    );
    assert_eq!(
        (report["image_size"].as_u64(), report["runs"].as_u64()),
        (Some(98), Some(2))
    );
}

#[test]
fn a_picture_that_cannot_be_read_is_named() {
    let run = run(&["bench", "--image", "gone.png"]).expect_status(3);
    assert!(run.stderr().contains("gone.png"), "{}", run.stderr());
}

#[test]
fn a_backbone_alone_runs_with_random_prompts() {
    let backbone = golden("backbone.openai.f16.pt");
    let arguments = [
        "bench",
        "--json",
        "--runs=1",
        "--image-size=98",
        "--layers=1,4",
        "--top-k=10",
        "--backbone",
        backbone.to_str().unwrap(),
    ];
    let report = &run(&arguments).expect_status(0).json()[0];
    assert!(report["s"]["prompts"].as_f64().unwrap() > 0.0);
}
