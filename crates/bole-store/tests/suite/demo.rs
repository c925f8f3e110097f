//! Taking the demonstration away: all of it, and nothing else.

use bole_domain::ids::{DocumentId, RemarkId, SeatId, StaffId};
use bole_store::code::{self, CandidateSession, CodeRequest};
use bole_store::document::Document;
use bole_store::message::Message;
use bole_store::position::Seat;
use bole_store::remark::Remark;
use bole_store::review::{Adjustment, EvidenceView, Mark};
use bole_store::staff::{Enrolment, Staff, StaffSession};
use bole_store::{
    Scope, Tx, alert, assessment, candidate, demo, department, document, invitation, message, position, remark,
    requisition, review, session, staff,
};
use sea_orm::{ConnectionTrait, Statement};

use super::bed::{Applicant, Bed, NOW, Shop, event};
use super::company::invite;
use super::outbox::letter;
use super::review::{appealed, assessed, released};

/// Tables that hold something, with the number of rows.
async fn filled(bed: &Bed) -> Vec<(String, i64)> {
    let raw = bed.raw().await;
    let names = if bed.url.starts_with("sqlite") {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    } else {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    };
    let backend = raw.get_database_backend();
    let mut found = Vec::new();
    for row in raw.query_all_raw(Statement::from_string(backend, names)).await.expect("tables") {
        let name: String = row.try_get_by_index(0).expect("a name");
        let count = Statement::from_string(backend, format!("SELECT COUNT(*) FROM {name}"));
        let count: i64 =
            raw.query_one_raw(count).await.expect("a count").expect("a row").try_get_by_index(0).expect("a number");
        if count > 0 && name != "schema_migration" {
            found.push((name, count));
        }
    }
    raw.close().await.expect("closed");
    found
}

/// Everything a finished interview leaves behind.
async fn fill(bed: &Bed, shop: &Shop, applicant: &Applicant, account: &Staff, tx: &Tx) {
    let (session_id, staff_id, application_id) = (applicant.session.id, account.id, applicant.application.id);
    session::append(tx, session_id, &[event(1, None, "a")], &super::alerts::timed(1, Some(NOW))).await.expect("events");
    assessment::put(tx, &assessed(bed, applicant, Some(70.0))).await.expect("assessment");
    let dimension = "empathy".to_owned();
    let mark = Mark { session_id, staff_id, dimension: dimension.clone(), level: 3, at: NOW };
    review::put_mark(tx, &mark).await.expect("mark");
    let view = EvidenceView { session_id, staff_id, dimension: dimension.clone(), at: NOW };
    review::put_evidence_view(tx, &view).await.expect("view");
    let adjustment =
        Adjustment { id: bed.id(), session_id, dimension, score: 70.0, reason_sealed: vec![1], staff_id, at: NOW };
    review::insert_adjustment(tx, &adjustment).await.expect("adjustment");
    review::put_release(tx, &released(applicant, account, Some(70.0))).await.expect("release");
    review::insert_appeal(tx, &appealed(applicant)).await.expect("appeal");
    let alert = super::alerts::alert(bed, session_id, 1);
    alert::raise(tx, &alert).await.expect("alert");
    let remark = Remark {
        id: bed.id::<RemarkId>(),
        application_id,
        staff_id: Some(staff_id),
        text_sealed: vec![1],
        created_at: NOW,
    };
    remark::insert(tx, &remark).await.expect("remark");
    fill_contacts(bed, shop, applicant, staff_id, tx).await;
    fill_files(bed, shop, applicant, staff_id, tx).await;
}

/// The link, the code and the mail of an interview.
async fn fill_contacts(bed: &Bed, shop: &Shop, applicant: &Applicant, staff_id: StaffId, tx: &Tx) {
    let (application_id, candidate_id) = (applicant.application.id, applicant.candidate.id);
    let mut invitation = invite(bed, shop, applicant, &application_id.to_string());
    invitation.invited_by = Some(staff_id);
    invitation::insert(tx, &invitation).await.expect("invitation");
    let request = CodeRequest {
        id: bed.id(),
        invitation_id: Some(invitation.id),
        contact_index: "c".to_owned(),
        ip_hash: "i".to_owned(),
        code_hash: "h".to_owned(),
        tries: 0,
        created_at: NOW,
        expires_at: NOW,
        used_at: None,
    };
    code::insert(tx, &request).await.expect("code");
    let signed_in = CandidateSession {
        token_hash: application_id.to_string(),
        candidate_id,
        application_id,
        invitation_id: invitation.id,
        created_at: NOW,
        last_seen_at: NOW,
        expires_at: NOW,
        revoked_at: None,
    };
    code::insert_session(tx, &signed_in).await.expect("session");
    let mail = Message {
        application_id: Some(application_id),
        candidate_id: Some(candidate_id),
        ..letter(bed, shop, "held", 1)
    };
    message::insert(tx, &mail).await.expect("message");
}

