//! 我的数据: what a candidate reads, asks and changes about their own data, and how far it is.

use bole_domain::candidate::{mask_email, mask_phone};
use bole_domain::consent::{Purpose, Text};
use bole_domain::ids::{ApplicationId, DocumentId, PrivacyRequestId};
use bole_domain::privacy::{ANSWER_WITHIN_DAYS, RequestKind};
use bole_domain::region::{DataClass, Region, RegionPolicy};
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::time::Millis;
use bole_store::Scope;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit::Deed;
use crate::consent::Texts;
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::Candidate;
use crate::seal::at;

mod contact;
mod copy;
mod statement;

pub use contact::{ContactConfirmBody, OwnContactBody, OwnNameBody, change_contact, confirm_contact, rename};
pub use copy::{
    AnswerCopyView, ApplicationCopyView, DocumentCopyView, MessageCopyView, MyDataCopyView, copy, document_link, pdf,
};
pub use statement::{Statement, StatementEntry, StatementSection};

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
    /// Within how many working days a request is answered.
    pub answer_within_days: u32,
    /// Until when it is kept; `null` while something else than time decides: an application, an interview, employment.
    pub kept_until: Option<Millis>,
    /// Uploaded documents.
    pub documents: Vec<OwnDocumentView>,
    /// What was asked, newest first.
    pub requests: Vec<OwnRequestView>,
    /// What was agreed to or declined, newest first.
    pub consents: Vec<OwnConsentView>,
    /// Where the candidate is, as far as they have said; it chooses the rules for their data.
    pub region: Option<Region>,
    /// What is kept for how long.
    pub kept: Vec<KeptView>,
    /// What the candidate may do: `delete`, `correct`, `person`, `withdraw_application`.
    pub actions: Vec<&'static str>,
}

/// A document as its candidate sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnDocumentView {
    /// The document.
    pub id: DocumentId,
    /// Its name.
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    /// When it was uploaded.
    pub created_at: Millis,
}

/// A request as its candidate sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnRequestView {
    /// The request.
    pub id: PrivacyRequestId,
    /// What was asked.
    pub kind: RequestKind,
    /// What the candidate wrote.
    pub words: Option<String>,
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
    /// The answer.
    pub id: Uuid,
    /// For which job it was asked.
    pub job_title: String,
    /// What for.
    pub purpose: Purpose,
    /// The words that were shown.
    pub text: Option<Text>,
    /// The digest of the words in the language that was read.
    pub text_sha256: String,
    /// Whether it was given or declined.
    pub is_given: bool,
    /// When.
    pub at: Millis,
    /// When it was withdrawn or replaced.
    pub withdrawn_at: Option<Millis>,
    /// What the candidate may do: `withdraw`.
    pub actions: Vec<&'static str>,
}

/// How long something is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptView {
    /// What.
    pub class: DataClass,
    /// Days after the last decision, or after it came in where there is none to wait for.
    pub days: u32,
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

/// What somebody asks the company to do about their data.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OwnRequestBody {
    /// `correct` or `person`.
    pub kind: RequestKind,
    /// 1–1000 characters; none are needed to ask for a person.
    #[serde(default)]
    pub words: String,
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
        let open = |column, sealed: &[u8]| {
            let sealed = Some(sealed).filter(|it| !it.is_empty());
            app.unseal_if(person.key.as_ref(), at("privacy_request", column), &it.id, sealed)
        };
        requests.push(OwnRequestView {
            id: it.id,
            kind: RequestKind::from_code(&it.kind).unwrap_or(RequestKind::Delete),
            words: open("words", &it.words_sealed)?.filter(|it| !it.is_empty()),
            answer: open("answer", &it.answer_sealed)?,
            asked_at: it.asked_at,
            due_at: it.due_at,
            state: it.state,
        });
    }
    let place = bole_store::place::get(&app.store, crate::region::CANDIDATE, &candidate.id.to_string()).await;
    let policy = crate::region::policy_of(&app.store, candidate.application).await?;
    Ok(MyDataView {
        company: crate::company::name(app).await?,
        name: person.name.clone(),
        phone_masked: person.phone.as_deref().map(mask_phone),
        email_masked: person.email.as_deref().map(mask_email),
        answer_within_days: ANSWER_WITHIN_DAYS,
        actions: actions(app, candidate, &requests).await?,
        requests,
        documents: documents(app, candidate).await?,
        consents: consents(app, candidate).await?,
        region: place.doing("Looking for a place")?.map(|it| Region::from_code(&it)),
        kept: kept(app, candidate, &policy).await?,
        kept_until: crate::retention::kept_until(app, candidate.id).await?,
    })
}

