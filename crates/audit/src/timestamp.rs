//! The one text form of a moment: RFC 3339, UTC, six fractional digits, `2026-11-22T04:45:47.123456Z`.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// What a reader is told that a moment must look like.
pub(crate) const EXPECTED: &str = "a moment in UTC with six fractional digits, 2026-11-22T04:45:47.123456Z";

/// Reads the form above, from 1970 on; nothing else, so also no leap second.
pub(crate) fn parse(text: &str) -> Option<OffsetDateTime> {
    let shape = b"dddd-dd-ddTdd:dd:dd.ddddddZ";
    let bytes = text.as_bytes();
    let fits = |(byte, want): (&u8, &u8)| if *want == b'd' { byte.is_ascii_digit() } else { byte == want };
    if bytes.len() != shape.len() || !bytes.iter().zip(shape).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let small = |from: usize| u8::try_from(number(from, from + 2)?).ok();
    let year = i32::try_from(number(0, 4)?).ok().filter(|year| *year >= 1970)?;
    let date = Date::from_calendar_date(year, Month::try_from(small(5)?).ok()?, small(8)?).ok()?;
    let time = Time::from_hms_micro(small(11)?, small(14)?, small(17)?, number(20, 26)?).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_utc())
}

/// Writes the form above; `None` for a moment that it cannot say: before 1970, after 9999, or with a fraction of a
/// microsecond.
pub(crate) fn format(moment: OffsetDateTime) -> Option<String> {
    let utc = moment.checked_to_offset(UtcOffset::UTC)?;
    if !(1970..=9999).contains(&utc.year()) || utc.nanosecond() % 1_000 != 0 {
        return None;
    }
    let (year, month, day) = utc.to_calendar_date();
    let (hour, minute, second, micro) = utc.to_hms_micro();
    let month = u8::from(month);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_microsecond_round_trips(micros in 0_i64..253_402_300_800_000_000) {
            let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).unwrap();
            prop_assert_eq!(parse(&format(moment).unwrap()), Some(moment));
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "2026-11-22T04:45:47.12345Z",
            "2026-11-22T04:45:47.1234567Z",
            "2026-11-22T04:45:47Z",
            "2026-11-22t04:45:47.123456Z",
            "2026-11-22 04:45:47.123456Z",
            "2026-11-22T04:45:47.123456z",
            "2026-11-22T04:45:47.123456+00:00",
            "2026-11-22T04:45:60.123456Z",
            "2026-11-22T24:00:00.000000Z",
            "2026-02-29T04:45:47.123456Z",
            "2026-13-01T04:45:47.123456Z",
            "1969-12-31T23:59:59.999999Z",
            "2026-11-22T04:45:4\u{e9}.12345Z",
            "+026-11-22T04:45:47.123456Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(format(OffsetDateTime::UNIX_EPOCH + time::Duration::nanoseconds(1)), None);
        assert_eq!(format(OffsetDateTime::UNIX_EPOCH - time::Duration::microseconds(1)), None);
    }
}
