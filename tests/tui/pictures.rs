//! Pictures on their way to the screen: drawn anew, kept until the next is ready, refused.

use crate::state::folder;
use crate::support::{Setup, World, picture};
use vip2clip::tui::app::SampleId;
use vip2clip::tui::graphics::{EncodeError, PaneKind, Renderer, Slot};
use vip2clip::tui::{Effect, Msg};

#[test]
fn the_renderer_goes_round_and_old_pictures_are_freed() {
    let mut world = World::with_folder(Setup {
        renderer: Renderer::Kitty,
        ..Setup::default()
    });
    world.orders();
    world.press("R");
    assert_eq!(world.app.renderer(), Renderer::Sixel);
    assert_eq!(world.orders(), ["free 2 images", "draw all"]);
    world.press("R R R R");
    assert_eq!(world.app.renderer(), Renderer::Kitty);
    assert!(world.app.pictures.shown(Slot::Pane(PaneKind::Image)).is_some());
}

#[test]
fn the_theme_goes_round() {
    let mut world = folder();
    let first = world.app.view.theme.clone();
    world.press("t");
    assert_ne!(world.app.view.theme, first);
    world.press("t t t");
    assert_eq!(world.app.view.theme, first);
}

#[test]
fn redrawing_and_coming_back_make_every_picture_anew() {
    let mut world = World::with_folder(Setup {
        renderer: Renderer::Kitty,
        ..Setup::default()
    });
    world.orders();
    world.press("ctrl-l");
    assert_eq!(world.orders(), ["free 2 images", "draw all"]);
    world.press("ctrl-z");
    assert_eq!(world.orders(), ["suspend"]);
    world.take_in(Msg::Resumed { stopped: true });
    let encodes = world
        .orders
        .iter()
        .filter(|order| matches!(order, Effect::Encode(_)));
    assert_eq!(encodes.count(), 1);
    assert_eq!(
        world.orders(),
        ["draw all"],
        "the terminal has already forgotten them"
    );
}

#[test]
fn the_old_picture_stays_until_the_new_one_is_ready() {
    let mut world = folder();
    world.loads = false;
    world.press("j");
    let shown = world.app.pictures.shown(Slot::Pane(PaneKind::Image)).unwrap();
    assert_eq!(shown.key.sample(), Some(SampleId(0)));
    world.take_in(Msg::PictureLoaded {
        sample: SampleId(1),
        picture: picture(SampleId(1)),
    });
    let shown = world.app.pictures.shown(Slot::Pane(PaneKind::Image)).unwrap();
    assert_eq!(shown.key.sample(), Some(SampleId(1)));
}

#[test]
fn a_map_never_stays_beside_a_picture_it_does_not_belong_to() {
    let mut world = folder();
    world.press("d");
    world.finish(0.75, Vec::new());
    assert!(world.app.pictures.shown(Slot::Pane(PaneKind::Map)).is_some());
    world.press("j");
    assert!(world.app.pictures.shown(Slot::Pane(PaneKind::Map)).is_none());
    world.press("k");
    assert!(
        world.app.pictures.shown(Slot::Pane(PaneKind::Map)).is_some(),
        "a cached result shows at once"
    );
}

#[test]
fn a_picture_that_cannot_be_loaded_says_why() {
    let mut world = folder();
    world.loads = false;
    world.press("j");
    world.take_in(Msg::PictureFailed {
        sample: SampleId(1),
        reason: "truncated PNG".to_owned(),
    });
    assert!(world.app.pictures.shown(Slot::Pane(PaneKind::Image)).is_none());
    let screen = world.screen();
    assert!(
        screen.contains("the picture cannot be shown: truncated PNG"),
        "{screen}"
    );
}

#[test]
fn a_picture_that_cannot_be_encoded_says_why_and_is_not_tried_for_ever() {
    let mut world = folder();
    let key = world.app.pictures.shown(Slot::Pane(PaneKind::Image)).unwrap().key;
    world.press("ctrl-l");
    world.app.pictures.forget_encoded();
    let result = Err(EncodeError::Panicked("boom".to_owned()));
    world.take_in(Msg::Encoded { key, result });
    let encodes = world
        .orders
        .iter()
        .filter(|order| matches!(order, Effect::Encode(_)))
        .count();
    world.press("t t t t");
    let later = world
        .orders
        .iter()
        .filter(|order| matches!(order, Effect::Encode(_)))
        .count();
    let screen = world.screen();
    assert!(screen.contains("stopped by a bug"), "{screen}");
    assert_eq!(later, encodes, "no theme changes the image");
}
