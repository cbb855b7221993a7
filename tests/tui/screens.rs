//! Whole screens at fixed sizes, as snapshots.

use crate::support::{Setup, World, mask};
use insta::assert_snapshot;
use ratatui::style::{Color, Modifier};
use vip2clip::detector::Warning;
use vip2clip::tui::theme::ColorDepth;
use vip2clip::tui::{Msg, Renderer};

/// Three results, the last of them abnormal and with warnings, selected.
fn at_work(setup: Setup) -> World {
    let mut world = World::with_folder(setup);
    world.press("G d");
    world.finish(0.08, Vec::new());
    world.press("k d");
    world.finish(f32::NAN, Vec::new());
    world.press("g g d");
    world.finish(
        0.83,
        vec![
            Warning::IdenticalLayers(12, 18),
            Warning::DegeneratePrompts { cosine: 0.99999 },
        ],
    );
    world
}

fn sized(width: u16, height: u16) -> Setup {
    Setup {
        size: (width, height),
        ..Setup::default()
    }
}

#[test]
fn a_result_at_120_by_40() {
    assert_snapshot!(at_work(sized(120, 40)).screen());
}

#[test]
fn a_result_of_the_demo_model_at_80_by_24() {
    let world = at_work(Setup {
        is_demo: true,
        ..sized(80, 24)
    });
    assert_snapshot!(world.screen());
}

#[test]
fn a_result_at_200_by_60() {
    assert_snapshot!(at_work(sized(200, 60)).screen());
}

#[test]
fn the_smallest_screen() {
    assert_snapshot!(at_work(sized(50, 14)).screen());
}

#[test]
fn a_narrow_screen_stacks_the_panes() {
    assert_snapshot!(at_work(sized(60, 60)).screen());
}

#[test]
fn a_terminal_too_small_says_what_it_needs() {
    assert_snapshot!(at_work(sized(20, 5)).screen());
}

#[test]
fn without_pictures_the_map_is_drawn_in_characters() {
    let world = at_work(Setup {
        renderer: Renderer::Off,
        ..sized(100, 30)
    });
    assert_snapshot!(world.screen());
}

#[test]
fn a_detection_that_runs() {
    let mut world = World::with_folder(sized(100, 24));
    world.press("j d");
    world.advance(12, 24);
    assert_snapshot!(world.screen());
}

#[test]
fn the_search_prompt() {
    let mut world = at_work(sized(80, 24));
    world.press("/ g o o d down");
    assert_snapshot!(world.screen());
}

#[test]
fn the_help() {
    let mut world = at_work(sized(100, 40));
    world.press("?");
    assert_snapshot!(world.screen());
}

#[test]
fn the_question_before_quitting() {
    let mut world = World::with_folder(sized(80, 24));
    world.press("d q");
    assert_snapshot!(world.screen());
}

#[test]
fn an_enlarged_overlay() {
    let mut world = at_work(sized(80, 24));
    world.press("enter");
    assert_snapshot!(world.screen());
}

/// A dataset with three outcomes and a mask; a class is unfolded.
fn browsing(setup: Setup) -> World {
    let mut world = World::with_dataset(setup);
    for score in [0.83, 0.31] {
        world.press("d");
        world.finish(score, Vec::new());
        world.press("j");
    }
    world.press("j d");
    world.finish(0.62, Vec::new());
    world.press("g g");
    let sample = world.app.samples.selected_id().unwrap();
    let result = Ok(mask(900, 900));
    world.take_in(Msg::MaskLoaded { sample, result });
    world.press("h j j l j esc");
    world
}

#[test]
fn a_dataset_at_80_by_24() {
    assert_snapshot!(browsing(sized(80, 24)).screen());
}

#[test]
fn a_dataset_at_120_by_40() {
    assert_snapshot!(browsing(sized(120, 40)).screen());
}

#[test]
fn a_dataset_at_200_by_60() {
    assert_snapshot!(browsing(sized(200, 60)).screen());
}

#[test]
fn a_grid_at_80_by_24() {
    let mut world = browsing(sized(80, 24));
    world.press("h g g v l");
    assert_snapshot!(world.screen());
}

#[test]
fn a_grid_at_120_by_40() {
    let mut world = browsing(sized(120, 40));
    world.press("h g g v l");
    assert_snapshot!(world.screen());
}

#[test]
fn a_grid_at_200_by_60() {
    let mut world = browsing(sized(200, 60));
    world.press("h g g v l");
    assert_snapshot!(world.screen());
}

#[test]
fn a_grid_without_pictures() {
    let mut world = browsing(Setup {
        renderer: Renderer::Off,
        ..sized(80, 24)
    });
    world.press("h g g v l");
    assert_snapshot!(world.screen());
}

#[test]
fn the_filter_prompt() {
    let mut world = browsing(sized(80, 24));
    world.press("h g g f o u t c o m e : w r o n g");
    assert_snapshot!(world.screen());
    world.press("space c l a s : x");
    assert_snapshot!("the_filter_prompt_with_a_slip", world.screen());
}

#[test]
fn the_report() {
    let mut world = browsing(sized(80, 24));
    world.press("W");
    assert_snapshot!(world.screen());
}

