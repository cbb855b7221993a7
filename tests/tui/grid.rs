//! Thumbnails, and the ground truth over pictures.

use crate::browse::browsing;
use crate::support::{self, Setup, World, mask, nothing, picture, sample};
use ratatui::layout::Position;
use vip2clip::tui::app::{Focus, Layer, SampleId};
use vip2clip::tui::graphics::{MaskStyle, PaneKind, Renderer, Slot, Subject};
use vip2clip::tui::input::{Context, MouseInput};
use vip2clip::tui::{Effect, Msg};

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
