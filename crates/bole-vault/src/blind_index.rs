//! Keyed hashes by which a phone, an e-mail or an identity number is found without being readable (R-KEY-5).
//!
//! The caller normalises; two spellings of one number must arrive here as one.

use ring::hmac;

use crate::Vault;
use crate::crypto::{framed, hex};

impl Vault {
    /// The look-up value of a normalised text; kinds never match each other.
    #[must_use]
    pub fn blind_index(&self, kind: &str, normalised: &str) -> String {
        hex(hmac::sign(&self.index, &framed(&[kind.as_bytes(), normalised.as_bytes()])).as_ref())
    }
}

#[cfg(test)]
mod tests {
    use crate::{RootKey, Vault};

    #[test]
    fn the_same_text_is_found_again_and_nothing_else_is() {
        let vault = Vault::create(&RootKey::from_bytes(&[1; 32])).unwrap().0;
        let phone = vault.blind_index("phone", "19900000001");
        assert_eq!(phone.len(), 64);
        assert_eq!(phone, vault.blind_index("phone", "19900000001"));
        assert_ne!(phone, vault.blind_index("phone", "19900000002"));
        assert_ne!(phone, vault.blind_index("email", "19900000001"));
        assert_ne!(vault.blind_index("ab", "c"), vault.blind_index("a", "bc"));
    }

    #[test]
    fn another_deployment_has_other_values() {
        let root = RootKey::from_bytes(&[1; 32]);
        let (one, other) = (Vault::create(&root).unwrap().0, Vault::create(&root).unwrap().0);
        assert_ne!(one.blind_index("phone", "19900000001"), other.blind_index("phone", "19900000001"));
    }
}
