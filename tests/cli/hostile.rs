//! Files that are not what they claim to be: every one is reported by name, none ends the program in a panic.

use crate::program::{self, golden, picture, run};
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

fn detect(paths: &[&Path], options: &[&str]) -> program::Run {
    let mut words: Vec<OsString> = vec!["detect".into()];
    words.extend(options.iter().map(OsString::from));
    words.extend(paths.iter().map(OsString::from));
    let run = run(&words);
    assert!(!run.stderr().contains("panicked"), "{}", run.stderr());
    run
}

/// A PNG that claims this size and holds no pixels.
fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&header);
    bytes.extend(crc32(&header).to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[test]
fn pictures_that_lie_are_each_reported_and_the_good_ones_run() {
    let dir = tempfile::tempdir().unwrap();
    let whole = fs::read(picture("rgb.png")).unwrap();
    for (name, bytes) in [
        ("empty.png", Vec::new()),
        ("truncated.png", whole[..whole.len() / 2].to_vec()),
        ("text.jpg", b"not a picture".to_vec()),
        ("zero.png", png_claiming(0, 0)),
        ("huge.png", png_claiming(30_000, 30_000)),
        ("mistaken.jpg", whole),
    ] {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let records = detect(&[dir.path()], &["--json"]).expect_status(1).json();
    let failed: Vec<String> = records
        .iter()
        .filter(|record| record["error"].is_string())
        .map(|record| {
            let path = PathBuf::from(record["path"].as_str().unwrap());
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(record["error"].as_str().unwrap().contains(&name), "{record}");
            name
        })
        .collect();
    assert_eq!(
        failed,
        ["empty.png", "huge.png", "text.jpg", "truncated.png", "zero.png"]
    );
    // A PNG called .jpg is read by its content.
    assert_eq!(records.len(), 6);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_run_and_written() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.png");
    fs::copy(picture("small.png"), dir.path().join(name)).unwrap();
    let out = tempfile::tempdir().unwrap();
    let options = ["--json", "--out", out.path().to_str().unwrap()];
    let record = &detect(&[dir.path()], &options).expect_status(0).json()[0];
    assert!(
        record["path"].as_str().unwrap().ends_with("caf\\xe9.png"),
        "{record}"
    );
    let map = std::ffi::OsStr::from_bytes(b"caf\xe9.png.map.npy");
    assert!(out.path().join(map).is_file());
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_reported_and_the_rest_goes_on() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let closed = dir.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::copy(picture("small.png"), dir.path().join("a.png")).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let root_reads_all = fs::read_dir(&closed).is_ok();
    let run = detect(&[dir.path()], &["--json"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    if root_reads_all {
        run.expect_status(0);
        return;
    }
    let records = run.expect_status(1).json();
    assert!(records[0]["path"].as_str().unwrap().ends_with("closed"));
    assert!(records[1]["score"].is_number());
}

/// `detect` with this file for a backbone must fail with 3 and name it.
fn refuse_backbone(backbone: &Path) -> String {
    let prompts = golden("prompts.pth");
    let options = [
        "--backbone",
        backbone.to_str().unwrap(),
        "--prompts",
        prompts.to_str().unwrap(),
    ];
    let run = detect(&[&picture("small.png")], &options).expect_status(3);
    let name = backbone.file_name().unwrap().to_str().unwrap();
    assert!(run.stderr().contains(name), "{}", run.stderr());
    assert!(run.stdout().is_empty());
    run.stderr()
}

#[test]
fn files_that_are_no_weights_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("text.pt", b"these are not weights\n".as_slice()),
        ("empty.pt", b""),
        ("empty.safetensors", b""),
        ("huge-header.safetensors", b"\xff\xff\xff\xff\xff\xff\xff\x7f{}"),
        ("empty.zip.pt", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    ] {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        refuse_backbone(&path);
    }
    refuse_backbone(&dir.path().join("gone.pt"));
}

#[test]
fn a_pickle_that_names_os_system_runs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mark = dir.path().join("ran");
    let pickle = format!("cos\nsystem\n(S'touch {}'\ntR.", mark.display());
    let path = dir.path().join("evil.pt");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("archive/data.pkl", stored).unwrap();
    archive.write_all(pickle.as_bytes()).unwrap();
    archive.start_file("archive/version", stored).unwrap();
    archive.write_all(b"3\n").unwrap();
    archive.finish().unwrap();
    let message = refuse_backbone(&path);
    assert!(
        message.contains("os.system") || message.contains("os system"),
        "{message}"
    );
    assert!(!mark.exists());
}

#[test]
fn settings_that_do_not_fit_the_model_are_refused() {
    for (option, value) in [("--image-size", "99"), ("--layers", "1,2,9")] {
        let run = detect(&[&picture("small.png")], &[option, value]).expect_status(2);
        assert!(
            run.stderr().contains(value.rsplit(',').next().unwrap()),
            "{}",
            run.stderr()
        );
    }
}
