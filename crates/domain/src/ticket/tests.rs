use std::fmt::Write;

use proptest::prelude::*;
use time::macros::date;

use super::*;

/// The table that reviewers read: what can be done where, and where it leads.
#[test]
fn steps_of_a_life() {
    let mut table = format!("{:<11}", "");
    for act in TicketAct::ALL {
        write!(table, " {:<10}", act.as_str()).unwrap();
    }
    table.push('\n');
    for state in TicketState::ALL {
        write!(table, "{:<11}", state.as_str()).unwrap();
        for act in TicketAct::ALL {
            let to = match state.after(*act) {
                Some(to) => to.as_str(),
                None if state.allows(*act) => "(gone)",
                None => "-",
            };
            write!(table, " {to:<10}").unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    insta::assert_snapshot!(table);
}

#[test]
fn words_are_read_as_they_are_written() {
    for state in TicketState::ALL {
        assert_eq!(TicketState::from_word(state.as_str()), Some(*state));
    }
    assert_eq!(TicketState::from_word("Approved"), None);
}

#[test]
fn the_first_and_the_last_day_count() {
    let at = |today| {
        TicketState::Approved.status(Some(date!(2026 - 01 - 10)), Some(date!(2026 - 06 - 30)), 30, today)
    };
    assert_eq!(at(date!(2026 - 01 - 09)), TicketStatus::NotYetValid);
    assert_eq!(at(date!(2026 - 01 - 10)), TicketStatus::Valid);
    assert_eq!(at(date!(2026 - 05 - 30)), TicketStatus::Valid);
    assert_eq!(at(date!(2026 - 05 - 31)), TicketStatus::Expiring);
    assert_eq!(at(date!(2026 - 06 - 30)), TicketStatus::Expiring);
    assert_eq!(at(date!(2026 - 07 - 01)), TicketStatus::Expired);
    for state in TicketState::ALL.iter().filter(|state| **state != TicketState::Approved) {
        let status = state.status(None, Some(date!(2026 - 06 - 30)), 30, date!(2030 - 01 - 01));
        assert_eq!(status.as_str(), state.as_str(), "dates make nothing of what is not approved");
        assert!(!status.is_good());
    }
}

#[test]
fn without_an_end_it_is_good_for_ever() {
    let status = TicketState::Approved.status(None, None, 60, date!(2199 - 12 - 31));
    assert_eq!(status, TicketStatus::Valid);
    assert!(status.is_good());
}

#[test]
fn months_end_where_the_calendar_does() {
    assert_eq!(months_after(date!(2026 - 03 - 15), 36), Some(date!(2029 - 03 - 15)));
    assert_eq!(months_after(date!(2024 - 01 - 31), 1), Some(date!(2024 - 02 - 29)));
    assert_eq!(months_after(date!(2024 - 02 - 29), 12), Some(date!(2025 - 02 - 28)));
    assert_eq!(months_after(date!(2026 - 12 - 31), 2), Some(date!(2027 - 02 - 28)));
    assert_eq!(months_after(date!(2026 - 01 - 31), i32::MAX), None);
}

#[test]
fn days_are_read_strictly() {
    assert_eq!(parse_day("2026-11-30"), Some(date!(2026 - 11 - 30)));
    assert_eq!(parse_day("2026-11-30T23:59:59-07:00"), Some(date!(2026 - 11 - 30)));
    for text in [
        "",
        "2026",
        "2026-11",
        "2026-11-31",
        "2026-13-01",
        "26-11-30",
        "2026-1-1",
        "2026-11-30x",
        "30-11-2026",
        "1899-12-31",
        "2200-01-01",
        "2026-11-30T",
        "2026-11-30T25:00:00Z",
        "2026-+1-01",
        "２０２６-11-30",
        "2026-11-30 ",
    ] {
        assert_eq!(parse_day(text), None, "{text:?}");
    }
}

proptest! {
    #[test]
    fn a_day_is_read_as_it_was_written(ordinal in 1_u16..=366, year in 1900..2200) {
        if let Ok(day) = Date::from_ordinal_date(year, ordinal) {
            prop_assert_eq!(parse_day(&day_text(day)), Some(day));
        }
    }

    #[test]
    fn any_text_is_read_without_panic_and_canonically(text in "\\PC{0,40}|[0-9T:Z+-]{0,30}") {
        if let Some(day) = parse_day(&text) {
            prop_assert!(text.starts_with(&day_text(day)));
        }
    }

    #[test]
    fn what_ends_later_is_worth_no_less(days in -400_i32..400, more in 0_i32..400, renewal in 0_i32..365) {
        let today = date!(2026 - 11 - 30);
        let end = |days: i32| Date::from_julian_day(today.to_julian_day() + days).ok();
        let rank = |end| match TicketState::Approved.status(None, end, renewal, today) {
            TicketStatus::Expired => 0,
            TicketStatus::Expiring => 1,
            _ => 2,
        };
        prop_assert!(rank(end(days)) <= rank(end(days + more)));
        prop_assert!(rank(end(days)) <= rank(None));
    }

    #[test]
    fn more_months_are_never_earlier(ordinal in 1_u16..=365, months in 0..600) {
        let from = Date::from_ordinal_date(2026, ordinal).unwrap();
        let (one, next) = (months_after(from, months).unwrap(), months_after(from, months + 1).unwrap());
        prop_assert!(from <= one && one < next);
    }
}
