//! `models` with the real binary: names that work as files do, and fetching from a server on this machine that does all
//! that servers do wrong.

#![cfg(unix)]

use crate::program::{Run, golden, picture, program};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use vip2clip::base::sha256_of_bytes;

pub const ETAG: &str = "\"v1\"";

pub const ALL: usize = usize::MAX;

/// A user with a home of their own.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    pub fn command<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = program(arguments);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            let lower = name.to_lowercase();
            if name.starts_with("HF_") || lower.ends_with("_proxy") {
                command.env_remove(name);
            }
        }
        command
            .env("HOME", self.path("home"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("XDG_STATE_HOME", self.path("state"));
        command
    }

    pub fn run<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A]) -> Run {
        self.run_with(arguments, &[])
    }

    pub fn run_with<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A], environment: &[(&str, &str)]) -> Run {
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied());
        Run(command.output().unwrap())
    }

    /// An entry `it`, of prompts, at that address.
    pub fn entry(&self, url: &str, body: &[u8]) {
        let hash = sha256_of_bytes(body);
        let add = [
            "models", "add", "it", "--kind", "prompts", "--url", url, "--sha256", &hash,
        ];
        self.run(&add).expect_status(0);
    }

    pub fn fetched(&self) -> PathBuf {
        self.path("data/vip2clip-tui/models/it/prompts.pth")
    }

    pub fn part(&self) -> PathBuf {
        self.path("data/vip2clip-tui/models/it/prompts.pth.part")
    }

    /// Everything that the program wrote anywhere in this home.
    pub fn written(&self) -> Vec<(PathBuf, Vec<u8>)> {
        fn walk(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                match entry.file_type().unwrap().is_dir() {
                    true => walk(&entry.path(), found),
                    false => found.push((entry.path(), fs::read(entry.path()).unwrap())),
                }
            }
        }
        let mut found = Vec::new();
        walk(self.0.path(), &mut found);
        found
    }
}

pub fn prompts() -> Vec<u8> {
    fs::read(golden("prompts.pth")).unwrap()
}

/// No escape reaches a terminal.
#[track_caller]
pub fn assert_plain(run: &Run) {
    for text in [run.stdout(), run.stderr()] {
        let bad = |c: char| c.is_control() && c != '\n';
        assert!(!text.chars().any(bad), "{text:?}");
    }
}

