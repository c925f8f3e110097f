//! Who a request really comes from. What a proxy says is believed only when the proxy is one the operator named.
//!
//! The client is the last address in the list that is no trusted proxy: whatever stands before it may be invented.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{FORWARDED, HOST, HeaderName, HeaderValue, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Proxies that are believed.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    networks: Arc<[IpNet]>,
    has_warned: Arc<AtomicBool>,
}

/// The client's address, as far as it can be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAddress {
    /// The address; `None` inside this process.
    pub ip: Option<IpAddr>,
    /// Whether a proxy stands between.
    pub is_forwarded: bool,
}

/// What the headers of a believed proxy say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    client: Option<IpAddr>,
    host: Option<String>,
    is_plain: bool,
}

impl Proxies {
    /// Believes these networks and addresses, written as `10.0.0.0/8` or `::1`, with commas between.
    ///
    /// # Errors
    /// The part that is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        let read = |it: &str| {
            let address = it.parse::<IpAddr>().map(IpNet::from);
            it.parse::<IpNet>().or(address).map_err(|_| it.to_owned())
        };
        let networks: Vec<IpNet> = parts.map(read).collect::<Result<_, _>>()?;
        Ok(Self { networks: networks.into(), has_warned: Arc::default() })
    }

    fn believes(&self, ip: IpAddr) -> bool {
        self.networks.iter().any(|it| it.contains(&ip))
    }

    /// What a believed proxy says about a request.
    fn told(&self, headers: &HeaderMap) -> Told {
        let last = |name: &HeaderName| {
            let line = headers.get_all(name).iter().filter_map(|it| it.to_str().ok()).next_back();
            line.and_then(|it| it.rsplit(',').next()).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty())
        };
        let by_list = self.client_of(&addresses(headers, &FORWARDED_FOR, whole));
        let by_standard = self.client_of(&addresses(headers, &FORWARDED, for_of));
        let client = match (by_list, by_standard) {
            // A proxy writes one of them and may pass the other on as the client sent it: then neither is believed.
            (Some(a), Some(b)) if a != b => None,
            (a, b) => a.or(b),
        };
        let proto = last(&FORWARDED_PROTO);
        Told { client, host: last(&FORWARDED_HOST), is_plain: proto.is_some_and(|it| it.eq_ignore_ascii_case("http")) }
    }

    /// The last address that is no believed proxy. An entry that is no address ends the search: what stands before it
    /// may be invented.
    fn client_of(&self, entries: &[Option<IpAddr>]) -> Option<IpAddr> {
        let last = entries.iter().rev().find(|it| it.is_none_or(|ip| !self.believes(ip)));
        match last {
            Some(it) => *it,
            // Everything on the way is ours: the client is the first of them.
            None => entries.first().copied().flatten(),
        }
    }

    fn warn_once(&self, peer: Option<IpAddr>) {
        if !self.networks.is_empty() && !self.has_warned.swap(true, Ordering::Relaxed) {
            // Only an address of one's own network is told; another may be a person's.
            let peer = peer.filter(is_internal).map(|it| it.to_string()).unwrap_or_default();
            tracing::warn!(peer, "a request with X-Forwarded-… came from no trusted proxy; see --trusted-proxy");
        }
    }
}

fn is_internal(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(it) => it.is_private() || it.is_loopback(),
        IpAddr::V6(it) => it.is_loopback() || it.is_unique_local(),
    }
}

/// The entries of a header that may come several times, in order; `None` for one that is no address.
fn addresses(headers: &HeaderMap, name: &HeaderName, pick: fn(&str) -> Option<&str>) -> Vec<Option<IpAddr>> {
    let lines = headers.get_all(name).iter().map(|it| it.to_str().unwrap_or_default());
    lines.flat_map(|it| it.split(',')).map(|it| pick(it.trim()).and_then(address)).collect()
}

/// An element as it is.
fn whole(element: &str) -> Option<&str> {
    Some(element)
}

/// The `for=` of an element of `Forwarded`.
fn for_of(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|it| it.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for")).map(|it| it.1)
}

/// An address with or without port, quotation marks and brackets.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let plain = text.parse::<IpAddr>().or_else(|_| text.parse::<SocketAddr>().map(|it| it.ip()));
    let ip = plain.or_else(|_| text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>());
    ip.ok().map(|it| it.to_canonical())
}

