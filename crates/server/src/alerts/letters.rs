//! What people are told, in their own language: what ends when, and where to see to it.

use domain::{Subject, Zone};
use store::{AlertLink, AlertRecipient, DigestLine, Ending};
use time::{Date, OffsetDateTime};

use crate::auth::alert_link::AlertLinks;
use crate::i18n::{Locale, Message};
use crate::mail::{Content, EndingKind, EndingLine, Letter, Link};

/// The most characters that a mail shows of a name.
const NAME: usize = 120;

/// The most lines of a digest; the page has all.
const LINES: usize = 40;

/// The most bytes of these lines as they lie in the queue, which takes 16 KiB of a letter: forty long names in a script of three bytes a
/// character are more.
const LINES_BYTES: usize = 10 * 1024;

/// Who reads it, and when it is written.
pub(super) struct Reader<'a> {
    pub(super) recipient: &'a AlertRecipient,
    pub(super) links: &'a AlertLinks,
    pub(super) at: OffsetDateTime,
}

impl Reader<'_> {
    fn locale(&self) -> Locale {
        Locale::from_tag(&self.recipient.locale).unwrap_or_default()
    }

    fn line(&self, ending: &Ending, zone: &Zone) -> EndingLine {
        EndingLine {
            what: called(self.locale(), ending.subject, &ending.called),
            date: date_words(self.locale(), zone.local(ending.ends_at).date()),
            days: zone.days_between(self.at, ending.ends_at),
            unanswered: None,
        }
    }

    fn letter(&self, content: Content) -> Letter {
        Letter {
            to: self.recipient.email.clone(),
            name: Some(self.recipient.name.clone()),
            locale: self.locale(),
            sender: Some(self.recipient.org),
            content,
        }
    }

    fn unsubscribe(&self, origin: &str) -> Link {
        let token = self.links.unsubscribe(self.recipient.org, self.recipient.member);
        Link::new(format!("{origin}/alerts/unsubscribe?token={token}"))
    }
}

/// A name, cut to what a mail shows of it.
pub(crate) fn cut(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

/// What something is called in a language: with a word for what it is, where its name alone would not say so.
pub(crate) fn called(locale: Locale, subject: Subject, name: &str) -> String {
    let key = match subject {
        Subject::Certificate(_) | Subject::Ticket(_) => return cut(name),
        Subject::Invitation(_) => "alert-called-invitation",
        Subject::ApiToken(_) => "alert-called-api_token",
        Subject::Kek(_) => "alert-called-kek",
    };
    Message::new(locale, key).with("what", cut(name)).to_string()
}

/// The page on which something is seen to, below `origin`.
pub(crate) fn page(origin: &str, subject: Subject) -> String {
    match subject {
        Subject::Certificate(id) => format!("{origin}/certificates/{id}"),
        other => format!("{origin}/alerts/{other}"),
    }
}

/// A day in the words of a language.
pub(crate) fn date_words(locale: Locale, date: Date) -> String {
    Message::new(locale, "date")
        .with("day", u32::from(date.day()))
        .with("month", u32::from(u8::from(date.month())))
        .with("year", date.year().to_string())
        .to_string()
}

/// A mail about one end. `acts`: whether its reader may decide about it.
pub(super) fn one(
    reader: &Reader<'_>,
    kind: EndingKind,
    ending: &Ending,
    (step, acts): (i32, bool),
    zone: &Zone,
    origin: &str,
) -> Letter {
    let link = AlertLink {
        org: ending.org,
        member: reader.recipient.member,
        subject: ending.subject.uuid(),
        ends_at: ending.ends_at,
        step,
    };
    // Who sees to a revoked certificate does so in the page: there is no step to acknowledge.
    let decide = (acts && kind != EndingKind::Revocation).then(|| {
        let token = reader.links.decide(&link, reader.at);
        Link::new(format!("{origin}/alerts/decide?token={token}"))
    });
    reader.letter(Content::Ending {
        why: kind,
        about: Some(ending.subject.kind().as_str().to_owned()),
        organization: ending.organization.clone(),
        lines: vec![reader.line(ending, zone)],
        more: 0,
        page: page(origin, ending.subject),
        decide,
        unsubscribe: reader.unsubscribe(origin),
    })
}

/// A mail about all that became due since the last one, at least one line.
pub(super) fn digest(reader: &Reader<'_>, lines: &[DigestLine], origin: &str) -> Letter {
    let zone = lines.first().and_then(|line| Zone::named(&line.ending.time_zone).ok()).unwrap_or(Zone::UTC);
    let line = |line: &DigestLine| {
        let since = line.unanswered_since.map(|since| date_words(reader.locale(), zone.local(since).date()));
        EndingLine { unanswered: since, ..reader.line(&line.ending, &zone) }
    };
    let shown = within(lines.iter().take(LINES).map(line));
    let unanswered = lines.iter().all(|line| line.unanswered_since.is_some());
    reader.letter(Content::Ending {
        why: if unanswered { EndingKind::Unanswered } else { EndingKind::Digest },
        about: lines
            .iter()
            .all(|line| line.ending.subject.certificate().is_some())
            .then(|| domain::SubjectKind::Certificate.as_str().to_owned()),
        organization: lines.first().map(|line| line.ending.organization.clone()).unwrap_or_default(),
        more: u32::try_from(lines.len().saturating_sub(shown.len())).unwrap_or(u32::MAX),
        lines: shown,
        // What nobody answers about is at no step of a ladder: the first page has it.
        page: if unanswered { format!("{origin}/") } else { format!("{origin}/alerts") },
        decide: None,
        unsubscribe: reader.unsubscribe(origin),
    })
}

/// The first of these lines that a letter has room for.
fn within(lines: impl Iterator<Item = EndingLine>) -> Vec<EndingLine> {
    let mut left = LINES_BYTES;
    lines
        .map_while(|line| {
            let bytes = serde_json::to_vec(&line).map_or(usize::MAX, |json| json.len() + 1);
            left = left.checked_sub(bytes)?;
            Some(line)
        })
        .collect()
}
