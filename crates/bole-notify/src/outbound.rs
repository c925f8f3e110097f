//! Requests to a server that an administrator named: that one and no other (R-NET-2).
//!
//! No redirects, no proxy, and no address of a private network unless the administrator declared the server to stand in
//! one. Names are looked up here, so that a name cannot lead inside after it was checked.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url};
use rustls::{ClientConfig, RootCertStore};

use crate::SendFailure;

/// Reads the address of a server: HTTPS, or HTTP within a declared private network; no user, no fragment.
pub fn address(text: &str, is_private: bool) -> Result<Url, SendFailure> {
    let bad = || SendFailure::permanent("sms.bad_url", None);
    let url = Url::parse(text.trim()).map_err(|_| bad())?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() || !url.has_host() {
        return Err(bad());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_private => {}
        "http" => return Err(SendFailure::permanent("sms.needs_https", None)),
        _ => return Err(bad()),
    }
    // A literal address is never looked up, so it is judged here.
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(ip) if !may_reach(ip, is_private) => Err(SendFailure::permanent("sms.private_address", None)),
        _ => Ok(url),
    }
}

/// A client for such a server.
pub fn client(is_private: bool, timeout: Duration) -> Result<Client, SendFailure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let unusable = || SendFailure::permanent("sms.bad_url", None);
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| unusable())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(Guarded { is_private }))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(timeout)
        .timeout(timeout * 2)
        .build()
        .map_err(|_| unusable())
}

/// Whether an error says that a name led into a private network.
pub fn is_blocked(error: &(dyn Error + 'static)) -> bool {
    let mut at = Some(error);
    while let Some(it) = at {
        if it.is::<Blocked>() {
            return true;
        }
        at = it.source();
    }
    false
}

/// A name whose every address is out of bounds.
#[derive(Debug)]
struct Blocked;

impl fmt::Display for Blocked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name leads into a private network")
    }
}

impl Error for Blocked {}

/// Looks names up and leaves out the addresses that may not be reached.
#[derive(Debug)]
struct Guarded {
    is_private: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let is_private = self.is_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|it| may_reach(it.ip(), is_private)).collect();
            if allowed.is_empty() {
                return Err(Box::new(Blocked) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address may be reached: public ones, and private ones of a declared server. Link-local addresses, where clouds
/// keep their keys, and what is no single machine are never reached.
fn may_reach(ip: IpAddr, is_private: bool) -> bool {
    match ip {
        IpAddr::V4(ip) => may_reach_v4(ip, is_private),
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            // The last four bytes of a mapped or translated address are the IPv4 address that is meant.
            if let Some(inner) = ip.to_ipv4_mapped() {
                return may_reach_v4(inner, is_private);
            }
            if ip.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
                let [.., a, b, c, d] = ip.octets();
                return may_reach_v4(Ipv4Addr::new(a, b, c, d), is_private);
            }
            let is_never = ip.is_unspecified() || ip.is_multicast() || first & 0xffc0 == 0xfe80;
            let is_inside = ip.is_loopback() || first & 0xfe00 == 0xfc00;
            !is_never && (is_private || !is_inside)
        }
    }
}

fn may_reach_v4(ip: Ipv4Addr, is_private: bool) -> bool {
    let [a, b, ..] = ip.octets();
    let is_never = a == 0 || a >= 224 || ip.is_link_local();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_bench = a == 198 && (b == 18 || b == 19);
    let is_inside = ip.is_loopback() || ip.is_private() || is_shared || is_bench;
    !is_never && (is_private || !is_inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_reached_only_when_declared_and_some_never() {
        for (ip, openly, declared) in [
            ("203.0.113.9", true, true),
            ("127.0.0.1", false, true),
            ("10.1.2.3", false, true),
            ("172.16.0.1", false, true),
            ("172.32.0.1", true, true),
            ("192.168.1.1", false, true),
            ("100.64.0.1", false, true),
            ("198.18.0.1", false, true),
            ("169.254.169.254", false, false),
            ("0.0.0.0", false, false),
            ("224.0.0.1", false, false),
            ("255.255.255.255", false, false),
            ("::1", false, true),
            ("::", false, false),
            ("fd00::1", false, true),
            ("fe80::1", false, false),
            ("ff02::1", false, false),
            ("::ffff:10.0.0.1", false, true),
            ("::ffff:169.254.169.254", false, false),
            ("64:ff9b::a00:1", false, true),
            ("2001:db8::1", true, true),
        ] {
            let ip: IpAddr = ip.parse().unwrap();
            assert_eq!((may_reach(ip, false), may_reach(ip, true)), (openly, declared), "{ip}");
        }
    }

    #[test]
    fn addresses_are_judged_before_anything_is_sent() {
        for (text, is_private, expected) in [
            ("https://sms.example.com/send", false, None),
            ("http://sms.example.com/send", false, Some("sms.needs_https")),
            ("http://10.0.0.5:8080/send", true, None),
            ("https://10.0.0.5/send", false, Some("sms.private_address")),
            ("https://[::1]/send", false, Some("sms.private_address")),
            ("https://2130706433/send", false, Some("sms.private_address")),
            ("https://0x7f.1/send", false, Some("sms.private_address")),
            ("http://169.254.169.254/latest", true, Some("sms.private_address")),
            ("https://user:pw@sms.example.com/", false, Some("sms.bad_url")),
            ("ftp://sms.example.com/", true, Some("sms.bad_url")),
            ("sms.example.com", false, Some("sms.bad_url")),
        ] {
            assert_eq!(address(text, is_private).err().map(|it| it.code()), expected, "{text}");
        }
    }
}
