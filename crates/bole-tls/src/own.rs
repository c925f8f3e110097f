//! A certificate that nobody vouches for: for a demonstration on the local network.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};
use ring::digest::{SHA256, digest};

use crate::{Certificate, CertificateError};

/// A certificate of one's own.
#[derive(Debug)]
pub struct Own {
    /// What is served.
    pub certificate: Certificate,
    /// SHA-256 of the certificate, as browsers show it.
    pub fingerprint: String,
}

/// Makes a certificate for these hosts and addresses, and a key that is nowhere kept.
///
/// # Errors
/// When a name cannot stand in a certificate.
pub fn self_signed(hosts: &[String], year: i16) -> Result<Own, CertificateError> {
    let made = |it: rcgen::Error| CertificateError::Made(it.to_string());
    let mut params = CertificateParams::new(hosts.to_vec()).map_err(made)?;
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "Bole demo");
    params.distinguished_name = name;
    params.not_before = date_time_ymd(i32::from(year) - 1, 1, 1);
    params.not_after = date_time_ymd(i32::from(year) + 1, 12, 31);
    let key = KeyPair::generate().map_err(made)?;
    let signed = params.self_signed(&key).map_err(made)?;
    let certificate = Certificate::from_pem(signed.pem().as_bytes(), key.serialize_pem().as_bytes())?;
    let hash = digest(&SHA256, signed.der());
    let fingerprint = hash.as_ref().iter().map(|it| format!("{it:02X}")).collect::<Vec<_>>().join(":");
    Ok(Own { certificate, fingerprint })
}
