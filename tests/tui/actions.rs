//! Every row of the key table, in every place that it names, as (state, keys, state): each of its keys changes the state
//! or gives an order, all of them the same, and what that is stands in a snapshot to be read.

use crate::support::{Setup, World};
use crate::{evaluate, sessions, train};
use std::fmt::Write;
use std::sync::Arc;
use vip2clip::run::{RunKind, RunState};
use vip2clip::tui::app::{App, Level};
use vip2clip::tui::input::{Context, Keymap};
use vip2clip::tui::{Action, Msg};

/// The workbench in a place where `action` can do something: two classes, a result for the first sample, runs, an
/// evaluation, sessions.
fn world(context: Context, action: Action) -> World {
    let mut world = World::with_dataset(Setup::default());
    world.press("d");
    world.finish(0.9, Vec::new());
    if matches!(context, Context::Train | Context::Form | Context::ConfirmQuit) {
        world.press("3");
        world.take_in(Msg::RunsListed(
            RunKind::Train,
            vec![
                train::line("night", RunState::Running),
                train::line("old", RunState::Dead),
            ],
        ));
        world.take_in(train::report("night", RunState::Running));
        world.take_in(train::report("old", RunState::Dead));
    }
    match context {
        Context::List | Context::Train | Context::ConfirmQuit => {}
        Context::Tree => reach(&mut world, context),
        Context::Grid => world.press("v"),
        Context::Pictures | Context::Details => reach(&mut world, context),
        Context::Inspect => world.press("2"),
        Context::Evaluate => {
            world.press("4");
            let line = train::line("table", RunState::Finished);
            let other = train::line("other", RunState::Dead);
            world.take_in(Msg::RunsListed(RunKind::Evaluate, vec![line, other]));
            world.take_in(Msg::EvaluationReported(Arc::new(evaluate::report_with_items(2))));
        }
        Context::Form => world.press("n"),
        Context::Sessions => {
            world.press("5");
            world.take_in(Msg::SessionsListed(vec![
                sessions::line("baseline", 83),
                sessions::line("night", 7),
            ]));
        }
        Context::Search => world.press("/ g o o d"),
        Context::Filter => world.press("f c l a s s : b"),
        Context::Prompt => world.press("i a space b"),
        Context::Palette => world.press(": n e x t"),
        Context::Report => world.press("W"),
        Context::Journal => world.press("!"),
        Context::Help => world.press("?"),
    }
    world.orders();
    before(&mut world, context, action);
    assert_eq!(world.app.context(), context, "before {action:?}");
    world.orders();
    world
}

fn reach(world: &mut World, context: Context) {
    while world.app.context() != context {
        world.press("tab");
    }
}

/// What an action needs to have something to do.
fn before(world: &mut World, context: Context, action: Action) {
    use Action as A;
    use Context as C;
    match (context, action) {
        (C::Grid, A::PreviousRow) => world.press("G"),
        (C::List | C::Grid | C::Pictures, A::PreviousSample | A::FirstSample | A::HalfPageUp) => {
            world.press("G")
        }
        (_, A::PreviousSample) => world.press("] ]"),
        (C::Tree, A::PreviousNode | A::FirstNode | A::HalfTreeUp) => world.press("G"),
        (C::Tree, A::CollapseNode) => world.press("j"),
        (C::Tree | C::List | C::Grid | C::Pictures | C::Details, A::NextMatch | A::PreviousMatch) => {
            world.press("/ g o o d enter");
        }
        (_, A::Cancel) => world.press("d"),
        (C::Details, A::ScrollUp | A::ScrollTop | A::ScrollHalfUp) => {
            world.resize(60, 20);
            world.press("G");
        }
        (C::Details, A::ScrollDown | A::ScrollBottom | A::ScrollHalfDown) => world.resize(60, 20),
        (C::Help | C::Report | C::Journal, A::ScrollUp | A::ScrollTop | A::ScrollHalfUp) => {
            long_texts(world);
            world.press("G");
        }
        (C::Help | C::Report | C::Journal, _) => long_texts(world),
        (C::Inspect, A::ScrollHalfDown) => world.resize(80, 24),
        (C::Inspect, A::ScrollHalfUp) => {
            world.resize(80, 24);
            world.press("ctrl-d");
        }
        (C::Inspect, A::ZoomOut | A::PanLeft | A::PanRight | A::PanUp | A::PanDown) => world.press("+"),
        (C::Inspect, A::ResetKnobs) => world.press("B"),
        (C::Train | C::Evaluate, A::PreviousRun | A::FirstRun) => world.press("G"),
        (C::Train | C::Evaluate, A::ResumeRun) => world.press("G"),
        (C::Evaluate, A::StopRun) => world.take_in(Msg::RunsListed(
            RunKind::Evaluate,
            vec![train::line("table", RunState::Running)],
        )),
        (C::Sessions, A::PreviousSession | A::FirstSession) => world.press("G"),
        (C::Sessions, A::DiffSession) => world.press("space j"),
        (C::Sessions, A::StopSessionTask) => world.press("r"),
        (C::Sessions, A::ScrollHalfDown | A::ScrollHalfUp) => {
            world.press("v");
            for line in 0..80 {
                world.take_in(Msg::SessionSaid(
                    Level::Info,
                    format!("picture {line} is the same"),
                ));
            }
            if action == A::ScrollHalfUp {
                world.press("ctrl-d");
            }
        }
        (C::Form, A::NextChoice | A::PreviousChoice) => world.press("tab tab tab"),
        (C::Form, A::FieldErase | A::FieldEraseAll) => world.press("7"),
        (C::Filter, A::OlderFilter) => world.press("enter f ctrl-u"),
        (C::Filter, A::NewerFilter) => world.press("enter f ctrl-u up"),
        (C::Filter, A::FilterRight | A::FilterEnd) => world.press("home"),
        (C::Prompt, A::PromptRight | A::PromptEnd) => world.press("home"),
        (C::Palette, A::PreviousCommand) => world.press("down"),
        (C::Palette, A::OlderCommand) => world.press("enter :"),
        (C::ConfirmQuit, _) => {
            world.take_in(Msg::RunStarted(Ok("/runs/night".into())));
            world.press("q");
        }
        _ => {}
    }
}

