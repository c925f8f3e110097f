//! Appending: what is acknowledged is stored, once, whatever the neighbours do.

use std::pin::Pin;

use bole_domain::ids::SessionId;
use bole_store::session::{self, NewEvent, SessionEvent, Sighting};
use bole_store::{AppendError, Scope, Store};
use futures_util::FutureExt;

use super::bed::{Bed, NOW, event, patch};

async fn log(store: &Store, id: SessionId) -> Vec<SessionEvent> {
    let events = session::events(store, id, 0).await.expect("events");
    let numbers: Vec<i64> = events.iter().map(|it| it.seq).collect();
    let row = session::get(store, id).await.expect("session").expect("it exists");
    assert_eq!(numbers, (1..=row.last_seq).collect::<Vec<_>>(), "the log has no gaps and the row knows its end");
    events
}

type Queued = Pin<Box<dyn Future<Output = Result<(), AppendError>> + Send>>;

/// An append that the writer has, but cannot have answered while somebody else holds the turn. On PostgreSQL it may.
fn queued(store: &Store, id: SessionId, events: Vec<NewEvent>) -> Queued {
    let (store, step) = (store.clone(), events.len());
    let patch = patch(i64::try_from(step).expect("small"));
    let mut append: Queued = Box::pin(async move { store.append(id, events, patch).await });
    assert!(append.as_mut().now_or_never().is_none(), "the writer answers from another task");
    append
}

