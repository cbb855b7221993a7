//! Marks, notes, detections on many pictures, the clipboard, messages and questions, as tables of (state, keys, state).

use crate::support::{NAMES, ROOT, Setup, World};
use vip2clip::engine::{DetectionEvent, DetectionFailure};
use vip2clip::tui::Msg;
use vip2clip::tui::app::{Layer, Level, Screen};

fn folder() -> World {
    let mut world = World::with_folder(Setup::default());
    world.orders();
    world
}

/// The places of the marked samples.
fn marked(world: &World) -> Vec<usize> {
    world.app.annotations.marked().map(|id| id.0).collect()
}

#[test]
fn keys_that_mark() {
    for (keys, expected) in [
        ("space", vec![0]),
        ("space space", vec![]),
        ("space j j space", vec![0, 2]),
        ("A", vec![0, 1, 2, 3, 4, 5, 6]),
        ("space A", vec![0, 1, 2, 3, 4, 5, 6]),
        ("A A", vec![]),
        ("f b r o k e n enter A", vec![0, 1, 2]),
        ("2 j space", vec![0]),
    ] {
        let mut world = folder();
        world.press(keys);
        assert_eq!(marked(&world), expected, "{keys}");
    }
}

#[test]
fn marks_and_notes_can_be_filtered_for_and_are_shown() {
    let mut world = folder();
    world.press("space j i o k ? enter j");
    let screen = world.screen();
    assert!(
        screen.contains("*  broken_large/000.png") && screen.contains(" \" broken_large/001.png"),
        "{screen}"
    );
    world.press("k");
    assert!(world.screen().contains("note  ok?"));
    world.press("f h a s : m a r k enter");
    assert_eq!(world.listed(), [NAMES[0]]);
    world.press("f ctrl-u h a s : n o t e , m a r k enter");
    assert_eq!(world.listed(), [NAMES[0], NAMES[1]]);
    // A mark that goes does not take the picture away under the cursor.
    world.press("g g space");
    assert_eq!(world.listed(), [NAMES[0], NAMES[1]]);
    world.press("f ctrl-u enter i ctrl-u x enter");
    assert_eq!(world.app.annotations.notes().count(), 2);
}

#[test]
fn a_note_is_edited_at_the_cursor_and_given_up() {
    for (keys, expected) in [
        ("i a b c enter", Some("abc")),
        ("i a b c left backspace enter", Some("ac")),
        ("i a space b ctrl-w c enter", Some("a c")),
        ("i a b home c end d enter", Some("cabd")),
        ("i a b ctrl-a right c ctrl-e d enter", Some("acbd")),
        ("i a b ctrl-u c enter", Some("c")),
        ("i a esc", None),
        ("i a ctrl-c", None),
        ("i a backspace backspace j", None),
        ("i a enter i ctrl-u enter", None),
        ("i a enter i b esc", Some("a")),
        ("2 i a enter", Some("a")),
    ] {
        let mut world = folder();
        world.press(keys);
        let first = world
            .app
            .annotations
            .notes()
            .next()
            .map(|(_, note)| note.to_owned());
        assert_eq!(first.as_deref(), expected, "{keys}");
        assert!(
            world.app.view.layers.is_empty() && world.app.prompt.is_none(),
            "{keys}"
        );
    }
}

#[test]
fn pasted_text_goes_into_the_answer_without_control_characters() {
    let mut world = folder();
    world.press("i");
    world.take_in(Msg::Pasted("two\nlines\x1b[2J".to_owned()));
    assert!(world.screen().contains("note: twolines[2J"));
}

fn detect(place: usize, id: u64) -> String {
    format!("detect {ROOT}/{} as {id}", NAMES[place])
}

#[test]
fn many_are_detected_on_one_after_the_other_those_with_a_score_left_out() {
    let mut world = folder();
    world.press("j d");
    world.finish(0.9, Vec::new());
    world.press("f b r o k e n enter");
    world.orders();
    world.press("D");
    assert_eq!(world.orders(), [detect(0, 2)]);
    world.advance(3, 24);
    let screen = world.screen();
    assert!(screen.contains("picture 1 of 2"), "{screen}");
    world.finish(0.2, Vec::new());
    assert_eq!(world.orders(), [detect(2, 3)]);
    assert!(
        world.screen().contains("picture 2 of 2, 0.9 s left"),
        "{}",
        world.screen()
    );
    world.finish(0.3, Vec::new());
    assert_eq!(world.orders(), ["notify 2 pictures detected on"]);
    assert!(world.app.detections.batch.is_none() && world.app.detections.running().is_none());
    world.press("D");
    assert!(world.screen().contains("nothing to do"));
    assert_eq!(world.orders(), Vec::<String>::new());
}

