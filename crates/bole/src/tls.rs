//! The flags about TLS, and what they start: the certificate in use, its watch, the listener that sends browsers to HTTPS.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use bole_app::App;
use bole_app::environment::{Clock as _, SystemClock};
use bole_app::system::CertificateFacts;
use bole_domain::time::Millis;
use bole_tls::{Acme, Answers, Certificate, CertificateError, CertificateFiles, LETS_ENCRYPT, Shelf, redirect};
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
    /// 自动申请证书（ACME，HTTP-01）：即表示同意证书机构的条款 / Gets certificates by ACME (HTTP-01), which agrees to the authority's terms.
    #[arg(long, env = "BOLE_ACME", conflicts_with_all = ["tls_cert", "behind_proxy"])]
    pub acme: bool,
    /// 证书机构可以写信的邮箱 / Whom the authority may write to.
    #[arg(long, env = "BOLE_ACME_CONTACT")]
    pub acme_contact: Option<String>,
    /// 证书机构的目录地址 / The authority's directory.
    #[arg(long, env = "BOLE_ACME_DIRECTORY", default_value = LETS_ENCRYPT)]
    pub acme_directory: String,
    /// 自建证书机构的根证书（PEM） / The root of an authority of one's own, PEM.
    #[arg(long, env = "BOLE_ACME_ROOT")]
    pub acme_root: Option<PathBuf>,
    /// 证书过期或缺域名也启动 / Starts with a certificate that expired or lacks a host.
    #[arg(long, env = "BOLE_ALLOW_BAD_CERTIFICATE")]
    pub allow_bad_certificate: bool,
}

/// TLS that is ready to be served.
#[derive(Debug)]
pub struct Ready {
    /// The certificate in use.
    pub shelf: Shelf,
    source: Source,
    answers: Answers,
}

/// Where certificates come from.
#[derive(Debug)]
enum Source {
    Files(CertificateFiles),
    Acme(Acme),
}

/// Where authorities ask, unless another port is led there.
const PLAIN: u16 = 80;

impl Tls {
    /// The certificate files, if there are any.
    #[must_use]
    pub fn files(&self, listen: &Listen) -> Option<CertificateFiles> {
        let (chain, key) = (self.tls_cert.clone()?, self.tls_key.clone()?);
        Some(CertificateFiles { chain, key, hosts: listen.hosts() })
    }

    /// The files that hold the certificate, whoever put them there.
    #[must_use]
    pub fn kept_files(&self, listen: &Listen, data: &Path) -> Option<CertificateFiles> {
        let folder = data.join("acme");
        let by_acme = || CertificateFiles {
            chain: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
            hosts: listen.hosts(),
        };
        self.files(listen).or_else(|| self.acme.then(by_acme))
    }

    /// Loads the certificate; `None` without one.
    ///
    /// # Errors
    /// When it does not serve, with what to do.
    pub fn prepare(&self, listen: &Listen, data: &Path) -> anyhow::Result<Option<Ready>> {
        let (now, answers) = (SystemClock::default().now().0, Answers::default());
        if self.acme {
            let acme = self.acme(listen, data, &answers)?;
            let shelf = acme.kept(now).map_or_else(Shelf::default, Shelf::with);
            return Ok(Some(Ready { shelf, source: Source::Acme(acme), answers }));
        }
        let Some(files) = self.files(listen) else { return Ok(None) };
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
        Ok(Some(Ready { shelf: Shelf::with(certificate), source: Source::Files(files), answers }))
    }

    fn acme(&self, listen: &Listen, data: &Path, answers: &Answers) -> anyhow::Result<Acme> {
        let is_here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let is_safe =
            self.acme_directory.starts_with("https://") || is_here.iter().any(|it| self.acme_directory.starts_with(it));
        anyhow::ensure!(is_safe, "--acme-directory 须以 https:// 开头 / must begin with https://");
        Ok(Acme {
            directory: self.acme_directory.clone(),
            contact: self.acme_contact.clone(),
            root: self.acme_root.clone(),
            folder: data.join("acme"),
            hosts: listen.hosts(),
            answers: answers.clone(),
        })
    }

    /// The listener that sends browsers to HTTPS, if one is wanted.
    ///
    /// # Errors
    /// When its port is taken.
    pub async fn redirect(
        &self,
        listen: &Listen,
        port: u16,
        ready: Option<&Ready>,
    ) -> anyhow::Result<Option<(Door, axum::Router)>> {
        let Some(plain) = self.redirect_port.or(self.acme.then_some(PLAIN)) else { return Ok(None) };
        let (listener, _) = bind_at(listen.address, plain).await?;
        let answers = ready.map(|it| it.answers.clone()).unwrap_or_default();
        Ok(Some((Door::Plain(listener), redirect(listen.hosts(), port, answers))))
    }
}

/// Whether browsers would refuse it but TLS works.
const fn is_only_outdated(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Expired { .. } | CertificateError::NotYet { .. } | CertificateError::Names { .. })
}

impl Ready {
    /// Keeps the certificate current, lets the status page know, and hears SIGHUP.
    ///
    /// # Errors
    /// When signals cannot be heard.
    pub fn watch(self, app: &App) -> anyhow::Result<()> {
        let (shelf, clock) = (self.shelf.clone(), app.clone());
        let name = if matches!(self.source, Source::Acme(_)) { "acme" } else { "files" };
        app.set_certificate(Arc::new(move || shelf.get().map(|it| facts(name, &it))));
        let mut hangups = signal(SignalKind::hangup()).context("Listening for SIGHUP")?;
        let at_once = Arc::new(Notify::new());
        let asked = Arc::clone(&at_once);
        tokio::spawn(async move {
            while hangups.recv().await.is_some() {
                asked.notify_one();
            }
        });
        match self.source {
            Source::Files(files) => tokio::spawn(files.watch(self.shelf, at_once, move || clock.now().0)),
            Source::Acme(acme) => tokio::spawn(acme.keep(self.shelf, move || clock.now().0)),
        };
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
