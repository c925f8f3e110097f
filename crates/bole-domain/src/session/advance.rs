//! The one way to add an event: state and command in, events and effects out.

use super::{
    ActedBy, Command, EndedBy, Event, Fact, MAX_ANSWER_CHARACTERS, MAX_EVENTS, NewEvent, Phase, Rejected, Session,
    Settings, Stamp, Status, follow_up_slot, position, step_of,
};
use crate::script::{Script, count_characters, follow_up};
use crate::time::{MINUTE_MS, Millis};

/// Events beyond [`MAX_EVENTS`] in which the interview can be opened and handed in.
const MORE_EVENTS: u64 = 1_000;

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// It took effect, or had already the effect it asks for.
    Applied,
    /// The same client write was taken before.
    Duplicate,
    /// What was written is kept, but does not change the answer.
    KeptAsHistory,
}

/// Work that a command causes; each becomes a job in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Score the completed interview.
    Score,
    /// Tell the device that held the lease.
    LeaseMoved,
    /// The interview ended without being completed.
    EndedIncomplete,
}

/// What a command leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Events to append, in order.
    pub events: Vec<NewEvent>,
    /// Work to do.
    pub effects: Vec<Effect>,
    /// What became of the command.
    pub disposition: Disposition,
    /// The state after the events.
    pub session: Session,
}

/// Decides what a command does to a session: the events to append and the work they cause.
///
/// `stamp` names the client write the command came in; staff and rules have none.
///
/// # Errors
/// [`Rejected`] when the command does not fit; nothing changes then.
pub fn advance(
    session: &Session,
    script: &Script,
    command: &Command,
    stamp: Option<&Stamp>,
    now: Millis,
) -> Result<Outcome, Rejected> {
    let mut step = Step {
        session: session.clone(),
        script,
        stamp: stamp.cloned(),
        now: now.max(session.last_event_at),
        events: Vec::new(),
        effects: Vec::new(),
    };
    if stamp.is_some_and(|it| session.has_taken(it)) {
        return Ok(step.ended(Disposition::Duplicate));
    }
    if stamp.is_some() && session.is_full() && !step.brings_to_an_end(command) {
        return Err(Rejected::Full);
    }
    let disposition = step.decide(command)?;
    Ok(step.ended(disposition))
}

/// One command under way: the state folds along as events are added.
struct Step<'a> {
    session: Session,
    script: &'a Script,
    stamp: Option<Stamp>,
    now: Millis,
    events: Vec<NewEvent>,
    effects: Vec<Effect>,
}