/// Room for a few lines, and more to say than fits.
fn long_texts(world: &mut World) {
    for number in 0..40 {
        world.take_in(Msg::Warned(format!("warning {number}")));
        world.app.status.info(format!("news {number}"));
    }
    world.resize(60, 14);
}

/// Whether a key has nothing to do in a place that it is given all the same: the screen that is shown, the last pane, the
/// lowest level.
fn rests(context: Context, action: Action) -> bool {
    use Action as A;
    use Context as C;
    matches!(
        (context, action),
        (
            C::Tree | C::List | C::Grid | C::Pictures | C::Details,
            A::ShowBrowse
        ) | (C::Inspect, A::ShowInspect)
            | (C::Train, A::ShowTrain)
            | (C::Evaluate, A::ShowEvaluate)
            | (C::Sessions, A::ShowSessions)
            | (C::List | C::Grid, A::Back)
            | (C::Details, A::PaneRight)
    )
}

/// What a key can change, in words.
fn facts(world: &World) -> Vec<(&'static str, String)> {
    let app: &App = &world.app;
    let (view, inspect, chart) = (&app.view, &app.inspect, &app.train.chart);
    let window = inspect.window();
    let id = app.samples.selected_id();
    let form = app.form.as_ref().map(|form| {
        let field = &form.fields()[form.selected()];
        format!("{} = {}", field.name, field.value)
    });
    let prompt = app.prompt.as_ref().map(|prompt| {
        format!(
            "{:?} {}|{}",
            prompt.purpose,
            prompt.line.before(),
            &prompt.line.text()[prompt.line.cursor()..]
        )
    });
    vec![
        ("screen", format!("{:?}", view.screen)),
        ("place", format!("{:?}", app.context())),
        ("layers", format!("{:?}", view.layers)),
        ("selected", world.selected()),
        ("listed", app.samples.len().to_string()),
        ("sort", app.samples.sort.name().to_owned()),
        ("tree", world.tree().join(", ")),
        ("tree hidden", app.tree.hidden.to_string()),
        ("search", app.search.query().to_owned()),
        ("filter", app.filtering.text().to_owned()),
        (
            "filter prompt",
            format!("{} at {}", app.filtering.prompt(), app.filtering.cursor()),
        ),
        ("pane", view.pane.name().to_owned()),
        ("enlarged", view.enlarged.to_string()),
        ("thumbnails", view.grid.to_string()),
        ("details from", view.details_scroll.to_string()),
        ("mask", app.pictures.mask_style.name().to_owned()),
        ("images", app.renderer().to_string()),
        ("low bandwidth", view.low_bandwidth.to_string()),
        ("theme", view.theme.name.clone()),
        ("auto", app.detections.auto.to_string()),
        (
            "running",
            format!("{:?}", app.detections.running().map(|running| running.sample.0)),
        ),
        ("threshold", format!("{:.2}", app.detections.threshold)),
        ("marked", app.annotations.marked().count().to_string()),
        (
            "note",
            id.and_then(|id| app.annotations.note_of(id))
                .unwrap_or_default()
                .to_owned(),
        ),
        ("inspected pane", format!("{:?}", inspect.pane)),
        (
            "cursor",
            format!("{:.2} {:.2}", inspect.cursor.0, inspect.cursor.1),
        ),
        (
            "window",
            format!("{:.2} {:.2}, {:.2} a side", window.x, window.y, window.side),
        ),
        ("σ", inspect.knobs.sigma.to_string()),
        ("k", inspect.knobs.top_k.to_string()),
        ("τ", format!("{:.2}", inspect.knobs.temperature)),
        ("opacity", format!("{:.2}", inspect.opacity)),
        ("colours", app.inspect_colormap().name().to_owned()),
        ("range", inspect.normalisation.name().to_owned()),
        (
            "attention of",
            format!("{:?}, head {:?}", inspect.prompt, inspect.head),
        ),
        ("patches marked", inspect.marks.to_string()),
        ("reading from", inspect.scroll.to_string()),
        ("training run", app.train.list.place().to_string()),
        ("overlaid", app.train.followed().len().to_string()),
        ("curves", chart.quantity.name().to_owned()),
        ("over", chart.axis.name().to_owned()),
        ("smoothing", chart.smoothing().to_string()),
        ("log scale", chart.log_scale.to_string()),
        ("evaluation", app.evaluate.list.place().to_string()),
        (
            "table",
            format!("{:?}", app.evaluate.item().map(|(place, _)| place)),
        ),
        (
            "class",
            app.evaluate
                .class()
                .map_or(String::new(), |(_, class)| class.name.clone()),
        ),
        ("plot", app.evaluate.plot.name().to_owned()),
        ("session", app.sessions.place().to_string()),
        ("session marked", format!("{:?}", app.sessions.marked)),
        ("answer from", app.sessions.scroll.to_string()),
        ("form", form.unwrap_or_default()),
        (
            "starting",
            app.form.as_ref().is_some_and(|form| form.starting).to_string(),
        ),
        ("prompt", prompt.unwrap_or_default()),
        (
            "command",
            format!("{} at {}", app.palette.text(), app.palette.selected()),
        ),
        ("messages", app.status.journal.shown().count().to_string()),
    ]
}

