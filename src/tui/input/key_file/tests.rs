//! Key files: what counts, what is told.

use super::*;
use crate::tui::content::help_lines;
use crate::tui::input::{Lookup, sequence_shown};

fn read(text: &str) -> (Keymap, Vec<String>) {
    let file = TomlFile::parse(Path::new("keys.toml"), text).unwrap();
    let (keymap, problems) = with_keys(&Keymap::built_in().unwrap(), &file);
    (keymap, problems.iter().map(ToString::to_string).collect())
}

fn look(keymap: &Keymap, context: Context, keys: &str) -> Lookup {
    keymap.look_up(context, &parse_sequence(keys).unwrap())
}

#[test]
fn an_empty_file_changes_nothing() {
    let built_in = Keymap::built_in().unwrap();
    let (keymap, problems) = read("");
    assert_eq!(problems, Vec::<String>::new());
    let rows = |keymap: &Keymap| {
        let rows = keymap
            .rows()
            .map(|row| (row.keys(), row.contexts.clone(), row.binding.action));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(rows(&keymap), rows(&built_in));
}

#[test]
fn keys_of_one_place_and_of_all_take_the_place_of_the_old_ones() {
    let (keymap, problems) = read(
        "[inspect]\nmore-blur = [\"Z\", \"alt-b\"]\nreset-knobs = []\n[all]\nquit = \"Q\"\nredraw = \"ctrl-x r\"\n\
         [list]\nquit = \"Z\"\n",
    );
    assert_eq!(problems, Vec::<String>::new());
    for (context, keys, expected) in [
        (Context::Inspect, "Z", Lookup::Action(Action::MoreBlur)),
        (Context::Inspect, "alt-b", Lookup::Action(Action::MoreBlur)),
        (Context::Inspect, "B", Lookup::Unbound),
        (Context::Inspect, "=", Lookup::Unbound),
        (Context::Inspect, "Q", Lookup::Action(Action::Quit)),
        (Context::Inspect, "q", Lookup::Unbound),
        (Context::Train, "Q", Lookup::Action(Action::Quit)),
        (Context::List, "Z", Lookup::Action(Action::Quit)),
        (Context::List, "Q", Lookup::Unbound),
        (Context::List, "ctrl-x", Lookup::Prefix),
        (Context::List, "ctrl-x r", Lookup::Action(Action::Redraw)),
        // The help is closed by `back`, which nobody changed.
        (Context::Help, "q", Lookup::Action(Action::Back)),
    ] {
        assert_eq!(look(&keymap, context, keys), expected, "{context:?} {keys}");
    }
    assert_eq!(keymap.key_for(Context::Train, Action::Quit), "Q");
    assert_eq!(keymap.key_for(Context::Inspect, Action::ResetKnobs), "");
    let unbound = keymap
        .listed(Context::Inspect)
        .find(|(_, row)| row.action == Action::ResetKnobs);
    let (keys, binding) = unbound.unwrap();
    assert!(
        keys.is_empty() && binding.hint.is_none(),
        "the palette has it, the bottom line has not"
    );
}

#[test]
fn the_help_shows_the_keys_in_force() {
    let (keymap, _) = read("[inspect]\nmore-blur = \"Z\"\nreset-knobs = []\n");
    let lines = help_lines(&keymap, Context::List, 200);
    let text: Vec<String> = lines
        .iter()
        .map(|line| line.iter().map(|piece| piece.text.as_str()).collect())
        .collect();
    let blur: Vec<&String> = text
        .iter()
        .filter(|line| line.contains("σ of the blur, a pixel more"))
        .collect();
    assert!(blur.len() == 1 && blur[0].starts_with("Z "), "{blur:?}");
    assert!(
        !text
            .iter()
            .any(|line| line.contains("as the model was started with"))
    );
}

#[test]
fn what_is_not_understood_is_told_with_what_was_meant() {
    for (text, expected) in [
        (
            "[inspct]\nmore-blur = \"Z\"",
            "keys.toml:2: [inspct] is unknown: did you mean [inspect]?",
        ),
        (
            "quit = \"Q\"",
            "keys.toml:1: quit: expected it in a table such as [all] or [list]",
        ),
        (
            "[inspect]\nmore-blr = \"Z\"",
            "keys.toml:2: inspect.more-blr is no action: did you mean more-blur?",
        ),
        (
            "[list]\nmore-blur = \"Z\"",
            "keys.toml:2: list.more-blur: it does nothing there, only in inspect",
        ),
        (
            "[all]\nfilter-type = \"Z\"",
            "all.filter-type: it acts on what is typed or clicked",
        ),
        (
            "[all]\nselect-sample = \"Z\"",
            "all.select-sample: it acts on what is typed or clicked",
        ),
        (
            "[all]\nquit = 3",
            "all.quit: expected keys such as \"B\" or [\"B\", \"g g\"], found a number",
        ),
        ("[all]\nquit = [\"Q\", 3]", "found an array"),
        (
            "[all]\nquit = \"entr\"",
            "all.quit: 'entr' is not a key: did you mean 'enter'?",
        ),
        (
            "[all]\nquit = \"Ctrl+Q\"",
            "'Ctrl+Q' is not a key: did you mean 'ctrl-q'?",
        ),
        ("[all]\nquit = \"C-x pgdown\"", "did you mean 'ctrl-x pagedown'?"),
        (
            "[all]\nquit = \"hyper\"",
            "'hyper' is not a key: write a character",
        ),
        ("[all]\nquit = \"\"", "'' is not a key"),
        ("[all]\nquit = \"shift-g\"", "write the character that it gives"),
        ("[filter]\nback = []", "filter.back: it keeps its keys"),
        (
            "[filter]\naccept-filter = \"x\"",
            "filter.accept-filter: x is typed as a character in filter",
        ),
    ] {
        let (keymap, problems) = read(text);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].contains(expected), "{text}: {}", problems[0]);
        assert_eq!(
            look(&keymap, Context::List, "q"),
            Lookup::Action(Action::Quit),
            "{text}"
        );
    }
}

