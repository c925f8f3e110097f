//! 我的数据: what a candidate may ask about their own data, and how far it is.

use bole_domain::candidate::{mask_email, mask_phone};
use bole_domain::consent::{Purpose, Text, text};
use bole_domain::ids::PrivacyRequestId;
use bole_domain::privacy::{ANSWER_WITHIN_DAYS, RequestKind};
use bole_domain::region::Region;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::Candidate;
use crate::seal::at;

mod copy;
mod correct;
mod looks;

pub use copy::{AnswerCopyView, ApplicationCopyView, DocumentCopyView, MessageCopyView, MyDataCopyView, copy};
pub(crate) use correct::apply;
pub use correct::{CorrectionBody, correct};
pub use looks::LookView;

/// The most characters of a reason.
const MAX_WORDS: usize = 1000;

/// A candidate's own data.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDataView {
    /// The company that holds it.
    pub company: String,
    /// The name.
    pub name: String,
    /// `138****1234`.
    pub phone_masked: Option<String>,
    /// `li***@example.com`.
    pub email_masked: Option<String>,
    /// Who looked at contact data, files and messages, newest first.
    pub looks: Vec<LookView>,
    /// Within how many working days a request is answered.
    pub answer_within_days: u32,
    /// What was asked, newest first.
    pub requests: Vec<OwnRequestView>,
    /// What was agreed to or declined, newest first.
    pub consents: Vec<OwnConsentView>,
    /// Where the candidate is, as far as they have said; it chooses the rules for their data.
    pub region: Option<Region>,
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

/// A consent as its candidate sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnConsentView {
    /// What for.
    pub purpose: Purpose,
    /// The words that were shown.
    pub text: Option<Text>,
    /// Whether it was given or declined.
    pub is_given: bool,
    /// When.
    pub at: Millis,
    /// When it was withdrawn or replaced.
    pub withdrawn_at: Option<Millis>,
    /// What the candidate may do: `withdraw`.
    pub actions: Vec<&'static str>,
}

/// Where the candidate is.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MyPlaceBody {
    /// `null` takes it back.
    pub region: Option<Region>,
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
    let place = bole_store::place::get(&app.store, crate::region::CANDIDATE, &candidate.id.to_string()).await;
    Ok(MyDataView {
        company: crate::company::name(app).await?,
        name: person.name.clone(),
        phone_masked: person.phone.as_deref().map(mask_phone),
        email_masked: person.email.as_deref().map(mask_email),
        looks: looks::looks(app, candidate).await?,
        answer_within_days: ANSWER_WITHIN_DAYS,
        actions,
        requests,
        consents: consents(app, candidate).await?,
        region: place.doing("Looking for a place")?.map(|it| Region::from_code(&it)),
    })
}

async fn consents(app: &App, candidate: &Candidate) -> Result<Vec<OwnConsentView>, Failure> {
    let found = bole_store::consent::of_candidate(&app.store, candidate.id).await.doing("Listing consents")?;
    let view = |it: bole_store::consent::Consent| {
        let purpose = Purpose::from_code(&it.purpose)?;
        let may_withdraw = it.is_given && it.withdrawn_at.is_none();
        Some(OwnConsentView {
            purpose,
            text: text(purpose, u32::try_from(it.text_version).ok()?),
            is_given: it.is_given,
            at: it.at,
            withdrawn_at: it.withdrawn_at,
            actions: if may_withdraw { vec!["withdraw"] } else { Vec::new() },
        })
    };
    Ok(found.into_iter().filter_map(view).collect())
}

/// Withdraws a consent; what needed it stops at once.
///
/// # Errors
/// `consent.not_given`, `request.not_found` for a purpose that does not exist.
pub async fn withdraw(app: &App, candidate: &Candidate, purpose: &str) -> Result<MyDataView, Failure> {
    let purpose = Purpose::from_code(purpose).ok_or_else(Failure::not_found)?;
    crate::consent::withdraw(app, candidate, purpose).await?;
    get(app, candidate).await
}

/// Says where the candidate is.
///
/// # Errors
/// When the database refuses.
pub async fn set_place(app: &App, candidate: &Candidate, body: &MyPlaceBody) -> Result<MyDataView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let region = body.region.map(Region::code);
    let subject = candidate.id.to_string();
    bole_store::place::put(&tx, crate::region::CANDIDATE, &subject, region, app.now())
        .await
        .doing("Setting a place")?;
    let deed = Deed {
        actor: candidate.into(),
        action: "candidate.place",
        subject: Some(("candidate", &candidate.id)),
        params: json!({}),
    };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Setting a place")?;
    get(app, candidate).await
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
