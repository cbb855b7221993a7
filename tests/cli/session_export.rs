//! Sessions packed for another machine, and archives that mean harm.

use crate::session::Bench;
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

#[test]
fn an_export_works_elsewhere_with_its_pictures_or_with_a_root() {
    let bench = Bench::saved();
    bench
        .run(&["session", "export", "s.toml", "bare.zip"])
        .expect_status(0);
    let whole = bench.json(&["session", "export", "s.toml", "whole.zip", "--with-data"], 0);
    assert_eq!(whole["files"], 7);
    // Another machine: another home, nothing where it was, the model in a models folder.
    let there = Bench::new();
    fs::create_dir_all(there.path("models/x")).unwrap();
    for file in ["backbone.openai.safetensors", "prompts.pth"] {
        fs::rename(there.path(file), there.path("models/x").join(file)).unwrap();
    }
    for file in ["bare.zip", "whole.zip"] {
        fs::copy(bench.path(file), there.path(file)).unwrap();
    }
    fs::rename(bench.path("data"), there.path("mine")).unwrap();
    fs::remove_file(bench.path("prompts.pth")).unwrap();
    fs::remove_file(bench.path("backbone.openai.safetensors")).unwrap();
    let refused = there
        .run(&["session", "import", "bare.zip"])
        .expect_status(3)
        .stderr();
    assert!(
        refused.contains("mvtec-like") && refused.contains("--root"),
        "{refused}"
    );
    assert!(!there.path("home/data/vip2clip-tui/sessions").exists());
    there
        .run(&["session", "import", "bare.zip", "--root=mine"])
        .expect_status(0);
    there.run(&["session", "replay", "bare"]).expect_status(0);
    there
        .run(&["session", "import", "bare.zip", "--root=mine"])
        .expect_status(2);
    let imported = there.json(&["session", "import", "whole.zip"], 0);
    assert_eq!(imported["unpacked"], 7);
    fs::remove_dir_all(there.path("mine")).unwrap();
    let replayed = there.json(&["session", "replay", "whole"], 0);
    assert_eq!(replayed["maps"]["bit_equal"], 5);
    assert_eq!(replayed["metrics"].as_array().unwrap().len(), 7);
    let listed = there
        .run(&["session", "list", "--json", "--verify"])
        .expect_status(1);
    let same: Vec<_> = listed.json().iter().map(|line| line["same"].clone()).collect();
    assert_eq!(same, [Value::Bool(false), Value::Bool(true)]);
}

/// Names and contents.
type Entries<'a> = &'a [(&'a str, &'a [u8])];

