//! What can go wrong with keys, each under a stable code. No variant carries a key, a password or a plaintext.

use std::path::PathBuf;

/// A failure of the vault.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The database exists but the file of its root key does not.
    #[error("the root key {} is missing although the database exists; put the key's backup there", path.display())]
    RootKeyMissing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Others than the owner may read the file.
    #[error("the root key {} may be read by others (mode {mode:03o}); run: chmod 600 {}", path.display(), path.display())]
    RootKeyTooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is not a root key.
    #[error("the file {} does not hold a root key; put the key's backup there", path.display())]
    RootKeyMalformed {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error("cannot use the root key {}", path.display())]
    RootKeyUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The root key is a valid one, but of another deployment.
    #[error("this root key belongs to another database: it has fingerprint {found}, the database wants {expected}")]
    WrongRootKey {
        /// The fingerprint that the database remembers.
        expected: String,
        /// The fingerprint of the key that was given.
        found: String,
    },
    /// A sealed value does not open: another key, another place, or changed bytes.
    #[error("a sealed value does not open: it was changed, moved, or sealed under another key")]
    SealBroken,
    /// A value was written by a newer version of the program.
    #[error("a sealed value has format {found}, which this version does not know")]
    UnknownFormat {
        /// Its format byte.
        found: u8,
    },
    /// A stored password hash is not one of ours.
    #[error("a stored password hash is malformed")]
    PasswordHashMalformed,
    /// So many passwords wait to be checked that one more would wait too long.
    #[error("too many passwords are being checked")]
    Busy,
    /// The hashing of a password could not be done.
    #[error("a password could not be hashed: {0}")]
    PasswordHashing(&'static str),
    /// A second-factor secret is malformed.
    #[error("a second-factor secret is malformed")]
    TotpMalformed,
    /// A public key or a signing key is malformed.
    #[error("the audit trail's key is malformed")]
    TrailKeyMalformed,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

impl VaultError {
    /// The stable code of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::RootKeyMissing { .. } => "vault.root_key_missing",
            Self::RootKeyTooOpen { .. } => "vault.root_key_too_open",
            Self::RootKeyMalformed { .. } => "vault.root_key_malformed",
            Self::RootKeyUnusable { .. } => "vault.root_key_unusable",
            Self::WrongRootKey { .. } => "vault.wrong_root_key",
            Self::SealBroken => "vault.seal_broken",
            Self::UnknownFormat { .. } => "vault.unknown_format",
            Self::PasswordHashMalformed => "vault.password_hash_malformed",
            Self::Busy => "vault.busy",
            Self::PasswordHashing(_) => "vault.password_hashing",
            Self::TotpMalformed => "vault.totp_malformed",
            Self::TrailKeyMalformed => "vault.trail_key_malformed",
            Self::NoRandomness => "vault.no_randomness",
        }
    }
}
