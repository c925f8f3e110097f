//! The audit trail's hash chain and its signatures: any change, removal or reordering of a signed record is found with
//! nothing but the public key (R-AUD-2, R-AUD-4).
//!
//! It never sees what a record says. Cutting off the end cannot be seen from inside; a witness outside keeps the head.

use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use zeroize::Zeroizing;

use crate::crypto::{aead_key, hex, seal, unhex, unseal};
use crate::{RootKey, VaultError};

const SIGNING_PURPOSE: &[u8] = b"audit signing key";
const LINK_MARK: &[u8] = b"bole-trail-link-1";
const SIGNATURE_MARK: &[u8] = b"bole-trail-head-1";

/// One link's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHash(pub [u8; SHA256_OUTPUT_LEN]);

impl ChainHash {
    /// What the first record is chained to.
    pub const START: Self = Self([0; SHA256_OUTPUT_LEN]);

    /// The hash as the database and the witness keep it.
    #[must_use]
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// The hash of its text; `None` when it is not one.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text)?.try_into().ok().map(Self)
    }
}

/// The hash of a record that follows another.
#[must_use]
pub fn link(previous: &ChainHash, record: &[u8]) -> ChainHash {
    let mut context = Context::new(&SHA256);
    context.update(LINK_MARK);
    context.update(&previous.0);
    context.update(record);
    let mut hash = [0; SHA256_OUTPUT_LEN];
    hash.copy_from_slice(context.finish().as_ref());
    ChainHash(hash)
}

/// Signs heads of the chain.
pub struct ChainSigner(Ed25519KeyPair);

impl std::fmt::Debug for ChainSigner {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ChainSigner(…)")
    }
}

impl ChainSigner {
    /// A new key pair and its sealed form for the database.
    pub fn create(root: &RootKey) -> Result<(Self, Vec<u8>), VaultError> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| VaultError::NoRandomness)?;
        let sealed = seal(&aead_key(root.derivation(), "audit signing"), SIGNING_PURPOSE, document.as_ref())?;
        Ok((Self::of(document.as_ref())?, sealed))
    }

    /// Opens the sealed key pair.
    pub fn open(root: &RootKey, sealed: &[u8]) -> Result<Self, VaultError> {
        Self::of(&Self::document(root, sealed)?)
    }

    /// Puts the sealed key pair under another root key; the trail's public key stays what it is.
    pub fn rewrap(old: &RootKey, new: &RootKey, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        seal(&aead_key(new.derivation(), "audit signing"), SIGNING_PURPOSE, &Self::document(old, sealed)?)
    }

    fn document(root: &RootKey, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        unseal(&aead_key(root.derivation(), "audit signing"), SIGNING_PURPOSE, sealed).map(Zeroizing::new)
    }

    fn of(document: &[u8]) -> Result<Self, VaultError> {
        Ed25519KeyPair::from_pkcs8(document).map(Self).map_err(|_| VaultError::TrailKeyMalformed)
    }

    /// The signature of a head, 64 bytes.
    #[must_use]
    pub fn sign(&self, head: &ChainHash) -> Vec<u8> {
        self.0.sign(&signed_bytes(head)).as_ref().to_vec()
    }

    /// The key that verifies, 32 bytes; it is no secret and belongs beside every export.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }
}

fn signed_bytes(head: &ChainHash) -> Vec<u8> {
    [SIGNATURE_MARK, head.0.as_slice()].concat()
}

/// One stored record of the chain.
#[derive(Debug, Clone, Copy)]
pub struct ChainRecord<'a> {
    /// The record's bytes, exactly as they were chained.
    pub record: &'a [u8],
    /// The stored hash.
    pub hash: ChainHash,
    /// The stored signature, on records that ended a batch.
    pub signature: Option<&'a [u8]>,
}

/// Where and how a chain is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainBreak {
    /// A record, or the order, is not what was chained.
    #[error("record {position} was changed, removed, inserted or moved")]
    Hash {
        /// Counted from 0.
        position: u64,
    },
    /// A signature is not the deployment's.
    #[error("the signature at record {position} is not this deployment's")]
    Signature {
        /// Counted from 0.
        position: u64,
    },
}

/// What a whole chain proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainReport {
    /// How many records hang together.
    pub records: u64,
    /// How many of them a signature covers; the rest was not signed yet.
    pub signed: u64,
    /// The last hash, to compare with a witness.
    pub head: ChainHash,
}

/// Verifies a chain record by record, so that a long trail needs little memory.
#[derive(Debug)]
pub struct ChainVerifier {
    public_key: UnparsedPublicKey<Vec<u8>>,
    report: ChainReport,
}

impl ChainVerifier {
    /// Starts at the first record of a trail.
    #[must_use]
    pub fn new(public_key: &[u8]) -> Self {
        Self {
            public_key: UnparsedPublicKey::new(&ED25519, public_key.to_vec()),
            report: ChainReport { records: 0, signed: 0, head: ChainHash::START },
        }
    }

    /// Starts after a head that the deployment signed, where the records before it went when their time was over.
    #[must_use]
    pub fn after(public_key: &[u8], head: ChainHash, signature: &[u8]) -> Option<Self> {
        let mut verifier = Self::new(public_key);
        verifier.report.head = head;
        is_signed(&head, signature, public_key).then_some(verifier)
    }

    /// Takes the next record.
    pub fn take(&mut self, next: &ChainRecord<'_>) -> Result<(), ChainBreak> {
        let position = self.report.records;
        if link(&self.report.head, next.record) != next.hash {
            return Err(ChainBreak::Hash { position });
        }
        self.report.records += 1;
        self.report.head = next.hash;
        if let Some(signature) = next.signature {
            let signed = signed_bytes(&next.hash);
            self.public_key.verify(&signed, signature).map_err(|_| ChainBreak::Signature { position })?;
            self.report.signed = self.report.records;
        }
        Ok(())
    }

    /// What was proved so far.
    #[must_use]
    pub const fn report(&self) -> ChainReport {
        self.report
    }
}

/// Whether a head is the deployment's own.
pub(crate) fn is_signed(head: &ChainHash, signature: &[u8], public_key: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(&signed_bytes(head), signature).is_ok()
}

/// Verifies a whole chain with the public key alone.
pub fn verify_chain<'a>(
    public_key: &[u8],
    records: impl IntoIterator<Item = ChainRecord<'a>>,
) -> Result<ChainReport, ChainBreak> {
    let mut verifier = ChainVerifier::new(public_key);
    for record in records {
        verifier.take(&record)?;
    }
    Ok(verifier.report())
}

#[cfg(test)]
mod tests;