#[test]
fn a_dataset_without_colour() {
    let mut world = browsing(Setup {
        depth: ColorDepth::None,
        ..sized(120, 40)
    });
    assert_snapshot!(world.screen());
    for sign in ["›", "●", "○", "0.83 TP", "0.31 FN", "▾", "▸"] {
        assert!(world.screen().contains(sign), "{sign}");
    }
    world.press("v");
    assert_snapshot!("a_grid_without_colour", world.screen());
    let coloured = world
        .draw()
        .backend()
        .buffer()
        .content
        .iter()
        .any(|cell| cell.fg != Color::Reset);
    assert!(!coloured);
}

#[test]
fn hostile_names_break_no_column() {
    let mut world = World::new(sized(80, 24));
    world.list(&[
        "日本語の名前がとても長い場合でも列は崩れない.png",
        "escape\u{1b}[31m\r\n.png",
        "rtl\u{202e}gpj.exe.png",
        "combining e\u{301}\u{302}.png",
        "emoji 👩‍🔬🦀.png",
        "a-name-so-long-that-it-must-be-cut-at-its-start-to-show-what-tells-it-apart/000.png",
    ]);
    for _ in 0..3 {
        world.press("d");
        world.finish(0.6, Vec::new());
        world.press("j");
    }
    assert_snapshot!(world.screen());
    let terminal = world.draw();
    let divider = world.app.areas().unwrap().dividers[0];
    for y in divider.top()..divider.bottom() {
        assert_eq!(
            terminal.backend().buffer()[(divider.x, y)].symbol(),
            "│",
            "row {y}"
        );
    }
}

#[test]
fn without_colour_nothing_is_coloured_and_nothing_is_lost() {
    let mut world = at_work(Setup {
        depth: ColorDepth::None,
        is_demo: true,
        ..sized(100, 30)
    });
    world.press("/ g o o d enter g g");
    assert_snapshot!(world.screen());
    let terminal = world.draw();
    let buffer = terminal.backend().buffer();
    let coloured = buffer
        .content
        .iter()
        .filter(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
    assert_eq!(coloured.count(), 0);
    let list = world.app.areas().unwrap().list.unwrap().body;
    assert!(
        buffer[(list.x + 1, list.y)].modifier.contains(Modifier::REVERSED),
        "the selection"
    );
    let screen = world.screen();
    for sign in ["▲ abnormal", "0.08✓", "NaN!", "! layers 12 and 18", "›", "▶", "!"] {
        assert!(screen.contains(sign), "{sign}");
    }
}

#[test]
fn colours_come_down_to_what_the_terminal_has() {
    for (depth, allowed) in [
        (
            ColorDepth::Indexed,
            (|color| matches!(color, Color::Indexed(_) | Color::Reset)) as fn(Color) -> bool,
        ),
        (ColorDepth::Sixteen, |color| {
            !matches!(color, Color::Indexed(_) | Color::Rgb(..))
        }),
    ] {
        let terminal = at_work(Setup {
            depth,
            ..Setup::default()
        })
        .draw();
        for cell in &terminal.backend().buffer().content {
            assert!(allowed(cell.fg) && allowed(cell.bg), "{depth:?}: {cell:?}");
        }
    }
}

#[test]
fn every_size_is_drawn_without_a_panic_in_every_state() {
    for (width, height) in [
        (1, 1),
        (20, 5),
        (49, 40),
        (50, 14),
        (51, 15),
        (70, 14),
        (80, 24),
        (50, 100),
        (300, 16),
    ] {
        let mut world = at_work(sized(width, height));
        for keys in [
            "?", "G", "esc", "z", "tab", "tab", "z", "/ x", "esc", "R", "R", "R", "R", "R", "d q", "esc",
        ] {
            world.press(keys);
            world.screen();
        }
        let mut world = browsing(sized(width, height));
        for keys in [
            "v",
            "G",
            "k",
            "W",
            "esc",
            "f x",
            "esc",
            "h",
            "e",
            "v",
            "h G l",
            "z",
            "esc",
            "v R R R R R",
            "/ x",
            "esc",
            "s s o",
        ] {
            world.press(keys);
            world.screen();
        }
    }
}

#[test]
fn the_palette() {
    let mut world = at_work(sized(120, 40));
    world.press(": s a m p l e down");
    assert_snapshot!(world.screen());
}

/// The first sample's result under the lens.
fn inspecting(setup: Setup) -> World {
    let mut world = at_work(setup);
    world.press("2");
    world
}

#[test]
fn inspect_at_80_by_24() {
    assert_snapshot!(inspecting(sized(80, 24)).screen());
}

#[test]
fn inspect_at_120_by_40() {
    assert_snapshot!(inspecting(sized(120, 40)).screen());
}

#[test]
fn inspect_at_200_by_60() {
    assert_snapshot!(inspecting(sized(200, 60)).screen());
}

#[test]
fn inspect_without_colour() {
    let world = inspecting(Setup {
        depth: ColorDepth::None,
        ..sized(120, 40)
    });
    assert_snapshot!(world.screen());
}
