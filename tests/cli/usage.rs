//! Help, wrong usage and the exit status of both.

use crate::program::{self, run};

#[test]
fn help_is_as_documented() {
    for command in [
        "",
        "detect",
        "train",
        "evaluate",
        "evaluate merge",
        "runs",
        "runs list",
        "runs watch",
        "session",
        "session save",
        "session list",
        "session show",
        "session verify",
        "session replay",
        "session diff",
        "session export",
        "session import",
        "session report",
        "metrics",
        "pretrain",
        "bench",
        "doctor",
        "dataset",
        "dataset index",
        "dataset check",
        "dataset demo",
        "dataset list",
        "config",
        "config show",
        "config check",
        "config path",
        "config keys",
        "config init",
        "completions",
        "man",
    ] {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let name = match command {
            "" => "workbench".to_owned(),
            command => command.replace(' ', "_"),
        };
        let help = run(&arguments).expect_status(0).stdout();
        insta::assert_snapshot!(format!("help_{name}"), help);
    }
}

#[test]
fn the_version_is_the_package_s() {
    let version = run(&["--version"]).expect_status(0).stdout();
    assert_eq!(version, format!("vip2clip-tui {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_says_what_is_wrong_and_ends_with_2() {
    for (arguments, expected) in [
        (&["detect"][..], "<PATH>"),
        (&["detect", "x", "--sigma", "-1"], "0 or more"),
        (&["detect", "x", "--layers", "24,6"], "ascending"),
        (&["detect", "x", "--show", "--json"], "cannot be used with"),
        (&["detect", "x", "--save-attention"], "--out"),
        (&["detect", "x", "--backbone", "b"], "without --prompts"),
        (&["metrics"], "<FILE>"),
        (&["metrics", "x", "--preset", "mine"], "parity or exact"),
        (&["detect", "src"], "no pictures in src"),
        (&["nowhere"], "nowhere cannot be opened"),
        // No terminal here.
        (&["tests"], "vip2clip-tui detect PATH"),
    ] {
        let run = run(arguments).expect_status(2);
        assert!(run.stdout().is_empty(), "{arguments:?}");
        assert!(run.stderr().contains(expected), "{arguments:?}: {}", run.stderr());
    }
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_model() {
    let sigma = |arguments: &[&str], variable: Option<&str>| {
        let mut doctor = program::program(&[&["doctor", "--json"], arguments].concat());
        doctor.envs(variable.map(|value| ("VIP2CLIP_SIGMA", value)));
        let report = program::Run(doctor.output().unwrap()).expect_status(0);
        report.json()[0]["model"]["settings"]["sigma"].as_f64()
    };
    assert_eq!(sigma(&[], None), Some(4.0));
    assert_eq!(sigma(&[], Some("3")), Some(3.0));
    assert_eq!(sigma(&["--sigma", "5"], Some("3")), Some(5.0));
}

#[test]
fn a_wrong_value_in_the_environment_is_named_as_such() {
    let mut wrong = program::program(&["detect", "src"]);
    wrong.env("VIP2CLIP_IMAGE_SIZE", "wide");
    let output = program::Run(wrong.output().unwrap()).expect_status(2);
    let text = output.stderr();
    assert!(text.contains("variable VIP2CLIP_IMAGE_SIZE"), "{text}");
}

#[cfg(not(feature = "cuda"))]
#[test]
fn a_build_without_cuda_says_how_to_get_it() {
    let photo = program::picture("rgb.png");
    let photo = photo.to_str().unwrap();
    let run = run(&["detect", photo, "--device", "cuda"]).expect_status(3);
    assert!(run.stderr().contains("--features cuda"), "{}", run.stderr());
    assert!(run.stdout().is_empty());
}
