//! `models` with the real binary: names that work as files do, and fetching from a server on this machine that does all
//! that servers do wrong.

#![cfg(unix)]

use crate::program::{Run, golden, picture, program};
use crate::web::{self, Server, empty, file, head};
use serde_json::Value;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use vip2clip::base::sha256_of_bytes;

const ETAG: &str = "\"v1\"";
const ALL: usize = usize::MAX;

/// A user with a home of their own.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.path().join(inside)
    }

    fn command<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A]) -> Command {
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

    fn run<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A]) -> Run {
        self.run_with(arguments, &[])
    }

    fn run_with<A: AsRef<std::ffi::OsStr>>(&self, arguments: &[A], environment: &[(&str, &str)]) -> Run {
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied());
        Run(command.output().unwrap())
    }

    /// An entry `it`, of prompts, at that address.
    fn entry(&self, url: &str, body: &[u8]) {
        let hash = sha256_of_bytes(body);
        let add = [
            "models", "add", "it", "--kind", "prompts", "--url", url, "--sha256", &hash,
        ];
        self.run(&add).expect_status(0);
    }

    fn fetched(&self) -> PathBuf {
        self.path("data/vip2clip-tui/models/it/prompts.pth")
    }

    fn part(&self) -> PathBuf {
        self.path("data/vip2clip-tui/models/it/prompts.pth.part")
    }

    /// Everything that the program wrote anywhere in this home.
    fn written(&self) -> Vec<(PathBuf, Vec<u8>)> {
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

fn prompts() -> Vec<u8> {
    fs::read(golden("prompts.pth")).unwrap()
}

/// No escape reaches a terminal.
#[track_caller]
fn assert_plain(run: &Run) {
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
fn a_model_is_fetched_whole_and_only_once() {
    let place = Place::new();
    let body = prompts();
    let sent = body.clone();
    let server = Server::start(move |_, request, stream| file(request, stream, &sent, ETAG, ALL));
    place.entry(&server.url("/x/prompts.pth"), &body);
    let done = place
        .run(&["models", "fetch", "it", "--json"])
        .expect_status(0)
        .json();
    assert_eq!(done[0]["downloaded"], true);
    assert_eq!(done[0]["checked"], "the registry's sha256");
    assert_eq!(fs::read(place.fetched()).unwrap(), body);
    assert!(!place.part().exists());
    let again = place
        .run(&["models", "fetch", "it", "--json"])
        .expect_status(0)
        .json();
    assert_eq!(again[0]["downloaded"], false);
    assert_eq!(server.requests().len(), 1);
    let request = &server.requests()[0];
    assert_eq!(
        (request.header("range"), request.header("authorization")),
        (None, None)
    );
    place.run(&["models", "verify", "it"]).expect_status(0);
    let image = picture("gray.png");
    let arguments = [
        "--image-size=98",
        "--layers=1,2,3,4",
        "--top-k=10",
        "--prompts=it",
    ];
    let backbone = golden("backbone.openai.safetensors");
    let mut detect = vec![
        "detect",
        image.to_str().unwrap(),
        "--backbone",
        backbone.to_str().unwrap(),
    ];
    detect.extend(arguments);
    place.run(&detect).expect_status(0);
    // Damage at the same size is found when it is fetched again, and by nobody's chance.
    let mut damaged = body;
    damaged[100] ^= 1;
    fs::write(place.fetched(), damaged).unwrap();
    let found = place.run(&["models", "fetch", "it"]).expect_status(3);
    assert!(
        found.stderr().contains("is not the model 'it'"),
        "{}",
        found.stderr()
    );
}

#[test]
fn what_was_cut_off_goes_on_in_a_later_run_and_in_the_same() {
    let place = Place::new();
    let body = prompts();
    let half = body.len() / 2;
    let sent = body.clone();
    let server = Server::start(move |before, request, stream| {
        file(request, stream, &sent, ETAG, if before == 0 { half } else { ALL });
    });
    place.entry(&server.url("/prompts.pth"), &body);
    let cut = place
        .run(&["models", "fetch", "it", "--retries=0"])
        .expect_status(3);
    let text = cut.stderr();
    assert!(
        text.contains("cut the connection") && text.contains(&format!("{half} bytes")),
        "{text}"
    );
    assert_eq!(fs::read(place.part()).unwrap(), body[..half]);
    assert!(!place.fetched().exists());
    let rest = place
        .run(&["models", "fetch", "it", "--retries=0"])
        .expect_status(0);
    assert!(rest.stderr().contains("going on after"), "{}", rest.stderr());
    assert_eq!(fs::read(place.fetched()).unwrap(), body);
    let second = &server.requests()[1];
    assert_eq!(second.from(), Some(half));
    assert_eq!(second.header("if-range"), Some(ETAG));

    let place = Place::new();
    let (sent, server_body) = (body.clone(), body.len() / 3);
    let server = Server::start(move |before, request, stream| {
        file(
            request,
            stream,
            &sent,
            ETAG,
            if before < 2 { server_body } else { ALL },
        );
    });
    place.entry(&server.url("/prompts.pth"), &body);
    let done = place
        .run(&["models", "fetch", "it", "--retries=1"])
        .expect_status(0);
    assert!(done.stderr().contains("trying again"), "{}", done.stderr());
    assert_eq!(fs::read(place.fetched()).unwrap(), body);
    assert_eq!(
        server.requests().len(),
        3,
        "each cut brought something, so it is tried on"
    );
}

#[test]
fn servers_without_ranges_and_files_that_changed_begin_anew() {
    let body = prompts();
    let half = body.len() / 2;
    // (what the second answer is)
    for changed in [false, true] {
        let place = Place::new();
        let sent = body.clone();
        let server = Server::start(move |before, request, stream| match (before, changed) {
            // Another file of the same size stood there first.
            (0, true) => file(request, stream, &vec![7; sent.len()], "\"v0\"", half),
            (0, false) => file(request, stream, &sent, ETAG, half),
            (_, true) => file(request, stream, &sent, ETAG, ALL),
            (_, false) => {
                let mut request = request.clone();
                request.headers.remove("range");
                file(&request, stream, &sent, ETAG, ALL);
            }
        });
        place.entry(&server.url("/prompts.pth"), &body);
        place
            .run(&["models", "fetch", "it", "--retries=0"])
            .expect_status(3);
        let done = place
            .run(&["models", "fetch", "it", "--retries=0"])
            .expect_status(0);
        assert!(done.stderr().contains("beginning anew"), "{}", done.stderr());
        assert_eq!(fs::read(place.fetched()).unwrap(), body, "changed: {changed}");
    }
}

#[test]
fn another_content_is_thrown_away_with_both_hashes_named() {
    let place = Place::new();
    let body = prompts();
    let mut wrong = body.clone();
    wrong[200] ^= 1;
    let sent = wrong.clone();
    let server = Server::start(move |_, request, stream| file(request, stream, &sent, ETAG, ALL));
    place.entry(&server.url("/prompts.pth"), &body);
    let refused = place.run(&["models", "fetch", "it"]).expect_status(3);
    let text = refused.stderr();
    assert!(
        text.contains(&sha256_of_bytes(&body)) && text.contains(&sha256_of_bytes(&wrong)),
        "{text}"
    );
    assert!(!place.fetched().exists() && !place.part().exists());
    place.run(&["models", "path", "it"]).expect_status(3);
    // A page in the place of a file whose checksum nobody knows is no model either.
    let page = Server::start(|_, request, stream| file(request, stream, b"<html>Log in</html>", ETAG, ALL));
    let url = page.url("/prompts.pth");
    place
        .run(&["models", "add", "page", "--kind", "prompts", "--url", &url])
        .expect_status(0);
    let refused = place.run(&["models", "fetch", "page"]).expect_status(3);
    assert!(refused.stderr().contains("is no prompts"), "{}", refused.stderr());
    assert!(!place.path("data/vip2clip-tui/models/page/prompts.pth").exists());
}

#[test]
fn a_servers_no_is_told_with_what_may_help() {
    let body = prompts();
    for (status, tries, expected) in [
        ("404 Not Found", 1, "has no such file"),
        ("403 Forbidden", 1, "status 403"),
        ("500 Internal Server Error", 2, "status 500"),
    ] {
        let place = Place::new();
        let server = Server::start(move |_, _, stream| empty(stream, status, &[("retry-after", "0")]));
        place.entry(&server.url("/prompts.pth"), &body);
        let refused = place
            .run(&["models", "fetch", "it", "--retries=1"])
            .expect_status(3);
        assert!(refused.stderr().contains(expected), "{}", refused.stderr());
        assert_eq!(server.requests().len(), tries, "{status}");
    }
    let place = Place::new();
    let sent = body.clone();
    let server = Server::start(move |before, request, stream| match before {
        0 => empty(stream, "503 Busy", &[("retry-after", "0")]),
        _ => file(request, stream, &sent, ETAG, ALL),
    });
    place.entry(&server.url("/prompts.pth"), &body);
    place.run(&["models", "fetch", "it"]).expect_status(0);
    assert_eq!(fs::read(place.fetched()).unwrap(), body);

    let place = Place::new();
    let server = Server::start(|_, _, stream| empty(stream, "302 Found", &[("location", "/prompts.pth")]));
    place.entry(&server.url("/prompts.pth"), &body);
    let lost = place.run(&["models", "fetch", "it"]).expect_status(3);
    assert!(
        lost.stderr().contains("redirects more than 10 times"),
        "{}",
        lost.stderr()
    );
    // More than one name: what can be had is had, and the status says that something is missing.
    let server = Server::start(move |_, request, stream| file(request, stream, &prompts(), ETAG, ALL));
    let url = server.url("/prompts.pth");
    place
        .run(&["models", "add", "good", "--kind=prompts", "--url", &url])
        .expect_status(0);
    let some = place.run(&["models", "fetch", "it", "good"]).expect_status(1);
    assert!(some.stderr().contains("not fetched: it"), "{}", some.stderr());
}

#[test]
fn a_silent_server_is_not_waited_for_for_ever() {
    let place = Place::new();
    let body = prompts();
    let sent = body.clone();
    let server = Server::start(move |_, request, stream| {
        file(request, stream, &sent, ETAG, 1000);
        std::thread::sleep(Duration::from_secs(30));
    });
    place.entry(&server.url("/prompts.pth"), &body);
    let start = Instant::now();
    let slow = place
        .run(&["models", "fetch", "it", "--retries=0", "--timeout=0.5"])
        .expect_status(3);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(
        slow.stderr().contains("did not answer within 0.5 s"),
        "{}",
        slow.stderr()
    );
    assert_eq!(fs::read(place.part()).unwrap(), body[..1000]);
}

#[test]
fn a_full_disk_keeps_what_came_and_says_so() {
    let place = Place::new();
    let body = fs::read(golden("backbone.openai.safetensors")).unwrap();
    let limit = 1 << 16;
    assert!(body.len() > 2 * limit);
    let sent = body.clone();
    let server = Server::start(move |_, request, stream| file(request, stream, &sent, ETAG, ALL));
    let hash = sha256_of_bytes(&body);
    let url = server.url("/b.safetensors");
    place
        .run(&[
            "models",
            "add",
            "big",
            "--kind=backbone",
            "--url",
            &url,
            "--sha256",
            &hash,
        ])
        .expect_status(0);
    let fetch = place.command(&["models", "fetch", "big"]);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 128; exec \"$@\"", "sh"])
        .arg(fetch.get_program())
        .args(fetch.get_args())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    for (name, value) in fetch.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let full = Run(limited.output().unwrap()).expect_status(3);
    let text = full.stderr();
    assert!(
        text.contains(&format!("no room for its {} bytes", body.len())),
        "{text}"
    );
    let part = place.path("data/vip2clip-tui/models/big/b.safetensors.part");
    let kept = fs::read(&part).unwrap();
    assert_eq!(kept.len(), limit);
    assert!(body.starts_with(&kept));
    place.run(&["models", "fetch", "big"]).expect_status(0);
    let whole = place.path("data/vip2clip-tui/models/big/b.safetensors");
    assert_eq!(fs::read(whole).unwrap(), body);
}

