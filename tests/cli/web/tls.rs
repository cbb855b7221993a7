//! The server behind TLS: `localhost` by a certificate of an authority that nobody trusts but who is told to. Its key is
//! public, here, and good for nothing else.

use super::{Request, Server};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cli/web")
        .join(name)
}

/// The file of the authority, for SSL_CERT_FILE.
pub fn authority() -> PathBuf {
    fixture("ca.pem")
}

/// A server of https that answers every question with these bytes.
pub fn start(answer: Vec<u8>) -> Server {
    let certificate = CertificateDer::from_pem_file(fixture("localhost.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("localhost.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = requests.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut socket) = stream else { return };
            let mut connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut words = String::new();
            let mut reader = BufReader::new(&mut stream);
            let mut line = String::new();
            // Who does not trust the server asks nothing.
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                words += &line;
                line.clear();
            }
            if words.is_empty() {
                continue;
            }
            let path = words.split_whitespace().nth(1).unwrap_or_default().to_owned();
            seen.lock().unwrap().push(Request {
                method: "GET".to_owned(),
                path,
                headers: Default::default(),
            });
            let _ = stream.write_all(&answer);
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    Server::known(port, requests)
}
