//! What ends when, as files for other programs: iCalendar and CSV (`docs/adr/0024-calendar.md`). No I/O.

pub mod csv;
pub mod ical;

pub use ical::{Calendar, Event};

use domain::{Subject, SubjectKind, Zone};
use time::OffsetDateTime;

use crate::alerts::{called, date_words, page};
use crate::i18n::{Locale, Message, has};

/// In what words, and from where on, ends are told.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// The language.
    pub locale: Locale,
    /// The organization's time zone: a certificate ends on a day of it.
    pub zone: &'a Zone,
    /// `https://HOST:PORT`.
    pub origin: &'a str,
    /// The moment at which the file is made, UTC.
    pub now: OffsetDateTime,
}

impl Telling<'_> {
    /// A calendar of this name with these events.
    #[must_use]
    pub fn calendar(&self, organization: &str, events: Vec<Event>) -> Calendar {
        let name =
            Message::new(self.locale, "calendar-file-name").with("organization", organization).to_string();
        Calendar {
            name,
            language: self.locale.tag(),
            host: host(self.origin).to_owned(),
            stamp: self.now,
            events,
        }
    }

    /// The event of an end. `name` is one that may leave the house, `kind` a code of the message family `kind`.
    #[must_use]
    pub fn event(&self, subject: Subject, ends_at: OffsetDateTime, name: &str, kind: &str) -> Event {
        let day = self.zone.local(ends_at).date();
        let message = |key| Message::new(self.locale, key);
        let word = kind_word(self.locale, kind);
        let key = match (subject, ends_at < self.now) {
            (Subject::Certificate(_), true) => "calendar-event-ended",
            (Subject::Certificate(_), false) => "calendar-event-ends",
            (_, true) => "calendar-event-ended-other",
            (_, false) => "calendar-event-ends-other",
        };
        Event {
            id: subject.to_string(),
            day,
            summary: message(key).with("what", called(self.locale, subject, name)).to_string(),
            description: message("calendar-event-text")
                .with("kind", word.as_str())
                .with("date", date_words(self.locale, day))
                .to_string(),
            category: word,
            url: page(self.origin, subject),
        }
    }
}

/// The word for a kind of certificate or file.
#[must_use]
pub fn kind_word(locale: Locale, kind: &str) -> String {
    let key = format!("kind-{}", kind.replace('.', "-"));
    if has(locale, &key) { Message::new(locale, &key).to_string() } else { kind.to_owned() }
}

/// The word for a kind of what ends.
#[must_use]
pub fn subject_word(locale: Locale, kind: SubjectKind) -> String {
    kind_word(locale, kind.as_str())
}

/// The host of an origin, with its port if it has one.
fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}