#[test]
fn a_machine_without_a_network_learns_the_address_and_the_place() {
    let place = Place::new();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("http://127.0.0.1:{port}/prompts.pth");
    place.entry(&url, &prompts());
    let offline = place
        .run(&["models", "fetch", "it", "--retries=0"])
        .expect_status(3);
    let text = offline.stderr();
    assert!(
        text.contains(&url) && text.contains(place.fetched().to_str().unwrap()),
        "{text}"
    );
    // As it says.
    fs::create_dir_all(place.fetched().parent().unwrap()).unwrap();
    fs::copy(golden("prompts.pth"), place.fetched()).unwrap();
    let verified = place.run(&["models", "verify", "it"]).expect_status(0);
    assert!(verified.stdout().starts_with("good"), "{}", verified.stdout());
    let http = place.run(&[
        "models",
        "add",
        "x",
        "--kind=prompts",
        "--url",
        "http://example.org/a",
    ]);
    assert!(http.expect_status(2).stderr().contains("unprotected"));
}

#[test]
fn proxies_are_used_gone_around_and_never_named_with_their_password() {
    let body = prompts();
    let sent = body.clone();
    let server = Server::start(move |_, request, stream| file(request, stream, &sent, ETAG, ALL));
    let proxy = Server::start(|_, request, stream| {
        assert_eq!(request.method, "CONNECT");
        let target = TcpStream::connect(&request.path).unwrap();
        head(stream, "200 Connected", &[]);
        web::join(stream.try_clone().unwrap(), target);
    });
    let address = format!("http://user:pa55word@127.0.0.1:{}", proxy.port);
    let url = server.url("/prompts.pth");
    let place = Place::new();
    place.entry(&url, &body);
    let through = [("http_proxy", address.as_str())];
    let done = place
        .run_with(&["models", "fetch", "it"], &through)
        .expect_status(0);
    assert_eq!(fs::read(place.fetched()).unwrap(), body);
    assert_eq!(proxy.requests()[0].path, format!("127.0.0.1:{}", server.port));
    assert!(proxy.requests()[0].header("proxy-authorization").is_some());
    assert!(!done.stderr().contains("pa55word"));

    let place = Place::new();
    place.entry(&url, &body);
    let around = [
        ("HTTP_PROXY", address.as_str()),
        ("NO_PROXY", "example.org,127.0.0.1"),
    ];
    place
        .run_with(&["models", "fetch", "it"], &around)
        .expect_status(0);
    assert_eq!(proxy.requests().len(), 1);

    let place = Place::new();
    place.entry(&url, &body);
    for dead in [
        "http://user:pa55word@127.0.0.1:1",
        "socks5://user:pa55word@127.0.0.1:1",
        "::pa55word",
    ] {
        let failed = place.run_with(&["models", "fetch", "it", "--retries=0"], &[("http_proxy", dead)]);
        let failed = failed.expect_status(3);
        assert!(!failed.stderr().contains("pa55word"), "{}", failed.stderr());
    }
}

