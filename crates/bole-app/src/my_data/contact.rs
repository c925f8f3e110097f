//! Correcting one's own name and contact data. A new phone number or e-mail address counts once the code sent there is typed:
//! the person signs in by it, so it must be theirs.

use bole_domain::candidate::{normalise_email, normalise_name, normalise_phone};
use bole_domain::code::{LIFE_MS, RESEND_AFTER_MS, Try, may_try};
use bole_domain::ids::CandidateId;
use bole_domain::message::Channel;
use bole_domain::privacy::Rejected;
use bole_domain::rejection::Kind;
use bole_store::candidate::Candidate as Row;
use bole_store::code::CodeRequest;
use bole_store::contact_change::ContactChange;
use bole_store::{Scope, Tx};
use bole_vault::{OneTimeCode, PersonKey};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{MyDataView, get};
use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::candidate_access::{CONTACT, CodeView, demand_quota, expired};
use crate::failure::{Doing as _, Failure};
use crate::message::{self, Letter};
use crate::person::{self, EMAIL, PHONE, Person};
use crate::policy::Candidate;
use crate::seal::at;

/// The name as it should be.
#[derive(Deserialize, ToSchema)]
pub struct OwnNameBody {
    /// 1–60 characters.
    pub name: String,
}

/// New contact data.
#[derive(Deserialize, ToSchema)]
pub struct OwnContactBody {
    /// A phone number, or an e-mail address.
    pub contact: String,
}

/// The code that was sent to new contact data.
#[derive(Deserialize, ToSchema)]
pub struct ContactConfirmBody {
    /// The request.
    pub request_id: Uuid,
    /// Six digits.
    pub code: String,
}

/// Which of the two, in one form.
#[derive(Debug, PartialEq, Eq)]
enum Contact {
    Phone(String),
    Email(String),
}

impl Contact {
    fn of(text: &str) -> Result<Self, Failure> {
        if text.contains('@') {
            Ok(normalise_email(text).map(Self::Email)?)
        } else {
            Ok(normalise_phone(text).map(Self::Phone)?)
        }
    }

    const fn field(&self) -> &'static str {
        match self {
            Self::Phone(_) => "phone",
            Self::Email(_) => "email",
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Phone(text) | Self::Email(text) => text,
        }
    }
}

/// Corrects the name, at once.
///
/// # Errors
/// `candidate.name_invalid`, `privacy.erased`.
pub async fn rename(app: &App, candidate: &Candidate, body: &OwnNameBody) -> Result<MyDataView, Failure> {
    let name = normalise_name(&body.name)?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let (mut row, key) = load(app, &tx, candidate.id).await?;
    row.name_sealed = app.seal(&key, at("candidate", "name"), &row.id, &name)?;
    keep(app, tx, candidate, row, "name").await?;
    get(app, candidate).await
}

/// Sends a code to new contact data.
///
/// # Errors
/// `candidate.phone_invalid`, `candidate.email_invalid`, `privacy.same_contact`, `privacy.erased`, `code.too_many`.
pub async fn change_contact(
    app: &App,
    candidate: &Candidate,
    body: &OwnContactBody,
    address: &str,
) -> Result<CodeView, Failure> {
    let contact = Contact::of(body.contact.trim())?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let (row, key) = load(app, &tx, candidate.id).await?;
    let person = person::open(app, person::Sealed::from(&row))?;
    if [&person.phone, &person.email].into_iter().flatten().any(|it| it == contact.text()) {
        return Err(Failure::refuse(Kind::Conflict, "privacy.same_contact"));
    }
    let (id, now): (Uuid, _) = (app.new_id(), app.now());
    let code = OneTimeCode::random().doing("Making a code")?;
    let request = CodeRequest {
        id,
        // Of no invitation: such a code signs nobody in.
        invitation_id: None,
        contact_index: app.vault.blind_index(CONTACT, contact.text()),
        ip_hash: app.vault.blind_index("address", address),
        code_hash: app.vault.hash_code(&id.to_string(), code.reveal()),
        tries: 0,
        created_at: now,
        expires_at: now.plus(LIFE_MS),
        used_at: None,
    };
    demand_quota(&tx, &request.contact_index, &request.ip_hash, now).await?;
    bole_store::code::insert(&tx, &request).await.doing("Adding a code")?;
    let change = ContactChange {
        id,
        candidate_id: row.id,
        field: contact.field().to_owned(),
        value_sealed: app.seal(&key, at("contact_change", "value"), &id, contact.text())?,
        created_at: now,
    };
    bole_store::contact_change::insert(&tx, &change).await.doing("Keeping a change")?;
    send(app, &tx, candidate, &person, &contact, &code).await?;
    tx.commit().await.doing("Adding a code")?;
    app.tell(LiveTopic::Messages);
    Ok(CodeView { request_id: id, resend_after_s: RESEND_AFTER_MS / 1000, expires_in_s: LIFE_MS / 1000 })
}

