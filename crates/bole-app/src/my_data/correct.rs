//! Correcting contact data: a name at once, a phone number or e-mail address once somebody at the company has confirmed it,
//! because the person is found and signs in by them.

use bole_domain::candidate::{normalise_email, normalise_name, normalise_phone};
use bole_domain::ids::CandidateId;
use bole_domain::privacy::{Rejected, RequestKind};
use bole_domain::rejection::Kind;
use bole_store::candidate::Candidate as Row;
use bole_store::{Scope, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{MyDataView, get};
use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::person::{EMAIL, PHONE};
use crate::policy::Candidate;
use crate::seal::at;

/// Contact data as it should be; what is left out stays.
#[derive(Debug, Default, Clone, Serialize, Deserialize, ToSchema)]
pub struct CorrectionBody {
    /// The name, changed at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The phone number, changed once confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The e-mail address, changed once confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// Corrects a name, and asks for the rest.
///
/// # Errors
/// `candidate.name_invalid`, `candidate.phone_invalid`, `candidate.email_invalid`, `privacy.nothing_to_correct`,
/// `privacy.already_asked`, `privacy.erased`.
pub async fn correct(app: &App, candidate: &Candidate, body: &CorrectionBody) -> Result<MyDataView, Failure> {
    let given = |it: &Option<String>| it.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
    let name = given(&body.name).map(|it| normalise_name(&it)).transpose()?;
    let phone = given(&body.phone).map(|it| normalise_phone(&it)).transpose()?;
    let email = given(&body.email).map(|it| normalise_email(&it)).transpose()?;
    if name.is_none() && phone.is_none() && email.is_none() {
        return Err(Failure::refuse(Kind::Invalid, "privacy.nothing_to_correct"));
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    if let Some(name) = &name {
        let correction = CorrectionBody { name: Some(name.clone()), ..CorrectionBody::default() };
        apply(app, &tx, candidate.id, &correction).await?;
        let deed = Deed {
            actor: candidate.into(),
            action: "candidate.correct",
            subject: Some(("candidate", &candidate.id)),
            params: json!({ "field": "name" }),
        };
        app.record(&tx, deed).await?;
    }
    if phone.is_some() || email.is_some() {
        let asked = CorrectionBody { name: None, phone, email };
        let words = serde_json::to_string(&asked).doing("Writing a correction")?;
        crate::privacy_request::ask(app, &tx, candidate, RequestKind::Correct, &words).await?;
    }
    tx.commit().await.doing("Correcting contact data")?;
    get(app, candidate).await
}

/// Puts corrected contact data in place, with the look-ups that go with it.
///
/// # Errors
/// `privacy.erased`.
pub(crate) async fn apply(app: &App, tx: &Tx, id: CandidateId, correction: &CorrectionBody) -> Result<(), Failure> {
    let found = bole_store::candidate::for_change(tx, &Scope::All, id).await.doing("Loading a candidate")?;
    let mut row: Row = found.ok_or_else(Failure::not_found)?;
    let key = app.open_key(row.wrapped_key.as_deref())?.ok_or(Rejected::Erased)?;
    if let Some(name) = &correction.name {
        row.name_sealed = app.seal(&key, at("candidate", "name"), &id, name)?;
    }
    if let Some(phone) = &correction.phone {
        row.phone_sealed = Some(app.seal(&key, at("candidate", "phone"), &id, phone)?);
        row.phone_index = Some(app.vault.blind_index(PHONE, phone));
    }
    if let Some(email) = &correction.email {
        row.email_sealed = Some(app.seal(&key, at("candidate", "email"), &id, email)?);
        row.email_index = Some(app.vault.blind_index(EMAIL, email));
    }
    row.updated_at = app.now();
    bole_store::candidate::update(tx, &row).await.map(drop).doing("Correcting contact data")
}
