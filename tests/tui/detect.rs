//! Detections: asked for, superseded, failed, begun by themselves.

use crate::state::folder;
use crate::support::{NAMES, ROOT, Setup, World, outcome, picture};
use vip2clip::engine::{DetectionEvent, DetectionFailure, RequestId};
use vip2clip::tui::Msg;
use vip2clip::tui::app::{FileStamp, Focus, SampleId};
use vip2clip::tui::graphics::PaneKind;
use vip2clip::tui::msg::Timer;

#[test]
fn keys_that_detect() {
    for (keys, orders) in [
        ("enter", vec![format!("detect {ROOT}/{} as 1", NAMES[0])]),
        ("d", vec![format!("detect {ROOT}/{} as 1", NAMES[0])]),
        (
            "d j d",
            vec![
                format!("detect {ROOT}/{} as 1", NAMES[0]),
                format!("detect {ROOT}/{} as 2", NAMES[1]),
            ],
        ),
        (
            "d x",
            vec![format!("detect {ROOT}/{} as 1", NAMES[0]), "cancel".to_owned()],
        ),
        ("d d enter", vec![format!("detect {ROOT}/{} as 1", NAMES[0])]),
        ("x", vec![]),
        ("a", vec!["timer SelectionRests".to_owned()]),
        (
            "a j",
            vec![
                "timer SelectionRests".to_owned(),
                "timer SelectionRests".to_owned(),
            ],
        ),
        ("a a j", vec!["timer SelectionRests".to_owned()]),
    ] {
        let mut world = folder();
        world.press(keys);
        assert_eq!(world.orders(), orders, "{keys}");
    }
}

#[test]
fn a_finished_detection_is_kept_and_enter_then_enlarges() {
    let mut world = folder();
    world.press("enter");
    world.finish(0.75, Vec::new());
    assert_eq!(world.app.detections.score(SampleId(0)), Some(0.75));
    assert!(world.app.detections.running().is_none());
    world.orders();
    world.press("enter");
    assert_eq!(world.orders(), Vec::<String>::new());
    assert!(world.app.view.enlarged);
    assert_eq!(world.app.view.pane, PaneKind::Overlay);
    world.press("esc");
    assert!(!world.app.view.enlarged);
    assert_eq!(world.app.view.focus, Focus::List);
    world.press("d");
    assert_eq!(world.orders().len(), 1, "d detects again");
}

#[test]
fn the_result_of_a_superseded_request_is_kept_but_the_newer_one_goes_on() {
    let mut world = folder();
    world.press("d j d");
    let event = DetectionEvent::Done {
        id: RequestId(1),
        outcome: outcome(0.9, Vec::new()),
    };
    world.take_in(Msg::Detection(event));
    assert_eq!(world.app.detections.score(SampleId(0)), Some(0.9));
    assert_eq!(world.running(), RequestId(2));
    let late = DetectionEvent::Cancelled { id: RequestId(1) };
    world.take_in(Msg::Detection(late));
    assert_eq!(world.running(), RequestId(2));
    assert!(world.app.status.message().is_none());
}

#[test]
fn a_failed_detection_says_so_until_it_succeeds() {
    let mut world = folder();
    world.press("d");
    let failure = DetectionFailure::Panicked("index out of bounds".to_owned());
    let id = world.running();
    world.take_in(Msg::Detection(DetectionEvent::Failed { id, failure }));
    assert!(world.app.detections.running().is_none());
    let screen = world.screen();
    assert!(
        screen.contains("stopped by a bug: index out of bounds"),
        "{screen}"
    );
    // What failed stays on the status line while the user moves on, and Esc takes it away.
    world.press("j");
    assert!(world.app.status.message().is_some());
    world.press("esc");
    assert!(world.app.status.message().is_none());
    world.press("k d");
    world.finish(0.1, Vec::new());
    assert_eq!(world.app.detections.failure(SampleId(0)), None);
}

#[test]
fn a_resting_selection_is_detected_only_if_nothing_is_known_and_auto_is_on() {
    let mut world = folder();
    world.take_in(Msg::TimerElapsed(Timer::SelectionRests));
    assert_eq!(world.orders(), Vec::<String>::new());
    world.press("a");
    world.orders();
    world.take_in(Msg::TimerElapsed(Timer::SelectionRests));
    assert_eq!(world.orders(), [format!("detect {ROOT}/{} as 1", NAMES[0])]);
    world.take_in(Msg::TimerElapsed(Timer::SelectionRests));
    assert_eq!(world.orders(), Vec::<String>::new(), "it runs already");
    world.finish(0.2, Vec::new());
    world.take_in(Msg::TimerElapsed(Timer::SelectionRests));
    assert_eq!(world.orders(), Vec::<String>::new(), "it is known");
}

#[test]
fn a_single_picture_is_detected_at_once() {
    let mut world = World::with_folder(Setup {
        single: true,
        ..Setup::default()
    });
    assert_eq!(world.orders(), [format!("detect {ROOT}/{} as 1", NAMES[0])]);
}

#[test]
fn a_changed_file_loses_its_result() {
    let mut world = folder();
    world.press("d");
    world.finish(0.75, Vec::new());
    let mut changed = picture(SampleId(0));
    changed.stamp = FileStamp {
        modified: None,
        length: 7,
    };
    world.take_in(Msg::PictureLoaded {
        sample: SampleId(0),
        picture: changed,
    });
    assert_eq!(world.app.detections.score(SampleId(0)), None);
}
