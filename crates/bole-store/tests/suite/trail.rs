//! The audit trail: numbered once, in order, and readable for verification.

use bole_domain::time::Millis;
use bole_store::StoreError;
use bole_store::audit::{self, AuditRecord, Checkpoint};

use super::bed::{Bed, NOW};

fn record(bed: &Bed, subject: &str) -> AuditRecord {
    AuditRecord {
        id: bed.id(),
        at: NOW,
        actor_kind: "staff".to_owned(),
        actor_id: Some("1".to_owned()),
        action: "requisition.closed".to_owned(),
        subject_kind: Some("requisition".to_owned()),
        subject_id: Some(subject.to_owned()),
        params: "{}".to_owned(),
        seq: None,
        hash: None,
    }
}

pub async fn rows_are_numbered_in_order_and_only_once(bed: &Bed) {
    let rows: Vec<AuditRecord> = (0..450).map(|it| record(bed, if it % 2 == 0 { "a" } else { "b" })).collect();
    let tx = bed.tx().await;
    for it in &rows {
        audit::insert(&tx, it).await.expect("row");
    }
    tx.commit().await.expect("commit");
    assert!(audit::last(&bed.store).await.expect("row").is_none());
    let waiting = audit::unsequenced(&bed.store, 1000).await.expect("rows");
    assert_eq!(waiting, rows);
    let numbered: Vec<_> = waiting.iter().zip(1_i64..).map(|(it, seq)| (it.id, seq, vec![9; 32])).collect();
    let tx = bed.tx().await;
    audit::assign(&tx, &numbered).await.expect("numbers");
    tx.commit().await.expect("commit");
    assert!(audit::unsequenced(&bed.store, 10).await.expect("rows").is_empty());
    let tx = bed.tx().await;
    let again = audit::assign(&tx, &[(rows[0].id, 1000, vec![1])]).await;
    assert!(matches!(again, Err(StoreError::Broken(_))), "{again:?}");
    drop(tx);
    assert_eq!(audit::last(&bed.store).await.expect("row").and_then(|it| it.seq), Some(450));
    assert_eq!(audit::of_subject(&bed.store, "requisition", "b").await.expect("rows").len(), 225);
}

pub async fn checkpoints_and_ranges_serve_verification(bed: &Bed) {
    let rows: Vec<AuditRecord> = (0..5).map(|_| record(bed, "a")).collect();
    let tx = bed.tx().await;
    for (it, seq) in rows.iter().zip(1_i64..) {
        audit::insert(&tx, it).await.expect("row");
        audit::assign(&tx, &[(it.id, seq, seq.to_be_bytes().to_vec())]).await.expect("number");
    }
    for seq in [2, 5] {
        let checkpoint = Checkpoint { seq, head: vec![1], signature: vec![2], at: Millis(seq) };
        audit::insert_checkpoint(&tx, &checkpoint).await.expect("checkpoint");
    }
    tx.commit().await.expect("commit");
    let numbers = |rows: Vec<AuditRecord>| rows.into_iter().filter_map(|it| it.seq).collect::<Vec<_>>();
    assert_eq!(numbers(audit::range(&bed.store, 2, 2).await.expect("rows")), vec![3, 4]);
    assert_eq!(numbers(audit::recent(&bed.store, None, 2).await.expect("rows")), vec![5, 4]);
    assert_eq!(numbers(audit::recent(&bed.store, Some(4), 9).await.expect("rows")), vec![3, 2, 1]);
    let heads = audit::checkpoints(&bed.store, 0, 10).await.expect("heads");
    assert_eq!(heads.iter().map(|it| it.seq).collect::<Vec<_>>(), vec![2, 5]);
    assert_eq!(audit::last_checkpoint(&bed.store).await.expect("head"), heads.last().cloned());
}
