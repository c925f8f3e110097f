//! The organisation by date, and what follows a department or a position that moves or closes.

use bole_domain::ids::SeatId;
use bole_domain::time::Millis;
use bole_store::department::Holds;
use bole_store::position::{Seat, SeatCounts};
use bole_store::{Scope, application, department, history, message, position, requisition, session, staff};
use sea_orm::{ConnectionTrait, Statement};

use super::bed::{Bed, NOW, Shop};
use super::outbox::letter;

fn seat(bed: &Bed, shop: &Shop, status: &str, updated_at: Millis) -> Seat {
    Seat {
        id: bed.id::<SeatId>(),
        position_id: shop.position.id,
        status: status.to_owned(),
        requisition_id: None,
        application_id: None,
        is_demo: false,
        updated_at,
    }
}

pub async fn every_change_is_kept_with_the_time_it_was_true(bed: &Bed) {
    let mut shop = bed.shop("旧名", None, false).await;
    let (first, second) = (seat(bed, &shop, "open", NOW), seat(bed, &shop, "open", NOW.plus(10)));
    let tx = bed.tx().await;
    position::insert_seat(&tx, &first).await.expect("seat");
    position::insert_seat(&tx, &second).await.expect("seat");
    let taken = Seat { status: "filled".to_owned(), updated_at: NOW.plus(20), ..first.clone() };
    position::update_seat(&tx, &taken).await.expect("seat");
    assert!(position::remove_open_seat(&tx, second.id, NOW.plus(30)).await.expect("removed"));
    shop.department.name = "新名".to_owned();
    shop.department.kind = "shop".to_owned();
    department::update(&tx, &shop.department, NOW.plus(20)).await.expect("renamed");
    shop.department.closed_at = Some(NOW.plus(40));
    department::update(&tx, &shop.department, NOW.plus(40)).await.expect("closed");
    shop.position.title = "店长".to_owned();
    position::update(&tx, &shop.position, NOW.plus(30)).await.expect("renamed");
    tx.commit().await.expect("commit");
    let counts = |total, open, filled| SeatCounts { total, open, reserved: 0, filled };
    let cases = [
        (-1, None, None),
        (0, Some("旧名"), Some(("旧名 客服", counts(1, 1, 0)))),
        (10, Some("旧名"), Some(("旧名 客服", counts(2, 2, 0)))),
        (25, Some("新名"), Some(("旧名 客服", counts(2, 1, 1)))),
        (30, Some("新名"), Some(("店长", counts(1, 0, 1)))),
        (40, None, Some(("店长", counts(1, 0, 1)))),
    ];
    for (after, name, title) in cases {
        let at = NOW.plus(after);
        let departments = history::departments_at(&bed.store, &Scope::All, at).await.expect("departments");
        assert_eq!(departments.first().map(|it| it.name.as_str()), name, "{after}");
        let positions = history::positions_at(&bed.store, &Scope::All, at).await.expect("positions");
        assert_eq!(positions.first().map(|it| (it.title.as_str(), it.seats)), title, "{after}");
    }
    let instants = history::instants(&bed.store, &Scope::All, 3).await.expect("instants");
    assert_eq!(instants, [NOW.plus(40), NOW.plus(30), NOW.plus(20)]);
}

pub async fn the_past_is_seen_only_where_the_present_is(bed: &Bed) {
    let left = bed.shop("左", None, false).await;
    let right = bed.shop("右", None, false).await;
    let mut moved = left.position.clone();
    moved.department_id = right.department.id;
    let tx = bed.tx().await;
    position::update(&tx, &moved, NOW.plus(10)).await.expect("moved");
    tx.commit().await.expect("commit");
    let seen = async |shop: &Shop, after: i64| {
        let scope = Scope::Branch(shop.department.path.clone());
        let found = history::positions_at(&bed.store, &scope, NOW.plus(after)).await.expect("positions");
        found.into_iter().map(|it| it.title).collect::<Vec<_>>()
    };
    assert_eq!(seen(&left, 5).await, Vec::<String>::new(), "what left the branch left its past too");
    assert_eq!(seen(&right, 5).await, ["右 客服"]);
    assert_eq!(seen(&right, 10).await, ["右 客服", "左 客服"]);
    let scope = Scope::Branch(left.department.path.clone());
    assert_eq!(history::departments_at(&bed.store, &scope, NOW).await.expect("departments").len(), 1);
}

