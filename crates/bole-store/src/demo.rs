//! Taking the demonstration away: every row marked as such and everything that hangs on it, in one transaction.
//!
//! Real rows are never removed. Where a real row stands on a demonstration row (a real requisition in a demonstration
//! department, say), that row becomes real and stays. The audit trail stays whole; it names no person.

use crate::error::StoreError;
use crate::sql::Sql;
use crate::store::{Reads, Tx};

/// Rows that real rows stand on become real, from the leaves to the roots.
const ADOPT: &[&str] = &[
    "UPDATE candidate SET is_demo = FALSE WHERE is_demo \
     AND id IN (SELECT candidate_id FROM application WHERE NOT is_demo)",
    "UPDATE requisition SET is_demo = FALSE WHERE is_demo \
     AND id IN (SELECT requisition_id FROM application WHERE NOT is_demo)",
    "UPDATE flow SET is_demo = FALSE WHERE is_demo AND (id IN (SELECT flow_id FROM requisition WHERE NOT is_demo) \
     OR id IN (SELECT v.flow_id FROM flow_version v JOIN interview_session s ON s.flow_version_id = v.id \
     JOIN application a ON a.id = s.application_id WHERE NOT a.is_demo))",
    "UPDATE competency_model SET is_demo = FALSE WHERE is_demo AND id IN (SELECT v.model_id FROM competency_version v \
     JOIN flow_model u ON u.version_id = v.id JOIN flow f ON f.id = u.flow_id WHERE NOT f.is_demo)",
    "UPDATE tag SET is_demo = FALSE WHERE is_demo AND id IN (SELECT u.tag_id FROM application_tag u \
     JOIN application a ON a.id = u.application_id WHERE NOT a.is_demo)",
    "UPDATE position SET is_demo = FALSE WHERE is_demo \
     AND (id IN (SELECT position_id FROM requisition WHERE NOT is_demo) \
     OR id IN (SELECT position_id FROM seat WHERE NOT is_demo))",
    "UPDATE staff SET is_demo = FALSE, status = 'revoked', password_hash = NULL, totp_sealed = NULL \
     WHERE is_demo AND id IN (\
     SELECT r.staff_id FROM remark r JOIN application a ON a.id = r.application_id WHERE NOT a.is_demo \
     UNION SELECT m.staff_id FROM mark m JOIN interview_session s ON s.id = m.session_id \
     JOIN application a ON a.id = s.application_id WHERE NOT a.is_demo \
     UNION SELECT e.staff_id FROM evidence_view e JOIN interview_session s ON s.id = e.session_id \
     JOIN application a ON a.id = s.application_id WHERE NOT a.is_demo \
     UNION SELECT j.staff_id FROM adjustment j JOIN interview_session s ON s.id = j.session_id \
     JOIN application a ON a.id = s.application_id WHERE NOT a.is_demo \
     UNION SELECT p.staff_id FROM approval p JOIN requisition r ON r.id = p.requisition_id WHERE NOT r.is_demo \
     UNION SELECT r.staff_id FROM release r JOIN application a ON a.id = r.application_id WHERE NOT a.is_demo)",
    "UPDATE department SET is_demo = FALSE WHERE is_demo AND EXISTS (SELECT 1 FROM department d \
     WHERE d.path LIKE department.path || '%' AND (NOT d.is_demo \
     OR d.id IN (SELECT department_id FROM position WHERE NOT is_demo) \
     OR d.id IN (SELECT department_id FROM requisition WHERE NOT is_demo) \
     OR d.id IN (SELECT department_id FROM application WHERE NOT is_demo) \
     OR d.id IN (SELECT department_id FROM flow WHERE NOT is_demo) \
     OR d.id IN (SELECT department_id FROM competency_model WHERE NOT is_demo) \
     OR d.id IN (SELECT department_id FROM bank_question WHERE NOT is_demo) \
     OR d.id IN (SELECT department_id FROM staff WHERE NOT is_demo)))",
];

