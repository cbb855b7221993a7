//! The Sessions screen as tables of (state, keys, state and orders), and how it looks.

use crate::support::{NAMES, ROOT, Setup, World};
use std::path::PathBuf;
use vip2clip::detector::ModelFiles;
use vip2clip::tui::Msg;
use vip2clip::tui::app::{Level, OpenedSession, Screen, SessionAbout, SessionLine};
use vip2clip::tui::msg::ModelInUse;
use vip2clip::tui::saved_state::SavedState;
use vip2clip::tui::theme::ColorDepth;

pub fn line(name: &str, pictures: usize) -> SessionLine {
    SessionLine {
        path: PathBuf::from(format!("/sessions/{name}.toml")),
        name: name.to_owned(),
        about: Ok(SessionAbout {
            saved: "2026-11-25T10:00:00Z".to_owned(),
            pictures,
            dataset: "bottle".to_owned(),
        }),
    }
}

fn sessions(setup: Setup) -> World {
    let mut world = World::with_folder(setup);
    world.press("5");
    let broken = SessionLine {
        about: Err("/sessions/old.toml is no session: it is no TOML".to_owned()),
        ..line("old", 0)
    };
    world.take_in(Msg::SessionsListed(vec![
        line("baseline", 83),
        line("night", 7),
        broken,
    ]));
    world.orders();
    world
}

#[test]
fn keys_that_ask_about_sessions() {
    let of = |verb: &str, name: &str| format!("session {verb} [\"/sessions/{name}.toml\"]");
    for (keys, orders) in [
        ("j", vec![of("show", "night")]),
        ("j k", vec![of("show", "night"), of("show", "baseline")]),
        ("G", vec![of("show", "old")]),
        ("G g g", vec![of("show", "old"), of("show", "baseline")]),
        ("v", vec![of("verify", "baseline")]),
        ("r", vec![of("replay", "baseline")]),
        ("i", vec![of("show", "baseline")]),
        (
            "r x",
            vec![of("replay", "baseline"), "stop session task".to_owned()],
        ),
        ("d", vec![]),
        ("space d", vec![]),
        (
            "space j d",
            vec![
                of("show", "night"),
                "session diff [\"/sessions/baseline.toml\", \"/sessions/night.toml\"]".to_owned(),
            ],
        ),
        ("space space j d", vec![of("show", "night")]),
        (
            "E enter",
            vec!["session export [\"/sessions/baseline.toml\", \"--out\", \"baseline.zip\"]".to_owned()],
        ),
        ("E esc", vec![]),
        ("enter", vec!["open session /sessions/baseline.toml".to_owned()]),
        ("y", vec!["copy /sessions/baseline.toml".to_owned()]),
        ("ctrl-s", vec![]),
        ("esc", vec!["draw all".to_owned()]),
    ] {
        let mut world = sessions(Setup::default());
        world.press(keys);
        assert_eq!(world.orders(), orders, "{keys}");
    }
}

#[test]
fn an_answer_comes_line_by_line_and_scrolls() {
    let mut world = sessions(Setup::default());
    world.press("r");
    for number in 0..100 {
        world.take_in(Msg::SessionSaid(Level::Info, format!("line {number}")));
    }
    let screen = world.screen();
    assert!(
        screen.contains("replay baseline") && screen.contains("line 0"),
        "{screen}"
    );
    world.press("ctrl-d");
    assert!(!world.screen().contains("line 0 "));
    world.press("ctrl-u");
    assert!(world.screen().contains("line 0 "));
    world.take_in(Msg::SessionAnswered(Some("the model cannot be used".to_owned())));
    assert!(!world.app.sessions.is_running);
    assert!(world.screen().contains("✗ the model cannot be used"));
}

#[test]
fn what_the_workbench_holds_is_saved() {
    let mut world = World::with_folder(Setup::default());
    world.press("d");
    world.finish(0.8, Vec::new());
    world.orders();
    world.press("ctrl-s m i n e enter");
    assert_eq!(world.orders(), ["save 1 results as Some(\"mine\")"]);
    world.press("ctrl-s enter");
    assert_eq!(world.orders(), ["save 1 results as None"]);
    world.take_in(Msg::SessionSaved(Ok(PathBuf::from("/sessions/mine.toml"))));
    assert!(world.screen().contains("saved /sessions/mine.toml"));
    assert_eq!(world.orders(), ["list sessions"]);
    world.take_in(Msg::SessionSaved(Err("it is full".to_owned())));
    assert!(world.screen().contains("✗ it is full"));
}

