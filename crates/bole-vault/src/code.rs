//! One-time codes that people type: six digits for candidates (R-OTP-1), recovery codes for staff.
//!
//! Both are short, so the database keeps only a keyed hash bound to the request or account; how often one may try is
//! decided elsewhere.

use ring::hmac;

use crate::crypto::{framed, hex, random, unhex};
use crate::{Vault, VaultError};

const CODES: u32 = 1_000_000;
/// Without 0, 1, I, L and O, which people confuse on paper. The star only fills up 32, so that a byte maps without bias; it is drawn again.
const RECOVERY_ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ*";
const RECOVERY_GROUPS: usize = 4;
const RECOVERY_GROUP_LEN: usize = 4;

/// Six digits on their way to the candidate.
#[derive(Clone)]
pub struct OneTimeCode(String);

impl std::fmt::Debug for OneTimeCode {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("OneTimeCode(…)")
    }
}

impl OneTimeCode {
    /// A new code; every one of the million is equally likely.
    pub fn random() -> Result<Self, VaultError> {
        loop {
            if let Some(code) = fair(u32::from_be_bytes(random()?)) {
                return Ok(Self(format!("{code:06}")));
            }
        }
    }

    /// The digits for the message.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// The code of a random number, or nothing for the numbers at the end that would make small codes likelier.
const fn fair(number: u32) -> Option<u32> {
    const LIMIT: u32 = u32::MAX - u32::MAX % CODES;
    if number < LIMIT { Some(number % CODES) } else { None }
}

/// One of the codes that replace a lost second factor, each good for one use.
#[derive(Clone)]
pub struct RecoveryCode(String);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// How many an account gets.
    pub const PER_ACCOUNT: usize = 10;

    /// The codes of one account.
    pub fn set() -> Result<Vec<Self>, VaultError> {
        (0..Self::PER_ACCOUNT).map(|_| Self::random()).collect()
    }

    fn random() -> Result<Self, VaultError> {
        let mut text = String::new();
        let mut count = 0;
        while count < RECOVERY_GROUPS * RECOVERY_GROUP_LEN {
            let [byte] = random()?;
            let letter = RECOVERY_ALPHABET[usize::from(byte % 32)];
            if letter == b'*' {
                continue;
            }
            if count > 0 && count.is_multiple_of(RECOVERY_GROUP_LEN) {
                text.push('-');
            }
            text.push(char::from(letter));
            count += 1;
        }
        Ok(Self(text))
    }

    /// The text for the page that shows them once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Vault {
    /// What the database keeps of a typed code, bound to its request or account.
    #[must_use]
    pub fn hash_code(&self, bound_to: &str, code: &str) -> String {
        hex(hmac::sign(&self.codes, &code_bytes(bound_to, code)).as_ref())
    }

    /// Whether a typed code is the one kept for this request or account, in constant time.
    #[must_use]
    pub fn code_matches(&self, bound_to: &str, code: &str, hash: &str) -> bool {
        let Some(tag) = unhex(hash) else { return false };
        hmac::verify(&self.codes, &code_bytes(bound_to, code), &tag).is_ok()
    }
}

/// Spaces, hyphens and small letters are typing habits, full-width digits a keyboard setting: none makes a code wrong.
fn code_bytes(bound_to: &str, code: &str) -> Vec<u8> {
    framed(&[bound_to.as_bytes(), typed(code).as_bytes()])
}

pub(crate) fn typed(code: &str) -> String {
    code.chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| match letter {
            '０'..='９' => char::from(b'0' + (letter as u32 - '０' as u32) as u8),
            other => other.to_ascii_uppercase(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RootKey;

    fn vault() -> Vault {
        Vault::create(&RootKey::from_bytes(&[1; 32])).unwrap().0
    }

    #[test]
    fn a_code_has_six_digits_even_when_it_starts_with_zero() {
        for _ in 0..2_000 {
            let code = OneTimeCode::random().unwrap();
            assert!(code.reveal().len() == 6 && code.reveal().bytes().all(|digit| digit.is_ascii_digit()));
        }
    }

    #[test]
    fn numbers_that_would_favour_small_codes_are_drawn_again() {
        assert_eq!(fair(0), Some(0));
        assert_eq!(fair(4_293_999_999), Some(999_999));
        assert_eq!(fair(4_294_000_000), None);
        assert_eq!(fair(u32::MAX), None);
    }

    #[test]
    fn a_code_is_right_for_its_own_request_only() {
        let vault = vault();
        let hash = vault.hash_code("request-1", "048213");
        assert!(vault.code_matches("request-1", "048213", &hash));
        assert!(vault.code_matches("request-1", " 048 213 ", &hash));
        assert!(vault.code_matches("request-1", "０４８２１３", &hash));
        assert!(!vault.code_matches("request-2", "048213", &hash));
        assert!(!vault.code_matches("request-1", "048214", &hash));
        assert!(!vault.code_matches("request-1", "", &hash));
        assert!(!vault.code_matches("request-1", "048213", "no hash"));
    }

    #[test]
    fn an_account_gets_ten_distinct_recovery_codes_that_may_be_typed_carelessly() {
        let vault = vault();
        let codes = RecoveryCode::set().unwrap();
        let distinct: std::collections::BTreeSet<&str> = codes.iter().map(RecoveryCode::reveal).collect();
        assert_eq!(distinct.len(), 10);
        for code in &codes {
            assert_eq!(code.reveal().len(), 19);
            assert!(!code.reveal().contains(['0', '1', 'I', 'L', 'O', '*']));
            let hash = vault.hash_code("staff-1", code.reveal());
            assert!(vault.code_matches("staff-1", &code.reveal().to_lowercase().replace('-', " "), &hash));
        }
    }

    #[test]
    fn printing_a_code_shows_nothing_of_it() {
        let codes = (OneTimeCode::random().unwrap(), RecoveryCode::random().unwrap());
        assert_eq!(format!("{codes:?}"), "(OneTimeCode(…), RecoveryCode(…))");
    }
}