const APPLICATIONS: &str = "(SELECT id FROM application WHERE is_demo)";
const CANDIDATES: &str = "(SELECT id FROM candidate WHERE is_demo)";
const SESSIONS: &str =
    "(SELECT s.id FROM interview_session s JOIN application a ON a.id = s.application_id WHERE a.is_demo)";
const STAFF: &str = "(SELECT id FROM staff WHERE is_demo)";

/// Removes the demonstration; gives back the names of the files to be deleted after the commit.
///
/// # Errors
/// When the database does not answer; then nothing may be committed.
pub async fn remove(tx: &Tx) -> Result<Vec<String>, StoreError> {
    for statement in ADOPT {
        tx.execute(Sql::new(*statement)).await?;
    }
    let documents = format!("is_demo OR application_id IN {APPLICATIONS} OR candidate_id IN {CANDIDATES}");
    let blobs = Sql::new(format!("SELECT blob_name FROM document WHERE {documents}"));
    let blobs = tx.place().all(blobs, |row| row.next()).await?;
    for (table, condition) in dependants(&documents) {
        tx.execute(Sql::new(format!("DELETE FROM {table} WHERE {condition}"))).await?;
    }
    for (table, column, of) in [
        ("seat", "application_id", APPLICATIONS),
        ("seat", "requisition_id", "(SELECT id FROM requisition WHERE is_demo)"),
        ("requisition", "created_by", STAFF),
        ("requisition", "requested_by", STAFF),
        ("organisation_import", "created_by", STAFF),
        ("flow_version", "published_by", STAFF),
        ("competency_version", "published_by", STAFF),
        ("bank_question_version", "changed_by", STAFF),
        ("document", "uploaded_by", STAFF),
        ("tag", "created_by", STAFF),
        ("invite_rule", "updated_by", STAFF),
        ("application_tag", "tagged_by", STAFF),
        ("table_view", "department_id", "(SELECT id FROM department WHERE is_demo)"),
        ("invitation", "invited_by", STAFF),
        ("stay_alert", "acknowledged_by", STAFF),
        ("staff_session", "view_as_department_id", "(SELECT id FROM department WHERE is_demo)"),
    ] {
        tx.execute(Sql::new(format!("UPDATE {table} SET {column} = NULL WHERE {column} IN {of}"))).await?;
    }
    for (table, condition) in [
        ("application", "is_demo"),
        ("candidate", "is_demo"),
        ("seat_history", "seat_id IN (SELECT id FROM seat WHERE is_demo)"),
        ("seat", "is_demo"),
        ("approval", "requisition_id IN (SELECT id FROM requisition WHERE is_demo)"),
        ("requisition", "is_demo"),
        ("flow_model", "flow_id IN (SELECT id FROM flow WHERE is_demo)"),
        ("competency_version", "model_id IN (SELECT id FROM competency_model WHERE is_demo)"),
        ("competency_model", "is_demo"),
        ("bank_question_version", "question_id IN (SELECT id FROM bank_question WHERE is_demo)"),
        ("bank_question", "is_demo"),
        (
            "question_use",
            "flow_version_id IN (SELECT v.id FROM flow_version v JOIN flow f ON f.id = v.flow_id WHERE f.is_demo)",
        ),
        ("flow_version", "flow_id IN (SELECT id FROM flow WHERE is_demo)"),
        ("flow", "is_demo"),
        ("position", "is_demo"),
        ("approval_rule", "department_id IN (SELECT id FROM department WHERE is_demo)"),
        ("staff", "is_demo"),
    ] {
        tx.execute(Sql::new(format!("DELETE FROM {table} WHERE {condition}"))).await?;
    }
    remove_departments(tx).await?;
    remove_histories(tx).await?;
    Ok(blobs)
}

