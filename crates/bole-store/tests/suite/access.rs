//! How people get in, and the small rows beside it: sessions, links, codes, settings, answers.

use bole_domain::time::Millis;
use bole_store::code::{self, CandidateSession, CodeRequest};
use bole_store::deployment::Deployment;
use bole_store::idempotency::Answered;
use bole_store::setting::Setting;
use bole_store::staff::{self, Enrolment, StaffSession};
use bole_store::{StoreError, deployment, idempotency, invitation, setting};

use super::bed::{Bed, NOW};
use super::company::invite;

fn signed_in(staff: &staff::Staff, token: &str) -> StaffSession {
    StaffSession {
        token_hash: token.to_owned(),
        staff_id: staff.id,
        created_at: NOW,
        last_seen_at: NOW,
        expires_at: NOW.plus(1000),
        revoked_at: None,
        device: None,
        view_as_role: None,
        view_as_department_id: None,
    }
}

pub async fn a_signed_in_account_is_loaded_in_one_query(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let mut account = bed.staff("a@example.com");
    account.department_id = Some(shop.department.id);
    let tx = bed.tx().await;
    staff::insert(&tx, &account).await.expect("staff");
    for token in ["one", "two", "three"] {
        staff::insert_session(&tx, &signed_in(&account, token)).await.expect("session");
    }
    staff::touch_session(&tx, "one", NOW.plus(5)).await.expect("touched");
    staff::revoke_session(&tx, "two", NOW).await.expect("revoked");
    tx.commit().await.expect("commit");
    let (session, listed) = staff::by_session(&bed.store, "one").await.expect("session").expect("it exists");
    assert_eq!((session.last_seen_at, session.revoked_at), (NOW.plus(5), None));
    assert_eq!((&listed.staff, listed.department_path.as_ref()), (&account, Some(&shop.department.path)));
    assert!(staff::by_session(&bed.store, "four").await.expect("session").is_none());
    let two = staff::session(&bed.store, "two").await.expect("session").expect("it exists");
    assert_eq!(two.revoked_at, Some(NOW));
    let tx = bed.tx().await;
    assert_eq!(staff::revoke_sessions_of(&tx, account.id, NOW.plus(9)).await.expect("revoked"), 2);
    assert_eq!(staff::delete_sessions_before(&tx, NOW.plus(1001)).await.expect("deleted"), 3);
    let mut changed = staff::for_change(&tx, account.id).await.expect("staff").expect("it exists");
    changed.status = "revoked".to_owned();
    assert!(staff::update(&tx, &changed).await.expect("update"));
    tx.commit().await.expect("commit");
    assert_eq!(staff::list(&bed.store).await.expect("staff").len(), 1);
    assert_eq!(staff::get(&bed.store, account.id).await.expect("staff").expect("it exists").staff, changed);
    assert_eq!(staff::by_email(&bed.store, "a@example.com").await.expect("staff").expect("it exists").staff, changed);
    assert_eq!(staff::count(&bed.store, "reviewer", "revoked").await.expect("count"), 1);
    let tx = bed.tx().await;
    let twin = staff::insert(&tx, &bed.staff("a@example.com")).await;
    assert!(matches!(twin, Err(StoreError::Duplicate(_))), "{twin:?}");
}

pub async fn links_and_codes_work_once(bed: &Bed) {
    let account = bed.staff("a@example.com");
    let link = |token: &str, staff_id| Enrolment {
        token_hash: token.to_owned(),
        kind: "activation".to_owned(),
        staff_id,
        totp_sealed: None,
        created_at: NOW,
        expires_at: NOW.plus(10),
        used_at: None,
    };
    let tx = bed.tx().await;
    staff::insert(&tx, &account).await.expect("staff");
    staff::insert_enrolment(&tx, &link("setup", None)).await.expect("link");
    staff::insert_enrolment(&tx, &link("old", Some(account.id))).await.expect("link");
    staff::insert_enrolment(&tx, &link("new", Some(account.id))).await.expect("link");
    assert_eq!(staff::enrolment(&tx, "old").await.expect("link"), None, "a newer link ends the older one");
    let opened = Enrolment { totp_sealed: Some(vec![1]), ..link("new", Some(account.id)) };
    assert!(staff::update_enrolment(&tx, &opened).await.expect("update"));
    assert!(!staff::use_enrolment(&tx, "new", NOW.plus(10)).await.expect("expired"));
    assert!(staff::use_enrolment(&tx, "new", NOW).await.expect("used"));
    assert!(!staff::use_enrolment(&tx, "new", NOW).await.expect("once"));
    assert!(staff::enrolment(&tx, "setup").await.expect("link").is_some());
    staff::replace_recovery_codes(&tx, account.id, &["a".to_owned(), "b".to_owned()]).await.expect("codes");
    assert!(staff::use_recovery_code(&tx, account.id, "a", NOW).await.expect("used"));
    assert!(!staff::use_recovery_code(&tx, account.id, "a", NOW).await.expect("once"));
    staff::replace_recovery_codes(&tx, account.id, &["c".to_owned()]).await.expect("codes");
    assert!(!staff::use_recovery_code(&tx, account.id, "b", NOW).await.expect("replaced"));
    tx.commit().await.expect("commit");
}

