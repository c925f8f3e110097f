//! The flags about TLS, and what they start: the certificate in use, its watch, the listener that sends browsers to HTTPS.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use bole_app::App;
use bole_app::environment::{Clock as _, SystemClock};
use bole_app::system::CertificateFacts;
use bole_domain::time::Millis;
use bole_tls::{Answers, Certificate, CertificateError, CertificateFiles, Shelf, redirect};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

use crate::cli::Listen;
use crate::serve::{Door, bind_at};

/// How browsers reach the server over TLS.
#[derive(Debug, Clone, Args)]
pub struct Tls {
    /// 证书文件（PEM，含中间证书）；换文件后自动生效 / The certificate chain, PEM; exchanged files are taken over by themselves.
    #[arg(long, env = "BOLE_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// 私钥文件（PEM） / The private key, PEM.
    #[arg(long, env = "BOLE_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// 在这个端口把 http 转到 https，通常是 80 / Sends http on this port to https, usually 80.
    #[arg(long, env = "BOLE_REDIRECT_PORT")]
    pub redirect_port: Option<u16>,
    /// 证书过期或缺域名也启动 / Starts with a certificate that expired or lacks a host.
    #[arg(long, env = "BOLE_ALLOW_BAD_CERTIFICATE")]
    pub allow_bad_certificate: bool,
}

/// TLS that is ready to be served.
#[derive(Debug)]
pub struct Ready {
    /// The certificate in use.
    pub shelf: Shelf,
    files: CertificateFiles,
}

impl Tls {
    /// The certificate files, if there are any.
    #[must_use]
    pub fn files(&self, listen: &Listen) -> Option<CertificateFiles> {
        let (chain, key) = (self.tls_cert.clone()?, self.tls_key.clone()?);
        Some(CertificateFiles { chain, key, hosts: listen.hosts() })
    }

    /// Loads the certificate; `None` without one.
    ///
    /// # Errors
    /// When it does not serve, with what to do.
    pub fn prepare(&self, listen: &Listen) -> anyhow::Result<Option<Ready>> {
        let Some(files) = self.files(listen) else { return Ok(None) };
        let now = SystemClock::default().now().0;
        let certificate = match files.load(now) {
            Err(error) if self.allow_bad_certificate && is_only_outdated(&error) => {
                tracing::warn!(%error, "the certificate is used although browsers will refuse it");
                Certificate::load(&files.chain, &files.key)
            }
            other => other,
        };
        let hint = "没有启动；换好证书再来，或加 --allow-bad-certificate / \
            nothing was started; mend it, or add --allow-bad-certificate";
        let certificate = certificate.map_err(|error| anyhow::anyhow!("{error}\n{hint}"))?;
        Ok(Some(Ready { shelf: Shelf::with(certificate), files }))
    }

    /// The listener that sends browsers to HTTPS, if one is wanted.
    ///
    /// # Errors
    /// When its port is taken.
    pub async fn redirect(&self, listen: &Listen, port: u16) -> anyhow::Result<Option<(Door, axum::Router)>> {
        let Some(plain) = self.redirect_port else { return Ok(None) };
        let (listener, _) = bind_at(listen.address, plain).await?;
        Ok(Some((Door::Plain(listener), redirect(listen.hosts(), port, Answers::default()))))
    }
}

/// Whether browsers would refuse it but TLS works.
const fn is_only_outdated(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Expired { .. } | CertificateError::NotYet { .. } | CertificateError::Names { .. })
}

impl Ready {
    /// Watches the files, also when told to by SIGHUP, and lets the status page know.
    ///
    /// # Errors
    /// When signals cannot be heard.
    pub fn watch(self, app: &App) -> anyhow::Result<()> {
        let shelf = self.shelf.clone();
        app.set_certificate(Arc::new(move || shelf.get().map(|it| facts("files", &it))));
        let mut hangups = signal(SignalKind::hangup()).context("Listening for SIGHUP")?;
        let at_once = Arc::new(Notify::new());
        let asked = Arc::clone(&at_once);
        tokio::spawn(async move {
            while hangups.recv().await.is_some() {
                asked.notify_one();
            }
        });
        let app = app.clone();
        tokio::spawn(self.files.watch(self.shelf, at_once, move || app.now().0));
        Ok(())
    }
}

/// What a certificate says, for the status page.
#[must_use]
pub fn facts(source: &'static str, certificate: &Certificate) -> CertificateFacts {
    CertificateFacts { source, names: certificate.names.clone(), until: Some(Millis(certificate.until_ms)) }
}

/// What is known when a proxy holds the certificate.
#[must_use]
pub fn facts_of_proxy(listen: &Listen) -> CertificateFacts {
    CertificateFacts { source: "proxy", names: listen.hosts(), until: None }
}
