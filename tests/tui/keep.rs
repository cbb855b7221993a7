//! What outlives a key: the saved state, pictures of the screen, comparisons, runs when the workbench ends.

use crate::jobs::run;
use crate::support::{NAMES, ROOT, Setup, World, mask, outcome};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vip2clip::engine::{DetectionEvent, DetectionOutcome};
use vip2clip::run::{RunKind, RunState};
use vip2clip::tui::app::{SampleId, Screen, Sort};
use vip2clip::tui::graphics::{InspectPane, MaskStyle, PaneKind};
use vip2clip::tui::msg::{ModelInUse, Timer};
use vip2clip::tui::saved_state::SavedState;
use vip2clip::tui::screen_picture::{CELL, ScreenPicture, render, save};
use vip2clip::tui::{Effect, Msg};

pub fn folder() -> World {
    let mut world = World::with_folder(Setup::default());
    world.orders();
    world
}

/// The state that the workbench wants saved once it rests.
fn saved(world: &mut World) -> Option<SavedState> {
    world.orders.clear();
    world.take_in(Msg::TimerElapsed(Timer::StateRests));
    world.orders.drain(..).find_map(|order| match order {
        Effect::SaveState { root, state } => {
            assert_eq!(root, Path::new(ROOT));
            Some(*state)
        }
        _ => None,
    })
}

fn restore(state: SavedState) -> World {
    let mut world = folder();
    world.take_in(Msg::StateRead {
        root: PathBuf::from(ROOT),
        state: Box::new(state),
    });
    world
}

#[test]
fn what_was_left_is_taken_up() {
    let mut world = folder();
    world.press("t s o space j i a b enter j d");
    world.finish(0.8, Vec::new());
    world.press("f - g o o d enter 2 + + l l B B p . c m w H *");
    let state = saved(&mut world).unwrap();
    assert_eq!(saved(&mut world), None, "nothing has changed since");
    assert_eq!(state.scores.get(NAMES[2]), Some(&0.8));

    let mut again = restore(state.clone());
    assert_eq!(again.selected(), NAMES[2]);
    assert_eq!(again.app.view.screen, Screen::Inspect);
    assert_eq!(again.app.samples.sort, Sort::Score);
    assert_eq!(again.app.pictures.mask_style, MaskStyle::Fill);
    assert_eq!(again.app.view.theme.name, world.app.view.theme.name);
    assert_eq!(again.app.filtering.text(), "-good");
    assert_eq!(again.app.inspect.knobs, world.app.inspect.knobs);
    assert_eq!(again.app.inspect.cursor, world.app.inspect.cursor);
    assert_eq!(again.app.detections.threshold, world.app.detections.threshold);
    assert_eq!(again.app.annotations, world.app.annotations);
    assert_eq!(again.app.detections.score(SampleId(2)), Some(0.8));
    // Its map was on the screen: it is made again.
    assert!(
        again
            .orders()
            .contains(&format!("detect {ROOT}/{} as 1", NAMES[2]))
    );
    again.finish(0.8, Vec::new());
    assert_eq!(saved(&mut again), None, "taking up is no change");
}

#[test]
fn runs_are_looked_at_as_they_were() {
    let mut world = folder();
    world.press("3");
    world.take_in(Msg::RunsListed(
        RunKind::Train,
        ["one", "two"].map(|name| run(name, RunState::Finished)).into(),
    ));
    world.press("space j v a s s L 4 v 3");
    let state = saved(&mut world).unwrap();
    let mut again = restore(state.clone());
    assert_eq!(again.app.train.chart, world.app.train.chart);
    assert_eq!(again.app.evaluate.plot, world.app.evaluate.plot);
    assert_eq!(
        again.app.train.followed(),
        [PathBuf::from("/runs/two"), PathBuf::from("/runs/one")]
    );
    assert_eq!(saved(&mut again), None, "taking up is no change");
    // One that has gone goes with the next list.
    again.take_in(Msg::RunsListed(
        RunKind::Train,
        vec![run("two", RunState::Finished)],
    ));
    assert_eq!(again.app.train.followed(), [PathBuf::from("/runs/two")]);
    let text = toml::to_string(&state)
        .unwrap()
        .replace("smoothing = 2", "smoothing = 99");
    let edited: SavedState = toml::from_str(&text).unwrap();
    assert_eq!(restore(edited).app.train.chart.smoothing(), 0.0);
}

