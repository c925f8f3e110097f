//! Consents (同意) at work: asked in the newest words, kept with their version and digest, looked up before something is
//! done, withdrawn at once.

use std::collections::BTreeMap;

use bole_domain::consent::{FIRST_VERSION, Purpose, Rejected, Text, supplied};
use bole_domain::ids::{ApplicationId, CandidateId};
use bole_domain::locale::{Bilingual, Locale};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::consent::Consent;
use bole_store::consent_text::ConsentText;
use bole_store::{Reads, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::job::{Job, enqueue};
use crate::person;
use crate::policy::{Candidate, Shown, Staff};

/// The most that are listed.
const LISTED: i64 = 200;

/// Words as a candidate reads them before the interview.
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
    pub name: Shown,
    /// The application it was given for.
    pub application_id: ApplicationId,
    /// What for.
    pub purpose: Purpose,
    /// The version of the words.
    pub text_version: i64,
    /// The digest of the words that were read.
    pub text_sha256: String,
    /// The language they were read in.
    pub locale: Locale,
    /// Whether it was given or declined.
    pub is_given: bool,
    /// When.
    pub at: Millis,
    /// When it was withdrawn or replaced.
    pub withdrawn_at: Option<Millis>,
}

/// An answer to one consent, as a device sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
pub struct ConsentAnswerBody {
    /// What for.
    pub purpose: Purpose,
    /// Whether it is given.
    pub is_given: bool,
    /// The version of the words that were shown.
    pub version: u32,
}

/// Every published version of every purpose's words.
#[derive(Debug)]
pub(crate) struct Texts {
    published: BTreeMap<(Purpose, u32), Text>,
}

impl Texts {
    /// Reads them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn load(from: &impl Reads) -> Result<Self, Failure> {
        let rows = bole_store::consent_text::list(from).await.doing("Listing consent texts")?;
        let mut published: BTreeMap<(Purpose, u32), Text> =
            Purpose::ALL.into_iter().map(|it| ((it, FIRST_VERSION), supplied(it))).collect();
        published.extend(rows.iter().filter_map(text_of).map(|it| ((it.purpose, it.version), it)));
        Ok(Self { published })
    }

    /// The words of a purpose in this version.
    pub(crate) fn get(&self, purpose: Purpose, version: u32) -> Option<&Text> {
        self.published.get(&(purpose, version))
    }

    /// The words in force.
    pub(crate) fn newest(&self, purpose: Purpose) -> Option<&Text> {
        self.versions(purpose).last()
    }

    /// All versions of a purpose's words, oldest first.
    pub(crate) fn versions(&self, purpose: Purpose) -> impl Iterator<Item = &Text> {
        self.published.range((purpose, 0)..=(purpose, u32::MAX)).map(|(_, it)| it)
    }
}

/// A published row as words; a draft is none.
fn text_of(row: &ConsentText) -> Option<Text> {
    let version = u32::try_from(row.version?).ok()?;
    let purpose = Purpose::from_code(&row.purpose)?;
    let (title, text) = (Bilingual::new(&row.title_zh, &row.title_en), Bilingual::new(&row.text_zh, &row.text_en));
    Some(Text { purpose, version, title, text })
}

/// The digest of words in a language, as consents keep it.
pub(crate) fn digest(text: &Text, locale: Locale) -> String {
    let words = format!("{}\n{}", text.title.get(locale), text.text.get(locale));
    let digest = ring::digest::digest(&ring::digest::SHA256, words.as_bytes());
    digest.as_ref().iter().map(|it| format!("{it:02x}")).collect()
}

/// The words that are asked for an interview, the newest of each purpose.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn texts(app: &App, purposes: &[Purpose]) -> Result<Vec<ConsentTextView>, Failure> {
    let texts = Texts::load(&app.store).await?;
    let view = |it: &Text| ConsentTextView { is_required: it.purpose.is_required(), text: it.clone() };
    Ok(purposes.iter().filter_map(|it| texts.newest(*it)).map(view).collect())
}

