//! Dates and times in the organization's time zone and the user's words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

use super::PageContext;
use super::markup::{self, Html};

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
        let utc = date.midnight().assume_utc();
        let civil = jiff::civil::date(
            i16::try_from(date.year()).unwrap_or(i16::MAX),
            i8::try_from(u8::from(date.month())).unwrap_or(1),
            i8::try_from(date.day()).unwrap_or(1),
        );
        let start = civil.to_zoned(self.0.clone()).map(|zoned| zoned.timestamp().as_second());
        start.ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok()).unwrap_or(utc)
    }

    /// Whole calendar days of the zone from `from` to `to`: 0 is today, negative has passed.
    #[must_use]
    pub fn days_between(&self, from: OffsetDateTime, to: OffsetDateTime) -> i64 {
        i64::from(self.local(to).date().to_julian_day()) - i64::from(self.local(from).date().to_julian_day())
    }
}

impl PageContext {
    /// Today, in the organization's time zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.zone.local(self.now).date()
    }

    pub(super) fn date_words(&self, date: Date) -> String {
        self.t("date")
            .with("day", u32::from(date.day()))
            .with("month", u32::from(u8::from(date.month())))
            .with("year", date.year().to_string())
            .to_string()
    }

    pub(super) fn range_words(&self, first: Date, last: Date) -> String {
        self.t("date-range")
            .with("from", self.date_words(first))
            .with("to", self.date_words(last))
            .to_string()
    }

    pub(super) fn month_word(&self, date: Date) -> String {
        self.t("month").with("month", u32::from(u8::from(date.month()))).to_string()
    }

    pub(super) fn weekday_date_words(&self, date: Date) -> String {
        self.t("date-long")
            .with("weekday", u32::from(date.weekday().number_from_monday()))
            .with("day", u32::from(date.day()))
            .with("month", u32::from(u8::from(date.month())))
            .with("year", date.year().to_string())
            .to_string()
    }

    fn moment_words(&self, moment: OffsetDateTime) -> String {
        let local = self.zone.local(moment);
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        self.t("date-time").with("date", self.date_words(local.date())).with("time", clock).to_string()
    }

    /// The moment to the second and with its zone, for those who look closer.
    fn full_words(&self, moment: OffsetDateTime) -> String {
        let local = self.zone.local(moment);
        format!("{}:{:02} ({})", self.moment_words(moment), local.second(), self.zone.name())
    }

    fn machine(moment: OffsetDateTime) -> String {
        moment
            .to_offset(UtcOffset::UTC)
            .replace_nanosecond(0)
            .unwrap_or(moment)
            .format(&Rfc3339)
            .unwrap_or_default()
    }

    /// The day of a moment.
    pub(super) fn date(&self, moment: &OffsetDateTime) -> Html {
        let shown = self.date_words(self.zone.local(*moment).date());
        markup::time(&Self::machine(*moment), &shown, &self.full_words(*moment))
    }

    /// Day, hour and minute of a moment.
    pub(super) fn moment(&self, moment: &OffsetDateTime) -> Html {
        markup::time(&Self::machine(*moment), &self.moment_words(*moment), &self.full_words(*moment))
    }

    /// How long until a certificate ends, or since it ended: “in 3 days”, “expired 12 days ago”.
    pub(super) fn days_left(&self, not_after: &OffsetDateTime) -> Html {
        let days = self.zone.days_between(self.now, *not_after);
        let shown = if *not_after < self.now { self.expired_words(-days) } else { self.left_words(days) };
        markup::time(&Self::machine(*not_after), &shown, &self.full_words(*not_after))
    }

    /// The same after its verb: “ends in 3 days”.
    pub(super) fn ends(&self, not_after: &OffsetDateTime) -> String {
        let days = self.zone.days_between(self.now, *not_after);
        if *not_after < self.now {
            self.expired_words(-days)
        } else {
            self.t("ends").with("left", self.left_words(days)).to_string()
        }
    }

    fn left_words(&self, days: i64) -> String {
        match days {
            ..=99 => self.t("left-days").with("days", days).to_string(),
            100..=729 => self.t("left-months").with("months", days * 12 / 365).to_string(),
            _ => self.t("left-years").with("years", days / 365).to_string(),
        }
    }

    fn expired_words(&self, days: i64) -> String {
        match days {
            ..=99 => self.t("expired-days").with("days", days).to_string(),
            100..=729 => self.t("expired-months").with("months", days * 12 / 365).to_string(),
            _ => self.t("expired-years").with("years", days / 365).to_string(),
        }
    }

    /// How long ago something happened: “5 minutes ago”, and the date after a week.
    pub(super) fn ago(&self, moment: &OffsetDateTime) -> Html {
        let minutes = (self.now - *moment).whole_minutes().max(0);
        let shown = match minutes {
            0 => self.t("ago-now").to_string(),
            1..=59 => self.t("ago-minutes").with("minutes", minutes).to_string(),
            60..=1439 => self.t("ago-hours").with("hours", minutes / 60).to_string(),
            1440..=10079 => self.t("ago-days").with("days", minutes / 1440).to_string(),
            _ => self.moment_words(*moment),
        };
        markup::time(&Self::machine(*moment), &shown, &self.full_words(*moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

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