/// An archive of these entries.
fn archive(path: &Path, entries: Entries) {
    let mut zip = ZipWriter::new(fs::File::create(path).unwrap());
    let how = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in entries {
        zip.start_file(*name, how).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

fn session_in(path: &Path) -> String {
    let mut zip = ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name("session.toml")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn a_hostile_archive_is_refused_and_leaves_nothing() {
    let bench = Bench::saved();
    bench
        .run(&["session", "export", "s.toml", "whole.zip", "--with-data"])
        .expect_status(0);
    let session = session_in(&bench.path("whole.zip"));
    let table: toml::Table = session.parse().unwrap();
    let hash = table["images"][0]["sha256"].as_str().unwrap().to_owned();
    let picture = table["images"][0]["path"].as_str().unwrap().to_owned();
    let file = format!("files/{hash}");
    let content = fs::read(bench.path("data").join(&picture)).unwrap();
    let stranger = format!("files/{}", "0".repeat(64));
    let outside = session.replace(&picture, "../../escaped.png");
    let absolute = session.replace(&picture, "/tmp/vip2clip-escaped.png");
    let allowed = outside.replace("allow_outside = false", "allow_outside = true");
    let text = session.as_bytes();
    let cases: [(&str, Entries, &str); 11] = [
        ("empty", &[], "holds no session.toml"),
        ("no session", &[(&file, &content)], "holds no session.toml"),
        (
            "escape",
            &[("session.toml", outside.as_bytes()), (&file, &content)],
            "lies outside",
        ),
        (
            "absolute",
            &[("session.toml", absolute.as_bytes()), (&file, &content)],
            "lies outside",
        ),
        (
            "allowed",
            &[("session.toml", allowed.as_bytes()), (&file, &content)],
            "lies outside",
        ),
        (
            "name",
            &[("session.toml", text), ("../evil", b"x")],
            "which no exported session does",
        ),
        (
            "script",
            &[("session.toml", text), ("files/run.sh", b"x")],
            "which no exported session does",
        ),
        (
            "stranger",
            &[("session.toml", text), (&stranger, b"x")],
            "belongs to none of its pictures",
        ),
        (
            "content",
            &[("session.toml", text), (&file, b"other")],
            "another content than its name says",
        ),
        ("no toml", &[("session.toml", b"\x1b[31m = ")], "holds no session"),
        ("newer", &[("session.toml", b"schema = 2")], "newer version"),
    ];
    let attempt = |name: &str, expected: &str| {
        let refused = bench
            .run(&[
                "session",
                "import",
                "hostile.zip",
                "--name=in/x.toml",
                "--data=in/pictures",
            ])
            .expect_status(3);
        let said = refused.stderr();
        assert!(said.contains(expected), "{name}: {said}");
        assert!(!said.contains('\u{1b}'), "{name}: {said:?}");
        assert!(
            !bench.path("in/x.toml").exists() && !bench.path("in/pictures").exists(),
            "{name}"
        );
    };
    for (name, entries, expected) in cases {
        archive(&bench.path("hostile.zip"), entries);
        attempt(name, expected);
    }
    // What the zip's own fields claim.
    archive(&bench.path("hostile.zip"), &[("session.toml", text)]);
    let plain = fs::read(bench.path("hostile.zip")).unwrap();
    let directory = plain.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    for (offset, bytes, expected) in [
        (10, &8u16.to_le_bytes()[..], "is packed"),
        (24, &u32::MAX.wrapping_sub(9).to_le_bytes()[..], ""),
        (28, &u16::MAX.to_le_bytes()[..], ""),
    ] {
        let mut changed = plain.clone();
        changed[directory + offset..directory + offset + bytes.len()].copy_from_slice(bytes);
        fs::write(bench.path("hostile.zip"), changed).unwrap();
        attempt("fields", expected);
    }
    for length in [0, 3, plain.len() / 2, plain.len() - 1] {
        fs::write(bench.path("hostile.zip"), &plain[..length]).unwrap();
        attempt("cut off", "");
    }
    assert!(!Path::new("/tmp/vip2clip-escaped.png").exists());
}

#[test]
fn a_redacted_export_tells_nothing_of_the_machine() {
    let bench = Bench::new();
    bench.draw();
    let root = bench.text("data");
    let saved = [&Bench::SAVE[..], &["--dataset", &root, "--out=s.toml"]].concat();
    let environment = [("HF_TOKEN", "hf_secretsecret"), ("USER", "adalovelace")];
    bench.run_with(&saved, &environment).expect_status(0);
    bench.edit("s.toml", |session| {
        let note = format!("adalovelace saw /home/grace/x y.png and {root}/a.png");
        let notes = toml::Table::from_iter([("a".to_owned(), note.into())]);
        session.insert(
            "ui".to_owned(),
            toml::Table::from_iter([("notes".to_owned(), notes.into())]).into(),
        );
    });
    let export = ["session", "export", "s.toml", "r.zip", "--redact", "--with-data"];
    bench.run_with(&export, &environment).expect_status(0);
    let text = session_in(&bench.path("r.zip"));
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let folder = bench.dir.path().to_str().unwrap();
    for secret in [folder, "hf_secret", "adalovelace", "grace", &host] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
        // Nor anywhere else in the file.
        let bytes = fs::read(bench.path("r.zip")).unwrap();
        assert!(
            !bytes.windows(secret.len()).any(|part| part == secret.as_bytes()),
            "{secret}"
        );
    }
    assert!(
        !fs::read_to_string(bench.path("s.toml"))
            .unwrap()
            .contains("hf_secret")
    );
    bench
        .run(&[
            "session",
            "import",
            "r.zip",
            "--backbone=backbone.openai.safetensors",
            "--prompts=prompts.pth",
        ])
        .expect_status(0);
    bench.run(&["session", "replay", "r"]).expect_status(0);
}