#[test]
fn https_is_spoken_with_those_whom_an_authority_vouches_for() {
    let body = prompts();
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend(&body);
    let server = web::tls::start(answer);
    let url = format!("https://localhost:{}/prompts.pth", server.port);
    let place = Place::new();
    place.entry(&url, &body);
    let stranger = place
        .run(&["models", "fetch", "it", "--retries=0"])
        .expect_status(3);
    let text = stranger.stderr();
    assert!(
        text.contains("is not to be trusted") || text.contains("no certificates of authorities"),
        "{text}"
    );
    assert!(server.requests().is_empty() && !place.part().exists());
    let authority = web::tls::authority();
    let trusted = [("SSL_CERT_FILE", authority.to_str().unwrap())];
    place
        .run_with(&["models", "fetch", "it"], &trusted)
        .expect_status(0);
    assert_eq!(fs::read(place.fetched()).unwrap(), body);
    // What began protected does not end in the open.
    let open = Server::start(move |_, request, stream| file(request, stream, &prompts(), ETAG, ALL));
    let to = format!(
        "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: {}\r\n\r\n",
        open.url("/prompts.pth")
    );
    let server = web::tls::start(to.into_bytes());
    let place = Place::new();
    place.entry(&format!("https://localhost:{}/prompts.pth", server.port), &body);
    let refused = place
        .run_with(&["models", "fetch", "it"], &trusted)
        .expect_status(3);
    assert!(refused.stderr().contains("unprotected"), "{}", refused.stderr());
    assert!(open.requests().is_empty());
}

