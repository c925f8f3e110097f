//! Certificate files: loaded at the start, looked at again and again, and taken over when they changed and are good.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use crate::{Certificate, CertificateError, Shelf};

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(10);

/// The two files, and the hosts they must serve.
#[derive(Debug, Clone)]
pub struct CertificateFiles {
    /// The chain, the server's own certificate first.
    pub chain: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// The hosts that it must name.
    pub hosts: Vec<String>,
}

impl CertificateFiles {
    /// Loads them and looks whether they serve the hosts now.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn load(&self, now_ms: i64) -> Result<Certificate, CertificateError> {
        let certificate = Certificate::load(&self.chain, &self.key)?;
        certificate.demand(&self.hosts, now_ms)?;
        Ok(certificate)
    }

    /// Takes files that changed into use, until the task is dropped; a bad new certificate leaves the old one where it is.
    /// `at_once` makes it look without waiting.
    pub async fn watch(self, shelf: Shelf, at_once: Arc<Notify>, now_ms: impl Fn() -> i64 + Send) {
        let mut seen = self.changed_at();
        loop {
            let is_asked = tokio::time::timeout(EVERY, at_once.notified()).await.is_ok();
            let found = self.changed_at();
            if found == seen && !is_asked {
                continue;
            }
            seen = found;
            match self.load(now_ms()) {
                Ok(certificate) => {
                    tracing::info!(until = certificate.until(), "a new certificate is in use");
                    shelf.put(certificate);
                }
                Err(error) => tracing::error!(%error, "the new certificate is not used; the old one stays in use"),
            }
        }
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        [&self.chain, &self.key].map(|it| std::fs::metadata(it).and_then(|it| it.modified()).ok())
    }
}
