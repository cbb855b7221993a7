//! Browsing a dataset as a table of (state, keys, state): tree, list, grid, filter, sort, ground truth, report.

use crate::support::{self, Setup, World, dataset, mask};
use vip2clip::tui::Msg;
use vip2clip::tui::app::{Focus, Layer, SampleId, Sort};
use vip2clip::tui::graphics::{PaneKind, Slot};
use vip2clip::tui::input::Context;

pub fn browsing() -> World {
    let mut world = World::with_dataset(Setup::default());
    world.orders();
    world
}

/// The sample called so.
fn id(world: &World, name: &str) -> SampleId {
    let collection = world.app.samples.collection();
    let mut all = collection.by_name().iter().copied();
    all.find(|id| collection.name(*id) == name).unwrap()
}

/// Gives the selected samples of a list of (name, score) their scores.
fn score(world: &mut World, scores: &[(&str, f32)]) {
    for (name, score) in scores {
        let wanted = id(world, name);
        let place = world
            .app
            .samples
            .from(0)
            .iter()
            .position(|id| *id == wanted)
            .unwrap();
        world.press("g g");
        for _ in 0..place {
            world.press("]");
        }
        world.press("d");
        world.finish(*score, Vec::new());
    }
}

#[test]
fn opening_shows_the_tree_and_every_sample() {
    let world = browsing();
    assert_eq!(
        world.tree(),
        [
            "›-mvtec 8·8",
            "-test 3·8",
            "+bottle 2·3",
            "+cable 1·5",
            "-train 5·0",
            "+bottle 3·0",
            "+cable 2·0"
        ]
    );
    assert_eq!(world.app.samples.len(), 16);
    assert_eq!(world.selected(), "bottle/test/broken_large/000.png");
    assert_eq!(world.app.view.focus, Focus::List);
}

#[test]
fn a_filter_narrows_the_list_as_it_is_typed() {
    for (keys, shown, context) in [
        ("f", 16, Context::Filter),
        ("f l a b e l : 1", 8, Context::Filter),
        ("f l a b e l : 1 enter", 8, Context::List),
        ("f l a b e l : 1 esc", 16, Context::List),
        ("f l a b e l : 1 ctrl-c", 16, Context::List),
        (
            "f l a b e l : 1 space - s p l i t : t e s t enter",
            0,
            Context::List,
        ),
        ("f c l a s s : c a b", 8, Context::Filter),
        ("f l a b e l : 1 ctrl-u", 16, Context::Filter),
        ("f x backspace backspace", 16, Context::List),
        ("f g o o d", 8, Context::Filter),
        ("f g o o d ctrl-w", 16, Context::Filter),
        ("f o o d home g enter", 8, Context::List),
        ("f o d left o ctrl-a g ctrl-e right enter", 8, Context::List),
        (
            "f g d ctrl-b o o ctrl-f backspace backspace o d enter",
            8,
            Context::List,
        ),
        ("f g x d ctrl-b backspace o o enter", 8, Context::List),
        // What cannot be understood is left out, and keeps the prompt open.
        ("f l a b e l : 1 space l a b e l : enter", 8, Context::Filter),
        ("f j k q", 0, Context::Filter),
        // Tab completes.
        ("f c l tab c a tab enter", 8, Context::List),
        ("f s p tab e tab g tab enter", 8, Context::List),
        ("f x y z tab", 0, Context::Filter),
        // Earlier filters come back.
        ("f g o o d enter f ctrl-u up enter", 8, Context::List),
        (
            "f g o o d enter f ctrl-u enter f ctrl-p ctrl-n",
            16,
            Context::Filter,
        ),
        ("f g o o d enter f ctrl-u down", 16, Context::Filter),
    ] {
        let mut world = browsing();
        world.press(keys);
        assert_eq!(
            (world.app.samples.len(), world.app.context()),
            (shown, context),
            "{keys}"
        );
    }
}

