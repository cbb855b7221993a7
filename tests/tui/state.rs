//! The workbench as a table of (state, keys, state and orders): one row or more for every action.

use crate::support::{NAMES, ROOT, Setup, World};
use ratatui::layout::{Position, Size};
use std::path::PathBuf;
use vip2clip::tui::app::{Focus, Layer, SampleId, Screen};
use vip2clip::tui::graphics::PaneKind;
use vip2clip::tui::input::{Context, KeyPress, MouseInput};
use vip2clip::tui::msg::Timer;
use vip2clip::tui::{Effect, Msg};

pub fn folder() -> World {
    let mut world = World::with_folder(Setup::default());
    world.orders();
    world
}

#[test]
fn keys_that_move_the_selection() {
    for (before, keys, after) in [
        (0, "j", 1),
        (0, "down down", 2),
        (2, "k", 1),
        (0, "k", 0),
        (6, "j", 6),
        (3, "]", 4),
        (3, "[", 2),
        (3, "g g", 0),
        (3, "home", 0),
        (3, "G", 6),
        (3, "end", 6),
        (0, "ctrl-d", 6),
        (6, "ctrl-u", 0),
        (6, "pageup", 0),
        // A sequence that leads nowhere is given up, its last key too.
        (3, "g k", 3),
        (3, "g esc", 3),
        (3, "g esc k", 2),
        // Keys that mean nothing do nothing.
        (3, "F ctrl-q", 3),
    ] {
        let mut world = folder();
        world.app.samples.select(before);
        world.press(keys);
        assert_eq!(world.selected(), NAMES[after], "{before} {keys}");
        assert!(world.app.keys.pending.is_empty(), "{keys}");
    }
}

