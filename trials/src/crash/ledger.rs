//! What the candidates know: each command they sent and what the server said to it. This is what is checked against.

use std::time::Duration;

use serde_json::{Value, json};

use crate::company::Invited;

/// What a candidate did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Wrote a text, as a draft or as the answer.
    Write {
        /// The slot.
        slot: String,
        /// The revision.
        revision: u32,
        /// A text that no other write in the whole trial has.
        text: String,
        /// Whether it is the answer.
        is_answer: bool,
    },
    /// Skipped a follow-up.
    Skip {
        /// The slot.
        slot: String,
    },
    /// Went on after a message.
    Pass {
        /// The step.
        step: String,
    },
    /// Something without content: `open`, `start`, `leave` ….
    Other(&'static str),
}

/// What the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ack {
    /// Saved.
    Applied,
    /// Saved before.
    Duplicate,
    /// Saved as history.
    KeptAsHistory,
    /// Not done, with the code.
    Rejected(String),
}

/// A command that was sent at least once.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The device.
    pub client: String,
    /// Its number there.
    pub seq: u64,
    /// What it was.
    pub act: Act,
    /// The first answer that arrived.
    pub ack: Option<Ack>,
    /// How often it was sent.
    pub times: u32,
}

/// One interview as its candidate remembers it.
#[derive(Debug)]
pub struct Interview {
    /// Whose it is.
    pub invited: Invited,
    /// Every command in the order it was made.
    pub sent: Vec<Sent>,
    /// Where in `sent` the last restart stands that was acknowledged.
    pub era: usize,
    /// The last state the server told.
    pub state: Value,
    /// How many devices took part.
    pub devices: u32,
    /// What was wrong on the way.
    pub complaints: Vec<String>,
}

/// How long a candidate could not go on.
#[derive(Debug, Clone, Copy)]
pub struct Resume {
    /// Since the server was back.
    pub since_back: Duration,
    /// Since the server was killed.
    pub since_kill: Duration,
}

impl Act {
    /// Whether a person's text or decision would be lost with it.
    pub const fn is_write(&self) -> bool {
        matches!(self, Self::Write { .. } | Self::Skip { .. } | Self::Pass { .. })
    }

    fn body(&self) -> Value {
        match self {
            Self::Write { slot, revision, text, is_answer: false } => {
                json!({ "kind": "save_draft", "slot": slot, "revision": revision, "text": text })
            }
            Self::Write { slot, revision, text, is_answer: true } => {
                json!({ "kind": "answer", "slot": slot, "revision": revision, "text": text, "elapsed_ms": 30_000,
                    "automatic": false })
            }
            Self::Skip { slot } => json!({ "kind": "skip_follow_up", "slot": slot }),
            Self::Pass { step } => json!({ "kind": "pass_message", "step": step }),
            Self::Other("consent") => json!({ "kind": "consent", "interview": true, "ai_scoring": true }),
            Self::Other(kind) => json!({ "kind": kind }),
        }
    }
}

impl Sent {
    /// The command as the API takes it.
    pub fn body(&self) -> Value {
        let mut body = self.act.body();
        body["client_seq"] = json!(self.seq);
        body["client_at"] = json!(0);
        body
    }

    /// Whether the server said that it is kept.
    pub const fn is_kept(&self) -> bool {
        matches!(self.ack, Some(Ack::Applied | Ack::Duplicate | Ack::KeptAsHistory))
    }
}

impl Ack {
    /// One of the `acks` of an answer.
    pub fn of(ack: &Value) -> Option<Self> {
        match ack["result"].as_str()? {
            "applied" => Some(Self::Applied),
            "duplicate" => Some(Self::Duplicate),
            "kept_as_history" => Some(Self::KeptAsHistory),
            "rejected" => Some(Self::Rejected(ack["code"].as_str().unwrap_or_default().to_owned())),
            _ => None,
        }
    }
}

impl Interview {
    /// Nothing has happened yet.
    pub const fn new(invited: Invited) -> Self {
        Self { invited, sent: Vec::new(), era: 0, state: Value::Null, devices: 0, complaints: Vec::new() }
    }

    /// The status the server told last.
    pub fn status(&self) -> &str {
        self.state["status"].as_str().unwrap_or("invited")
    }

    /// Whether a restart was asked for of which nobody knows whether it took place.
    pub fn may_have_restarted(&self) -> bool {
        self.sent.iter().any(|it| it.act == Act::Other("restart") && it.ack.is_none())
    }

    /// The restart at this place was acknowledged: what was written before is history now.
    pub fn start_over(&mut self, place: usize) {
        self.era = place + 1;
        self.state = Value::Null;
    }

    /// Takes a state from the server. Without a restart a status never goes back.
    pub fn take_state(&mut self, state: &Value) {
        let (before, after) = (rank(self.status()), rank(state["status"].as_str().unwrap_or_default()));
        let restarts = self.sent.iter().skip(self.era).any(|it| it.act == Act::Other("restart"));
        if after < before && !restarts {
            self.complaints.push(format!("the status went back from {} to {}", self.status(), state["status"]));
        }
        self.state = state.clone();
    }
}

/// How far a status is; both ends are equally far.
pub fn rank(status: &str) -> u8 {
    match status {
        "invited" => 0,
        "interviewing" => 1,
        "pending_review" | "incomplete" => 2,
        "reviewed" => 3,
        _ => u8::MAX,
    }
}
