//! The copy of everything the company holds of a candidate, for the candidate alone (PIPL 45, GDPR 15 and 20).

use bole_domain::ids::{ApplicationId, DocumentId};
use bole_domain::locale::Locale;
use bole_domain::rejection::Kind;
use bole_domain::time::Millis;
use bole_store::Scope;
use bole_store::application::Listed;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{MyDataView, get, statement};
use crate::app::App;
use crate::audit::Deed;
use crate::document::{FileLinkView, LINK_LIFE_MS};
use crate::failure::{Doing as _, Failure};
use crate::look::LookView;
use crate::person::{self, Person};
use crate::policy::Candidate;
use crate::report::ReportView;
use crate::seal::at;

/// The most messages in a copy.
const MESSAGES: i64 = 1000;
/// What the form of a copy is called, so that another program knows what it reads.
const FORMAT: &str = "bole.my-data/1";

/// Everything the company holds of a candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDataCopyView {
    /// `bole.my-data/1`.
    pub format: &'static str,
    /// When the copy was made.
    pub made_at: Millis,
    /// The name.
    pub name: String,
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Applications with documents, answers and results, newest first.
    pub applications: Vec<ApplicationCopyView>,
    /// Messages, newest first; one-time codes are left out.
    pub messages: Vec<MessageCopyView>,
    /// Consents, requests, place and how long it is kept.
    pub data: MyDataView,
}

/// An application in a copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationCopyView {
    /// The application.
    pub id: ApplicationId,
    /// The job's title.
    pub job_title: String,
    /// The stage.
    pub stage: String,
    /// Where the interview stands.
    pub interview: Option<String>,
    /// The report in the candidate's edition, once the result is released.
    pub result: Option<ReportView>,
    /// When it came in.
    pub created_at: Millis,
    /// Uploaded documents.
    pub documents: Vec<DocumentCopyView>,
    /// What was answered.
    pub answers: Vec<AnswerCopyView>,
    /// Who looked at it.
    pub looks: Vec<LookView>,
}

/// A document in a copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentCopyView {
    /// The document.
    pub id: DocumentId,
    /// Its name.
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    /// `pdf`, `docx` or `txt`.
    pub kind: String,
    /// What was read in it.
    pub text: String,
    /// When it was uploaded.
    pub created_at: Millis,
}

/// An answer in a copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerCopyView {
    /// What was asked.
    pub asked: String,
    /// What was answered.
    pub text: String,
    /// When.
    pub answered_at: Option<Millis>,
}

/// A message in a copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageCopyView {
    /// Its kind.
    pub kind: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// When it was written.
    pub created_at: Millis,
}

/// The candidate's copy as data; making it is recorded.
///
/// # Errors
/// When the database cannot be read.
pub async fn copy(app: &App, candidate: &Candidate, locale: Locale) -> Result<MyDataCopyView, Failure> {
    let copied = collect(app, candidate, locale).await?;
    record(app, candidate, "json").await?;
    Ok(copied)
}

/// The candidate's copy as PDF; making it is recorded.
///
/// # Errors
/// When the database cannot be read, fonts are missing or the PDF cannot be written.
pub async fn pdf(app: &App, candidate: &Candidate, locale: Locale) -> Result<Vec<u8>, Failure> {
    let copied = collect(app, candidate, locale).await?;
    let statement = statement::write(&copied, locale);
    let writer = std::sync::Arc::clone(&app.reports);
    let written = tokio::task::spawn_blocking(move || writer.write_statement(&statement)).await;
    let bytes = written.map_err(anyhow::Error::new).doing("Writing a copy")?.doing("Writing a copy")?;
    record(app, candidate, "pdf").await?;
    Ok(bytes)
}

/// A link to a file of the candidate's own, valid for minutes.
///
/// # Errors
/// `privacy.no_such_file`, also for a file of somebody else.
pub async fn document_link(app: &App, candidate: &Candidate, id: DocumentId) -> Result<FileLinkView, Failure> {
    let own = bole_store::application::of_candidate(&app.store, &Scope::All, candidate.id).await;
    for listed in own.doing("Listing applications")? {
        let found = bole_store::document::of_application(&app.store, listed.application.id).await;
        if found.doing("Listing documents")?.iter().any(|it| it.id == id) {
            return Ok(crate::document::address(app, id, app.now().plus(LINK_LIFE_MS)));
        }
    }
    Err(Failure::refuse(Kind::Gone, "privacy.no_such_file"))
}

