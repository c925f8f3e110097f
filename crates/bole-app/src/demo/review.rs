//! What reviewers and recruiters of the demonstration did: most results are released as the rules propose, and of every
//! reason to look twice one interview still waits.

use std::collections::BTreeSet;

use bole_domain::application::Stage;
use bole_domain::assessment::{DimensionScore, Outcome, ReviewReason, propose_outcome};
use bole_domain::ids::StaffId;
use bole_domain::session::{ActedBy, Command};
use bole_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};
use bole_store::review::{Adjustment, Appeal, EvidenceView, Mark, Release};
use serde_json::json;

use super::dossier::{Dossier, World};
use super::rehearsal::Who;
use super::{outbox, words};
use crate::assess::{self, is_blind, read_reasons};
use crate::failure::Failure;
use crate::message::Letter;
use crate::seal::at;

/// Each of these is to be seen in the queue, if the scorer gave it to anybody.
const SHOWN: [ReviewReason; 6] = [
    ReviewReason::HighScore,
    ReviewReason::LowScore,
    ReviewReason::Borderline,
    ReviewReason::NotAssessable,
    ReviewReason::DeclinedAiScoring,
    ReviewReason::LowConfidence,
];
/// What finished within this time has not been looked at.
const UNTOUCHED_MS: i64 = DAY_MS;
/// How long a further evaluation may take.
const FURTHER_MS: i64 = 5 * DAY_MS;
/// How long candidates wait before they appeal.
const APPEAL_AFTER_MS: i64 = 6 * HOUR_MS;

/// Decides everything that was decided in the past.
pub(super) fn decide(world: &World, dossiers: &mut [Dossier]) -> Result<(), Failure> {
    let waiting = waiting(world, dossiers)?;
    let mut released: Vec<usize> =
        (0..dossiers.len()).filter(|at| dossiers[*at].scored.is_some() && !waiting.contains(at)).collect();
    released.sort_by_key(|at| dossiers[*at].dates.reviewed);
    let adjusted = released.iter().copied().find(|at| is_adjustable(&dossiers[*at]));
    for at in &released {
        release(world, &mut dossiers[*at], Some(*at) == adjusted)?;
    }
    let appealed = released.iter().copied().rev().find(|at| may_appeal(&dossiers[*at]));
    for (order, at) in released.iter().copied().enumerate() {
        match Some(at) == appealed {
            true => appeal(world, &mut dossiers[at])?,
            false => move_on(world, &mut dossiers[at], order)?,
        }
    }
    remark(world, dossiers)
}

/// The interviews nobody has released: the newest, and the latest one of each reason.
fn waiting(world: &World, dossiers: &[Dossier]) -> Result<BTreeSet<usize>, Failure> {
    let now = world.calendar.now;
    let finished = |it: &Dossier| it.rehearsal.session.finished_at.unwrap_or_default();
    let mut scored: Vec<usize> = (0..dossiers.len()).filter(|at| dossiers[*at].scored.is_some()).collect();
    scored.sort_by_key(|at| std::cmp::Reverse(finished(&dossiers[*at])));
    let mut waiting: BTreeSet<usize> =
        scored.iter().copied().filter(|at| now.since(finished(&dossiers[*at])) < UNTOUCHED_MS).collect();
    for reason in SHOWN {
        let mut has_reason = None;
        for at in &scored {
            if shows(&reasons(&dossiers[*at])?, reason) {
                has_reason = Some(*at);
                break;
            }
        }
        waiting.extend(has_reason);
    }
    Ok(waiting)
}

/// Whether this reason is the one to be seen: where scoring was declined, nothing is assessed anyway.
fn shows(reasons: &[ReviewReason], reason: ReviewReason) -> bool {
    let declined = ReviewReason::DeclinedAiScoring;
    reasons.contains(&reason) && (reason == declined || !reasons.contains(&declined))
}

fn reasons(dossier: &Dossier) -> Result<Vec<ReviewReason>, Failure> {
    dossier.scored.as_ref().map_or(Ok(Vec::new()), |it| read_reasons(&it.row.reasons))
}

/// The one whose score a reviewer changed lies between the cuts.
fn is_adjustable(dossier: &Dossier) -> bool {
    let total = dossier.scored.as_ref().and_then(|it| it.row.total);
    total.is_some_and(|it| propose_outcome(Some(it), dossier.cuts()) == Outcome::FurtherEvaluation)
}

/// The one who asks for another look failed in customer service, whose question the appeal names, after real answers.
fn may_appeal(dossier: &Dossier) -> bool {
    let is_failed = dossier.application.outcome.as_deref() == Some(Outcome::Failed.code());
    is_failed && !dossier.is_weak() && dossier.job.family == "customer_service"
}