pub async fn what_stands_on_a_department_is_counted(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let mut account = bed.staff("a@example.com");
    account.department_id = Some(shop.department.id);
    let revoked = bole_store::staff::Staff {
        status: "revoked".to_owned(),
        department_id: Some(shop.department.id),
        ..bed.staff("b@example.com")
    };
    let below = bed.department("仓库", Some(&shop.department));
    let tx = bed.tx().await;
    department::insert(&tx, &below).await.expect("department");
    staff::insert(&tx, &account).await.expect("staff");
    staff::insert(&tx, &revoked).await.expect("staff");
    tx.commit().await.expect("commit");
    let id = shop.department.id;
    let expected = Holds { departments: 1, positions: 1, accounts: 1 };
    assert_eq!(department::holds(&bed.store, id).await.expect("holds"), expected);
    let tx = bed.tx().await;
    department::lock_tree(&tx).await.expect("the tree is held");
    let closed = department::Department { closed_at: Some(NOW), ..below.clone() };
    department::update(&tx, &closed, NOW).await.expect("closed");
    position::update(&tx, &position::Position { closed_at: Some(NOW), ..shop.position.clone() }, NOW)
        .await
        .expect("closed");
    tx.commit().await.expect("commit");
    let expected = Holds { departments: 0, positions: 0, accounts: 1 };
    assert_eq!(department::holds(&bed.store, id).await.expect("holds"), expected);
    assert_eq!(department::children(&bed.store, id).await.expect("children"), [closed]);
    assert_eq!(department::list(&bed.store, &Scope::All, false).await.expect("open ones").len(), 1);
    assert_eq!(position::list(&bed.store, &Scope::All, false).await.expect("open ones").len(), 0);
    assert_eq!(position::list(&bed.store, &Scope::All, true).await.expect("all").len(), 1);
}

pub async fn a_position_takes_everything_along_that_names_its_department(bed: &Bed) {
    let (shop, applicants) = bed.interviews(2).await;
    let other = bed.shop("别处", None, false).await;
    let mail = message::Message {
        application_id: Some(applicants[0].application.id),
        candidate_id: Some(applicants[0].candidate.id),
        ..letter(bed, &shop, "held", 1)
    };
    let tx = bed.tx().await;
    message::insert(&tx, &mail).await.expect("message");
    let moved = position::Position { department_id: other.department.id, ..shop.position.clone() };
    position::update(&tx, &moved, NOW).await.expect("moved");
    position::take_along(&tx, moved.id, moved.department_id).await.expect("taken along");
    tx.commit().await.expect("commit");
    let (here, gone) = (Scope::Branch(other.department.path.clone()), Scope::Branch(shop.department.path.clone()));
    for (scope, is_seen) in [(here, true), (gone, false)] {
        let found = requisition::find(&bed.store, &scope, shop.requisition.id).await.expect("requisition");
        assert_eq!(found.is_some(), is_seen);
        for it in &applicants {
            let found = application::find(&bed.store, &scope, it.application.id).await.expect("application");
            assert_eq!(found.is_some(), is_seen);
            let found = session::find(&bed.store, &scope, it.session.id).await.expect("session");
            assert_eq!(found.is_some(), is_seen);
        }
        let found = message::find(&bed.store, &scope, mail.id).await.expect("message");
        assert_eq!(found.is_some(), is_seen);
    }
}

pub async fn a_database_of_the_first_version_gets_its_history(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let raw = bed.raw().await;
    let backend = raw.get_database_backend();
    let count = async |table: &str| -> i64 {
        let sql = Statement::from_string(backend, format!("SELECT COUNT(*) FROM {table}"));
        raw.query_one_raw(sql).await.expect("a count").expect("a row").try_get_by_index(0).expect("a number")
    };
    let migration = include_str!("../../src/migration/0002_organisation.sql");
    let copies: Vec<&str> = migration.split(';').filter(|it| it.trim_start().starts_with("INSERT")).collect();
    assert_eq!(copies.len(), 3);
    for table in ["department_history", "position_history", "seat_history"] {
        raw.execute_unprepared(&format!("DELETE FROM {table}")).await.expect("emptied");
    }
    for copy in copies {
        raw.execute_unprepared(copy).await.expect("copied");
    }
    assert_eq!((count("department_history").await, count("position_history").await), (1, 1));
    raw.close().await.expect("closed");
    let then = history::departments_at(&bed.store, &Scope::All, NOW).await.expect("departments");
    assert_eq!((then[0].id, then[0].name.as_str()), (shop.department.id, "门店"));
}
