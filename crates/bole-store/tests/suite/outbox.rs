//! Messages, remarks and the numbers of the first page.

use bole_domain::ids::{MessageId, RemarkId};
use bole_domain::time::Millis;
use bole_store::message::Message;
use bole_store::message_template::{self, Template};
use bole_store::overview::{FirstSteps, Overview};
use bole_store::{Cursor, Scope, invitation, message, overview, remark};

use super::bed::{Applicant, Bed, NOW, Shop};
use super::company::invite;

pub fn letter(bed: &Bed, shop: &Shop, status: &str, at: i64) -> Message {
    Message {
        id: bed.id::<MessageId>(),
        kind: "invitation".to_owned(),
        channel: "mail".to_owned(),
        candidate_id: None,
        application_id: None,
        department_id: Some(shop.department.id),
        recipient_sealed: vec![1],
        subject_sealed: vec![2],
        body_sealed: vec![3],
        status: status.to_owned(),
        attempts: 0,
        next_attempt_at: None,
        last_error: None,
        is_demo: false,
        created_at: Millis(at),
        sent_at: None,
        staff_id: None,
        locale: "zh".to_owned(),
        fields_sealed: None,
        parts: 0,
        charged_at: None,
        fallback_of: None,
        read_at: None,
    }
}

pub async fn messages_come_newest_first_within_the_branch(bed: &Bed) {
    let (shop, other) = (bed.shop("甲", None, false).await, bed.shop("乙", None, false).await);
    let mut letters: Vec<Message> = (0..5).map(|at| letter(bed, &shop, "waiting", at)).collect();
    letters.push(letter(bed, &other, "waiting", 9));
    let tx = bed.tx().await;
    for it in &letters {
        message::insert(&tx, it).await.expect("message");
    }
    tx.commit().await.expect("commit");
    let scope = Scope::Branch(shop.department.path.clone());
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = message::list(&bed.store, &scope, after.as_ref(), 2).await.expect("a page");
        seen.extend(page.items.into_iter().map(|it| it.created_at.0));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, vec![4, 3, 2, 1, 0]);
    let tx = bed.tx().await;
    assert_eq!(message::for_change(&tx, &scope, letters[5].id).await.expect("row"), None);
    let mut sent = message::for_change(&tx, &scope, letters[0].id).await.expect("row").expect("it exists");
    sent.status = "sent".to_owned();
    assert!(message::update(&tx, &sent).await.expect("update"));
    tx.commit().await.expect("commit");
    assert_eq!(message::find(&bed.store, &scope, sent.id).await.expect("row"), Some(sent));
    let waiting = message::of_status(&bed.store, "waiting", 2).await.expect("rows");
    assert_eq!(waiting.iter().map(|it| it.created_at.0).collect::<Vec<_>>(), vec![1, 2]);
}

pub async fn remarks_come_in_order(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let author = bed.staff("a@example.com");
    let tx = bed.tx().await;
    bole_store::staff::insert(&tx, &author).await.expect("staff");
    for at in [3, 1, 2] {
        let remark = remark::Remark {
            id: bed.id::<RemarkId>(),
            application_id: applicants[0].application.id,
            staff_id: (at != 2).then_some(author.id),
            text_sealed: vec![0, 255],
            created_at: Millis(at),
        };
        remark::insert(&tx, &remark).await.expect("remark");
    }
    tx.commit().await.expect("commit");
    let found = remark::of_application(&bed.store, applicants[0].application.id).await.expect("remarks");
    assert_eq!(found.iter().map(|it| it.created_at.0).collect::<Vec<_>>(), vec![1, 2, 3]);
    let authors: Vec<bool> = found.iter().map(|it| it.staff_id.is_some()).collect();
    assert_eq!(authors, [true, false, true], "a candidate's own word has no author among staff");
}

