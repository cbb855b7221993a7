//! Addresses that may be asked for a file: https, and http on this machine.

use crate::base::printable;
use std::net::IpAddr;
use ureq::http::Uri;

/// Longest address; servers take no longer ones either.
const LONGEST: usize = 8192;

/// An address that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    uri: Uri,
}

/// An address that is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not an address at all.
    #[error("'{}' is no address: expected https://HOST/PATH", printable(.0))]
    Malformed(String),
    /// Anybody between could read and change what comes.
    #[error("{} would come unprotected: expected https (http is for this machine only)", printable(.0))]
    Unprotected(String),
    /// A name or a password in it.
    #[error("an address on {} holds a user's name or a password: leave it out", printable(.0))]
    UserInfo(String),
}

impl Address {
    /// Reads one.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let malformed = || AddressError::Malformed(without_query(text).chars().take(200).collect());
        if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(malformed());
        }
        let uri: Uri = text.parse().map_err(|_| malformed())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(malformed());
        };
        if authority.host().is_empty() {
            return Err(malformed());
        }
        if authority.as_str().contains('@') {
            return Err(AddressError::UserInfo(authority.host().to_owned()));
        }
        let address = Self {
            text: text.to_owned(),
            uri: uri.clone(),
        };
        match scheme {
            "https" => Ok(address),
            "http" if address.is_of_this_machine() => Ok(address),
            "http" => Err(AddressError::Unprotected(address.shown())),
            _ => Err(malformed()),
        }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// For people and records: without what follows a question mark, which may be a secret.
    pub fn shown(&self) -> String {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        let authority = self.uri.authority().map_or("", |authority| authority.as_str());
        printable(&format!("{scheme}://{authority}{}", self.uri.path())).into_owned()
    }

    /// The host's name.
    pub fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }

    /// Scheme, host and port: who hears what is sent.
    pub fn origin(&self) -> (bool, String, u16) {
        let usual = if self.is_https() { 443 } else { 80 };
        let port = self.uri.port_u16().unwrap_or(usual);
        (self.is_https(), self.host().to_ascii_lowercase(), port)
    }

    /// Where a redirect leads. What came encrypted stays encrypted.
    pub fn join(&self, location: &str) -> Result<Self, AddressError> {
        let scheme = self.uri.scheme_str().unwrap_or("https");
        let authority = self.uri.authority().map_or("", |authority| authority.as_str());
        let target = if location.contains("://") {
            location.to_owned()
        } else if location.starts_with("//") {
            format!("{scheme}:{location}")
        } else if location.starts_with('/') {
            format!("{scheme}://{authority}{location}")
        } else {
            let folder = self.uri.path().rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{scheme}://{authority}{folder}/{location}")
        };
        let next = Self::parse(&target)?;
        if self.is_https() && !next.is_https() {
            return Err(AddressError::Unprotected(next.shown()));
        }
        Ok(next)
    }

    fn is_of_this_machine(&self) -> bool {
        let host = self.host().trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

fn without_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_protected_addresses_are_asked() {
        for good in [
            "https://example.org/a?b=c",
            "http://127.0.0.1:8000/a",
            "http://localhost/a",
            "http://[::1]:1/a",
        ] {
            assert_eq!(Address::parse(good).unwrap().text(), good);
        }
        for (bad, expected) in [
            ("http://example.org/a", "unprotected"),
            ("http://127.0.0.1.example.org/a", "unprotected"),
            ("http://localhost.example.org/", "unprotected"),
            ("ftp://example.org/a", "no address"),
            ("file:///etc/passwd", "no address"),
            ("example.org", "no address"),
            ("https://", "no address"),
            ("https://user:pw@example.org/a", "password"),
            ("https://example.org/a\u{1b}[2J", "\\u{1b}"),
            ("https://example.org/a b", "no address"),
        ] {
            let error = Address::parse(bad).unwrap_err().to_string();
            assert!(error.contains(expected), "{bad}: {error}");
            assert!(
                !error.contains("pw") && !error.chars().any(char::is_control),
                "{error:?}"
            );
        }
    }

    #[test]
    fn redirects_are_joined_and_never_lose_protection() {
        let from = Address::parse("https://a.org/x/y?q").unwrap();
        for (location, expected) in [
            ("/z?k=1", "https://a.org/z?k=1"),
            ("z", "https://a.org/x/z"),
            ("//b.org/z", "https://b.org/z"),
            ("https://b.org:8443/z", "https://b.org:8443/z"),
        ] {
            assert_eq!(from.join(location).unwrap().text(), expected);
        }
        assert!(from.join("http://127.0.0.1/z").is_err());
        assert!(from.join("http://a.org/x").is_err());
        let local = Address::parse("http://127.0.0.1:81/a").unwrap();
        assert!(local.join("http://127.0.0.1:82/b").is_ok());
        assert_ne!(
            local.origin(),
            local.join("http://127.0.0.1:82/b").unwrap().origin()
        );
        assert_eq!(local.join("b?token=1").unwrap().shown(), "http://127.0.0.1:81/b");
    }
}
