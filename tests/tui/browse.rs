//! Browsing a dataset as a table of (state, keys, state): tree, list, grid, filter, sort, ground truth, report.

use crate::support::{self, Setup, World, dataset, mask, nothing, picture, sample};
use ratatui::layout::Position;
use vip2clip::tui::app::{Focus, Layer, SampleId, Sort};
use vip2clip::tui::graphics::{MaskStyle, PaneKind, Renderer, Slot, Subject};
use vip2clip::tui::input::{Context, MouseInput};
use vip2clip::tui::{Effect, Msg};

fn browsing() -> World {
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
fn keys_that_move_in_the_grid() {
    // Three columns at this size, 16 samples.
    for (before, keys, after) in [
        (0, "l", 1),
        (0, "right right", 2),
        (2, "l", 3),
        (2, "h", 1),
        (0, "left", 0),
        (1, "j", 4),
        (1, "down down", 7),
        (5, "k", 2),
        (1, "up", 1),
        (15, "j", 15),
        (5, "g g", 0),
        (5, "G", 15),
        (5, "]", 6),
        (5, "[", 4),
        (0, "ctrl-d", 6),
        (15, "ctrl-u", 9),
    ] {
        let mut world = browsing();
        world.press("v");
        let grid = world.app.areas().unwrap().grid.unwrap();
        assert_eq!((grid.columns, grid.rows), (3, 4));
        world.app.samples.select(before);
        world.press(keys);
        assert_eq!(
            (world.app.samples.place(), world.app.context()),
            (after, Context::Grid),
            "{keys}"
        );
    }
}

#[test]
fn a_short_last_row_is_reached_from_any_column() {
    let mut world = browsing();
    world.press("f s p l i t : t e s t enter v");
    world.app.samples.select(8);
    world.press("j");
    assert_eq!(
        world.app.samples.place(),
        10,
        "eleven samples: the last row has two"
    );
}

#[test]
fn the_grid_comes_and_goes_and_keeps_the_selection() {
    let mut world = browsing();
    world.press("j j tab z v");
    assert!(world.app.view.grid && !world.app.view.enlarged);
    assert_eq!(
        (world.app.context(), world.app.samples.place()),
        (Context::Grid, 2)
    );
    world.press("v");
    assert_eq!(
        (world.app.context(), world.app.samples.place()),
        (Context::List, 2)
    );
}

/// The samples of the orders for thumbnails.
fn ordered(world: &World) -> Vec<Vec<usize>> {
    let orders = world.orders.iter().filter_map(|order| match order {
        Effect::MakeThumbnails(requests) => Some(requests.iter().map(|request| request.sample.0).collect()),
        _ => None,
    });
    orders.collect()
}

#[test]
fn thumbnails_are_ordered_for_what_is_seen_first_and_only_once() {
    let index = || {
        let samples = (0..200).map(|number| sample(&format!("{number}.png"), "", "", None));
        vip2clip::dataset::DatasetIndex {
            test: samples.collect(),
            ..nothing()
        }
    };
    let mut world = World::new(Setup::default());
    world.loads = false;
    world.open(index());
    world.orders();
    world.press("l");
    assert_eq!(ordered(&world), Vec::<Vec<usize>>::new(), "a list needs none");
    world.press("v");
    let page = world.app.areas().unwrap().grid.unwrap().count();
    let first: Vec<usize> = (0..2 * page).collect();
    assert_eq!(ordered(&world), [first]);
    world.press("l");
    assert_eq!(ordered(&world).len(), 1, "they are on their way");
    world.press("G");
    let orders = ordered(&world);
    assert_eq!(orders.len(), 2);
    let top = world.app.samples.top();
    assert_eq!(
        orders[1],
        (top..200).collect::<Vec<_>>(),
        "the stale ones are no longer wanted"
    );
    let made = |world: &mut World, place: usize| {
        world.take_in(Msg::ThumbnailMade {
            sample: SampleId(place),
            result: Ok(picture(SampleId(place)).pixels),
        });
    };
    made(&mut world, top);
    let grid = world.app.areas().unwrap().grid.unwrap();
    let key = world.app.thumbnail_key(SampleId(top), &grid).unwrap();
    assert!(
        world.app.thumbnails.encoded(&key).is_some(),
        "what has come is encoded at once"
    );
    world.take_in(Msg::ThumbnailMade {
        sample: SampleId(top + 1),
        result: Err("truncated PNG".to_owned()),
    });
    assert!(world.screen().contains("✗ no picture"));
    assert_eq!(ordered(&world).len(), 2, "neither is asked for again");
}

#[test]
fn scrolling_through_the_grid_frees_what_is_out_of_sight() {
    let samples = (0..2000).map(|number| sample(&format!("{number}.png"), "", "", None));
    let mut world = World::new(Setup {
        renderer: Renderer::Kitty,
        ..Setup::default()
    });
    world.open(vip2clip::dataset::DatasetIndex {
        test: samples.collect(),
        ..nothing()
    });
    world.press("v");
    for _ in 0..60 {
        world.press("ctrl-d");
    }
    let (mut made, mut freed) = (0, 0);
    for order in &world.orders {
        match order {
            Effect::Encode(requests) => {
                let small = |key: &Subject| matches!(key, Subject::Thumbnail { .. });
                made += requests
                    .iter()
                    .filter(|request| small(&request.key.subject))
                    .count();
            }
            Effect::FreeImages(images) => freed += images.len(),
            _ => {}
        }
    }
    assert!(made > 400 && freed + 120 > made, "{made} made, {freed} freed");
    world.orders();
    world.press("R");
    let orders = world.orders();
    assert!(
        orders[0].starts_with("free ") && orders[1] == "draw all",
        "{orders:?}"
    );
}

#[test]
fn without_pictures_the_grid_is_of_names() {
    let mut world = World::with_dataset(Setup {
        renderer: Renderer::Off,
        ..Setup::default()
    });
    world.press("v");
    assert_eq!(ordered(&world), Vec::<Vec<usize>>::new());
    let grid = world.app.areas().unwrap().grid.unwrap();
    assert_eq!(grid.cell.height, 1);
    assert!(world.screen().contains("›●bottle/"), "{}", world.screen());
}

/// The mask that each order to load a picture names.
fn masks_ordered(world: &World) -> Vec<Option<String>> {
    let orders = world.orders.iter().filter_map(|order| match order {
        Effect::LoadPicture { mask, .. } => Some(mask.as_ref().map(|path| path.display().to_string())),
        _ => None,
    });
    orders.collect()
}

#[test]
fn masks_are_loaded_with_their_pictures_and_once() {
    let mut world = browsing();
    world.press("j");
    let sample = world.app.samples.selected_id().unwrap();
    let result = Ok(mask(900, 900));
    world.take_in(Msg::MaskLoaded { sample, result });
    world.press("j k G");
    let root = support::ROOT;
    let ordered = masks_ordered(&world);
    assert_eq!(
        ordered,
        [
            Some(format!("{root}/bottle/ground_truth/broken_large/001_mask.png")),
            Some(format!("{root}/bottle/ground_truth/broken_large/002_mask.png")),
            None,
            None
        ]
    );
}

/// How the mask is drawn in a pane.
fn drawn(world: &World, kind: PaneKind) -> Option<MaskStyle> {
    let shown = world.app.pictures.shown(Slot::Pane(kind)).unwrap();
    match shown.key.subject {
        Subject::Pane { mask, .. } => mask.map(|(style, _)| style),
        _ => panic!("a pane shows something else"),
    }
}

#[test]
fn the_ground_truth_goes_from_outline_to_fill_to_off() {
    use MaskStyle::{Fill, Outline};
    let mut world = browsing();
    world.press("d");
    world.finish(0.9, Vec::new());
    assert_eq!(drawn(&world, PaneKind::Image), None);
    let sample = world.app.samples.selected_id().unwrap();
    let result = Ok(mask(900, 900));
    world.take_in(Msg::MaskLoaded { sample, result });
    for (image, overlay) in [
        (Some(Outline), Some(Outline)),
        (Some(Fill), Some(Outline)),
        (None, None),
        (Some(Outline), Some(Outline)),
    ] {
        let found = (drawn(&world, PaneKind::Image), drawn(&world, PaneKind::Overlay));
        assert_eq!(found, (image, overlay));
        assert_eq!(drawn(&world, PaneKind::Map), None);
        world.press("o");
    }
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
fn the_mouse_works_in_tree_and_grid() {
    let mut world = browsing();
    let click = |world: &mut World, x, y| world.take_in(Msg::Mouse(MouseInput::Click(Position::new(x, y))));
    let tree = world.app.areas().unwrap().tree.unwrap().body;
    click(&mut world, tree.x + 4, tree.y + 2);
    assert_eq!((world.app.view.focus, world.app.samples.len()), (Focus::Tree, 5));
    click(&mut world, tree.x + 4, tree.y + 2);
    assert_eq!(world.tree()[3], "broken_large 0·3", "a second click unfolds");
    world.take_in(Msg::Mouse(MouseInput::WheelDown(tree.as_position())));
    assert_eq!(world.app.tree.selected(), 3);
    world.take_in(Msg::Mouse(MouseInput::WheelUp(tree.as_position())));
    assert_eq!(world.app.tree.selected(), 2);
    world.press("v g g");
    let grid = world.app.areas().unwrap().grid.unwrap();
    let (picture, line) = grid.at(2);
    click(&mut world, picture.x + 1, picture.y + 1);
    assert_eq!(
        (world.app.samples.place(), world.app.view.focus),
        (2, Focus::List)
    );
    let (_, last) = grid.at(4);
    click(&mut world, last.x, last.y);
    assert_eq!(world.app.samples.place(), 4);
    world.take_in(Msg::Mouse(MouseInput::WheelUp(line.as_position())));
    assert_eq!(world.app.samples.place(), 1);
    // Beside the thumbnails and after the last one there is nothing to select.
    let (beyond, _) = grid.at(6);
    click(&mut world, beyond.x, beyond.y);
    assert_eq!(world.app.samples.place(), 1);
    let report = MouseInput::WheelDown(Position::new(60, 20));
    world.resize(60, 14);
    world.press("W");
    world.take_in(Msg::Mouse(report));
    assert_eq!(world.app.view.layers, [Layer::Report { scroll: 3 }]);
}

#[test]
fn a_changed_file_gets_another_thumbnail() {
    let mut world = browsing();
    world.press("v");
    let sample = world.app.samples.selected_id().unwrap();
    let before = world.app.thumbnails.made(sample).unwrap().load;
    let mut changed = picture(sample);
    changed.stamp.length += 1;
    world.take_in(Msg::PictureLoaded {
        sample,
        picture: changed,
    });
    assert_ne!(world.app.thumbnails.made(sample).unwrap().load, before);
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
