//! What mails say: each kind with what it must know, in the words of the recipient's language.

use askama::Template;
use domain::id::{OrgId, RequestId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use time::OffsetDateTime;

use super::MailError;
use crate::i18n::{Locale, Message};

/// A mail before it is written.
#[derive(Debug, Serialize, Deserialize)]
pub struct Letter {
    /// The recipient's address.
    pub to: String,
    /// The recipient's name, if it is known.
    pub name: Option<String>,
    /// The language it is written in.
    pub locale: Locale,
    /// The organization in whose name it is written, and with whose logo; none when Credenza itself writes.
    #[serde(default)]
    pub sender: Option<OrgId>,
    /// What it says.
    pub content: Content,
}

/// A URL that lets in who has it: not shown, wiped when dropped.
#[derive(Debug, Deserialize)]
pub struct Link(SecretString);

impl Link {
    /// A link to `url`.
    #[must_use]
    pub fn new(url: String) -> Self {
        Self(url.into())
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

/// What became of what somebody proves himself with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A passkey was enrolled.
    PasskeyEnrolled,
    /// A passkey was removed.
    PasskeyRemoved,
    /// New recovery codes took the place of the old ones.
    RecoveryCodesMade,
    /// A recovery code stood in for a passkey.
    RecoveryCodeUsed,
    /// A refresh token was used twice: its session was ended.
    SessionReuse,
    /// An API token was made.
    ApiTokenMade,
    /// A link by which a calendar reads what ends was made.
    CalendarFeedMade,
}

impl Notice {
    /// Subject, text, and what to do if it was somebody else.
    const fn keys(self) -> [&'static str; 3] {
        match self {
            Self::PasskeyEnrolled => {
                ["mail-enrolled-subject", "mail-enrolled-text", "mail-enrolled-stranger"]
            }
            Self::PasskeyRemoved => ["mail-removed-subject", "mail-removed-text", "mail-removed-stranger"],
            Self::RecoveryCodesMade => ["mail-codes-subject", "mail-codes-text", "mail-codes-stranger"],
            Self::RecoveryCodeUsed => {
                ["mail-code-used-subject", "mail-code-used-text", "mail-code-used-stranger"]
            }
            Self::ApiTokenMade => ["mail-token-subject", "mail-token-text", "mail-token-stranger"],
            Self::CalendarFeedMade => ["mail-feed-subject", "mail-feed-text", "mail-feed-stranger"],
            Self::SessionReuse => ["mail-reuse-subject", "mail-reuse-text", "mail-reuse-stranger"],
        }
    }
}

/// What a mail says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Somebody is invited to become a member.
    Invitation {
        /// The organization's name.
        organization: String,
        /// Who invites.
        inviter: String,
        /// Where to accept.
        link: Link,
        /// For how many days the link is good.
        days: u32,
    },
    /// Somebody asked for a link to set a new password.
    PasswordReset {
        /// Where to set it.
        link: Link,
        /// For how many minutes the link is good.
        minutes: u32,
    },
    /// The password was changed.
    PasswordChanged {
        /// When.
        #[serde(with = "time::serde::timestamp")]
        at: OffsetDateTime,
        /// On what device, as its user agent tells; empty when it does not.
        device: String,
        /// From where.
        address: String,
    },
    /// Something became of what the recipient proves himself with.
    Notice {
        /// What.
        notice: Notice,
        /// When.
        #[serde(with = "time::serde::timestamp")]
        at: OffsetDateTime,
        /// On what device, as its user agent tells; empty when it does not.
        device: String,
        /// From where.
        address: String,
    },
    /// An administrator took the recipient's passkeys off, because he has lost them.
    PasskeysTakenOff {
        /// When.
        #[serde(with = "time::serde::timestamp")]
        at: OffsetDateTime,
    },
    /// A customer is asked for the new file of a certificate.
    RenewalAsked {
        /// The organization's name.
        organization: String,
        /// Who asks.
        asker: String,
        /// What the certificate is called.
        what: String,
        /// The day of its end, in the words of the mail's language.
        ends: String,
        /// Where to send the new file.
        link: Link,
        /// The day of the link's end.
        until: String,
    },
    /// A customer has sent the new file.
    Renewed {
        /// The organization's name.
        organization: String,
        /// What the certificate is called.
        what: String,
        /// The day of the new one's end.
        ends: String,
        /// Where to see it.
        page: String,
        /// Whether its issuer is another than the old one's.
        other_issuer: bool,
    },
    /// A worker is told where his pass is.
    PassPage {
        /// The organization's name.
        organization: String,
        /// The page, on which he signs in.
        page: String,
    },
    /// Something ends.
    Ending {
        /// Why it is written.
        why: EndingKind,
        /// The kind of subject that all lines are about; none when they are of several.
        #[serde(default = "certificates")]
        about: Option<String>,
        /// The organization's name.
        organization: String,
        /// What ends, at least one.
        lines: Vec<EndingLine>,
        /// How many more there are.
        more: u32,
        /// Where to see more of it.
        page: String,
        /// Where to decide about the one certificate, without signing in; none for who may not, and for a digest.
        decide: Option<Link>,
        /// Where to end mails of this kind.
        unsubscribe: Link,
    },
}

/// What mails that were queued before other things were watched are about.
#[allow(clippy::unnecessary_wraps, reason = "the default of a field")]
fn certificates() -> Option<String> {
    Some("certificate".to_owned())
}

/// Why a mail about what ends is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndingKind {
    /// A step of the ladder is due.
    Alert,
    /// Nobody has acknowledged it.
    Escalation,
    /// Several of these, as the reader wants it.
    Digest,
    /// It was revoked.
    Revocation,
    /// Nobody answers whether it was; of several, as a digest.
    Unanswered,
}

