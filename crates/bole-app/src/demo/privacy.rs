//! The demonstration's privacy centre: places, consents, requests of candidates, one erasure that waits for a second person, one hold.

use bole_domain::consent::{FIRST_VERSION, Purpose};
use bole_domain::ids::{LegalHoldId, PrivacyRequestId, SecondApprovalId, StaffId};
use bole_domain::privacy::{ANSWER_WITHIN_DAYS, RequestKind, working_days_after};
use bole_domain::region::Region;
use bole_domain::second_approval::{Kind, LIFE_MS, State};
use bole_domain::time::{DAY_MS, HOUR_MS, Millis};
use bole_store::consent::Consent;
use bole_store::legal_hold::LegalHold;
use bole_store::privacy_request::PrivacyRequest;
use bole_store::second_approval::SecondApproval;
use bole_store::{Scope, Tx};

use super::dossier::{Dossier, World};
use crate::consent::{ConsentAnswerBody, Texts};
use crate::failure::{Doing as _, Failure};
use crate::seal::at;

/// What was asked: which candidate whose interview is over, how many days ago, in what words.
const REQUESTS: [(RequestKind, usize, i64, &str); 4] = [
    (RequestKind::Delete, 3, 16, "已经入职其他公司，请删除我的资料。"),
    (RequestKind::Delete, 9, 2, ""),
    (RequestKind::Correct, 5, 1, "简历里的毕业时间写错了，应该是 2023 年 6 月。"),
    (RequestKind::Person, 7, 3, "打字不方便，希望由人电话面试。"),
];
/// Who agreed to be kept in touch with and took it back a day later.
const CHANGED_MIND: usize = 12;
/// Who is to be erased, and who is kept.
const ERASED: (usize, &str) = (14, "同一个人录入了两次，保留较新的一份。");
const HELD: (usize, &str) = (20, "候选人提出劳动仲裁，结案前须保留全部记录。");

/// Writes them, in the caller's transaction.
pub(super) async fn write(world: &World, tx: &Tx, dossiers: &[Dossier]) -> Result<(), Failure> {
    let recruiter = world.company.staff("recruiter")?;
    let reviewed: Vec<&Dossier> = dossiers.iter().filter(|it| it.review.release.is_some()).collect();
    let person = |at: usize| reviewed.get(at).copied().ok_or_else(Failure::not_found);
    for (kind, place, days, words) in REQUESTS {
        let asked_at = world.calendar.now.plus(-days * DAY_MS);
        request(world, tx, person(place)?, kind, asked_at, words).await?;
    }
    places(world, tx).await?;
    let texts = Texts::load(tx).await?;
    for (number, it) in dossiers.iter().enumerate() {
        consents(world, tx, &texts, number, it).await?;
    }
    let asked_at = world.calendar.now.plus(-5 * HOUR_MS);
    let (subject, reason) = (person(ERASED.0)?, ERASED.1);
    approval(world, tx, subject, Kind::Erasure, subject.candidate.id.to_string(), (recruiter, asked_at), reason)
        .await?;
    hold(world, tx, person(HELD.0)?, recruiter).await
}

/// What was answered before the interview: most agree to everything, every third does not want to be kept in touch with,
/// one has changed their mind.
async fn consents(world: &World, tx: &Tx, texts: &Texts, number: usize, it: &Dossier) -> Result<(), Failure> {
    let Some(given) = it.rehearsal.session.consent else { return Ok(()) };
    let (who, locale) = ((it.candidate.id, it.application.id), it.plan.locale);
    let at = it.rehearsal.session.started_at.unwrap_or(it.dates.invited);
    let answers = [
        (Purpose::Interview, true, None),
        (Purpose::AiScoring, given.ai_scoring, None),
        (Purpose::TalentPool, number % 3 != 1, (number == CHANGED_MIND).then(|| at.plus(DAY_MS))),
    ];
    for (purpose, is_given, withdrawn_at) in answers {
        let answer = ConsentAnswerBody { purpose, is_given, version: FIRST_VERSION };
        let row = crate::consent::row(&world.app, texts, who, locale, answer);
        bole_store::consent::insert(tx, &Consent { at, withdrawn_at, ..row }).await.doing("Keeping a consent")?;
    }
    Ok(())
}

/// The demonstration's company is a Chinese one with a server of its own.
async fn places(world: &World, tx: &Tx) -> Result<(), Failure> {
    crate::region::seat(&world.app, tx, Region::Cn).await?;
    let departments = bole_store::department::list(tx, &Scope::All, false).await.doing("Listing departments")?;
    for root in departments.iter().filter(|it| it.is_demo && it.parent_id.is_none()) {
        crate::region::put_department(&world.app, tx, root.id, Some(Region::Cn)).await?;
    }
    Ok(())
}

async fn request(
    world: &World,
    tx: &Tx,
    it: &Dossier,
    kind: RequestKind,
    asked_at: Millis,
    words: &str,
) -> Result<(), Failure> {
    let id: PrivacyRequestId = world.app.new_id();
    let row = PrivacyRequest {
        id,
        candidate_id: it.candidate.id,
        application_id: it.application.id,
        kind: kind.code().to_owned(),
        words_sealed: world.app.seal(&it.key, at("privacy_request", "words"), &id, words)?,
        asked_at,
        due_at: working_days_after(asked_at, ANSWER_WITHIN_DAYS),
        state: "open".to_owned(),
        answer_sealed: Vec::new(),
        answered_by: None,
        answered_at: None,
    };
    bole_store::privacy_request::insert(tx, &row).await.doing("Keeping a request")
}

async fn approval(
    world: &World,
    tx: &Tx,
    it: &Dossier,
    kind: Kind,
    subject: String,
    (requested_by, requested_at): (StaffId, Millis),
    reason: &str,
) -> Result<(), Failure> {
    let id: SecondApprovalId = world.app.new_id();
    let row = SecondApproval {
        id,
        kind: kind.code().to_owned(),
        subject,
        candidate_id: Some(it.candidate.id),
        reason_sealed: world.app.seal(&it.key, at("second_approval", "reason"), &id, reason)?,
        requested_by,
        requested_at,
        expires_at: requested_at.plus(LIFE_MS),
        state: State::Waiting.code().to_owned(),
        decided_by: None,
        decided_at: None,
    };
    bole_store::second_approval::insert(tx, &row).await.doing("Asking a second person")?;
    crate::notice::ask_second(&world.app, tx, id, row.candidate_id).await
}

async fn hold(world: &World, tx: &Tx, it: &Dossier, placed_by: StaffId) -> Result<(), Failure> {
    let (id, placed_at): (LegalHoldId, _) = (world.app.new_id(), world.calendar.now.plus(-DAY_MS));
    let row = LegalHold {
        id,
        candidate_id: it.candidate.id,
        reason_sealed: world.app.seal(&it.key, at("legal_hold", "reason"), &id, HELD.1)?,
        placed_by,
        placed_at,
        confirmed_by: None,
        confirmed_at: None,
        lifted_by: None,
        lifted_at: None,
    };
    bole_store::legal_hold::insert(tx, &row).await.doing("Placing a hold")?;
    approval(world, tx, it, Kind::LegalHold, id.to_string(), (placed_by, placed_at), HELD.1).await
}
