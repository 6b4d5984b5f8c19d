//! The calendar: what ends when, by customer or by kind, in a chart, a table of months and a list.

use askama::Template;
use domain::Permission;
use domain::id::{CertificateId, CustomerId};
use time::{Date, Month, OffsetDateTime};

use super::{Facets, PageContext, Status, query, render};

/// How many months the calendar shows.
pub const MONTHS: usize = 12;

/// What the calendar was asked for. Empty texts do not restrict.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct CalendarQuery {
    /// The first month, `2026-11`; the present one when empty.
    pub from: String,
    /// The one month that is listed; all of them when empty.
    pub month: String,
    /// A customer's id.
    pub customer: String,
    /// A code of the message family `kind`.
    pub kind: String,
    /// `customer`, or else by kind.
    pub by: String,
    /// `yes`: also what another certificate has taken the place of.
    pub renewed: String,
    /// Where the page of the list begins.
    pub cursor: String,
}

impl CalendarQuery {
    /// Whether the table is by customer.
    #[must_use]
    pub fn by_customer(&self) -> bool {
        self.by == "customer"
    }

    /// Whether renewed certificates are shown too.
    #[must_use]
    pub fn with_renewed(&self) -> bool {
        self.renewed == "yes"
    }

    fn is_active(&self) -> bool {
        [&self.from, &self.month, &self.customer, &self.kind, &self.renewed]
            .iter()
            .any(|text| !text.is_empty())
    }

    /// The address of the same with these changes.
    fn link(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let pairs = [
            ("from", self.from.as_str()),
            ("month", &self.month),
            ("customer", &self.customer),
            ("kind", &self.kind),
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
fn later(first: Date, months: i32) -> Date {
    let place = first.year().saturating_mul(12).saturating_add(i32::from(u8::from(first.month())) - 1);
    let place = place.saturating_add(months);
    let month = u8::try_from(place.rem_euclid(12)).ok().and_then(|month| Month::try_from(month + 1).ok());
    let date = month.and_then(|month| Date::from_calendar_date(place.div_euclid(12), month, 1).ok());
    date.unwrap_or(first)
}

fn named(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), u8::from(month.month()))
}

/// A customer or a kind, with how many end in each of the months.
#[derive(Debug, Clone)]
pub struct CalendarGroup {
    /// The customer's id (empty: nobody's) or the kind; none for all that are rare.
    pub key: Option<String>,
    /// The customer's name.
    pub name: Option<String>,
    /// One number for each of the months.
    pub counts: Vec<u64>,
}

/// A certificate in the list.
#[derive(Debug, Clone)]
pub struct CalendarRow {
    /// The certificate.
    pub id: CertificateId,
    /// Who is named in it, or its name.
    pub name: String,
    /// A code of the message family `kind`.
    pub kind: String,
    /// Whose it is.
    pub customer: Option<(CustomerId, String)>,
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// Whether another has taken its place.
    pub renewed: bool,
}

impl CalendarRow {
    fn status(&self, ctx: &PageContext) -> Status {
        if self.renewed {
            return Status::Superseded;
        }
        Status::of_validity(OffsetDateTime::UNIX_EPOCH, self.ends_at, ctx.now)
    }