/// The résumé, and the seat the person is to take.
async fn fill_files(bed: &Bed, shop: &Shop, applicant: &Applicant, staff_id: StaffId, tx: &Tx) {
    let (application_id, candidate_id) = (applicant.application.id, applicant.candidate.id);
    let is_demo = shop.requisition.is_demo;
    let document = Document {
        id: bed.id::<DocumentId>(),
        candidate_id: Some(candidate_id),
        application_id: Some(application_id),
        wrapped_key: None,
        blob_name: format!("blob-{is_demo}"),
        content_index: "x".to_owned(),
        file_name_sealed: vec![1],
        kind: "pdf".to_owned(),
        size: 1,
        text_sealed: vec![1],
        profile_sealed: vec![1],
        warnings: "[]".to_owned(),
        uploaded_by: Some(staff_id),
        is_demo,
        created_at: NOW,
    };
    document::insert(tx, &document).await.expect("document");
    let seat = Seat {
        id: bed.id::<SeatId>(),
        position_id: shop.position.id,
        status: "filled".to_owned(),
        requisition_id: Some(shop.requisition.id),
        application_id: Some(application_id),
        is_demo,
        updated_at: NOW,
    };
    position::insert_seat(tx, &seat).await.expect("seat");
}

/// An account that has signed in, with everything it needs for that.
async fn account(bed: &Bed, email: &str, shop: &Shop, tx: &Tx) -> Staff {
    let mut account = bed.staff(email);
    account.department_id = Some(shop.department.id);
    account.is_demo = true;
    staff::insert(tx, &account).await.expect("staff");
    let signed_in = StaffSession {
        token_hash: email.to_owned(),
        staff_id: account.id,
        created_at: NOW,
        last_seen_at: NOW,
        expires_at: NOW,
        revoked_at: None,
        device: None,
        view_as_role: None,
        view_as_department_id: None,
    };
    staff::insert_session(tx, &signed_in).await.expect("session");
    let link = Enrolment {
        token_hash: email.to_owned(),
        kind: "reset".to_owned(),
        staff_id: Some(account.id),
        totp_sealed: None,
        created_at: NOW,
        expires_at: NOW,
        used_at: None,
    };
    staff::insert_enrolment(tx, &link).await.expect("link");
    staff::replace_recovery_codes(tx, account.id, &["a".to_owned()]).await.expect("codes");
    account
}

pub async fn removing_the_demonstration_leaves_nothing_of_it(bed: &Bed) {
    assert!(!demo::exists(&bed.store).await.expect("exists"));
    let root = bed.shop("集团", None, true).await;
    let shop = bed.shop("门店", Some(&root.department), true).await;
    let applicant = bed.applicant(&shop, 1);
    bed.add(std::slice::from_ref(&applicant)).await;
    let tx = bed.tx().await;
    let account = account(bed, "demo@example.com", &shop, &tx).await;
    fill(bed, &shop, &applicant, &account, &tx).await;
    let mut opened =
        requisition::for_change(&tx, &Scope::All, shop.requisition.id).await.expect("row").expect("it exists");
    opened.created_by = Some(account.id);
    requisition::update(&tx, &opened).await.expect("update");
    tx.commit().await.expect("commit");
    assert!(demo::exists(&bed.store).await.expect("exists"));
    assert_eq!(filled(bed).await.len(), 30);
    let tx = bed.tx().await;
    assert_eq!(demo::remove(&tx).await.expect("removed"), vec!["blob-true".to_owned()]);
    tx.commit().await.expect("commit");
    assert_eq!(filled(bed).await, vec![]);
    assert!(!demo::exists(&bed.store).await.expect("exists"));
}

pub async fn real_rows_keep_what_they_stand_on(bed: &Bed) {
    let root = bed.shop("集团", None, true).await;
    let shop = bed.shop("门店", Some(&root.department), true).await;
    let idle = bed.shop("空店", Some(&root.department), true).await;
    let mut real = bed.applicant(&shop, 1);
    real.application.is_demo = false;
    let pretended = bed.applicant(&shop, 2);
    bed.add(&[real.clone(), pretended.clone()]).await;
    let tx = bed.tx().await;
    let account = account(bed, "demo@example.com", &shop, &tx).await;
    let mut real_shop = shop.clone();
    real_shop.requisition.is_demo = false;
    fill(bed, &real_shop, &real, &account, &tx).await;
    fill(bed, &shop, &pretended, &account, &tx).await;
    tx.commit().await.expect("commit");
    let tx = bed.tx().await;
    assert_eq!(demo::remove(&tx).await.expect("removed"), vec!["blob-true".to_owned()]);
    tx.commit().await.expect("commit");
    assert!(!demo::exists(&bed.store).await.expect("exists"));
    let departments = department::list(&bed.store, &Scope::All, true).await.expect("departments");
    let kept: Vec<_> = departments.iter().map(|it| it.id).collect();
    assert_eq!(kept, [root.department.id, shop.department.id], "not the one that nobody stands on");
    assert!(!kept.contains(&idle.department.id));
    assert!(requisition::get(&bed.store, shop.requisition.id).await.expect("row").is_some());
    assert!(candidate::get(&bed.store, real.candidate.id).await.expect("row").is_some());
    assert!(candidate::get(&bed.store, pretended.candidate.id).await.expect("row").is_none());
    assert_eq!(session::events(&bed.store, real.session.id, 0).await.expect("events").len(), 1);
    let author = staff::get(&bed.store, account.id).await.expect("staff").expect("the author of real remarks stays");
    assert_eq!((author.staff.status.as_str(), author.staff.password_hash), ("revoked", None));
}
