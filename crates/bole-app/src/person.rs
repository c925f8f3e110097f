//! A candidate's personal data: sealed under the person's key, found again by keyed hashes, shown masked.

use bole_domain::candidate::{mask_email, mask_phone, normalise_email, normalise_name, normalise_phone};
use bole_domain::ids::CandidateId;
use bole_domain::question::Audience;
use bole_domain::staff::Field;
use bole_store::candidate::Candidate;
use bole_vault::PersonKey;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::interview::audience_code;
use crate::policy::{Shown, Sight};
use crate::seal::at;

/// The name of the blind index over phone numbers.
pub const PHONE: &str = "phone";
/// The name of the blind index over e-mail addresses.
pub const EMAIL: &str = "email";

/// Contact data in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// `+` and digits.
    pub phone: Option<String>,
    /// In lower case.
    pub email: Option<String>,
}

impl Contact {
    /// Brings what somebody typed into one form.
    ///
    /// # Errors
    /// `candidate.name_invalid`, `candidate.phone_invalid`, `candidate.email_invalid`, `candidate.contact_missing`.
    pub fn of(name: &str, phone: Option<&str>, email: Option<&str>) -> Result<Self, Failure> {
        let given = |it: Option<&str>| it.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        let phone = given(phone).map(|it| normalise_phone(&it)).transpose()?;
        let email = given(email).map(|it| normalise_email(&it)).transpose()?;
        if phone.is_none() && email.is_none() {
            return Err(bole_domain::candidate::Rejected::ContactMissing.into());
        }
        Ok(Self { name: normalise_name(name)?, phone, email })
    }
}

/// A person whose sealed values are open.
#[derive(Debug)]
pub struct Person {
    /// The person.
    pub id: CandidateId,
    /// The key; `None` once erased.
    pub key: Option<PersonKey>,
    /// The name; empty once erased.
    pub name: String,
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

impl Person {
    /// The name as the caller may read it.
    #[must_use]
    pub fn shown_name(&self, sight: Sight) -> Shown {
        sight.name(self.id, self.name.as_str())
    }

    /// The phone as lists show it.
    #[must_use]
    pub fn phone_masked(&self, sight: Sight) -> Option<Shown> {
        sight.text_if(Field::Contact, self.phone.as_deref().map(mask_phone))
    }

    /// The e-mail address as lists show it.
    #[must_use]
    pub fn email_masked(&self, sight: Sight) -> Option<Shown> {
        sight.text_if(Field::Contact, self.email.as_deref().map(mask_email))
    }
}

/// The sealed columns of a person, wherever a query brought them from.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    /// The person.
    pub id: CandidateId,
    /// The wrapped key.
    pub wrapped_key: Option<&'a [u8]>,
    /// The name.
    pub name: &'a [u8],
    /// The phone number.
    pub phone: Option<&'a [u8]>,
    /// The e-mail address.
    pub email: Option<&'a [u8]>,
}

impl<'a> From<&'a Candidate> for Sealed<'a> {
    fn from(row: &'a Candidate) -> Self {
        Self {
            id: row.id,
            wrapped_key: row.wrapped_key.as_deref(),
            name: &row.name_sealed,
            phone: row.phone_sealed.as_deref(),
            email: row.email_sealed.as_deref(),
        }
    }
}

impl<'a> From<&'a bole_store::application::Listed> for Sealed<'a> {
    fn from(row: &'a bole_store::application::Listed) -> Self {
        Self {
            id: row.application.candidate_id,
            wrapped_key: row.wrapped_key.as_deref(),
            name: &row.name_sealed,
            phone: row.phone_sealed.as_deref(),
            email: row.email_sealed.as_deref(),
        }
    }
}

/// Opens a person's sealed columns.
///
/// # Errors
/// When a sealed value was changed.
pub fn open(app: &App, sealed: Sealed<'_>) -> Result<Person, Failure> {
    let key = app.open_key(sealed.wrapped_key)?;
    let id = sealed.id;
    let name = app.unseal_if(key.as_ref(), at("candidate", "name"), &id, Some(sealed.name))?.unwrap_or_default();
    let phone = app.unseal_if(key.as_ref(), at("candidate", "phone"), &id, sealed.phone)?;
    let email = app.unseal_if(key.as_ref(), at("candidate", "email"), &id, sealed.email)?;
    Ok(Person { id, key, name, phone, email })
}

/// Opens only a person's name.
///
/// # Errors
/// When a sealed value was changed.
pub fn open_name(app: &App, id: CandidateId, wrapped: Option<&[u8]>, name: &[u8]) -> Result<String, Failure> {
    Ok(open(app, Sealed { id, wrapped_key: wrapped, name, phone: None, email: None })?.name)
}

/// A new row for a person, with a key of its own.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn new_row(
    app: &App,
    contact: &Contact,
    audience: Audience,
    is_demo: bool,
) -> Result<(Candidate, PersonKey), Failure> {
    let id: CandidateId = app.new_id();
    let (wrapped, key) = app.new_key()?;
    let now = app.now();
    let seal = |column, text: &Option<String>| -> Result<Option<Vec<u8>>, Failure> {
        text.as_ref().map(|text| app.seal(&key, at("candidate", column), &id, text)).transpose()
    };
    let row = Candidate {
        id,
        wrapped_key: Some(wrapped),
        name_sealed: app.seal(&key, at("candidate", "name"), &id, &contact.name)?,
        phone_sealed: seal("phone", &contact.phone)?,
        email_sealed: seal("email", &contact.email)?,
        phone_index: contact.phone.as_ref().map(|it| app.vault.blind_index(PHONE, it)),
        email_index: contact.email.as_ref().map(|it| app.vault.blind_index(EMAIL, it)),
        audience: audience_code(audience).to_owned(),
        is_demo,
        created_at: now,
        updated_at: now,
        erased_at: None,
    };
    Ok((row, key))
}

/// Loads and opens a person.
///
/// # Errors
/// `request.not_found`.
pub async fn load(app: &App, id: CandidateId) -> Result<Person, Failure> {
    let found = bole_store::candidate::get(&app.store, id).await.doing("Loading a candidate")?;
    open(app, Sealed::from(&found.ok_or_else(Failure::not_found)?))
}