fn release(world: &World, dossier: &mut Dossier, is_adjusted: bool) -> Result<(), Failure> {
    let reviewer = world.company.staff("reviewer")?;
    let mut when = dossier.dates.reviewed;
    if is_blind(&reasons(dossier)?) {
        mark(dossier, reviewer, when)?;
        when = when.plus(4 * MINUTE_MS);
    }
    if is_adjusted {
        adjust(world, dossier, reviewer, when)?;
        when = when.plus(2 * MINUTE_MS);
    }
    let Some(scored) = dossier.scored.as_ref() else { return Ok(()) };
    let total = total(dossier);
    let outcome = propose_outcome(total, dossier.cuts());
    let is_adverse = outcome == Outcome::Failed;
    let weakest = weakest(dossier);
    for (at, key) in scored.assessment.dimensions.iter().map(|it| it.key.clone()).enumerate() {
        if is_adverse || at < 2 {
            let at = when.plus(at as i64 * 21_000);
            let view = EvidenceView { session_id: dossier.session, staff_id: reviewer, dimension: key, at };
            dossier.review.views.push(view);
        }
    }
    when = when.plus(3 * MINUTE_MS);
    let locale = dossier.plan.locale;
    let reason = is_adverse.then(|| words::failed(locale, &weakest));
    let note = (outcome == Outcome::Passed).then(|| words::note(locale, dossier.place.overall));
    let seal = |column, text: Option<&str>| -> Result<Option<Vec<u8>>, Failure> {
        text.map(|it| world.app.seal(&dossier.key, at("release", column), &dossier.session, it)).transpose()
    };
    dossier.review.release = Some(Release {
        session_id: dossier.session,
        application_id: dossier.application.id,
        requisition_id: dossier.application.requisition_id,
        outcome: outcome.code().to_owned(),
        total,
        reason_sealed: seal("reason", reason.as_deref())?,
        note_sealed: seal("note", note)?,
        decide_by: (outcome == Outcome::FurtherEvaluation).then(|| when.plus(FURTHER_MS)),
        staff_id: reviewer,
        at: when,
    });
    dossier.rehearsal.release(reviewer, outcome, when)?;
    dossier.application.outcome = Some(outcome.code().to_owned());
    dossier.application.total = total;
    dossier.application.review_needed = false;
    dossier.note(when, Who::Staff(reviewer), "review.release", json!({ "outcome": outcome.code() }));
    tell(world, dossier, when)
}

fn tell(world: &World, dossier: &mut Dossier, when: Millis) -> Result<(), Failure> {
    let (name, job) = (dossier.plan.name.clone(), dossier.job.requisition.title.clone());
    let letter = Letter::Result { name: &name, job: &job, origin: &world.app.config.candidate_origin };
    let message = outbox::write(world, dossier, &letter, when)?;
    dossier.messages.push(message);
    Ok(())
}

/// The reviewer's own levels, mostly the scorer's.
fn mark(dossier: &mut Dossier, by: StaffId, when: Millis) -> Result<(), Failure> {
    let Some(scored) = &dossier.scored else { return Ok(()) };
    let shift = |at: usize| i64::from((dossier.place.overall + at).is_multiple_of(4));
    let level = |at: usize, it: &DimensionScore| {
        let given = i64::from(it.level.unwrap_or(1));
        if given > 3 { given - shift(at) } else { given + shift(at) }
    };
    let marks = scored.assessment.dimensions.iter().enumerate().map(|(at, it)| Mark {
        session_id: dossier.session,
        staff_id: by,
        dimension: it.key.clone(),
        level: level(at, it),
        at: when,
    });
    dossier.review.marks = marks.collect();
    dossier.rehearsal.run(Who::Staff(by), &Command::MarkReviewed { by: ActedBy::Staff(by) }, when)?;
    dossier.note(when, Who::Staff(by), "review.mark", json!({}));
    Ok(())
}

/// Raises the weakest dimension by eight points.
fn adjust(world: &World, dossier: &mut Dossier, by: StaffId, when: Millis) -> Result<(), Failure> {
    let lowest = in_order(dossier).first().map(|it| (it.key.clone(), it.score.unwrap_or_default()));
    let Some((dimension, score)) = lowest else { return Ok(()) };
    let id: uuid::Uuid = world.app.new_id();
    let score = ((score + 8.0).min(100.0) * 10.0).round() / 10.0;
    let params = json!({ "dimension": dimension, "score": score });
    dossier.review.adjustments.push(Adjustment {
        id,
        session_id: dossier.session,
        dimension,
        score,
        reason_sealed: world.app.seal(&dossier.key, at("adjustment", "reason"), &id, words::ADJUSTED)?,
        staff_id: by,
        at: when,
    });
    dossier.rehearsal.run(Who::Staff(by), &Command::MarkReviewed { by: ActedBy::Staff(by) }, when)?;
    dossier.note(when, Who::Staff(by), "review.adjust", params);
    Ok(())
}

