//! The tree of a dataset.

use crate::browse::browsing;
use crate::support::{Setup, World};
use vip2clip::tui::app::Focus;
use vip2clip::tui::input::Context;

#[test]
fn keys_that_move_in_the_tree() {
    for (keys, row, first, count) in [
        ("", 0, "bottle/test/broken_large/000.png", 16),
        ("j", 1, "bottle/test/broken_large/000.png", 11),
        ("down down", 2, "bottle/test/broken_large/000.png", 5),
        ("j j j", 3, "cable/test/cut_outer_insulation/000.png", 6),
        ("G", 6, "cable/train/good/000.png", 2),
        ("end k", 5, "bottle/train/good/000.png", 3),
        ("G g g", 0, "cable/train/good/000.png", 16),
        ("ctrl-d", 3, "cable/test/cut_outer_insulation/000.png", 6),
        ("G ctrl-u", 3, "cable/test/cut_outer_insulation/000.png", 6),
        (
            "pagedown pageup",
            0,
            "cable/test/cut_outer_insulation/000.png",
            16,
        ),
        // l unfolds, then goes in; h folds, then goes out.
        ("j j l", 2, "bottle/test/broken_large/000.png", 5),
        ("j j l l", 3, "bottle/test/broken_large/000.png", 3),
        ("j j l l j", 4, "bottle/test/good/000.png", 2),
        ("j j l l j h", 2, "bottle/test/good/000.png", 5),
        ("j j l l j left left", 2, "bottle/test/good/000.png", 5),
        ("j j l h h", 1, "bottle/test/broken_large/000.png", 11),
        ("j h", 1, "bottle/test/broken_large/000.png", 11),
        ("h", 0, "bottle/test/broken_large/000.png", 16),
        ("h h", 0, "bottle/test/broken_large/000.png", 16),
        ("j enter", 1, "bottle/test/broken_large/000.png", 11),
        ("j space space", 1, "bottle/test/broken_large/000.png", 11),
    ] {
        let mut world = browsing();
        world.press("h");
        assert_eq!(world.app.context(), Context::Tree);
        if !keys.is_empty() {
            world.press(keys);
        }
        assert_eq!(
            (
                world.app.tree.selected(),
                world.selected().as_str(),
                world.app.samples.len()
            ),
            (row, first, count),
            "{keys}"
        );
        assert_eq!(world.app.view.focus, Focus::Tree, "{keys}");
    }
}

#[test]
fn folding_hides_what_is_below_and_nothing_else() {
    let mut world = browsing();
    world.press("h j enter");
    assert_eq!(
        world.tree(),
        [
            "-mvtec 8·8",
            "›+test 3·8",
            "-train 5·0",
            "+bottle 3·0",
            "+cable 2·0"
        ]
    );
    world.press("l j l");
    assert_eq!(
        world.tree()[..6],
        [
            "-mvtec 8·8",
            "-test 3·8",
            "›-bottle 2·3",
            "broken_large 0·3",
            "good 2·0",
            "+cable 1·5"
        ]
    );
    world.press("g g h");
    assert_eq!(world.tree(), ["›+mvtec 8·8"]);
    assert_eq!(world.app.samples.len(), 16);
    world.press("enter");
    assert_eq!(
        world.tree()[3],
        "broken_large 0·3",
        "what was open below is open again"
    );
}

#[test]
fn a_leaf_leads_on_to_the_list() {
    for keys in ["l l l", "l l enter", "l l right"] {
        let mut world = browsing();
        world.press("h j j");
        world.press(keys);
        assert_eq!(world.app.view.focus, Focus::List, "{keys}");
        assert_eq!(world.app.samples.len(), 3, "{keys}");
    }
}

#[test]
fn names_are_shown_from_where_the_tree_stands() {
    let mut world = World::with_dataset(Setup {
        size: (200, 60),
        ..Setup::default()
    });
    assert!(
        world.screen().contains("›● bottle/test/broken_large/000.png"),
        "{}",
        world.screen()
    );
    world.press("h j j");
    assert!(
        world.screen().contains("›● broken_large/000.png"),
        "{}",
        world.screen()
    );
}

#[test]
fn the_tree_can_be_hidden_and_comes_back_with_the_keys() {
    let mut world = browsing();
    world.press("e");
    assert_eq!(world.app.view.focus, Focus::List);
    assert!(world.app.areas().unwrap().tree.is_none());
    world.press("tab shift-tab shift-tab");
    assert_eq!(world.app.view.focus, Focus::Details, "Tab passes over it");
    world.press("e");
    assert_eq!(world.app.view.focus, Focus::Tree);
    assert!(world.app.areas().unwrap().tree.is_some());
    world.press("e");
    assert_eq!(world.app.view.focus, Focus::List);
    let mut plain = World::with_folder(Setup::default());
    plain.press("e");
    assert!(plain.app.status.message().unwrap().text.contains("no tree"));
    assert_eq!(plain.app.view.focus, Focus::List);
}

#[test]
fn a_tree_without_room_comes_when_it_is_asked_for() {
    let mut world = World::with_dataset(Setup {
        size: (80, 24),
        ..Setup::default()
    });
    world.press("v");
    assert!(world.app.areas().unwrap().tree.is_none());
    world.press("e");
    assert_eq!(world.app.view.focus, Focus::Tree);
    assert!(world.app.areas().unwrap().tree.is_some());
    world.press("e");
    assert_eq!(world.app.context(), Context::Grid);
    assert!(world.app.tree.hidden);
}

#[test]
fn a_low_screen_shows_tree_or_list() {
    let mut world = World::with_dataset(Setup {
        size: (80, 16),
        ..Setup::default()
    });
    let shown = |world: &World| {
        let areas = world.app.areas().unwrap();
        (areas.tree.is_some(), areas.list.is_some())
    };
    assert_eq!(shown(&world), (false, true));
    world.press("h");
    assert_eq!(shown(&world), (true, false));
    world.press("j j tab");
    assert_eq!(shown(&world), (false, true));
    assert_eq!(world.app.samples.len(), 5);
}
