//! iCalendar (RFC 5545, with names of RFC 7986): a calendar of days.

use time::{Date, OffsetDateTime, UtcOffset};

/// The most octets of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// How often a reader should ask again.
const REFRESH: &str = "PT6H";

/// A calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// What a reader's list of calendars shows.
    pub name: String,
    /// The language of its texts (RFC 5646).
    pub language: &'static str,
    /// The right side of its events' ids.
    pub host: String,
    /// When it was made, UTC.
    pub stamp: OffsetDateTime,
    /// What is in it.
    pub events: Vec<Event>,
}

/// Something of a whole day.
#[derive(Debug, Clone)]
pub struct Event {
    /// The left side of its id: the same whenever the same thing is told of.
    pub id: String,
    /// The day.
    pub day: Date,
    /// What is shown.
    pub summary: String,
    /// What is shown to who looks closer.
    pub description: String,
    /// What kind of thing it is.
    pub category: String,
    /// Where there is more of it: an absolute URL.
    pub url: String,
}

impl Calendar {
    /// The file. Lines end in CRLF.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = String::new();
        let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}:{value}"));
        let (name, stamp) = (text(&self.name), utc(self.stamp));
        line("BEGIN", "VCALENDAR");
        line("VERSION", "2.0");
        line("PRODID", "-//Credenza//Ends//EN");
        line("CALSCALE", "GREGORIAN");
        line("METHOD", "PUBLISH");
        line("NAME", &name);
        line("X-WR-CALNAME", &name);
        line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        line("X-PUBLISHED-TTL", REFRESH);
        for event in &self.events {
            line("BEGIN", "VEVENT");
            line("UID", &text(&format!("{}@{}", event.id, self.host)));
            line("DTSTAMP", &stamp);
            line("DTSTART;VALUE=DATE", &day(event.day));
            line("DTEND;VALUE=DATE", &day(event.day.next_day().unwrap_or(event.day)));
            line(&format!("SUMMARY;LANGUAGE={}", self.language), &text(&event.summary));
            line(&format!("DESCRIPTION;LANGUAGE={}", self.language), &text(&event.description));
            line("CATEGORIES", &text(&event.category));
            line("URL", &uri(&event.url));
            line("CLASS", "PRIVATE");
            // Who looks when somebody has time is not told that these days are taken.
            line("TRANSP", "TRANSPARENT");
            line("END", "VEVENT");
        }
        if self.events.is_empty() {
            // A calendar has one component at least (RFC 5545, 3.6).
            for (name, value) in [
                ("BEGIN", "VTIMEZONE"),
                ("TZID", "UTC"),
                ("BEGIN", "STANDARD"),
                ("DTSTART", "19700101T000000"),
                ("TZOFFSETFROM", "+0000"),
                ("TZOFFSETTO", "+0000"),
                ("END", "STANDARD"),
                ("END", "VTIMEZONE"),
            ] {
                line(name, value);
            }
        }
        line("END", "VCALENDAR");
        out
    }
}

/// A text as a value (RFC 5545, 3.3.11). Control characters, which it may not have, are left out.
fn text(raw: &str) -> String {
    let mut value = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// A URL as a value: as it is (RFC 5545, 3.3.13), in one line.
fn uri(raw: &str) -> String {
    raw.chars().filter(char::is_ascii_graphic).collect()
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), u8::from(date.month()), date.day())
}

fn utc(moment: OffsetDateTime) -> String {
    let moment = moment.to_offset(UtcOffset::UTC);
    let (hour, minute, second) = moment.to_hms();
    format!("{}T{hour:02}{minute:02}{second:02}Z", day(moment.date()))
}

/// A content line, folded between characters (RFC 5545, 3.1).
fn fold(out: &mut String, line: &str) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::{date, datetime};

    use super::*;

    fn calendar(events: Vec<Event>) -> Calendar {
        Calendar {
            name: "Gestoría, S.L.; norte".into(),
            language: "es",
            host: "certs.test".into(),
            stamp: datetime!(2026-11-22 18:04:05 +02:00),
            events,
        }
    }

    fn event(summary: &str) -> Event {
        Event {
            id: "crt_01h455vb4pex5vsknk084sn02q".into(),
            day: date!(2026 - 12 - 31),
            summary: summary.into(),
            description: "Vence.\nSe renueva: \\ aquí".into(),
            category: "e.firma".into(),
            url: "https://certs.test/certificates/crt_x".into(),
        }
    }

    /// The content lines, unfolded: what a reader sees.
    fn unfold(file: &str) -> Vec<String> {
        assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']));
        assert!(file.split("\r\n").all(|line| line.len() <= LINE), "longer than 75 octets");
        file.replace("\r\n ", "").trim_end().split("\r\n").map(str::to_owned).collect()
    }

    fn untext(value: &str) -> String {
        let (mut text, mut chars) = (String::new(), value.chars());
        while let Some(c) = chars.next() {
            match c {
                '\\' => text.push(match chars.next().expect("something is escaped") {
                    'n' | 'N' => '\n',
                    c => c,
                }),
                c => {
                    assert!(![',', ';'].contains(&c), "not escaped: {value}");
                    text.push(c);
                }
            }
        }
        text
    }

    #[test]
    fn a_calendar_is_written_as_rfc_5545_has_it() {
        let lines = unfold(&calendar(vec![event("María, S.A.: vence")]).write());
        for line in [
            "VERSION:2.0",
            "X-WR-CALNAME:Gestoría\\, S.L.\\; norte",
            "UID:crt_01h455vb4pex5vsknk084sn02q@certs.test",
            "DTSTAMP:20261122T160405Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY;LANGUAGE=es:María\\, S.A.: vence",
            "DESCRIPTION;LANGUAGE=es:Vence.\\nSe renueva: \\\\ aquí",
            "URL:https://certs.test/certificates/crt_x",
        ] {
            assert!(lines.iter().any(|have| have == line), "{line} is not in {lines:#?}");
        }
        assert_eq!((lines[0].as_str(), lines.last().unwrap().as_str()), ("BEGIN:VCALENDAR", "END:VCALENDAR"));
    }

    #[test]
    fn an_empty_one_has_a_component_too() {
        let lines = unfold(&calendar(vec![]).write());
        assert!(lines.contains(&"BEGIN:VTIMEZONE".into()) && !lines.contains(&"BEGIN:VEVENT".into()));
    }

    proptest! {
        #[test]
        fn no_text_breaks_out_of_its_line(summary in "(\\PC|[\r\n\t\u{0}\u{7f};,:\\\\]){0,120}") {
            let lines = unfold(&calendar(vec![event(&summary)]).write());
            let alone = unfold(&calendar(vec![event("x")]).write());
            prop_assert_eq!(lines.len(), alone.len());
            let shown = lines.iter().find_map(|line| line.strip_prefix("SUMMARY;LANGUAGE=es:")).unwrap();
            let kept: String = summary.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            prop_assert_eq!(untext(shown), kept);
        }
    }
}
