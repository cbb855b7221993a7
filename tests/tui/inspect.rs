//! Inspect as tables of (state, keys, state).

use crate::state::folder;
use crate::support::World;
use vip2clip::tui::graphics::{InspectPane, Slot};

/// Inspect, with a result of the first sample.
fn inspecting() -> World {
    let mut world = folder();
    world.press("d");
    world.finish(0.8, Vec::new());
    world.press("2");
    world
}

#[test]
fn keys_that_turn_the_knobs() {
    let start = (8.0, 50, 0.07, 0.5, 0.5);
    for (keys, after) in [
        ("B", (9.0, 50, 0.07, 0.5, 0.5)),
        ("b b b b b b b b b", (0.0, 50, 0.07, 0.5, 0.5)),
        ("P", (8.0, 60, 0.07, 0.5, 0.5)),
        ("p", (8.0, 40, 0.07, 0.5, 0.5)),
        ("p p p p p", (8.0, 9, 0.07, 0.5, 0.5)),
        ("U", (8.0, 50, 0.08, 0.5, 0.5)),
        ("u u u u u u u u", (8.0, 50, 0.01, 0.5, 0.5)),
        (".", (8.0, 50, 0.07, 0.51, 0.5)),
        (",", (8.0, 50, 0.07, 0.49, 0.5)),
        (")", (8.0, 50, 0.07, 0.5, 0.6)),
        ("( ( ( ( ( ( (", (8.0, 50, 0.07, 0.5, 0.0)),
        ("B b P p U u . , ) (", start),
        ("B P U =", start),
    ] {
        let mut world = inspecting();
        world.press(keys);
        let knobs = world.app.inspect.knobs;
        let found = (
            knobs.sigma,
            knobs.top_k,
            knobs.temperature,
            world.app.detections.threshold,
            world.app.inspect.opacity,
        );
        assert_eq!(found, after, "{keys}");
        let last = world.app.inspect.last.as_ref().unwrap();
        assert_eq!(last.readout.settings, knobs, "{keys}");
    }
}

#[test]
fn the_knobs_ask_for_no_detection_and_the_pictures_follow_them() {
    let mut world = inspecting();
    world.orders();
    let shown = |world: &World| {
        let slot = Slot::Inspect(InspectPane::Overlay);
        world.app.pictures.shown(slot).unwrap().key
    };
    for keys in ["B", "P", "U", ")", "c", "m m", "l", "+"] {
        let before = shown(&world);
        world.press(keys);
        assert_ne!(shown(&world), before, "{keys}");
    }
    let none: [String; 0] = [];
    assert_eq!(world.orders(), none);
}

#[test]
fn keys_that_move_in_inspect() {
    let middle = |patch: f32| (patch + 0.5) / 37.0;
    for (keys, cursor, zoom) in [
        ("l", (middle(19.0), middle(18.0)), 0),
        ("left up up", (middle(17.0), middle(16.0)), 0),
        ("j k", (middle(18.0), middle(18.0)), 0),
        ("+ + -", (0.5, 0.5), 1),
        ("+ + + + + +", (0.5, 0.5), 4),
        ("-", (0.5, 0.5), 0),
    ] {
        let mut world = inspecting();
        world.press(keys);
        assert_eq!(
            (world.app.inspect.cursor, world.app.inspect.zoom),
            (cursor, zoom),
            "{keys}"
        );
        let window = world.app.inspect.window();
        let inside = |at: f32, start: f32| (start..=start + window.side).contains(&at);
        assert!(inside(cursor.0, window.x) && inside(cursor.1, window.y), "{keys}");
    }
}

#[test]
fn tab_goes_through_every_pane_of_inspect() {
    let mut world = inspecting();
    let mut seen = vec![world.app.inspect.pane];
    for _ in 0..12 {
        world.press("tab");
        assert!(!seen.contains(&world.app.inspect.pane));
        seen.push(world.app.inspect.pane);
    }
    world.press("tab");
    assert_eq!(world.app.inspect.pane, seen[0]);
    world.press("shift-tab");
    assert_eq!(world.app.inspect.pane, seen[12]);
}
