//! `models fetch` through proxies, by https, from the hub and its cache.

use crate::models::{ALL, ETAG, Place, assert_plain, prompts};
use crate::program::golden;
use crate::web::{self, Server, empty, file, head};
use serde_json::Value;
use std::fs;
use std::net::TcpStream;
use vip2clip::base::sha256_of_bytes;

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
