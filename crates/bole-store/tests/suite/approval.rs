//! Approvals: whose turn it is, which rule is the nearest, and imports that are taken back.

use bole_domain::ids::{ImportId, StaffId};
use bole_store::approval::{self, Approval, Rule};
use bole_store::import::{self, Import, Made, Uses};
use bole_store::module::{self, InUse, Switch};
use bole_store::{Scope, StoreError, department, position, requisition, staff};
use sea_orm::ConnectionTrait as _;

use super::bed::{Bed, NOW};

pub async fn whose_turn_it_is_follows_the_order(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let (first, second) = (bed.staff("a@example.com"), bed.staff("b@example.com"));
    let place = |place: i64, staff_id: StaffId| Approval {
        id: bed.id(),
        requisition_id: shop.requisition.id,
        round: 1,
        place,
        staff_id,
        decision: None,
        reason_sealed: None,
        decided_at: None,
    };
    let (mut one, two) = (place(0, first.id), place(1, second.id));
    let mut asked = shop.requisition.clone();
    asked.status = "requested".to_owned();
    asked.approval_round = 1;
    asked.approval_mode = Some("in_order".to_owned());
    asked.requested_at = Some(NOW);
    let tx = bed.tx().await;
    for it in [&first, &second] {
        staff::insert(&tx, it).await.expect("staff");
    }
    for it in [&two, &one] {
        approval::insert(&tx, it).await.expect("place");
    }
    requisition::update(&tx, &asked).await.expect("asked");
    tx.commit().await.expect("commit");
    let waits = async |who: StaffId, scope: &Scope| {
        approval::waiting_for(&bed.store, scope, who).await.expect("requisitions").len()
    };
    assert_eq!(approval::line(&bed.store, asked.id, 1).await.expect("line"), [one.clone(), two.clone()]);
    assert_eq!((waits(first.id, &Scope::All).await, waits(second.id, &Scope::All).await), (1, 0));
    assert_eq!(waits(first.id, &Scope::Branch("/x/".to_owned())).await, 0);
    one.decision = Some("approved".to_owned());
    let tx = bed.tx().await;
    assert!(approval::update(&tx, &one).await.expect("decided"));
    tx.commit().await.expect("commit");
    assert_eq!((waits(first.id, &Scope::All).await, waits(second.id, &Scope::All).await), (0, 1));
    let tx = bed.tx().await;
    let twice = approval::insert(&tx, &place(2, first.id)).await;
    assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
}

pub async fn the_nearest_rule_counts(bed: &Bed) {
    let root = bed.shop("公司", None, false).await;
    let below = bed.shop("门店", Some(&root.department), false).await;
    let other = bed.shop("别处", None, false).await;
    let rule = |of: Option<&department::Department>| Rule {
        id: of.map_or_else(|| "company".to_owned(), |it| it.id.to_string()),
        department_id: of.map(|it| it.id),
        mode: "all_of".to_owned(),
        approvers: "[]".to_owned(),
        updated_at: NOW,
    };
    let nearest = async || {
        let found = approval::rule_for(&bed.store, below.department.id).await.expect("rule");
        found.map(|it| it.id)
    };
    assert_eq!(nearest().await, None);
    for (set, expected) in [
        (rule(Some(&other.department)), None),
        (rule(None), Some("company".to_owned())),
        (rule(Some(&root.department)), Some(root.department.id.to_string())),
        (rule(Some(&below.department)), Some(below.department.id.to_string())),
    ] {
        let tx = bed.tx().await;
        approval::put_rule(&tx, &set).await.expect("rule");
        approval::put_rule(&tx, &set).await.expect("the same once more");
        tx.commit().await.expect("commit");
        assert_eq!(nearest().await, expected);
    }
    let branch = Scope::Branch(root.department.path.clone());
    assert_eq!(approval::rules(&bed.store, &branch).await.expect("rules").len(), 2);
    let tx = bed.tx().await;
    assert!(approval::remove_rule(&tx, "company").await.expect("removed"));
    assert!(!approval::remove_rule(&tx, "company").await.expect("gone"));
}

pub async fn what_an_import_made_is_taken_back_unless_it_is_in_use(bed: &Bed) {
    let shop = bed.shop("老店", None, false).await;
    let made = bed.shop("新店", Some(&shop.department), false).await;
    let id: ImportId = bed.id();
    let mut done = Import {
        id,
        file_name: "编制.csv".to_owned(),
        status: "committed".to_owned(),
        sheet: "{}".to_owned(),
        header: 0,
        mapping: "[]".to_owned(),
        created_by: None,
        created_at: NOW,
        committed_at: Some(NOW),
        undone_at: None,
    };
    let tx = bed.tx().await;
    import::insert(&tx, &done).await.expect("import");
    for (row_id, kind) in [(made.department.id.0, "department"), (made.position.id.0, "position")] {
        import::note_made(&tx, &Made { row_id, import_id: id, kind: kind.to_owned() }).await.expect("made");
    }
    let uses = import::uses(&tx, id).await.expect("uses");
    assert_eq!(uses, Uses { departments: 1, positions: 1 }, "a flow hangs on it, and a requisition");
    tx.commit().await.expect("commit");
    let raw = bed.raw().await;
    for table in ["requisition", "flow_version", "flow"] {
        raw.execute_unprepared(&format!("DELETE FROM {table}")).await.expect("emptied");
    }
    raw.close().await.expect("closed");
    let tx = bed.tx().await;
    assert_eq!(import::uses(&tx, id).await.expect("uses"), Uses::default());
    import::take_back(&tx, id).await.expect("taken back");
    done.status = "undone".to_owned();
    assert!(import::update(&tx, &done).await.expect("update"));
    tx.commit().await.expect("commit");
    let left = department::list(&bed.store, &Scope::All, true).await.expect("departments");
    assert_eq!(left.iter().map(|it| it.id).collect::<Vec<_>>(), [shop.department.id]);
    assert_eq!(position::list(&bed.store, &Scope::All, true).await.expect("positions").len(), 1);
    assert_eq!(import::list(&bed.store, 10).await.expect("imports"), [done.clone()]);
    assert_eq!(import::get(&bed.store, id).await.expect("import"), Some(done));
}

pub async fn a_module_is_switched_over_and_over_and_what_waits_is_counted(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let switch = |is_on: bool| Switch {
        module: "requisition_approval".to_owned(),
        is_on,
        changed_by: StaffId(uuid::Uuid::from_u128(1)),
        changed_at: NOW,
    };
    let mut asked = shop.requisition.clone();
    asked.status = "requested".to_owned();
    let tx = bed.tx().await;
    requisition::update(&tx, &asked).await.expect("asked");
    for is_on in [false, true, false] {
        module::put(&tx, &switch(is_on)).await.expect("switched");
    }
    tx.commit().await.expect("commit");
    assert_eq!(module::list(&bed.store).await.expect("switches"), [switch(false)]);
    let in_use = module::in_use(&bed.store).await.expect("counts");
    assert_eq!(in_use, InUse { requisitions: 1, ..InUse::default() });
}
