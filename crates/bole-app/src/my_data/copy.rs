//! The copy of everything the company holds of a candidate, for the candidate alone (PIPL 45, GDPR 15 and 20).

use bole_domain::time::Millis;
use bole_store::Scope;
use bole_store::application::Listed;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{MyDataView, get};
use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Person};
use crate::policy::Candidate;
use crate::seal::at;

/// The most messages in a copy.
const MESSAGES: i64 = 1000;

/// Everything the company holds of a candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDataCopyView {
    /// When the copy was made.
    pub made_at: Millis,
    /// The name.
    pub name: String,
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Applications with documents and answers, newest first.
    pub applications: Vec<ApplicationCopyView>,
    /// Messages, newest first; one-time codes are left out.
    pub messages: Vec<MessageCopyView>,
    /// Consents, requests and place.
    pub data: MyDataView,
}

/// An application in a copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationCopyView {
    /// The job's title.
    pub job_title: String,
    /// The stage.
    pub stage: String,
    /// Where the interview stands.
    pub interview: Option<String>,
    /// The outcome, once released.
    pub outcome: Option<String>,
    /// The total, once released.
    pub total: Option<f64>,
    /// When it came in.
    pub created_at: Millis,
    /// Uploaded documents.
    pub documents: Vec<DocumentCopyView>,
    /// What was answered.
    pub answers: Vec<AnswerCopyView>,
}

/// A document in a copy.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentCopyView {
    /// Its name.
    pub file_name: String,
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
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// When it was written.
    pub created_at: Millis,
}

/// The candidate's copy; making it is recorded.
///
/// # Errors
/// When the database cannot be read.
pub async fn copy(app: &App, candidate: &Candidate) -> Result<MyDataCopyView, Failure> {
    let person = person::load(app, candidate.id).await?;
    let found = bole_store::application::of_candidate(&app.store, &Scope::All, candidate.id).await;
    let mut applications = Vec::new();
    for listed in found.doing("Listing applications")? {
        applications.push(application(app, &listed).await?);
    }
    let messages = messages(app, &person).await?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let subject = Some(("candidate", &candidate.id as &(dyn std::fmt::Display + Sync)));
    app.record(&tx, Deed { actor: candidate.into(), action: "candidate.copy", subject, params: json!({}) }).await?;
    tx.commit().await.doing("Recording a copy")?;
    Ok(MyDataCopyView {
        made_at: app.now(),
        name: person.name.clone(),
        phone: person.phone.clone(),
        email: person.email.clone(),
        applications,
        messages,
        data: get(app, candidate).await?,
    })
}

async fn application(app: &App, listed: &Listed) -> Result<ApplicationCopyView, Failure> {
    let it = &listed.application;
    let documents = bole_store::document::of_application(&app.store, it.id).await.doing("Listing documents")?;
    let mut copies = Vec::new();
    for row in documents {
        let key = app.open_key(row.wrapped_key.as_deref())?;
        let open = |column, sealed: &[u8]| app.unseal_if(key.as_ref(), at("document", column), &row.id, Some(sealed));
        copies.push(DocumentCopyView {
            file_name: open("file_name", &row.file_name_sealed)?.unwrap_or_default(),
            text: open("text", &row.text_sealed)?.unwrap_or_default(),
            created_at: row.created_at,
        });
    }
    let answers = match it.session_id {
        Some(session) => crate::answer::held(app, session).await?.answers,
        None => Vec::new(),
    };
    let copied =
        answers.into_iter().map(|it| AnswerCopyView { asked: it.asked, text: it.text, answered_at: it.answered_at });
    let is_released = it.outcome.is_some();
    Ok(ApplicationCopyView {
        job_title: listed.requisition_title.clone(),
        stage: it.stage.clone(),
        interview: it.session_status.clone(),
        outcome: it.outcome.clone(),
        // Before its release nobody reads a score in passing.
        total: it.total.filter(|_| is_released),
        created_at: it.created_at,
        documents: copies,
        answers: copied.collect(),
    })
}

async fn messages(app: &App, person: &Person) -> Result<Vec<MessageCopyView>, Failure> {
    let found = bole_store::message::of_candidate(&app.store, person.id, MESSAGES).await.doing("Listing messages")?;
    let mut copies = Vec::new();
    for it in found.into_iter().filter(|it| it.kind != "code") {
        let open =
            |column, sealed: &[u8]| app.unseal_if(person.key.as_ref(), at("message", column), &it.id, Some(sealed));
        copies.push(MessageCopyView {
            subject: open("subject", &it.subject_sealed)?.unwrap_or_default(),
            body: open("body", &it.body_sealed)?.unwrap_or_default(),
            created_at: it.created_at,
        });
    }
    Ok(copies)
}
