//! Candidates (候选人): what identifies a person, brought into one form so that the same person is found again.

use unicode_normalization::UnicodeNormalization as _;

use crate::rejection::{Kind, Refusal};

/// The most code points of a name.
pub const MAX_NAME_CHARACTERS: usize = 60;

/// Why contact data is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// The name is empty or too long.
    #[error("the name is empty or too long")]
    NameInvalid,
    /// The phone number cannot be one.
    #[error("not a phone number")]
    PhoneInvalid,
    /// The e-mail address cannot be one.
    #[error("not an e-mail address")]
    EmailInvalid,
    /// Neither phone nor e-mail is given.
    #[error("neither phone nor e-mail")]
    ContactMissing,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        let code = match rejected {
            Rejected::NameInvalid => "candidate.name_invalid",
            Rejected::PhoneInvalid => "candidate.phone_invalid",
            Rejected::EmailInvalid => "candidate.email_invalid",
            Rejected::ContactMissing => "candidate.contact_missing",
        };
        Self::new(Kind::Invalid, code)
    }
}

/// A name without surrounding or doubled white space; compatibility forms such as Kangxi radicals become the characters meant.
///
/// # Errors
/// [`Rejected::NameInvalid`] when nothing is left or it is longer than [`MAX_NAME_CHARACTERS`].
pub fn normalise_name(name: &str) -> Result<String, Rejected> {
    let name: String = name.nfkc().filter(|it| !it.is_control()).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if (1..=MAX_NAME_CHARACTERS).contains(&length) { Ok(name) } else { Err(Rejected::NameInvalid) }
}

/// A phone number as `+` and digits; a Chinese mobile without country code gets `+86`.
///
/// # Errors
/// [`Rejected::PhoneInvalid`] when it has not 7 to 15 digits (ITU-T E.164) or other characters.
pub fn normalise_phone(phone: &str) -> Result<String, Rejected> {
    let folded: String = phone.nfkc().filter(|it| !it.is_whitespace() && !"-()‑–.".contains(*it)).collect();
    let (is_international, digits) = match folded.strip_prefix('+').or_else(|| folded.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, folded.as_str()),
    };
    if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(Rejected::PhoneInvalid);
    }
    if is_international {
        return Ok(format!("+{digits}"));
    }
    match digits.strip_prefix("86").filter(|it| it.len() == 11) {
        Some(_) => Ok(format!("+{digits}")),
        None => Ok(format!("+86{digits}")),
    }
}

/// An e-mail address in lower case.
///
/// # Errors
/// [`Rejected::EmailInvalid`] when it is not `local@domain.tld` of at most 254 characters.
pub fn normalise_email(email: &str) -> Result<String, Rejected> {
    let email = email.nfkc().collect::<String>().trim().to_lowercase();
    let is_plain = |it: char| !it.is_whitespace() && !it.is_control() && !"<>()[],;:\\\"".contains(it);
    let (local, domain) = email.split_once('@').ok_or(Rejected::EmailInvalid)?;
    let is_domain = domain.contains('.')
        && domain.split('.').all(|it| !it.is_empty() && !it.starts_with('-') && !it.ends_with('-'))
        && domain.chars().all(|it| it.is_alphanumeric() || it == '.' || it == '-');
    let is_valid =
        !local.is_empty() && local.len() <= 64 && email.len() <= 254 && is_domain && local.chars().all(is_plain);
    if is_valid { Ok(email) } else { Err(Rejected::EmailInvalid) }
}

/// A normalised phone as lists show it: `138****1234`.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.strip_prefix("+86").unwrap_or(phone).chars().collect();
    if digits.len() < 8 {
        return "****".to_owned();
    }
    let (head, tail) = (&digits[..3], &digits[digits.len() - 4..]);
    format!("{}****{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}

/// An e-mail address as lists show it: `li***@example.com`.
#[must_use]
pub fn mask_email(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => format!("{}***@{domain}", local.chars().take(2).collect::<String>()),
        None => "***".to_owned(),
    }
}
