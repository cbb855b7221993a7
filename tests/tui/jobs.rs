//! Runs at work: on the status line of other screens, when they end, when the workbench ends.

use crate::keep::folder;
use crate::support::{Setup, World};
use std::path::PathBuf;
use vip2clip::run::{RunKind, RunState};
use vip2clip::tui::app::{Job, Layer, MachineLoad, RunLine};
use vip2clip::tui::msg::Timer;
use vip2clip::tui::{Effect, Msg};

pub fn run(name: &str, state: RunState) -> RunLine {
    RunLine {
        folder: PathBuf::from("/runs").join(name),
        name: name.to_owned(),
        state,
        started: "2026-11-25T10:00:00Z".to_owned(),
        words: None,
    }
}

fn job(name: &str, state: RunState) -> Job {
    Job {
        folder: PathBuf::from("/runs").join(name),
        name: name.to_owned(),
        kind: RunKind::Train,
        state,
        done: 40,
        total: 90,
    }
}

#[test]
fn quitting_asks_about_runs_that_were_started_here() {
    let mut world = folder();
    world.take_in(Msg::RunStarted(Ok(PathBuf::from("/runs/one"))));
    world.press("q");
    assert_eq!(world.app.view.layers.last(), Some(&Layer::ConfirmQuit));
    assert!(world.screen().contains("The run one was started from here."));
    world.press("n");
    assert!(world.app.view.layers.is_empty());
    world.orders();
    world.press("q s");
    assert_eq!(world.orders(), ["ask /runs/one Stop"]);
    world.take_in(Msg::RunAnswered(Ok("one is stopped".to_owned())));
    assert_eq!(world.orders(), ["quit"]);

    let mut detached = folder();
    detached.take_in(Msg::RunStarted(Ok(PathBuf::from("/runs/one"))));
    detached.orders();
    detached.press("q d");
    assert_eq!(detached.orders(), ["quit"]);

    let mut ended = folder();
    ended.take_in(Msg::RunStarted(Ok(PathBuf::from("/runs/one"))));
    assert!(ended.orders().contains(&"watch /runs/one".to_owned()));
    ended.take_in(Msg::JobsSeen(vec![job("one", RunState::Running)]));
    ended.take_in(Msg::JobsSeen(vec![job("one", RunState::Finished)]));
    assert_eq!(ended.orders(), ["notify one is finished"]);
    assert!(ended.screen().contains("one is finished"));
    ended.press("q");
    assert_eq!(ended.orders(), ["quit"]);
}

#[test]
fn runs_at_work_are_on_the_status_line_of_the_other_screens() {
    let mut world = folder();
    world.take_in(Msg::JobsSeen(vec![
        job("one", RunState::Running),
        job("two", RunState::Paused),
    ]));
    assert!(
        world.screen().contains("train one 40/90 · 1 more 3"),
        "{}",
        world.screen()
    );
    world.press("3");
    assert!(!world.screen().contains("train one"), "{}", world.screen());
    world.press("2");
    world.take_in(Msg::JobsSeen(vec![job("two", RunState::Paused)]));
    assert!(
        world.screen().contains("train two 40/90, paused 3"),
        "{}",
        world.screen()
    );
    // A run of somebody else's is no question when the workbench ends, and its end no news.
    world.take_in(Msg::JobsSeen(vec![job("two", RunState::Stopped)]));
    assert!(!world.screen().contains("train two") && world.app.status.message().is_none());
    world.orders();
    world.press("q");
    assert_eq!(world.orders(), ["quit"]);
}

#[test]
fn a_long_name_leaves_room_for_what_is_said() {
    let mut world = World::with_folder(Setup {
        size: (80, 24),
        ..Setup::default()
    });
    world.app.status.info("something was said a moment ago");
    world.take_in(Msg::JobsSeen(vec![job(
        &"long-name-".repeat(9),
        RunState::Running,
    )]));
    let screen = world.screen();
    let line = screen.lines().find(|line| line.contains("40/90")).unwrap();
    assert!(
        line.contains("something was said a moment ago") && line.contains("train"),
        "{line}"
    );
}

#[test]
fn a_run_that_turns_up_in_the_list_is_watched() {
    let mut world = folder();
    world.press("3");
    world.take_in(Msg::JobsSeen(vec![job("one", RunState::Running)]));
    world.orders();
    world.take_in(Msg::RunsListed(
        RunKind::Train,
        ["one", "two"].map(|name| run(name, RunState::Running)).into(),
    ));
    let orders = world.orders();
    assert!(orders.contains(&"watch /runs/two".to_owned()), "{orders:?}");
    assert!(!orders.contains(&"watch /runs/one".to_owned()), "{orders:?}");
}

#[test]
fn a_run_whose_folder_is_taken_away_is_forgotten() {
    let mut world = folder();
    world.take_in(Msg::RunStarted(Ok(PathBuf::from("/runs/one"))));
    world.take_in(Msg::JobsSeen(vec![job("one", RunState::Running)]));
    world.take_in(Msg::JobsSeen(Vec::new()));
    world.orders();
    world.press("q");
    assert_eq!(world.orders(), ["quit"]);
}

#[test]
fn the_load_is_asked_for_while_something_runs_and_never_after() {
    let timers = |world: &mut World| {
        let count = world
            .orders
            .iter()
            .filter(|order| {
                matches!(
                    order,
                    Effect::StartTimer {
                        timer: Timer::Measure,
                        ..
                    }
                )
            })
            .count();
        world.orders.clear();
        count
    };
    let mut world = folder();
    world.press("j k");
    assert_eq!(timers(&mut world), 0);
    world.press("d j");
    assert_eq!(timers(&mut world), 1);
    world.take_in(Msg::TimerElapsed(Timer::Measure));
    assert!(world.orders.iter().any(|order| matches!(order, Effect::Measure)));
    assert_eq!(timers(&mut world), 1);
    world.finish(0.5, Vec::new());
    world.take_in(Msg::TimerElapsed(Timer::Measure));
    assert_eq!(timers(&mut world), 0);
    world.take_in(Msg::Measured(MachineLoad {
        held: Some(1_500_000_000),
        total: Some(24_000_000_000),
        ..MachineLoad::default()
    }));
    assert!(
        world.screen().contains("cpu · 1.5 GB of 24 GB"),
        "{}",
        world.screen()
    );
}
