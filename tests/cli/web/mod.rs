//! A server of HTTP on this machine, whose answers a test writes itself.

pub mod tls;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The first byte that is asked for.
    pub fn from(&self) -> Option<usize> {
        let range = self.header("range")?.strip_prefix("bytes=")?;
        range.strip_suffix('-')?.parse().ok()
    }
}

/// A running server.
pub struct Server {
    pub port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers each question with `answer`, which also hears how many were asked before.
    pub fn start(answer: impl Fn(usize, &Request, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (requests.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (seen, answer) = (seen.clone(), answer.clone());
                std::thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    let before = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(request.clone());
                        seen.len() - 1
                    };
                    answer(before, &request, &mut stream);
                });
            }
        });
        Self { port, requests }
    }

    fn known(port: u16, requests: Arc<Mutex<Vec<Request>>>) -> Self {
        Self { port, requests }
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => {
                headers.insert(name.to_lowercase(), value.trim().to_owned());
            }
            None => break,
        }
    }
    Some(Request {
        method,
        path,
        headers,
    })
}

/// The head of an answer. Connections are not kept.
pub fn head(stream: &mut TcpStream, status: &str, headers: &[(&str, &str)]) {
    let mut text = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    let _ = stream.write_all(text.as_bytes());
}

/// An answer without a body.
pub fn empty(stream: &mut TcpStream, status: &str, headers: &[(&str, &str)]) {
    let mut all = headers.to_vec();
    all.push(("content-length", "0"));
    head(stream, status, &all);
}

/// The file as good servers send it: the part that is asked for, if it is still the same; of it at most `most` bytes.
pub fn file(request: &Request, stream: &mut TcpStream, body: &[u8], etag: &str, most: usize) {
    let same = request.header("if-range").is_none_or(|known| known == etag);
    let from = request.from().filter(|_| same).unwrap_or(0);
    let length = (body.len() - from).to_string();
    let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
    let mut headers = vec![("content-length", length.as_str()), ("etag", etag)];
    let status = if from > 0 {
        headers.push(("content-range", &range));
        "206 Partial Content"
    } else {
        "200 OK"
    };
    head(stream, status, &headers);
    let rest = &body[from..];
    let _ = stream.write_all(&rest[..most.min(rest.len())]);
}

/// Both ways between two connections, until one ends.
pub fn join(one: TcpStream, other: TcpStream) {
    let copy = |mut from: TcpStream, mut to: TcpStream| {
        let mut chunk = [0u8; 4096];
        while let Ok(read) = from.read(&mut chunk) {
            if read == 0 || to.write_all(&chunk[..read]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Both);
    };
    let (back_from, back_to) = (other.try_clone().unwrap(), one.try_clone().unwrap());
    std::thread::spawn(move || copy(back_from, back_to));
    copy(one, other);
}
