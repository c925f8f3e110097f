//! The WebSocket that tells an open console what changed. It carries topics, never data: the console fetches anew.
//!
//! It is authorised at the handshake, before every message and every few seconds, so that revoking an account closes it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::HeaderMap;
use axum::response::Response;
use bole_app::policy::Staff;
use bole_app::{App, Failure, LiveTopic};
use bole_domain::rejection::Kind;
use bole_domain::staff::Permission;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ApiError;
use crate::extract::{AsStaff, CookieToken, malformed};
use crate::guard;
use crate::server::Http;

/// How often an idle socket is authorised anew; a revoked account's socket closes within this time.
const AUTHORISE_EVERY: Duration = Duration::from_secs(4);
/// After so many of those rounds the other side is pinged, so that a dead connection is noticed.
const ROUNDS_PER_PING: u8 = 7;
/// Buffers of one socket: topics are short, and an idle socket must cost little.
const BUFFER: usize = 512;
/// The largest message taken; the console has nothing to say here.
const MAX_MESSAGE: usize = 256;
/// How many sockets may be open at once.
pub const MAX_SOCKETS: usize = 4096;

/// The live socket, for staff.
pub fn console() -> OpenApiRouter<Http> {
    OpenApiRouter::new().routes(routes!(live))
}

/// Opens the socket over which `{"topic": "sessions" | "reviews" | "messages" | "modules" | "notices" | "bulk"}` says what changed.
#[utoipa::path(
    get,
    path = "/api/live",
    tag = "live",
    responses((status = 101, description = "The connection becomes a WebSocket.")),
    extensions(("x-permission" = json!("signed_in")), ("x-module" = json!("core")))
)]
async fn live(
    State(http): State<Http>,
    AsStaff(_staff): AsStaff,
    CookieToken(token): CookieToken<true>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    if !guard::is_own_origin(&headers) {
        return Err(Failure::refuse(Kind::Forbidden, "request.cross_site").into());
    }
    let upgrade = upgrade.map_err(|it| ApiError(malformed(&it.body_text()).into()))?;
    let permit = Arc::clone(&http.sockets).try_acquire_owned();
    let permit = permit.map_err(|_| Failure::refuse(Kind::Unavailable, "live.full"))?;
    // It listens from here on, so that nothing is missed while the connection is upgraded.
    let changes = http.app.listen();
    let listener = Listener { app: http.app.clone(), token: token.unwrap_or_default(), _permit: permit };
    Ok(upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(BUFFER)
        .max_message_size(MAX_MESSAGE)
        .max_frame_size(MAX_MESSAGE)
        .on_upgrade(move |socket| listener.run(socket, changes)))
}

/// One open console.
struct Listener {
    app: App,
    token: String,
    _permit: OwnedSemaphorePermit,
}

/// What an open socket waits for.
enum Heard {
    Changed(Result<LiveTopic, RecvError>),
    Round,
    Said(Option<Result<Message, axum::Error>>),
}

impl Listener {
    async fn run(self, mut socket: WebSocket, mut changes: Receiver<LiveTopic>) {
        let mut rounds = interval_at(Instant::now() + AUTHORISE_EVERY, AUTHORISE_EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut idle_rounds = 0_u8;
        loop {
            let heard = tokio::select! {
                changed = changes.recv() => Heard::Changed(changed),
                _ = rounds.tick() => Heard::Round,
                said = socket.recv() => Heard::Said(said),
            };
            // The rare work is boxed so that an idle socket does not carry its room around.
            let is_open = match heard {
                Heard::Said(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => true,
                Heard::Said(Some(Ok(Message::Text(_) | Message::Binary(_)))) => {
                    close(&mut socket, close_code::POLICY).await;
                    false
                }
                Heard::Said(_) | Heard::Changed(Err(RecvError::Closed)) => false,
                Heard::Changed(changed) => Box::pin(self.tell(&mut socket, changed.ok())).await,
                Heard::Round => {
                    idle_rounds = (idle_rounds + 1) % ROUNDS_PER_PING;
                    Box::pin(self.check(&mut socket, idle_rounds == 0)).await
                }
            };
            if !is_open {
                return;
            }
        }
    }

    /// Sends a topic, or all of them after some were missed, to whoever may still hear it.
    async fn tell(&self, socket: &mut WebSocket, topic: Option<LiveTopic>) -> bool {
        let Some(staff) = self.authorise(socket).await else { return false };
        let all = [
            LiveTopic::Sessions,
            LiveTopic::Reviews,
            LiveTopic::Messages,
            LiveTopic::Modules,
            LiveTopic::Notices,
            LiveTopic::Bulk,
        ];
        let topics = all.into_iter().filter(|it| topic.is_none_or(|topic| topic == *it));
        for topic in topics.filter(|it| may_hear(&staff, *it)) {
            let text = serde_json::json!({ "topic": topic }).to_string();
            if socket.send(Message::Text(text.into())).await.is_err() {
                return false;
            }
        }
        true
    }

    async fn check(&self, socket: &mut WebSocket, with_ping: bool) -> bool {
        if self.authorise(socket).await.is_none() {
            return false;
        }
        !with_ping || socket.send(Message::Ping(axum::body::Bytes::new())).await.is_ok()
    }

    /// The account as it stands now; a revoked one's socket is closed.
    async fn authorise(&self, socket: &mut WebSocket) -> Option<Staff> {
        match bole_app::sign_in::staff_listening(&self.app, &self.token).await {
            Ok(staff) => Some(staff),
            Err(_) => {
                close(socket, close_code::POLICY).await;
                None
            }
        }
    }
}

async fn close(socket: &mut WebSocket, code: u16) {
    // The other side may be gone already, which is what closing is about.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: "".into() }))).await;
}

fn may_hear(staff: &Staff, topic: LiveTopic) -> bool {
    staff.role.may(match topic {
        LiveTopic::Sessions => Permission::SessionRead,
        LiveTopic::Reviews => Permission::ReviewRelease,
        LiveTopic::Messages => Permission::MessageRead,
        // Everybody's navigation and bell depend on them.
        LiveTopic::Modules | LiveTopic::Notices => return true,
        LiveTopic::Bulk => Permission::ApplicationEdit,
    })
}