#[test]
fn a_filter_is_shown_with_its_count_and_what_is_wrong_with_it() {
    let mut world = browsing();
    world.press("f l a b e l : 1 enter");
    let screen = world.screen();
    assert!(screen.contains("1 of 8  filter label:1"), "{screen}");
    assert!(screen.contains("pictures 8 of 16"), "{screen}");
    world.press("f space c l a s : x enter");
    let screen = world.screen();
    assert!(
        screen.contains("column 9: no key 'clas', did you mean 'class'?"),
        "{screen}"
    );
    assert_eq!(world.app.samples.len(), 8);
}

#[test]
fn a_filter_keeps_the_selected_sample_or_takes_the_nearest() {
    let mut world = browsing();
    world.press("j j j");
    assert_eq!(world.selected(), "bottle/test/good/000.png");
    world.press("f g o o d enter");
    assert_eq!(world.selected(), "bottle/test/good/000.png");
    world.press("f ctrl-u l a b e l : 1 enter");
    assert_eq!(world.app.samples.place(), 0);
    world.press("f ctrl-u enter");
    assert_eq!(world.selected(), "bottle/test/broken_large/000.png");
}

#[test]
fn pasted_text_goes_into_the_filter() {
    let mut world = browsing();
    world.press("f");
    world.take_in(Msg::Pasted("species:\"good\"\n".to_owned()));
    assert_eq!(world.app.filtering.text(), "species:\"good\"");
    assert_eq!(world.app.samples.len(), 8);
}

#[test]
fn a_search_looks_through_what_is_filtered() {
    let mut world = browsing();
    world.press("f l a b e l : 0 enter / 0 0 1 enter");
    assert_eq!(world.app.search.matches().len(), 3);
    assert_eq!(world.selected(), "bottle/test/good/001.png");
    world.press("n n n");
    assert_eq!(world.selected(), "bottle/test/good/001.png");
    world.press("f ctrl-u enter N");
    assert_eq!(world.selected(), "bottle/test/broken_large/001.png");
}

#[test]
fn sorting_goes_from_name_to_score_to_error() {
    let mut world = browsing();
    score(
        &mut world,
        &[
            ("bottle/test/broken_large/002.png", 0.9),
            ("bottle/test/good/000.png", 0.7),
            ("cable/test/missing_wire/000.png", 0.2),
            ("cable/test/good/000.png", f32::NAN),
        ],
    );
    world.press("s");
    let names = |world: &World| world.listed()[..4].to_vec();
    assert_eq!(world.app.samples.sort, Sort::Score);
    assert_eq!(
        names(&world),
        [
            "bottle/test/broken_large/002.png",
            "bottle/test/good/000.png",
            "cable/test/missing_wire/000.png",
            "bottle/test/broken_large/000.png"
        ]
    );
    assert_eq!(world.selected(), "cable/test/good/000.png", "the selection stays");
    world.press("s");
    assert_eq!(
        names(&world)[..3],
        [
            "cable/test/missing_wire/000.png",
            "bottle/test/good/000.png",
            "bottle/test/broken_large/002.png"
        ]
    );
    assert!(world.screen().contains("by error"));
    world.press("s");
    assert_eq!(world.app.samples.sort, Sort::Name);
    assert_eq!(world.listed()[0], "bottle/test/broken_large/000.png");
}

#[test]
fn a_result_stays_under_the_eyes_of_who_asked_for_it() {
    let mut world = browsing();
    world.press("f - h a s : s c o r e enter j d");
    assert_eq!(world.app.samples.len(), 16);
    world.finish(0.9, Vec::new());
    assert_eq!(world.selected(), "bottle/test/broken_large/001.png");
    assert_eq!(world.app.samples.len(), 16);
    world.press("j d");
    world.finish(0.9, Vec::new());
    assert_eq!(world.app.samples.len(), 15, "the one before is gone");
    assert_eq!(world.selected(), "bottle/test/broken_large/002.png");
}

