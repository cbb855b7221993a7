//! `doctor` without a terminal.

use crate::program::{keys, run};

#[test]
fn the_page_names_devices_and_folders_and_says_that_nothing_was_asked() {
    let page = run(&["doctor"]).expect_status(0).stdout();
    for expected in [
        "Program\n",
        "Devices\n",
        "cpu",
        "not both terminals",
        "models/demo/backbone.safetensors",
        "demo model",
    ] {
        assert!(page.contains(expected), "{expected} is not in\n{page}");
    }
    #[cfg(not(feature = "cuda"))]
    assert!(page.contains("--features cuda"), "{page}");
}

#[test]
fn json_holds_the_same_sections() {
    let report = &run(&["doctor", "--json"]).expect_status(0).json()[0];
    assert_eq!(
        keys(report),
        [
            "devices", "graphics", "model", "models", "places", "program", "terminal"
        ]
    );
    assert_eq!(report["devices"][0]["name"], "cpu");
    assert!(report["graphics"]["answers"].is_null());
    assert_eq!(report["model"]["is_demo"], true);
    assert_eq!(report["model"]["settings"]["image_size"], 224);
}

#[test]
fn files_that_are_not_there_are_named() {
    let report = run(&["doctor", "--backbone", "gone.pt", "--prompts", "gone.pth"]).expect_status(0);
    assert!(
        report.stdout().contains("gone.pt is not a file"),
        "{}",
        report.stdout()
    );
}
