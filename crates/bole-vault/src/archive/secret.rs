//! What opens archives: a key derived from the root key, or the content of a key file. Neither is stored in an archive.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use ring::aead::LessSafeKey;
use ring::hmac;
use zeroize::Zeroizing;

use super::ArchiveError;
use crate::RootKey;
use crate::crypto::{KEY_LEN, derivation, derive, envelope_key, hex, hmac_key};

/// The fewest bytes of a key file that resist being guessed.
const SHORTEST: usize = 16;
const LONGEST: u64 = 4096;
/// Memory of one derivation from a key file, KiB.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 3;
const CHECK_LEN: usize = 8;

/// What archives are opened with.
pub enum ArchiveSecret {
    /// Derived from the root key.
    RootKey(Zeroizing<[u8; KEY_LEN]>),
    /// The content of a key file, which may be a passphrase.
    KeyFile(Zeroizing<Vec<u8>>),
}

impl std::fmt::Debug for ArchiveSecret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "ArchiveSecret({}, …)", self.kind())
    }
}

impl ArchiveSecret {
    /// The secret that belongs to a root key.
    #[must_use]
    pub fn of_root_key(root: &RootKey) -> Self {
        Self::RootKey(derive(root.derivation(), "backups"))
    }

    /// The secret in a file of its own: a passphrase or random bytes, at least 16.
    pub fn of_key_file(path: &Path) -> Result<Self, ArchiveError> {
        let file = File::open(path)?;
        if file.metadata()?.mode() & 0o077 != 0 {
            return Err(ArchiveError::BadSecret("others may read it; run chmod 600 on it"));
        }
        let mut text = Zeroizing::new(Vec::new());
        file.take(LONGEST).read_to_end(&mut text)?;
        while text.last().is_some_and(u8::is_ascii_whitespace) {
            text.pop();
        }
        if text.len() < SHORTEST {
            return Err(ArchiveError::BadSecret("it needs at least 16 bytes"));
        }
        Ok(Self::KeyFile(text))
    }

    /// How an archive's header calls it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::RootKey(_) => "root_key",
            Self::KeyFile(_) => "key_file",
        }
    }

    /// The key of one archive and its check value.
    pub(super) fn for_archive(&self, salt: &[u8]) -> Result<(LessSafeKey, String), ArchiveError> {
        let base = match self {
            Self::RootKey(key) => key.clone(),
            Self::KeyFile(text) => {
                let params = Params::new(MEMORY_KIB, PASSES, 1, Some(KEY_LEN)).map_err(|_| ArchiveError::Unsealable)?;
                let mut key = Zeroizing::new([0; KEY_LEN]);
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                    .hash_password_into(text, salt, &mut *key)
                    .map_err(|_| ArchiveError::Unsealable)?;
                key
            }
        };
        let own = Zeroizing::new(hash(&hmac_key(&derivation(&base), "archive"), salt));
        let purposes = derivation(&own);
        let check = hash(&hmac_key(&purposes, "archive check"), salt);
        Ok((envelope_key(&derive(&purposes, "archive segments")), hex(&check[..CHECK_LEN])))
    }
}

fn hash(key: &hmac::Key, text: &[u8]) -> [u8; KEY_LEN] {
    let mut bytes = [0; KEY_LEN];
    bytes.copy_from_slice(hmac::sign(key, text).as_ref());
    bytes
}
