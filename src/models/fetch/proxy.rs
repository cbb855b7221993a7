//! The proxy that the environment names for an address.

use super::{Address, FetchError};
use ureq::{Proxy, ProxyProtocol};

/// The proxy for this address, if there is to be one.
pub fn proxy_for(address: &Address) -> Result<Option<Proxy>, FetchError> {
    let names: &[&str] = match address.is_https() {
        true => &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        false => &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    let value = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let Some((name, proxy)) = names.iter().find_map(|name| Some((*name, value(name)?))) else {
        return Ok(None);
    };
    let around = value("NO_PROXY")
        .or_else(|| value("no_proxy"))
        .unwrap_or_default();
    if goes_around(&around, address.host()) {
        return Ok(None);
    }
    // Its text is not repeated: it may hold a password.
    let wrong = || FetchError::Proxy {
        variable: name.to_owned(),
    };
    let proxy = Proxy::new(proxy.trim()).map_err(|_| wrong())?;
    match proxy.protocol() {
        ProxyProtocol::Http | ProxyProtocol::Https => Ok(Some(proxy)),
        _ => Err(wrong()),
    }
}

/// Whether a list such as `localhost,.example.org` has the host: by its name, or by a domain above it.
fn goes_around(list: &str, host: &str) -> bool {
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_ascii_lowercase();
    list.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .any(|entry| {
            let domain = entry
                .trim_start_matches('*')
                .trim_start_matches('.')
                .to_ascii_lowercase();
            entry == "*"
                || host == domain
                || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_go_around_the_proxy_by_name_and_by_domain() {
        for (list, host, expected) in [
            ("", "a.org", false),
            ("*", "a.org", true),
            ("a.org", "a.org", true),
            ("a.org", "x.A.org", true),
            (".a.org", "x.a.org", true),
            ("*.a.org", "x.a.org", true),
            ("a.org", "ba.org", false),
            ("b.org, 127.0.0.1", "127.0.0.1", true),
            ("::1", "[::1]", true),
        ] {
            assert_eq!(goes_around(list, host), expected, "{list} {host}");
        }
    }
}