impl Step<'_> {
    fn ended(self, disposition: Disposition) -> Outcome {
        Outcome { events: self.events, effects: self.effects, disposition, session: self.session }
    }

    /// Appends a fact; the client's stamp goes with the first event of a command.
    fn push(&mut self, fact: Fact, content: Option<String>) {
        let event = Event { seq: self.session.last_seq + 1, at: self.now, stamp: self.stamp.take(), fact };
        self.session.apply(&event);
        self.events.push(NewEvent { event, content });
    }

    /// Whether a command is one of those that a full session still takes: there are only so many of them.
    fn brings_to_an_end(&self, command: &Command) -> bool {
        match command {
            Command::Answer { slot, .. } | Command::SkipFollowUp { slot } | Command::PassMessage { step: slot } => {
                self.may_write(slot)
            }
            Command::Finish => true,
            // Another device must still be able to hand in, but not to come and go for ever.
            Command::Open | Command::Resume => self.session.last_seq < MAX_EVENTS + MORE_EVENTS,
            _ => false,
        }
    }

    fn decide(&mut self, command: &Command) -> Result<Disposition, Rejected> {
        match command {
            Command::SaveDraft { slot, revision, text } => return self.save_draft(slot, *revision, text),
            Command::Answer { slot, revision, text, elapsed_ms } => {
                return self.answer(slot, *revision, text, *elapsed_ms);
            }
            Command::SkipFollowUp { slot } => return self.pass(slot, true),
            Command::PassMessage { step } => return self.pass(step, false),
            Command::Open
            | Command::Consent { .. }
            | Command::Accommodate(_)
            | Command::Start
            | Command::Leave
            | Command::Resume
            | Command::Restart
            | Command::Finish => self.decide_for_candidate(command)?,
            _ => self.decide_for_others(command)?,
        }
        Ok(Disposition::Applied)
    }

    fn decide_for_candidate(&mut self, command: &Command) -> Result<(), Rejected> {
        if *command == Command::Open {
            return self.open();
        }
        self.demand_lease()?;
        let (status, phase) = (self.session.status, self.session.phase);
        let is_open = matches!(status, Status::Invited | Status::Interviewing);
        match command {
            Command::Consent { interview, ai_scoring } if is_open => {
                if !interview {
                    return Err(Rejected::ConsentMissing);
                }
                self.push(Fact::Consented { interview: true, ai_scoring: *ai_scoring }, None);
            }
            Command::Accommodate(settings) if is_open => {
                check_settings(settings)?;
                self.push(Fact::Accommodated(*settings), None);
            }
            Command::Start if phase == Phase::Consent => return Err(Rejected::ConsentMissing),
            Command::Start if phase == Phase::Ready => {
                self.demand_window()?;
                self.push(Fact::Started, None);
                self.enter_next();
            }
            Command::Start | Command::Resume if phase == Phase::Running => {}
            Command::Leave if phase == Phase::Running => self.push(Fact::Left, None),
            Command::Leave if is_open => {}
            Command::Resume if phase == Phase::Left => {
                self.demand_window()?;
                self.push(Fact::Resumed, None);
            }
            Command::Restart if phase == Phase::Left => {
                let expires_at = self.session.expires_at;
                self.push(Fact::Reopened { from_start: true, expires_at, by: ActedBy::Candidate }, None);
            }
            Command::Finish if status == Status::Interviewing => {
                self.push(Fact::Abandoned { by: EndedBy::Candidate }, None);
                self.effects.push(Effect::EndedIncomplete);
            }
            _ => return self.refuse(command),
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), Rejected> {
        if !matches!(self.session.status, Status::Invited | Status::Interviewing) {
            return Ok(());
        }
        let client = self.stamp.as_ref().map(|it| it.client.clone());
        if client.is_none() || client == self.session.lease {
            return Ok(());
        }
        let had_other = self.session.lease.is_some();
        self.push(Fact::Opened, None);
        if had_other {
            self.effects.push(Effect::LeaseMoved);
        }
        Ok(())
    }

    fn decide_for_others(&mut self, command: &Command) -> Result<(), Rejected> {
        let (status, phase) = (self.session.status, self.session.phase);
        let is_open = matches!(status, Status::Invited | Status::Interviewing);
        match command {
            Command::Invite { audience, locale, expires_at } if self.session.last_seq == 0 => {
                let (audience, locale, expires_at) = (*audience, *locale, *expires_at);
                self.push(Fact::Invited { audience, locale, expires_at }, None);
            }
            Command::Identify if is_open => self.push(Fact::Identified, None),
            Command::Identify => {}
            Command::Pause { last_seen_at } if phase == Phase::Running => {
                self.push(Fact::Paused { last_seen_at: *last_seen_at }, None);
            }
            Command::RunOutOfTime if phase == Phase::Running => self.run_out_of_time(),
            Command::Abandon(by) if is_open => {
                self.push(Fact::Abandoned { by: *by }, None);
                self.effects.push(Effect::EndedIncomplete);
            }
            Command::Extend { minutes, by } if is_open => {
                if !(1..=240).contains(minutes) {
                    return Err(Rejected::OutOfRange { name: "minutes" });
                }
                self.push(Fact::Extended { added_ms: i64::from(*minutes) * MINUTE_MS, by: *by }, None);
            }
            Command::Reopen { expires_at, by } if status == Status::Incomplete => {
                self.push(Fact::Reopened { from_start: false, expires_at: *expires_at, by: *by }, None);
            }
            Command::MarkScored if status == Status::PendingReview => self.push(Fact::Scored, None),
            Command::MarkReviewed { by } if status == Status::PendingReview => {
                self.push(Fact::Reviewed { by: *by }, None);
            }
            Command::Release { by, outcome } if status == Status::PendingReview => {
                self.push(Fact::Released { outcome: *outcome, by: *by }, None);
            }
            Command::Appeal if status == Status::Reviewed => self.push(Fact::Appealed, None),
            _ => return self.refuse(command),
        }
        Ok(())
    }

    fn save_draft(&mut self, slot: &str, revision: u32, text: &str) -> Result<Disposition, Rejected> {
        self.check_writing("save_draft", slot, text)?;
        let is_history =
            !self.may_write(slot) || self.session.slots.get(slot).is_some_and(|it| it.revision >= revision);
        let characters = count_characters(text);
        let fact = Fact::DraftSaved { slot: slot.to_owned(), revision, characters, is_history };
        self.push(fact, Some(text.to_owned()));
        self.resume_if_vanished(is_history);
        Ok(kept(is_history))
    }

    fn answer(&mut self, slot: &str, revision: u32, text: &str, elapsed: Option<i64>) -> Result<Disposition, Rejected> {
        self.check_writing("answer", slot, text)?;
        let is_history = !self.may_write(slot);
        let characters = count_characters(text);
        let elapsed_ms = elapsed.map(|it| it.clamp(0, crate::time::DAY_MS));
        let slot_name = slot.to_owned();
        let fact = Fact::Answered { slot: slot_name, revision, characters, elapsed_ms, is_skipped: false, is_history };
        self.push(fact, Some(text.to_owned()));
        self.resume_if_vanished(is_history);
        if !is_history {
            self.ask_further(slot, text);
            self.enter_next();
        }
        Ok(kept(is_history))
    }

    /// Skips a follow-up or passes a message.
    fn pass(&mut self, slot: &str, is_skipped: bool) -> Result<Disposition, Rejected> {
        let is_known = if is_skipped {
            self.session.follow_ups.contains_key(step_of(slot)) && slot != step_of(slot)
        } else {
            self.script.step(slot).is_some() && self.script.question(slot).is_none()
        };
        if !is_known {
            return Err(Rejected::UnknownSlot { slot: slot.to_owned() });
        }
        let is_history = !self.may_write(slot);
        let (slot, elapsed_ms) = (slot.to_owned(), None);
        self.push(Fact::Answered { slot, revision: 0, characters: 0, elapsed_ms, is_skipped, is_history }, None);
        self.resume_if_vanished(is_history);
        if !is_history {
            self.enter_next();
        }
        Ok(kept(is_history))
    }

    /// Drafts become answers, what is still open stays without one, and the interview is complete.
    fn run_out_of_time(&mut self) {
        let open: Vec<(String, u32, u32)> = self
            .session
            .slots
            .iter()
            .filter(|(_, it)| it.answered_at.is_none() && it.revision > 0)
            .map(|(slot, it)| (slot.clone(), it.revision, it.characters))
            .collect();
        for (slot, revision, characters) in open {
            let (elapsed_ms, is_skipped, is_history) = (None, false, false);
            self.push(Fact::Answered { slot, revision, characters, elapsed_ms, is_skipped, is_history }, None);
        }
        self.push(Fact::Completed { by: EndedBy::Time }, None);
        self.effects.push(Effect::Score);
    }

    fn ask_further(&mut self, slot: &str, text: &str) {
        let Some(question) = self.script.question(slot) else { return };
        let asked = self.session.follow_ups.len() as u32;
        if let Some(it) = follow_up(question, text, self.session.locale, asked, self.script.follow_up_budget) {
            let content = serde_json::json!({ "ask": it.ask, "why": it.why, "quote": it.quote }).to_string();
            self.push(Fact::FollowUpAsked { step: slot.to_owned(), rule: it.rule }, Some(content));
        }
    }

    /// Shows the next slot, or completes the interview.
    fn enter_next(&mut self) {
        match position(&self.session, self.script).slot() {
            Some(slot) if self.session.slots.get(&slot).is_none_or(|it| it.entered_at.is_none()) => {
                self.push(Fact::StepEntered { slot }, None);
            }
            Some(_) => {}
            None => {
                self.push(Fact::Completed { by: EndedBy::Candidate }, None);
                self.effects.push(Effect::Score);
            }
        }
    }

    fn resume_if_vanished(&mut self, is_history: bool) {
        let is_away = self.session.phase == Phase::Left && !self.session.has_left_by_choice;
        if is_away && !is_history {
            self.push(Fact::Resumed, None);
        }
    }

    fn check_writing(&self, command: &'static str, slot: &str, text: &str) -> Result<(), Rejected> {
        if !self.session.was_started && self.session.status == Status::Invited {
            return Err(Rejected::NotAllowed { from: self.session.status.code(), command });
        }
        let step = step_of(slot);
        let is_known = self.script.question(step).is_some();
        if !is_known {
            return Err(Rejected::UnknownSlot { slot: slot.to_owned() });
        }
        if text.len() > MAX_ANSWER_CHARACTERS && text.chars().count() > MAX_ANSWER_CHARACTERS {
            return Err(Rejected::AnswerTooLong);
        }
        Ok(())
    }

    /// Whether a write changes the answer, rather than being kept as history.
    fn may_write(&self, slot: &str) -> bool {
        let was_asked = slot == step_of(slot)
            || slot == follow_up_slot(step_of(slot)) && self.session.follow_ups.contains_key(step_of(slot));
        self.session.status == Status::Interviewing && self.has_lease() && was_asked && !self.session.is_done(slot)
    }

    fn has_lease(&self) -> bool {
        match (&self.session.lease, &self.stamp) {
            (Some(lease), Some(stamp)) => *lease == stamp.client,
            _ => false,
        }
    }

    fn demand_lease(&self) -> Result<(), Rejected> {
        if self.has_lease() { Ok(()) } else { Err(Rejected::LeaseElsewhere) }
    }

    fn demand_window(&self) -> Result<(), Rejected> {
        if self.now > self.session.expires_at { Err(Rejected::Expired) } else { Ok(()) }
    }

    fn refuse(&self, command: &Command) -> Result<(), Rejected> {
        Err(Rejected::NotAllowed { from: self.session.status.code(), command: command.name() })
    }
}

const fn kept(is_history: bool) -> Disposition {
    if is_history { Disposition::KeptAsHistory } else { Disposition::Applied }
}

fn check_settings(settings: &Settings) -> Result<(), Rejected> {
    let is_offered = [0.0, 1.0, 1.5, 2.0].contains(&settings.time_factor);
    if is_offered { Ok(()) } else { Err(Rejected::OutOfRange { name: "time_factor" }) }
}
