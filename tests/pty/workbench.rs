//! The real binary in a pseudo-terminal. Waits for what the screen shows, never for a time.

#![cfg(unix)]

use crate::support::{KITTY, OLD_KITTY, PATIENCE, PICTURES, Pty, Start, contains};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[test]
fn keys_of_the_user_work_and_the_help_has_them() {
    let mut pty = Start {
        keys: "[all]\nnext-sample = \"J\"\nquit = \"ctrl-x q\"\nrepaint = \"r\"\n",
        ..Start::workbench(&[PICTURES, "--images", "halfblocks"])
    }
    .run();
    pty.wait_for("›gray.jpg");
    // The old keys mean nothing any more.
    pty.send("jqJ");
    pty.wait_for("›gray.png");
    pty.send("?");
    pty.wait_for("J                 next picture");
    pty.send("\x1b");
    pty.wait_until_gone("next picture");
    pty.send("\x18q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_restored();
    let told = "keys.toml:4: all.repaint is no action";
    assert!(pty.log().contains(told), "{}", pty.log());
}

#[test]
fn a_folder_is_opened_walked_searched_and_left() {
    let mut pty = Start::workbench(&[PICTURES, "--images", "halfblocks"]).run();
    pty.wait_for("›gray.jpg");
    pty.wait_for("demo model");
    pty.send("j");
    pty.wait_for("›gray.png");
    pty.send("\x1b[B");
    pty.wait_for("›la.png");
    pty.send("gg");
    pty.wait_for("›gray.jpg");
    pty.send("/squ");
    pty.wait_for("match 1 of 1");
    pty.send("\r");
    pty.wait_for("›square.png");
    pty.send("?");
    pty.wait_for("j scrolls");
    pty.send("\x1b");
    pty.wait_until_gone("j scrolls");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_restored();
}

/// Two classes in MVTec's layout, four pictures and a mask each, and a stray file.
fn small_dataset() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let save = |name: &str, pixels: image::RgbImage| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        pixels.save(path).unwrap();
    };
    for (place, class) in ["bottle", "cable"].into_iter().enumerate() {
        let shade = 80 + 100 * place as u8;
        let plain = || image::RgbImage::from_pixel(64, 64, image::Rgb([shade, 120, 60]));
        let spot = |x: u32, y: u32| (20..40).contains(&x) && (20..40).contains(&y);
        save(&format!("{class}/train/good/000.png"), plain());
        save(&format!("{class}/test/good/000.png"), plain());
        for number in 0..2 {
            let mut picture = plain();
            let mut mask = image::RgbImage::new(64, 64);
            for (x, y, pixel) in mask.enumerate_pixels_mut().filter(|(x, y, _)| spot(*x, *y)) {
                *pixel = image::Rgb([255; 3]);
                picture.put_pixel(x, y, image::Rgb([250, 250, 20]));
            }
            save(&format!("{class}/test/hole/{number:03}.png"), picture);
            save(&format!("{class}/ground_truth/hole/{number:03}_mask.png"), mask);
        }
    }
    std::fs::write(folder.path().join("Thumbs.db"), "not a picture").unwrap();
    folder
}

#[test]
fn a_dataset_is_opened_filtered_shown_as_a_grid_and_left() {
    let dataset = small_dataset();
    let root = dataset.path().to_str().unwrap();
    let mut pty = Start::workbench(&[root, "--images", "halfblocks"]).run();
    pty.wait_for("1 of 8");
    pty.wait_for("left out W");
    pty.wait_for("truth");
    pty.send("flabel:1 class:bot\r");
    pty.wait_for("1 of 2  filter label:1 class:bot");
    pty.wait_for("pictures 2 of 8");
    pty.wait_for("_mask.png");
    pty.send("v");
    pty.wait_for("v list");
    // A thumbnail is made of half blocks; the corner of the first one is its picture's.
    pty.wait("a thumbnail", |screen| {
        let cell = screen.parser.screen().cell(4, 2);
        let colour = vt100::Color::Rgb(80, 120, 60);
        cell.is_some_and(|cell| cell.fgcolor() == colour || cell.bgcolor() == colour)
    });
    pty.send("f\x15\r");
    pty.wait_for("2 of 8");
    pty.send("W");
    pty.wait_for("Thumbs.db");
    pty.send("\x1b");
    pty.wait_until_gone("Thumbs.db");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
    pty.assert_restored();
    let cache = pty.home.path().join(".cache/vip2clip-tui/thumbnails");
    assert!(
        std::fs::read_dir(cache).unwrap().count() > 0,
        "thumbnails are kept"
    );
    assert!(!dataset.path().join("meta.json").exists());
}

