//! One candidate of the demonstration with everything that hangs on the application, made in memory and written later.

use std::sync::Arc;

use bole_domain::application::{Source, Stage};
use bole_domain::assessment::{Assessment, Cuts};
use bole_domain::ids::{SessionId, StaffId};
use bole_domain::session::{Command, Status};
use bole_domain::time::{DAY_MS, Millis};
use bole_store::application::Application;
use bole_store::candidate::Candidate;
use bole_store::invitation::Invitation;
use bole_store::message::Message;
use bole_store::remark::Remark;
use bole_store::review::{Adjustment, Appeal, EvidenceView, Mark, Release};
use bole_vault::{PersonKey, Token};
use serde_json::{Value, json};

use super::calendar::{Calendar, Dates, Place};
use super::company::{Company, Job};
use super::content::{CandidatePlan, Content, Level};
use super::outbox;
use super::rehearsal::{Rehearsal, Who};
use super::trail::Past;
use crate::answer::{self, Held};
use crate::app::App;
use crate::assess;
use crate::audit::Actor;
use crate::failure::{Doing as _, Failure};
use crate::interview::LiveSession;
use crate::message::Letter;
use crate::person::{self, Contact};
use crate::seal::at;

/// What every dossier is made with.
pub(super) struct World {
    pub(super) app: App,
    pub(super) content: Content,
    pub(super) company: Company,
    pub(super) calendar: Calendar,
}

/// One candidate.
pub(super) struct Dossier {
    pub(super) plan: CandidatePlan,
    pub(super) place: Place,
    pub(super) dates: Dates,
    pub(super) job: Arc<Job>,
    pub(super) candidate: Candidate,
    pub(super) key: PersonKey,
    pub(super) application: Application,
    pub(super) session: SessionId,
    pub(super) rehearsal: Rehearsal,
    /// When the device was last heard of, where that is later than its last write.
    pub(super) last_seen_at: Option<Millis>,
    pub(super) invitation: Invitation,
    pub(super) link: String,
    pub(super) messages: Vec<Message>,
    pub(super) scored: Option<Scored>,
    pub(super) review: Review,
    pub(super) remarks: Vec<Remark>,
    pub(super) trail: Vec<Past>,
}

/// What the scorer found.
pub(super) struct Scored {
    pub(super) assessment: Assessment,
    pub(super) row: bole_store::assessment::Assessment,
}

/// What reviewers did.
#[derive(Default)]
pub(super) struct Review {
    pub(super) marks: Vec<Mark>,
    pub(super) views: Vec<EvidenceView>,
    pub(super) adjustments: Vec<Adjustment>,
    pub(super) release: Option<Release>,
    pub(super) appeal: Option<Appeal>,
}

impl Dossier {
    /// Makes a candidate up to the end of the interview, scored when completed.
    pub(super) fn make(world: &World, plan: &CandidatePlan, place: Place) -> Result<Self, Failure> {
        let mut dossier = Self::invite(world, plan, place)?;
        dossier.attend(world)?;
        if dossier.rehearsal.session.status == Status::PendingReview {
            dossier.score(world)?;
        }
        Ok(dossier)
    }

