//! Completions and the manual.

use crate::config::Place;
use std::fs;
use std::process::Command;

#[test]
fn completions_know_options_and_the_names_of_their_values() {
    let place = Place::new();
    // clap_complete names no values for the last two.
    for (shell, knows_values) in [
        ("bash", true),
        ("zsh", true),
        ("fish", true),
        ("elvish", false),
        ("powershell", false),
    ] {
        let script = place.run(&["completions", shell]).expect_status(0).stdout();
        assert!(script.contains("features-dtype"), "{shell}");
        for value in ["colour-blind", "paper-mvtec", "halfblocks", "mvtec-like"] {
            assert!(!knows_values || script.contains(value), "{shell}: {value}");
        }
    }
    place.run(&["completions", "tcsh"]).expect_status(2);
}

#[cfg(unix)]
#[test]
fn bash_takes_the_completions_and_completes_with_them() {
    if Command::new("bash").arg("-c").arg("true").status().is_err() {
        return;
    }
    let place = Place::new();
    let script = place.path("complete.bash");
    fs::write(
        &script,
        place.run(&["completions", "bash"]).expect_status(0).stdout(),
    )
    .unwrap();
    let checked = Command::new("bash").arg("-n").arg(&script).output().unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
    for (words, expected) in [
        ("detect --dev", "--device"),
        ("detect --device c", "cpu cuda"),
        ("--images half", "halfblocks"),
        ("--theme h", "high-contrast"),
        ("evaluate --format la", "latex"),
        ("dataset index --kind mvtec-", "mvtec-like"),
        ("conf", "config"),
    ] {
        let last = words.split(' ').count();
        // As bash does it: the function that was registered, with the program, the word and the one before.
        let ask = format!(
            "source {}; COMP_WORDS=(vip2clip-tui {words}); COMP_CWORD={last}; \
             found=$(complete -p vip2clip-tui); found=${{found#*-F }}; \
             ${{found%% *}} vip2clip-tui \"${{COMP_WORDS[$COMP_CWORD]}}\" \"${{COMP_WORDS[$COMP_CWORD-1]}}\"; \
             echo \"${{COMPREPLY[*]}}\"",
            script.display()
        );
        let answer = Command::new("bash")
            .args(["--norc", "-c", &ask])
            .output()
            .unwrap();
        let offered = String::from_utf8_lossy(&answer.stdout).into_owned();
        assert_eq!(
            offered.trim_end(),
            expected,
            "{words}: {}",
            String::from_utf8_lossy(&answer.stderr)
        );
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let place = Place::new();
    let written = place.run(&["man", "--out", "pages"]).expect_status(0).stdout();
    let folder = place.path("project/a/b/pages");
    for name in [
        "vip2clip-tui",
        "vip2clip-tui-detect",
        "vip2clip-tui-dataset-check",
        "vip2clip-tui-config-show",
    ] {
        let page = fs::read_to_string(folder.join(format!("{name}.1"))).unwrap();
        assert!(page.starts_with(".ie") || page.contains(".TH"), "{name}");
        assert!(written.contains(&format!("{name}.1")), "{written}");
    }
    assert_eq!(written.lines().count(), fs::read_dir(&folder).unwrap().count());
    let one = place.run(&["man", "dataset", "check"]).expect_status(0).stdout();
    assert!(
        one.contains("vip2clip\\-tui\\-dataset\\-check") || one.contains("vip2clip-tui-dataset-check"),
        "{one}"
    );
    assert!(place.run(&["man", "bench"]).stdout().contains("VIP2CLIP_SIGMA"));
    let wrong = place.run(&["man", "nothing"]).expect_status(2);
    assert!(
        wrong.stderr().contains("no command 'nothing'"),
        "{}",
        wrong.stderr()
    );
    // Where there is a reader, it likes them.
    let page = folder.join("vip2clip-tui-train.1");
    if let Ok(read) = Command::new("man")
        .arg("--warnings")
        .arg("-l")
        .arg(&page)
        .env("MANPAGER", "cat")
        .output()
        && read.status.success()
    {
        assert!(
            read.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&read.stderr)
        );
    }
}
