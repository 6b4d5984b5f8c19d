//! Days as people write them into tables. Which of two numbers is the month is never guessed: a column says it by a day after the 12th,
//! or whoever imports it does.

use domain::ticket::parse_day;
use time::{Date, Month};

/// Which number comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// 31/01/2026.
    DayFirst,
    /// 01/31/2026.
    MonthFirst,
}

/// Why a text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoDay {
    /// It is none of the years 1900 to 2199.
    Malformed,
    /// The day could be the month.
    Ambiguous,
}

/// Three numbers, the last of them a year of four digits.
fn numbers(text: &str) -> Option<[u16; 3]> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let [first, second, year] = parts.try_into().ok()?;
    let number = |digits: &str, most: usize| {
        let fine = (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        fine.then(|| digits.parse::<u16>().ok())?
    };
    Some([number(first, 2)?, number(second, 2)?, number(year, 4).filter(|year| (1900..2200).contains(year))?])
}

/// What a day of the table gives away about all of them.
pub(super) fn order_of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<DayOrder> {
    let (mut day_first, mut month_first) = (false, false);
    for [first, second, _] in texts.filter_map(numbers) {
        day_first |= first > 12;
        month_first |= second > 12;
    }
    match (day_first, month_first) {
        (true, false) => Some(DayOrder::DayFirst),
        (false, true) => Some(DayOrder::MonthFirst),
        _ => None,
    }
}

/// The day that a text names.
pub(super) fn day(text: &str, order: Option<DayOrder>) -> Result<Date, NoDay> {
    // Excel's dates come as 2026-11-30, with a time when the cell has one.
    let iso = text.split_once('T').map_or(text, |(day, _)| day).replace('/', "-");
    if let Some(day) = parse_day(&iso) {
        return Ok(day);
    }
    let [first, second, year] = numbers(text).ok_or(NoDay::Malformed)?;
    let (day, month) = match order {
        _ if first == second => (first, second),
        Some(DayOrder::DayFirst) => (first, second),
        Some(DayOrder::MonthFirst) => (second, first),
        None if first > 12 => (first, second),
        None if second > 12 => (second, first),
        None => return Err(NoDay::Ambiguous),
    };
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let date = month.zip(u8::try_from(day).ok());
    date.and_then(|(month, day)| Date::from_calendar_date(i32::from(year), month, day).ok())
        .ok_or(NoDay::Malformed)
}

#[cfg(test)]
mod tests {
    use domain::ticket::day_text;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, order: Option<DayOrder>) -> Result<String, NoDay> {
        day(text, order).map(day_text)
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let day_first = Some(DayOrder::DayFirst);
        for text in
            ["2026-01-31", "2026/01/31", "2026-01-31T09:30:00", "31/01/2026", "31.1.2026", "31-01-2026"]
        {
            assert_eq!(read(text, day_first).as_deref(), Ok("2026-01-31"), "{text}");
        }
        assert_eq!(read("01/02/2026", day_first).as_deref(), Ok("2026-02-01"));
        assert_eq!(read("01/02/2026", Some(DayOrder::MonthFirst)).as_deref(), Ok("2026-01-02"));
        assert_eq!(read("01/02/2026", None), Err(NoDay::Ambiguous));
        assert_eq!(read("03/03/2026", None).as_deref(), Ok("2026-03-03"));
        assert_eq!(read("01/31/2026", None).as_deref(), Ok("2026-01-31"));
        for text in ["", "31/31/2026", "31/01/26", "soon", "1/2", "1/2/3/2026", "30/02/2026", "01/31/2026"] {
            assert_eq!(read(text, day_first), Err(NoDay::Malformed), "{text}");
        }
    }

    #[test]
    fn one_day_after_the_twelfth_says_which_number_is_the_month() {
        let order = |texts: &[&str]| order_of(texts.iter().copied());
        assert_eq!(order(&["01/02/2026", "31/01/2026", "2026-01-31"]), Some(DayOrder::DayFirst));
        assert_eq!(order(&["01/02/2026", "1/13/2026"]), Some(DayOrder::MonthFirst));
        assert_eq!(order(&["01/02/2026"]), None);
        assert_eq!(order(&["13/01/2026", "01/13/2026"]), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9/.T-]{0,14}|\\PC{0,20}") {
            let _ = (day(&text, None), order_of([text.as_str()].into_iter()));
        }
    }
}
