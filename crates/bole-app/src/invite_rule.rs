//! 自动邀请: a requisition's rule is looked at before it is switched on, then invites those who meet all of it.
//!
//! It only ever invites: who does not meet it, or of whom Bole does not know, stays where they are and is looked at by a
//! person as before. Nobody is invited by a rule twice.

use bole_domain::application::Source;
use bole_domain::bulk::{LeftOut, Work, check};
use bole_domain::ids::{ApplicationId, RequisitionId};
use bole_domain::invite_rule::{Answer, Facts, Requirement, Verdict, answer, check_pace, check_requirements};
use bole_domain::locale::Locale;
use bole_domain::staff::{Field, Permission};
use bole_domain::time::Millis;
use bole_store::application::Application;
use bole_store::invite_rule::InviteRule;
use bole_store::{Reads, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::Deed;
use crate::bulk::{facts, known_of};
use crate::failure::{Doing as _, Failure};
use crate::person::{self, Sealed};
use crate::policy::{Allowed, Shown, Sight, Staff, allow};
use crate::{calendar, document, invitation};

/// So many are looked at in one go; the rest follow in the next.
const BATCH: i64 = 500;
/// So many are shown in a preview.
const SHOWN: usize = 50;
/// The setting of a rule that nobody has made yet.
const USUAL: (i64, i64, i64) = (20, 9 * 60, 18 * 60);

/// A requisition's rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct InviteRuleView {
    /// Whether it invites.
    pub is_on: bool,
    /// All of these must be met.
    pub requirements: Vec<Requirement>,
    /// Invitations a day.
    pub daily_limit: i64,
    /// From this minute of the day.
    pub from_minute: i64,
    /// Until before this minute of the day.
    pub until_minute: i64,
    /// The language of message and interview.
    pub locale: Locale,
    /// How many it invited today.
    pub invited_today: i64,
    /// Who changed it last.
    pub by: Option<String>,
    /// When; `null` before anybody made it.
    pub updated_at: Option<Millis>,
}

/// A rule to keep, or to look at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct InviteRuleBody {
    /// Whether it invites.
    #[serde(default)]
    pub is_on: bool,
    /// All of these must be met; a reachable contact is always one of them.
    pub requirements: Vec<Requirement>,
    /// Invitations a day, 1–500.
    pub daily_limit: i64,
    /// From this minute of the day.
    pub from_minute: i64,
    /// Until before this minute of the day.
    pub until_minute: i64,
    /// The language of message and interview.
    #[serde(default)]
    pub locale: Locale,
}

/// Whom a rule would invite now.
#[derive(Debug, Serialize, ToSchema)]
pub struct InviteRulePreviewView {
    /// How many nobody has invited yet.
    pub total: usize,
    /// How many of them meet everything.
    pub met: usize,
    /// The first of them, those who meet everything in front.
    pub items: Vec<InviteRulePersonView>,
}

/// One person in a rule's eyes.
#[derive(Debug, Serialize, ToSchema)]
pub struct InviteRulePersonView {
    /// The application.
    pub application_id: ApplicationId,
    /// The name.
    pub name: Shown,
    /// Whether everything is met.
    pub is_met: bool,
    /// One answer for each requirement.
    pub answers: Vec<InviteRuleAnswerView>,
}

/// Whether a requirement is met, and what that rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct InviteRuleAnswerView {
    /// Yes, no or unknown.
    pub verdict: Verdict,
    /// What it rests on, as a code with a text in the catalogue.
    pub basis: &'static str,
    /// The word that was found.
    pub word: Option<String>,
    /// The sentence of the résumé that it stands in.
    pub sentence: Option<Shown>,
}

/// The rule of a requisition, or what a new one begins with.
///
/// # Errors
/// Without `application.edit`, or when the caller does not see the requisition.
pub async fn get(app: &App, staff: &Staff, id: RequisitionId) -> Result<InviteRuleView, Failure> {
    let found = bole_store::requisition::find(&app.store, &staff.scope, id).await.doing("Loading a requisition")?;
    allow(staff, Permission::ApplicationEdit, found)?;
    let found = bole_store::invite_rule::get(&app.store, id).await.doing("Loading a rule")?;
    let Some(rule) = found else {
        let (daily_limit, from_minute, until_minute) = USUAL;
        return Ok(InviteRuleView {
            is_on: false,
            requirements: vec![Requirement::Contact],
            daily_limit,
            from_minute,
            until_minute,
            locale: Locale::default(),
            invited_today: 0,
            by: None,
            updated_at: None,
        });
    };
    let names = crate::staff::names(app).await?;
    Ok(InviteRuleView {
        is_on: rule.is_on,
        requirements: requirements_of(&rule)?,
        daily_limit: rule.daily_limit,
        from_minute: rule.from_minute,
        until_minute: rule.until_minute,
        locale: Locale::from_code(&rule.locale).unwrap_or_default(),
        invited_today: invited_today(app, &app.store, id).await?,
        by: rule.updated_by.and_then(|it| names.get(&it).cloned()),
        updated_at: Some(rule.updated_at),
    })
}