async fn record(app: &App, candidate: &Candidate, form: &'static str) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let subject = Some(("candidate", &candidate.id as &(dyn std::fmt::Display + Sync)));
    let params = json!({ "kind": form });
    app.record(&tx, Deed { actor: candidate.into(), action: "candidate.copy", subject, params }).await?;
    tx.commit().await.doing("Recording a copy")
}

async fn collect(app: &App, candidate: &Candidate, locale: Locale) -> Result<MyDataCopyView, Failure> {
    let person = person::load(app, candidate.id).await?;
    let found = bole_store::application::of_candidate(&app.store, &Scope::All, candidate.id).await;
    let mut applications = Vec::new();
    for listed in found.doing("Listing applications")? {
        applications.push(application(app, candidate, &listed, locale).await?);
    }
    Ok(MyDataCopyView {
        format: FORMAT,
        made_at: app.now(),
        name: person.name.clone(),
        phone: person.phone.clone(),
        email: person.email.clone(),
        applications,
        messages: messages(app, &person).await?,
        data: get(app, candidate).await?,
    })
}

async fn application(
    app: &App,
    candidate: &Candidate,
    listed: &Listed,
    locale: Locale,
) -> Result<ApplicationCopyView, Failure> {
    let it = &listed.application;
    let answers = match it.session_id {
        Some(session) => crate::answer::held(app, session).await?.answers,
        None => Vec::new(),
    };
    let copied =
        answers.into_iter().map(|it| AnswerCopyView { asked: it.asked, text: it.text, answered_at: it.answered_at });
    let own = Candidate { application: it.id, ..candidate.clone() };
    let result = match crate::report::for_candidate(app, &own, locale).await {
        Ok(report) => Some(report),
        Err(failure) if failure.code() == Some("report.not_released") => None,
        Err(failure) => return Err(failure),
    };
    Ok(ApplicationCopyView {
        id: it.id,
        job_title: listed.requisition_title.clone(),
        stage: it.stage.clone(),
        interview: it.session_status.clone(),
        result,
        created_at: it.created_at,
        documents: documents(app, it.id).await?,
        answers: copied.collect(),
        looks: crate::look::of_application(app, it.id).await?,
    })
}

pub(super) async fn documents(app: &App, id: ApplicationId) -> Result<Vec<DocumentCopyView>, Failure> {
    let documents = bole_store::document::of_application(&app.store, id).await.doing("Listing documents")?;
    let mut copies = Vec::new();
    for row in documents {
        let key = app.open_key(row.wrapped_key.as_deref())?;
        let open = |column, sealed: &[u8]| app.unseal_if(key.as_ref(), at("document", column), &row.id, Some(sealed));
        copies.push(DocumentCopyView {
            id: row.id,
            file_name: open("file_name", &row.file_name_sealed)?.unwrap_or_default(),
            size: row.size,
            text: open("text", &row.text_sealed)?.unwrap_or_default(),
            created_at: row.created_at,
            kind: row.kind,
        });
    }
    Ok(copies)
}

async fn messages(app: &App, person: &Person) -> Result<Vec<MessageCopyView>, Failure> {
    let found = bole_store::message::of_candidate(&app.store, &Scope::All, person.id, MESSAGES)
        .await
        .doing("Listing messages")?;
    let mut copies = Vec::new();
    for it in found.into_iter().filter(|it| it.kind != "code" && it.fallback_of.is_none()) {
        let open =
            |column, sealed: &[u8]| app.unseal_if(person.key.as_ref(), at("message", column), &it.id, Some(sealed));
        copies.push(MessageCopyView {
            subject: open("subject", &it.subject_sealed)?.unwrap_or_default(),
            body: open("body", &it.body_sealed)?.unwrap_or_default(),
            created_at: it.created_at,
            kind: it.kind,
        });
    }
    Ok(copies)
}
