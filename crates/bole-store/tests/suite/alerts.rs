//! Timers of stays and the alerts they raise: one per stay, whoever looks and however often.

use bole_domain::ids::{AlertId, SessionId, StaffId};
use bole_domain::time::Millis;
use bole_store::alert::{self, Alert};
use bole_store::session::{SessionPatch, Timer};
use bole_store::{Scope, session};

use super::bed::{Bed, NOW, event, patch};

/// A patch that sets the timer of the stay that event `seq` began.
pub fn timed(seq: i64, due_at: Option<Millis>) -> SessionPatch {
    SessionPatch { timer: Some(Timer { entered_seq: seq, due_at }), ..patch(seq) }
}

pub fn alert(bed: &Bed, session_id: SessionId, entered_seq: i64) -> Alert {
    Alert {
        id: bed.id::<AlertId>(),
        session_id,
        entered_seq,
        slot: "q1".to_owned(),
        entered_at: NOW,
        limit_ms: 600_000,
        raised_at: NOW.plus(10),
        acknowledged_by: None,
        acknowledged_at: None,
        resolved_at: None,
    }
}

async fn append(bed: &Bed, session: SessionId, seq: i64, patch: SessionPatch) {
    bed.store.append(session, vec![event(seq, None, "a")], Some(patch)).await.expect("appended");
}

async fn due(bed: &Bed, now: Millis) -> Vec<SessionId> {
    let found = alert::due(&bed.store, now, 10).await.expect("the database answers");
    found.into_iter().map(|it| it.session_id).collect()
}

async fn raise(bed: &Bed, alert: &Alert) -> bool {
    let tx = bed.tx().await;
    let raised = alert::raise(&tx, alert).await.expect("the database answers");
    tx.commit().await.expect("commit");
    raised
}

pub async fn a_stay_over_its_limit_is_due_until_it_has_an_alert(bed: &Bed) {
    let (_, people) = bed.interviews(2).await;
    let (first, second) = (people[0].session.id, people[1].session.id);
    append(bed, first, 1, timed(1, Some(NOW.plus(5)))).await;
    append(bed, second, 1, timed(1, None)).await;
    assert_eq!(due(bed, NOW.plus(4)).await, []);
    assert_eq!(due(bed, NOW.plus(5)).await, [first], "time that does not count is never over");
    assert!(!raise(bed, &alert(bed, second, 1)).await, "nothing is raised for a timer that stands still");
    assert!(raise(bed, &alert(bed, first, 1)).await);
    assert_eq!(due(bed, NOW.plus(50)).await, []);
    append(bed, first, 2, timed(2, Some(NOW.plus(20)))).await;
    assert_eq!(due(bed, NOW.plus(50)).await, [first], "the next step is another stay");
    assert!(!raise(bed, &alert(bed, first, 1)).await, "what was left behind raises nothing");
}

pub async fn two_workers_raise_one_alert_for_one_stay(bed: &Bed) {
    let (_, people) = bed.interviews(1).await;
    let session = people[0].session.id;
    append(bed, session, 1, timed(1, Some(NOW))).await;
    let (one, other) = (alert(bed, session, 1), alert(bed, session, 1));
    let (left, right) = tokio::join!(raise(bed, &one), raise(bed, &other));
    assert!(left ^ right, "{left} {right}");
    let page = alert::list(&bed.store, &Scope::All, false, None, 10).await.expect("alerts");
    assert_eq!(page.items.len(), 1);
}

pub async fn an_alert_is_over_when_the_candidate_has_moved_on(bed: &Bed) {
    let (_, people) = bed.interviews(1).await;
    let session = people[0].session.id;
    append(bed, session, 1, timed(1, Some(NOW))).await;
    assert!(raise(bed, &alert(bed, session, 1)).await);
    assert!(!alert::is_any_over(&bed.store).await.expect("the database answers"));
    assert!(alert::of_session(&bed.store, session).await.expect("an answer").is_some());
    append(bed, session, 2, timed(2, Some(NOW.plus(100)))).await;
    assert_eq!(alert::count_open(&bed.store, &Scope::All).await.expect("counts"), (0, 0));
    assert!(alert::is_any_over(&bed.store).await.expect("the database answers"));
    let tx = bed.tx().await;
    assert_eq!(alert::resolve(&tx, NOW.plus(77)).await.expect("resolved"), 1);
    tx.commit().await.expect("commit");
    let page = alert::list(&bed.store, &Scope::All, false, None, 10).await.expect("alerts");
    assert_eq!(page.items[0].alert.resolved_at, Some(NOW.plus(77)));
    assert!(alert::list(&bed.store, &Scope::All, true, None, 10).await.expect("alerts").items.is_empty());
}

pub async fn an_append_without_a_timer_leaves_the_timer_alone(bed: &Bed) {
    let (_, people) = bed.interviews(1).await;
    let id = people[0].session.id;
    append(bed, id, 1, timed(1, Some(NOW.plus(5)))).await;
    append(bed, id, 2, patch(1)).await;
    let tx = bed.tx().await;
    assert_eq!(alert::shift(&tx, 1000).await.expect("moved"), 1);
    tx.commit().await.expect("commit");
    let row = session::get(&bed.store, id).await.expect("a row").expect("the session");
    assert_eq!((row.stay_seq, row.stay_due_at), (1, Some(NOW.plus(1005))));
    append(bed, id, 3, timed(0, None)).await;
    let row = session::get(&bed.store, id).await.expect("a row").expect("the session");
    assert_eq!((row.stay_seq, row.stay_due_at), (0, None));
    assert!(!alert::is_any_armed(&bed.store).await.expect("the database answers"));
}

pub async fn alerts_are_listed_within_the_branch_and_acknowledged_once(bed: &Bed) {
    let (shop, people) = bed.interviews(3).await;
    for it in &people {
        append(bed, it.session.id, 1, timed(1, Some(NOW))).await;
        assert!(raise(bed, &alert(bed, it.session.id, 1)).await);
    }
    let branch = Scope::Branch(shop.department.path.clone());
    let first = alert::list(&bed.store, &branch, true, None, 2).await.expect("a page");
    let second = alert::list(&bed.store, &branch, true, first.next.as_ref(), 2).await.expect("a page");
    assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
    let elsewhere = Scope::Branch("/elsewhere/".to_owned());
    assert!(alert::list(&bed.store, &elsewhere, false, None, 10).await.expect("a page").items.is_empty());
    assert_eq!(alert::count_open(&bed.store, &elsewhere).await.expect("counts"), (0, 0));
    let id = first.items[0].alert.id;
    assert_eq!(alert::find(&bed.store, &elsewhere, id).await.expect("an answer"), None);
    let account = bed.staff("recruiter@example.com");
    let by: StaffId = account.id;
    let tx = bed.tx().await;
    bole_store::staff::insert(&tx, &account).await.expect("an account");
    assert!(alert::acknowledge(&tx, id, by, NOW).await.expect("acknowledged"));
    assert!(!alert::acknowledge(&tx, id, by, NOW.plus(1)).await.expect("acknowledged"));
    tx.commit().await.expect("commit");
    assert_eq!(alert::count_open(&bed.store, &branch).await.expect("counts"), (3, 2));
}