#[test]
fn ctrl_c_keeps_what_came() {
    let place = Place::new();
    let body = prompts();
    let sent = body.clone();
    let server = Server::start(move |before, request, stream| {
        if before > 0 {
            return file(request, stream, &sent, ETAG, ALL);
        }
        file(request, stream, &sent, ETAG, 1000);
        for piece in sent[1000..].chunks(100) {
            std::thread::sleep(Duration::from_millis(20));
            if std::io::Write::write_all(stream, piece).is_err() {
                return;
            }
        }
    });
    place.entry(&server.url("/prompts.pth"), &body);
    let mut fetch = place.command(&["models", "fetch", "it"]);
    let child = fetch
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let patience = Instant::now();
    while fs::metadata(place.part()).map_or(0, |part| part.len()) < 1000 {
        assert!(patience.elapsed() < Duration::from_secs(30), "nothing came");
        std::thread::sleep(Duration::from_millis(5));
    }
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::INT,
    )
    .unwrap();
    let stopped = Run(child.wait_with_output().unwrap()).expect_status(130);
    assert!(
        stopped.stderr().contains("what came is kept"),
        "{}",
        stopped.stderr()
    );
    let kept = fs::read(place.part()).unwrap();
    assert!(kept.len() >= 1000 && kept.len() < body.len() && body.starts_with(&kept));
    place.run(&["models", "fetch", "it"]).expect_status(0);
    assert_eq!(server.requests()[1].from(), Some(kept.len()));
    assert_eq!(fs::read(place.fetched()).unwrap(), body);
}

