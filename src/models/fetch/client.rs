//! One question over HTTP, through redirects. The token goes to the host that was asked first, and to no other.

use super::proxy::proxy_for;
use super::{Address, FetchError, Token};
use std::cell::OnceCell;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::{HeaderMap, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Error};

/// Redirects that are followed.
const REDIRECTS: usize = 10;
/// Bytes of an answer's head, and most of a body's that is looked at in vain.
const HEAD: usize = 64 << 10;

/// Asks servers.
pub struct Client {
    connect: Duration,
    stall: Duration,
    plain: OnceCell<Agent>,
    protected: OnceCell<Agent>,
}

/// An answer whose body has not been read.
pub struct Answer {
    /// Status of HTTP.
    pub status: u16,
    /// Bytes of the body, where the server says it.
    pub length: Option<u64>,
    /// The first byte that comes and the bytes of the whole, of a part.
    pub range: Option<(Option<u64>, Option<u64>)>,
    /// The server's name for the content, if it is a strong one.
    pub etag: Option<String>,
    /// sha256 of the file, where Hugging Face's hub says it.
    pub sha256: Option<String>,
    /// Seconds after which to ask again.
    pub retry_after: Option<u64>,
    /// Who answered.
    pub host: String,
    /// The body.
    pub body: Box<dyn Read>,
}

/// Why there is no answer.
pub enum NoAnswer {
    /// Asking again may help.
    Passing(String),
    /// It will not.
    Lasting(String),
    /// Something on this side.
    Own(FetchError),
}

impl Client {
    /// `connect` for a connection, `stall` for an answer and between two pieces of it.
    pub fn new(connect: Duration, stall: Duration) -> Self {
        Self {
            connect,
            stall,
            plain: OnceCell::new(),
            protected: OnceCell::new(),
        }
    }

    /// Asks for the file at `address`, from byte `range.0` on if it is still the one named `range.1`.
    pub fn ask(
        &self,
        address: &Address,
        token: Option<&Token>,
        range: Option<(u64, Option<&str>)>,
    ) -> Result<Answer, NoAnswer> {
        let asked_first = address.origin();
        let mut here = address.clone();
        let mut sha256 = None;
        for _ in 0..=REDIRECTS {
            let own = here.origin() == asked_first;
            let response = self.once(&here, token.filter(|_| own), range)?;
            let headers = response.headers();
            if own {
                sha256 = sha256.or_else(|| linked_sha256(headers));
            }
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(answer(response, sha256, here.host()));
            }
            let location = text(headers, "location")
                .ok_or_else(|| NoAnswer::Lasting(format!("{} redirects to nowhere", here.host())))?;
            here = here.join(&location).map_err(|error| {
                NoAnswer::Lasting(format!(
                    "{} redirects to where no file is fetched from: {error}",
                    here.host()
                ))
            })?;
        }
        Err(NoAnswer::Lasting(format!(
            "it redirects more than {REDIRECTS} times"
        )))
    }

    fn once(
        &self,
        address: &Address,
        token: Option<&Token>,
        range: Option<(u64, Option<&str>)>,
    ) -> Result<Response<Body>, NoAnswer> {
        let agent = self.agent(address.is_https()).map_err(NoAnswer::Own)?;
        let proxy = proxy_for(address).map_err(NoAnswer::Own)?;
        let mut request = agent
            .get(address.text())
            .header("accept", "application/octet-stream, */*;q=0.5")
            // Compressed bytes would be others.
            .header("accept-encoding", "identity");
        if let Some(token) = token {
            request = request.header("authorization", token.header());
        }
        if let Some((from, etag)) = range {
            request = request.header("range", format!("bytes={from}-"));
            if let Some(etag) = etag {
                request = request.header("if-range", etag);
            }
        }
        let sent = request.config().proxy(proxy).build().call();
        sent.map_err(|error| self.explained(&error, address.host()))
    }

    fn agent(&self, protected: bool) -> Result<&Agent, FetchError> {
        let cell = if protected { &self.protected } else { &self.plain };
        if cell.get().is_none() {
            let tls = if protected { tls()? } else { TlsConfig::default() };
            let config = Agent::config_builder()
                .tls_config(tls)
                .https_only(protected)
                .http_status_as_error(false)
                // Followed by hand: who may hear the token, and what may be asked at all, is decided above.
                .max_redirects(0)
                .max_redirects_will_error(false)
                .user_agent(concat!("vip2clip-tui/", env!("CARGO_PKG_VERSION")))
                .proxy(None)
                .max_response_header_size(HEAD)
                .timeout_resolve(Some(self.connect))
                .timeout_connect(Some(self.connect))
                .timeout_recv_response(Some(self.stall))
                .timeout_per_read(Some(self.stall))
                .build();
            let _ = cell.set(Agent::new_with_config(config));
        }
        cell.get().ok_or(FetchError::NoRoots)
    }

    /// An error in words. None of it repeats what was sent.
    pub fn explained(&self, error: &Error, host: &str) -> NoAnswer {
        match error {
            Error::HostNotFound => NoAnswer::Passing(format!(
                "the host {host} was not found (no network, or no such name)"
            )),
            Error::Timeout(_) => NoAnswer::Passing(format!(
                "{host} did not answer within {} s (--timeout)",
                self.stall.as_secs_f64()
            )),
            Error::Io(cause) if cause.kind() == std::io::ErrorKind::UnexpectedEof => {
                NoAnswer::Passing(format!("{host} cut the connection"))
            }
            // rustls' errors come wrapped.
            Error::Io(cause) if cause.kind() == std::io::ErrorKind::InvalidData => {
                NoAnswer::Lasting(format!("{host} is not to be trusted: {cause}"))
            }
            // The system's own words for a name that nobody knows; there is no kind of error for it.
            Error::Io(cause) if cause.to_string().contains("lookup address") => NoAnswer::Passing(format!(
                "the host {host} was not found (no network, or no such name): {cause}"
            )),
            Error::Io(cause) => NoAnswer::Passing(format!("the connection to {host} failed: {cause}")),
            Error::ConnectionFailed => NoAnswer::Passing(format!("no connection to {host}")),
            Error::ConnectProxyFailed(_) => {
                NoAnswer::Lasting(format!("the proxy does not connect to {host}"))
            }
            Error::Rustls(cause) => NoAnswer::Lasting(format!("{host} is not to be trusted: {cause}")),
            Error::LargeResponseHeader(..) | Error::Protocol(_) => {
                NoAnswer::Passing(format!("{host} does not speak HTTP"))
            }
            _ => NoAnswer::Lasting(format!("{host} cannot be asked")),
        }
    }
}

