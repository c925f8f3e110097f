//! The company's nouns: departments, positions, flows, documents, invitations.

use bole_domain::ids::{DocumentId, InvitationId, SeatId};
use bole_domain::time::Millis;
use bole_store::document::Document;
use bole_store::invitation::Invitation;
use bole_store::position::{Seat, SeatCounts};
use bole_store::{Scope, StoreError, department, document, flow, invitation, position, requisition};

use super::bed::{Applicant, Bed, NOW, Shop};

pub async fn departments_move_with_their_branch(bed: &Bed) {
    let root = bed.department("集团", None);
    let (from, to) = (bed.department("华东", Some(&root)), bed.department("华北", Some(&root)));
    let mut moved = bed.department("门店", Some(&from));
    let leaf = bed.department("夜班", Some(&moved));
    let tx = bed.tx().await;
    for it in [&root, &from, &to, &moved, &leaf] {
        department::insert(&tx, it).await.expect("insert");
    }
    let old_path = moved.path.clone();
    moved.parent_id = Some(to.id);
    moved.path = format!("{}{}/", to.path, moved.id);
    assert!(department::update(&tx, &moved, NOW.plus(1)).await.expect("update"));
    assert_eq!(department::move_branch(&tx, &old_path, &moved.path).await.expect("move"), 1);
    let stranger = bed.department("孤儿", Some(&bed.department("无", None)));
    tx.commit().await.expect("commit");
    let below = department::list(&bed.store, &Scope::Branch(to.path.clone()), true).await.expect("branch");
    assert_eq!(below.iter().map(|it| it.id).collect::<Vec<_>>(), vec![to.id, moved.id, leaf.id]);
    assert_eq!(below[2].path, format!("{}{}/", moved.path, leaf.id));
    assert!(department::find(&bed.store, &Scope::Branch(from.path), leaf.id).await.expect("department").is_none());
    assert_eq!(department::list(&bed.store, &Scope::Branch("/%/".to_owned()), true).await.expect("none"), vec![]);
    let tx = bed.tx().await;
    assert!(department::for_change(&tx, &Scope::All, leaf.id).await.expect("department").is_some());
    let orphan = department::insert(&tx, &stranger).await;
    assert!(matches!(orphan, Err(StoreError::Reference(_))), "{orphan:?}");
}

pub async fn seats_are_counted_by_status(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let seats: Vec<Seat> = ["open", "reserved", "filled", "open"]
        .map(|status| Seat {
            id: bed.id::<SeatId>(),
            position_id: shop.position.id,
            status: status.to_owned(),
            requisition_id: (status != "open").then_some(shop.requisition.id),
            application_id: None,
            is_demo: false,
            updated_at: NOW,
        })
        .to_vec();
    let tx = bed.tx().await;
    for seat in &seats {
        position::insert_seat(&tx, seat).await.expect("seat");
    }
    assert_eq!(position::seats_for_change(&tx, shop.position.id, "open", 1).await.expect("seats"), seats[..1]);
    assert_eq!(position::seats_of_requisition(&tx, shop.requisition.id).await.expect("seats"), seats[1..3]);
    assert!(!position::remove_open_seat(&tx, seats[1].id, NOW.plus(1)).await.expect("a reserved seat stays"));
    assert!(position::remove_open_seat(&tx, seats[0].id, NOW.plus(1)).await.expect("an open one goes"));
    let filled = Seat { status: "filled".to_owned(), ..seats[1].clone() };
    assert!(position::update_seat(&tx, &filled).await.expect("update"));
    let mut changed = position::for_change(&tx, &Scope::All, shop.position.id).await.expect("row").expect("it exists");
    changed.title = "客服主管".to_owned();
    assert!(position::update(&tx, &changed, NOW.plus(1)).await.expect("update"));
    tx.commit().await.expect("commit");
    let expected = SeatCounts { total: 3, open: 1, reserved: 0, filled: 2 };
    let listed =
        position::list(&bed.store, &Scope::Branch(shop.department.path.clone()), false).await.expect("positions");
    assert_eq!((listed[0].seats, listed[0].department_name.as_str()), (expected, "门店"));
    let found = position::find(&bed.store, &Scope::All, shop.position.id).await.expect("position").expect("it exists");
    assert_eq!(found.position.title, "客服主管");
    let found = requisition::find(&bed.store, &Scope::All, shop.requisition.id).await.expect("row").expect("it exists");
    assert_eq!((found.seats, found.position_title.as_str()), (expected, "客服主管"));
    let statuses: Vec<String> =
        position::seats(&bed.store, shop.position.id).await.expect("seats").into_iter().map(|it| it.status).collect();
    assert_eq!(statuses, ["filled", "filled", "open"]);
}

