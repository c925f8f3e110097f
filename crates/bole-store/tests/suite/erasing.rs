//! Erasing a person reaches every table that can hold something of them, found by the tables' own columns.

use bole_domain::ids::{InvitationId, StaffId};
use bole_store::dump::{CellKind, TableShape};
use bole_store::invitation::Invitation;
use bole_store::remains::{is_personal, of_person};
use sea_orm::ConnectionTrait as _;

use crate::bed::{Bed, NOW};

/// Tables with sealed columns that hold nothing of a candidate: the deployment's own keys, settings, staff, and what staff
/// wrote to many at once.
const OTHERS: [&str; 6] = ["approval", "bulk_run", "deployment", "enrolment", "setting", "staff"];
/// What a row of a candidate's is tied to.
const TIES: [&str; 4] = ["candidate_id", "application_id", "session_id", "invitation_id"];

pub async fn erasing_reaches_every_table_that_can_hold_something_of_a_person(bed: &Bed) {
    let (shop, people) = bed.interviews(2).await;
    let (person, other) = (&people[0], &people[1]);
    let staff = bed.staff("staff@example.cn");
    let tx = bed.tx().await;
    bole_store::staff::insert(&tx, &staff).await.expect("staff");
    let invitation = Invitation {
        id: bed.id::<InvitationId>(),
        application_id: person.application.id,
        session_id: person.session.id,
        flow_version_id: shop.version.id,
        token_hash: "token".to_owned(),
        status: "open".to_owned(),
        locale: "zh".to_owned(),
        expires_at: NOW,
        sent_at: None,
        invited_by: None,
        message_id: None,
        reason: None,
        created_at: NOW,
    };
    bole_store::invitation::insert(&tx, &invitation).await.expect("an invitation");
    tx.commit().await.expect("commit");

    let known = |column: &str| match column {
        "candidate_id" => Some(person.candidate.id.to_string()),
        "application_id" => Some(person.application.id.to_string()),
        "session_id" => Some(person.session.id.to_string()),
        "invitation_id" => Some(invitation.id.to_string()),
        "requisition_id" => Some(shop.requisition.id.to_string()),
        "department_id" => Some(shop.department.id.to_string()),
        "staff_id" => Some(staff.id.to_string()),
        by if by.ends_with("_by") => Some(staff.id.to_string()),
        _ => None,
    };
    let shapes = bed.store.snapshot().await.expect("a snapshot").tables().await.expect("tables");
    let raw = bed.raw().await;
    let mut expected = Vec::new();
    for shape in shapes.iter().filter(|it| it.columns.iter().any(|(name, _)| is_personal(name))) {
        let is_theirs = shape.columns.iter().any(|(name, _)| TIES.contains(&name.as_str()));
        if shape.name == "candidate" {
            raw.execute_unprepared("UPDATE candidate SET email_sealed = phone_sealed, email_index = 'mail'")
                .await
                .expect("SQL");
        } else if is_theirs {
            let id = bed.id::<StaffId>().to_string();
            let row = shape
                .columns
                .iter()
                .map(|(name, kind)| literal(name, *kind, &id, known(name), bed.store.is_postgres()));
            let row: Vec<String> = row.collect();
            let text = format!("INSERT INTO {} ({}) VALUES ({})", shape.name, names(shape), row.join(","));
            raw.execute_unprepared(&text)
                .await
                .unwrap_or_else(|it| panic!("a row of {} for this test: {it}", shape.name));
        } else {
            assert!(OTHERS.contains(&shape.name.as_str()), "is {} about candidates? erasing must know it", shape.name);
            continue;
        }
        let personal = shape.columns.iter().filter(|(name, _)| is_personal(name));
        expected.extend(personal.map(|(name, _)| format!("{}.{name}", shape.name)));
    }
    raw.close().await.expect("to close");
    assert_eq!(of_person(&bed.store, person.candidate.id).await.expect("a look"), expected);
    let others = of_person(&bed.store, other.candidate.id).await.expect("a look");

    let tx = bed.tx().await;
    assert!(bole_store::erasure::destroy(&tx, person.candidate.id, NOW).await.expect("to erase"));
    tx.commit().await.expect("commit");
    assert_eq!(of_person(&bed.store, person.candidate.id).await.expect("a look"), Vec::<String>::new());
    assert_eq!(of_person(&bed.store, other.candidate.id).await.expect("a look"), others, "nobody else lost anything");
}

fn names(shape: &TableShape) -> String {
    shape.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(",")
}

/// A value that fits the column; one that refers to a row of a kind this test does not know is nothing.
fn literal(name: &str, kind: CellKind, id: &str, known: Option<String>, is_postgres: bool) -> String {
    match (kind, known) {
        (CellKind::Text, Some(known)) => format!("'{known}'"),
        (CellKind::Text, None) if name == "id" => format!("'{id}'"),
        (CellKind::Text, None) if name.ends_with("_id") => "NULL".to_owned(),
        (CellKind::Text, None) => format!("'{name}'"),
        // Something to do by a day ends like somebody it was done by.
        (CellKind::Integer | CellKind::Float, _) => "1".to_owned(),
        (CellKind::Boolean, _) => "FALSE".to_owned(),
        (CellKind::Bytes, _) if is_postgres => "'\\x0102'::bytea".to_owned(),
        (CellKind::Bytes, _) => "X'0102'".to_owned(),
    }
}