#[test]
fn a_state_of_other_files_or_another_model_keeps_what_still_holds() {
    let mut world = folder();
    world.press("space d");
    world.finish(0.8, Vec::new());
    let mut state = saved(&mut world).unwrap();
    state.marks.push("gone.png".to_owned());
    state.selected = Some("gone.png".to_owned());
    state.model.prompts = PathBuf::from("/models/other.pth");
    state.threshold = Some(7.0);
    state.inspect.sigma = Some(-1.0);
    state.inspect.pane = Some(InspectPane::Layer(7));
    let again = restore(state);
    assert_eq!(again.app.annotations.marked().count(), 1);
    assert_eq!(again.app.detections.score(SampleId(0)), None);
    assert_eq!(
        (again.app.detections.threshold, again.app.inspect.knobs.sigma),
        (0.5, 8.0)
    );
    assert_eq!(
        (again.selected().as_str(), again.app.inspect.pane),
        (NAMES[0], InspectPane::Map)
    );
}

#[test]
fn what_was_named_on_the_command_line_stands() {
    let mut world = folder();
    world.press("t 2 . .");
    let state = saved(&mut world).unwrap();
    let mut again = folder();
    again.app.about.given.theme = true;
    again.app.about.given.threshold = true;
    let theme = again.app.view.theme.name.clone();
    again.take_in(Msg::StateRead {
        root: PathBuf::from(ROOT),
        state: Box::new(state.clone()),
    });
    assert_eq!(
        (again.app.view.theme.name.clone(), again.app.detections.threshold),
        (theme, 0.5)
    );
    // Of a folder that is no longer open nothing is taken up.
    let mut other = folder();
    other.take_in(Msg::StateRead {
        root: PathBuf::from("/elsewhere"),
        state: Box::new(state),
    });
    assert_eq!(other.app.view.screen, Screen::Browse);
}

#[test]
fn the_state_is_asked_for_unless_the_user_begins_anew() {
    for (fresh, single, asked) in [(false, false, true), (true, false, false), (false, true, false)] {
        let mut world = World::new(Setup {
            single,
            ..Setup::default()
        });
        world.app.about.given.fresh = fresh;
        world.orders.clear();
        if single {
            world.app.about.root = Path::new(ROOT).join("a.png");
            world.list(&["a.png"]);
        } else {
            world.list(&NAMES);
        }
        let is_asked = world
            .orders
            .iter()
            .any(|order| matches!(order, Effect::RestoreState(_)));
        assert_eq!(is_asked, asked, "{fresh} {single}");
    }
}

#[test]
fn the_screen_becomes_a_picture_with_its_panes_in_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = folder_with_result();
    world.press("S");
    assert!(
        world.screen().contains("save as: 000-browse.png"),
        "{}",
        world.screen()
    );
    world.press("ctrl-u x enter");
    assert_eq!(world.orders().pop().unwrap(), "save x.png");
    for keys in ["1", "2", "2 tab tab", "3"] {
        world.press(keys);
        let screen = ScreenPicture::of(
            &world.app,
            folder.path().join(format!("{}.png", keys.replace(' ', ""))),
        );
        let picture = render(&screen).unwrap();
        assert_eq!(
            picture.dimensions(),
            (120 * u32::from(CELL.0), 40 * u32::from(CELL.1))
        );
        let file = save(&screen).unwrap();
        assert_eq!(image::open(&file).unwrap().into_rgb8(), picture);
        assert!(save(&screen).unwrap_err().contains("exists already"));
        assert_eq!(screen.panes.is_empty(), keys == "3", "{keys}");
    }
    // The colours of the map's ends stand in the picture of Browse.
    world.press("1");
    let picture = render(&ScreenPicture::of(&world.app, PathBuf::new())).unwrap();
    let red = picture
        .pixels()
        .filter(|pixel| pixel[0] > 100 && pixel[1] < 30 && pixel[2] < 30)
        .count();
    assert!(red > 200, "{red}");
}

fn folder_with_result() -> World {
    let mut world = folder();
    world.press("d");
    world.finish(0.9, Vec::new());
    world.orders();
    world
}

#[test]
fn an_image_pane_shows_the_picture_itself() {
    let mut world = folder_with_result();
    world.press("tab z");
    assert!(world.app.view.enlarged && world.app.view.pane == PaneKind::Image);
    let screen = ScreenPicture::of(&world.app, PathBuf::new());
    let [(place, _)] = screen.panes.as_slice() else {
        panic!()
    };
    let picture = render(&screen).unwrap();
    let middle =
        |start: u16, length: u16, cell: u16| (u32::from(start) + u32::from(length) / 2) * u32::from(cell);
    let (x, y) = (
        middle(place.x, place.width, CELL.0),
        middle(place.y, place.height, CELL.1),
    );
    assert_eq!(picture.get_pixel(x, y).0, [220, 210, 180]);
    let _ = mask(90, 90);
}

