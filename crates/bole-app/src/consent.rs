//! Consents (同意) at work: kept when given, looked up before something is done, withdrawn at once.

use bole_domain::consent::{FIRST_VERSION, Purpose, Rejected, Text, newest, text};
use bole_domain::ids::{ApplicationId, CandidateId};
use bole_domain::locale::Locale;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::consent::Consent;
use bole_store::{Reads, Tx};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::{Candidate, Staff};

/// The most that are listed.
const LISTED: i64 = 200;

/// A text as a candidate reads it before the interview.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentTextView {
    /// The words and their version.
    #[serde(flatten)]
    pub text: Text,
    /// Whether there is no interview without it.
    pub is_required: bool,
}

/// A consent as the privacy centre shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentView {
    /// Whose; empty once erased.
    pub name: String,
    /// The application it was given for.
    pub application_id: ApplicationId,
    /// What for.
    pub purpose: Purpose,
    /// The version of the words.
    pub text_version: i64,
    /// The language they were read in.
    pub locale: Locale,
    /// Whether it was given or declined.
    pub is_given: bool,
    /// When.
    pub at: Millis,
    /// When it was withdrawn or replaced.
    pub withdrawn_at: Option<Millis>,
}

/// What a device answered to the consents of an interview.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    /// Scoring by machine; the interview itself is always agreed to, or there is none.
    pub ai_scoring: bool,
    /// The version of the texts the device showed; the first one where it names none.
    pub text_version: Option<u32>,
}

/// The texts that are asked for an interview, the newest of each purpose.
#[must_use]
pub fn texts(purposes: &[Purpose]) -> Vec<ConsentTextView> {
    let view = |it: Text| ConsentTextView { is_required: it.purpose.is_required(), text: it };
    purposes.iter().filter_map(|it| newest(*it)).map(view).collect()
}

/// Keeps what a device answered, in the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn keep(
    app: &App,
    tx: &Tx,
    (candidate, application): (CandidateId, ApplicationId),
    locale: Locale,
    answered: Answered,
) -> Result<(), Failure> {
    for (purpose, is_given) in [(Purpose::Interview, true), (Purpose::AiScoring, answered.ai_scoring)] {
        let row = row(app, candidate, application, locale, purpose, is_given, answered.text_version);
        bole_store::consent::insert(tx, &row).await.doing("Keeping a consent")?;
    }
    Ok(())
}

/// A row for an answer as of now. A version nobody knows counts as the first one, which was built into the application.
pub(crate) fn row(
    app: &App,
    candidate_id: CandidateId,
    application_id: ApplicationId,
    locale: Locale,
    purpose: Purpose,
    is_given: bool,
    version: Option<u32>,
) -> Consent {
    let shown = version.and_then(|it| text(purpose, it)).or_else(|| text(purpose, FIRST_VERSION));
    let words = shown.as_ref().map_or("", |it| it.text.get(locale));
    let digest = ring::digest::digest(&ring::digest::SHA256, words.as_bytes());
    Consent {
        id: app.new_id(),
        candidate_id,
        application_id,
        purpose: purpose.code().to_owned(),
        text_version: i64::from(shown.map_or(FIRST_VERSION, |it| it.version)),
        text_sha256: digest.as_ref().iter().map(|it| format!("{it:02x}")).collect(),
        locale: locale.code().to_owned(),
        is_given,
        at: app.now(),
        withdrawn_at: None,
    }
}

/// Whether a purpose was declined or withdrawn for an application; nobody asked means no.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_refused(from: &impl Reads, application: ApplicationId, purpose: Purpose) -> Result<bool, Failure> {
    let found = bole_store::consent::newest(from, application, purpose.code()).await.doing("Looking for a consent")?;
    Ok(found.is_some_and(|it| !it.is_given || it.withdrawn_at.is_some()))
}

/// Withdraws the candidate's consent to a purpose, everywhere and at once. Without consent to the interview there is none.
///
/// # Errors
/// `consent.not_given`.
pub(crate) async fn withdraw(app: &App, candidate: &Candidate, purpose: Purpose) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let ended = bole_store::consent::withdraw(&tx, candidate.id, purpose.code(), app.now()).await;
    if ended.doing("Withdrawing a consent")? == 0 {
        return Err(Rejected::NotGiven.into());
    }
    let subject = Some(("candidate", &candidate.id as &(dyn std::fmt::Display + Sync)));
    let params = json!({ "purpose": purpose.code() });
    app.record(&tx, Deed { actor: candidate.into(), action: "consent.withdraw", subject, params }).await?;
    tx.commit().await.doing("Withdrawing a consent")?;
    if purpose == Purpose::Interview {
        for session in bole_store::erasure::sessions(&app.store, candidate.id).await.doing("Listing interviews")? {
            crate::invitation::abandon(app, session, candidate.into()).await?;
        }
    }
    Ok(())
}

/// What people agreed to, declined and withdrew, newest first.
///
/// # Errors
/// Without `privacy.manage`.
pub async fn list(app: &App, staff: &Staff) -> Result<Vec<ConsentView>, Failure> {
    staff.demand(Permission::PrivacyManage)?;
    let found = bole_store::consent::list(&app.store, &staff.scope, LISTED).await.doing("Listing consents")?;
    let ids: Vec<CandidateId> = found.iter().map(|it| it.candidate_id).collect();
    let people = bole_store::candidate::many(&app.store, &ids).await.doing("Loading candidates")?;
    let mut views = Vec::with_capacity(found.len());
    for it in found {
        let Some(row) = people.iter().find(|person| person.id == it.candidate_id) else { continue };
        views.push(ConsentView {
            name: person::open_name(app, row.id, row.wrapped_key.as_deref(), &row.name_sealed)?,
            application_id: it.application_id,
            purpose: Purpose::from_code(&it.purpose).unwrap_or(Purpose::Interview),
            text_version: it.text_version,
            locale: crate::interview::locale_of(&it.locale),
            is_given: it.is_given,
            at: it.at,
            withdrawn_at: it.withdrawn_at,
        });
    }
    Ok(views)
}
