//! Tells a candidate's device at once that staff or a rule did something: the device asks, and the answer comes when
//! there is one. It carries a number, never data: the device fetches how things stand.

use std::time::Duration;

use bole_domain::ids::SessionId;
use bole_domain::time::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{load, session_of};
use crate::app::App;
use crate::failure::Failure;
use crate::policy::Candidate;

/// An answer comes after so long at the latest; shorter than what browsers and proxies wait for.
const LONGEST: Duration = Duration::from_secs(15);
/// So many devices and tabs of one interview wait at the same time; the others are answered at once.
const MOST_WAITING: usize = 4;

/// What the device knows.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct WatchBody {
    /// The `mark` of the last answer; 0 at first.
    pub mark: i64,
}

/// What is known now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct WatchView {
    /// Another one than before when something was done.
    pub mark: i64,
    /// Milliseconds to wait before asking again.
    pub pause_ms: i64,
}

/// Answers when staff or a rule have done something to the interview since `mark`, or after a while.
///
/// # Errors
/// `request.not_found` when there is no interview.
pub async fn watch(app: &App, candidate: &Candidate, body: WatchBody) -> Result<WatchView, Failure> {
    let id = session_of(app, candidate).await?;
    load(app, id).await?;
    let mut marks = app.sessions.watch(id, app.now());
    let mark = *marks.borrow_and_update();
    if mark.0 != body.mark {
        return Ok(WatchView { mark: mark.0, pause_ms: 0 });
    }
    if app.sessions.waiting(id) > MOST_WAITING {
        return Ok(WatchView { mark: mark.0, pause_ms: 10_000 });
    }
    let mut closing = app.closing();
    tokio::select! {
        // A closed channel says that the session left the memory: the device asks anew.
        _ = marks.changed() => {}
        _ = closing.wait_for(|it| *it) => {}
        () = tokio::time::sleep(LONGEST) => {}
    }
    let mark = *marks.borrow();
    Ok(WatchView { mark: mark.0, pause_ms: 0 })
}

/// Tells whoever waits that something was done.
pub(super) fn moved(app: &App, id: SessionId) {
    let now: Millis = app.now();
    app.sessions.moved(id, now);
}