/// Keeps what a device answered, in the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn keep(
    app: &App,
    tx: &Tx,
    who: (CandidateId, ApplicationId),
    locale: Locale,
    answers: &[ConsentAnswerBody],
) -> Result<(), Failure> {
    let texts = Texts::load(tx).await?;
    for answer in answers {
        let row = row(app, &texts, who, locale, *answer);
        bole_store::consent::insert(tx, &row).await.doing("Keeping a consent")?;
    }
    Ok(())
}

/// A row for an answer as of now. A version nobody knows counts as the first one, which was built into the application.
pub(crate) fn row(
    app: &App,
    texts: &Texts,
    (candidate_id, application_id): (CandidateId, ApplicationId),
    locale: Locale,
    answer: ConsentAnswerBody,
) -> Consent {
    let purpose = answer.purpose;
    let shown = texts.get(purpose, answer.version).cloned().unwrap_or_else(|| supplied(purpose));
    Consent {
        id: app.new_id(),
        candidate_id,
        application_id,
        purpose: purpose.code().to_owned(),
        text_version: i64::from(shown.version),
        text_sha256: digest(&shown, locale),
        locale: locale.code().to_owned(),
        is_given: answer.is_given,
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

/// Withdraws a consent of the candidate, at once. Without consent to the interview it ends and the application is withdrawn;
/// without consent to scoring a person scores; without consent to keeping in touch the data is kept for the usual time.
///
/// # Errors
/// `consent.not_given`.
pub(crate) async fn withdraw(app: &App, candidate: &Candidate, id: Uuid) -> Result<(), Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::consent::for_change(&tx, candidate.id, id).await.doing("Loading a consent")?;
    let consent = found.ok_or(Rejected::NotGiven)?;
    let purpose = Purpose::from_code(&consent.purpose).ok_or_else(Failure::not_found)?;
    // What is about one interview ends there; what is about the person ends everywhere.
    let is_of_interview = matches!(purpose, Purpose::Interview | Purpose::CrossBorder | Purpose::AiScoring);
    let only = is_of_interview.then_some(consent.application_id);
    let ended = bole_store::consent::withdraw(&tx, candidate.id, only, purpose.code(), app.now()).await;
    if !consent.is_given || ended.doing("Withdrawing a consent")? == 0 {
        return Err(Rejected::NotGiven.into());
    }
    let subject = Some(("application", &consent.application_id as &(dyn std::fmt::Display + Sync)));
    let params = json!({ "purpose": purpose.code() });
    app.record(&tx, Deed { actor: candidate.into(), action: "consent.withdraw", subject, params }).await?;
    let application = bole_store::application::get(&tx, consent.application_id).await;
    let application = application.doing("Loading an application")?;
    if let Some(session) = application.and_then(|it| it.session_id).filter(|_| purpose == Purpose::AiScoring) {
        // Should it wait for a machine that may score later: nobody needs to wait for a person.
        enqueue(app, &tx, &Job::ScoreSession { session }).await?;
    }
    tx.commit().await.doing("Withdrawing a consent")?;
    if purpose.is_required() {
        crate::candidate_page::end(app, candidate, consent.application_id).await?;
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
        let name = person::open_name(app, row.id, row.wrapped_key.as_deref(), &row.name_sealed)?;
        views.push(ConsentView {
            name: staff.sight().name(row.id, name.as_str()),
            application_id: it.application_id,
            purpose: Purpose::from_code(&it.purpose).unwrap_or(Purpose::Interview),
            text_version: it.text_version,
            text_sha256: it.text_sha256,
            locale: crate::interview::locale_of(&it.locale),
            is_given: it.is_given,
            at: it.at,
            withdrawn_at: it.withdrawn_at,
        });
    }
    Ok(views)
}
