//! Dates and times in the organization's time zone and the user's words.

use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

use super::PageContext;
use super::markup::{self, Html};

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

    pub(super) fn moment_words(&self, moment: OffsetDateTime) -> String {
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

    /// How long there is until a last day, which is part of what is valid: “today”.
    pub(super) fn day_left(&self, last: Date) -> String {
        let days = i64::from(last.to_julian_day()) - i64::from(self.today().to_julian_day());
        if days < 0 { self.expired_words(-days) } else { self.left_words(days) }
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
