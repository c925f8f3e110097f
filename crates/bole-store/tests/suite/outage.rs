//! PostgreSQL gone for a while: appends fail within seconds, nothing is acknowledged, and it works again by itself.

use std::time::{Duration, Instant};

use bole_store::{AppendError, Health, session};
use sea_orm::ConnectionTrait;

use crate::bed::{Bed, event, patch};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_gone_for_a_while_costs_no_acknowledged_answer() {
    let Some(bed) = Bed::postgres().await else { return };
    let (_, applicants) = bed.interviews(1).await;
    let id = applicants[0].session.id;
    bed.store.append(id, vec![event(1, None, "a")], patch(1)).await.expect("an append");

    let (server, name) = bed.server().await;
    server.execute_unprepared(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await.expect("closed doors");
    let terminate = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    server.execute_unprepared(&terminate).await.expect("everybody is thrown out");
    for _ in 0..3 {
        let began = Instant::now();
        let refused = bed.store.append(id, vec![event(2, None, "b")], patch(2)).await;
        assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
        assert!(began.elapsed() < Duration::from_secs(6), "an outage is told within seconds");
    }
    assert!(matches!(bed.store.health(), Health::ReadOnly { .. }), "{:?}", bed.store.health());
    assert!(bed.store.begin().await.is_err());

    server.execute_unprepared(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await.expect("open doors");
    server.close().await.expect("closed");
    let began = Instant::now();
    while bed.store.health() != Health::Writable {
        assert!(began.elapsed() < Duration::from_secs(20), "it never recovered");
        tokio::task::yield_now().await;
    }
    bed.store.append(id, vec![event(2, None, "b")], patch(2)).await.expect("an append");
    let events = session::events(&bed.store, id, 0).await.expect("events");
    assert_eq!(events.len(), 2);
    bed.remove().await;
}