/// The code goes to the new contact, as if it were the person's already.
async fn send(
    app: &App,
    tx: &Tx,
    candidate: &Candidate,
    person: &Person,
    contact: &Contact,
    code: &OneTimeCode,
) -> Result<(), Failure> {
    let found = bole_store::application::get(tx, candidate.application).await.doing("Loading an application")?;
    let application = found.ok_or_else(Failure::not_found)?;
    let invitation = bole_store::invitation::get(tx, candidate.invitation).await.doing("Loading an invitation")?;
    let locale = invitation.map(|it| crate::interview::locale_of(&it.locale)).unwrap_or_default();
    let (phone, email, channel) = match contact {
        Contact::Phone(phone) => (Some(phone.clone()), None, Channel::Sms),
        Contact::Email(email) => (None, Some(email.clone()), Channel::Mail),
    };
    let there = Person { id: person.id, key: person.key.clone(), name: person.name.clone(), phone, email };
    let letter = Letter::Code { code: code.reveal() };
    message::compose_by(app, tx, &there, &application, locale, &letter, channel).await.map(drop)
}

/// Takes the code that was sent to new contact data, and puts them in place.
///
/// # Errors
/// `code.wrong`, `code.expired`, `code.too_many`, `privacy.erased`.
pub async fn confirm_contact(
    app: &App,
    candidate: &Candidate,
    body: &ContactConfirmBody,
) -> Result<MyDataView, Failure> {
    let now = app.now();
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::contact_change::for_change(&tx, candidate.id, body.request_id).await;
    let change = found.doing("Loading a change")?.ok_or_else(expired)?;
    let found = bole_store::code::for_change(&tx, change.id).await.doing("Loading a code")?;
    let mut request = found.ok_or_else(expired)?;
    let tries = u32::try_from(request.tries).unwrap_or(u32::MAX);
    match may_try(request.created_at, request.used_at.is_some(), tries, now) {
        Try::Expired => return Err(expired()),
        Try::TooMany => return Err(Failure::refuse(Kind::TooMany, "code.too_many")),
        Try::Compare => {}
    }
    request.tries += 1;
    let typed: String = body.code.chars().filter(char::is_ascii_digit).take(12).collect();
    let is_right = app.vault.code_matches(&request.id.to_string(), &typed, &request.code_hash);
    request.used_at = is_right.then_some(now);
    bole_store::code::update(&tx, &request).await.doing("Trying a code")?;
    if !is_right {
        tx.commit().await.doing("Trying a code")?;
        return Err(Failure::refuse(Kind::Invalid, "code.wrong"));
    }
    let (mut row, key) = load(app, &tx, candidate.id).await?;
    let value = app.unseal(&key, at("contact_change", "value"), &change.id, &change.value_sealed)?;
    if change.field == "phone" {
        row.phone_sealed = Some(app.seal(&key, at("candidate", "phone"), &row.id, &value)?);
        row.phone_index = Some(app.vault.blind_index(PHONE, &value));
    } else {
        row.email_sealed = Some(app.seal(&key, at("candidate", "email"), &row.id, &value)?);
        row.email_index = Some(app.vault.blind_index(EMAIL, &value));
    }
    let field = if change.field == "phone" { "phone" } else { "email" };
    keep(app, tx, candidate, row, field).await?;
    get(app, candidate).await
}

async fn load(app: &App, tx: &Tx, id: CandidateId) -> Result<(Row, PersonKey), Failure> {
    let found = bole_store::candidate::for_change(tx, &Scope::All, id).await.doing("Loading a candidate")?;
    let row = found.ok_or_else(Failure::not_found)?;
    let key = app.open_key(row.wrapped_key.as_deref())?.ok_or(Rejected::Erased)?;
    Ok((row, key))
}

/// Staff see in the history of each application that the candidate changed it, and what, but not from what to what.
async fn keep(app: &App, tx: Tx, candidate: &Candidate, mut row: Row, field: &'static str) -> Result<(), Failure> {
    row.updated_at = app.now();
    bole_store::candidate::update(&tx, &row).await.doing("Correcting contact data")?;
    let own = bole_store::application::of_candidate(&tx, &Scope::All, row.id).await.doing("Listing applications")?;
    for it in own {
        let deed = Deed {
            actor: candidate.into(),
            action: "candidate.correct",
            subject: Some(("application", &it.application.id)),
            params: json!({ "field": field }),
        };
        app.record(&tx, deed).await?;
    }
    tx.commit().await.doing("Correcting contact data")
}
