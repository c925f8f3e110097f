//! Why a certificate cannot be used, in words an operator can act on.

use std::path::PathBuf;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file cannot be read.
    #[error("读不了证书文件 / {path} cannot be read: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no certificate in the text.
    #[error("证书文件里没有证书，应为 PEM（-----BEGIN CERTIFICATE-----）/ there is no certificate in PEM form")]
    NoCertificate,
    /// There is no key in the text.
    #[error("私钥文件里没有私钥，应为 PEM（-----BEGIN PRIVATE KEY-----）/ there is no private key in PEM form")]
    NoKey,
    /// What is there is no certificate.
    #[error("证书读不懂 / the certificate cannot be read: {0}")]
    Malformed(String),
    /// The key belongs to another certificate.
    #[error("私钥与证书不是一对 / the private key does not belong to the certificate")]
    Mismatched,
    /// The key is of a sort that is not supported.
    #[error("私钥用不了 / the private key cannot be used: {0}")]
    Key(String),
    /// Its time is over.
    #[error("证书已于 {until} 过期，请换新证书 / the certificate expired on {until}; put a new one in its place")]
    Expired {
        /// The day.
        until: String,
    },
    /// Its time has not come.
    #[error(
        "证书从 {from} 起才有效，请检查本机时钟 / the certificate is not valid before {from}; check this machine's clock"
    )]
    NotYet {
        /// The day.
        from: String,
    },
    /// It does not name all hosts.
    #[error("证书缺少这些域名 / the certificate does not name: {}", .missing.join(", "))]
    Names {
        /// The hosts.
        missing: Vec<String>,
    },
    /// A certificate could not be made.
    #[error("生成不了证书 / a certificate cannot be made: {0}")]
    Made(String),
}