/// What the keys change and order.
fn change(context: Context, action: Action, keys: &str) -> String {
    let mut world = world(context, action);
    let before = facts(&world);
    world.press(keys);
    let mut words: Vec<String> = before
        .into_iter()
        .zip(facts(&world))
        .filter(|(before, after)| before.1 != after.1)
        .map(|((name, before), (_, after))| format!("{name}: {before} → {after}"))
        .collect();
    words.extend(world.orders().into_iter().map(|order| format!("order: {order}")));
    words.join("; ")
}

#[test]
fn every_key_in_every_place() {
    let keymap = Keymap::built_in().unwrap();
    let mut table = String::new();
    let mut idle = Vec::new();
    for row in keymap.rows() {
        let action = row.binding.action;
        for &context in &row.contexts {
            let changes: Vec<(&str, String)> = row
                .binding
                .keys
                .iter()
                .map(|keys| (*keys, change(context, action, keys)))
                .collect();
            let (keys, expected) = &changes[0];
            if expected.is_empty() != rests(context, action) {
                idle.push(format!("{keys} ({action:?}) in {context:?}"));
            }
            for (other, found) in &changes[1..] {
                assert_eq!(
                    found, expected,
                    "{action:?} in {context:?}: {other} beside {keys}"
                );
            }
            let _ = writeln!(
                table,
                "{context:?} | {} | {action:?} | {expected}",
                row.binding.keys.join(", ")
            );
        }
    }
    assert!(
        idle.is_empty(),
        "keys that do nothing, or something although they should not:\n{}",
        idle.join("\n")
    );
    insta::assert_snapshot!(table);
}

/// What is typed is no row of the table.
#[test]
fn what_is_typed_goes_into_the_line() {
    for (context, typed, expected) in [
        (Context::Search, "x", "search: good → goodx"),
        (
            Context::Filter,
            "o",
            "filter prompt: class:b at 7 → class:bo at 8",
        ),
        (Context::Prompt, "c", " a b| → Note(SampleId(0)) a bc|"),
        (Context::Palette, "-", "command: next at 0 → next- at 0"),
        (
            Context::Form,
            "7",
            "form: dataset = /data/bottle/test → dataset = /data/bottle/test7",
        ),
    ] {
        let words = change(context, Action::Redraw, typed);
        assert!(words.contains(expected), "{context:?}: {words}");
    }
}