#[test]
fn marked_ones_come_first_and_what_the_user_asks_for_between() {
    let mut world = folder();
    world.press("space j space G D");
    assert_eq!(world.orders(), [detect(0, 1)]);
    // The picture that is looked at, now: the other one's turn comes again.
    world.press("d");
    let first = vip2clip::engine::RequestId(1);
    world.take_in(Msg::Detection(DetectionEvent::Cancelled { id: first }));
    assert_eq!(world.orders(), [detect(6, 2)]);
    world.finish(0.1, Vec::new());
    assert_eq!(world.orders(), [detect(0, 3)]);
    let id = world.running();
    let failure = DetectionFailure::Count(2);
    world.take_in(Msg::Detection(DetectionEvent::Failed { id, failure }));
    assert_eq!(world.orders(), [detect(1, 4)]);
    world.finish(0.1, Vec::new());
    assert_eq!(
        world.orders(),
        ["notify 2 pictures detected on, 1 of them failed"]
    );
}

#[test]
fn x_stops_all_of_them() {
    let mut world = folder();
    world.press("D x");
    assert_eq!(world.orders(), [detect(0, 1), "cancel".to_owned()]);
    let id = world.running();
    world.take_in(Msg::Detection(DetectionEvent::Cancelled { id }));
    assert_eq!(world.orders(), Vec::<String>::new());
    assert!(world.screen().contains("stopped: 0 of 7 pictures are done"));
    world.press("q");
    assert_eq!(world.orders(), ["quit"]);
}

#[test]
fn what_is_looked_at_stays_when_many_results_come() {
    let names: Vec<String> = (0..60).map(|i| format!("{i}.png")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut world = World::new(Setup::default());
    world.list(&names);
    world.press("d");
    world.finish(0.7, Vec::new());
    let looked_at = world.app.samples.selected_id().unwrap();
    world.press("D");
    while world.app.detections.running().is_some() {
        world.finish(0.1, Vec::new());
    }
    assert!(world.app.detections.result(looked_at).is_some());
    assert_eq!(
        world.app.detections.score(vip2clip::tui::app::SampleId(59)),
        Some(0.1)
    );
}

#[test]
fn paths_and_readings_are_copied() {
    let mut world = folder();
    world.press("j y");
    assert_eq!(world.orders(), [format!("copy {ROOT}/{}", NAMES[1])]);
    world.press("space i o d d enter d");
    world.orders();
    world.finish(0.75, Vec::new());
    world.press("2 Y");
    let copied = world.orders().pop().unwrap();
    let json: serde_json::Value = serde_json::from_str(copied.strip_prefix("copy ").unwrap()).unwrap();
    assert_eq!(json["path"], format!("{ROOT}/{}", NAMES[1]));
    assert_eq!(
        (json["score"].as_f64(), json["threshold"].as_f64()),
        (Some(0.75), Some(0.5))
    );
    assert_eq!(
        (json["marked"].as_bool(), json["note"].as_str()),
        (Some(true), Some("odd"))
    );
    assert_eq!(json["map"]["max"], 1.0);
    let mut empty = World::new(Setup::default());
    empty.list(&[]);
    empty.orders();
    empty.press("y Y");
    assert_eq!(empty.orders(), Vec::<String>::new());
}

#[test]
fn messages_can_be_read_again_by_level() {
    let mut world = folder();
    world.press("t");
    world.take_in(Msg::Warned("a theme is odd\nits colour is none".to_owned()));
    world.press("space !");
    assert!(matches!(
        world.app.view.layers.last(),
        Some(Layer::Journal { .. })
    ));
    let screen = world.screen();
    for expected in [
        "theme ",
        "warning ! a theme is odd",
        "its colour is none",
        "marked: 1 picture",
    ] {
        assert!(screen.contains(expected), "{expected}: {screen}");
    }
    world.press("l");
    let screen = world.screen();
    assert!(
        screen.contains("a theme is odd") && !screen.contains("marked: 1"),
        "{screen}"
    );
    world.press("l");
    assert!(world.screen().contains("nothing was said"));
    assert_eq!(world.app.status.journal.least, Level::Error);
    world.press("tab q");
    assert!(world.app.view.layers.is_empty());
}

#[test]
fn another_folder_is_opened_by_its_path() {
    let mut world = folder();
    world.press("space O / o t h e r enter");
    assert_eq!(
        world.orders(),
        ["cancel", "draw all", "open /other"]
            .map(str::to_owned)
            .to_vec()
            .into_iter()
            .filter(|order| order != "draw all")
            .chain(["draw all".to_owned()])
            .collect::<Vec<_>>()
    );
    assert!(world.app.annotations.is_empty());
    world.press("O enter O esc");
    assert_eq!(world.orders(), Vec::<String>::new());
    assert_eq!(world.app.view.screen, Screen::Browse);
}