/// What hangs on demonstration rows and has no mark of its own, what refers to others first.
fn dependants(documents: &str) -> Vec<(&'static str, String)> {
    let of_sessions = format!("session_id IN {SESSIONS}");
    let of_applications = format!("application_id IN {APPLICATIONS}");
    let of_staff = format!("staff_id IN {STAFF}");
    let of_candidates = format!("candidate_id IN {CANDIDATES}");
    vec![
        ("application_tag", format!("{of_applications} OR tag_id IN (SELECT id FROM tag WHERE is_demo)")),
        ("tag", "is_demo".to_owned()),
        ("rule_invitation", of_applications.clone()),
        ("invite_rule", "requisition_id IN (SELECT id FROM requisition WHERE is_demo)".to_owned()),
        ("bulk_export", of_staff.clone()),
        ("table_view", of_staff.clone()),
        ("table_columns", of_staff.clone()),
        ("bulk_item", format!("{of_applications} OR run_id IN (SELECT id FROM bulk_run WHERE staff_id IN {STAFF})")),
        ("bulk_run", format!("{of_staff} AND undoes IS NOT NULL")),
        ("bulk_run", of_staff.clone()),
        ("second_approval", format!("requested_by IN {STAFF} OR {of_candidates}")),
        // What was committed stays with what it made.
        ("organisation_import", format!("status = 'open' AND created_by IN {STAFF}")),
        ("privacy_request", of_candidates.clone()),
        ("consent", format!("{of_candidates} OR {of_applications}")),
        ("place", format!("subject IN {CANDIDATES} OR subject IN (SELECT id FROM department WHERE is_demo)")),
        ("consent_text", format!("updated_by IN {STAFF}")),
        ("contact_change", of_candidates.clone()),
        ("demographic", of_candidates.clone()),
        ("legal_hold", of_candidates),
        ("code_request", format!("invitation_id IN (SELECT id FROM invitation WHERE {of_applications})")),
        ("candidate_session", of_applications.clone()),
        ("invitation", of_applications.clone()),
        ("mark", of_sessions.clone()),
        ("evidence_view", of_sessions.clone()),
        ("adjustment", of_sessions.clone()),
        ("release", of_sessions.clone()),
        ("appeal", of_sessions.clone()),
        ("assessment", of_sessions.clone()),
        ("stay_alert", of_sessions.clone()),
        ("session_event", of_sessions),
        ("interview_session", of_applications.clone()),
        ("remark", of_applications.clone()),
        ("assignment", format!("{of_applications} OR {of_staff} OR assigned_by IN {STAFF}")),
        ("message", format!("is_demo OR {of_applications} OR candidate_id IN {CANDIDATES}")),
        ("document", documents.to_owned()),
        ("staff_session", of_staff.clone()),
        ("enrolment", of_staff.clone()),
        ("recovery_code", of_staff),
    ]
}

/// Children first: a department goes once nothing stands on it.
async fn remove_departments(tx: &Tx) -> Result<(), StoreError> {
    let messages = "UPDATE message SET department_id = NULL WHERE department_id IN \
                    (SELECT id FROM department WHERE is_demo)";
    tx.execute(Sql::new(messages)).await?;
    let leaves = "DELETE FROM department WHERE is_demo AND id NOT IN \
                  (SELECT parent_id FROM department WHERE parent_id IS NOT NULL)";
    while tx.execute(Sql::new(leaves)).await? > 0 {}
    Ok(())
}

/// The past of what is gone; real rows keep theirs.
async fn remove_histories(tx: &Tx) -> Result<(), StoreError> {
    for (table, column, of) in [
        ("seat_history", "position_id", "position"),
        ("position_history", "position_id", "position"),
        ("department_history", "department_id", "department"),
    ] {
        tx.execute(Sql::new(format!("DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM {of})"))).await?;
    }
    Ok(())
}

/// Whether there is a demonstration to take away.
///
/// # Errors
/// When the database does not answer.
pub async fn exists(from: &impl Reads) -> Result<bool, StoreError> {
    let sql = Sql::new(
        "SELECT EXISTS (SELECT 1 FROM department WHERE is_demo) OR EXISTS (SELECT 1 FROM staff WHERE is_demo) \
         OR EXISTS (SELECT 1 FROM candidate WHERE is_demo)",
    );
    from.place().scalar(sql).await
}
