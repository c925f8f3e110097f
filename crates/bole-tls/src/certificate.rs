//! A certificate chain with its key: what it says, and whether it serves these hosts now.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::extensions::GeneralName;

use crate::CertificateError;

/// A certificate that ends within this time wants to be renewed.
pub const SOON_MS: i64 = 21 * 24 * 3_600_000;

/// A certificate chain with its key.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The hosts and addresses it names.
    pub names: Vec<String>,
    /// From when it is valid, milliseconds since 1970.
    pub from_ms: i64,
    /// Until when it is valid, milliseconds since 1970.
    pub until_ms: i64,
    pub(crate) key: Arc<CertifiedKey>,
}

impl Certificate {
    /// Reads a chain, the server's own first, and its key from two files in PEM form.
    ///
    /// # Errors
    /// What is wrong with them; that it expired or lacks names is not looked at.
    pub fn load(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let read = |path: &Path| {
            std::fs::read(path).map_err(|source| CertificateError::File { path: path.to_owned(), source })
        };
        Self::from_pem(&read(chain)?, &read(key)?)
    }

    /// The same from texts.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, CertificateError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(|it| CertificateError::Malformed(it.to_string()))?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::NoKey)?;
        let first = chain.first().ok_or(CertificateError::NoCertificate)?;
        let malformed = |it: &dyn std::fmt::Display| CertificateError::Malformed(it.to_string());
        let (_, parsed) = x509_parser::parse_x509_certificate(first).map_err(|it| malformed(&it))?;
        let alternative = parsed.subject_alternative_name().map_err(|it| malformed(&it))?;
        let names = alternative.into_iter().flat_map(|it| &it.value.general_names).filter_map(name).collect();
        let validity = parsed.validity();
        let (from_ms, until_ms) = (validity.not_before.timestamp() * 1000, validity.not_after.timestamp() * 1000);
        let key = CertifiedKey::from_der(chain, key, &default_provider()).map_err(|it| match it {
            rustls::Error::InconsistentKeys(_) => CertificateError::Mismatched,
            other => CertificateError::Key(other.to_string()),
        })?;
        Ok(Self { names, from_ms, until_ms, key: Arc::new(key) })
    }

    /// Refuses one that is not valid now or does not name all of these hosts.
    ///
    /// # Errors
    /// Why it does not serve.
    pub fn demand(&self, hosts: &[String], now_ms: i64) -> Result<(), CertificateError> {
        if now_ms > self.until_ms {
            return Err(CertificateError::Expired { until: day(self.until_ms) });
        }
        if now_ms < self.from_ms {
            return Err(CertificateError::NotYet { from: day(self.from_ms) });
        }
        let missing = self.missing(hosts);
        if missing.is_empty() { Ok(()) } else { Err(CertificateError::Names { missing }) }
    }

    /// The hosts that it does not name.
    #[must_use]
    pub fn missing(&self, hosts: &[String]) -> Vec<String> {
        hosts.iter().filter(|host| !self.names.iter().any(|it| covers(it, host))).cloned().collect()
    }

    /// Whether it should be renewed.
    #[must_use]
    pub const fn ends_soon(&self, now_ms: i64) -> bool {
        now_ms.saturating_add(SOON_MS) > self.until_ms
    }

    /// The day on which it ends.
    #[must_use]
    pub fn until(&self) -> String {
        day(self.until_ms)
    }
}

fn name(found: &GeneralName<'_>) -> Option<String> {
    match found {
        GeneralName::DNSName(it) => Some(it.to_ascii_lowercase()),
        GeneralName::IPAddress(it) => {
            let v4 = <[u8; 4]>::try_from(*it).map(IpAddr::from);
            let ip = v4.or_else(|_| <[u8; 16]>::try_from(*it).map(IpAddr::from));
            ip.ok().map(|it| it.to_string())
        }
        _ => None,
    }
}

/// Whether a name of a certificate stands for a host; a star stands for exactly one label.
fn covers(name: &str, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    match name.strip_prefix("*.") {
        Some(rest) => host.split_once('.').is_some_and(|(label, parent)| !label.is_empty() && parent == rest),
        None => name == host,
    }
}

/// The day of an instant, in UTC.
fn day(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |it| it.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_star_stands_for_one_label() {
        let cases = [
            ("jobs.example.cn", "JOBS.example.cn", true),
            ("*.jobs.example.cn", "console.jobs.example.cn", true),
            ("*.jobs.example.cn", "jobs.example.cn", false),
            ("*.example.cn", "console.jobs.example.cn", false),
            ("*.jobs.example.cn", ".jobs.example.cn", false),
        ];
        for (name, host, expected) in cases {
            assert_eq!(covers(name, host), expected, "{name} {host}");
        }
    }
}
