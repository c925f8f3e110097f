//! Holding an interview in the past: the same commands a device sends, decided by the domain, on a clock that is given.

use std::sync::Arc;

use bole_domain::assessment::Outcome;
use bole_domain::ids::StaffId;
use bole_domain::locale::Locale;
use bole_domain::script::Script;
use bole_domain::session::{
    Command, Disposition, NewEvent, Phase, Session, Settings, Stamp, Status, TextSize, advance, position, step_of,
};
use bole_domain::time::Millis;

use super::answers::Words;
use crate::failure::{Doing as _, Failure};

const SECOND_MS: i64 = 1000;

/// Who caused something; the ids are the dossier's matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Candidate,
    Staff(StaffId),
    System,
}

/// A change of status, for the audit trail.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) at: Millis,
    pub(super) who: Who,
    pub(super) status: Status,
    pub(super) event: &'static str,
}

/// A session as it comes about.
pub(super) struct Rehearsal {
    pub(super) script: Arc<Script>,
    pub(super) session: Session,
    pub(super) events: Vec<NewEvent>,
    pub(super) turns: Vec<Turn>,
    device: String,
    written: u64,
}

/// How an interview is held.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) ai_scoring: bool,
    /// More time and larger text.
    pub(super) accommodated: bool,
    /// Stops at this question, counted from 0, half of it written.
    pub(super) stops_at: Option<usize>,
    /// Varies how long things take.
    pub(super) pace: i64,
}

impl Rehearsal {
    pub(super) fn new(script: Arc<Script>, device: String) -> Self {
        let session = Session::default();
        Self { script, session, events: Vec::new(), turns: Vec::new(), device, written: 0 }
    }

    /// Runs one command; a candidate's carries the device's stamp.
    pub(super) fn run(&mut self, who: Who, command: &Command, at: Millis) -> Result<(), Failure> {
        let stamp = (who == Who::Candidate && *command != Command::Identify).then(|| {
            self.written += 1;
            Stamp { client: self.device.clone(), seq: self.written }
        });
        let outcome = advance(&self.session, &self.script, command, stamp.as_ref(), at)?;
        if outcome.disposition != Disposition::Applied {
            return Err(anyhow::anyhow!("{} did not take effect", command.name())).doing("Rehearsing an interview");
        }
        let is_visible = outcome.session.status != self.session.status || !outcome.effects.is_empty();
        if let Some(last) = outcome.events.last().filter(|_| is_visible) {
            let (status, event) = (outcome.session.status, last.event.fact.kind());
            self.turns.push(Turn { at: last.event.at, who, status, event });
        }
        self.events.extend(outcome.events);
        self.session = outcome.session;
        Ok(())
    }

    /// When the last event happened.
    pub(super) fn last_at(&self) -> Millis {
        self.session.last_event_at
    }

    /// Opens the link, agrees and answers; ends completed or half-way through a question.
    pub(super) fn hold(&mut self, words: &Words<'_>, manner: Manner, start: Millis) -> Result<(), Failure> {
        let mut at = start;
        for (wait, command) in opening(manner) {
            at = at.plus(wait * SECOND_MS);
            self.run(Who::Candidate, &command, at)?;
        }
        while self.session.phase == Phase::Running {
            let Some(slot) = position(&self.session, &self.script).slot() else { break };
            let number = self.number_of(&slot);
            if number == manner.stops_at && slot == step_of(&slot) {
                return self.write(words, &slot, Writing { at, pace: manner.pace, is_finished: false }).map(drop);
            }
            at = self.write(words, &slot, Writing { at, pace: manner.pace, is_finished: true })?;
        }
        Ok(())
    }

    /// A result is released.
    pub(super) fn release(&mut self, by: StaffId, outcome: Outcome, at: Millis) -> Result<(), Failure> {
        let command = Command::Release { by: bole_domain::session::ActedBy::Staff(by), outcome };
        self.run(Who::Staff(by), &command, at)
    }

    /// Writes a slot's answer, or half of it; gives the instant after it.
    fn write(&mut self, words: &Words<'_>, slot: &str, writing: Writing) -> Result<Millis, Failure> {
        let step = step_of(slot).to_owned();
        let Some(question) = self.script.question(&step).map(|it| it.question.clone()) else {
            let at = writing.at.plus(6 * SECOND_MS);
            self.run(Who::Candidate, &Command::PassMessage { step }, at)?;
            return Ok(at);
        };
        let number = self.number_of(slot).unwrap_or_default();
        let is_main = step == slot;
        let slot = slot.to_owned();
        let text = if is_main { Some(words.answer(&question, number)) } else { words.follow_up(&question, number) };
        let thinking = (11 + (writing.pace * 7 + number as i64 * 5) % 19) * SECOND_MS;
        let Some(text) = text else {
            let at = writing.at.plus(thinking);
            self.run(Who::Candidate, &Command::SkipFollowUp { slot }, at)?;
            return Ok(at);
        };
        let typing = self.typing_ms(&text);
        let half: String = text.chars().take(text.chars().count() * 3 / 5).collect();
        if !half.is_empty() {
            let draft = Command::SaveDraft { slot: slot.clone(), revision: 1, text: half };
            self.run(Who::Candidate, &draft, writing.at.plus(thinking + typing * 3 / 5))?;
        }
        let at = writing.at.plus(thinking + typing);
        if writing.is_finished {
            let elapsed_ms = Some(thinking + typing);
            self.run(Who::Candidate, &Command::Answer { slot, revision: 2, text, elapsed_ms }, at)?;
        }
        Ok(at)
    }

    /// Milliseconds a person takes to type a text on a phone.
    fn typing_ms(&self, text: &str) -> i64 {
        let each = match self.session.locale {
            Locale::Zh => 900,
            Locale::En => 260,
        };
        text.chars().count() as i64 * each
    }

    fn number_of(&self, slot: &str) -> Option<usize> {
        let mut questions = self.script.steps.iter().filter_map(|it| self.script.question(it.id()));
        questions.position(|it| it.id == step_of(slot))
    }
}

/// A slot being written.
struct Writing {
    at: Millis,
    pace: i64,
    is_finished: bool,
}

/// What a candidate does before the first question, with the seconds before each.
fn opening(manner: Manner) -> Vec<(i64, Command)> {
    let consent = Command::Consent { interview: true, ai_scoring: manner.ai_scoring };
    let settings = Settings { time_factor: 1.5, text_size: TextSize::Large, ..Settings::default() };
    let mut commands = vec![(0, Command::Identify), (2, Command::Open), (25, consent)];
    if manner.accommodated {
        commands.push((12, Command::Accommodate(settings)));
    }
    commands.push((15, Command::Start));
    commands
}