/// An entry of Hugging Face's hub.
fn hub_entry(place: &Place, more: &[&str]) {
    let mut arguments = vec![
        "models",
        "add",
        "it",
        "--kind=prompts",
        "--hugging-face=some/where",
    ];
    arguments.extend(["--file=prompts.pth"]);
    arguments.extend(more);
    place.run(&arguments).expect_status(0);
}

#[test]
fn the_hubs_token_goes_to_the_hub_and_nowhere_else() {
    const TOKEN: &str = "hf_Fake0Token1For2Tests";
    let body = prompts();
    let (sent, hash) = (body.clone(), sha256_of_bytes(&body));
    let store = Server::start(move |_, request, stream| file(request, stream, &sent, ETAG, ALL));
    // Another port is another server, and it gets a signed address, which is a secret too.
    let signed = store.url("/blob?signature=S3CRET");
    let linked = format!("\"{hash}\"");
    let hub = Server::start(move |before, _, stream| match before {
        0 => empty(
            stream,
            "307 Moved",
            &[("location", "/elsewhere"), ("x-linked-etag", &linked)],
        ),
        _ => empty(stream, "302 Found", &[("location", &signed)]),
    });
    let place = Place::new();
    hub_entry(&place, &[]);
    let endpoint = hub.url("");
    let environment = [("HF_TOKEN", TOKEN), ("HF_ENDPOINT", endpoint.as_str())];
    let done = place
        .run_with(&["models", "fetch", "it", "--json"], &environment)
        .expect_status(0);
    assert_eq!(done.json()[0]["checked"], "the sha256 that the hub gives");
    let bearer = format!("Bearer {TOKEN}");
    let asked = hub.requests();
    assert_eq!(asked[0].path, "/some/where/resolve/main/prompts.pth");
    assert_eq!(asked[1].path, "/elsewhere");
    for request in &asked {
        assert_eq!(request.header("authorization"), Some(bearer.as_str()));
    }
    let stored = store.requests();
    assert_eq!((stored.len(), stored[0].header("authorization")), (1, None));
    let mut said = vec![done.stdout(), done.stderr()];

    // Every way of failing, with a server that repeats what it heard wherever it can.
    for answer in ["401", "echo", "leave", "cut"] {
        let loud = Server::start(move |_, request, stream| {
            let heard = request.header("authorization").unwrap_or_default().to_owned();
            match answer {
                "401" => empty(stream, &format!("401 {heard}"), &[("x-error", &heard)]),
                "echo" => empty(stream, "302 Found", &[("location", &format!("ftp://x/{heard}"))]),
                "leave" => {
                    let location = format!("http://example.org/{}", heard.replace(' ', "+"));
                    empty(stream, "302 Found", &[("location", &location)]);
                }
                _ => {
                    head(
                        stream,
                        "200 OK",
                        &[("content-length", "10000"), ("etag", &format!("\"{heard}\""))],
                    );
                }
            }
        });
        let endpoint = loud.url("");
        let failing = Place::new();
        hub_entry(&failing, &[]);
        let environment = [("HF_TOKEN", TOKEN), ("HF_ENDPOINT", endpoint.as_str())];
        let failed = failing
            .run_with(&["models", "fetch", "it", "--retries=0"], &environment)
            .expect_status(3);
        assert_plain(&failed);
        said.extend([failed.stdout(), failed.stderr()]);
        for (path, bytes) in failing.written() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(TOKEN), "{answer}: {}", path.display());
        }
    }
    for command in [
        ["models", "show", "it"],
        ["models", "verify", "it"],
        ["models", "list", "--json"],
    ] {
        let shown = place.run_with(&command, &environment).expect_status(0);
        said.extend([shown.stdout(), shown.stderr()]);
    }
    let doctor = place.run_with(&["doctor"], &environment).expect_status(0);
    said.extend([doctor.stdout(), doctor.stderr()]);
    for text in said {
        assert!(!text.contains(TOKEN) && !text.contains("S3CRET"), "{text}");
    }
    for (path, bytes) in place.written() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(TOKEN) && !text.contains("S3CRET"),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_hubs_own_checksum_counts_where_no_other_is_known() {
    let linked = format!("\"{}\"", "0".repeat(64));
    let hub = Server::start(move |_, request, stream| {
        let _ = request;
        let body = prompts();
        let length = body.len().to_string();
        head(
            stream,
            "200 OK",
            &[("content-length", &length), ("x-linked-etag", &linked)],
        );
        let _ = std::io::Write::write_all(stream, &body);
    });
    let place = Place::new();
    hub_entry(&place, &[]);
    let endpoint = hub.url("/");
    let refused = place
        .run_with(&["models", "fetch", "it"], &[("HF_ENDPOINT", &endpoint)])
        .expect_status(3);
    assert!(refused.stderr().contains(&"0".repeat(64)), "{}", refused.stderr());
    assert!(!place.fetched().exists());
    assert!(hub.requests()[0].header("authorization").is_none());
}