pub async fn the_overview_counts_within_the_branch(bed: &Bed) {
    assert_eq!(overview::first_steps(&bed.store).await.expect("steps"), FirstSteps::default());
    let (one, other) = (bed.shop("甲", None, false).await, bed.shop("乙", None, false).await);
    let mut applicants: Vec<Applicant> = (0..6).map(|at| bed.applicant(&one, at)).collect();
    applicants.push(bed.applicant(&other, 6));
    let states = ["pending_review", "pending_review", "reviewed", "incomplete", "interviewing", "invited"];
    for (applicant, status) in applicants.iter_mut().zip(states) {
        applicant.session.status = status.to_owned();
        applicant.session.finished_at = Some(NOW);
    }
    applicants[0].session.finished_at = Some(NOW.plus(-1));
    bed.add(&applicants).await;
    let tx = bed.tx().await;
    for status in ["held", "waiting", "failed", "sent"] {
        message::insert(&tx, &letter(bed, &one, status, 1)).await.expect("message");
    }
    invitation::insert(&tx, &invite(bed, &one, &applicants[0], "one")).await.expect("invitation");
    tx.commit().await.expect("commit");
    let counts = overview::counts(&bed.store, &Scope::Branch(one.department.path.clone()), NOW).await.expect("counts");
    let expected = Overview { to_review: 2, running: 1, waiting_messages: 3, incomplete: 1, finished_today: 2 };
    assert_eq!(counts, expected);
    let all = overview::counts(&bed.store, &Scope::All, NOW).await.expect("counts");
    assert_eq!(all, Overview { running: 2, ..expected });
    let steps = overview::first_steps(&bed.store).await.expect("steps");
    let expected = FirstSteps {
        department: true,
        requisition: true,
        flow: true,
        invitation: true,
        newest_flow: steps.newest_flow,
        finished: steps.finished,
        ..FirstSteps::default()
    };
    assert_eq!((steps, steps.newest_flow.is_some()), (expected, true));
}

pub async fn the_newest_text_of_a_template_is_the_current_one(bed: &Bed) {
    let text = |number: i64, locale: &str, body: Option<&str>| Template {
        id: bed.id::<uuid::Uuid>(),
        kind: "invitation".to_owned(),
        channel: "mail".to_owned(),
        locale: locale.to_owned(),
        number,
        subject: body.map(|_| "邀请".to_owned()),
        body: body.map(str::to_owned),
        staff_id: None,
        created_at: Millis(number),
    };
    let tx = bed.tx().await;
    for (number, locale, body) in
        [(1, "zh", Some("一 {link}")), (2, "zh", None), (3, "zh", Some("三")), (1, "en", Some("one"))]
    {
        message_template::insert(&tx, &text(number, locale, body)).await.expect("a text");
    }
    tx.commit().await.expect("commit");
    let current = message_template::current(&bed.store, "invitation", "mail", "zh").await.expect("a text");
    assert_eq!(current.map(|it| (it.number, it.body)), Some((3, Some("三".to_owned()))));
    assert_eq!(message_template::current(&bed.store, "invitation", "sms", "zh").await.expect("no text"), None);
    let versions = message_template::versions(&bed.store, "invitation", "mail").await.expect("texts");
    assert_eq!(
        versions.iter().map(|it| (it.locale.as_str(), it.number)).collect::<Vec<_>>(),
        [("zh", 3), ("zh", 2), ("zh", 1), ("en", 1)]
    );
    let all = message_template::all_current(&bed.store).await.expect("texts");
    assert_eq!(all.len(), 2);
    let tx = bed.tx().await;
    assert!(message_template::insert(&tx, &text(3, "zh", None)).await.is_err(), "two savers cannot get one number");
}

pub async fn short_messages_of_a_day_are_counted_by_their_parts(bed: &Bed) {
    let shop = bed.shop("甲", None, false).await;
    let tx = bed.tx().await;
    for (at, parts) in [(None, 7), (Some(9), 1), (Some(10), 2), (Some(11), 3)] {
        let it = Message { charged_at: at.map(Millis), parts, ..letter(bed, &shop, "sent", 1) };
        message::insert(&tx, &it).await.expect("message");
    }
    message::lock_charges(&tx).await.expect("the lock");
    tx.commit().await.expect("commit");
    assert_eq!(message::charged_since(&bed.store, Millis(10)).await.expect("a count"), 5);
    assert_eq!(message::charged_since(&bed.store, Millis(12)).await.expect("a count"), 0);
}
