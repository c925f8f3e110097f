//! What becomes of a candidate's interview: held to the end, interrupted, left, run out of time, or never begun.

use std::sync::Arc;

use bole_domain::ids::StaffId;
use bole_domain::session::{Command, EndedBy, TIME_GRACE_MS};
use bole_domain::time::{MINUTE_MS, Millis};
use serde_json::json;

use super::answers::Words;
use super::calendar::Fate;
use super::dossier::{Dossier, World};
use super::rehearsal::{Manner, Rehearsal, Who};
use super::words;
use crate::failure::Failure;

/// The candidate who declined scoring by machine.
const DECLINED: &str = "c057";
/// The candidates who answer best of all, with the place in the list of parts that their answers come from; nobody else
/// has these parts.
const BEST: [(&str, usize); 2] = [("c064", 199), ("c080", 113)];

impl Dossier {
    /// Whatever becomes of the interview, at its time.
    pub(super) fn attend(&mut self, world: &World) -> Result<(), Failure> {
        let expiry = self.invitation.expires_at.plus(2 * MINUTE_MS);
        match self.dates.fate {
            Fate::Invited => {}
            Fate::Completed { start } => self.hold(world, None, start)?,
            Fate::JustCompleted { ago_ms } => self.hold_until(world, None, ago_ms)?,
            Fate::Running { question, ago_ms } => {
                self.hold_until(world, Some(question), ago_ms)?;
                self.last_seen_at = Some(world.calendar.now);
            }
            Fate::Vanished { question, ago_ms } => {
                self.hold_until(world, Some(question), ago_ms)?;
                self.vanish()?;
            }
            Fate::Left { question, ago_ms } => {
                self.hold_until(world, Some(question), ago_ms + 9_000)?;
                self.after(Who::Candidate, &Command::Leave, 9_000)?;
            }
            Fate::Stopped { question, start } => {
                self.hold(world, Some(question), start)?;
                self.after(Who::Candidate, &Command::Finish, 21_000)?;
            }
            Fate::TimedOut { question, start } => {
                self.hold(world, Some(question), start)?;
                self.after(Who::System, &Command::RunOutOfTime, self.remaining_ms() + TIME_GRACE_MS + 1_000)?;
            }
            Fate::RanOut { question, start } => {
                self.hold(world, Some(question), start)?;
                self.vanish()?;
                self.rehearsal.run(Who::System, &Command::Abandon(EndedBy::Expiry), expiry)?;
            }
            Fate::Expired => self.rehearsal.run(Who::System, &Command::Abandon(EndedBy::Expiry), expiry)?,
            Fate::Withdrawn { at } => self.withdraw(world.company.staff("recruiter")?, at)?,
        }
        Ok(())
    }

    fn withdraw(&mut self, by: StaffId, at: Millis) -> Result<(), Failure> {
        self.invitation.status = "withdrawn".to_owned();
        self.invitation.reason = Some(words::WITHDRAWN.to_owned());
        self.note(at, Who::Staff(by), "invitation.withdraw", json!({}));
        self.rehearsal.run(Who::Staff(by), &Command::Abandon(EndedBy::Withdrawal), at)
    }

    /// What is left of the time limit after the last event.
    fn remaining_ms(&self) -> i64 {
        let session = &self.rehearsal.session;
        let limit = self.job.script.time_limit_ms;
        session.clock.remaining_ms(limit, &session.settings, session.last_event_at).unwrap_or_default()
    }

    fn vanish(&mut self) -> Result<(), Failure> {
        let last_seen_at = self.rehearsal.last_at();
        self.last_seen_at = Some(last_seen_at);
        self.after(Who::System, &Command::Pause { last_seen_at }, 110_000)
    }

    fn after(&mut self, who: Who, command: &Command, wait_ms: i64) -> Result<(), Failure> {
        let at = self.rehearsal.last_at().plus(wait_ms);
        self.rehearsal.run(who, command, at)
    }

    fn hold(&mut self, world: &World, stops_at: Option<usize>, start: Millis) -> Result<(), Failure> {
        let words = self.words(world)?;
        self.rehearsal.hold(&words, self.manner(stops_at), start)?;
        self.note(start, Who::Candidate, "candidate.sign_in", json!({}));
        Ok(())
    }

    /// Holds the interview so that its last event was so long ago: once to see how long it takes, then for good.
    fn hold_until(&mut self, world: &World, stops_at: Option<usize>, ago_ms: i64) -> Result<(), Failure> {
        let words = self.words(world)?;
        let mut probe = Rehearsal::new(Arc::clone(&self.job.script), self.plan.key.clone());
        let (audience, locale, expires_at) = (self.plan.audience, self.plan.locale, self.invitation.expires_at);
        let start = self.dates.invited.plus(MINUTE_MS);
        probe.run(Who::System, &Command::Invite { audience, locale, expires_at }, self.dates.invited)?;
        probe.hold(&words, self.manner(stops_at), start)?;
        let lasts = probe.last_at().since(start);
        self.hold(world, stops_at, world.calendar.now.plus(-ago_ms - lasts))
    }

    fn words<'a>(&self, world: &'a World) -> Result<Words<'a>, Failure> {
        let bank = world.content.answers.get(&self.job.family).ok_or_else(Failure::not_found)?;
        let best = BEST.iter().find(|(key, _)| *key == self.plan.key).map(|it| it.1);
        Ok(Words::of(bank, &self.plan, best.unwrap_or(self.place.overall)))
    }

    fn manner(&self, stops_at: Option<usize>) -> Manner {
        Manner {
            ai_scoring: self.plan.key != DECLINED,
            accommodated: self.place.overall % 11 == 3,
            stops_at,
            pace: self.place.overall as i64,
        }
    }
}