impl EndingKind {
    /// Subject, text, and why one is told, of mails about this kind of subject, or several.
    fn keys(self, about: Option<&str>) -> [&'static str; 3] {
        let certificates = about == Some("certificate");
        let [subject, text] = match self {
            Self::Revocation => ["mail-ending-subject-revocation", "mail-ending-text-revocation"],
            Self::Unanswered => ["mail-ending-subject-unanswered", "mail-ending-text-unanswered"],
            Self::Escalation if certificates => {
                ["mail-ending-subject-escalation", "mail-ending-text-escalation"]
            }
            Self::Escalation => ["mail-ending-subject-escalation", "mail-ending-text-escalation-other"],
            Self::Digest if certificates => ["mail-ending-subject-digest", "mail-ending-text-digest"],
            Self::Digest => ["mail-ending-subject-digest-other", "mail-ending-text-digest-other"],
            Self::Alert => {
                let text = match about {
                    Some("ticket") => "mail-ending-text-ticket",
                    Some("invitation") => "mail-ending-text-invitation",
                    Some("api_token") => "mail-ending-text-api_token",
                    Some("kek") => "mail-ending-text-kek",
                    _ => "mail-ending-text",
                };
                let subject =
                    if certificates { "mail-ending-subject-certificate" } else { "mail-ending-subject" };
                [subject, text]
            }
        };
        [subject, text, if certificates { "mail-ending-why" } else { "mail-ending-why-other" }]
    }

    /// The database's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Escalation => "escalation",
            Self::Digest => "digest",
            Self::Revocation => "revocation",
            Self::Unanswered => "unanswered",
        }
    }
}

/// Something that ends, as a mail tells it.
#[derive(Debug, Serialize, Deserialize)]
pub struct EndingLine {
    /// What it is called.
    pub what: String,
    /// The day of its end, in the words of the mail's language.
    pub date: String,
    /// Days until then when the mail was written, negative after it.
    pub days: i64,
    /// The day since when nobody answers whether it was revoked, if that is what is told.
    #[serde(default)]
    pub unanswered: Option<String>,
}

impl EndingLine {
    /// “ends in 7 days”, “ended 3 days ago”.
    fn when(&self, locale: Locale) -> String {
        let (key, days) =
            if self.days < 0 { ("mail-ending-ended", -self.days) } else { ("mail-ending-ends", self.days) };
        Message::new(locale, key).with("days", days).to_string()
    }

    /// What is said of it in a list.
    fn words(&self, locale: Locale) -> String {
        match &self.unanswered {
            Some(since) => Message::new(locale, "mail-ending-unanswered").with("date", since).to_string(),
            None => format!("{} · {}", self.when(locale), self.date),
        }
    }
}

/// A request for a link, before it is known whether there is an account.
#[derive(Debug, Serialize, Deserialize)]
pub struct ResetAsked {
    /// The address that was typed, in lower case.
    pub address: String,
    /// The request that asked.
    pub request: RequestId,
}

/// What lies in the queue.
#[derive(Debug, Deserialize)]
pub(super) enum Queued {
    Letter(Letter),
    ResetAsked(ResetAsked),
}

