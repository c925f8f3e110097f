//! A session as the candidate's device sees it, and the commands that device sends.

use std::collections::BTreeMap;

use bole_domain::ids::SessionId;
use bole_domain::locale::Locale;
use bole_domain::question::Audience;
use bole_domain::region::Notice;
use bole_domain::script::{Progress, Script};
use bole_domain::session::{Command, EndedBy, FOLLOW_UP_SUFFIX, Phase, Position, Session, Settings, Status, position};
use bole_domain::time::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::live::LiveSession;
use super::written::FlatCommand;
use crate::consent::{ConsentAnswerBody, ConsentTextView};

/// Everything the candidate's device needs, also without network.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterviewView {
    /// The session.
    pub session_id: SessionId,
    /// The company.
    pub company: String,
    /// The job's title.
    pub job_title: String,
    /// The candidate's name.
    pub candidate_name: String,
    /// The kind of candidate.
    pub audience: Audience,
    /// The interview's language.
    pub locale: Locale,
    /// When the window closes.
    pub expires_at: Millis,
    /// What is asked.
    pub script: Script,
    /// Where it stands.
    pub state: StateView,
    /// What was written so far, by slot.
    pub answers: BTreeMap<String, AnswerTextView>,
    /// Time and looks.
    pub settings: Settings,
    /// What was agreed to.
    pub consents: ConsentsView,
    /// What is asked before the interview, in the words that count; empty once it was answered.
    pub consent_texts: Vec<ConsentTextView>,
    /// What the law of the places involved wants to be told before the interview; empty once it was agreed to.
    pub notices: Vec<Notice>,
    /// From when a machine scores; `null` for at once.
    pub scoring_from: Option<Millis>,
    /// The server's clock.
    pub server_now: Millis,
}

/// What was written in a slot.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerTextView {
    /// The text.
    pub text: String,
    /// Its revision.
    pub revision: u32,
    /// Whether it has been given as the answer.
    pub answered: bool,
}

/// What was agreed to; `null` while not asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentsView {
    /// Processing for the interview.
    pub interview: Option<bool>,
    /// Scoring by machine.
    pub ai_scoring: Option<bool>,
}

/// Where a session stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct StateView {
    /// As HR sees it.
    pub status: Status,
    /// As the device shows it.
    pub phase: Phase,
    /// The slot to fill; `null` before the start and after the end.
    pub current: Option<CurrentView>,
    /// How far.
    pub progress: ProgressView,
    /// Milliseconds left at `server_now`, negative when over; `null` without a limit.
    pub remaining_ms: Option<i64>,
    /// Milliseconds that HR has added so far.
    pub extended_ms: i64,
    /// Every slot touched.
    pub slots: Vec<SlotView>,
    /// Follow-ups asked so far.
    pub follow_ups_asked: u32,
    /// The client that may write.
    pub lease_client: Option<String>,
    /// Whether starting over is offered.
    pub may_restart: bool,
    /// What ended it.
    pub ended_by: Option<EndedBy>,
}

/// The slot to fill.
#[derive(Debug, Serialize, ToSchema)]
pub struct CurrentView {
    /// The slot.
    pub slot: String,
    /// Its step.
    pub step: String,
    /// When it was first shown.
    pub entered_at: Option<Millis>,
    /// The follow-up, if the slot is one.
    pub follow_up: Option<FollowUpView>,
}

/// A follow-up as it is put.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpView {
    /// The rule.
    pub rule: String,
    /// The question.
    pub ask: String,
    /// Why it is asked.
    pub why: String,
}

/// How far an interview is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ProgressView {
    /// Questions answered.
    pub done: u32,
    /// Questions on the way.
    pub total: u32,
}

impl From<Progress> for ProgressView {
    fn from(progress: Progress) -> Self {
        Self { done: progress.done, total: progress.total }
    }
}

/// A slot in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlotView {
    /// The slot.
    pub slot: String,
    /// Answered, skipped or passed.
    pub answered: bool,
    /// Left unanswered on purpose.
    pub skipped: bool,
    /// The newest revision taken.
    pub revision: u32,
}

/// Commands of one device, in the order they were made.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CommandsBody {
    /// One per device and tab, 8–64 letters, digits or `-`.
    pub client_id: String,
    /// At most 200.
    pub commands: Vec<CommandBody>,
}

/// One command.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(try_from = "FlatCommand")]
pub struct CommandBody {
    /// Rises by one with each command of the client.
    pub client_seq: u64,
    /// The device's clock, for information only.
    #[serde(default)]
    pub client_at: Option<Millis>,
    /// What is asked.
    #[serde(flatten)]
    pub ask: Ask,
}

