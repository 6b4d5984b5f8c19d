//! Days as spreadsheets count them (ECMA-376, part 1, section 18.17.4).

/// Days from 1 March of the year 0 to 30 December 1899, the day 0 of the system that counts 1900 as a leap year.
const DAY_ZERO: i64 = 693_899;
/// How much later the other system begins: 1 January 1904.
const SINCE_1904: f64 = 1462.0;
/// 31 December 9999.
const LAST: f64 = 2_958_465.0;

/// A serial number as a date (`2026-11-30`), with its time when it has one (`2026-11-30T09:30:00`); as a time alone below 1.
/// `None` when no spreadsheet would show it as a date.
pub(super) fn from_serial(serial: f64, from_1904: bool) -> Option<String> {
    let serial = if from_1904 { serial + SINCE_1904 } else { serial };
    if !(0.0..=LAST + 1.0).contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "within a few million days")]
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    if days == 0 {
        return Some(time);
    }
    // Below 60 the other system is one day off, because it believes in 29 February 1900; nobody writes such days.
    let (year, month, day) = civil(days + DAY_ZERO);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if second == 0 { date } else { format!("{date}T{time}") })
}

/// The day that is so many days after 1 March of the year 0 (proleptic Gregorian).
fn civil(days: i64) -> (i64, i64, i64) {
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::from_serial;

    #[test]
    fn days_are_those_that_spreadsheets_show() {
        // As LibreOffice shows them.
        for (serial, shown) in [
            (61.0, "1900-03-01"),
            (25_569.0, "1970-01-01"),
            (36_585.0, "2000-02-29"),
            (46_356.0, "2026-11-30"),
            (46_356.395_833_333_336, "2026-11-30T09:30:00"),
            (0.5, "12:00:00"),
            (2_958_465.0, "9999-12-31"),
        ] {
            assert_eq!(from_serial(serial, false).as_deref(), Some(shown));
        }
        assert_eq!(from_serial(44_894.0, true).as_deref(), Some("2026-11-30"));
        for serial in [-1.0, 3e6, f64::NAN, f64::INFINITY] {
            assert_eq!(from_serial(serial, false), None);
        }
    }
}