async fn actions(app: &App, candidate: &Candidate, requests: &[OwnRequestView]) -> Result<Vec<&'static str>, Failure> {
    let kinds = [RequestKind::Delete, RequestKind::Correct, RequestKind::Person];
    let is_asked = |kind: &RequestKind| requests.iter().any(|it| it.kind == *kind && it.state == "open");
    let mut actions: Vec<&'static str> = kinds.into_iter().filter(|it| !is_asked(it)).map(RequestKind::code).collect();
    let own = bole_store::application::get(&app.store, candidate.application).await.doing("Loading an application")?;
    let stage = own.and_then(|it| bole_domain::application::Stage::from_code(&it.stage));
    if stage.is_some_and(bole_domain::application::Stage::is_open) {
        actions.push("withdraw_application");
    }
    Ok(actions)
}

/// What of the person is kept for how long; who agreed to be kept in touch with is kept for longer.
async fn kept(app: &App, candidate: &Candidate, policy: &RegionPolicy) -> Result<Vec<KeptView>, Failure> {
    let pool = Purpose::TalentPool.code();
    let is_in_touch = bole_store::consent::is_given(&app.store, candidate.id, pool).await.doing("Reading consents")?;
    let classes = [DataClass::Person, DataClass::Decision, DataClass::Audit];
    Ok(classes.map(|class| KeptView { class, days: policy.keep_days(class, is_in_touch) }).into())
}

async fn documents(app: &App, candidate: &Candidate) -> Result<Vec<OwnDocumentView>, Failure> {
    let own = bole_store::application::of_candidate(&app.store, &Scope::All, candidate.id).await;
    let mut views = Vec::new();
    for listed in own.doing("Listing applications")? {
        let found = copy::documents(app, listed.application.id).await?.into_iter();
        views.extend(found.map(|it| OwnDocumentView {
            id: it.id,
            file_name: it.file_name,
            size: it.size,
            created_at: it.created_at,
        }));
    }
    Ok(views)
}

async fn consents(app: &App, candidate: &Candidate) -> Result<Vec<OwnConsentView>, Failure> {
    let found = bole_store::consent::of_candidate(&app.store, candidate.id).await.doing("Listing consents")?;
    let texts = Texts::load(&app.store).await?;
    let own = bole_store::application::of_candidate(&app.store, &Scope::All, candidate.id).await;
    let own = own.doing("Listing applications")?;
    let title =
        |id: ApplicationId| own.iter().find(|it| it.application.id == id).map(|it| it.requisition_title.clone());
    let view = |it: bole_store::consent::Consent| {
        let purpose = Purpose::from_code(&it.purpose)?;
        let may_withdraw = it.is_given && it.withdrawn_at.is_none();
        Some(OwnConsentView {
            id: it.id,
            job_title: title(it.application_id).unwrap_or_default(),
            purpose,
            text: u32::try_from(it.text_version).ok().and_then(|version| texts.get(purpose, version)).cloned(),
            text_sha256: it.text_sha256,
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
/// `consent.not_given`, also for what is not the candidate's.
pub async fn withdraw(app: &App, candidate: &Candidate, id: &str) -> Result<MyDataView, Failure> {
    let id: Uuid = id.parse().map_err(|_| bole_domain::consent::Rejected::NotGiven)?;
    crate::consent::withdraw(app, candidate, id).await?;
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
    let subject = Some(("candidate", &candidate.id as &(dyn std::fmt::Display + Sync)));
    app.record(&tx, Deed { actor: candidate.into(), action: "candidate.place", subject, params: json!({}) }).await?;
    tx.commit().await.doing("Setting a place")?;
    get(app, candidate).await
}

/// Asks the company to erase the candidate.
///
/// # Errors
/// `privacy.already_asked`, `privacy.words_too_long`.
pub async fn delete(app: &App, candidate: &Candidate, body: &DeleteMyDataBody) -> Result<MyDataView, Failure> {
    ask(app, candidate, RequestKind::Delete, &body.reason).await
}

/// Asks the company to correct something, or for a person instead of a machine.
///
/// # Errors
/// `privacy.already_asked`, `privacy.words_too_long`, `privacy.nothing_to_correct`.
pub async fn request(app: &App, candidate: &Candidate, body: &OwnRequestBody) -> Result<MyDataView, Failure> {
    match body.kind {
        // Erasing has a request of its own, so that nobody sends it by a slip.
        RequestKind::Delete => return Err(Failure::not_found()),
        RequestKind::Correct if body.words.trim().is_empty() => {
            return Err(Failure::refuse(Kind::Invalid, "privacy.nothing_to_correct"));
        }
        RequestKind::Correct | RequestKind::Person => {}
    }
    ask(app, candidate, body.kind, &body.words).await
}

async fn ask(app: &App, candidate: &Candidate, kind: RequestKind, words: &str) -> Result<MyDataView, Failure> {
    let words = words.trim();
    if words.chars().count() > MAX_WORDS {
        return Err(Refusal::new(Kind::Invalid, "privacy.words_too_long").with("limit", MAX_WORDS).into());
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    crate::privacy_request::ask(app, &tx, candidate, kind, words).await?;
    tx.commit().await.doing("Keeping a request")?;
    get(app, candidate).await
}
