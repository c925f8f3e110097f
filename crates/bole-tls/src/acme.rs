//! Certificates by ACME (RFC 8555, HTTP-01): asked for, proven through the plain listener, kept in the data folder, renewed.
//!
//! A failure never takes away the certificate in use, and is tried again ever more rarely, because authorities lock out
//! who asks too often.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, DistinguishedName, KeyPair};

use crate::authority::Authority;
use crate::{Answers, Certificate, CertificateError, Shelf};

/// Let's Encrypt, unless another authority is named.
pub const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";
/// How often it is looked whether the certificate ends soon.
const EVERY: Duration = Duration::from_secs(3600);
/// The first pause after a failure; it doubles each time up to the longest.
const PAUSE: Duration = Duration::from_secs(300);
const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// A certificate is renewed when it ends within this time.
const RENEW_MS: i64 = 30 * 24 * 3_600_000;

/// How to get certificates.
#[derive(Debug, Clone)]
pub struct Acme {
    /// The authority's directory.
    pub directory: String,
    /// Whom the authority may write to.
    pub contact: Option<String>,
    /// A certificate in PEM form that vouches for the authority, where it is one's own.
    pub root: Option<PathBuf>,
    /// Where the account's key, the certificate and its key are kept.
    pub folder: PathBuf,
    /// The hosts that it must name.
    pub hosts: Vec<String>,
    /// Where the authority's challenges are answered.
    pub answers: Answers,
}

/// Why no certificate was got.
#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    /// The authority refused, or was not reached.
    #[error("证书机构没有给证书 / the authority gave no certificate: {0}")]
    Authority(#[from] instant_acme::Error),
    /// The authority could not reach a host.
    #[error(
        "证书机构没能确认 {host}：请检查域名解析，以及 80 端口能否从外面访问 / the authority could not confirm {host}; \
        look at its DNS entry and whether port 80 is reached from outside: {why}"
    )]
    Unconfirmed {
        /// The host.
        host: String,
        /// What the authority says.
        why: String,
    },
    /// What came does not serve.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The folder cannot be used.
    #[error("证书目录用不了 / {path} cannot be used: {source}")]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Something else.
    #[error("{0}")]
    Other(String),
}

impl Acme {
    /// The kept certificate, if it serves the hosts now.
    #[must_use]
    pub fn kept(&self, now_ms: i64) -> Option<Certificate> {
        let found = Certificate::load(&self.folder.join("certificate.pem"), &self.folder.join("key.pem")).ok()?;
        found.demand(&self.hosts, now_ms).is_ok().then_some(found)
    }

    /// Gets certificates and renews them, until the task is dropped.
    pub async fn keep(self, shelf: Shelf, now_ms: impl Fn() -> i64 + Send) {
        let mut pause = PAUSE;
        loop {
            let ends = shelf.get().map(|it| it.until_ms);
            if ends.is_some_and(|it| it > now_ms().saturating_add(RENEW_MS)) {
                tokio::time::sleep(EVERY).await;
                continue;
            }
            match self.obtain(now_ms()).await {
                Ok(certificate) => {
                    tracing::info!(until = certificate.until(), "a certificate was obtained");
                    shelf.put(certificate);
                    pause = PAUSE;
                    tokio::time::sleep(EVERY).await;
                }
                Err(error) => {
                    tracing::error!(%error, again_s = pause.as_secs(), "no certificate was obtained");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST);
                }
            }
        }
    }

    /// Gets one certificate and keeps it.
    ///
    /// # Errors
    /// Why none was got; what is kept stays as it is.
    pub async fn obtain(&self, now_ms: i64) -> Result<Certificate, AcmeError> {
        let account = self.account().await?;
        let identifiers: Vec<Identifier> = self.hosts.iter().map(|it| Identifier::Dns(it.clone())).collect();
        let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
        let mut tokens = Vec::new();
        let proven = self.prove(&mut order, &mut tokens).await;
        tokens.iter().for_each(|it: &String| self.answers.remove(it));
        proven?;
        let made = |it: rcgen::Error| AcmeError::Certificate(CertificateError::Made(it.to_string()));
        let key = KeyPair::generate().map_err(made)?;
        let mut params = CertificateParams::new(self.hosts.clone()).map_err(made)?;
        params.distinguished_name = DistinguishedName::new();
        order.finalize_csr(params.serialize_request(&key).map_err(made)?.der()).await?;
        let chain = order.poll_certificate(&RetryPolicy::default()).await?;
        let certificate = Certificate::from_pem(chain.as_bytes(), key.serialize_pem().as_bytes())?;
        certificate.demand(&self.hosts, now_ms)?;
        // The key first: a crash between them leaves a pair that does not match, which is then got anew.
        self.write("key.pem", key.serialize_pem().as_bytes())?;
        self.write("certificate.pem", chain.as_bytes())?;
        Ok(certificate)
    }

    /// The account at the authority; its key is kept, so that there is only ever one.
    async fn account(&self) -> Result<Account, AcmeError> {
        let builder = Account::builder_with_http(Box::new(Authority::new(self.root.as_deref())?));
        let path = self.folder.join("account.json");
        let kept = std::fs::read(&path).ok().and_then(|it| serde_json::from_slice::<Kept>(&it).ok());
        if let Some(kept) = kept.filter(|it| it.directory == self.directory) {
            return Ok(builder.from_credentials(kept.account).await?);
        }
        let contact: Vec<String> = self.contact.iter().map(|it| format!("mailto:{it}")).collect();
        let contact: Vec<&str> = contact.iter().map(String::as_str).collect();
        let wanted = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
        let (account, credentials) = builder.create(&wanted, self.directory.clone(), None).await?;
        let kept = Kept { directory: self.directory.clone(), account: credentials };
        let text = serde_json::to_vec(&kept).map_err(|it| AcmeError::Other(it.to_string()))?;
        self.write("account.json", &text)?;
        Ok(account)
    }

    async fn prove(&self, order: &mut Order, tokens: &mut Vec<String>) -> Result<(), AcmeError> {
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization?;
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            let challenge = authorization.challenge(ChallengeType::Http01);
            let mut challenge =
                challenge.ok_or_else(|| AcmeError::Other("the authority offers no HTTP-01".to_owned()))?;
            self.answers.put(&challenge.token, challenge.key_authorization().as_str());
            tokens.push(challenge.token.clone());
            challenge.set_ready().await?;
        }
        match order.poll_ready(&RetryPolicy::default()).await? {
            OrderStatus::Ready => Ok(()),
            _ => Err(unconfirmed(order).await),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), AcmeError> {
        let path = self.folder.join(name);
        write_own(&self.folder, &path, bytes).map_err(|source| AcmeError::Folder { path, source })
    }
}

/// The account, with the authority it belongs to.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    directory: String,
    account: AccountCredentials,
}

/// Which host the authority could not confirm, and why.
async fn unconfirmed(order: &mut Order) -> AcmeError {
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut it)) = authorizations.next().await {
        if it.refresh().await.is_err() || it.status != AuthorizationStatus::Invalid {
            continue;
        }
        let why = it.challenges.iter().find_map(|it| it.error.as_ref()).map(ToString::to_string);
        return AcmeError::Unconfirmed { host: it.identifier().to_string(), why: why.unwrap_or_default() };
    }
    AcmeError::Other("the authority refused the order".to_owned())
}

/// Writes a file whole or not at all, for its owner only.
fn write_own(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = path.with_extension("draft");
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    std::fs::File::open(folder)?.sync_all()
}