pub async fn a_time_step_is_taken_once(bed: &Bed) {
    let account = bed.staff("a@example.com");
    let tx = bed.tx().await;
    staff::insert(&tx, &account).await.expect("staff");
    for (step, is_taken) in [(100, true), (100, false), (99, false), (101, true)] {
        assert_eq!(staff::take_totp_step(&tx, account.id, step).await.expect("step"), is_taken, "{step}");
    }
}

pub async fn codes_are_counted_by_contact_and_address(bed: &Bed) {
    let tx = bed.tx().await;
    let mut last = None;
    for at in 0..4 {
        let request = CodeRequest {
            id: bed.id(),
            invitation_id: None,
            contact_index: "phone".to_owned(),
            ip_hash: if at < 2 { "here" } else { "there" }.to_owned(),
            code_hash: "hash".to_owned(),
            tries: at,
            created_at: Millis(at),
            expires_at: Millis(at + 10),
            used_at: None,
        };
        code::insert(&tx, &request).await.expect("request");
        last = Some(request);
    }
    tx.commit().await.expect("commit");
    let times = code::asked_for(&bed.store, "phone", Millis(1)).await.expect("times");
    assert_eq!(times, vec![Millis(3), Millis(2), Millis(1)]);
    assert_eq!(code::asked_from(&bed.store, "here", Millis(0)).await.expect("times"), vec![Millis(1), Millis(0)]);
    assert_eq!(code::tries(&bed.store, "phone", Millis(2)).await.expect("tries"), 5);
    assert_eq!(code::tries(&bed.store, "nobody", Millis(0)).await.expect("tries"), 0);
    let mut last = last.expect("a request");
    let tx = bed.tx().await;
    assert_eq!(code::for_change(&tx, last.id).await.expect("request"), Some(last.clone()));
    last.used_at = Some(NOW);
    assert!(code::update(&tx, &last).await.expect("update"));
    assert_eq!(code::delete_before(&tx, Millis(3)).await.expect("deleted"), 3);
}

pub async fn candidates_sessions_end_with_their_invitation(bed: &Bed) {
    let (shop, applicants) = bed.interviews(1).await;
    let invitation = invite(bed, &shop, &applicants[0], "link");
    let tx = bed.tx().await;
    invitation::insert(&tx, &invitation).await.expect("invitation");
    for token in ["one", "two"] {
        let session = CandidateSession {
            token_hash: token.to_owned(),
            candidate_id: applicants[0].candidate.id,
            application_id: applicants[0].application.id,
            invitation_id: invitation.id,
            created_at: NOW,
            last_seen_at: NOW,
            expires_at: NOW.plus(10),
            revoked_at: None,
        };
        code::insert_session(&tx, &session).await.expect("session");
    }
    code::touch_session(&tx, "one", NOW.plus(1)).await.expect("touched");
    code::revoke_session(&tx, "two", NOW).await.expect("revoked");
    assert_eq!(code::revoke_sessions_of(&tx, invitation.id, NOW.plus(2)).await.expect("revoked"), 1);
    tx.commit().await.expect("commit");
    let one = code::session(&bed.store, "one").await.expect("session").expect("it exists");
    assert_eq!((one.last_seen_at, one.revoked_at), (NOW.plus(1), Some(NOW.plus(2))));
    let tx = bed.tx().await;
    assert_eq!(code::delete_sessions_before(&tx, NOW.plus(11)).await.expect("deleted"), 2);
}

pub async fn settings_answers_and_the_deployment_are_kept(bed: &Bed) {
    let row = |value: &str| Setting {
        name: "mail".to_owned(),
        value: value.to_owned(),
        sealed: Some(vec![0, 1, 255]),
        updated_at: NOW,
    };
    let answered = Answered {
        actor: "staff".to_owned(),
        idempotency_key: "key".to_owned(),
        operation: "create".to_owned(),
        status: 201,
        body: "{}".to_owned(),
        created_at: NOW,
    };
    let mut deployment = Deployment {
        id: 1,
        company_name: "示例公司".to_owned(),
        wrapped_key: "00".to_owned(),
        key_check: "11".to_owned(),
        signing_sealed: vec![1],
        signing_public: vec![2],
        created_at: NOW,
    };
    assert_eq!(deployment::get(&bed.store).await.expect("deployment"), None);
    let tx = bed.tx().await;
    setting::put(&tx, &row("1")).await.expect("setting");
    setting::put(&tx, &row("2")).await.expect("setting");
    idempotency::put(&tx, &answered).await.expect("answer");
    deployment::insert(&tx, &deployment).await.expect("deployment");
    deployment.company_name = "新名".to_owned();
    assert!(deployment::update(&tx, &deployment).await.expect("update"));
    tx.commit().await.expect("commit");
    assert_eq!(deployment::get(&bed.store).await.expect("deployment"), Some(deployment));
    assert_eq!(setting::get(&bed.store, "mail").await.expect("setting"), Some(row("2")));
    assert_eq!(idempotency::get(&bed.store, "staff", "key").await.expect("answer"), Some(answered.clone()));
    assert_eq!(idempotency::get(&bed.store, "other", "key").await.expect("answer"), None);
    let tx = bed.tx().await;
    assert_eq!(idempotency::delete_before(&tx, NOW.plus(1)).await.expect("deleted"), 1);
    idempotency::put(&tx, &answered).await.expect("answer");
    setting::remove(&tx, "mail").await.expect("removed");
    let twin = idempotency::put(&tx, &answered).await;
    assert!(matches!(twin, Err(StoreError::Duplicate(_))), "{twin:?}");
}
