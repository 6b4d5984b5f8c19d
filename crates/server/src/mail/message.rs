//! A mail as bytes: RFC 5322, `multipart/alternative` (RFC 2046, 5.1.4) of plain text and HTML, in UTF-8.

use std::str::FromStr;
use std::time::SystemTime;

use domain::id::MailId;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use store::Logo;
use time::OffsetDateTime;

use super::{Letter, MailError};

/// Who mail is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// The sender of a server that was told none: `Credenza <credenza@HOST>`; `localhost` where `host` is no domain.
    #[must_use]
    pub fn of_host(host: &str) -> Option<Self> {
        let address = Address::new("credenza", host).or_else(|_| Address::new("credenza", "localhost"));
        Some(Self(Mailbox::new(Some("Credenza".into()), address.ok()?)))
    }
}

impl FromStr for Sender {
    type Err = lettre::address::AddressError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A written mail.
#[derive(Clone)]
pub struct Message {
    /// Its id: the left side of its `Message-ID`.
    pub id: MailId,
    /// The whole mail, as RFC 5322 has it.
    pub bytes: Vec<u8>,
    /// From whom and to whom, as SMTP is told.
    pub(super) envelope: lettre::address::Envelope,
    /// The same mail in its parts, for who writes it himself.
    pub(super) parts: Parts,
}

/// What a mail is made of.
#[derive(Clone)]
pub(super) struct Parts {
    /// The sender, as the header `From` has it.
    pub(super) from: String,
    /// The recipient, as the header `To` has it.
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
    /// The headers beside those that every mail has.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The picture that stands in the HTML.
    pub(super) logo: Option<Logo>,
}

/// The `Content-ID` of a logo (RFC 2392): what shows it loads nothing.
pub(crate) const LOGO: &str = "logo@credenza";

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({})", self.id)
    }
}

fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}

/// Whether a mail can be addressed so (RFC 5321, section 4.1.2).
#[must_use]
pub fn takes_mail(text: &str) -> bool {
    address(text).is_some()
}

impl Message {
    /// Writes a letter. The same id, letter, date and logo give the same mail.
    ///
    /// # Errors
    /// [`MailError::Unwritable`] when the recipient's address is none ([`takes_mail`]).
    pub fn write(
        id: MailId,
        letter: &Letter,
        sender: &Sender,
        date: OffsetDateTime,
        logo: Option<Logo>,
    ) -> Result<Self, MailError> {
        let words = letter.words(logo.is_some())?;
        let to = address(&letter.to)
            .ok_or_else(|| MailError::Unwritable("not an address that takes mail".into()))?;
        let to = Mailbox::new(letter.name.clone(), to);
        let parts = Parts {
            from: sender.0.to_string(),
            to: to.to_string(),
            subject: words.subject.clone(),
            text: words.text.clone(),
            html: words.html.clone(),
            headers: headers(letter),
            logo,
        };
        let text = SinglePart::plain(words.text);
        let html = SinglePart::html(words.html);
        let body = MultiPart::alternative().boundary(id.to_string()).singlepart(text);
        let body = match &parts.logo {
            None => body.singlepart(html),
            // RFC 2387: the HTML, and the picture that it shows. No boundary may begin as the other does.
            Some(logo) => {
                let related = MultiPart::related().boundary(format!("related.{id}"));
                body.multipart(related.singlepart(html).singlepart(picture(logo)?))
            }
        };
        let mut headers = lettre::Message::builder();
        for (name, value) in &parts.headers {
            headers = headers.raw_header(whole(name, value.clone()));
        }
        let message = headers
            .from(sender.0.clone())
            .to(to)
            .subject(words.subject)
            .date(SystemTime::from(date))
            .message_id(Some(format!("<{id}@{}>", sender.0.email.domain())))
            .multipart(body)
            .map_err(|error| MailError::Unwritable(error.to_string()))?;
        Ok(Self { id, bytes: message.formatted(), envelope: message.envelope().clone(), parts })
    }
}

/// The part of a logo.
fn picture(logo: &Logo) -> Result<SinglePart, MailError> {
    let unwritable = |_| MailError::Unwritable("a logo of an unknown type".into());
    let media_type = ContentType::parse(&logo.media_type).map_err(unwritable)?;
    Ok(Attachment::new_inline(LOGO.to_owned()).body(logo.bytes.clone(), media_type))
}

/// The headers of a letter beside those that every mail has. They are ASCII.
fn headers(letter: &Letter) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    if let Some(url) = letter.unsubscribe() {
        // RFC 8058, 3.1. A URL of ours is ASCII; it has no place to be folded at, and fits a line (RFC 5322, 2.1.1).
        headers.push(("List-Unsubscribe", format!("<{url}>")));
        headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    // RFC 3834, 5: no "out of office" comes back.
    headers.push(("Auto-Submitted", "auto-generated".to_owned()));
    headers.push(("Content-Language", letter.locale.tag().to_owned()));
    headers
}

/// A header that is written as it is.
fn whole(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}
