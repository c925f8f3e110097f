//! When the server was killed and when it was back: told by who kills it, read by the candidates.

use std::time::Instant;

use tokio::sync::watch;

/// The state of the server as the trial knows it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outage {
    /// Rises with each kill of a server that had listened.
    pub round: u32,
    /// When it was killed.
    pub killed_at: Option<Instant>,
    /// When the next one said that it listens.
    pub back_at: Option<Instant>,
    /// No more kills: what is unsent is sent, nothing new is written.
    pub is_over: bool,
}

/// The writing end.
#[derive(Debug)]
pub struct Board(watch::Sender<Outage>);

/// A board and what looks at it.
#[must_use]
pub fn board() -> (Board, watch::Receiver<Outage>) {
    let (sender, receiver) = watch::channel(Outage::default());
    (Board(sender), receiver)
}

impl Board {
    /// The server was killed.
    pub fn killed(&self, at: Instant) {
        self.0.send_modify(|it| {
            it.round += 1;
            it.killed_at = Some(at);
            it.back_at = None;
        });
    }

    /// The server is back.
    pub fn back(&self) {
        self.0.send_modify(|it| it.back_at = Some(Instant::now()));
    }

    /// There will be no more kills.
    pub fn over(&self) {
        self.0.send_modify(|it| it.is_over = true);
    }
}