#[test]
fn a_key_that_can_be_used_counts_beside_one_that_cannot() {
    let (keymap, problems) = read("[all]\nquit = [\"entr\", \"Q\"]\nback = [\"esc\", \"X\"]\n");
    assert_eq!(look(&keymap, Context::List, "Q"), Lookup::Action(Action::Quit));
    assert_eq!(look(&keymap, Context::List, "X"), Lookup::Action(Action::Back));
    assert_eq!(
        look(&keymap, Context::Filter, "X"),
        Lookup::Unbound,
        "it is typed there"
    );
    assert_eq!(
        look(&keymap, Context::Filter, "ctrl-c"),
        Lookup::Action(Action::Back)
    );
    let typed = "all.back: X is typed as a character in form, search, filter, palette";
    assert!(problems.len() == 2 && problems[1].contains(typed), "{problems:?}");
}

#[test]
fn who_gave_a_key_last_has_it_and_that_is_told() {
    for (text, context, keys, action, expected) in [
        (
            "[list]\ndetect = \"x\"",
            Context::List,
            "x",
            Action::Detect,
            "keys.toml:2: x in list is detect now and no longer cancel",
        ),
        (
            "[list]\ndetect = \"g\"",
            Context::List,
            "g",
            Action::Detect,
            "g in list is detect now, so first-sample no longer has g g: one begins the other",
        ),
        (
            "[list]\ndetect = \"d d\"\ncancel = \"d\"",
            Context::List,
            "d d",
            Action::Detect,
            "keys.toml:3: cancel does not get d in list: detect has d d, and one begins the other",
        ),
        (
            "[all]\ncycle-theme = \"Z\"\n[list]\ndetect = \"Z\"",
            Context::List,
            "Z",
            Action::Detect,
            "keys.toml:2: cycle-theme does not get Z in list: detect has it",
        ),
    ] {
        let (keymap, problems) = read(text);
        assert_eq!(look(&keymap, context, keys), Lookup::Action(action), "{text}");
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].contains(expected), "{text}: {}", problems[0]);
    }
}

#[test]
fn whatever_the_file_no_key_hides_another() {
    let (keymap, _) = read(
        "[all]\nquit = [\"g\", \"d\", \"esc\"]\nnext-sample = [\"g g g\", \"j\", \"tab\"]\n[tree]\nnext-node = \"g\"\n",
    );
    for context in Context::ALL {
        let rows = keymap.rows().filter(|row| row.contexts.contains(&context));
        let all: Vec<&Sequence> = rows.flat_map(|row| &row.sequences).collect();
        for (i, one) in all.iter().enumerate() {
            for (j, other) in all.iter().enumerate() {
                let clear = i == j || !other.starts_with(one);
                assert!(
                    clear,
                    "{context:?}: {} {}",
                    sequence_shown(one),
                    sequence_shown(other)
                );
            }
        }
    }
}
