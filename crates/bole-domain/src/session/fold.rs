//! The fold: what each fact changes. It trusts facts; deciding them is `advance`'s matter.

use super::{Consent, EndedBy, Event, Fact, Phase, Session, Status};
use crate::time::Millis;

impl Session {
    /// Applies one event.
    pub fn apply(&mut self, event: &Event) {
        self.last_seq = event.seq;
        self.last_event_at = event.at;
        if let Some(stamp) = &event.stamp {
            self.stamps.entry(stamp.client.clone()).or_default().insert(stamp.seq);
        }
        let at = event.at;
        if let Fact::DraftSaved { characters, .. } | Fact::Answered { characters, .. } = &event.fact {
            self.written = self.written.saturating_add(u64::from(*characters));
        }
        match &event.fact {
            Fact::Invited { audience, locale, expires_at } => {
                self.audience = *audience;
                self.locale = *locale;
                self.expires_at = *expires_at;
            }
            Fact::Opened => self.lease = event.stamp.as_ref().map(|it| it.client.clone()),
            Fact::Consented { interview, ai_scoring } => {
                self.consent = Some(Consent { interview: *interview, ai_scoring: *ai_scoring });
                if self.phase == Phase::Consent && *interview {
                    self.phase = Phase::Ready;
                }
            }
            Fact::Identified | Fact::Reviewed { .. } => {}
            Fact::Accommodated(settings) => self.settings = *settings,
            Fact::Started => {
                self.status = Status::Interviewing;
                self.phase = Phase::Running;
                self.started_at.get_or_insert(at);
                self.was_started = true;
                self.has_left_by_choice = false;
                self.clock.run(at);
            }
            Fact::StepEntered { slot } => self.apply_entered(slot, event.seq, at),
            Fact::DraftSaved { slot, revision, characters, is_history: false } => {
                let slot = self.slots.entry(slot.clone()).or_default();
                slot.revision = slot.revision.max(*revision);
                slot.characters = *characters;
            }
            Fact::Answered { is_history: false, .. } => self.apply_answer(&event.fact, at),
            Fact::DraftSaved { .. } | Fact::Answered { .. } => {}
            Fact::FollowUpAsked { step, rule } => {
                self.follow_ups.insert(step.clone(), rule.clone());
            }
            Fact::Paused { last_seen_at } => {
                self.clock.stop(*last_seen_at);
                self.phase = Phase::Left;
            }
            Fact::Left => {
                self.clock.stop(at);
                self.phase = Phase::Left;
                self.has_left_by_choice = true;
            }
            Fact::Resumed => {
                self.has_left_by_choice = false;
                self.clock.run(at);
                self.phase = Phase::Running;
            }
            Fact::Extended { added_ms, .. } => self.clock.extended_ms += added_ms,
            Fact::Reopened { from_start, expires_at, .. } => self.apply_reopened(*from_start, *expires_at),
            Fact::Completed { by } => self.end(Status::PendingReview, *by, at),
            Fact::Abandoned { by } => self.end(Status::Incomplete, *by, at),
            Fact::Scored => self.is_scored = true,
            Fact::Released { .. } => {
                self.status = Status::Reviewed;
                self.is_appealed = false;
            }
            Fact::Appealed => {
                self.status = Status::PendingReview;
                self.is_appealed = true;
            }
        }
    }

    fn apply_entered(&mut self, slot: &str, seq: u64, at: Millis) {
        let (used_ms, extended_ms) = (self.clock.used_at(at), self.clock.extended_ms);
        let slot = self.slots.entry(slot.to_owned()).or_default();
        if slot.entered_at.is_none() {
            slot.entered_at = Some(at);
            slot.entered_seq = seq;
            slot.entered_used_ms = used_ms;
            slot.entered_extended_ms = extended_ms;
        }
    }

    fn apply_answer(&mut self, fact: &Fact, at: Millis) {
        let Fact::Answered { slot, revision, characters, elapsed_ms, is_skipped, .. } = fact else { return };
        let slot = self.slots.entry(slot.clone()).or_default();
        slot.revision = slot.revision.max(*revision);
        slot.answered_at = Some(at);
        slot.characters = *characters;
        slot.elapsed_ms = *elapsed_ms;
        slot.is_skipped = *is_skipped;
    }

    fn apply_reopened(&mut self, from_start: bool, expires_at: Millis) {
        self.expires_at = expires_at;
        self.finished_at = None;
        self.ended_by = None;
        self.is_scored = false;
        if from_start {
            self.slots.clear();
            self.follow_ups.clear();
            self.started_at = None;
            self.clock = super::Clock { extended_ms: self.clock.extended_ms, ..Default::default() };
        }
        if self.started_at.is_some() {
            self.status = Status::Interviewing;
            self.phase = Phase::Left;
        } else {
            self.status = Status::Invited;
            self.phase = if self.consent.is_some_and(|it| it.interview) { Phase::Ready } else { Phase::Consent };
        }
    }

    fn end(&mut self, status: Status, by: EndedBy, at: Millis) {
        self.clock.stop(at);
        self.status = status;
        self.phase = Phase::Finished;
        self.finished_at = Some(at);
        self.ended_by = Some(by);
    }
}