/// Settles who asks and for which host, before anything else looks; the headers are gone afterwards.
pub async fn settle(State(proxies): State<Proxies>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip().to_canonical());
    let names = [&FORWARDED_FOR, &FORWARDED_HOST, &FORWARDED_PROTO, &FORWARDED];
    let is_forwarded = names.iter().any(|it| request.headers().contains_key(*it));
    let mut client = ClientAddress { ip: peer, is_forwarded };
    if is_forwarded {
        let told = peer.is_some_and(|it| proxies.believes(it)).then(|| proxies.told(request.headers()));
        let headers = request.headers_mut();
        names.iter().for_each(|it| drop(headers.remove(*it)));
        match told {
            None => proxies.warn_once(peer),
            Some(told) => {
                client.ip = told.client.or(peer);
                if let Some(host) = told.host.and_then(|it| HeaderValue::from_str(&it).ok()) {
                    headers.insert(HOST, host);
                }
                if told.is_plain {
                    return to_tls(&request);
                }
            }
        }
    }
    request.extensions_mut().insert(client);
    next.run(request).await
}

/// The browser reached the proxy without TLS: it is sent to the same page with it.
fn to_tls(request: &Request) -> Response {
    let host = request.headers().get(HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, format!("https://{host}{path}"))]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(headers: &[(&HeaderName, &str)]) -> Told {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append((*name).clone(), HeaderValue::from_str(value).unwrap());
        }
        Proxies::parse("127.0.0.1, 10.0.0.0/8, ::1").unwrap().told(&map)
    }

    #[test]
    fn the_client_is_the_last_address_that_is_no_proxy_of_ours() {
        let cases = [
            ("203.0.113.7", Some("203.0.113.7")),
            ("198.51.100.9, 203.0.113.7", Some("203.0.113.7")),
            ("198.51.100.9, 203.0.113.7, 10.1.2.3", Some("203.0.113.7")),
            ("10.9.9.9, 10.1.2.3", Some("10.9.9.9")),
            ("203.0.113.7:4711", Some("203.0.113.7")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
            ("198.51.100.9, unknown, 10.1.2.3", None),
            ("", None),
        ];
        for (list, expected) in cases {
            assert_eq!(told(&[(&FORWARDED_FOR, list)]).client, expected.map(|it| it.parse().unwrap()), "{list}");
        }
        let twice = [(&FORWARDED_FOR, "198.51.100.9"), (&FORWARDED_FOR, "203.0.113.7")];
        assert_eq!(told(&twice).client, Some("203.0.113.7".parse().unwrap()), "a header that comes twice is one list");
    }

    #[test]
    fn the_standard_header_is_read_and_two_that_differ_are_not_believed() {
        let cases = [
            ("for=203.0.113.7;proto=https;host=jobs.example.cn", Some("203.0.113.7")),
            ("for=198.51.100.9, For=\"[2001:db8::1]:4711\"", Some("2001:db8::1")),
            ("proto=https", None),
        ];
        for (text, expected) in cases {
            assert_eq!(told(&[(&FORWARDED, text)]).client, expected.map(|it| it.parse().unwrap()), "{text}");
        }
        let both = |a: &str, b: &str| told(&[(&FORWARDED_FOR, a), (&FORWARDED, b)]).client;
        assert_eq!(both("203.0.113.7", "for=203.0.113.7"), Some("203.0.113.7".parse().unwrap()));
        assert_eq!(both("198.51.100.9", "for=203.0.113.7"), None);
    }

    #[test]
    fn the_host_and_the_scheme_are_the_last_ones_named() {
        let found = told(&[(&FORWARDED_HOST, "evil.example, jobs.example.cn"), (&FORWARDED_PROTO, "https, http")]);
        assert_eq!((found.host.as_deref(), found.is_plain), (Some("jobs.example.cn"), true));
        assert!(!told(&[(&FORWARDED_PROTO, "https")]).is_plain);
    }

    #[test]
    fn a_network_that_is_none_is_named() {
        assert_eq!(Proxies::parse("10.0.0.0/8,nobody").unwrap_err(), "nobody");
        assert!(Proxies::parse("").unwrap().networks.is_empty());
    }
}