pub async fn flows_list_their_newest_version(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let second = bed.version(&shop.flow, 2);
    let everybodys = flow::Flow { id: bed.id(), department_id: None, updated_at: Millis(0), ..shop.flow.clone() };
    let tx = bed.tx().await;
    flow::insert_version(&tx, &second).await.expect("version");
    flow::insert(&tx, &everybodys).await.expect("flow");
    tx.commit().await.expect("commit");
    let tx = bed.tx().await;
    let twin = flow::insert_version(&tx, &bed.version(&shop.flow, 2)).await;
    assert!(matches!(twin, Err(StoreError::Duplicate(_))), "{twin:?}");
    drop(tx);
    let outside = bed.shop("别处", None, false).await;
    let listed = flow::list(&bed.store, &Scope::Branch(shop.department.path.clone())).await.expect("flows");
    assert_eq!(listed.iter().map(|it| it.id).collect::<Vec<_>>(), vec![shop.flow.id, everybodys.id]);
    assert_eq!(listed[0].latest, Some((second.id, 2, second.published_at)));
    assert_eq!((listed[1].latest, &listed[1].department_name), (None, &None));
    let versions = flow::versions(&bed.store, shop.flow.id).await.expect("versions");
    assert_eq!(versions.iter().map(|it| (it.number, it.invitation_count)).collect::<Vec<_>>(), vec![(2, 0), (1, 0)]);
    assert_eq!(flow::latest_version(&bed.store, shop.flow.id).await.expect("version"), Some(second.clone()));
    assert_eq!(flow::version(&bed.store, second.id).await.expect("version"), Some(second.clone()));
    let scope = Scope::Branch(outside.department.path);
    assert_eq!(flow::find_version(&bed.store, &scope, second.id).await.expect("version"), None);
    assert_eq!(flow::find(&bed.store, &scope, shop.flow.id).await.expect("flow"), None);
    assert!(flow::find(&bed.store, &scope, everybodys.id).await.expect("flow").is_some());
    let tx = bed.tx().await;
    let mut draft = flow::for_change(&tx, &Scope::All, shop.flow.id).await.expect("flow").expect("it exists");
    draft.revision += 1;
    assert!(flow::update(&tx, &draft).await.expect("update"));
    tx.commit().await.expect("commit");
    let listed =
        requisition::find(&bed.store, &Scope::All, shop.requisition.id).await.expect("row").expect("it exists");
    assert_eq!(listed.flow.expect("a flow").version, Some((second.id, 2)));
}

fn document(bed: &Bed, uploader: &bole_store::staff::Staff) -> Document {
    Document {
        id: bed.id::<DocumentId>(),
        candidate_id: None,
        application_id: None,
        wrapped_key: Some(vec![1]),
        blob_name: "blob".to_owned(),
        content_index: "bytes".to_owned(),
        file_name_sealed: vec![2],
        kind: "pdf".to_owned(),
        size: 10,
        text_sealed: vec![3],
        profile_sealed: vec![4],
        warnings: "[]".to_owned(),
        uploaded_by: Some(uploader.id),
        is_demo: false,
        created_at: NOW,
    }
}

