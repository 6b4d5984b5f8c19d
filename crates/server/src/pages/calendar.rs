//! The calendar: what ends when, of whatever kind, in a chart, a table of months and a list.

use askama::Template;
use domain::{Permission, Subject, SubjectKind};
use time::{Date, OffsetDateTime};

use super::calendar_query::{CalendarQuery, GROUPINGS, SPANS, STATUSES, first_of_month, later, named};
use super::{PageContext, Status, render};

/// What there is to choose from: as much as the viewer may know of.
#[derive(Debug, Clone, Default)]
pub struct CalendarFacets {
    /// Customers, by name: id and name.
    pub customers: Vec<(String, String)>,
    /// Crews, by name: id and name.
    pub crews: Vec<(String, String)>,
    /// Codes of the message family `kind`, of certificates.
    pub kinds: Vec<String>,
    /// Types of tickets, by name: id and name.
    pub ticket_types: Vec<(String, String)>,
}

/// A row of the table, with how many end in each of the months.
#[derive(Debug, Clone)]
pub struct CalendarGroup {
    /// What the filter calls it (empty: nobody's); none for all that are rare.
    pub key: Option<String>,
    /// Its name, if it has one of its own.
    pub name: Option<String>,
    /// One number for each of the months.
    pub counts: Vec<u64>,
}

/// An end in the list.
#[derive(Debug, Clone)]
pub struct CalendarRow {
    /// What ends.
    pub subject: Subject,
    /// What it is called.
    pub name: String,
    /// Whose it is, and of what kind.
    pub details: Vec<String>,
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// A code of the message family `alerts-state`.
    pub state: String,
}

impl CalendarRow {
    fn is_over(&self) -> bool {
        matches!(self.state.as_str(), "superseded" | "closed")
    }

    fn status(&self, ctx: &PageContext) -> Status {
        if self.is_over() {
            return Status::Superseded;
        }
        Status::of_validity(OffsetDateTime::UNIX_EPOCH, self.ends_at, ctx.now)
    }

    fn href(&self) -> String {
        crate::alerts::page("", self.subject)
    }

    /// What becomes of it, when it is neither told nor waits to be.
    fn state_word(&self, ctx: &PageContext) -> Option<String> {
        let shown = !matches!(self.state.as_str(), "open" | "quiet");
        shown.then(|| ctx.named("alerts-state", &self.state))
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct CalendarPage {
    /// What was asked for.
    pub query: CalendarQuery,
    /// The first days of the months that are shown.
    pub months: Vec<Date>,
    /// What there is to choose from.
    pub facets: CalendarFacets,
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
                link: self.month_link(*month, None),
                sentence: ctx
                    .t("calendar-column")
                    .with("count", count)
                    .with("month", self.month(ctx, *month))
                    .to_string(),
            }
        };
        self.months.iter().enumerate().map(column).collect()
    }

    /// The list of one month, and of what a group's filter calls this.
    fn month_link(&self, month: Date, group: Option<(&str, &str)>) -> String {
        let month = named(month);
        let mut changes = vec![("month", month.as_str()), ("since", ""), ("until", "")];
        changes.extend(group);
        self.query.link("/calendar", &changes) + "#list"
    }

    fn group_name(&self, ctx: &PageContext, group: &CalendarGroup) -> String {
        let by = self.query.grouping();
        match (&group.key, &group.name) {
            (None, _) => ctx.t("calendar-others").to_string(),
            (Some(_), Some(name)) => name.clone(),
            (Some(key), None) if key.is_empty() => ctx.named("calendar-without", by),
            (Some(key), None) if by == "subject" => ctx.named("alerts-kind", key),
            (Some(key), None) => ctx.named("kind", key),
        }
    }

    fn cells(&self, group: &CalendarGroup) -> Vec<Cell> {
        let most = self.groups.iter().flat_map(|group| &group.counts).copied().max().unwrap_or(0).max(1);
        // A worker's tickets are on his own page.
        let filter = match self.query.grouping() {
            "" => "kind",
            "worker" => "",
            other => other,
        };
        let cell = |(month, count): (&Date, &u64)| {
            let link = match &group.key {
                Some(key) if !key.is_empty() && !filter.is_empty() => {
                    self.month_link(*month, Some((filter, key)))
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

    /// As many months later, or before, as are shown.
    fn moved(&self, forward: bool) -> String {
        let first = self.months.first().copied().unwrap_or(Date::MIN);
        let months = i32::try_from(self.query.span()).unwrap_or(0);
        let first = named(later(first, if forward { months } else { -months }));
        self.query.link("/calendar", &[("from", &first), ("month", ""), ("since", ""), ("until", "")])
    }

    /// What the table can be by, as far as the viewer sees of it: word, link, and whether it is.
    fn groupings(&self, ctx: &PageContext) -> Vec<(String, String, bool)> {
        let (certificates, workers) = (ctx.may(Permission::CertificateRead), ctx.may(Permission::WorkerRead));
        GROUPINGS
            .into_iter()
            .filter(|by| match *by {
                "customer" => certificates,
                "crew" | "worker" => workers,
                _ => true,
            })
            .map(|by| {
                let word = ctx.named("calendar-by", if by.is_empty() { "type" } else { by });
                (word, self.query.link("/calendar", &[("by", by)]), by == self.query.grouping())
            })
            .collect()
    }

    /// The head of the table's first column.
    fn group_head(&self, ctx: &PageContext) -> String {
        let by = self.query.grouping();
        ctx.named("calendar-head", if by.is_empty() { "type" } else { by })
    }

    fn all_months(&self) -> String {
        self.query.link("/calendar", &[("month", ""), ("since", ""), ("until", "")])
    }

    fn export(&self, path: &str) -> String {
        self.query.link(path, &[("by", "")])
    }

    fn next_page(&self) -> Option<String> {
        let cursor = self.next_cursor.as_deref()?;
        Some(self.query.link("/calendar", &[("cursor", cursor)]) + "#list")
    }

    /// The one month, or the days, that are listed, in words.
    fn chosen(&self, ctx: &PageContext) -> Option<String> {
        if let Some((first, last)) = self.query.days() {
            return Some(ctx.range_words(first, last));
        }
        first_of_month(&self.query.month).map(|month| self.month(ctx, month))
    }

    fn spans(&self, ctx: &PageContext) -> Vec<(usize, String, bool)> {
        let word = |span| ctx.t("calendar-span").with("count", span as u64).to_string();
        SPANS.into_iter().map(|span| (span, word(span), span == self.query.span())).collect()
    }

    /// The kinds of subject that the viewer may see.
    fn subjects(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let permissions = ctx.viewer.as_ref().map(|viewer| viewer.permissions).unwrap_or_default();
        let seen = SubjectKind::ALL.into_iter().filter(|kind| kind.is_read_by(permissions));
        seen.map(|kind| (kind.as_str(), ctx.named("alerts-kind", kind.as_str()))).collect()
    }

    fn statuses(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let word = |status| match status {
            "ended" => ctx.t("calendar-ended").to_string(),
            "ahead" => ctx.t("calendar-ahead").to_string(),
            state => ctx.named("alerts-state", state),
        };
        STATUSES.into_iter().map(|status| (status, word(status))).collect()
    }

    /// Certificates' kinds, by their words.
    fn kinds(&self, ctx: &PageContext) -> Vec<(&str, String)> {
        let mut kinds: Vec<_> =
            self.facets.kinds.iter().map(|kind| (kind.as_str(), ctx.named("kind", kind))).collect();
        kinds.sort_by_key(|(_, words)| words.to_lowercase());
        kinds
    }
}
