//! Settings out of files: who wins, what is said of mistakes, `config`, completions and the manual.

use crate::program::{Run, keys, program};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A home, and in it a project with folders below.
pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for folder in ["config/vip2clip-tui/themes", "project/a/b"] {
            fs::create_dir_all(place.path(folder)).unwrap();
        }
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        // Without links, as the program sees its working folder.
        self.0.path().canonicalize().unwrap().join(name)
    }

    pub fn user(&self, text: &str) -> &Self {
        self.write("config/vip2clip-tui/config.toml", text)
    }

    pub fn project(&self, text: &str) -> &Self {
        self.write("project/vip2clip.toml", text)
    }

    pub fn keys(&self, text: &str) -> &Self {
        self.write("config/vip2clip-tui/keys.toml", text)
    }

    pub fn write(&self, name: &str, text: &str) -> &Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    /// The program in the lowest folder of the project.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command
            .current_dir(self.path("project/a/b"))
            .env("HOME", self.path(""))
            .env("XDG_CONFIG_HOME", self.path("config"));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run(self.command(arguments).output().unwrap())
    }
}

/// What `config show -- LINE` says of an option.
fn shown(command: &mut Command, option: &str) -> (Value, Value) {
    let lines = Run(command.output().unwrap()).expect_status(0).json();
    let line = lines.iter().find(|line| line["option"] == option).unwrap();
    (line["value"].clone(), line["origin"].clone())
}

#[test]
fn a_flag_wins_over_the_environment_that_over_the_project_that_over_the_user_that_over_the_default() {
    // Path, number, list in one value, list of values, flag, enumeration.
    for (line, option, default, user, project, variable, flag) in [
        (
            "doctor",
            "backbone",
            None,
            "\"/u/b\"",
            "\"/p/b\"",
            ("BACKBONE", "/e/b"),
            "--backbone=/f/b",
        ),
        ("doctor", "sigma", None, "2", "3.5", ("SIGMA", "4"), "--sigma=5"),
        (
            "doctor",
            "layers",
            None,
            "[2, 4]",
            "\"3,5\"",
            ("LAYERS", "4,6"),
            "--layers=5,7",
        ),
        (
            "dataset demo x",
            "size",
            Some("224"),
            "52",
            "53",
            ("SIZE", "54"),
            "--size=55",
        ),
        (
            "dataset index x",
            "pairing",
            Some("stem"),
            "\"reference\"",
            "\"stem\"",
            ("PAIRING", "reference"),
            "--pairing=stem",
        ),
        (
            "train --dataset x --backbone y",
            "features",
            Some("auto"),
            "\"disk\"",
            "\"off\"",
            ("FEATURES", "memory"),
            "--features=disk",
        ),
        (
            "train --dataset x --backbone y",
            "batch",
            None,
            "1",
            "2",
            ("TRAIN_BATCH", "3"),
            "--batch=4",
        ),
    ] {
        let place = Place::new();
        let key = if option == "batch" { "train-batch" } else { option };
        let show: Vec<&str> = ["config", "show", "--json", "--"]
            .into_iter()
            .chain(line.split(' '))
            .collect();
        let plain = |text: &str| text.trim_matches(['"', '[', ']']).replace(", ", ",");
        let check = |command: &mut Command, value: Option<&str>, kind: &str| {
            let (found, origin) = shown(command, option);
            assert_eq!((found, &origin["kind"]), (json!(value), &json!(kind)), "{option}");
            origin
        };
        check(&mut place.command(&show), default, "default");
        place.user(&format!("\n{key} = {user}\n"));
        let origin = check(&mut place.command(&show), Some(&plain(user)), "user");
        assert_eq!(
            (origin["line"].as_u64(), origin["key"].as_str()),
            (Some(2), Some(key))
        );
        place.project(&format!("{key} = {project}\n"));
        let origin = check(&mut place.command(&show), Some(&plain(project)), "project");
        assert_eq!(origin["file"], json!(place.path("project/vip2clip.toml")));
        let name = format!("VIP2CLIP_{}", variable.0);
        let origin = check(
            place.command(&show).env(&name, variable.1),
            Some(variable.1),
            "environment",
        );
        assert_eq!(origin["variable"], json!(name));
        let flagged: Vec<&str> = show.iter().copied().chain([flag]).collect();
        let value = flag.split_once('=').unwrap().1;
        check(
            place.command(&flagged).env(&name, variable.1),
            Some(value),
            "flag",
        );
    }
}