pub async fn documents_belong_to_their_uploader_until_they_have_a_person(bed: &Bed) {
    let (shop, applicants) = bed.interviews(1).await;
    let (uploader, other) = (bed.staff("a@example.com"), bed.staff("b@example.com"));
    let (mut document, stray) = (document(bed, &uploader), document(bed, &uploader));
    let tx = bed.tx().await;
    for it in [&uploader, &other] {
        bole_store::staff::insert(&tx, it).await.expect("staff");
    }
    for it in [&document, &stray] {
        document::insert(&tx, it).await.expect("document");
    }
    tx.commit().await.expect("commit");
    let sees = async |scope: Scope, staff: &bole_store::staff::Staff| {
        document::find(&bed.store, &scope, staff.id, document.id).await.expect("document").is_some()
    };
    assert!(sees(Scope::Branch("/x/".to_owned()), &uploader).await);
    assert!(!sees(Scope::All, &other).await);
    let tx = bed.tx().await;
    document.candidate_id = Some(applicants[0].candidate.id);
    document.application_id = Some(applicants[0].application.id);
    assert!(document::update(&tx, &document).await.expect("update"));
    tx.commit().await.expect("commit");
    assert!(!sees(Scope::Branch("/x/".to_owned()), &uploader).await);
    assert!(sees(Scope::Branch(shop.department.path), &other).await);
    let of = document::of_application(&bed.store, applicants[0].application.id).await.expect("documents");
    assert_eq!(of, vec![document.clone()]);
    assert_eq!(document::of_candidate(&bed.store, applicants[0].candidate.id).await.expect("documents"), of);
    assert_eq!(document::by_content(&bed.store, &Scope::All, "bytes").await.expect("documents"), of);
    assert_eq!(document::get(&bed.store, document.id).await.expect("document"), Some(document.clone()));
    assert_eq!(document::abandoned(&bed.store, NOW.plus(1), 10).await.expect("documents"), vec![stray.clone()]);
    let tx = bed.tx().await;
    assert!(document::remove(&tx, stray.id).await.expect("removed"));
    assert!(!document::remove(&tx, stray.id).await.expect("gone"));
}

pub fn invite(bed: &Bed, shop: &Shop, applicant: &Applicant, token: &str) -> Invitation {
    Invitation {
        id: bed.id::<InvitationId>(),
        application_id: applicant.application.id,
        session_id: applicant.session.id,
        flow_version_id: shop.version.id,
        token_hash: token.to_owned(),
        status: "open".to_owned(),
        locale: "zh".to_owned(),
        expires_at: NOW.plus(1000),
        sent_at: None,
        invited_by: None,
        message_id: None,
        reason: None,
        created_at: NOW,
    }
}

pub async fn invitations_are_found_by_token_and_session(bed: &Bed) {
    let (shop, applicants) = bed.interviews(2).await;
    let first = invite(bed, &shop, &applicants[0], "one");
    let tx = bed.tx().await;
    invitation::insert(&tx, &first).await.expect("invitation");
    invitation::insert(&tx, &invite(bed, &shop, &applicants[1], "two")).await.expect("invitation");
    tx.commit().await.expect("commit");
    assert_eq!(invitation::by_token(&bed.store, "one").await.expect("row"), Some(first.clone()));
    assert_eq!(invitation::by_token(&bed.store, "three").await.expect("row"), None);
    assert_eq!(invitation::of_session(&bed.store, first.session_id).await.expect("row"), Some(first.clone()));
    assert_eq!(invitation::of_application(&bed.store, first.application_id).await.expect("rows"), vec![first.clone()]);
    let tx = bed.tx().await;
    let outside = Scope::Branch("/x/".to_owned());
    assert_eq!(invitation::for_change(&tx, &outside, first.id).await.expect("row"), None);
    let scope = Scope::Branch(shop.department.path.clone());
    let mut changed = invitation::for_change(&tx, &scope, first.id).await.expect("row").expect("it exists");
    changed.status = "withdrawn".to_owned();
    assert!(invitation::update(&tx, &changed).await.expect("update"));
    assert_eq!(invitation::get(&tx, first.id).await.expect("row"), Some(changed));
    let twin = invitation::insert(&tx, &invite(bed, &shop, &applicants[1], "one")).await;
    assert!(matches!(twin, Err(StoreError::Duplicate(_))), "{twin:?}");
    drop(tx);
    assert_eq!(flow::versions(&bed.store, shop.flow.id).await.expect("versions")[0].invitation_count, 2);
}
