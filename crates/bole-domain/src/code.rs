//! One-time codes (验证码): the limits of ASSURANCE R-OTP-1 as pure rules over past requests.

use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};

/// Digits of a code.
pub const DIGITS: usize = 6;
/// How long a code is valid.
pub const LIFE_MS: i64 = 5 * MINUTE_MS;
/// How often one code may be tried.
pub const MAX_TRIES: u32 = 5;
/// The shortest time between two codes for one contact.
pub const RESEND_AFTER_MS: i64 = MINUTE_MS;
/// Codes per hour and contact.
pub const PER_HOUR: usize = 5;
/// Codes per day and contact.
pub const PER_DAY: usize = 10;
/// Codes per hour and address of the network.
pub const PER_ADDRESS_HOUR: usize = 60;

/// How long to wait before another code may be asked for; `None` when it may be now.
///
/// `requests` are the instants of earlier requests for the same contact within the last day, in any order.
#[must_use]
pub fn wait_before_next(requests: &[Millis], now: Millis) -> Option<i64> {
    let within = |span: i64| requests.iter().copied().filter(move |it| now.since(*it) < span);
    let until_free = |span: i64, limit: usize| {
        let mut recent: Vec<Millis> = within(span).collect();
        recent.sort();
        let blocking = recent.len().checked_sub(limit)?;
        Some(span - now.since(recent[blocking]))
    };
    [until_free(RESEND_AFTER_MS, 1), until_free(HOUR_MS, PER_HOUR), until_free(DAY_MS, PER_DAY)]
        .into_iter()
        .flatten()
        .filter(|it| *it > 0)
        .max()
}

/// What becomes of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// The code may be compared.
    Compare,
    /// It is too old or was used.
    Expired,
    /// It was tried too often.
    TooMany,
}

/// Whether a code made at `created_at` and tried `tries` times may be tried again.
#[must_use]
pub fn may_try(created_at: Millis, is_used: bool, tries: u32, now: Millis) -> Try {
    if is_used || now.since(created_at) > LIFE_MS {
        Try::Expired
    } else if tries >= MAX_TRIES {
        Try::TooMany
    } else {
        Try::Compare
    }
}