fn opened(root: &str, prompts: &str) -> Msg {
    let state = SavedState {
        screen: Screen::Inspect,
        selected: Some(NAMES[3].to_owned()),
        detected: true,
        scores: [(NAMES[3].to_owned(), 0.7)].into(),
        model: vip2clip::tui::saved_state::SavedModel {
            backbone: PathBuf::from("/models/vit.pt"),
            prompts: PathBuf::from(prompts),
            compared: None,
        },
        ..SavedState::new()
    };
    Msg::SessionOpened(Ok(Box::new(OpenedSession {
        path: PathBuf::from("/sessions/night.toml"),
        root: PathBuf::from(root),
        files: ModelFiles {
            backbone: PathBuf::from("/models/vit.pt"),
            prompts: PathBuf::from(prompts),
        },
        state,
    })))
}

#[test]
fn a_session_of_this_dataset_and_model_is_taken_up_at_once() {
    let mut world = sessions(Setup::default());
    world.take_in(opened(ROOT, "/models/mvtec.pth"));
    assert_eq!(
        (world.selected().as_str(), world.app.view.screen),
        (NAMES[3], Screen::Inspect)
    );
    assert!(
        world
            .orders()
            .contains(&format!("detect {ROOT}/{} as 1", NAMES[3]))
    );
    assert!(world.app.sessions.opening.is_none());
}

#[test]
fn another_model_comes_first_then_the_dataset_then_what_was_left() {
    let mut world = sessions(Setup::default());
    world.take_in(opened("/data/cable", "/models/visa.pth"));
    assert_eq!(world.orders(), ["read /models/visa.pth"]);
    let model = ModelInUse {
        files: ModelFiles {
            backbone: PathBuf::from("/models/vit.pt"),
            prompts: PathBuf::from("/models/visa.pth"),
        },
        settings: world.app.about.settings.clone(),
        is_demo: false,
        compared: None,
        warning: None,
    };
    world.take_in(Msg::ModelRead(Ok(model)));
    let orders = world.orders();
    assert!(
        orders.contains(&"use /models/visa.pth".to_owned())
            && orders.contains(&"open /data/cable".to_owned()),
        "{orders:?}"
    );
    world.list(&NAMES);
    assert_eq!(
        (world.selected().as_str(), world.app.view.screen),
        (NAMES[3], Screen::Inspect)
    );
    assert!(world.app.sessions.opening.is_none());
}

#[test]
fn what_is_missing_is_said_and_nothing_changes() {
    let mut world = sessions(Setup::default());
    world.take_in(Msg::SessionOpened(Err("/data/gone is not there".to_owned())));
    assert!(world.screen().contains("✗ /data/gone is not there"));
    world.take_in(opened(ROOT, "/models/gone.pth"));
    world.orders();
    world.take_in(Msg::ModelRead(Err("/models/gone.pth is not there".to_owned())));
    assert!(world.app.sessions.opening.is_none());
    assert_eq!(world.app.view.screen, Screen::Sessions);
}

fn answered(mut world: World) -> World {
    world.press("space j v");
    world.take_in(Msg::SessionSaid(
        Level::Info,
        "the picture good/000.png has changed".to_owned(),
    ));
    world.take_in(Msg::SessionSaid(
        Level::Info,
        "9 files hashed: 1 of the inputs have changed or are missing".to_owned(),
    ));
    world.take_in(Msg::SessionAnswered(None));
    world
}

fn sized(width: u16, height: u16) -> Setup {
    Setup {
        size: (width, height),
        ..Setup::default()
    }
}

#[test]
fn sessions_at_80_by_24() {
    insta::assert_snapshot!(answered(sessions(sized(80, 24))).screen());
}

#[test]
fn sessions_at_120_by_40() {
    insta::assert_snapshot!(answered(sessions(sized(120, 40))).screen());
}

#[test]
fn sessions_at_200_by_60() {
    insta::assert_snapshot!(answered(sessions(sized(200, 60))).screen());
}

#[test]
fn sessions_without_colour() {
    let setup = Setup {
        depth: ColorDepth::None,
        ..sized(80, 24)
    };
    let mut world = answered(sessions(setup));
    world.press("j");
    insta::assert_snapshot!(world.screen());
}

#[test]
fn without_sessions_it_says_how_to_make_one() {
    let mut world = World::with_folder(Setup::default());
    world.press("5");
    assert!(world.screen().contains("reading…"));
    world.take_in(Msg::SessionsListed(Vec::new()));
    assert!(
        world.screen().contains("no sessions yet: Ctrl-s saves"),
        "{}",
        world.screen()
    );
    world.orders();
    world.press("enter v r d E x space j");
    assert_eq!(world.orders(), Vec::<String>::new());
}