#[test]
fn flags_and_lists_come_from_files_too_and_act() {
    let place = Place::new();
    place.user("[dataset.demo]\nsize = 48\nnormal = 1\nanomalous = 1\ntrain = 0\nfamilies = [\"wood\", \"felt\"]\ndefects = \"hole\"\n");
    let drawn = place
        .run(&["dataset", "demo", "drawn", "--json"])
        .expect_status(0);
    let drawn = &drawn.json()[0];
    let families: Vec<&Value> = drawn["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| &class["family"])
        .collect();
    assert_eq!(
        (drawn["size"].as_u64(), families),
        (Some(48), vec![&json!("wood"), &json!("felt")])
    );

    // What stands in a file gives way to a flag that it cannot be used with.
    let unseen = place
        .run(&["dataset", "demo", "unseen", "--unseen", "--json"])
        .expect_status(0);
    let unseen = &unseen.json()[0];
    let has = |family: &str| {
        unseen["classes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|class| class["family"] == family)
    };
    assert!(!has("wood") && !has("felt"), "{unseen}");

    let flag = |place: &Place, variable: Option<&str>| {
        let mut command = place.command(&["config", "show", "--json", "--", "dataset", "index", "x"]);
        command.envs(variable.map(|value| ("VIP2CLIP_NO_CACHE", value)));
        shown(&mut command, "no-cache").0
    };
    assert_eq!(flag(&place, None), json!("false"));
    place.user("no-cache = true\n");
    assert_eq!(flag(&place, None), json!("true"));
    assert_eq!(
        flag(&place, Some("false")),
        json!("false"),
        "the variable takes it back"
    );
}

#[test]
fn a_command_s_table_wins_over_what_is_for_all_and_holds_for_it_alone() {
    let place = Place::new();
    place.user("sigma = 2\n[doctor]\nsigma = 3\n[workbench]\ntheme = \"light\"\nimages = \"off\"\n");
    let sigma = |command: &str| {
        let lines = place.run(&["config", "show", "--json"]).expect_status(0).json();
        let line = lines
            .iter()
            .find(|line| line["option"] == "sigma" && line["command"] == command);
        line.unwrap()["value"].clone()
    };
    assert_eq!(
        (sigma("doctor"), sigma("bench"), sigma("workbench")),
        (json!("3"), json!("2"), json!("2"))
    );
    let doctor = place.run(&["doctor", "--json"]).expect_status(0);
    assert_eq!(doctor.json()[0]["model"]["settings"]["sigma"], json!(3.0));
    let page = place.run(&["config", "show"]).expect_status(0).stdout();
    let theme = page.lines().find(|line| line.starts_with("theme ")).unwrap();
    assert!(
        theme.contains("light") && theme.ends_with("config.toml:5  workbench"),
        "{theme}"
    );
}

#[test]
fn paths_are_relative_to_their_file_and_a_tilde_is_home() {
    let place = Place::new();
    place.project("backbone = \"weights/vit.pt\"\nprompts = \"~/p.pth\"\nrun = \"night\"\n[workbench]\ntheme = \"./mine.toml\"\n");
    let value = |line: &[&str], option: &str| {
        let show = [&["config", "show", "--json", "--"], line].concat();
        shown(&mut place.command(&show), option).0
    };
    assert_eq!(
        value(&["doctor"], "backbone"),
        json!(place.path("project/weights/vit.pt"))
    );
    assert_eq!(value(&["doctor"], "prompts"), json!(place.path("p.pth")));
    assert_eq!(
        value(&["train", "--dataset", "x"], "run"),
        json!("night"),
        "a name stays a name"
    );
    assert_eq!(
        value(&["--auto"], "theme"),
        json!(place.path("project/./mine.toml"))
    );
}

#[test]
fn a_file_satisfies_what_is_required() {
    let place = Place::new();
    let train = ["train", "--dataset", "nowhere"];
    let without = place.run(&train).expect_status(2);
    assert!(without.stderr().contains("--backbone"), "{}", without.stderr());
    place.project("backbone = \"gone.pt\"\n");
    let with = place.run(&train).expect_status(3);
    assert!(!with.stderr().contains("required"), "{}", with.stderr());
}

#[test]
fn unknown_keys_are_warned_about_with_what_was_meant_and_nothing_else_suffers() {
    let place = Place::new();
    place.user(
        "thershold = 0.4\nmetrics = \"exact\"\n[train]\nepoch = 3\n[detect]\nout = \"x\"\n[doktor]\nsigma = 3\n[a.b]\nxyzzy = 1\n",
    );
    let expected = [
        ":1: thershold is unknown: did you mean threshold?",
        ":2: metrics is unknown: did you mean metrics-preset for every command, or [evaluate] metrics?",
        ":4: train.epoch is unknown: did you mean epochs?",
        ":6: detect.out is unknown: --out can only be given on the command line",
        ":8: doktor.sigma is unknown: did you mean the table [doctor]?",
        ":10: a.b.xyzzy is unknown: there is no command 'a b'; it is ignored",
    ];
    let file = place.path("config/vip2clip-tui/config.toml");
    let doctor = place.run(&["doctor", "--json"]).expect_status(0);
    assert_eq!(doctor.json().len(), 1, "stdout is data");
    let checked = place.run(&["config", "check"]).expect_status(1);
    for line in expected {
        let line = format!("{}{line}", file.display());
        assert!(
            doctor.stderr().contains(&format!("warning: {line}\n")),
            "{line}\n{}",
            doctor.stderr()
        );
        assert!(
            checked.stdout().lines().any(|found| found == line),
            "{line}\n{}",
            checked.stdout()
        );
    }
    assert_eq!(checked.stdout().lines().count(), expected.len());
    let json = place.run(&["config", "check", "--json"]).expect_status(1).json();
    assert_eq!(keys(&json[0]), ["file", "line", "message"]);
    assert_eq!((&json[0]["file"], &json[0]["line"]), (&json!(file), &json!(1)));
}

#[test]
fn a_wrong_value_is_refused_by_the_commands_that_want_it_and_by_no_other() {
    for (text, line, expected) in [
        (
            "top-k = 0",
            &["bench"][..],
            ":1: top-k: invalid value '0' for '--top-k <K>': expected a whole number, 1 or more",
        ),
        ("device = 7", &["bench"], "device: invalid value '7'"),
        (
            "backbone = 7",
            &["bench"],
            "backbone: expected a path as a string, found a number",
        ),
        (
            "backbone = [\"a\", \"b\"]",
            &["bench"],
            "backbone: expected a path as a string, found an array",
        ),
        (
            "sigma = true",
            &["bench"],
            "sigma: expected a string or a number, found a boolean",
        ),
        (
            "sigma = 1979-05-27",
            &["bench"],
            "sigma: expected a string or a number, found a date",
        ),
        (
            "no-cache = \"yes\"",
            &["dataset", "index", "."],
            "no-cache: expected true or false, found a string",
        ),
        (
            "[dataset.demo]\nfamilies = [\"wod\"]",
            &["dataset", "demo", "x"],
            ":2: dataset.demo.families: invalid value 'wod'",
        ),
        (
            "pairing = \"stm\"",
            &["dataset", "index", "."],
            "pairing: invalid value 'stm'",
        ),
    ] {
        let place = Place::new();
        place.user(text);
        let run = place.run(line).expect_status(2);
        assert!(run.stdout().is_empty(), "{text}");
        assert!(run.stderr().contains(expected), "{text}: {}", run.stderr());
        assert!(run.stderr().contains("config check"), "{text}: {}", run.stderr());
        let checked = place.run(&["config", "check"]).expect_status(1);
        assert!(
            checked.stdout().contains(expected),
            "{text}: {}",
            checked.stdout()
        );
        place.run(&["dataset", "list"]).expect_status(0);
    }
    // One that is not used, as a flag wins over it, does no harm.
    let place = Place::new();
    place.user("sigma = \"wide\"\n");
    let show = ["config", "show", "--json", "--", "doctor", "--sigma", "3"];
    assert_eq!(shown(&mut place.command(&show), "sigma").0, json!("3"));
}

#[test]
fn a_broken_file_stops_work_but_neither_help_nor_what_finds_the_mistake() {
    let place = Place::new();
    place.user("sigma = = 2\n");
    let broken = "config.toml:1: the file is not TOML";
    let run = place.run(&["dataset", "list"]).expect_status(2);
    assert!(
        run.stdout().is_empty() && run.stderr().contains(broken),
        "{}",
        run.stderr()
    );
    for line in [
        &["--help"][..],
        &["detect", "--help"],
        &["--version"],
        &["config", "path"],
        &["config", "--help"],
        &["config", "keys"],
        &["completions", "bash"],
        &["man"],
    ] {
        let run = place.run(line).expect_status(0);
        assert!(
            !run.stdout().is_empty() && run.stderr().is_empty(),
            "{line:?}: {}",
            run.stderr()
        );
    }
    for line in [&["doctor", "--json"][..], &["config", "show", "--json"]] {
        let run = place.run(line).expect_status(0);
        assert!(run.stderr().contains(broken), "{line:?}: {}", run.stderr());
    }
    let checked = place.run(&["config", "check"]).expect_status(1);
    assert!(checked.stdout().contains(broken), "{}", checked.stdout());
}

#[test]
fn help_tells_of_the_program_and_not_of_this_user_s_files() {
    let place = Place::new();
    place.user("[dataset.demo]\nsize = 77\n");
    let help = place
        .run(&["dataset", "demo", "--help"])
        .expect_status(0)
        .stdout();
    assert!(help.contains("[default: 224]") && !help.contains("77"), "{help}");
}

#[test]
fn the_paths_are_those_that_are_looked_at() {
    let place = Place::new();
    let paths = |place: &Place| {
        let lines = place.run(&["config", "path", "--json"]).expect_status(0).json();
        let line = |line: &Value| (line["name"].clone(), line["path"].clone(), line["exists"].clone());
        lines.iter().map(line).collect::<Vec<_>>()
    };
    let row = |name: &str, path: &str, exists: bool| (json!(name), json!(place.path(path)), json!(exists));
    place.project("");
    let expected = [
        row("project", "project/a/b/vip2clip.toml", false),
        row("project", "project/a/vip2clip.toml", false),
        row("project", "project/vip2clip.toml", true),
        row("user", "config/vip2clip-tui/config.toml", false),
        row("keys", "config/vip2clip-tui/keys.toml", false),
        row("themes", "config/vip2clip-tui/themes", true),
    ];
    assert_eq!(paths(&place), expected);
    // A repository is where a project ends.
    fs::create_dir(place.path("project/a/.git")).unwrap();
    assert_eq!(paths(&place)[..2], expected[..2]);
    assert_eq!(paths(&place)[2], expected[3]);
}

#[test]
fn keys_and_themes_are_checked_and_listed() {
    let place = Place::new();
    place.keys("[inspect]\nmore-blr = \"Z\"\nless-blur = [\"Z\", \"alt-b\"]\n[all]\nquit = []\n");
    place.write(
        "config/vip2clip-tui/themes/mine.toml",
        "[roles]\ntxt = { fg = \"red\" }\n",
    );
    place.user("[workbench]\ntheme = \"drak\"\n");
    let checked = place.run(&["config", "check"]).expect_status(1).stdout();
    for expected in [
        "keys.toml:2: inspect.more-blr is no action: did you mean more-blur?",
        "mine.toml: role key 'txt' is unknown: did you mean 'text'?",
        "config.toml:2: workbench.theme: there is no theme 'drak': did you mean 'dark'?",
    ] {
        assert!(checked.contains(expected), "{expected}\n{checked}");
    }
    let rows = place.run(&["config", "keys", "--json"]).expect_status(0).json();
    assert_eq!(keys(&rows[0]), ["action", "contexts", "help", "keys"]);
    let row = |action: &str| rows.iter().find(|row| row["action"] == action).unwrap();
    assert_eq!(row("less-blur")["keys"], json!(["Z", "alt-b"]));
    assert_eq!(row("less-blur")["contexts"], json!(["inspect"]));
    assert_eq!(row("quit")["keys"], json!([]));
    let built_in = place
        .run(&["config", "keys", "--built-in"])
        .expect_status(0)
        .stdout();
    let less: Vec<&str> = built_in
        .lines()
        .filter(|line| line.starts_with("less-blur "))
        .collect();
    assert!(
        less.len() == 1 && less[0].contains(" b ") && less[0].contains("inspect"),
        "{less:?}"
    );

    // One file alone, told apart by what it is.
    for (file, expected) in [
        ("config/vip2clip-tui/keys.toml", "more-blr"),
        ("config/vip2clip-tui/themes/mine.toml", "txt"),
        ("config/vip2clip-tui/config.toml", "drak"),
    ] {
        let path = place.path(file);
        let checked = place
            .run(&["config", "check", path.to_str().unwrap()])
            .expect_status(1)
            .stdout();
        assert!(
            checked.lines().count() == 1 && checked.contains(expected),
            "{checked}"
        );
    }
    place.run(&["config", "check", "nowhere.toml"]).expect_status(2);
}

#[test]
fn a_file_to_begin_with_is_right_and_nothing_is_written_over() {
    let place = Place::new();
    let begun = place.run(&["config", "init"]).expect_status(0);
    let path = place.path("config/vip2clip-tui/config.toml");
    assert_eq!(begun.stdout().trim_end(), path.to_str().unwrap());
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("\n# threshold = ") && text.contains("\n# [dataset.demo]\n"),
        "{text}"
    );
    place.run(&["config", "check"]).expect_status(0);
    // Every line of it that has a default is right when it counts.
    let keys: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| {
            (line.starts_with('[') && line.ends_with(']')) || (line.contains(" = ") && !line.ends_with('…'))
        })
        .filter(|line| !line.contains(". ") && !line.contains(','))
        .collect();
    assert!(keys.len() > 20, "{keys:?}");
    fs::write(&path, keys.join("\n")).unwrap();
    let checked = place.run(&["config", "check"]);
    assert_eq!(checked.status(), Some(0), "{}", checked.stdout());

    let again = place.run(&["config", "init"]).expect_status(2);
    assert!(again.stderr().contains("is there already"), "{}", again.stderr());
    place.run(&["config", "init", "--project"]).expect_status(0);
    assert!(place.path("project/a/b/vip2clip.toml").is_file());
}

#[test]
fn no_secret_is_shown() {
    let place = Place::new();
    let mut command = place.command(&["config", "show", "--json"]);
    let output = Run(command.env("HF_TOKEN", "hf_do_not_tell").output().unwrap()).expect_status(0);
    assert!(!output.stdout().contains("hf_do_not_tell") && !output.stderr().contains("hf_do_not_tell"));
}