    fn invite(world: &World, plan: &CandidatePlan, place: Place) -> Result<Self, Failure> {
        let app = &world.app;
        let job = world.company.jobs.get(&plan.requisition).cloned().ok_or_else(Failure::not_found)?;
        let recruiter = world.company.staff("recruiter")?;
        let dates = world.calendar.dates(plan, place);
        let contact = Contact::of(&plan.name, Some(&plan.phone), Some(&plan.email))?;
        let (mut candidate, key) = person::new_row(app, &contact, plan.audience, true)?;
        (candidate.created_at, candidate.updated_at) = (dates.applied, dates.applied);
        let session: SessionId = app.new_id();
        let application = application(app, &job, &candidate, session, dates);
        let expires_at = expiry(&job, dates);
        let mut rehearsal = Rehearsal::new(Arc::clone(&job.script), app.new_id::<uuid::Uuid>().to_string());
        let (audience, locale) = (plan.audience, plan.locale);
        rehearsal.run(Who::Staff(recruiter), &Command::Invite { audience, locale, expires_at }, dates.invited)?;
        let (invitation, link) = invitation(world, &job, &application, plan, dates)?;
        let mut dossier = Self {
            plan: plan.clone(),
            place,
            dates,
            job,
            candidate,
            key,
            application,
            session,
            rehearsal,
            last_seen_at: None,
            invitation,
            link,
            messages: Vec::new(),
            scored: None,
            review: Review::default(),
            remarks: Vec::new(),
            trail: Vec::new(),
        };
        let has_document = world.content.resumes.iter().any(|it| it.candidate == plan.key);
        dossier.note(
            dates.applied,
            Who::Staff(recruiter),
            "application.create",
            json!({ "with_document": has_document }),
        );
        dossier.note(dates.invited, Who::Staff(recruiter), "contact.read", json!({ "role": "recruiter" }));
        dossier.note(dates.invited, Who::Staff(recruiter), "application.invite", json!({ "flow_version": 1 }));
        dossier.send_invitation(world)?;
        Ok(dossier)
    }

    fn send_invitation(&mut self, world: &World) -> Result<(), Failure> {
        let (name, job, link) = (self.plan.name.clone(), self.job.requisition.title.clone(), self.link.clone());
        let expires_at = self.invitation.expires_at;
        let letter = Letter::Invitation { name: &name, job: &job, link: &link, expires_at, note: "" };
        let message = outbox::write(world, self, &letter, self.dates.invited)?;
        self.invitation.message_id = Some(message.id);
        self.invitation.sent_at = message.sent_at;
        self.messages.push(message);
        Ok(())
    }

    /// Scores the completed interview with the real scorer.
    fn score(&mut self, world: &World) -> Result<(), Failure> {
        let app = &world.app;
        self.invitation.status = "finished".to_owned();
        let salt = Token::random().doing("Salting a receipt")?;
        let (assessment, receipt) = assess::assess(&self.held(), &salt);
        let scored_at = self.rehearsal.last_at().plus(2_400);
        let found = assess::Found {
            session: self.session,
            application: self.application.id,
            assessment,
            receipt,
            cuts: self.cuts(),
            at: scored_at,
        };
        let row = assess::sealed_row(app, &self.key, &found)?;
        self.rehearsal.run(Who::System, &Command::MarkScored, scored_at)?;
        let params = json!({ "scorer": row.scorer, "receipt": row.receipt_sha256 });
        self.note(scored_at, Who::System, "assessment.score", params);
        self.application.review_needed = true;
        self.scored = Some(Scored { assessment: found.assessment, row });
        Ok(())
    }

    fn held(&self) -> Held {
        let (live, version) = (self.live(), &self.job.version);
        Held {
            answers: answer::answers_of(&live),
            locale: live.session.locale,
            document: self.job.document.clone(),
            flow_version: version.id,
            flow_number: version.number,
            flow_sha256: version.sha256.clone(),
            declined_ai: live.session.consent.is_some_and(|it| !it.ai_scoring),
            started_at: live.session.started_at,
            finished_at: live.session.finished_at,
        }
    }

    /// The session as it would be in memory.
    pub(super) fn live(&self) -> LiveSession {
        let mut live = LiveSession {
            id: self.session,
            application: self.application.id,
            candidate: self.candidate.id,
            requisition: self.application.requisition_id,
            department: self.application.department_id,
            flow_version: self.job.version.id,
            script: Arc::clone(&self.job.script),
            key: Some(self.key.clone()),
            session: self.rehearsal.session.clone(),
            said: Default::default(),
            asked: Default::default(),
            last_seen_at: self.last_seen_at,
            backlog: 0,
        };
        for it in &self.rehearsal.events {
            live.remember(&it.event.fact, it.content.as_deref());
        }
        live
    }

