//! The renewal link: a firm asks its customer for the new file, and he sends it without an account
//! (`docs/adr/0019-renewal-links.md`).
//!
//! Asking takes no step-up: the link lets in a file that is checked, and lets nothing out.

mod by_link;
mod check;
mod words;

use domain::Action;
use domain::id::{CertificateId, RenewalLinkId};
use store::AuditEvent;
use time::{Duration, OffsetDateTime};

use super::create_organization::email;
use super::{Result, authorized, field};
use crate::alerts::date_words;
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::i18n::Locale;
use crate::mail::{Content, Letter, Link};

pub use by_link::{Arrival, Closed, look, renew};
pub use check::Mismatch;

/// For how many days a link is good, if nothing else is said.
pub const DAYS: u32 = 14;

/// For how many days at most.
pub const MOST_DAYS: u32 = 60;

const PREFIX: &str = "czr_";

/// How the customer is asked.
#[derive(Debug)]
pub struct Asking {
    /// His address; none: the link is given to who asks.
    pub email: Option<String>,
    /// The language of mail and page.
    pub locale: Locale,
    /// For how many days the link is good.
    pub days: u32,
}

/// A link that was made.
#[derive(Debug)]
pub struct Asked {
    /// Its id.
    pub id: RenewalLinkId,
    /// To whom it was sent.
    pub email: Option<String>,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
    /// The link itself, when it was not sent. It is not told again.
    pub url: Option<String>,
}

/// Asks for the new file, by a link in the place of any earlier one.
///
/// # Errors
/// [`super::Error::Field`]; what policy or the store says.
pub async fn ask(app: &App, session: &Session, id: CertificateId, asking: Asking) -> Result<Asked> {
    if !(1..=MOST_DAYS).contains(&asking.days) {
        let sentence = format!("Let the link be good for 1 to {MOST_DAYS} days.");
        return Err(field("days", "renewal_days", sentence));
    }
    let address = asking.email.as_deref().map(email).transpose()?;
    let lifetime = Duration::days(i64::from(asking.days));
    let link = RenewalLinkId::new(app.clock.now(), &*app.rng);
    let (token, hash) = tokens::opaque(PREFIX, &*app.rng);
    let url = format!("{}/renewal?language={}#{token}", app.public_origin, asking.locale.tag());
    let (_, organization) = app.store.organization(&session.caller).await?;
    let tx = authorized(app.store.begin(&session.caller).await?, Action::CertificateAskRenewal).await?;
    let expires_at =
        tx.ask_renewal(link, id, &hash, address.as_deref(), asking.locale.tag(), lifetime).await?;
    let mut event = AuditEvent::new(Action::CertificateAskRenewal)
        .on("certificate", &id)
        .detail("link", &link)
        .detail("days", &asking.days);
    if let Some(address) = &address {
        let (certificate, _) = tx.certificate(id).await?;
        let zone = words::zone(&organization.time_zone);
        let day = |moment: OffsetDateTime| date_words(asking.locale, zone.local(moment).date());
        let letter = Letter {
            to: address.clone(),
            name: None,
            locale: asking.locale,
            sender: Some(session.org),
            content: Content::RenewalAsked {
                organization: organization.name,
                asker: organization.member_name,
                what: words::called(&certificate),
                ends: certificate.not_after.map(day).unwrap_or_default(),
                link: Link::new(url.clone()),
                until: day(expires_at),
            },
        };
        tx.queue_mail(&app.mail.seal(&letter, lifetime, app.clock.now(), &*app.rng)?).await?;
        event = event.personal("email", address);
    }
    tx.commit(&event).await?;
    app.mail.wake();
    let url = address.is_none().then_some(url);
    Ok(Asked { id: link, email: address, expires_at, url })
}

/// Takes a certificate's link back.
///
/// # Errors
/// What policy or the store says.
pub async fn revoke(app: &App, session: &Session, id: CertificateId) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::CertificateRevokeRenewal).await?;
    let link = tx.revoke_renewal(id).await?;
    let event =
        AuditEvent::new(Action::CertificateRevokeRenewal).on("certificate", &id).detail("link", &link);
    tx.commit(&event).await?;
    Ok(())
}
