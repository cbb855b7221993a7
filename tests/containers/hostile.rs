//! Pickles that mean harm: names that would run commands, and bombs.

use crate::archive::{Pickle, write_torch, write_zip};
use std::path::PathBuf;
use vip2clip::clip::BackboneFile;
use vip2clip::detector::PromptCheckpoint;
use vip2clip::tensors::TensorFile;

fn evil(dir: &tempfile::TempDir, pickle: &[u8]) -> PathBuf {
    let path = dir.path().join("evil.pt");
    write_torch(&path, pickle);
    path
}

#[track_caller]
fn refused(error: &str, name: &str) {
    for part in ["evil.pt", name, "nothing was executed"] {
        assert!(error.contains(part), "'{part}' is not in: {error}");
    }
}

#[test]
fn a_pickle_that_names_os_system_is_refused_and_nothing_runs() {
    let dir = tempfile::tempdir().unwrap();
    let proof = dir.path().join("proof");
    let command = format!("touch {}", proof.display());
    let by_global =
        |module| Pickle::dict_of(|p| p.global(module, "system").raw(b"(").text(&command).raw(b"tR"));
    let stack = Pickle(b"\x80\x04\x95\x2a\0\0\0\0\0\0\0".to_vec());
    let by_stack = stack
        .raw(b"\x8c\x02os\x94\x8c\x06system\x94\x93\x94")
        .text(&command)
        .raw(b"\x85\x94R.")
        .0;
    let by_memo = Pickle::new()
        .text("os")
        .raw(b"q\x00")
        .text("system")
        .raw(b"q\x010h\x00h\x01\x93.")
        .0;
    for (pickle, name) in [
        (by_global("os"), "os.system"),
        (by_global("posix"), "posix.system (Python's os.system)"),
        (by_stack, "os.system"),
        (by_memo, "os.system"),
        (Pickle::dict_of(|p| p.global("builtins", "eval")), "builtins.eval"),
        (
            Pickle::dict_of(|p| p.global("torch.hub", "load")),
            "torch.hub.load",
        ),
        (Pickle::dict_of(|p| p.global("torch", "load")), "torch.load"),
    ] {
        let path = evil(&dir, &pickle);
        refused(&TensorFile::open(&path).unwrap_err().to_string(), name);
        refused(&BackboneFile::open(&path).unwrap_err().to_string(), name);
        refused(&PromptCheckpoint::open(&path).unwrap_err().to_string(), name);
        // The same without an archive around it.
        std::fs::write(&path, &pickle).unwrap();
        refused(&TensorFile::open(&path).unwrap_err().to_string(), name);
    }
    let path = dir.path().join("evil.pt");
    std::fs::write(&path, b"cos\nsystem\n(S'touch proof'\ntR.").unwrap();
    refused(&TensorFile::open(&path).unwrap_err().to_string(), "os.system");
    assert!(!proof.exists());
}

#[test]
fn a_forbidden_name_behind_the_first_pickles_of_the_old_format_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("evil.pt");
    let magic = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.";
    let object = Pickle::dict_of(|p| p.global("os", "system"));
    std::fs::write(
        &path,
        [&magic[..], b"\x80\x02M\xe9\x03.", b"\x80\x02}.", &object].concat(),
    )
    .unwrap();
    refused(&TensorFile::open(&path).unwrap_err().to_string(), "os.system");
}

#[test]
fn only_the_pickle_that_describes_the_tensors_is_run() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("w.pt");
    let evil = Pickle::dict_of(|p| p.global("os", "system"));
    write_zip(
        &path,
        &[
            ("a/data.pkl", b"\x80\x02}."),
            ("a/constants.pkl", &evil),
            ("a/code/x.pkl", &evil),
        ],
    );
    assert_eq!(TensorFile::open(&path).unwrap().names().count(), 0);
}

#[test]
fn bombs_end_in_errors() {
    let dir = tempfile::tempdir().unwrap();
    let says = |pickle: &[u8], part: &str| {
        let error = TensorFile::open(&evil(&dir, pickle)).unwrap_err().to_string();
        assert!(error.contains("evil.pt") && error.contains(part), "{error}");
    };
    // Deep nests: as values alone they are harmless, as names they are refused.
    let deep = [vec![b'('; 500_000], vec![b't'; 500_000], vec![b'.']].concat();
    says(&deep, "levels of nesting");
    let cycle = Pickle::new().raw(b"}q\x00").text("again").raw(b"h\x00s.").0;
    says(&cycle, "levels of nesting");
    // Thirty dictionaries, each holding the one before twice.
    let mut doubling = Pickle::new().tensor("0", 6, 0, &[6], &[1]);
    for level in 0..30u8 {
        let memo = [b'q', level, b'0'];
        let get = [b'h', level];
        doubling = doubling
            .raw(&memo)
            .raw(b"}(")
            .text("a")
            .raw(&get)
            .text("b")
            .raw(&get)
            .raw(b"u");
    }
    says(&doubling.raw(b".").0, "bytes of names");
    says(
        &[vec![b')'; 5_000_000], b".".to_vec()].concat(),
        "more than 4000000 values",
    );
    says(
        &[b"\x80\x02)".to_vec(), vec![0x94; 9_000_000], b".".to_vec()].concat(),
        "opcodes",
    );
    says(b"\x80\x02X\xff\xff\xff\x7f.", "bytes in one text");
    says(b"\x80\x02\x8b\xff\xff\xff\x7f.", "cut off");
    says(b"\x80\x02}X\x01\x00\x00\x00aQs.", "persistent record");
    says(b"\x80\x02]K\x01b.", "attributes");
    says(b"\x80\x02\xff.", "opcode 0xff");
    says(b"", "cut off");
}
