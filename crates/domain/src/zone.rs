//! The time zones of the IANA database, as people use them: days and hours of a place.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// A time zone of the IANA database, which the binary carries.
#[derive(Debug, Clone)]
pub struct Zone(TimeZone);

/// A name that is not in the IANA database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such time zone: {0}")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone called `name` (`America/Mexico_City`).
    ///
    /// # Errors
    /// [`UnknownZone`] when the database has none of that name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        TimeZone::get(name).map(Self).map_err(|_| UnknownZone(name.to_owned()))
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The names of all zones that have one of a place, sorted.
    #[must_use]
    pub fn all_names() -> Vec<String> {
        let areas = [
            "Africa/",
            "America/",
            "Antarctica/",
            "Asia/",
            "Atlantic/",
            "Australia/",
            "Europe/",
            "Indian/",
            "Pacific/",
        ];
        let mut names: Vec<_> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .filter(|name| name == "UTC" || areas.iter().any(|area| name.starts_with(area)))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// `moment` as the clocks of the zone show it.
    #[must_use]
    pub fn local(&self, moment: OffsetDateTime) -> OffsetDateTime {
        let seconds = Timestamp::from_second(moment.unix_timestamp())
            .map_or(0, |timestamp| self.0.to_offset(timestamp).seconds());
        moment.to_offset(UtcOffset::from_whole_seconds(seconds).unwrap_or(UtcOffset::UTC))
    }

    /// The first moment of a day of the zone, UTC: where clocks are set forward at midnight, the first that there is.
    #[must_use]
    pub fn start_of(&self, date: Date) -> OffsetDateTime {
        self.at(date, 0)
    }

    /// `hour` o'clock of a day of the zone, UTC. Of an hour that a change of the clocks leaves out, what is as long after it;
    /// of one that comes twice, the first.
    #[must_use]
    pub fn at(&self, date: Date, hour: u8) -> OffsetDateTime {
        let utc = date.midnight().assume_utc().saturating_add(Duration::hours(i64::from(hour)));
        let civil = jiff::civil::date(
            i16::try_from(date.year()).unwrap_or(i16::MAX),
            i8::try_from(u8::from(date.month())).unwrap_or(1),
            i8::try_from(date.day()).unwrap_or(1),
        );
        let clock = civil.at(i8::try_from(hour.min(23)).unwrap_or(0), 0, 0, 0);
        let moment = clock.to_zoned(self.0.clone()).map(|zoned| zoned.timestamp().as_second());
        moment.ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok()).unwrap_or(utc)
    }

    /// Whole calendar days of the zone from `from` to `to`: 0 is today, negative has passed.
    #[must_use]
    pub fn days_between(&self, from: OffsetDateTime, to: OffsetDateTime) -> i64 {
        i64::from(self.local(to).date().to_julian_day()) - i64::from(self.local(from).date().to_julian_day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn an_hour_of_a_day_is_that_of_the_clocks() {
        let madrid = Zone::named("Europe/Madrid").unwrap();
        assert_eq!(madrid.at(date!(2026 - 11 - 23), 8), datetime!(2026-11-23 07:00 UTC));
        // Both changes of the clocks come before eight in the morning.
        assert_eq!(madrid.at(date!(2026 - 03 - 29), 8), datetime!(2026-03-29 06:00 UTC));
        assert_eq!(madrid.at(date!(2026 - 10 - 25), 8), datetime!(2026-10-25 07:00 UTC));
        assert_eq!(Zone::UTC.at(date!(2026 - 11 - 23), 0), datetime!(2026-11-23 00:00 UTC));
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        assert_eq!(Zone::named("America/Nowhere").unwrap_err(), UnknownZone("America/Nowhere".into()));
        assert!(Zone::all_names().contains(&"America/Mexico_City".to_owned()));
    }

    #[test]
    fn days_are_those_of_the_calendar_in_the_zone() {
        let zone = Zone::named("America/Mexico_City").unwrap();
        // 23:30 and 00:30 local, one hour apart, are two days; UTC would call them one.
        let from = datetime!(2026-11-22 05:30 UTC);
        assert_eq!(zone.days_between(from, datetime!(2026-11-22 06:30 UTC)), 1);
        assert_eq!(zone.days_between(from, datetime!(2026-11-22 05:59 UTC)), 0);
        assert_eq!(zone.days_between(from, datetime!(2026-11-20 12:00 UTC)), -1);
        assert_eq!(zone.local(from).hour(), 23);
    }

    #[test]
    fn summer_time_is_known() {
        let zone = Zone::named("Europe/Madrid").unwrap();
        assert_eq!(zone.local(datetime!(2026-07-01 12:00 UTC)).hour(), 14);
        assert_eq!(zone.local(datetime!(2026-12-01 12:00 UTC)).hour(), 13);
    }

    #[test]
    fn unknown_names_are_refused_and_known_ones_listed() {
        assert!(Zone::named("Mars/Olympus").is_err());
        assert!(Zone::all_names().iter().any(|name| name == "America/Bogota"));
    }
}