#[test]
fn outcomes_are_shown_and_filtered_at_the_threshold() {
    let mut world = browsing();
    score(
        &mut world,
        &[
            ("bottle/test/broken_large/000.png", 0.9),
            ("bottle/test/broken_large/001.png", 0.1),
            ("bottle/test/good/000.png", 0.8),
            ("bottle/test/good/001.png", 0.2),
        ],
    );
    let screen = world.screen();
    for shown in [
        "0.90 TP",
        "0.10 FN",
        "0.80 FP",
        "0.20 TN",
        "TN: normal, and left alone",
    ] {
        assert!(screen.contains(shown), "{shown}:\n{screen}");
    }
    world.press("f o u t c o m e : w r o n g enter");
    assert_eq!(
        world.listed(),
        ["bottle/test/broken_large/001.png", "bottle/test/good/000.png"]
    );
}

#[test]
fn the_details_say_what_the_dataset_says() {
    let mut world = browsing();
    let sample = world.app.samples.selected_id().unwrap();
    let result = Ok(mask(900, 900));
    world.take_in(Msg::MaskLoaded { sample, result });
    let screen = world.screen();
    for part in [
        "truth ● anomalous  class bottle  species broken_large  test",
        "mask  bottle/ground_truth/broken_large/000_mask.png",
        "900×900 px",
    ] {
        assert!(screen.contains(part), "{part}:\n{screen}");
    }
    assert!(!screen.contains("scaled"));
    let result = Ok(mask(450, 300));
    world.take_in(Msg::MaskLoaded { sample, result });
    let screen = world.screen();
    assert!(screen.contains("450×300 px: scaled"), "{screen}");
    let result = Err("000_mask.png is empty (0 bytes)".to_owned());
    world.take_in(Msg::MaskLoaded { sample, result });
    let screen = world.screen();
    assert!(
        screen.contains("the mask cannot be shown: 000_mask.png is empty"),
        "{screen}"
    );
    assert!(world.app.pictures.shown(Slot::Pane(PaneKind::Image)).is_some());
    world.press("G");
    let screen = world.screen();
    assert!(
        screen.contains("truth ○ normal  class cable  species good  train"),
        "{screen}"
    );
}

#[test]
fn the_report_is_one_key_away_and_scrolls() {
    let mut world = browsing();
    assert!(
        world.screen().contains("! 1 warning · 2 left out W"),
        "{}",
        world.screen()
    );
    world.press("W");
    assert_eq!(world.app.context(), Context::Report);
    let screen = world.screen();
    for part in [
        "mvtec",
        "official download",
        "3f9a3f9a3f9a",
        "3 normal, 8 anomalous, in 2 classes",
        "image and pixel metrics",
        "1 warning",
        "no mask is called 002_mask.png",
        "2 left out",
        "Thumbs.db",
    ] {
        assert!(screen.contains(part), "{part}:\n{screen}");
    }
    for close in ["esc", "W", "q", "ctrl-c"] {
        let mut world = browsing();
        world.resize(60, 14);
        world.press("W j j");
        assert_eq!(world.app.view.layers, [Layer::Report { scroll: 2 }]);
        world.press("G");
        let Some(Layer::Report { scroll }) = world.app.view.layers.last() else {
            panic!("the report has gone");
        };
        assert!(*scroll > 3, "{scroll}");
        // A wider screen breaks fewer lines.
        let before = world.app.view.report.len();
        world.resize(120, 40);
        assert!(world.app.view.report.len() < before);
        world.press(close);
        assert_eq!(
            (world.app.context(), world.orders()),
            (Context::List, vec![]),
            "{close}"
        );
    }
}

#[test]
fn detection_takes_the_sample_that_is_selected_whatever_the_order() {
    let mut world = browsing();
    world.press("f c l a s s : c a b l e space s p l i t : t r a i n enter d");
    let root = support::ROOT;
    assert_eq!(
        world.orders(),
        [format!("detect {root}/cable/train/good/000.png as 1")]
    );
    assert_eq!(dataset().train.len(), 5);
}
