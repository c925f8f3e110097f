//! When the clock of each class began, and what stands against its going, as one query of `key`, `candidate_id`, `began` and
//! `exempt`.

use bole_domain::privacy::UNCONFIRMED_HOLD_MS;
use bole_domain::retention::Class;
use bole_domain::time::Millis;

/// The query of a class; `None` for what is no rows of a table.
pub(super) fn rows(class: Class, now: Millis) -> Option<String> {
    let pooled = "EXISTS (SELECT 1 FROM consent k WHERE k.candidate_id = c.id AND k.purpose = 'talent_pool' \
                  AND k.is_given AND k.withdrawn_at IS NULL)";
    let last_change =
        |person: &str| format!("(SELECT MAX(a.updated_at) FROM application a WHERE a.candidate_id = {person})");
    Some(match class {
        Class::Applications => format!(
            "SELECT c.id AS key, c.id AS candidate_id, COALESCE({}, c.updated_at) AS began, {} AS exempt \
             FROM candidate c WHERE c.erased_at IS NULL AND NOT {pooled}",
            last_change("c.id"),
            exempt("c.id", now)
        ),
        Class::TalentPool => format!(
            "SELECT c.id AS key, c.id AS candidate_id, (SELECT MAX(k.at) FROM consent k WHERE k.candidate_id = c.id \
             AND k.purpose = 'talent_pool' AND k.is_given AND k.withdrawn_at IS NULL) AS began, {} AS exempt \
             FROM candidate c WHERE c.erased_at IS NULL AND {pooled}",
            exempt("c.id", now)
        ),
        Class::Interviews => format!(
            "SELECT s.id AS key, s.candidate_id AS candidate_id, COALESCE(s.finished_at, s.last_event_at) AS began, \
             {} AS exempt FROM interview_session s WHERE EXISTS (SELECT 1 FROM session_event e \
             WHERE e.session_id = s.id AND e.content IS NOT NULL)",
            exempt("s.candidate_id", now)
        ),
        Class::Documents => format!(
            "SELECT d.id AS key, d.candidate_id AS candidate_id, COALESCE({}, d.created_at) AS began, {} AS exempt \
             FROM document d WHERE d.candidate_id IS NOT NULL",
            last_change("d.candidate_id"),
            exempt("d.candidate_id", now)
        ),
        Class::UnassignedDocuments => {
            "SELECT d.id AS key, CAST(NULL AS TEXT) AS candidate_id, d.created_at AS began, CAST(NULL AS TEXT) AS exempt \
             FROM document d WHERE d.candidate_id IS NULL AND d.application_id IS NULL"
                .to_owned()
        }
        Class::Reports => format!(
            "SELECT t.session_id AS key, s.candidate_id AS candidate_id, r.at AS began, {} AS exempt FROM release r \
             JOIN assessment t ON t.session_id = r.session_id JOIN interview_session s ON s.id = r.session_id \
             WHERE LENGTH(t.assessment_sealed) > 0",
            exempt("s.candidate_id", now)
        ),
        Class::Messages => format!(
            "SELECT m.id AS key, m.candidate_id AS candidate_id, COALESCE(m.sent_at, m.created_at) AS began, {} AS exempt \
             FROM message m WHERE m.candidate_id IS NOT NULL AND m.status <> 'waiting' \
             AND LENGTH(m.body_sealed) > 0",
            exempt("m.candidate_id", now)
        ),
        Class::StaffSessions => {
            "SELECT s.token_hash AS key, CAST(NULL AS TEXT) AS candidate_id, COALESCE(s.revoked_at, s.expires_at) AS began, \
             CAST(NULL AS TEXT) AS exempt FROM staff_session s"
                .to_owned()
        }
        Class::Jobs => "SELECT j.id AS key, CAST(NULL AS TEXT) AS candidate_id, j.done_at AS began, \
                        CAST(NULL AS TEXT) AS exempt FROM job j WHERE j.done_at IS NOT NULL"
            .to_owned(),
        Class::Backups | Class::Audit => return None,
    })
}

/// What stands against anything of a person going, the strongest first.
fn exempt(person: &str, now: Millis) -> String {
    let unconfirmed = now.plus(-UNCONFIRMED_HOLD_MS).0;
    let now = now.0;
    format!(
        "CASE WHEN EXISTS (SELECT 1 FROM legal_hold h WHERE h.candidate_id = {person} AND h.lifted_at IS NULL \
         AND (h.confirmed_at IS NOT NULL OR h.placed_at > {unconfirmed})) THEN 'held' \
         WHEN EXISTS (SELECT 1 FROM privacy_request q WHERE q.candidate_id = {person} AND q.state = 'open') \
         OR EXISTS (SELECT 1 FROM appeal l JOIN application b ON b.id = l.application_id \
         WHERE b.candidate_id = {person} AND l.answered_at IS NULL) THEN 'asked' \
         WHEN EXISTS (SELECT 1 FROM interview_session i WHERE i.candidate_id = {person} \
         AND (i.status IN ('interviewing', 'pending_review') OR i.status = 'invited' AND i.expires_at > {now})) \
         THEN 'interview' \
         WHEN EXISTS (SELECT 1 FROM application b WHERE b.candidate_id = {person} AND b.stage = 'hired') THEN 'hired' \
         WHEN EXISTS (SELECT 1 FROM application b JOIN requisition o ON o.id = b.requisition_id \
         WHERE b.candidate_id = {person} AND o.status = 'open' \
         AND b.stage NOT IN ('hired', 'pool', 'rejected', 'withdrawn')) THEN 'active' END"
    )
}
