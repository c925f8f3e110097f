//! Opaque tokens of sessions, invitations and set-up links: 256 random bits, kept only as a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use ring::{digest, hmac};

use crate::VaultError;
use crate::crypto::{hex, random};

const TOKEN_LEN: usize = 32;

/// A token on its way to the one who may use it.
#[derive(Clone)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Token(…)")
    }
}

impl Token {
    /// A new token.
    pub fn random() -> Result<Self, VaultError> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random::<TOKEN_LEN>()?)))
    }

    /// The text for the link or the cookie.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    #[must_use]
    pub fn hash(&self) -> String {
        hash_token(&self.0)
    }
}

/// What the database keeps of a presented token. A plain hash is enough: 256 random bits cannot be guessed.
#[must_use]
pub fn hash_token(token: &str) -> String {
    hex(digest::digest(&digest::SHA256, token.as_bytes()).as_ref())
}

/// Whether a presented token has this hash, in time that does not depend on where they differ.
#[must_use]
pub fn token_matches(token: &str, hash: &str) -> bool {
    same(hash_token(token).as_bytes(), hash.as_bytes())
}

/// Compares under a throw-away key, so that timing tells nothing about either side.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    let mut bytes = [0; TOKEN_LEN];
    if SystemRandom::new().fill(&mut bytes).is_err() {
        return false;
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
    hmac::verify(&key, one, hmac::sign(&key, other).as_ref()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_distinct_and_fit_into_a_link() {
        let tokens: std::collections::BTreeSet<String> =
            (0..1_000).map(|_| Token::random().unwrap().reveal().to_owned()).collect();
        assert_eq!(tokens.len(), 1_000);
        assert!(tokens.iter().all(|token| token.len() == 43
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')));
    }

    #[test]
    fn a_token_matches_its_own_hash_only() {
        let (token, other) = (Token::random().unwrap(), Token::random().unwrap());
        assert!(token_matches(token.reveal(), &token.hash()));
        assert!(!token_matches(other.reveal(), &token.hash()));
        assert!(!token_matches(token.reveal(), ""));
        assert!(!token_matches("", &token.hash()));
    }

    #[test]
    fn the_hash_is_sha_256_in_hexadecimal() {
        assert_eq!(hash_token("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn printing_a_token_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Token::random().unwrap()), "Token(…)");
    }
}
