//! The certificate in use; another one takes its place between two handshakes.

use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::Certificate;

/// The certificate in use; cheap to clone, all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Shelf(Arc<RwLock<Option<Arc<Certificate>>>>);

impl Shelf {
    /// A shelf with this certificate.
    #[must_use]
    pub fn with(certificate: Certificate) -> Self {
        let shelf = Self::default();
        shelf.put(certificate);
        shelf
    }

    /// Uses this certificate from the next handshake on.
    pub fn put(&self, certificate: Certificate) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(certificate));
    }

    /// The certificate in use.
    #[must_use]
    pub fn get(&self) -> Option<Arc<Certificate>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// TLS 1.2 and 1.3 with whatever lies here.
    ///
    /// # Panics
    /// Never: the provider knows both versions.
    #[must_use]
    pub fn server_config(&self) -> Arc<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
        let builder = builder.with_safe_default_protocol_versions().expect("ring knows TLS 1.2 and 1.3");
        let mut config = builder.with_no_client_auth().with_cert_resolver(Arc::new(self.clone()));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Arc::new(config)
    }
}

impl ResolvesServerCert for Shelf {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.get().map(|it| Arc::clone(&it.key))
    }
}
