//! Following a renewal link: somebody who is no member looks at what is asked for, and sends it.

use domain::id::CertificateId;
use store::{OpenRenewal, Renewed, Renewing, SealedMail};
use time::{Duration, OffsetDateTime};

use super::check::mismatches;
use super::{PREFIX, words};
use crate::alerts::{cut, date_words};
use crate::app::App;
use crate::auth::session::Origin;
use crate::auth::tokens;
use crate::i18n::Locale;
use crate::limit::Class;
use crate::mail::{Content, Letter};
use crate::ops::upload::place::Place;
use crate::ops::upload::{Upload, public_parts, read, seal};
use crate::ops::{Error, Result};

/// For how long a mail that tells the firm is tried.
const TELLING: Duration = Duration::days(7);

/// Why a link lets nothing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It is over, taken back, replaced or unknown.
    Over,
    /// The new file came by it.
    Used,
    /// The firm has the new certificate already.
    Superseded,
    /// Too many files were tried.
    Exhausted,
}

impl Closed {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Over => "renewal_closed",
            Self::Used => "renewal_used",
            Self::Superseded => "renewal_superseded",
            Self::Exhausted => "renewal_exhausted",
        }
    }

    /// What it means, and what to do.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Over => "This link is over, or was taken back or replaced; ask the firm for a new one.",
            Self::Used => "The new file has come by this link; there is nothing left to do.",
            Self::Superseded => "The firm has the new certificate already; there is nothing left to do.",
            Self::Exhausted => "Too many files were tried by this link; ask the firm for a new one.",
        }
    }
}

/// What came in.
#[derive(Debug)]
pub struct Arrival {
    /// The end of the new certificate's validity, UTC.
    pub not_after: OffsetDateTime,
}

/// What a link asks for.
///
/// # Errors
/// [`Error::RenewalClosed`]; what the store says.
pub async fn look(app: &App, token: &str) -> Result<OpenRenewal> {
    let closed = |why| Err(Error::RenewalClosed(why));
    if !token.starts_with(PREFIX) || token.len() > 100 {
        return closed(Closed::Over);
    }
    let found = app.store.system().find_renewal(&tokens::hash(token.as_bytes())).await?;
    let Some(asked) = found else { return closed(Closed::Over) };
    match asked.state.as_str() {
        "open" => Ok(asked),
        "used" => closed(Closed::Used),
        "superseded" => closed(Closed::Superseded),
        _ => closed(Closed::Exhausted),
    }
}

/// Takes the new file by a link: it is held against the certificate that is asked for, sealed, and takes its place. Of a file that
/// is not taken, nothing is kept but that it came and why it was not taken.
///
/// # Errors
/// [`Error::RenewalClosed`]; [`Error::Limited`]; [`Error::Refused`] for what is no certificate file, or does not open;
/// [`Error::NoRenewal`]; what the store says.
pub async fn renew(app: &App, token: &str, upload: Upload, origin: &Origin) -> Result<Arrival> {
    let asked = look(app, token).await?;
    let hash = tokens::hash(token.as_bytes());
    let decision = app.limiter.check(Class::RenewalLink, &hex::encode(hash)).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    if !app.store.system().try_renewal(&hash).await? {
        return Err(Error::RenewalClosed(Closed::Exhausted));
    }
    let refusal = match take(app, &asked, &hash, upload, origin).await {
        Err(refusal @ (Error::Refused(_) | Error::NoRenewal(_))) => refusal,
        other => return other,
    };
    let reasons = match &refusal {
        Error::Refused(refusal) => refusal.code().to_owned(),
        Error::NoRenewal(mismatches) => {
            mismatches.iter().map(|mismatch| mismatch.code()).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    };
    app.store.system().refuse_renewal(&hash, &reasons, origin.request).await?;
    Err(refusal)
}

/// Reads, checks, seals and commits.
async fn take(
    app: &App,
    asked: &OpenRenewal,
    hash: &[u8; 32],
    upload: Upload,
    origin: &Origin,
) -> Result<Arrival> {
    let (upload, contents) = read(app, upload).await?;
    let against = mismatches(asked, &contents, app.clock.now());
    if !against.is_empty() {
        return Err(Error::NoRenewal(against));
    }
    let Some(certificate) = contents.certificates.first() else {
        return Err(Error::Internal("a renewal without a certificate".into()));
    };
    let parts = public_parts(&contents)?;
    let row = Place::New.row(&upload, &contents, &parts, None)?;
    let id = CertificateId::new(app.clock.now(), &*app.rng);
    let mails = tell(app, asked, id, certificate.not_after, &certificate.issuer).await?;
    let wanted = Place::New.objects(&upload, &contents);
    // On disk before the one commit that makes it exist; should the server die in between, the sweep removes the bytes.
    let objects = seal::seal_and_store(app, asked.org, &asked.kek, wanted).await?;
    let new = Renewing {
        id,
        row: &row,
        objects: &objects,
        mails: &mails,
        lifetime: TELLING,
        file_name: &upload.file.name,
    };
    let ended = app.store.system().renew(hash, asked.org, &new, origin.request).await;
    // When the database went away, the commit may have taken effect unheard: then the bytes stay, for the sweep to judge.
    let unknown = matches!(ended, Err(store::Error::Unavailable(_) | store::Error::Internal(_)));
    if !unknown && !matches!(ended, Ok(Renewed::Done)) {
        seal::discard(app, asked.org, &objects).await;
    }
    match ended? {
        Renewed::Done => {
            app.mail.wake();
            Ok(Arrival { not_after: certificate.not_after })
        }
        Renewed::Closed => {
            let now = app.store.system().find_renewal(hash).await?;
            let is_used = now.is_some_and(|link| link.state == "used");
            Err(Error::RenewalClosed(if is_used { Closed::Used } else { Closed::Over }))
        }
        Renewed::Superseded | Renewed::Exists => Err(Error::RenewalClosed(Closed::Superseded)),
    }
}

/// Mails to who asked, or, if he may not see certificates any more, to the administrators.
async fn tell(
    app: &App,
    asked: &OpenRenewal,
    id: CertificateId,
    not_after: OffsetDateTime,
    issuer: &str,
) -> Result<Vec<SealedMail>> {
    let readers = app.store.system().renewal_readers(asked.org).await?;
    let asker_reads = readers.iter().any(|reader| reader.member == asked.asked_by);
    let zone = words::zone(&asked.time_zone);
    readers
        .iter()
        .filter(|reader| if asker_reads { reader.member == asked.asked_by } else { reader.administers })
        .map(|reader| {
            let locale = Locale::from_tag(&reader.locale).unwrap_or_default();
            let letter = Letter {
                to: reader.email.clone(),
                name: Some(reader.name.clone()),
                locale,
                sender: Some(asked.org),
                content: Content::Renewed {
                    organization: asked.organization.clone(),
                    what: cut(&asked.called),
                    ends: date_words(locale, zone.local(not_after).date()),
                    page: format!("{}/certificates/{id}", app.public_origin),
                    other_issuer: asked.issuer.as_deref() != Some(issuer),
                },
            };
            Ok(app.mail.seal(&letter, TELLING, app.clock.now(), &*app.rng)?)
        })
        .collect()
}
