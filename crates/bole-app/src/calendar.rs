//! Instants as people write them, in the deployment's time zone.

use bole_domain::locale::Locale;
use bole_domain::time::Millis;

/// A date and time in the deployment's time zone, as people write it.
#[must_use]
pub fn date(at: Millis, locale: Locale) -> String {
    let zone = jiff::tz::TimeZone::system();
    let Ok(instant) = jiff::Timestamp::from_millisecond(at.0) else { return String::new() };
    let local = instant.to_zoned(zone);
    let form = match locale {
        Locale::Zh => "%Y-%m-%d %H:%M",
        Locale::En => "%-d %B %Y, %H:%M (%Z)",
    };
    local.strftime(form).to_string()
}

/// The last instant of a day written as `2026-03-05`, in the deployment's time zone.
#[must_use]
pub fn end_of_day(date: &str) -> Option<Millis> {
    let next = date.parse::<jiff::civil::Date>().ok()?.tomorrow().ok()?;
    let start = next.to_zoned(jiff::tz::TimeZone::system()).ok()?;
    Some(Millis(start.timestamp().as_millisecond() - 1))
}

/// The day of an instant as `2026-03-05`, in the deployment's time zone.
#[must_use]
pub fn day_of(at: Millis) -> String {
    let Ok(instant) = jiff::Timestamp::from_millisecond(at.0) else { return String::new() };
    instant.to_zoned(jiff::tz::TimeZone::system()).date().to_string()
}
