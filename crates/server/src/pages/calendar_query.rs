//! What the calendar was asked for, and its months.

use time::{Date, Month};

use super::query;

/// How many months the calendar shows when nothing else is asked for.
pub const MONTHS: usize = 12;

/// What can be asked for.
pub(super) const SPANS: [usize; 3] = [3, 6, 12];

/// How an end can stand, as the filter names it: whether it has passed, or what became of its alert.
pub const STATUSES: [&str; 9] =
    ["ended", "ahead", "open", "acknowledged", "snoozed", "muted", "quiet", "superseded", "closed"];

/// What the table can be by, beside the type: empty.
pub(super) const GROUPINGS: [&str; 5] = ["", "subject", "customer", "crew", "worker"];

/// What the calendar was asked for. Empty texts do not restrict, and so do words that nothing is called.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct CalendarQuery {
    /// The first month, `2026-11`; the present one when empty.
    pub from: String,
    /// How many months, one of [`SPANS`]; [`MONTHS`] when empty.
    pub months: String,
    /// The one month that is listed; all of them when empty.
    pub month: String,
    /// The first day that is listed, `2026-11-22`, and the last: both, or neither.
    pub since: String,
    /// See `since`.
    pub until: String,
    /// A kind of subject.
    pub subject: String,
    /// A code of the message family `kind`, or a ticket type's id.
    pub kind: String,
    /// A customer's id.
    pub customer: String,
    /// A crew's id.
    pub crew: String,
    /// One of [`STATUSES`].
    pub status: String,
    /// One of [`GROUPINGS`].
    pub by: String,
    /// `yes`: also what needs nobody any more.
    pub renewed: String,
    /// Where the page of the list begins.
    pub cursor: String,
}

impl CalendarQuery {
    /// What the table is by; empty for the type.
    #[must_use]
    pub fn grouping(&self) -> &'static str {
        GROUPINGS.into_iter().find(|by| *by == self.by).unwrap_or_default()
    }

    /// Whether what needs nobody is shown too.
    #[must_use]
    pub fn with_renewed(&self) -> bool {
        self.renewed == "yes"
    }

    /// How many months are shown.
    #[must_use]
    pub fn span(&self) -> usize {
        let asked = self.months.parse().ok();
        SPANS.into_iter().find(|span| Some(*span) == asked).unwrap_or(MONTHS)
    }

    /// The days that are listed, if only some are: the first and the last, which does not come before it.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        let (first, last) = (day(&self.since)?, day(&self.until)?);
        (first <= last).then_some((first, last))
    }

    pub(super) fn is_active(&self) -> bool {
        let texts = [
            &self.from,
            &self.months,
            &self.month,
            &self.since,
            &self.until,
            &self.subject,
            &self.kind,
            &self.customer,
            &self.crew,
            &self.status,
            &self.renewed,
        ];
        texts.iter().any(|text| !text.is_empty())
    }

    /// The address of the same with these changes.
    pub(super) fn link(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let pairs = [
            ("from", self.from.as_str()),
            ("months", &self.months),
            ("month", &self.month),
            ("since", &self.since),
            ("until", &self.until),
            ("subject", &self.subject),
            ("kind", &self.kind),
            ("customer", &self.customer),
            ("crew", &self.crew),
            ("status", &self.status),
            ("by", &self.by),
            ("renewed", &self.renewed),
            // Another view begins at its beginning.
            ("cursor", ""),
        ];
        let changed = pairs.map(|(name, value)| {
            let change = changes.iter().find(|(changed, _)| *changed == name);
            (name, change.map_or(value, |(_, to)| *to))
        });
        match query(&changed) {
            text if text.is_empty() => path.to_owned(),
            text => format!("{path}?{text}"),
        }
    }
}

/// The day that a text names, `2026-11-22`; nothing for what is none.
fn day(text: &str) -> Option<Date> {
    let (month, day) = text.rsplit_once('-').filter(|(_, day)| day.len() == 2)?;
    first_of_month(month)?.replace_day(day.parse().ok()?).ok()
}

/// The first day of the month that a text names, `2026-11`; nothing for what is none.
#[must_use]
pub fn first_of_month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    if year.len() != 4 || month.len() != 2 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    let year = year.parse().ok().filter(|year| (1970..=2200).contains(year))?;
    Date::from_calendar_date(year, month, 1).ok()
}

/// The first days of a month and of those after it, `count` in all.
#[must_use]
pub fn months_from(first: Date, count: usize) -> Vec<Date> {
    (0..count).map(|months| later(first, i32::try_from(months).unwrap_or(i32::MAX))).collect()
}

/// The first day of the month so many months later, or earlier.
pub(super) fn later(first: Date, months: i32) -> Date {
    let place = first.year().saturating_mul(12).saturating_add(i32::from(u8::from(first.month())) - 1);
    let place = place.saturating_add(months);
    let month = u8::try_from(place.rem_euclid(12)).ok().and_then(|month| Month::try_from(month + 1).ok());
    let date = month.and_then(|month| Date::from_calendar_date(place.div_euclid(12), month, 1).ok());
    date.unwrap_or(first)
}

pub(super) fn named(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), u8::from(month.month()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    #[test]
    fn months_follow_each_other_over_years() {
        let months = months_from(date!(2026 - 11 - 01), 4);
        assert_eq!(
            months,
            [date!(2026 - 11 - 01), date!(2026 - 12 - 01), date!(2027 - 01 - 01), date!(2027 - 02 - 01)]
        );
        assert_eq!(later(date!(2027 - 01 - 01), -12), date!(2026 - 01 - 01));
        assert_eq!(later(date!(2027 - 01 - 01), -1), date!(2026 - 12 - 01));
    }

    #[test]
    fn days_are_two_in_their_order_or_none() {
        let days = |since: &str, until: &str| {
            CalendarQuery { since: since.into(), until: until.into(), ..Default::default() }.days()
        };
        assert_eq!(days("2026-11-22", "2026-11-28"), Some((date!(2026 - 11 - 22), date!(2026 - 11 - 28))));
        for (since, until) in [
            ("2026-11-28", "2026-11-22"),
            ("2026-11-22", ""),
            ("2026-11-31", "2026-12-01"),
            ("2026-11-1", "2026-12-01"),
            ("ñ", "x-01"),
        ] {
            assert_eq!(days(since, until), None, "{since} {until}");
        }
    }

    proptest! {
        #[test]
        fn a_month_is_read_or_refused(text in "([0-9]{4}-[0-9]{2})|\\PC{0,12}") {
            if let Some(month) = first_of_month(&text) {
                prop_assert_eq!(named(month), text);
            }
        }
    }
}
