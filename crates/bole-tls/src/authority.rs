//! Requests to the certificate authority: to the one that was named, over TLS, following nobody elsewhere.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response};
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::acme::AcmeError;

/// An authority that does not answer within this time is tried again later.
const PATIENCE: Duration = Duration::from_secs(30);
/// Requests are short.
const LARGEST: usize = 1 << 20;

/// What asks the authority.
pub struct Authority(reqwest::Client);

impl Authority {
    /// Trusts what browsers trust, and `root` where the authority is one's own.
    pub fn new(root: Option<&Path>) -> Result<Self, AcmeError> {
        let other = |it: &dyn std::fmt::Display| AcmeError::Other(it.to_string());
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        if let Some(path) = root {
            let text = std::fs::read(path).map_err(|source| AcmeError::Folder { path: path.to_owned(), source })?;
            for it in CertificateDer::pem_slice_iter(&text) {
                roots.add(it.map_err(|it| other(&it))?).map_err(|it| other(&it))?;
            }
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()));
        let tls = tls.with_safe_default_protocol_versions().map_err(|it| other(&it))?;
        let tls = tls.with_root_certificates(roots).with_no_client_auth();
        let client = reqwest::Client::builder().tls_backend_preconfigured(tls).timeout(PATIENCE);
        let client = client.redirect(reqwest::redirect::Policy::none()).no_proxy().build();
        Ok(Self(client.map_err(|it| other(&it))?))
    }
}

impl HttpClient for Authority {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let bytes = to_bytes(Body::new(body), LARGEST).await.map_err(|it| Error::Other(Box::new(it)))?;
            let asked = client.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(bytes);
            let answer = asked.send().await.map_err(|it| Error::Other(Box::new(it)))?;
            Ok(BytesResponse::from(Response::<reqwest::Body>::from(answer)))
        })
    }
}
