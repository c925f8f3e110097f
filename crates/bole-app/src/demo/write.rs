//! Writing the demonstration's candidates into the database, all in the caller's transaction.

use bole_domain::notice::NoticeKind;
use bole_media::{DocumentKind, DocumentText};
use bole_store::Tx;
use bole_store::assignment::Assignment;
use bole_store::session::Session;
use serde_json::json;

use super::content::Resume;
use super::dossier::{Dossier, World};
use super::trail::Past;
use crate::audit::Actor;
use crate::failure::{Doing as _, Failure};
use crate::interview;
use crate::notice::post_at;

/// Writes one candidate with everything that hangs on the application.
pub(super) async fn dossier(world: &World, tx: &Tx, dossier: &Dossier) -> Result<(), Failure> {
    bole_store::candidate::insert(tx, &dossier.candidate).await.doing("Adding a candidate")?;
    bole_store::application::insert(tx, &dossier.application).await.doing("Adding an application")?;
    session(world, tx, dossier).await?;
    for message in &dossier.messages {
        bole_store::message::insert(tx, message).await.doing("Writing a message")?;
    }
    bole_store::invitation::insert(tx, &dossier.invitation).await.doing("Adding an invitation")?;
    if let Some(scored) = &dossier.scored {
        bole_store::assessment::put(tx, &scored.row).await.doing("Storing an assessment")?;
    }
    review(tx, dossier).await?;
    for remark in &dossier.remarks {
        bole_store::remark::insert(tx, remark).await.doing("Adding a remark")?;
    }
    notices(world, tx, dossier).await?;
    assignment(world, tx, dossier).await
}

/// What waits for somebody: results to review, appeals, messages that failed.
async fn notices(world: &World, tx: &Tx, dossier: &Dossier) -> Result<(), Failure> {
    let (app, application) = (&world.app, &dossier.application);
    if let Some(scored) = dossier.scored.as_ref().filter(|_| dossier.review.release.is_none()) {
        let at = scored.row.created_at;
        post_at(app, tx, NoticeKind::ReviewWaiting, application, &dossier.session, at).await?;
    }
    if let Some(appeal) = dossier.review.appeal.as_ref().filter(|it| it.answered_at.is_none()) {
        post_at(app, tx, NoticeKind::Appeal, application, &dossier.session, appeal.at).await?;
    }
    for message in dossier.messages.iter().filter(|it| it.status == "failed") {
        post_at(app, tx, NoticeKind::MessageFailed, application, &message.id, message.created_at).await?;
    }
    Ok(())
}

/// Whose result is not out yet and whose job is in customer service is given to the demonstration's interviewer.
async fn assignment(world: &World, tx: &Tx, dossier: &Dossier) -> Result<(), Failure> {
    if dossier.job.family != "customer_service" || dossier.review.release.is_some() || dossier.scored.is_none() {
        return Ok(());
    }
    let given = Assignment {
        application_id: dossier.application.id,
        staff_id: world.company.staff("interviewer")?,
        assigned_by: world.company.staff("recruiter")?,
        at: dossier.dates.invited,
    };
    bole_store::assignment::insert(tx, &given).await.doing("Assigning")
}

/// The session's row as invited, then all events at once, which brings the row in line with them.
async fn session(world: &World, tx: &Tx, dossier: &Dossier) -> Result<(), Failure> {
    let live = dossier.live();
    let patch = interview::patch(&world.app, &live, None, &live.session);
    let events = interview::seal(&world.app, dossier.session, Some(&dossier.key), &dossier.rehearsal.events)?;
    let row = Session {
        id: dossier.session,
        application_id: live.application,
        candidate_id: live.candidate,
        requisition_id: live.requisition,
        department_id: live.department,
        flow_version_id: live.flow_version,
        locale: dossier.plan.locale.code().to_owned(),
        audience: dossier.candidate.audience.clone(),
        status: patch.status.clone(),
        phase: patch.phase.clone(),
        current_step: None,
        step_entered_at: None,
        step_number: 0,
        step_count: patch.step_count,
        last_seq: 0,
        last_event_at: dossier.dates.invited,
        lease_client: None,
        last_seen_at: None,
        backlog: 0,
        started_at: None,
        finished_at: None,
        expires_at: patch.expires_at,
        is_demo: true,
        created_at: dossier.dates.invited,
        stay_seq: 0,
        stay_due_at: None,
    };
    bole_store::session::insert(tx, &row).await.doing("Adding a session")?;
    bole_store::session::append(tx, dossier.session, &events, &patch).await.doing("Appending events")
}

async fn review(tx: &Tx, dossier: &Dossier) -> Result<(), Failure> {
    let review = &dossier.review;
    for mark in &review.marks {
        bole_store::review::put_mark(tx, mark).await.doing("Keeping a mark")?;
    }
    for view in &review.views {
        bole_store::review::put_evidence_view(tx, view).await.doing("Noting opened evidence")?;
    }
    for adjustment in &review.adjustments {
        bole_store::review::insert_adjustment(tx, adjustment).await.doing("Keeping a changed score")?;
    }
    if let Some(release) = &review.release {
        bole_store::review::put_release(tx, release).await.doing("Releasing a result")?;
    }
    if let Some(appeal) = &review.appeal {
        bole_store::review::insert_appeal(tx, appeal).await.doing("Keeping an appeal")?;
    }
    Ok(())
}

/// Stores a candidate's résumé as an upload would; `files` gets the name of its file.
pub(super) async fn resume(
    world: &World,
    tx: &Tx,
    resume: &Resume,
    dossier: &mut Dossier,
    files: &mut Vec<String>,
) -> Result<(), Failure> {
    let by = world.company.staff("recruiter")?;
    let pages = vec![resume.text.clone()];
    let read = DocumentText { kind: DocumentKind::Txt, pages, page_count: None, warnings: Vec::new() };
    let bytes = resume.text.as_bytes();
    let mut document = crate::document::keep(&world.app, by, &resume.file_name, bytes, &read).await?;
    files.push(document.blob_name.clone());
    document.candidate_id = Some(dossier.candidate.id);
    document.application_id = Some(dossier.application.id);
    document.is_demo = true;
    document.created_at = dossier.dates.applied.plus(-90_000);
    bole_store::document::insert(tx, &document).await.doing("Adding a document")?;
    dossier.trail.push(Past {
        at: document.created_at,
        actor: Actor::Staff(by),
        action: "document.upload",
        subject: ("document", document.id.to_string()),
        params: json!({ "kind": document.kind, "size": document.size }),
    });
    Ok(())
}