#[test]
fn a_detection_shows_score_map_and_times() {
    let mut pty = Start::workbench(&[PICTURES, "--images", "halfblocks"]).run();
    pty.wait_for("Enter detects");
    pty.send("\r");
    pty.wait_for("score 0.");
    pty.wait_for("threshold 0.50");
    pty.wait_for("vision");
    pty.wait_until_gone("drawing…");
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn the_demo_draws_its_pictures_once_and_detects_by_itself() {
    let mut pty = Start::workbench(&["--demo", "--images", "halfblocks"]).run();
    pty.wait_for("demo model");
    pty.wait_for("cork-1");
    pty.wait_for("threshold 0.50");
    let folder = |name: &str| pty.home.path().join(".cache/vip2clip-tui").join(name);
    let demo = folder(&format!("demo-{}-224-1", env!("CARGO_PKG_VERSION")));
    let drawn = std::fs::read(demo.join("cork-1/test/good/000.png")).unwrap();
    assert!(drawn.starts_with(b"\x89PNG"));
    let unfinished = std::fs::read_dir(folder("")).unwrap().flatten();
    let unfinished = unfinished.filter(|entry| entry.file_name().to_string_lossy().starts_with(".demo"));
    assert_eq!(unfinished.count(), 0);
    pty.send("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_single_picture_is_detected_at_once() {
    let pty = Start::workbench(&["tests/golden/tiny/images/photo.jpg", "--images", "off"]).run();
    pty.wait_for("photo.jpg");
    pty.wait_for("score 0.");
}

#[test]
fn the_window_may_shrink_to_nothing_and_grow_again() {
    let pty = Start::workbench(&[PICTURES, "--images", "halfblocks"]).run();
    pty.wait_for("›gray.jpg");
    pty.resize(5, 20);
    pty.wait_for("too small");
    pty.send("j");
    pty.resize(40, 120);
    pty.wait_for("›gray.png");
    pty.wait("a screen of 40 rows", |screen| {
        let rows: Vec<String> = screen.parser.screen().rows(0, 120).collect();
        rows.len() == 40 && rows[39].contains("quit") && rows[0].contains("[1 Browse]")
    });
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let mut pty = Start {
        program: "bash",
        arguments: vec!["--norc", "--noprofile", "-i"],
        variables: vec![("PS1", "ready> ")],
        answer: None,
        size: (30, 100),
        keys: "",
    }
    .run();
    pty.wait_for("ready>");
    let program = env!("CARGO_BIN_EXE_vip2clip-tui");
    pty.send(&format!("{program} {PICTURES} --images halfblocks\r"));
    pty.wait_for("›gray.jpg");
    pty.send("j");
    pty.wait_for("›gray.png");
    pty.send("\x1a");
    pty.wait_for("Stopped");
    pty.assert_restored_modes_but_line_editing();
    pty.send("echo hel''lo\r");
    pty.wait_for("hello");
    pty.resize(26, 90);
    pty.send("fg\r");
    pty.wait_for("›gray.png");
    pty.wait("a screen of 26 rows", |screen| {
        screen
            .parser
            .screen()
            .rows(0, 90)
            .last()
            .is_some_and(|row| row.contains("quit"))
    });
    pty.send("j");
    pty.wait_for("›la.png");
    pty.send("q");
    pty.wait("the main screen", |screen| {
        !screen.parser.screen().alternate_screen()
    });
    pty.send("exit\r");
    pty.exit_code();
}

impl Pty {
    /// As [`Pty::assert_restored`]; bash edits lines itself, in raw mode.
    #[track_caller]
    fn assert_restored_modes_but_line_editing(&self) {
        let state = self.screen.0.lock().unwrap();
        let screen = state.parser.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    }
}

#[test]
fn ctrl_z_without_a_shell_does_not_hang() {
    let pty = Start::workbench(&[PICTURES, "--images", "halfblocks"]).run();
    pty.wait_for("›gray.jpg");
    pty.send("\x1a");
    pty.wait_for("it was not stopped");
    pty.send("j");
    pty.wait_for("›gray.png");
}

#[cfg(debug_assertions)] // Release builds cannot be asked to panic.
#[test]
fn a_panic_of_the_ui_restores_the_terminal_and_keeps_the_message() {
    let mut start = Start::workbench(&[PICTURES, "--images", "halfblocks"]);
    start.variables.push(("VIP2CLIP_TEST_PANIC", "ui"));
    let mut pty = start.run();
    pty.wait_for("Enter detects");
    pty.send("\r");
    assert_eq!(pty.exit_code(), 101);
    pty.assert_restored();
    pty.wait_for("vip2clip-tui stopped by a bug: a panic of the ui was asked for");
    assert!(
        pty.log().contains("a panic of the ui was asked for"),
        "{}",
        pty.log()
    );
}

#[cfg(debug_assertions)]
#[test]
fn panics_of_the_workers_stay_in_their_jobs() {
    for (place, shown) in [
        ("worker", "the detection stopped by a bug: a panic of the worker"),
        (
            "loader",
            "reading the picture stopped by a bug: a panic of the loader",
        ),
        (
            "encoder",
            "drawing the picture stopped by a bug: a panic of the encoder",
        ),
        (
            "thumbnails",
            "making a thumbnail stopped by a bug: a panic of the thumbnails",
        ),
    ] {
        let mut start = Start::workbench(&[PICTURES, "--images", "halfblocks"]);
        start.variables.push(("VIP2CLIP_TEST_PANIC", place));
        let mut pty = start.run();
        pty.wait_for("›gray.jpg");
        if place == "worker" {
            pty.send("\r");
        }
        if place == "thumbnails" {
            pty.send("v");
            pty.wait_for("✗ no picture");
            pty.send("v");
        } else {
            // Narrow panes break lines, so only a beginning is looked for.
            let beginning: String = shown.chars().take(11).collect();
            pty.wait_for(&beginning);
        }
        pty.send("j");
        pty.wait_for("›gray.png");
        pty.send("q");
        assert_eq!(pty.exit_code(), 0, "{place}");
        pty.assert_restored();
        assert!(
            pty.log().contains(&shown[shown.len() - 20..]),
            "{place}: {}",
            pty.log()
        );
    }
}

#[test]
fn signals_that_ask_to_end_restore_the_terminal_first() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut pty = Start::workbench(&[PICTURES, "--images", "halfblocks"]).run();
        pty.wait_for("›gray.jpg");
        let pid = pty.pid().to_string();
        std::process::Command::new("kill")
            .args([format!("-{signal}"), pid])
            .status()
            .unwrap();
        assert_ne!(pty.exit_code(), 0, "{signal} is how it ended");
        pty.assert_restored();
    }
}