    pub(super) fn cuts(&self) -> Cuts {
        Cuts { pass: self.job.requisition.cut_pass, pool: self.job.requisition.cut_pool }
    }

    /// Notes a deed about the application.
    pub(super) fn note(&mut self, at: Millis, who: Who, action: &'static str, params: Value) {
        let subject = ("application", self.application.id.to_string());
        self.trail.push(Past { at, actor: self.actor(who), action, subject, params });
    }

    fn actor(&self, who: Who) -> Actor {
        match who {
            Who::Candidate => Actor::Candidate(self.application.id),
            Who::Staff(id) => Actor::Staff(id),
            Who::System => Actor::System,
        }
    }

    /// A remark on the application.
    pub(super) fn remark(&mut self, app: &App, by: StaffId, text: &str, when: Millis) -> Result<(), Failure> {
        let id: bole_domain::ids::RemarkId = app.new_id();
        self.remarks.push(Remark {
            id,
            application_id: self.application.id,
            staff_id: Some(by),
            text_sealed: app.seal(&self.key, at("remark", "text"), &id, text)?,
            created_at: when,
        });
        Ok(())
    }

    /// Brings the application's row and the trail in line with what happened.
    pub(super) fn settle(&mut self) {
        let turns = std::mem::take(&mut self.rehearsal.turns);
        for it in &turns {
            let params = json!({ "status": it.status.code(), "event": it.event });
            self.note(it.at, it.who, "session.status", params);
        }
        self.application.session_status = Some(self.rehearsal.session.status.code().to_owned());
        let latest = self.trail.iter().map(|it| it.at).max();
        self.application.updated_at = latest.unwrap_or(self.dates.invited);
    }

    /// Whether the candidate said little at all.
    pub(super) fn is_weak(&self) -> bool {
        matches!(self.plan.level, Some(Level::Low | Level::Poor))
    }
}

fn application(app: &App, job: &Job, candidate: &Candidate, session: SessionId, dates: Dates) -> Application {
    Application {
        id: app.new_id(),
        candidate_id: candidate.id,
        requisition_id: job.requisition.id,
        department_id: job.requisition.department_id,
        stage: Stage::Interview.code().to_owned(),
        session_id: Some(session),
        session_status: None,
        outcome: None,
        total: None,
        review_needed: false,
        is_demo: true,
        created_at: dates.applied,
        updated_at: dates.applied,
        source: source_of(candidate).to_owned(),
    }
}

/// Where a fictitious candidate came from: some of each.
fn source_of(candidate: &Candidate) -> &'static str {
    let at = candidate.id.0.as_u128() % Source::ALL.len() as u128;
    usize::try_from(at).map_or("unstated", |at| Source::ALL[at].code())
}

/// When the window of an invitation closes.
fn expiry(job: &Job, dates: Dates) -> Millis {
    dates.invited.plus(i64::from(job.document.window_days) * DAY_MS)
}

/// An invitation and its link, which is known nowhere else.
fn invitation(
    world: &World,
    job: &Job,
    application: &Application,
    plan: &CandidatePlan,
    dates: Dates,
) -> Result<(Invitation, String), Failure> {
    let token = Token::random().doing("Making a link")?;
    let link = format!("{}/i/{}", world.app.config.candidate_origin, token.reveal());
    let invitation = Invitation {
        id: world.app.new_id(),
        application_id: application.id,
        session_id: application.session_id.ok_or_else(Failure::not_found)?,
        flow_version_id: job.version.id,
        token_hash: token.hash(),
        status: "open".to_owned(),
        locale: plan.locale.code().to_owned(),
        expires_at: expiry(job, dates),
        sent_at: None,
        invited_by: Some(world.company.staff("recruiter")?),
        message_id: None,
        reason: None,
        created_at: dates.invited,
    };
    Ok((invitation, link))
}
