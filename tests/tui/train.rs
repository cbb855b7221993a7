//! The Train screen: keys and facts in, orders and pictures of the screen out.

use crate::support::{Setup, World};
use std::path::PathBuf;
use std::sync::Arc;
use vip2clip::detector::{DetectorSettings, ModelFiles};
use vip2clip::run::follow::Series;
use vip2clip::run::{RunKind, RunState};
use vip2clip::train::{Curve, EpochMean, StepMetrics};
use vip2clip::tui::Msg;
use vip2clip::tui::app::train::{RunReport, TrainEstimate};
use vip2clip::tui::app::{RunLine, Screen};
use vip2clip::tui::msg::{ModelInUse, Timer};
use vip2clip::tui::theme::ColorDepth;

fn folder(name: &str) -> PathBuf {
    PathBuf::from("/runs").join(name)
}

pub fn line(name: &str, state: RunState) -> RunLine {
    RunLine {
        folder: folder(name),
        name: name.to_owned(),
        state,
        started: format!("2026-11-25T0{}:00:00Z", name.len()),
        words: (state == RunState::Dead).then(|| "epoch 2 of 10".to_owned()),
    }
}

/// A run of 40 steps, 10 an epoch, whose losses fall.
pub fn report(name: &str, state: RunState) -> Msg {
    let mut curves = [(); 6].map(|()| Series::new(64, 32));
    let mut last = None;
    for step in 1..=40 {
        let metrics = StepMetrics {
            step,
            epoch: (step as usize - 1) / 10 + 1,
            loss_segmentation: 6.0 / (step as f64).sqrt() + (step % 3) as f64 * 0.1,
            loss_image: 0.7 / (step as f64).sqrt(),
            lr_ica: 1e-3,
            lr_fgp: 1e-5,
            images_per_s: 14.0,
            time: step as f64,
        };
        for (curve, series) in Curve::ALL.into_iter().zip(&mut curves) {
            series.push(step, curve.of(&metrics));
        }
        last = Some(metrics);
    }
    let report = RunReport {
        folder: folder(name),
        state,
        dataset: "drawn".to_owned(),
        samples: 80,
        backbone: "/models/vit.pt".into(),
        protocol: "the released protocol".to_owned(),
        device: "cpu".to_owned(),
        features: "612 MB in memory".to_owned(),
        epochs: 10,
        total_steps: 100,
        last,
        left: Some(std::time::Duration::from_secs(75)),
        curves,
        means: Vec::<EpochMean>::new(),
        checkpoint: Some(folder(name).join("checkpoints/epoch_4.safetensors")),
        best: None,
        log: vec!["2026-11-25T03:04:05Z epoch 4 of 10".to_owned()],
    };
    Msg::RunReported(Arc::new(report))
}

fn status(world: &World) -> &str {
    world
        .app
        .status
        .message()
        .map_or("", |message| message.text.as_str())
}

/// Two runs, the newest selected, both read.
fn with_runs(setup: Setup) -> World {
    let mut world = World::with_folder(setup);
    world.press("3");
    world.take_in(Msg::RunsListed(
        RunKind::Train,
        vec![line("night", RunState::Running), line("old", RunState::Dead)],
    ));
    world.take_in(report("night", RunState::Running));
    world.take_in(report("old", RunState::Dead));
    world.orders();
    world
}

#[test]
fn number_keys_switch_screens_and_esc_comes_back() {
    let mut world = World::with_folder(Setup::default());
    for (key, screen) in ["1", "2", "3", "4", "5"].into_iter().zip(Screen::ALL) {
        world.press(key);
        assert_eq!(world.app.view.screen, screen);
    }
    world.press("esc");
    assert_eq!(world.app.view.screen, Screen::Browse);
    world.press("3 ] ]");
    assert_eq!(
        world.selected(),
        "broken_small/000.png",
        "samples go on from any screen"
    );
}