/// The same, to be sealed.
#[derive(Debug, Serialize)]
pub(super) enum ToQueue<'a> {
    Letter(&'a Letter),
    ResetAsked(&'a ResetAsked),
}

/// A mail's words.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
}

/// The parts of every mail: greeting, paragraphs, what to press, and what to know besides.
struct Parts<'a> {
    locale: Locale,
    subject: String,
    greeting: String,
    paragraphs: Vec<String>,
    /// Who writes, when it is not Credenza itself.
    organization: Option<&'a str>,
    /// Whether its logo comes along.
    logo: bool,
    /// A list: what, and what is to be said of it.
    lines: Vec<(&'a str, String)>,
    button: Option<(String, &'a str)>,
    /// Another way than the button.
    link: Option<(String, &'a str)>,
    notes: Vec<String>,
    /// Where to end mails of this kind.
    unsubscribe: Option<(String, &'a str)>,
}

impl Parts<'_> {
    fn message<'m>(&self, key: &'m str) -> Message<'m> {
        Message::new(self.locale, key)
    }
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    parts: &'a Parts<'a>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    parts: &'a Parts<'a>,
}

/// To the minute, in the one form that nobody misreads.
fn utc(moment: OffsetDateTime) -> String {
    let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    moment.format(format).unwrap_or_default()
}

impl Letter {
    /// Writes it, as plain text and as HTML, in which the organization's logo stands if there is one.
    ///
    /// # Errors
    /// [`MailError::Unwritable`].
    pub(super) fn words(&self, logo: bool) -> Result<Words, MailError> {
        let parts = Parts { logo, ..self.parts() };
        let failed = |error: askama::Error| MailError::Unwritable(error.to_string());
        let text = Text { parts: &parts }.render().map_err(failed)?;
        let html = Html { parts: &parts }.render().map_err(failed)?;
        Ok(Words { subject: parts.subject, text, html })
    }