#[test]
fn a_terminal_that_answers_is_sent_its_pictures_and_told_to_forget_them() {
    for (answer, transmission) in [(KITTY, &b"a=T,U=1,f=32"[..]), (OLD_KITTY, b"a=T,f=100")] {
        let mut start = Start::workbench(&[PICTURES]);
        start.answer = Some(answer);
        let mut pty = start.run();
        pty.wait_for("images: kitty");
        pty.wait("a picture", |screen| contains(&screen.raw, transmission));
        pty.send("?");
        pty.wait_for("j scrolls");
        // What is put at a place must be taken away from under the help.
        if answer == OLD_KITTY {
            pty.wait("a picture taken away", |screen| {
                contains(&screen.raw, b"_Ga=d,d=i")
            });
        }
        pty.send("qq");
        assert_eq!(pty.exit_code(), 0);
        pty.wait("a deletion", |screen| contains(&screen.raw, b"_Ga=d,d=I"));
    }
}

#[test]
fn a_terminal_that_says_nothing_gets_half_blocks_and_loses_no_key() {
    let pty = Start::workbench(&[PICTURES]).run();
    pty.wait("the question", |screen| contains(&screen.raw, b"\x1b[5n"));
    pty.send("?");
    pty.wait_for("j scrolls");
    pty.send("q");
    // The bar that explains the colours of half blocks is made of them.
    pty.wait_for("▀▀ 1.00");
}

/// Context switches of all threads: each wake-up is one.
#[cfg(target_os = "linux")]
fn switches(pid: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let status = |task: PathBuf| std::fs::read_to_string(task.join("status")).unwrap_or_default();
    tasks
        .map(|task| status(task.unwrap().path()))
        .flat_map(|status| {
            let counts = status.lines().filter(|line| line.contains("ctxt_switches"));
            counts
                .map(|line| line.split_whitespace().last().unwrap().parse::<u64>().unwrap())
                .collect::<Vec<_>>()
        })
        .sum()
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_happens_while_nothing_happens() {
    let pty = Start::workbench(&[PICTURES, "--images", "halfblocks"]).run();
    pty.wait_for("Enter detects");
    pty.send("\r");
    pty.wait_for("score 0.");
    // Work ends at some time after the last frame: idle is the first second without a single wake-up.
    let end = Instant::now() + PATIENCE;
    loop {
        let before = switches(pty.pid());
        std::thread::sleep(Duration::from_secs(1));
        if switches(pty.pid()) == before {
            return;
        }
        assert!(Instant::now() < end, "the program never came to rest");
    }
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vip2clip-tui"))
        .arg(PICTURES)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        message.contains("needs a terminal") && message.contains("detect"),
        "{message}"
    );
    assert!(output.stdout.is_empty());
    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURES).exists());
}