/// What a candidate's device may ask of its session.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ask {
    /// Takes the lease.
    Open,
    /// Agrees.
    Consent {
        /// To the interview.
        interview: bool,
        /// To scoring by machine.
        ai_scoring: bool,
        /// To each purpose, in the words that were shown. Devices that send none have shown the supplied words.
        #[serde(default)]
        answers: Vec<ConsentAnswerBody>,
    },
    /// Changes time and looks.
    Settings(Settings),
    /// Begins.
    Start,
    /// Saves a draft.
    SaveDraft {
        /// The slot.
        slot: String,
        /// Rises with each change.
        revision: u32,
        /// The whole text.
        text: String,
    },
    /// Answers.
    Answer {
        /// The slot.
        slot: String,
        /// Rises with each change.
        revision: u32,
        /// The whole text.
        text: String,
        /// Milliseconds on the slot.
        #[serde(default)]
        elapsed_ms: Option<i64>,
        /// Whether the device's timer gave it.
        #[serde(default)]
        automatic: bool,
    },
    /// Skips the follow-up.
    SkipFollowUp {
        /// The slot.
        slot: String,
    },
    /// Goes on after a message.
    PassMessage {
        /// The step.
        step: String,
    },
    /// 保存并退出.
    Leave,
    /// 继续.
    Resume,
    /// 重新开始.
    Restart,
    /// 结束面试.
    Finish,
}

impl From<Ask> for Command {
    fn from(ask: Ask) -> Self {
        match ask {
            Ask::Open => Self::Open,
            Ask::Consent { interview, ai_scoring, answers: _ } => Self::Consent { interview, ai_scoring },
            Ask::Settings(settings) => Self::Accommodate(settings),
            Ask::Start => Self::Start,
            Ask::SaveDraft { slot, revision, text } => Self::SaveDraft { slot, revision, text },
            Ask::Answer { slot, revision, text, elapsed_ms, automatic: _ } => {
                Self::Answer { slot, revision, text, elapsed_ms }
            }
            Ask::SkipFollowUp { slot } => Self::SkipFollowUp { slot },
            Ask::PassMessage { step } => Self::PassMessage { step },
            Ask::Leave => Self::Leave,
            Ask::Resume => Self::Resume,
            Ask::Restart => Self::Restart,
            Ask::Finish => Self::Finish,
        }
    }
}

/// What became of the commands.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommandsView {
    /// One per command, in order.
    pub acks: Vec<AckView>,
    /// Where the session stands now.
    pub state: StateView,
    /// The server's clock.
    pub server_now: Millis,
}

/// What became of one command. It is given only after what it changed is on disk.
#[derive(Debug, Serialize, ToSchema)]
pub struct AckView {
    /// The command.
    pub client_seq: u64,
    /// What became of it.
    pub result: AckResult,
    /// Why it was rejected.
    pub code: Option<&'static str>,
    /// Values for the text.
    #[schema(value_type = Object)]
    pub params: serde_json::Map<String, serde_json::Value>,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AckResult {
    /// Saved.
    Applied,
    /// Saved before.
    Duplicate,
    /// Saved, without changing the answer.
    KeptAsHistory,
    /// Not done.
    Rejected,
}

/// A device's sign of life.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HeartbeatBody {
    /// The device.
    pub client_id: String,
    /// Commands it has not sent yet.
    #[serde(default)]
    pub backlog: u32,
}

/// The answer to a sign of life.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeartbeatView {
    /// Where the session stands.
    pub state: StateView,
    /// The server's clock.
    pub server_now: Millis,
}

/// How far the session is.
#[must_use]
pub fn progress_of(session: &Session, script: &Script) -> Progress {
    let at = position(session, script);
    let answered: Vec<&str> = session
        .slots
        .iter()
        .filter(|(slot, it)| it.answered_at.is_some() && script.question(slot).is_some())
        .map(|(slot, _)| slot.as_str())
        .collect();
    script.progress(&answered, at.step(), session.audience)
}

/// The state of a session as its device sees it.
#[must_use]
pub fn state_view(live: &LiveSession, now: Millis) -> StateView {
    let session = &live.session;
    let at = position(session, &live.script);
    let is_shown = matches!(session.phase, Phase::Running | Phase::Left);
    let slot = at.slot().filter(|_| is_shown);
    StateView {
        status: session.status,
        phase: session.phase,
        current: slot.map(|slot| current_view(live, &at, slot)),
        progress: progress_of(session, &live.script).into(),
        remaining_ms: session.clock.remaining_ms(live.script.time_limit_ms, &session.settings, now),
        extended_ms: session.clock.extended_ms,
        slots: session
            .slots
            .iter()
            .map(|(slot, it)| SlotView {
                slot: slot.clone(),
                answered: it.answered_at.is_some(),
                skipped: it.is_skipped,
                revision: it.revision,
            })
            .collect(),
        follow_ups_asked: session.follow_ups.len() as u32,
        lease_client: session.lease.clone(),
        may_restart: session.phase == Phase::Left && session.status == Status::Interviewing,
        ended_by: session.ended_by,
    }
}

fn current_view(live: &LiveSession, at: &Position<'_>, slot: String) -> CurrentView {
    let step = at.step().unwrap_or_default().to_owned();
    let asked = live.asked.get(&step).filter(|_| slot.ends_with(FOLLOW_UP_SUFFIX));
    let rule = live.session.follow_ups.get(&step).cloned().unwrap_or_default();
    CurrentView {
        entered_at: live.session.slots.get(&slot).and_then(|it| it.entered_at),
        follow_up: asked.map(|it| FollowUpView { rule, ask: it.ask.clone(), why: it.why.clone() }),
        slot,
        step,
    }
}
