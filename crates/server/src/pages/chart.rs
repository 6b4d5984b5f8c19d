//! The chart of what expires when: columns of numbers, each of which leads to its place in the calendar.

use time::{Date, Duration, Month};

use super::{PageContext, Status, query};

/// The length of the chart's periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Period {
    /// Seven days that begin today, for the next twelve weeks.
    Week,
    /// Calendar months, this one and the next eleven.
    #[default]
    Month,
}

impl Period {
    /// The period that a query names; months when it names none.
    #[must_use]
    pub fn from_query(value: Option<&str>) -> Self {
        if value == Some("week") { Self::Week } else { Self::Month }
    }

    /// How many periods the chart has.
    pub const COUNT: usize = 12;

    /// First and last day of the chart's periods, when today is `today`: what to count.
    #[must_use]
    pub fn ranges(self, today: Date) -> Vec<(Date, Date)> {
        match self {
            Self::Week => (0..12).map(|week| weeks_from(today, week)).collect(),
            Self::Month => months_from(today),
        }
    }
}

fn weeks_from(today: Date, week: i64) -> (Date, Date) {
    let first = today.saturating_add(Duration::weeks(week));
    (first, first.saturating_add(Duration::days(6)))
}

/// The first range begins today, not on the first of the month: what ended on the days before is not expected any more.
fn months_from(today: Date) -> Vec<(Date, Date)> {
    let mut ranges = Vec::with_capacity(Period::COUNT);
    let (mut year, mut month, mut first) = (today.year(), today.month(), today);
    for _ in 0..Period::COUNT {
        let last = Date::from_calendar_date(year, month, month.length(year)).unwrap_or(first);
        ranges.push((first, last));
        if month == Month::December {
            year += 1;
        }
        month = month.next();
        first = last.saturating_add(Duration::DAY);
    }
    ranges
}

/// How many things end in each period.
#[derive(Debug, Clone, Default)]
pub struct Schedule {
    /// The length of the periods.
    pub period: Period,
    /// The numbers, one for each of [`Period::ranges`].
    pub counts: Vec<u64>,
}

/// One column, ready to be drawn.
pub(super) struct Column {
    pub(super) count: u64,
    /// Height of the bar, 0 to 85 hundredths of the chart.
    pub(super) height: u64,
    /// 100 less the height: where the bar begins, from the top.
    pub(super) top: u64,
    pub(super) label: String,
    pub(super) sublabel: String,
    pub(super) range: String,
    pub(super) sentence: String,
    pub(super) link: String,
    pub(super) class: &'static str,
}

impl Schedule {
    /// Whether anything expires in the time that the chart shows.
    pub(super) fn is_empty(&self) -> bool {
        self.counts.iter().all(|count| *count == 0)
    }

    pub(super) fn is_weekly(&self) -> bool {
        self.period == Period::Week
    }

    pub(super) fn columns(&self, ctx: &PageContext) -> Vec<Column> {
        let most = self.counts.iter().copied().max().unwrap_or(0).max(1);
        let ranges = self.period.ranges(ctx.today());
        ranges
            .into_iter()
            .zip(&self.counts)
            .map(|(range, count)| self.column(ctx, range, *count, most))
            .collect()
    }

    fn column(&self, ctx: &PageContext, (first, last): (Date, Date), count: u64, most: u64) -> Column {
        // The tallest bar leaves room for its number, and a single certificate among hundreds must still be seen.
        let height = if count == 0 { 0 } else { (count * 85 / most).max(3) };
        let (label, sublabel) = match self.period {
            Period::Week => (first.day().to_string(), ctx.month_word(first)),
            Period::Month => (ctx.month_word(first), format!("{:02}", first.year() % 100)),
        };
        let range = ctx.range_words(first, last);
        let sentence = ctx.t("chart-column").with("count", count).with("range", &range).to_string();
        let link = format!(
            "/calendar?{}#list",
            query(&[("since", &first.to_string()), ("until", &last.to_string())])
        );
        let class = urgency((last - ctx.today()).whole_days()).class();
        Column { count, height, top: 100 - height, label, sublabel, range, sentence, link, class }
    }
}

/// The colour of a period is that of its last day.
fn urgency(days: i64) -> Status {
    match days {
        ..=7 => Status::Within7,
        8..=30 => Status::Within30,
        31..=60 => Status::Within60,
        _ => Status::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn periods_touch_and_do_not_overlap() {
        for today in [date!(2026 - 11 - 22), date!(2024 - 01 - 31), date!(2026 - 12 - 31)] {
            for period in [Period::Week, Period::Month] {
                let ranges = period.ranges(today);
                assert_eq!(ranges.len(), Period::COUNT);
                assert_eq!(ranges[0].0, today);
                for pair in ranges.windows(2) {
                    assert_eq!(pair[0].1.next_day().unwrap(), pair[1].0, "{today} {period:?}");
                }
            }
        }
    }
}