/// The total after what the reviewer changed.
fn total(dossier: &Dossier) -> Option<f64> {
    let assessment = &dossier.scored.as_ref()?.assessment;
    let changed = |key: &str| dossier.review.adjustments.iter().rev().find(|it| it.dimension == key).map(|it| it.score);
    assess::total_after(&dossier.job.document.competency, assessment, changed)
}

/// The scored dimensions, lowest first.
fn in_order(dossier: &Dossier) -> Vec<&DimensionScore> {
    let all = dossier.scored.as_ref().map(|it| it.assessment.dimensions.as_slice()).unwrap_or_default();
    let mut scored: Vec<&DimensionScore> = all.iter().filter(|it| it.score.is_some()).collect();
    scored.sort_by(|a, b| a.score.unwrap_or_default().total_cmp(&b.score.unwrap_or_default()));
    scored
}

/// The names of the two lowest dimensions.
fn weakest(dossier: &Dossier) -> Vec<String> {
    let model = &dossier.job.document.competency;
    let name = |it: &&DimensionScore| model.dimension(&it.key).map(|it| it.name.get(dossier.plan.locale).to_owned());
    in_order(dossier).iter().take(2).filter_map(name).collect()
}

/// The candidate asks for another look at an adverse result.
fn appeal(world: &World, dossier: &mut Dossier) -> Result<(), Failure> {
    let when = dossier.rehearsal.last_at().plus(APPEAL_AFTER_MS);
    dossier.review.appeal = Some(Appeal {
        session_id: dossier.session,
        application_id: dossier.application.id,
        reason_sealed: world.app.seal(&dossier.key, at("appeal", "reason"), &dossier.session, words::APPEAL)?,
        at: when,
        answered_at: None,
    });
    dossier.rehearsal.run(Who::Candidate, &Command::Appeal, when)?;
    dossier.application.review_needed = true;
    dossier.note(when, Who::Candidate, "application.appeal", json!({}));
    Ok(())
}

/// What a recruiter did with a released result the next day; the newest are still where they were.
fn move_on(world: &World, dossier: &mut Dossier, order: usize) -> Result<(), Failure> {
    let when = dossier.rehearsal.last_at().plus(20 * HOUR_MS + (order as i64 % 7) * 11 * MINUTE_MS);
    if when >= world.calendar.now {
        return Ok(());
    }
    let outcome = dossier.application.outcome.clone().unwrap_or_default();
    let (stage, reason) = match (outcome.as_str(), order % 5) {
        ("passed", 0) => (Stage::PreOnboarding, None),
        ("passed", 1) => (Stage::Offer, None),
        ("passed", _) => (Stage::SecondRound, None),
        ("failed", _) => (Stage::Rejected, Some(words::REJECTED)),
        (_, 0 | 1) => (Stage::SecondRound, None),
        (_, 2) => (Stage::Pool, Some(words::POOLED)),
        _ => return Ok(()),
    };
    let recruiter = world.company.staff("recruiter")?;
    let from = Stage::from_code(&dossier.application.stage).unwrap_or_default();
    let to = bole_domain::application::move_to(from, stage, reason)?;
    dossier.application.stage = to.code().to_owned();
    if let Some(reason) = reason {
        dossier.remark(&world.app, recruiter, reason, when)?;
    }
    let params = json!({ "from": from.code(), "to": to.code(), "has_reason": reason.is_some() });
    dossier.note(when, Who::Staff(recruiter), "application.stage", params);
    Ok(())
}

/// Remarks of recruiters and managers on released candidates.
fn remark(world: &World, dossiers: &mut [Dossier]) -> Result<(), Failure> {
    let recruiter = world.company.staff("recruiter")?;
    let passed = dossiers.iter_mut().filter(|it| it.application.outcome.as_deref() == Some(Outcome::Passed.code()));
    for (dossier, (text, is_manager)) in passed.step_by(2).zip(words::REMARKS) {
        let manager = match dossier.job.family.as_str() {
            "customer_service" => world.company.staff("manager_service")?,
            _ => world.company.staff("manager_engineering")?,
        };
        let by = if is_manager { manager } else { recruiter };
        let when = dossier.rehearsal.last_at().plus(50 * MINUTE_MS);
        dossier.remark(&world.app, by, text, when)?;
        dossier.note(when, Who::Staff(by), "application.remark", json!({}));
    }
    Ok(())
}
