//! Transactions: no lost update, no half change, and no way to leave the one writer unusable.

use std::task::Poll;

use bole_store::{Scope, Store, department, setting};
use futures_util::FutureExt;

use super::bed::{Bed, NOW, event, patch};

pub async fn transactions_under_contention_lose_no_update(bed: &Bed) {
    let shop = bed.shop("总部", None, false).await;
    let id = shop.department.id;
    let tasks: Vec<_> = (0..16)
        .map(|task| {
            let store = bed.store.clone();
            tokio::spawn(async move {
                for round in 0..10 {
                    let tx = store.begin().await.expect("a turn");
                    let mut row = department::for_change(&tx, &Scope::All, id).await.expect("row").expect("it exists");
                    row.sort += 1;
                    department::update(&tx, &row, NOW).await.expect("update");
                    // Some change their mind.
                    if (task + round) % 5 == 0 {
                        drop(tx);
                    } else {
                        tx.commit().await.expect("commit");
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task");
    }
    let row = department::get(&bed.store, id).await.expect("row").expect("it exists");
    assert_eq!(row.sort, 128);
}

pub async fn a_dropped_transaction_changes_nothing_and_blocks_nobody(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let tx = bed.tx().await;
    let lost = bed.department("丢弃", None);
    department::insert(&tx, &lost).await.expect("insert");
    assert!(department::get(&tx, lost.id).await.expect("row").is_some(), "the transaction sees its own change");
    assert!(department::get(&bed.store, lost.id).await.expect("row").is_none(), "nobody else does");
    drop(tx);
    bed.store.append(applicants[0].session.id, vec![event(1, None, "a")], patch(1)).await.expect("an append");
    assert!(department::get(&bed.store, lost.id).await.expect("row").is_none());
}

/// One whole use case: begin, read, write, commit.
async fn use_case(store: Store, value: i64) {
    let tx = store.begin().await.expect("a turn");
    let before = setting::get(&tx, "counter").await.expect("setting");
    let value = before.map_or(0, |it| it.value.parse::<i64>().expect("a number")).max(value);
    let row = setting::Setting { name: "counter".to_owned(), value: value.to_string(), sealed: None, updated_at: NOW };
    setting::put(&tx, &row).await.expect("put");
    tx.commit().await.expect("commit");
}

pub async fn transactions_cut_off_anywhere_leave_a_working_writer(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let id = applicants[0].session.id;
    for cut in 1_i64..60 {
        // Cut off after some number of polls, which lands in every phase of the transaction.
        let mut polls = cut % 30;
        let mut work = Box::pin(use_case(bed.store.clone(), cut));
        std::future::poll_fn(|context| {
            polls -= 1;
            match work.poll_unpin(context) {
                Poll::Pending if polls > 0 => Poll::Pending,
                _ => Poll::Ready(()),
            }
        })
        .await;
        drop(work);
        bed.store.append(id, vec![event(cut, None, "a")], patch(cut)).await.expect("an append");
    }
    use_case(bed.store.clone(), 100).await;
    let counter = setting::get(&bed.store, "counter").await.expect("setting").expect("it exists");
    assert_eq!(counter.value, "100");
}