/// Keeps a requisition's rule.
///
/// # Errors
/// As [`get`]; `invite_rule.*` for what is wrong with it.
pub async fn put(app: &App, staff: &Staff, id: RequisitionId, body: InviteRuleBody) -> Result<InviteRuleView, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::requisition::for_change(&tx, &staff.scope, id).await.doing("Loading a requisition")?;
    let requisition = allow(staff, Permission::ApplicationEdit, found)?;
    let rule = rule_of(app, staff, &requisition, &body)?;
    bole_store::invite_rule::put(&tx, &rule).await.doing("Keeping a rule")?;
    let action = if rule.is_on { "invite_rule.on" } else { "invite_rule.off" };
    let params = json!({ "limit": rule.daily_limit });
    let deed = Deed { actor: staff.into(), action, subject: Some(("requisition", &id)), params };
    app.record(&tx, deed).await?;
    tx.commit().await.doing("Keeping a rule")?;
    get(app, staff, id).await
}

/// Shows whom a rule would invite now; nothing happens.
///
/// # Errors
/// As [`put`].
pub async fn preview(
    app: &App,
    staff: &Staff,
    id: RequisitionId,
    body: InviteRuleBody,
) -> Result<InviteRulePreviewView, Failure> {
    let found = bole_store::requisition::find(&app.store, &staff.scope, id).await.doing("Loading a requisition")?;
    allow(staff, Permission::ApplicationEdit, found)?;
    let requirements = check_requirements(&body.requirements)?;
    let waiting = bole_store::invite_rule::uninvited(&app.store, id, BATCH).await.doing("Listing applications")?;
    let (mut items, total, mut met) = (Vec::new(), waiting.len(), 0);
    for application in waiting {
        let Some(looked) = look(app, &app.store, &application, &requirements).await? else { continue };
        let is_met = looked.answers.iter().all(|it| it.verdict == Verdict::Met);
        met += usize::from(is_met);
        let sight = staff.sight();
        let view = |it: Answer| InviteRuleAnswerView {
            verdict: it.verdict,
            basis: it.basis,
            word: it.word.filter(|_| sight.sees(Field::Document)),
            sentence: sight.text_if(Field::Document, it.sentence),
        };
        items.push(InviteRulePersonView {
            application_id: application.id,
            name: looked.person.shown_name(sight),
            is_met,
            answers: looked.answers.into_iter().map(view).collect(),
        });
    }
    items.sort_by_key(|it| !it.is_met);
    items.truncate(SHOWN);
    Ok(InviteRulePreviewView { total, met, items })
}

/// Invites by every rule that is switched on; gives how many were invited.
///
/// # Errors
/// When the database cannot be read; one requisition's trouble does not stop the others.
pub async fn all(app: &App) -> Result<usize, Failure> {
    let mut invited = 0;
    for rule in bole_store::invite_rule::switched_on(&app.store).await.doing("Listing rules")? {
        match apply(app, &rule).await {
            Ok(count) => invited += count,
            Err(failure) => tracing::warn!(requisition = %rule.requisition_id, ?failure, "a rule invited nobody"),
        }
    }
    if invited > 0 {
        app.tell(LiveTopic::Messages);
    }
    Ok(invited)
}

async fn apply(app: &App, rule: &InviteRule) -> Result<usize, Failure> {
    let minute = app.now().since(calendar::day_start(app.now())) / bole_domain::time::MINUTE_MS;
    if minute < rule.from_minute || minute >= rule.until_minute {
        return Ok(0);
    }
    let requirements = requirements_of(rule)?;
    let waiting = bole_store::invite_rule::uninvited(&app.store, rule.requisition_id, BATCH).await;
    let mut invited = 0;
    for application in waiting.doing("Listing applications")? {
        let Some(looked) = look(app, &app.store, &application, &requirements).await? else { continue };
        if looked.answers.iter().any(|it| it.verdict != Verdict::Met) {
            continue;
        }
        match invite(app, rule.requisition_id, application.id).await? {
            Invited::Now => invited += 1,
            Invited::Not => {}
            Invited::EnoughToday => break,
        }
    }
    Ok(invited)
}