#[test]
fn a_file_in_hugging_faces_cache_is_not_fetched() {
    let place = Place::new();
    let commit = "0123456789abcdef0123456789abcdef01234567";
    hub_entry(&place, &["--sha256", &sha256_of_bytes(&prompts())]);
    let base = place.path("hub/models--some--where");
    fs::create_dir_all(base.join("refs")).unwrap();
    fs::create_dir_all(base.join("snapshots").join(commit)).unwrap();
    fs::write(base.join("refs/main"), commit).unwrap();
    let cached = base.join("snapshots").join(commit).join("prompts.pth");
    fs::copy(golden("prompts.pth"), &cached).unwrap();
    let hub = place.path("hub");
    // No server is there to be asked.
    let environment = [
        ("HF_HUB_CACHE", hub.to_str().unwrap()),
        ("HF_ENDPOINT", "http://127.0.0.1:1"),
    ];
    let here = place
        .run_with(&["models", "fetch", "it", "--json"], &environment)
        .expect_status(0)
        .json();
    assert_eq!(
        (here[0]["downloaded"].clone(), here[0]["path"].clone()),
        (Value::Bool(false), cached.to_str().into())
    );
    place
        .run_with(&["models", "remove", "it", "--delete"], &environment)
        .expect_status(0);
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