    fn other_customer(&self) -> Option<&str> {
        let (_, customer) = self.customer.as_ref()?;
        (customer.to_lowercase() != self.name.to_lowercase()).then_some(customer.as_str())
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct CalendarPage {
    /// What was asked for.
    pub query: CalendarQuery,
    /// The first days of the months that are shown, [`MONTHS`] of them.
    pub months: Vec<Date>,
    /// What there is to choose from.
    pub facets: Facets,
    /// The rows of the table: the most frequent first, the rare ones together at the end.
    pub groups: Vec<CalendarGroup>,
    /// The list: what ends first comes first.
    pub rows: Vec<CalendarRow>,
    /// Where the next page of the list begins.
    pub next_cursor: Option<String>,
}

/// A column of the chart.
struct Column {
    month: Date,
    count: u64,
    height: u64,
    top: u64,
    class: &'static str,
    link: String,
    sentence: String,
}

/// A number in the table.
struct Cell {
    count: u64,
    /// 0 to 4: how dark.
    heat: u64,
    link: String,
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a CalendarPage,
}

impl CalendarPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn total(&self) -> u64 {
        self.groups.iter().flat_map(|group| &group.counts).sum()
    }

    fn of_month(&self, place: usize) -> u64 {
        self.groups.iter().filter_map(|group| group.counts.get(place)).sum()
    }

    fn range(&self, ctx: &PageContext) -> String {
        let (Some(first), Some(last)) = (self.months.first(), self.months.last()) else {
            return String::new();
        };
        ctx.t("calendar-range")
            .with("from", self.month(ctx, *first))
            .with("to", self.month(ctx, *last))
            .to_string()
    }

    fn month(&self, ctx: &PageContext, month: Date) -> String {
        ctx.t("calendar-month")
            .with("month", ctx.month_word(month))
            .with("year", month.year().to_string())
            .to_string()
    }

    /// The first month, as its field has it.
    fn first(&self) -> String {
        self.months.first().copied().map(named).unwrap_or_default()
    }

    fn short(&self, ctx: &PageContext, month: &Date) -> String {
        ctx.month_word(*month)
    }

    fn long(&self, ctx: &PageContext, month: &Date) -> String {
        self.month(ctx, *month)
    }

    fn year(&self, month: &Date) -> String {
        format!("{:02}", month.year() % 100)
    }

    fn columns(&self, ctx: &PageContext) -> Vec<Column> {
        let most = (0..self.months.len()).map(|place| self.of_month(place)).max().unwrap_or(0).max(1);
        let column = |(place, month): (usize, &Date)| {
            let count = self.of_month(place);
            // The tallest bar leaves room for its number, and one among hundreds must still be seen.
            let height = if count == 0 { 0 } else { (count * 85 / most).max(3) };
            let days = (later(*month, 1) - ctx.today()).whole_days();
            let class = match days {
                ..=0 => Status::Expired,
                1..=31 => Status::Within30,
                32..=62 => Status::Within60,
                _ => Status::Later,
            };
            Column {
                month: *month,
                count,
                height,
                top: 100 - height,
                class: class.class(),
                link: self.query.link("/calendar", &[("month", &named(*month))]) + "#list",
                sentence: ctx
                    .t("calendar-column")
                    .with("count", count)
                    .with("month", self.month(ctx, *month))
                    .to_string(),
            }
        };
        self.months.iter().enumerate().map(column).collect()
    }

    fn group_name(&self, ctx: &PageContext, group: &CalendarGroup) -> String {
        match (&group.key, &group.name) {
            (None, _) => ctx.t("calendar-others").to_string(),
            (Some(_), Some(name)) => name.clone(),
            (Some(key), None) if self.query.by_customer() && key.is_empty() => {
                ctx.t("calendar-nobody").to_string()
            }
            (Some(key), None) => ctx.named("kind", key),
        }
    }

    fn cells(&self, group: &CalendarGroup) -> Vec<Cell> {
        let most = self.groups.iter().flat_map(|group| &group.counts).copied().max().unwrap_or(0).max(1);
        let by = if self.query.by_customer() { "customer" } else { "kind" };
        let cell = |(month, count): (&Date, &u64)| {
            let link = match &group.key {
                Some(key) if !key.is_empty() => {
                    self.query.link("/calendar", &[("month", &named(*month)), (by, key)]) + "#list"
                }
                _ => String::new(),
            };
            Cell { count: *count, heat: (count * 4).div_ceil(most), link }
        };
        self.months.iter().zip(&group.counts).map(cell).collect()
    }

    fn sum(&self, group: &CalendarGroup) -> u64 {
        group.counts.iter().sum()
    }

    /// The list, by month.
    fn by_month(&self, ctx: &PageContext) -> Vec<(String, Vec<&CalendarRow>)> {
        let mut months: Vec<(String, Vec<&CalendarRow>)> = Vec::new();
        for row in &self.rows {
            let day = ctx.zone.local(row.ends_at).date();
            let month = self.month(ctx, day);
            match months.last_mut() {
                Some((last, rows)) if *last == month => rows.push(row),
                _ => months.push((month, vec![row])),
            }
        }
        months
    }

    fn moved(&self, months: i32) -> String {
        let first = self.months.first().copied().unwrap_or(Date::MIN);
        self.query.link("/calendar", &[("from", &named(later(first, months))), ("month", "")])
    }

    fn grouped(&self, by: &str) -> String {
        self.query.link("/calendar", &[("by", by)])
    }

    fn all_months(&self) -> String {
        self.query.link("/calendar", &[("month", "")])
    }

    fn export(&self, path: &str) -> String {
        self.query.link(path, &[("by", "")])
    }

    fn next_page(&self) -> Option<String> {
        let cursor = self.next_cursor.as_deref()?;
        Some(self.query.link("/calendar", &[("cursor", cursor)]) + "#list")
    }

    /// The one month that is listed, in words.
    fn chosen_month(&self, ctx: &PageContext) -> Option<String> {
        first_of_month(&self.query.month).map(|month| self.month(ctx, month))
    }

    fn kinds(&self, ctx: &PageContext) -> Vec<(&str, String)> {
        let mut kinds: Vec<_> =
            self.facets.kinds.iter().map(|kind| (kind.as_str(), ctx.named("kind", kind))).collect();
        kinds.sort_by_key(|(_, words)| words.to_lowercase());
        kinds
    }

    fn is_customer(&self, customer: &CustomerId) -> bool {
        self.query.customer == customer.to_string()
    }
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

    proptest! {
        #[test]
        fn a_month_is_read_or_refused(text in "([0-9]{4}-[0-9]{2})|\\PC{0,12}") {
            if let Some(month) = first_of_month(&text) {
                prop_assert_eq!(named(month), text);
            }
        }
    }
}