    fn parts(&self) -> Parts<'_> {
        let message = |key| Message::new(self.locale, key);
        let bare = self.bare();
        match &self.content {
            Content::Ending { .. } => self.ending(bare),
            Content::Invitation { organization, inviter, link, days } => Parts {
                organization: Some(organization),
                subject: message("mail-invitation-subject").with("organization", organization).to_string(),
                paragraphs: vec![
                    message("mail-invitation-text")
                        .with("inviter", inviter)
                        .with("organization", organization)
                        .to_string(),
                ],
                button: Some((message("mail-invitation-button").to_string(), link.0.expose_secret())),
                notes: vec![
                    message("mail-invitation-days").with("days", *days).to_string(),
                    message("mail-invitation-stranger").to_string(),
                ],
                ..bare
            },
            Content::RenewalAsked { .. } | Content::Renewed { .. } => self.renewal(bare),
            Content::PassPage { organization, page } => Parts {
                subject: message("mail-pass-subject").with("organization", organization).to_string(),
                organization: Some(organization),
                paragraphs: vec![message("mail-pass-text").with("organization", organization).to_string()],
                button: Some((message("mail-pass-button").to_string(), page)),
                notes: vec![message("mail-pass-note").to_string()],
                ..bare
            },
            Content::PasswordReset { link, minutes } => Parts {
                subject: message("mail-reset-subject").to_string(),
                paragraphs: vec![message("mail-reset-text").to_string()],
                button: Some((message("mail-reset-button").to_string(), link.0.expose_secret())),
                notes: vec![
                    message("mail-reset-minutes").with("minutes", *minutes).to_string(),
                    message("mail-reset-stranger").to_string(),
                ],
                ..bare
            },
            Content::PasswordChanged { at, device, address } => Parts {
                subject: message("mail-changed-subject").to_string(),
                paragraphs: vec![
                    message("mail-changed-text").with("moment", utc(*at)).to_string(),
                    message("mail-changed-where").with("address", address).with("device", device).to_string(),
                ],
                notes: vec![message("mail-changed-stranger").to_string()],
                ..bare
            },
            Content::Notice { notice, at, device, address } => {
                let [subject, text, stranger] = notice.keys();
                Parts {
                    subject: message(subject).to_string(),
                    paragraphs: vec![
                        message(text).with("moment", utc(*at)).to_string(),
                        message("mail-changed-where")
                            .with("address", address)
                            .with("device", device)
                            .to_string(),
                    ],
                    notes: vec![message(stranger).to_string()],
                    ..bare
                }
            }
            Content::PasskeysTakenOff { at } => Parts {
                subject: message("mail-taken-off-subject").to_string(),
                paragraphs: vec![message("mail-taken-off-text").with("moment", utc(*at)).to_string()],
                notes: vec![message("mail-taken-off-stranger").to_string()],
                ..bare
            },
        }
    }

    /// A greeting, and nothing else yet.
    fn bare(&self) -> Parts<'_> {
        let message = |key| Message::new(self.locale, key);
        // Who has not said his name is called by his address elsewhere; a letter that does so reads like a machine's.
        let greeting = match self.name.as_ref().filter(|name| !name.contains('@')) {
            Some(name) => message("mail-greeting-name").with("name", name).to_string(),
            None => message("mail-greeting").to_string(),
        };
        Parts {
            locale: self.locale,
            subject: String::new(),
            greeting,
            paragraphs: Vec::new(),
            organization: None,
            logo: false,
            lines: Vec::new(),
            button: None,
            link: None,
            notes: Vec::new(),
            unsubscribe: None,
        }
    }

    /// A mail that asks for a new file, or tells that it came.
    fn renewal<'a>(&'a self, bare: Parts<'a>) -> Parts<'a> {
        let message = |key| Message::new(self.locale, key);
        match &self.content {
            Content::RenewalAsked { organization, asker, what, ends, link, until } => Parts {
                subject: message("mail-renewal-subject")
                    .with("organization", organization)
                    .with("what", what)
                    .to_string(),
                organization: Some(organization),
                paragraphs: vec![
                    message("mail-renewal-text")
                        .with("asker", asker)
                        .with("organization", organization)
                        .with("what", what)
                        .with("date", ends)
                        .to_string(),
                    message("mail-renewal-what").to_string(),
                ],
                button: Some((message("mail-renewal-button").to_string(), link.0.expose_secret())),
                notes: vec![
                    message("mail-renewal-until").with("date", until).to_string(),
                    message("mail-renewal-stranger").with("organization", organization).to_string(),
                ],
                ..bare
            },
            Content::Renewed { organization, what, ends, page, other_issuer } => {
                let told = message("mail-renewed-text").with("what", what).with("date", ends).to_string();
                let warning = other_issuer.then(|| message("mail-renewed-other-issuer").to_string());
                Parts {
                    subject: message("mail-renewed-subject").with("what", what).to_string(),
                    organization: Some(organization),
                    paragraphs: [told].into_iter().chain(warning).collect(),
                    button: Some((message("mail-renewed-button").to_string(), page)),
                    notes: vec![message("mail-renewed-note").to_string()],
                    ..bare
                }
            }
            _ => bare,
        }
    }

    /// A mail about what ends.
    fn ending<'a>(&'a self, bare: Parts<'a>) -> Parts<'a> {
        let message = |key| Message::new(self.locale, key);
        let Content::Ending { why, about, organization, lines, more, page, decide, unsubscribe } =
            &self.content
        else {
            return bare;
        };
        let (what, when) =
            lines.first().map(|line| (line.what.as_str(), line.when(self.locale))).unwrap_or_default();
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_add(*more);
        let [subject, text, because] = why.keys(about.as_deref());
        let words = |key| {
            message(key)
                .with("what", what)
                .with("when", when.clone())
                .with("count", count)
                .with("organization", organization)
                .to_string()
        };
        let open = (message("mail-ending-open").to_string(), page.as_str());
        let (button, link) = match decide {
            Some(decide) => {
                ((message("mail-ending-decide").to_string(), decide.0.expose_secret()), Some(open))
            }
            None => (open, None),
        };
        let mut notes = Vec::new();
        if *more > 0 {
            notes.push(message("mail-ending-more").with("count", *more).to_string());
        }
        notes.push(message(because).with("organization", organization).to_string());
        Parts {
            subject: words(subject),
            organization: Some(organization),
            paragraphs: vec![words(text)],
            lines: lines.iter().map(|line| (line.what.as_str(), line.words(self.locale))).collect(),
            button: Some(button),
            link,
            notes,
            unsubscribe: Some((
                message("mail-ending-unsubscribe").to_string(),
                unsubscribe.0.expose_secret(),
            )),
            ..bare
        }
    }

    /// The URL that ends mails of this kind, where there is one.
    pub(super) fn unsubscribe(&self) -> Option<&str> {
        match &self.content {
            Content::Ending { unsubscribe, .. } => Some(unsubscribe.0.expose_secret()),
            _ => None,
        }
    }
}
