//! Jobs: each is claimed by one worker at a time, and none is lost.

use std::collections::BTreeSet;

use bole_domain::ids::JobId;
use bole_domain::time::Millis;
use bole_store::job::{self, Job};

use super::bed::Bed;

fn job(bed: &Bed, run_at: i64, dedupe_key: Option<&str>) -> Job {
    Job {
        id: bed.id::<JobId>(),
        kind: "score".to_owned(),
        payload: "{}".to_owned(),
        dedupe_key: dedupe_key.map(str::to_owned),
        run_at: Millis(run_at),
        attempts: 0,
        claimed_until: None,
        done_at: None,
        last_error: None,
        created_at: Millis(0),
    }
}

async fn add(bed: &Bed, jobs: &[Job]) {
    let tx = bed.tx().await;
    for it in jobs {
        assert!(job::insert(&tx, it).await.expect("job"));
    }
    tx.commit().await.expect("commit");
}

pub async fn two_workers_never_get_the_same_job(bed: &Bed) {
    let jobs: Vec<Job> = (0..40).map(|at| job(bed, at, None)).collect();
    add(bed, &jobs).await;
    add(bed, &[job(bed, 1000, None)]).await;
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let store = bed.store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while job::is_due(&store, Millis(100)).await.expect("due") {
                    let tx = store.begin().await.expect("a turn");
                    let claimed = job::claim(&tx, Millis(100), Millis(200), 3).await.expect("claimed");
                    tx.commit().await.expect("commit");
                    mine.extend(claimed.into_iter().map(|it| it.id));
                }
                mine
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.expect("a worker"));
    }
    assert_eq!(all.len(), 40);
    assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), jobs.iter().map(|it| it.id).collect());
    // Whoever claimed them died: they come back when the claim has run out.
    let tx = bed.tx().await;
    assert!(job::claim(&tx, Millis(199), Millis(300), 99).await.expect("claimed").is_empty());
    let again = job::claim(&tx, Millis(200), Millis(300), 99).await.expect("claimed");
    assert_eq!(
        again.iter().map(|it| (it.run_at.0, it.attempts)).collect::<Vec<_>>(),
        (0..40).map(|at| (at, 2)).collect::<Vec<_>>()
    );
}

pub async fn a_job_with_a_waiting_twin_is_not_added(bed: &Bed) {
    let first = job(bed, 0, Some("score-1"));
    add(bed, &[first.clone(), job(bed, 0, None), job(bed, 0, None)]).await;
    let tx = bed.tx().await;
    assert!(!job::insert(&tx, &job(bed, 0, Some("score-1"))).await.expect("job"));
    job::done(&tx, first.id, Millis(5)).await.expect("done");
    assert!(job::insert(&tx, &job(bed, 0, Some("score-1"))).await.expect("the key is free again"));
    assert_eq!(job::open(&tx, 10).await.expect("jobs").len(), 3);
    assert_eq!(job::delete_done_before(&tx, Millis(6)).await.expect("deleted"), 1);
    tx.commit().await.expect("commit");
}

pub async fn a_failed_job_comes_back_later(bed: &Bed) {
    let it = job(bed, 0, None);
    add(bed, std::slice::from_ref(&it)).await;
    let tx = bed.tx().await;
    assert_eq!(job::claim(&tx, Millis(0), Millis(10), 1).await.expect("claimed").len(), 1);
    job::retry(&tx, it.id, Millis(50), "smtp").await.expect("retry");
    assert!(job::claim(&tx, Millis(49), Millis(60), 1).await.expect("claimed").is_empty());
    let back = job::claim(&tx, Millis(50), Millis(60), 1).await.expect("claimed");
    assert_eq!((back[0].attempts, back[0].last_error.as_deref()), (2, Some("smtp")));
    job::give_up(&tx, it.id, Millis(70), "smtp").await.expect("given up");
    assert!(job::open(&tx, 10).await.expect("jobs").is_empty());
    tx.commit().await.expect("commit");
    assert!(!job::is_due(&bed.store, Millis(1000)).await.expect("due"));
}
