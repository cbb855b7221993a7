//! One sitting: the demo opened, filtered, detected on, looked into, compared, trained on to the end, left and taken up.

#![cfg(unix)]

use crate::support::{Pty, Start};
use std::path::Path;

/// The demo at a size at which Inspect shows all its panes. Every start has the same home.
fn start(home: &Path) -> Pty {
    let home = home.to_str().unwrap();
    let folders = ["XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"].map(|name| (name, home));
    Start {
        size: (40, 140),
        variables: folders.into(),
        ..Start::workbench(&["--demo", "--images", "halfblocks"])
    }
    .run()
}

#[test]
fn a_sitting_from_the_demo_to_a_trained_checkpoint_and_back() {
    let home = tempfile::tempdir().unwrap();
    let mut pty = start(home.path());
    pty.wait_for("cork-1/test/blur/000.png");
    pty.wait_for("threshold 0.50");

    // Filtered, marked, written about, detected on.
    pty.send("fclass:cork-1 -species:good\r");
    pty.wait_for("11 of 90");
    pty.send("jji");
    pty.wait_for("note: ");
    pty.send("a dent?\r");
    pty.wait_for("note  a dent?");
    pty.send("kkD");
    pty.wait_for("pictures detected on");

    // A scale, the blur, another set of prompts.
    pty.send("g");
    pty.send("g2");
    pty.wait_for("attention 6");
    pty.wait_for("logit");
    pty.send("\t\tB");
    pty.wait_for("5 px changed");
    pty.send("C");
    pty.wait_for("compare with: ");
    pty.send("models/demo/prompts.safetensors\r");
    pty.wait_for("compared - map");
    pty.wait_for("by prompts.safetensors");

    // Trained to the end, in a process of its own.
    pty.send("3n");
    pty.wait_for("new training");
    // Down to the epochs, the fields before stay as they are.
    pty.send("\t\t\t\t\t1\r");
    pty.wait_for("✓ finished");
    pty.wait_for("epoch 1/1");
    pty.send("1");
    pty.wait_for("pictures 11 of 90");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_restored();

    // Taken up where it was left.
    let mut again = start(home.path());
    again.wait_for("11 of 90");
    again.wait_for("\" ● cork-1/test/dent");
    again.wait_for("comparing");
    // Its map was on the screen: it is made again.
    again.wait_for("map   min");
    again.send("q");
    assert_eq!(again.exit_code(), 0);
}