pub async fn sixty_four_callers_are_answered_after_their_events_are_stored(bed: &Bed) {
    let (_, applicants) = bed.interviews(64).await;
    let tasks = applicants.into_iter().map(|it| {
        let (store, id) = (bed.store.clone(), it.session.id);
        tokio::spawn(async move {
            for seq in 1..=20 {
                let events = vec![event(seq, Some(("phone", seq)), &format!("{id} {seq}"))];
                store.append(id, events, patch(seq)).await.expect("an append");
                assert_eq!(log(&store, id).await.len(), usize::try_from(seq).expect("small"));
            }
            id
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        let id = task.await.expect("a caller");
        let events = log(&bed.store, id).await;
        assert_eq!(events.len(), 20);
        for it in events {
            assert_eq!(it.content, Some(format!("{id} {}", it.seq).into_bytes()));
            assert_eq!((it.client_id.as_deref(), it.client_seq), (Some("phone"), Some(it.seq)));
        }
        let row = session::get(&bed.store, id).await.expect("session").expect("it exists");
        assert_eq!((row.step_number, row.last_event_at), (20, NOW.plus(20)));
    }
}

pub async fn appends_that_wait_are_committed_in_one_turn(bed: &Bed) {
    let (_, applicants) = bed.interviews(64).await;
    let holder = bed.tx().await;
    let appends: Vec<_> =
        applicants.iter().map(|it| queued(&bed.store, it.session.id, vec![event(1, None, "a")])).collect();
    holder.commit().await.expect("commit");
    for append in appends {
        append.await.expect("an append");
    }
    let stored = session::running(&bed.store, &Scope::All).await.expect("sessions");
    assert_eq!(stored.iter().filter(|it| it.session.last_seq == 1).count(), 64);
    let counts = bed.store.append_counts();
    assert_eq!(counts.appends, 64);
    // On PostgreSQL nobody waits for the transaction that was open, so the first may have gone alone.
    assert!(counts.commits == 1 || !bed.url.starts_with("sqlite"), "{counts:?}");
}

pub async fn one_conflicting_append_does_not_cost_the_others_theirs(bed: &Bed) {
    let (_, applicants) = bed.interviews(9).await;
    let ahead = applicants[4].session.id;
    bed.store.append(ahead, vec![event(1, None, "first")], patch(1)).await.expect("an append");
    let holder = bed.tx().await;
    let events = vec![event(1, None, "a"), event(2, None, "b")];
    let appends: Vec<_> = applicants.iter().map(|it| queued(&bed.store, it.session.id, events.clone())).collect();
    holder.commit().await.expect("commit");
    for (append, applicant) in appends.into_iter().zip(&applicants) {
        let result = append.await;
        if applicant.session.id == ahead {
            assert_eq!(result, Err(AppendError::Conflict));
            assert_eq!(log(&bed.store, ahead).await.len(), 1);
        } else {
            assert_eq!(result, Ok(()));
            assert_eq!(log(&bed.store, applicant.session.id).await.len(), 2);
        }
    }
}

pub async fn appends_of_one_session_in_one_group_follow_each_other(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let id = applicants[0].session.id;
    for numbers in [[1, 2, 3], [4, 5, 7]] {
        let holder = bed.tx().await;
        let appends = numbers.map(|seq| queued(&bed.store, id, vec![event(seq, None, "a")]));
        holder.commit().await.expect("commit");
        for (append, seq) in appends.into_iter().zip(numbers) {
            let expected = if seq == 7 { Err(AppendError::Conflict) } else { Ok(()) };
            assert_eq!(append.await, expected, "{seq}");
        }
    }
    assert_eq!(log(&bed.store, id).await.len(), 5);
}

pub async fn drafts_are_appended_beside_a_row_that_stays_as_it_is(bed: &Bed) {
    let (_, applicants) = bed.interviews(2).await;
    let id = applicants[0].session.id;
    bed.store.append(id, vec![event(1, None, "entered")], patch(1)).await.expect("an append");
    let before = session::get(&bed.store, id).await.expect("session");
    for seq in 2..=4 {
        bed.store.append(id, vec![event(seq, Some(("phone", seq)), "a")], None).await.expect("a draft");
    }
    assert_eq!(session::get(&bed.store, id).await.expect("session"), before);
    assert_eq!(session::events(&bed.store, id, 0).await.expect("events").len(), 4);
    // Whoever decides on what was true before the drafts is refused, with a patch and without.
    let stale = || vec![event(3, Some(("tablet", 1)), "b")];
    assert_eq!(bed.store.append(id, stale(), None).await, Err(AppendError::Conflict));
    assert_eq!(bed.store.append(id, stale(), patch(3)).await, Err(AppendError::Conflict));
    assert_eq!(session::get(&bed.store, id).await.expect("session"), before);
    bed.store.append(id, vec![event(5, None, "answered")], patch(5)).await.expect("an append");
    assert_eq!(log(&bed.store, id).await.len(), 5);
}

pub async fn a_draft_and_a_change_in_one_group_are_both_kept(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let id = applicants[0].session.id;
    let holder = bed.tx().await;
    let changed = queued(&bed.store, id, vec![event(1, None, "a")]);
    let store = bed.store.clone();
    let mut draft: Queued = Box::pin(async move { store.append(id, vec![event(2, None, "b")], None).await });
    assert!(draft.as_mut().now_or_never().is_none(), "the writer answers from another task");
    holder.commit().await.expect("commit");
    assert_eq!((changed.await, draft.await), (Ok(()), Ok(())));
    let row = session::get(&bed.store, id).await.expect("session").expect("it exists");
    assert_eq!(row.step_number, 1, "the draft does not take the change's row away");
    assert_eq!(session::events(&bed.store, id, 0).await.expect("events").len(), 2);
}

pub async fn a_dropped_caller_does_not_take_an_accepted_append_back(bed: &Bed) {
    let (_, applicants) = bed.interviews(8).await;
    let holder = bed.tx().await;
    for it in &applicants {
        drop(queued(&bed.store, it.session.id, vec![event(1, None, "a")]));
    }
    holder.commit().await.expect("commit");
    // A later append is answered after the earlier ones were committed.
    bed.store.append(applicants[0].session.id, vec![event(2, None, "b")], patch(1)).await.expect("an append");
    for it in &applicants {
        assert!(!log(&bed.store, it.session.id).await.is_empty());
    }
}

pub async fn gaps_and_empty_appends_are_malformed(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let id = applicants[0].session.id;
    for events in [vec![], vec![event(0, None, "a")], vec![event(1, None, "a"), event(3, None, "b")]] {
        assert_eq!(bed.store.append(id, events, patch(1)).await, Err(AppendError::Malformed));
    }
    assert_eq!(bed.store.append(id, vec![event(2, None, "a")], patch(1)).await, Err(AppendError::Conflict));
    assert!(log(&bed.store, id).await.is_empty());
}

pub async fn an_append_to_a_missing_session_is_a_conflict(bed: &Bed) {
    let missing = bed.id();
    assert_eq!(bed.store.append(missing, vec![event(1, None, "a")], patch(1)).await, Err(AppendError::Conflict));
}

pub async fn an_append_in_a_transaction_is_undone_with_it(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let id = applicants[0].session.id;
    let tx = bed.tx().await;
    session::append(&tx, id, &[event(1, None, "a")], &patch(1)).await.expect("an append");
    drop(tx);
    assert!(log(&bed.store, id).await.is_empty());
    let tx = bed.tx().await;
    session::append(&tx, id, &[event(1, None, "a")], &patch(1)).await.expect("an append");
    tx.commit().await.expect("commit");
    let tx = bed.tx().await;
    let late = session::append(&tx, id, &[event(1, None, "a")], &patch(1)).await;
    assert_eq!(late, Err(AppendError::Conflict));
    drop(tx);
    assert_eq!(log(&bed.store, id).await.len(), 1);
}

pub async fn sightings_move_forward_only(bed: &Bed) {
    let (_, applicants) = bed.interviews(3).await;
    let seen = |at: i64, backlog: i64| -> Vec<Sighting> {
        let sighting = |session_id| Sighting { session_id, last_seen_at: NOW.plus(at), backlog };
        applicants.iter().map(|it| sighting(it.session.id)).collect()
    };
    for (at, backlog) in [(10, 4), (5, 9)] {
        let tx = bed.tx().await;
        session::sighted(&tx, &seen(at, backlog)).await.expect("sightings");
        tx.commit().await.expect("commit");
    }
    for it in &applicants {
        let row = session::get(&bed.store, it.session.id).await.expect("session").expect("it exists");
        assert_eq!((row.last_seen_at, row.backlog), (Some(NOW.plus(10)), 4));
    }
}

pub async fn what_people_write_comes_back_as_it_was(bed: &Bed) {
    let (_, applicants) = bed.interviews(1).await;
    let id = applicants[0].session.id;
    let texts = ["", "𠮷野家 👩‍👩‍👧‍👦 ا", &"长".repeat(10_000), "'); DROP TABLE candidate; -- $1 ?"];
    let mut events: Vec<_> = texts.iter().zip(1..).map(|(text, seq)| event(seq, Some((text, seq)), text)).collect();
    events.push(NewEvent { content: None, step: None, ..event(5, None, "") });
    bed.store.append(id, events.clone(), patch(1)).await.expect("an append");
    let stored = log(&bed.store, id).await;
    for (stored, sent) in stored.iter().zip(&events) {
        assert_eq!((&stored.content, &stored.step, &stored.payload), (&sent.content, &sent.step, &sent.payload));
        assert_eq!(stored.client_id, sent.client.as_ref().map(|it| it.0.clone()));
    }
    assert_eq!(session::events(&bed.store, id, 3).await.expect("events").len(), 2);
}

pub async fn a_closed_store_has_written_what_it_accepted(bed: &Bed) {
    let (_, applicants) = bed.interviews(16).await;
    let other = Store::open(&bed.config()).await.expect("the same database");
    let appends: Vec<_> =
        applicants.iter().map(|it| queued(&other, it.session.id, vec![event(1, None, "a")])).collect();
    let late = other.clone();
    other.close().await.expect("closed");
    for append in appends {
        assert_eq!(append.await, Ok(()));
    }
    let refused = late.append(applicants[0].session.id, vec![event(2, None, "b")], patch(1)).await;
    assert!(matches!(refused, Err(AppendError::Unavailable(_))), "{refused:?}");
    for it in &applicants {
        assert_eq!(log(&bed.store, it.session.id).await.len(), 1);
    }
}
