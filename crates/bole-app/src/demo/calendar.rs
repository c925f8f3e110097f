//! When things happened: three weeks that end now, in working hours of the machine's time zone.

use bole_domain::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};

use super::content::{CandidatePlan, Plan};

/// So many of each requisition finished today, and nobody has looked at them yet.
const UNTOUCHED: usize = 5;

/// The weeks before now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) now: Millis,
    /// The first instant of today.
    today: Millis,
}

/// What becomes of a candidate's interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Completed; the interview began then.
    Completed { start: Millis },
    /// Completed so long ago.
    JustCompleted { ago_ms: i64 },
    /// Answering the question of this number now.
    Running { question: usize, ago_ms: i64 },
    /// The time limit passed while the question of this number was being answered.
    TimedOut { question: usize, start: Millis },
    /// The device vanished so long ago.
    Vanished { question: usize, ago_ms: i64 },
    /// 保存并退出 so long ago.
    Left { question: usize, ago_ms: i64 },
    /// 结束面试 with open questions.
    Stopped { question: usize, start: Millis },
    /// The device vanished and the window closed.
    RanOut { question: usize, start: Millis },
    /// Invited and not there yet.
    Invited,
    /// Never came.
    Expired,
    /// The invitation was withdrawn.
    Withdrawn { at: Millis },
}

/// A candidate's dates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dates {
    pub(super) applied: Millis,
    pub(super) invited: Millis,
    pub(super) fate: Fate,
    /// When a reviewer would come to it.
    pub(super) reviewed: Millis,
}

/// A candidate's place among those of the same requisition and plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// In the whole list.
    pub(super) overall: usize,
    /// Among those like this one.
    pub(super) at: usize,
    /// How many are like this one.
    pub(super) of: usize,
}

impl Calendar {
    pub(super) fn ending(now: Millis) -> Self {
        let zone = jiff::tz::TimeZone::system();
        let midnight =
            jiff::Timestamp::from_millisecond(now.0).ok().and_then(|it| it.to_zoned(zone).start_of_day().ok());
        let today = midnight.map_or(now.plus(-12 * HOUR_MS), |it| Millis(it.timestamp().as_millisecond()));
        Self { now, today }
    }

    /// A minute of a day in the past.
    pub(super) fn day(&self, days_ago: i64, minute: i64) -> Millis {
        self.today.plus(minute * MINUTE_MS - days_ago.max(1) * DAY_MS)
    }

    /// When everything happens to a candidate. A few are chosen by key, so that every state is there to be seen.
    pub(super) fn dates(&self, plan: &CandidatePlan, place: Place) -> Dates {
        let n = place.overall as i64;
        match plan.plan {
            Plan::Invited => self.invited(1, n, Fate::Invited),
            Plan::Running => {
                let fate = match plan.key.as_str() {
                    "c061" => Fate::Running { question: 3, ago_ms: 9_000 },
                    "c063" => Fate::Vanished { question: 2, ago_ms: 20 * MINUTE_MS },
                    "c065" => Fate::Left { question: 4, ago_ms: 3 * HOUR_MS + 12 * MINUTE_MS },
                    // Too long in one step: an alert is raised as soon as somebody looks.
                    _ => Fate::Running { question: 1, ago_ms: 12 * MINUTE_MS },
                };
                self.invited(3, n, fate)
            }
            Plan::Finished => self.finished(plan, place),
        }
    }

    fn finished(&self, plan: &CandidatePlan, place: Place) -> Dates {
        let n = place.overall as i64;
        let days = 21 - 18 * place.at as i64 / place.of.max(1) as i64;
        let start = self.day(days - 1, 600 + n * 97 % 600);
        match plan.key.as_str() {
            "c058" => self.invited(days, n, Fate::Stopped { question: 3, start }),
            "c083" => self.invited(12, n, Fate::RanOut { question: 2, start: self.day(10, 600 + n * 97 % 600) }),
            "c047" => self.invited(days, n, Fate::TimedOut { question: 2, start }),
            "c076" => self.invited(11, n, Fate::Expired),
            "c075" => self.invited(7, n, Fate::Withdrawn { at: self.day(5, 615) }),
            _ if place.at + UNTOUCHED >= place.of => {
                let ago_ms = (70 + 130 * (place.of - place.at) as i64) * MINUTE_MS;
                self.invited(2, n, Fate::JustCompleted { ago_ms })
            }
            _ => self.invited(days, n, Fate::Completed { start }),
        }
    }

    fn invited(&self, days_ago: i64, n: i64, fate: Fate) -> Dates {
        let applied = self.day(days_ago, 545 + n * 53 % 400);
        let invited = applied.plus((35 + n * 17 % 80) * MINUTE_MS);
        Dates { applied, invited, fate, reviewed: self.day(days_ago - 2, 550 + n * 31 % 480) }
    }
}
