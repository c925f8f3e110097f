//! Instants as people write them, in the deployment's time zone: dates, the day an instant belongs to, quiet hours.

use bole_domain::locale::Locale;
use bole_domain::message::QuietHours;
use bole_domain::time::{DAY_MS, Millis};
use jiff::civil::{Date, Time};
use jiff::tz::{Disambiguation, TimeZone};
use jiff::{Timestamp, Zoned};

/// When the day of an instant began in the deployment's time zone.
#[must_use]
pub fn day_start(at: Millis) -> Millis {
    day_bounds(at).0
}

/// A date and time in the deployment's time zone, as people write it.
#[must_use]
pub fn date(at: Millis, locale: Locale) -> String {
    let Some(local) = local(at, &zone()) else { return String::new() };
    let form = match locale {
        Locale::Zh => "%Y-%m-%d %H:%M",
        Locale::En => "%-d %B %Y, %H:%M (%Z)",
    };
    local.strftime(form).to_string()
}

/// The last instant of a day written as `2026-03-05`, in the deployment's time zone.
#[must_use]
pub fn end_of_day(date: &str) -> Option<Millis> {
    let next = date.parse::<Date>().ok()?.tomorrow().ok()?;
    let start = next.to_zoned(zone()).ok()?;
    Some(Millis(start.timestamp().as_millisecond() - 1))
}

/// The day of an instant as `2026-03-05`, in the deployment's time zone.
#[must_use]
pub fn day_of(at: Millis) -> String {
    local(at, &zone()).map(|it| it.date().to_string()).unwrap_or_default()
}

/// The deployment's time zone.
pub(crate) fn zone() -> TimeZone {
    TimeZone::system()
}

/// Its name, as far as it has one.
pub(crate) fn zone_name() -> String {
    zone().iana_name().unwrap_or("UTC").to_owned()
}

/// When the day of an instant began and when it ends.
pub(crate) fn day_bounds(at: Millis) -> (Millis, Millis) {
    let bounds = local(at, &zone()).and_then(|it| {
        let start = it.start_of_day().ok()?;
        let end = it.tomorrow().ok()?.start_of_day().ok()?;
        Some((Millis(start.timestamp().as_millisecond()), Millis(end.timestamp().as_millisecond())))
    });
    bounds.unwrap_or((at, at.plus(DAY_MS)))
}

/// When the quiet hours end in which an instant falls; `None` outside them. Where clocks are put forward over the end, it is
/// the first instant after the gap; where they are put back over it, the first one still to come.
pub(crate) fn quiet_until(quiet: &QuietHours, at: Millis, zone: &TimeZone) -> Option<Millis> {
    let now = local(at, zone)?;
    let minute = u16::try_from(i32::from(now.hour()) * 60 + i32::from(now.minute())).ok()?;
    if !quiet.covers(minute) {
        return None;
    }
    let day = if quiet.ends_tomorrow(minute) { now.date().tomorrow().ok()? } else { now.date() };
    let (hour, minute) = (i8::try_from(quiet.until_minute / 60).ok()?, i8::try_from(quiet.until_minute % 60).ok()?);
    let end = zone.to_ambiguous_zoned(day.to_datetime(Time::new(hour, minute, 0, 0).ok()?));
    let first = end.clone().compatible().ok()?;
    let end = if first > now { first } else { end.disambiguate(Disambiguation::Later).ok()? };
    (end > now).then(|| Millis(end.timestamp().as_millisecond()))
}

fn local(at: Millis, zone: &TimeZone) -> Option<Zoned> {
    Some(Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Central Europe: an hour forward at 02:00 on 2026-03-29, an hour back at 03:00 on 2026-10-25.
    const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
    const SHANGHAI: &str = "CST-8";

    fn check(zone: &str, hours: (u16, u16), now: &str, expected: Option<&str>) {
        let zone = TimeZone::posix(zone).unwrap();
        let quiet = QuietHours { from_minute: hours.0, until_minute: hours.1 };
        let at = |text: &str| Millis(text.parse::<Timestamp>().unwrap().as_millisecond());
        assert_eq!(quiet_until(&quiet, at(now), &zone), expected.map(at), "{now} {hours:?}");
    }

    #[test]
    fn quiet_hours_end_in_the_morning_whichever_side_of_midnight_it_is() {
        let night = (21 * 60, 8 * 60);
        check(SHANGHAI, night, "2026-11-22T12:59:59Z", None);
        check(SHANGHAI, night, "2026-11-22T13:00:00Z", Some("2026-11-23T00:00:00Z"));
        check(SHANGHAI, night, "2026-11-22T16:30:00Z", Some("2026-11-23T00:00:00Z"));
        check(SHANGHAI, night, "2026-11-22T23:59:59Z", Some("2026-11-23T00:00:00Z"));
        check(SHANGHAI, night, "2026-11-23T00:00:00Z", None);
        let noon = (12 * 60, 14 * 60);
        check(SHANGHAI, noon, "2026-11-22T04:30:00Z", Some("2026-11-22T06:00:00Z"));
        check(SHANGHAI, noon, "2026-11-22T06:00:00Z", None);
    }

    #[test]
    fn quiet_hours_follow_the_clock_on_the_wall_when_it_is_changed() {
        let night = (21 * 60, 8 * 60);
        check(BERLIN, night, "2026-03-28T22:00:00Z", Some("2026-03-29T06:00:00Z"));
        check(BERLIN, night, "2026-10-24T21:00:00Z", Some("2026-10-25T07:00:00Z"));
        // The end falls into the hour that does not exist: the first instant after it.
        check(BERLIN, (22 * 60, 150), "2026-03-29T00:30:00Z", Some("2026-03-29T01:30:00Z"));
        // The end comes twice: the first one, or the second when the first is over.
        check(BERLIN, (22 * 60, 150), "2026-10-24T23:30:00Z", Some("2026-10-25T00:30:00Z"));
        check(BERLIN, (22 * 60, 150), "2026-10-25T01:10:00Z", Some("2026-10-25T01:30:00Z"));
    }
}
