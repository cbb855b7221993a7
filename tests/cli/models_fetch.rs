//! `models fetch`: whole, in parts, from servers that forget, refuse, or fall silent.

use crate::models::{ALL, ETAG, Place, prompts};
use crate::program::{Run, golden, picture};
use crate::web::{Server, empty, file};
use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use vip2clip::base::sha256_of_bytes;

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
