//! The few primitives everything else is made of, over `ring`: random bytes, key derivation, one AEAD envelope.
//!
//! An envelope is `format byte | 12-byte random nonce | ciphertext and 16-byte tag`. Nonces are random, so one key must
//! seal fewer than 2^32 values; each person has a key of their own, which keeps every key far below that.

use ring::aead::{self, AES_256_GCM, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Prk, Salt};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::VaultError;

/// Length of every symmetric key.
pub const KEY_LEN: usize = 32;
const FORMAT: u8 = 1;

/// Fresh random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| VaultError::NoRandomness)?;
    Ok(bytes)
}

/// The start of key derivation from one secret.
pub fn derivation(secret: &[u8; KEY_LEN]) -> Prk {
    Salt::new(HKDF_SHA256, b"bole-vault").extract(secret)
}

/// One purpose's key bytes.
pub fn derive(from: &Prk, purpose: &str) -> Zeroizing<[u8; KEY_LEN]> {
    let mut key = Zeroizing::new([0; KEY_LEN]);
    from.expand(&[purpose.as_bytes()], HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut *key))
        .expect("32 bytes are within what HKDF-SHA256 gives");
    key
}

/// One purpose's key for keyed hashes.
pub fn hmac_key(from: &Prk, purpose: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &*derive(from, purpose))
}

/// One purpose's key for envelopes.
pub fn aead_key(from: &Prk, purpose: &str) -> LessSafeKey {
    envelope_key(&derive(from, purpose))
}

/// An envelope key of given bytes.
pub fn envelope_key(bytes: &[u8; KEY_LEN]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).expect("a key of 32 bytes fits AES-256"))
}

/// Puts a plaintext into an envelope that opens only with the same key and the same associated data.
pub fn seal(key: &LessSafeKey, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE_LEN] = random()?;
    let mut sealed = Vec::with_capacity(1 + NONCE_LEN + plaintext.len() + AES_256_GCM.tag_len());
    sealed.push(FORMAT);
    sealed.extend_from_slice(&nonce);
    let body = sealed.len();
    sealed.extend_from_slice(plaintext);
    let tag = key
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            aead::Aad::from([&[FORMAT], aad].concat()),
            &mut sealed[body..],
        )
        .map_err(|_| VaultError::SealBroken)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

/// Opens an envelope.
pub fn unseal(key: &LessSafeKey, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let (&format, rest) = sealed.split_first().ok_or(VaultError::SealBroken)?;
    if format != FORMAT {
        return Err(VaultError::UnknownFormat { found: format });
    }
    let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::SealBroken)?;
    let mut body = body.to_vec();
    let length = key
        .open_in_place(Nonce::assume_unique_for_key(*nonce), aead::Aad::from([&[FORMAT], aad].concat()), &mut body)
        .map_err(|_| VaultError::SealBroken)?
        .len();
    body.truncate(length);
    Ok(body)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String does not fail");
        text
    })
}

/// The bytes of hexadecimal text; `None` when it is not that.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Joins parts so that no two different lists give the same bytes.
pub fn framed(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