#[test]
fn runs_are_looked_at_only_while_their_screen_is_shown() {
    let mut world = World::with_folder(Setup::default());
    world.orders();
    world.press("3");
    assert_eq!(world.orders(), ["follow Train []", "draw all"]);
    world.take_in(Msg::RunsListed(
        RunKind::Train,
        vec![line("night", RunState::Running)],
    ));
    let orders = world.orders();
    assert_eq!(orders, ["watch /runs/night", r#"follow Train ["/runs/night"]"#]);
    world.press("1");
    assert_eq!(world.orders(), ["rest", "draw all"]);
}

#[test]
fn every_key_of_the_list() {
    for (keys, expected) in [
        ("j", r#"follow Train ["/runs/old"]"#),
        ("G", r#"follow Train ["/runs/old"]"#),
        ("space", r#"follow Train ["/runs/night"]"#),
        ("p", "ask /runs/night Pause"),
        ("x", "ask /runs/night Stop"),
        ("j r", "resume Train /runs/old"),
        ("enter", "read /runs/night/checkpoints/epoch_4.safetensors"),
    ] {
        let mut world = with_runs(Setup::default());
        world.press(keys);
        assert!(world.orders().contains(&expected.to_owned()), "{keys}");
    }
    let mut world = with_runs(Setup::default());
    world.press("r");
    assert!(world.orders().is_empty(), "a run at work is not started again");
    world.press("j x");
    assert!(status(&world).contains("nothing to stop"));
}

#[test]
fn an_overlay_stays_when_another_run_is_selected() {
    let mut world = with_runs(Setup::default());
    world.press("space j");
    assert_eq!(
        world.orders().last().unwrap(),
        r#"follow Train ["/runs/old", "/runs/night"]"#
    );
    world.take_in(Msg::RunsListed(RunKind::Train, vec![line("old", RunState::Dead)]));
    assert_eq!(
        world.app.train.followed(),
        [folder("old")],
        "a run that is gone is forgotten"
    );
}

#[test]
fn another_model_takes_its_place_and_detects_again() {
    let mut world = with_runs(Setup::default());
    world.press("1 d");
    world.finish(0.9, Vec::new());
    world.orders();
    let model = ModelInUse {
        compared: None,
        warning: None,
        files: ModelFiles {
            backbone: "/models/vit.pt".into(),
            prompts: "/runs/night/best.safetensors".into(),
        },
        settings: DetectorSettings {
            top_k: 4,
            ..DetectorSettings::default()
        },
        is_demo: false,
    };
    world.take_in(Msg::ModelRead(Ok(model)));
    let orders = world.orders();
    assert_eq!(orders[0], "use /runs/night/best.safetensors");
    assert!(orders[1].starts_with("detect"), "after the switch: {orders:?}");
    assert_eq!(world.app.inspect.knobs.top_k, 4);
    world.take_in(Msg::ModelRead(Err("no such file".to_owned())));
    assert_eq!(status(&world), "no such file");
}

#[test]
fn a_form_is_filled_estimated_and_sent() {
    let mut world = with_runs(Setup::default());
    world.press("n");
    assert_eq!(world.orders(), ["estimate /data/bottle/test"]);
    world.press("tab tab tab tab tab 3");
    assert_eq!(world.app.form.as_ref().unwrap().value("epochs"), "3");
    world.press("up right");
    assert_eq!(world.app.form.as_ref().unwrap().value("split"), "train");
    assert_eq!(
        world.orders(),
        ["timer FormRests"],
        "the split changes the estimate, epochs do not"
    );
    world.take_in(Msg::TimerElapsed(Timer::FormRests));
    assert_eq!(world.orders(), ["estimate /data/bottle/test"]);
    world.press("enter");
    let orders = world.orders();
    assert_eq!(orders.len(), 1);
    assert!(
        orders[0].contains("--epochs=3") && orders[0].contains("--split=train"),
        "{orders:?}"
    );
    world.press("enter");
    assert!(world.orders().is_empty(), "sent once");
    world.take_in(Msg::RunStarted(Err("no such dataset".to_owned())));
    assert_eq!(
        world.app.form.as_ref().unwrap().refusal.as_deref(),
        Some("no such dataset")
    );
    world.press("enter");
    world.take_in(Msg::RunStarted(Ok(folder("new"))));
    assert!(world.app.form.is_none());
    assert!(status(&world).contains("goes on when the workbench ends"));
}

#[test]
fn a_wrong_field_is_named_and_nothing_is_sent() {
    let mut world = with_runs(Setup::default());
    world.press("n tab tab tab tab tab 0");
    world.orders();
    world.press("up up enter");
    assert!(world.orders().is_empty());
    let form = world.app.form.as_ref().unwrap();
    assert_eq!(form.fields()[form.selected()].option, "epochs");
    assert!(form.refusal.as_ref().unwrap().contains("1 or more"));
    world.press("esc");
    assert!(world.app.form.is_none());
    assert_eq!(world.app.view.screen, Screen::Train);
}

#[test]
fn pasted_text_goes_into_the_field() {
    let mut world = with_runs(Setup::default());
    world.press("n ctrl-u");
    world.take_in(Msg::Pasted("/my data\u{1b}[31m".to_owned()));
    assert_eq!(world.app.form.as_ref().unwrap().value("dataset"), "/my data[31m");
}

#[test]
fn the_screen_at_three_sizes() {
    for (name, size) in [
        ("80_by_24", (80, 24)),
        ("120_by_40", (120, 40)),
        ("200_by_60", (200, 60)),
    ] {
        let mut world = with_runs(Setup {
            size,
            is_demo: true,
            ..Setup::default()
        });
        insta::assert_snapshot!(format!("train_at_{name}"), world.screen());
        world.press("n");
        let estimate = TrainEstimate {
            pictures: 80,
            features: 612_000_000,
            free_memory: Some(8_000_000_000),
            backbone: 900_000_000,
        };
        let request = world.app.form.as_ref().unwrap().estimate_request().unwrap();
        world.take_in(Msg::RunEstimated {
            request,
            result: Ok(estimate),
        });
        insta::assert_snapshot!(format!("train_form_at_{name}"), world.screen());
    }
}

#[test]
fn without_colour_overlays_are_told_apart_by_their_dots() {
    let mut world = with_runs(Setup {
        depth: ColorDepth::None,
        ..Setup::default()
    });
    world.press("space j L s s");
    insta::assert_snapshot!("train_overlay_without_colour", world.screen());
    world.press("a v");
    insta::assert_snapshot!("train_rates_of_the_last_steps", world.screen());
}