#[test]
fn the_registry_is_listed_and_shown() {
    let place = Place::new();
    let list = place.run(&["models", "list"]).expect_status(0);
    let text = list.stdout();
    assert!(
        text.contains("clip-vit-l-14-336     backbone  not known"),
        "{text}"
    );
    assert!(text.contains("no: models fetch clip-vit-l-14-336"), "{text}");
    let json = place.run(&["models", "list", "--json"]).expect_status(0).json();
    let all = json[0].as_array().unwrap();
    let clip = all.iter().find(|one| one["name"] == "clip-vit-l-14-336").unwrap();
    assert_eq!(
        (clip["size"].clone(), clip["path"].clone()),
        (Value::Null, Value::Null)
    );
    assert!(
        clip["url"]
            .as_str()
            .unwrap()
            .contains(clip["sha256"].as_str().unwrap())
    );
    let demo = all.iter().find(|one| one["name"] == "demo-prompts").unwrap();
    assert!(
        demo["path"]
            .as_str()
            .unwrap()
            .ends_with("models/demo/prompts.safetensors")
    );

    let shown = place.run(&["models", "show", "vip2-visa"]).expect_status(0);
    let text = shown.stdout();
    for expected in [
        "git blob id",
        "5d95c734a7a4b52b41704d322f4c046b8c1fcbcf",
        "trained on",
        "belongs at",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let unknown = place.run(&["models", "show", "vip2-vsa"]).expect_status(2);
    assert!(
        unknown.stderr().contains("did you mean 'vip2-visa'?"),
        "{}",
        unknown.stderr()
    );
    let by_hand = place.run(&["models", "fetch", "vip2-visa"]).expect_status(3);
    assert!(
        by_hand.stderr().contains("models add vip2-visa FILE"),
        "{}",
        by_hand.stderr()
    );
}

#[test]
fn a_name_works_where_a_file_does() {
    let place = Place::new();
    let image = picture("photo.jpg");
    let image = image.to_str().unwrap();
    let score = |backbone: &str, prompts: &str| {
        let run = place.run(&[
            "detect",
            image,
            "--json",
            "--backbone",
            backbone,
            "--prompts",
            prompts,
        ]);
        run.expect_status(0).json()[0]["score"].as_f64().unwrap()
    };
    let by_name = score("demo-backbone", "demo-prompts");
    let by_file = score(
        "models/demo/backbone.safetensors",
        "models/demo/prompts.safetensors",
    );
    assert_eq!(by_name, by_file);

    let detect = |backbone: &str, prompts: &str| {
        place.run(&["detect", image, "--backbone", backbone, "--prompts", prompts])
    };
    let absent = detect("clip-vit-l-14-336", "demo-prompts").expect_status(3);
    assert!(
        absent.stderr().contains("models fetch clip-vit-l-14-336"),
        "{}",
        absent.stderr()
    );
    let mistyped = detect("demo-backbon", "demo-prompts").expect_status(2);
    assert!(
        mistyped.stderr().contains("did you mean 'demo-backbone'?"),
        "{}",
        mistyped.stderr()
    );
    let swapped = detect("demo-prompts", "demo-prompts").expect_status(2);
    assert!(
        swapped.stderr().contains("needs a backbone"),
        "{}",
        swapped.stderr()
    );
    let nothing = detect("nothing.pt", "demo-prompts").expect_status(3);
    assert!(nothing.stderr().contains("nothing.pt"), "{}", nothing.stderr());
    let bench = place.run(&["bench", "--runs=1", "--warmup=0", "--backbone=clip-vit-l-14-336"]);
    assert!(bench.expect_status(3).stderr().contains("models fetch"));
    let train = place.run(&[
        "train",
        "--dataset=tests",
        "--backbone=clip-vit-l-14-336",
        "--run=/none/x",
    ]);
    assert!(train.expect_status(3).stderr().contains("models fetch"));
    let evaluate = [
        "evaluate",
        "--dataset=tests",
        "--method=clip",
        "--backbone=clip-vit-l-14-336",
    ];
    assert!(
        place
            .run(&evaluate)
            .expect_status(3)
            .stderr()
            .contains("models fetch")
    );
}

#[test]
fn files_are_added_checked_and_forgotten() {
    let place = Place::new();
    let file = place.path("mine.pth");
    fs::copy(golden("prompts.pth"), &file).unwrap();
    let file = file.to_str().unwrap();
    let added = place
        .run(&[
            "models",
            "add",
            "mine",
            file,
            "--trained-on",
            "btad",
            "--licence",
            "mine",
        ])
        .expect_status(0);
    assert!(added.stdout().contains("prompts"), "{}", added.stdout());
    let registry = place.path("config/vip2clip-tui/models.toml");
    assert_eq!(
        fs::metadata(&registry).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let shown = place
        .run(&["models", "show", "mine", "--json"])
        .expect_status(0)
        .json();
    assert_eq!(shown[0]["trained_on"], "btad");
    assert_eq!(shown[0]["sha256"], sha256_of_bytes(&prompts()));
    assert_eq!(
        place
            .run(&["models", "path", "mine"])
            .expect_status(0)
            .stdout()
            .trim(),
        file
    );
    place.run(&["models", "add", "mine", file]).expect_status(2);
    let other = place
        .run(&["models", "add", "x", file, "--kind", "backbone"])
        .expect_status(2);
    assert!(other.stderr().contains("holds prompts"), "{}", other.stderr());
    let name = place.run(&["models", "add", "../x", file]).expect_status(2);
    assert!(name.stderr().contains("a name is made of"), "{}", name.stderr());
    // A known name takes only the known content.
    let claimed = place.run(&["models", "add", "vip2-visa", file]).expect_status(3);
    let text = claimed.stderr();
    assert!(
        text.contains("expected 5d95c734a7a4b52b41704d322f4c046b8c1fcbcf"),
        "{text}"
    );

    let good = place.run(&["models", "verify", "mine"]).expect_status(0);
    assert!(good.stdout().starts_with("good"), "{}", good.stdout());
    let mut bytes = prompts();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(file, &bytes).unwrap();
    let bad = place.run(&["models", "verify", "--json"]).expect_status(1).json();
    let mine = bad.iter().find(|one| one["name"] == "mine").unwrap();
    assert_eq!(mine["state"], "bad");
    let problem = mine["problem"].as_str().unwrap();
    assert!(problem.contains(&sha256_of_bytes(&bytes)) && problem.contains(&sha256_of_bytes(&prompts())));
    fs::write(file, b"short").unwrap();
    let image = picture("photo.jpg");
    let used = place.run(&[
        "detect",
        image.to_str().unwrap(),
        "--backbone=demo-backbone",
        "--prompts=mine",
    ]);
    assert!(used.expect_status(3).stderr().contains("5 bytes"));

    place.run(&["models", "remove", "mine"]).expect_status(0);
    assert!(Path::new(file).exists());
    place.run(&["models", "show", "mine"]).expect_status(2);
    place
        .run(&["models", "remove", "demo-prompts", "--delete"])
        .expect_status(2);
    assert!(Path::new("models/demo/prompts.safetensors").exists());
    fs::write(file, prompts()).unwrap();
    place.run(&["models", "add", "mine", file]).expect_status(0);
    place
        .run(&["models", "remove", "mine", "--delete"])
        .expect_status(0);
    assert!(!Path::new(file).exists());
}

#[test]
fn nothing_of_a_hostile_registry_or_pickle_is_run_or_shown_raw() {
    let place = Place::new();
    let registry = place.path("config/vip2clip-tui/models.toml");
    fs::create_dir_all(registry.parent().unwrap()).unwrap();
    let hostile = "schema = 1\n[[model]]\nname = \"ok\"\nkind = \"prompts\"\nfile = \"f.pth\"\n\
        title = \"\\u001b]0;x\\u0007\\u001b[2J\"\nlicence = \"\\u001b[31m\\u202e\"\ntrained_on = \"\\u009b2J\"\n\
        from = \"\\u001b[8m\"\n";
    fs::write(&registry, hostile).unwrap();
    for command in [
        &["models", "list"][..],
        &["models", "list", "--json"],
        &["models", "show", "ok"],
        &["models", "show", "ok", "--json"],
        &["models", "fetch", "ok"],
        &["models", "verify", "ok"],
        &["detect", "x", "--backbone=demo-backbone", "--prompts=ok"],
    ] {
        assert_plain(&place.run(command));
    }
    for broken in [
        hostile.replace("name = \"ok\"", "name = \"\\u001b[2J\""),
        hostile.replace("f.pth", "../../f.pth"),
        hostile.replace("from =", "\"\\u001b[2J\" ="),
        "\u{1b}[2J".to_owned(),
        "x".repeat(2 << 20),
    ] {
        fs::write(&registry, &broken).unwrap();
        let refused = place.run(&["models", "list"]).expect_status(3);
        assert_plain(&refused);
        assert!(
            refused.stderr().contains("is no registry of models"),
            "{}",
            refused.stderr()
        );
        // Who names files needs no registry.
        let image = picture("gray.png");
        place
            .run(&["detect", image.to_str().unwrap(), "--json"])
            .expect_status(0);
    }
    fs::remove_file(&registry).unwrap();

    let mark = place.path("executed");
    let pickle = format!("cos\nsystem\n(S'touch {}'\ntR.", mark.display());
    let file = place.path("evil\u{1b}[2J.pth");
    fs::write(&file, pickle).unwrap();
    let out = place.path("o");
    let out = out.to_str().unwrap();
    for command in [
        &["models", "add", "evil", file.to_str().unwrap()][..],
        &[
            "models",
            "convert",
            file.to_str().unwrap(),
            "--to=f32",
            "--out",
            out,
        ],
    ] {
        let refused = place.run(command);
        assert_ne!(refused.status(), Some(0));
        assert_plain(&refused);
    }
    assert!(!mark.exists() && !Path::new(out).exists());
}

#[test]
fn every_container_is_converted_and_gives_the_same() {
    let place = Place::new();
    let image = picture("photo.jpg");
    let image = image.to_str().unwrap();
    let score = |backbone: &Path, prompts: &Path| {
        let run = place.run(&[
            "detect",
            image,
            "--json",
            "--image-size=98",
            "--layers=1,2,3,4",
            "--top-k=10",
            "--backbone",
            backbone.to_str().unwrap(),
            "--prompts",
            prompts.to_str().unwrap(),
        ]);
        run.expect_status(0).json()[0]["score"].as_f64().unwrap()
    };
    let convert = |source: &Path, to: &str, out: &Path| {
        let (source, out) = (source.to_str().unwrap(), out.to_str().unwrap());
        place.run(&["models", "convert", source, "--json", "--to", to, "--out", out])
    };
    // The halves of f16 fit into f32 and f16 without loss.
    let original = score(&golden("backbone.openai.f16.pt"), &golden("prompts.pth"));
    for (source, to, tolerance) in [
        ("backbone.openai.f16.pt", "f32", 0.0),
        ("backbone.openai.f16.pt", "f16", 0.0),
        ("backbone.openai.torchscript.pt", "bf16", 0.02),
        ("backbone.hf.safetensors", "f32", 0.002),
        ("backbone.openai.safetensors", "f32", 0.002),
    ] {
        let out = place.path(&format!("{source}.{to}"));
        let done = convert(&golden(source), to, &out).expect_status(0).json();
        assert_eq!(done[0]["kind"], "backbone");
        assert_eq!(done[0]["sha256"], sha256_of_bytes(&fs::read(&out).unwrap()));
        let found = score(&out, &golden("prompts.pth"));
        assert!(
            (found - original).abs() <= tolerance,
            "{source} {to}: {found}, expected {original}"
        );
    }
    for (to, tolerance) in [("f32", 0.0), ("f16", 0.005), ("bf16", 0.05)] {
        let out = place.path(&format!("prompts.{to}"));
        convert(&golden("prompts.pth"), to, &out).expect_status(0);
        let found = score(&golden("backbone.openai.f16.pt"), &out);
        assert!(
            (found - original).abs() <= tolerance,
            "prompts {to}: {found}, expected {original}"
        );
    }
    let named = place.path("visa_train_epoch_10.pth");
    fs::copy(golden("prompts.pth"), &named).unwrap();
    let out = place.path("visa.safetensors");
    convert(&named, "f32", &out).expect_status(0);
    let checkpoint = vip2clip::detector::PromptCheckpoint::open(&out).unwrap();
    let metadata = checkpoint.metadata();
    assert_eq!(metadata["trained_on"], "visa");
    assert_eq!(metadata["converted_from_sha256"], sha256_of_bytes(&prompts()));
    assert_eq!(metadata["converted_from"], "visa_train_epoch_10.pth");
    let again = convert(&named, "f32", &out).expect_status(3);
    assert!(again.stderr().contains("is there already"), "{}", again.stderr());
}
