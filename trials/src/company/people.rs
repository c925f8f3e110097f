//! Candidates of the trials: some invited and signed in, and a crowd that fills the table.

use anyhow::Context as _;
use bole_app::application::{NewApplicationBody, OnDuplicate};
use bole_app::invitation::InviteBody;
use bole_app::person::{self, Contact};
use bole_domain::application::{Source, Stage};
use bole_domain::ids::{ApplicationId, SessionId};
use bole_domain::locale::Locale;
use bole_domain::question::Audience;
use bole_domain::time::HOUR_MS;
use bole_store::application::Application;
use bole_store::code::CandidateSession;
use bole_vault::Token;

use super::{Company, done};

/// How long a candidate stays signed in.
const SIGNED_IN_MS: i64 = 12 * HOUR_MS;
/// People of the crowd in one transaction.
const BATCH: usize = 500;

/// Somebody who is invited and signed in.
#[derive(Debug, Clone)]
pub struct Invited {
    /// What the browser's cookie says.
    pub token: String,
    /// The interview.
    pub session: SessionId,
    /// The application.
    pub application: ApplicationId,
}

/// Adds candidates, invites them and signs them in.
///
/// # Errors
/// When a use case refuses.
pub async fn invite(company: &Company, count: usize) -> anyhow::Result<Vec<Invited>> {
    let mut all = Vec::with_capacity(count);
    for n in 0..count {
        all.push(invite_one(company, n).await?);
    }
    Ok(all)
}

async fn invite_one(company: &Company, n: usize) -> anyhow::Result<Invited> {
    let (app, admin, store) = (&company.app, &company.admin, &company.store);
    let body = NewApplicationBody {
        requisition_id: company.requisition,
        name: format!("候选人{n}"),
        phone: Some(phone(n)),
        email: Some(format!("candidate{n}@example.com")),
        audience: if n.is_multiple_of(2) { Audience::Fresh } else { Audience::Experienced },
        document_id: None,
        on_duplicate: OnDuplicate::Create,
        candidate_id: None,
        source: Source::default(),
    };
    let application = done("Adding an application", bole_app::application::create(app, admin, body).await)?.id;
    let how = InviteBody { locale: Locale::Zh, note: String::new() };
    let invited = bole_app::invitation::invite(app, admin, application, how).await;
    let invitation = done("Inviting", invited)?.invitation.id;
    let row = bole_store::invitation::get(store, invitation).await.context("Loading an invitation")?;
    let session = row.context("An invitation is gone")?.session_id;
    let candidate = bole_store::application::get(store, application).await.context("Loading an application")?;
    let candidate_id = candidate.context("An application is gone")?.candidate_id;
    let (token, now) = (Token::random()?, app.now());
    let row = CandidateSession {
        token_hash: token.hash(),
        candidate_id,
        application_id: application,
        invitation_id: invitation,
        created_at: now,
        last_seen_at: now,
        expires_at: now.plus(SIGNED_IN_MS),
        revoked_at: None,
    };
    let tx = store.begin().await.context("Signing a candidate in")?;
    bole_store::code::insert_session(&tx, &row).await.context("Signing a candidate in")?;
    tx.commit().await.context("Signing a candidate in")?;
    Ok(Invited { token: token.reveal().to_owned(), session, application })
}

/// Adds applications that nobody is invited for, many at a time.
///
/// # Errors
/// When the database refuses.
pub async fn add_crowd(company: &Company, count: usize) -> anyhow::Result<()> {
    let stages = [Stage::Applied, Stage::Screening, Stage::Interview, Stage::Pool];
    for first in (0..count).step_by(BATCH) {
        let tx = company.store.begin().await.context("Adding people")?;
        for n in first..count.min(first + BATCH) {
            let (phone, email) = (phone(n), format!("crowd{n}@example.com"));
            let contact = done("Adding people", Contact::of(&format!("求职者{n}"), Some(&phone), Some(&email)))?;
            let row = person::new_row(&company.app, &contact, Audience::Experienced, false);
            let (row, _) = done("Adding people", row)?;
            bole_store::candidate::insert(&tx, &row).await.context("Adding people")?;
            let now = company.app.now();
            let application = Application {
                id: company.app.new_id(),
                candidate_id: row.id,
                requisition_id: company.requisition,
                department_id: company.department,
                stage: stages[n % stages.len()].code().to_owned(),
                session_id: None,
                session_status: None,
                source: Source::default().code().to_owned(),
                outcome: None,
                total: None,
                review_needed: false,
                is_demo: false,
                created_at: now,
                updated_at: now,
            };
            bole_store::application::insert(&tx, &application).await.context("Adding people")?;
        }
        tx.commit().await.context("Adding people")?;
    }
    Ok(())
}

/// A number of the range that is kept for fictitious people.
fn phone(n: usize) -> String {
    format!("1990000{:04}", n % 10_000)
}