/// A detection beside which other prompts see less.
fn paired(score: f32, other: f32) -> Arc<DetectionOutcome> {
    let mut own = (*outcome(score, Vec::new())).clone();
    let mut compared = outcome(other, Vec::new()).detection.clone();
    for layer in &mut compared.layers {
        layer.cosines.iter_mut().for_each(|cosines| cosines[1] -= 0.02);
    }
    own.compared = Some(compared);
    Arc::new(own)
}

#[test]
fn two_checkpoints_are_compared_on_one_screen() {
    let mut world = folder();
    world.press("2 C");
    assert!(world.screen().contains("compare with: "));
    world.press("/ b . p t h enter");
    assert_eq!(
        world.orders().pop().unwrap(),
        "read /models/mvtec.pth beside /b.pth"
    );
    let model = ModelInUse {
        files: world.app.about.model.clone(),
        settings: world.app.about.settings.clone(),
        is_demo: false,
        compared: Some(PathBuf::from("/b.pth")),
        warning: Some("trained on another backbone".to_owned()),
    };
    world.press("B");
    world.take_in(Msg::ModelRead(Ok(model)));
    assert_eq!(
        world.orders(),
        [
            "use /models/mvtec.pth".to_owned(),
            format!("detect {ROOT}/{} as 1", NAMES[0]),
            "draw all".to_owned(),
        ]
    );
    assert!(world.screen().contains("! trained on another backbone"));
    assert_eq!(
        world.app.inspect.knobs.sigma, 9.0,
        "knobs stay for the same model"
    );
    let id = world.running();
    world.take_in(Msg::Detection(DetectionEvent::Done {
        id,
        outcome: paired(0.8, 0.6),
    }));
    let screen = world.screen();
    for expected in ["map, compared", "overlay, compared", "compared - map", "by b.pth"] {
        assert!(screen.contains(expected), "{expected}: {screen}");
    }
    let last = world.app.inspect.last.as_ref().unwrap();
    let other = last.compared.as_ref().unwrap();
    assert_eq!(other.settings, last.readout.settings);
    assert!(other.score < last.readout.score);
    world.press("C ctrl-u enter");
    assert_eq!(world.orders().pop().unwrap(), "read /models/mvtec.pth");
}

#[test]
fn a_comparison_that_cannot_be_made_changes_nothing() {
    let mut world = folder_with_result();
    world.press("2");
    world.orders();
    world.take_in(Msg::ModelRead(Err("b.pth: no such file".to_owned())));
    assert!(world.screen().contains("✗ b.pth: no such file"));
    assert!(world.app.about.compared.is_none() && world.app.detections.score(SampleId(0)).is_some());
}

#[test]
fn panning_moves_all_panes_and_takes_the_cursor_along() {
    for (keys, x, y) in [
        ("2 + +", 0.375, 0.375),
        ("2 + + shift-right", 0.4375, 0.375),
        ("2 + + alt-h alt-h", 0.25, 0.375),
        ("2 + + shift-down shift-down alt-k", 0.375, 0.4375),
        ("2 shift-right", 0.0, 0.0),
    ] {
        let mut world = folder();
        world.press(keys);
        let window = world.app.inspect.window();
        assert_eq!((window.x, window.y), (x, y), "{keys}");
        let (cursor_x, cursor_y) = world.app.inspect.cursor;
        assert!((window.x..window.x + window.side).contains(&cursor_x), "{keys}");
        assert!((window.y..window.y + window.side).contains(&cursor_y), "{keys}");
    }
}

#[test]
fn the_reading_scrolls_where_it_does_not_fit() {
    let mut world = World::with_folder(Setup {
        size: (80, 24),
        ..Setup::default()
    });
    world.press("d");
    world.finish(0.9, Vec::new());
    world.press("2");
    assert!(world.screen().contains(", Ctrl-d)"));
    world.press("ctrl-d ctrl-d ctrl-d");
    let screen = world.screen();
    assert!(
        screen.contains("layer 24") && !screen.contains(", Ctrl-d)"),
        "{screen}"
    );
    world.press("ctrl-u ctrl-u ctrl-u");
    assert!(world.screen().contains("broken_large"));
}