enum Invited {
    Now,
    Not,
    EnoughToday,
}

/// Invites one, with everything looked at again under lock: the rule may be off by now, or the day's number reached.
async fn invite(app: &App, requisition: RequisitionId, id: ApplicationId) -> Result<Invited, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let rule = bole_store::invite_rule::for_change(&tx, requisition).await.doing("Loading a rule")?;
    let Some(rule) = rule.filter(|it| it.is_on) else { return Ok(Invited::EnoughToday) };
    if invited_today(app, &tx, requisition).await? >= rule.daily_limit {
        return Ok(Invited::EnoughToday);
    }
    let found = bole_store::application::for_change(&tx, &Scope::All, id).await.doing("Loading an application")?;
    let Some(application) = found.filter(|it| it.session_id.is_none()) else { return Ok(Invited::Not) };
    let requirements = requirements_of(&rule)?;
    let looked = look(app, &tx, &application, &requirements).await?;
    if looked.is_none_or(|it| it.answers.iter().any(|it| it.verdict != Verdict::Met)) {
        return Ok(Invited::Not);
    }
    if !bole_store::invite_rule::note(&tx, id, requisition, app.now()).await.doing("Noting an invitation")? {
        return Ok(Invited::Not);
    }
    let locale = Locale::from_code(&rule.locale).unwrap_or_default();
    invitation::make(app, &tx, application, locale, None, "").await?;
    tx.commit().await.doing("Inviting by rule")?;
    Ok(Invited::Now)
}

/// What a rule sees of an application.
struct Looked {
    person: person::Person,
    answers: Vec<Answer>,
}

/// The answers for an application; `None` for one that nobody could invite now.
async fn look(
    app: &App,
    from: &impl Reads,
    application: &Application,
    requirements: &[Requirement],
) -> Result<Option<Looked>, Failure> {
    let known = known_of(app, from, application.id).await?;
    let is_invitable = known.is_some_and(|it| match check(Work::Invite, None, &facts(&it)) {
        // Without a contact somebody is still shown, with that as the answer.
        Ok(()) | Err(LeftOut::NoContact) => true,
        Err(_) => false,
    });
    let found = bole_store::candidate::get(from, application.candidate_id).await.doing("Loading a candidate")?;
    let Some(candidate) = found.filter(|_| is_invitable) else { return Ok(None) };
    let person = person::open(app, Sealed::from(&candidate))?;
    let documents = bole_store::document::of_application(from, application.id).await.doing("Listing documents")?;
    let resume = match documents.first() {
        Some(it) => Some(document::open(app, Sight::OWN, it)?.text.to_string()),
        None => None,
    };
    let (phone, email) = (candidate.phone_index.as_deref(), candidate.email_index.as_deref());
    let same = bole_store::candidate::by_contact(from, &Scope::All, phone, email).await.doing("Looking for others")?;
    let facts = Facts {
        has_contact: person.phone.is_some() || person.email.is_some(),
        is_reachable: person.email.is_some() && app.mailer().is_some() || person.phone.is_some() && app.sms().is_some(),
        resume: resume.as_deref().filter(|it| !it.trim().is_empty()),
        source: Source::from_code(&application.source).unwrap_or_default(),
        same_contact: same.iter().filter(|it| it.id != candidate.id).count(),
        created_at: application.created_at,
    };
    let answers = requirements.iter().map(|it| answer(it, &facts, app.now())).collect();
    Ok(Some(Looked { person, answers }))
}

fn rule_of(
    app: &App,
    staff: &Staff,
    requisition: &Allowed<bole_store::requisition::Requisition>,
    body: &InviteRuleBody,
) -> Result<InviteRule, Failure> {
    let requirements = check_requirements(&body.requirements)?;
    check_pace(body.daily_limit, body.from_minute, body.until_minute)?;
    Ok(InviteRule {
        requisition_id: requisition.id,
        is_on: body.is_on,
        requirements: serde_json::to_string(&requirements).doing("Writing a rule")?,
        daily_limit: body.daily_limit,
        from_minute: body.from_minute,
        until_minute: body.until_minute,
        locale: body.locale.code().to_owned(),
        updated_by: Some(staff.id),
        updated_at: app.now(),
    })
}

fn requirements_of(rule: &InviteRule) -> Result<Vec<Requirement>, Failure> {
    serde_json::from_str(&rule.requirements).doing("Reading a rule")
}

async fn invited_today(app: &App, from: &impl Reads, id: RequisitionId) -> Result<i64, Failure> {
    let day = calendar::day_start(app.now());
    bole_store::invite_rule::invited_since(from, id, day).await.doing("Counting invitations")
}