/// rustls with the roots that the system trusts, or those of SSL_CERT_FILE.
fn tls() -> Result<TlsConfig, FetchError> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return Err(FetchError::NoRoots);
    }
    let roots: Vec<Certificate<'static>> = found
        .certs
        .iter()
        .map(|der| Certificate::from_der(der).to_owned())
        .collect();
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::from(roots))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}

fn answer(response: Response<Body>, sha256: Option<String>, host: &str) -> Answer {
    let headers = response.headers();
    let etag = text(headers, "etag").filter(|etag| etag.starts_with('"') && etag.len() < 256);
    Answer {
        status: response.status().as_u16(),
        length: text(headers, "content-length").and_then(|length| length.trim().parse().ok()),
        range: text(headers, "content-range").and_then(|range| content_range(&range)),
        etag,
        sha256,
        retry_after: text(headers, "retry-after").and_then(|seconds| seconds.trim().parse().ok()),
        host: host.to_owned(),
        body: Box::new(response.into_body().into_reader()),
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// The hub names large files by their sha256.
fn linked_sha256(headers: &HeaderMap) -> Option<String> {
    let etag = text(headers, "x-linked-etag")?;
    let hash = etag.trim_start_matches("W/").trim_matches('"');
    let is_hash = hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit());
    is_hash.then(|| hash.to_ascii_lowercase())
}

/// `bytes 3-9/10`, `bytes */10`.
fn content_range(text: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (part, total) = text.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let start = part
        .split_once('-')
        .and_then(|(start, _)| start.trim().parse().ok());
    Some((start, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        assert_eq!(content_range("bytes 3-9/10"), Some((Some(3), Some(10))));
        assert_eq!(content_range("bytes */10"), Some((None, Some(10))));
        assert_eq!(content_range("bytes 3-9/*"), Some((Some(3), None)));
        assert_eq!(content_range("pages 1-2/3"), None);
    }
}
