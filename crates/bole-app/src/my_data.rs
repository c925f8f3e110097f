//! 我的数据: what a candidate may ask about their own data, and how far it is.

use bole_domain::ids::PrivacyRequestId;
use bole_domain::privacy::{ANSWER_WITHIN_DAYS, RequestKind};
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::time::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::Candidate;
use crate::seal::at;

/// The most characters of a reason.
const MAX_WORDS: usize = 1000;

/// A candidate's own data.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDataView {
    /// The company that holds it.
    pub company: String,
    /// Within how many working days a request is answered.
    pub answer_within_days: u32,
    /// Until when it is kept; `null` while something else than time decides: an application, an interview, employment.
    pub kept_until: Option<Millis>,
    /// What was asked, newest first.
    pub requests: Vec<OwnRequestView>,
    /// What the candidate may do: `delete`.
    pub actions: Vec<&'static str>,
}

/// A request as its candidate sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnRequestView {
    /// The request.
    pub id: PrivacyRequestId,
    /// What was asked.
    pub kind: RequestKind,
    /// Since when.
    pub asked_at: Millis,
    /// By when it is answered.
    pub due_at: Millis,
    /// `open`, `done` or `refused`.
    pub state: String,
    /// What the company answered.
    pub answer: Option<String>,
}

/// Why somebody wants to be erased.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DeleteMyDataBody {
    /// Up to 1000 characters; none is needed.
    #[serde(default)]
    pub reason: String,
}

/// The candidate's own data.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(app: &App, candidate: &Candidate) -> Result<MyDataView, Failure> {
    let person = person::load(app, candidate.id).await?;
    let found = bole_store::privacy_request::of_candidate(&app.store, candidate.id).await.doing("Listing requests")?;
    let mut requests = Vec::new();
    for it in found {
        let sealed = Some(it.answer_sealed.as_slice()).filter(|it| !it.is_empty());
        requests.push(OwnRequestView {
            id: it.id,
            kind: RequestKind::from_code(&it.kind).unwrap_or(RequestKind::Delete),
            asked_at: it.asked_at,
            due_at: it.due_at,
            state: it.state,
            answer: app.unseal_if(person.key.as_ref(), at("privacy_request", "answer"), &it.id, sealed)?,
        });
    }
    let is_asked = |kind| requests.iter().any(|it| it.kind == kind && it.state == "open");
    let actions = if is_asked(RequestKind::Delete) { Vec::new() } else { vec!["delete"] };
    let company = crate::company::name(app).await?;
    let kept_until = crate::retention::kept_until(app, candidate.id).await?;
    Ok(MyDataView { company, answer_within_days: ANSWER_WITHIN_DAYS, kept_until, actions, requests })
}

/// Asks the company to erase the candidate.
///
/// # Errors
/// `privacy.already_asked`, `privacy.words_too_long`.
pub async fn delete(app: &App, candidate: &Candidate, body: &DeleteMyDataBody) -> Result<MyDataView, Failure> {
    let words = body.reason.trim();
    if words.chars().count() > MAX_WORDS {
        return Err(Refusal::new(Kind::Invalid, "privacy.words_too_long").with("limit", MAX_WORDS).into());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    crate::privacy_request::ask(app, &tx, candidate, RequestKind::Delete, words).await?;
    tx.commit().await.doing("Keeping a request")?;
    get(app, candidate).await
}