#[test]
fn half_a_page_is_half_the_list() {
    let names: Vec<String> = (0..200).map(|i| format!("{i}.png")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut world = World::new(Setup::default());
    world.list(&names);
    let rows = world.app.areas().unwrap().list.unwrap().body.height;
    world.press("ctrl-d");
    assert_eq!(world.selected(), format!("{}.png", rows / 2));
    world.press("ctrl-d ctrl-u");
    assert_eq!(world.selected(), format!("{}.png", rows / 2));
}

#[test]
fn sequences_wait_for_their_next_key() {
    let mut world = folder();
    world.press("G g");
    assert_eq!(world.selected(), NAMES[6]);
    assert!(world.screen().contains("g…"));
    world.press("g");
    assert_eq!(world.selected(), NAMES[0]);
}

#[test]
fn moving_loads_the_picture_and_what_is_in_memory_is_only_checked() {
    let mut world = folder();
    world.press("j");
    world.press("k");
    let loads: Vec<bool> = world
        .orders
        .iter()
        .filter_map(|order| match order {
            Effect::LoadPicture { known, .. } => Some(known.is_some()),
            _ => None,
        })
        .collect();
    assert_eq!(loads, [false, true]);
}

#[test]
fn search_follows_what_is_typed() {
    for (keys, selected, context) in [
        ("/", 0, Context::Search),
        ("/ g o o d", 4, Context::Search),
        ("/ G O O D", 4, Context::Search),
        ("/ g o o d down", 5, Context::Search),
        ("/ g o o d up", 6, Context::Search),
        ("/ g o o d enter", 4, Context::List),
        ("/ g o o d enter n", 5, Context::List),
        ("/ g o o d enter n n n", 4, Context::List),
        ("/ g o o d enter N", 6, Context::List),
        ("/ g o o d esc", 0, Context::List),
        ("/ g o o d ctrl-u", 0, Context::Search),
        ("/ c o x backspace", 3, Context::Search),
        ("/ backspace", 0, Context::List),
        ("/ z z z", 0, Context::Search),
        ("/ j k q", 0, Context::Search),
        ("n", 0, Context::List),
    ] {
        let mut world = folder();
        world.press(keys);
        assert_eq!(
            (world.selected().as_str(), world.app.context()),
            (NAMES[selected], context),
            "{keys}"
        );
    }
}

#[test]
fn pasted_text_is_typed_into_a_search_and_nowhere_else() {
    let mut world = folder();
    world.take_in(Msg::Pasted("q\nj".to_owned()));
    assert_eq!((world.orders(), world.selected()), (vec![], NAMES[0].to_owned()));
    world.press("/");
    world.take_in(Msg::Pasted("con\ntam".to_owned()));
    assert_eq!(world.selected(), NAMES[3]);
    assert_eq!(world.app.search.query(), "contam");
}

#[test]
fn keys_that_move_the_focus() {
    use Focus::{Details, List, Pane};
    use PaneKind::{Image, Map, Overlay};
    for (keys, focus, pane) in [
        ("tab", Pane, Image),
        ("tab tab", Pane, Map),
        ("tab tab tab tab", Details, Overlay),
        ("tab tab tab tab tab", List, Overlay),
        ("shift-tab", Details, Image),
        ("l", Pane, Image),
        ("l l l l l", Pane, Overlay),
        ("right right left", Pane, Image),
        ("l h", List, Image),
        ("h", List, Image),
        ("shift-tab h", List, Image),
        ("tab esc", List, Image),
        ("l l z", Pane, Map),
        ("l l z tab tab", Pane, Image),
        ("l z h", Pane, Image),
        ("l l z esc esc", List, Map),
    ] {
        let mut world = folder();
        world.press(keys);
        assert_eq!(
            (world.app.view.focus, world.app.view.pane),
            (focus, pane),
            "{keys}"
        );
    }
}

#[test]
fn samples_change_from_a_picture_pane_too() {
    let mut world = folder();
    world.press("tab j j k");
    assert_eq!(
        (world.selected().as_str(), world.app.view.focus),
        (NAMES[1], Focus::Pane)
    );
}

#[test]
fn text_scrolls_as_far_as_there_is_text() {
    let mut world = World::with_folder(Setup {
        size: (60, 14),
        ..Setup::default()
    });
    world.press("d");
    let warnings = (0..9).map(|layer| vip2clip::detector::Warning::IdenticalLayers(layer, layer + 1));
    world.finish(0.5, warnings.collect());
    world.press("shift-tab j j");
    assert_eq!(world.app.view.details_scroll, 2);
    world.press("G");
    let last = world.app.view.details_scroll;
    assert!(last > 5, "{last}");
    world.press("j ctrl-d");
    assert_eq!(world.app.view.details_scroll, last);
    world.press("ctrl-u k");
    assert!(world.app.view.details_scroll < last);
    world.press("g g k");
    assert_eq!(world.app.view.details_scroll, 0);
    world.press("G ]");
    assert_eq!(
        world.app.view.details_scroll, 0,
        "another picture is read from its first line"
    );
}

#[test]
fn the_help_takes_every_key_and_closes_on_the_usual_ones() {
    for close in ["esc", "?", "q", "f1", "ctrl-c"] {
        let mut world = folder();
        world.press("? d / tab");
        assert_eq!(world.app.context(), Context::Help);
        world.press(close);
        assert_eq!(
            (world.app.context(), world.orders()),
            (Context::List, vec![]),
            "{close}"
        );
    }
    let mut world = folder();
    world.resize(60, 16);
    world.press("? j j");
    assert_eq!(world.app.view.layers, [Layer::Help { scroll: 2 }]);
    world.press("G g g");
    assert_eq!(world.app.view.layers, [Layer::Help { scroll: 0 }]);
}

#[test]
fn quitting_asks_only_while_a_detection_runs() {
    for (keys, orders, context) in [
        ("q", vec!["quit"], Context::List),
        ("ctrl-c", vec!["quit"], Context::List),
        ("esc esc esc", vec![], Context::List),
        ("d q", vec!["detect"], Context::ConfirmQuit),
        ("d q y", vec!["detect", "quit"], Context::ConfirmQuit),
        ("d ctrl-c ctrl-c", vec!["detect", "quit"], Context::ConfirmQuit),
        ("d q esc", vec!["detect"], Context::List),
        ("d q n j", vec!["detect"], Context::List),
        ("d q j", vec!["detect"], Context::ConfirmQuit),
    ] {
        let mut world = folder();
        world.press(keys);
        let first_words: Vec<String> = world
            .orders()
            .iter()
            .map(|order| order.split(' ').next().unwrap().to_owned())
            .collect();
        assert_eq!(
            (first_words, world.app.context()),
            (orders.iter().map(|word| (*word).to_owned()).collect(), context),
            "{keys}"
        );
    }
}

#[test]
fn the_mouse_does_what_keys_do() {
    let mut world = folder();
    let areas = world.app.areas().unwrap();
    let list = areas.list.unwrap().body;
    let at = |x, y| Position::new(x, y);
    world.take_in(Msg::Mouse(MouseInput::Click(at(list.x + 2, list.y + 4))));
    assert_eq!(world.selected(), NAMES[4]);
    world.take_in(Msg::Mouse(MouseInput::WheelUp(at(list.x, list.y))));
    assert_eq!(world.selected(), NAMES[1]);
    let map = areas.panes[1].picture;
    world.take_in(Msg::Mouse(MouseInput::Click(at(map.x, map.y))));
    assert_eq!(
        (world.app.view.focus, world.app.view.pane),
        (Focus::Pane, PaneKind::Map)
    );
    world.take_in(Msg::Mouse(MouseInput::WheelDown(at(map.x, map.y))));
    assert_eq!(world.selected(), NAMES[2]);
    let details = areas.details.unwrap().body;
    world.take_in(Msg::Mouse(MouseInput::Click(at(details.x, details.y))));
    assert_eq!(world.app.view.focus, Focus::Details);
    // Below the last picture and under a layer nothing happens.
    world.take_in(Msg::Mouse(MouseInput::Click(at(list.x, list.bottom() - 1))));
    world.press("?");
    world.take_in(Msg::Mouse(MouseInput::Click(at(list.x, list.y))));
    assert_eq!(
        (world.selected().as_str(), world.app.context()),
        (NAMES[2], Context::Help)
    );
}

#[test]
fn what_changes_nothing_draws_nothing() {
    let mut world = folder();
    world.orders.clear();
    world.take_in(Msg::Key("F".parse::<KeyPress>().unwrap()));
    world.take_in(Msg::Mouse(MouseInput::Click(Position::new(0, 0))));
    world.take_in(Msg::PictureUnchanged { sample: SampleId(0) });
    world.take_in(Msg::TimerElapsed(Timer::SelectionRests));
    world.take_in(Msg::Pasted("x".to_owned()));
    // That the state is saved once the keys rest is no drawing.
    let others = world.orders.iter().filter(|order| {
        !matches!(
            order,
            Effect::StartTimer {
                timer: Timer::StateRests,
                ..
            }
        )
    });
    assert_eq!(others.count(), 0, "{:?}", world.orders);
}

#[test]
fn resizing_keeps_the_selection_on_the_screen_through_a_terminal_too_small() {
    let mut world = folder();
    world.press("G");
    world.resize(20, 5);
    assert!(world.app.areas().is_none());
    world.press("k j");
    world.resize(80, 24);
    assert_eq!(world.selected(), NAMES[6]);
    assert_eq!(world.app.view.size, Size::new(80, 24));
    assert!(world.screen().contains("›good/002.png"));
}

#[test]
fn a_folder_that_cannot_be_read_and_one_without_pictures_say_so() {
    let mut world = World::new(Setup::default());
    world.take_in(Msg::DatasetFailed("permission denied".to_owned()));
    let screen = world.screen();
    assert!(screen.contains("permission denied"), "{screen}");
    let mut world = World::new(Setup::default());
    world.list(&[]);
    assert!(world.screen().contains("no pictures here"));
    // Keys do no harm there.
    world.press("j G enter d x / a n N tab z esc ? esc R t");
    assert!(!world.orders().iter().any(|order| order.starts_with("detect")));
}

#[test]
fn a_dead_thread_and_a_lost_terminal_end_the_workbench_with_a_reason() {
    let mut world = folder();
    world.take_in(Msg::ThreadDied {
        name: "loader",
        reason: "boom".to_owned(),
    });
    world.take_in(Msg::TerminalLost("gone".to_owned()));
    assert_eq!(
        world.orders(),
        ["abort: the loader thread stopped by a bug: boom", "abort: gone"]
    );
}

#[test]
fn starting_reads_the_folder() {
    let mut world = World::new(Setup::default());
    world.take_in(Msg::Started);
    assert_eq!(world.orders(), [format!("open {ROOT}")]);
    assert!(world.screen().contains("reading the folder"));
    assert_eq!(world.app.about.root, PathBuf::from(ROOT));
}

#[test]
fn keys_that_change_the_screen() {
    use Screen::{Browse, Evaluate, Inspect, Sessions, Train};
    for (before, keys, after) in [
        (Browse, "2", Inspect),
        (Browse, "3", Train),
        (Browse, "4", Evaluate),
        (Inspect, "5", Sessions),
        (Sessions, "1", Browse),
        (Train, "3", Train),
        (Train, "esc", Browse),
        (Evaluate, "esc esc", Browse),
        // Help lies over any screen and leaves it where it was.
        (Evaluate, "? esc", Evaluate),
        // A prompt takes the number for itself.
        (Browse, "/ 2", Browse),
    ] {
        let mut world = folder();
        world.app.view.screen = before;
        world.press(keys);
        assert_eq!(world.app.view.screen, after, "{before:?} {keys}");
    }
}

#[test]
fn the_selection_is_the_same_on_every_screen() {
    for screen in Screen::ALL {
        let mut world = folder();
        world.press(&screen.key().to_string());
        world.press("] ] [");
        assert_eq!(world.selected(), NAMES[1], "{screen:?}");
        world.press("q");
        let mut orders = world.orders();
        orders.retain(|order| !order.starts_with("follow") && order != "list sessions");
        assert_eq!(
            orders,
            ["draw all", "quit"][usize::from(screen == Screen::Browse)..]
        );
    }
}

#[test]
fn a_click_on_the_title_line_changes_the_screen() {
    let mut world = folder();
    world.take_in(Msg::Mouse(MouseInput::Click(Position::new(13, 0))));
    assert_eq!(world.app.view.screen, Screen::Inspect);
    world.take_in(Msg::Mouse(MouseInput::Click(Position::new(1, 0))));
    assert_eq!(world.app.view.screen, Screen::Browse);
}

#[test]
fn the_palette_does_by_name_what_a_key_does() {
    let mut world = folder();
    world.press(": l a s t - s");
    assert_eq!(world.app.context(), Context::Palette);
    world.press("enter");
    assert_eq!(world.selected(), NAMES[6]);
    world.press(": ctrl-r enter");
    assert_eq!(world.selected(), NAMES[6], "the command used before comes back");
    world.press(": s h o w - t r a i n tab");
    assert_eq!(world.app.palette.text(), "show-train");
    world.press("enter : b a c k");
    world.press("down up enter");
    assert_eq!(world.app.view.screen, Screen::Browse);
    world.press(": z z z enter");
    assert_eq!(
        world.app.context(),
        Context::Palette,
        "what is not there is not done"
    );
    world.press("esc");
    assert_eq!(world.app.context(), Context::List);
}
