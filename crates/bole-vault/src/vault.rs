//! The deployment's key and what it opens: the persons' keys, the values sealed under them, and the system's own secrets.
//!
//! A sealed value opens only in the table, column, row and version it was sealed for (R-KEY-2). Destroying a person's
//! wrapped key erases everything sealed under it; the vault keeps no copy.

use ring::aead::LessSafeKey;
use ring::hmac;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::crypto::{self, KEY_LEN, framed, random};
use crate::{RootKey, VaultError};

const DEPLOYMENT_PURPOSE: &[u8] = b"deployment key";
const PERSON_PURPOSE: &[u8] = b"person key";

/// Where a sealed value lives; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aad<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's identifier.
    pub row: &'a str,
    /// The value's version, so that an old one cannot be put back.
    pub version: u64,
}

impl Aad<'_> {
    fn bytes(&self) -> Vec<u8> {
        framed(&[self.table.as_bytes(), self.column.as_bytes(), self.row.as_bytes(), &self.version.to_be_bytes()])
    }
}

/// What the database keeps about its vault; useless without the root key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultHeader {
    /// The fingerprint of the root key that opens it.
    pub root_key_fingerprint: String,
    /// The deployment's key, sealed under the root key, in hexadecimal.
    pub deployment_key: String,
}

impl std::fmt::Debug for VaultHeader {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("VaultHeader")
            .field("root_key_fingerprint", &self.root_key_fingerprint)
            .finish_non_exhaustive()
    }
}

/// A person's key as the database keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct WrappedKey(pub Vec<u8>);

impl std::fmt::Debug for WrappedKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("WrappedKey(…)")
    }
}

/// A person's key, opened; keep it no longer than it is needed.
#[derive(Clone)]
pub struct PersonKey(LessSafeKey);

impl std::fmt::Debug for PersonKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PersonKey(…)")
    }
}

/// The opened vault of one deployment.
pub struct Vault {
    person_wrapping: LessSafeKey,
    system: LessSafeKey,
    pub(crate) index: hmac::Key,
    pub(crate) codes: hmac::Key,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Vault(…)")
    }
}

impl Vault {
    /// Makes the vault of a new deployment; the header goes into the database.
    pub fn create(root: &RootKey) -> Result<(Self, VaultHeader), VaultError> {
        let key: Zeroizing<[u8; KEY_LEN]> = Zeroizing::new(random()?);
        let sealed = crypto::seal(&wrapping_of_deployment(root), DEPLOYMENT_PURPOSE, &*key)?;
        let header = VaultHeader { root_key_fingerprint: root.fingerprint(), deployment_key: crypto::hex(&sealed) };
        Ok((Self::of(&key), header))
    }

    /// Opens the vault of an existing deployment; another deployment's root key is recognised by name.
    pub fn open(root: &RootKey, header: &VaultHeader) -> Result<Self, VaultError> {
        let key = deployment_key(root, header)?;
        Ok(Self::of(&key))
    }

    /// Puts the deployment's key under another root key; everything that is sealed stays as it is (R-KEY-3).
    pub fn rewrap(old: &RootKey, new: &RootKey, header: &VaultHeader) -> Result<VaultHeader, VaultError> {
        let key = deployment_key(old, header)?;
        let sealed = crypto::seal(&wrapping_of_deployment(new), DEPLOYMENT_PURPOSE, &*key)?;
        Ok(VaultHeader { root_key_fingerprint: new.fingerprint(), deployment_key: crypto::hex(&sealed) })
    }

    fn of(deployment_key: &[u8; KEY_LEN]) -> Self {
        let derivation = crypto::derivation(deployment_key);
        Self {
            person_wrapping: crypto::aead_key(&derivation, "wrapping of person keys"),
            system: crypto::aead_key(&derivation, "system secrets"),
            index: crypto::hmac_key(&derivation, "blind index"),
            codes: crypto::hmac_key(&derivation, "one-time codes"),
        }
    }

    /// Makes a key for a new person.
    pub fn new_person_key(&self) -> Result<WrappedKey, VaultError> {
        let key = Zeroizing::new(random::<KEY_LEN>()?);
        crypto::seal(&self.person_wrapping, PERSON_PURPOSE, &*key).map(WrappedKey)
    }

    /// Opens a person's key.
    pub fn open_person_key(&self, wrapped: &WrappedKey) -> Result<PersonKey, VaultError> {
        let key = key_of(crypto::unseal(&self.person_wrapping, PERSON_PURPOSE, &wrapped.0)?)?;
        Ok(PersonKey(crypto::envelope_key(&key)))
    }

    /// Seals a person's value for one place.
    pub fn seal(&self, key: &PersonKey, aad: &Aad<'_>, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        crypto::seal(&key.0, &aad.bytes(), plaintext)
    }

    /// Opens a person's value at the place it was sealed for.
    pub fn unseal(&self, key: &PersonKey, aad: &Aad<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        crypto::unseal(&key.0, &aad.bytes(), sealed)
    }

    /// Seals a secret that belongs to no candidate, such as a staff account's second factor.
    pub fn seal_system(&self, aad: &Aad<'_>, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        crypto::seal(&self.system, &aad.bytes(), plaintext)
    }

    /// Opens a secret that belongs to no candidate.
    pub fn unseal_system(&self, aad: &Aad<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        crypto::unseal(&self.system, &aad.bytes(), sealed)
    }
}

fn deployment_key(root: &RootKey, header: &VaultHeader) -> Result<Zeroizing<[u8; KEY_LEN]>, VaultError> {
    let found = root.fingerprint();
    if found != header.root_key_fingerprint {
        return Err(VaultError::WrongRootKey { expected: header.root_key_fingerprint.clone(), found });
    }
    let sealed = crypto::unhex(&header.deployment_key).ok_or(VaultError::SealBroken)?;
    key_of(crypto::unseal(&wrapping_of_deployment(root), DEPLOYMENT_PURPOSE, &sealed)?)
}

/// The bytes as a key; what they were read into is overwritten.
fn key_of(bytes: Vec<u8>) -> Result<Zeroizing<[u8; KEY_LEN]>, VaultError> {
    let bytes = Zeroizing::new(bytes);
    let key: [u8; KEY_LEN] = bytes.as_slice().try_into().map_err(|_| VaultError::SealBroken)?;
    Ok(Zeroizing::new(key))
}

fn wrapping_of_deployment(root: &RootKey) -> LessSafeKey {
    crypto::aead_key(root.derivation(), "wrapping of the deployment key")
}

#[cfg(test)]
mod tests;
