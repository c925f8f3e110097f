//! Keys, sealed values, hashes, tokens, one-time codes, passwords and the signature of the audit trail.
//!
//! It never logs a secret, never shows one through `Debug`, and never decides who may use which key.

mod archive;
mod blind_index;
mod chain;
mod code;
mod crypto;
mod error;
mod ledger;
mod password;
mod policy;
mod root_key;
mod token;
mod totp;
mod vault;

pub use archive::{ArchiveError, ArchiveHeader, ArchiveReader, ArchiveSecret, ArchiveWriter, inspect_archive};
pub use chain::{ChainBreak, ChainHash, ChainRecord, ChainReport, ChainSigner, ChainVerifier, link, verify_chain};
pub use code::{OneTimeCode, RecoveryCode};
pub use error::VaultError;
pub use ledger::{ErasureLedger, LedgerEntry, LedgerError, is_ledger};
pub use password::Passwords;
pub use policy::{LONGEST_PASSWORD, SHORTEST_PASSWORD, WeakPassword, check_password};
pub use root_key::RootKey;
pub use token::{Token, hash_token, token_matches};
pub use totp::TotpSecret;
pub use vault::{Aad, PersonKey, Vault, VaultHeader, WrappedKey};
