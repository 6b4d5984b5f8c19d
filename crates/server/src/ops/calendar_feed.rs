//! The link by which a member's calendar application reads what ends: made, taken back and followed (`docs/adr/0024-calendar.md`).
//!
//! Who has the link reads it, without signing in. So it takes a step-up to make one, there is one for each member, and what it shows
//! is what he may see at that moment, in the least that serves.

use domain::Action;
use domain::Zone;
use domain::id::CalendarFeedId;
use secrecy::SecretString;
use store::AuditEvent;
use time::Duration;

use super::notices::queue;
use super::{Error, Result, permit};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::calendar::{Calendar, Telling};
use crate::i18n::Locale;
use crate::limit::Class;
use crate::mail::Notice;

/// How the secret of every link begins.
pub const PREFIX: &str = "czf_";

/// For how long what has ended, and was not renewed, is shown.
const BEHIND: Duration = Duration::days(31);

/// The most events of a calendar.
const MOST: i32 = 5_000;

/// A link that was just made.
#[derive(Debug)]
pub struct Made {
    /// Its id.
    pub id: CalendarFeedId,
    /// The link itself, which is shown once.
    pub url: SecretString,
}

/// Makes the caller's link, in the place of any earlier one, which ends at once.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn make(app: &App, session: &Session, proof: Option<&str>) -> Result<Made> {
    let id = CalendarFeedId::new(app.clock.now(), &*app.rng);
    let (token, hash) = tokens::opaque(PREFIX, &*app.rng);
    let tx = app.store.begin(&session.caller).await?;
    // Whoever may see something that ends: the database shows him that, and nothing else, at each reading.
    if let Err(denied) = tx.authorize(Action::CertificateRead).or_else(|_| tx.authorize(Action::WorkerRead)) {
        tx.rollback().await;
        return Err(denied.into());
    }
    let event = AuditEvent::new(Action::CalendarFeedCreate).on("member", &session.member);
    let (tx, event) = permit(app, session, tx, proof, event, &session.member.to_string()).await?;
    tx.make_calendar_feed(id, &hash, event.step_up_id().unwrap_or_default()).await?;
    queue(app, session, &tx, Notice::CalendarFeedMade).await?;
    tx.commit(&event.on("calendar_feed", &id)).await?;
    app.mail.wake();
    // In the query: a path is logged.
    let url = format!("{}/calendar/feed.ics?key={token}", app.public_origin).into();
    Ok(Made { id, url })
}

/// Takes the caller's link back.
///
/// # Errors
/// `NotFound` when he has none; what the store says.
pub async fn revoke(app: &App, session: &Session) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let id = tx.revoke_calendar_feed().await?;
    tx.commit(&AuditEvent::new(Action::CalendarFeedRevoke).on("calendar_feed", &id)).await?;
    Ok(())
}

/// The calendar behind a link.
///
/// # Errors
/// `NotFound` for a link that is none, was taken back, or whose member may see neither certificates nor workers any more: they look the
/// same;
/// [`Error::Limited`].
pub async fn read(app: &App, token: &str) -> Result<Calendar> {
    let unknown = || Error::Store(store::Error::NotFound);
    if !token.starts_with(PREFIX) || token.len() > 100 {
        return Err(unknown());
    }
    let hash = tokens::hash(token.as_bytes());
    let decision = app.limiter.check(Class::FeedLink, &hex::encode(hash)).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    let system = app.store.system();
    let feed = system.open_calendar_feed(&hash).await?.ok_or_else(unknown)?;
    let now = app.clock.now();
    let ends = system.calendar_feed_ends(&hash, now - BEHIND, MOST).await?;
    let zone = Zone::named(&feed.time_zone).unwrap_or(Zone::UTC);
    let locale = Locale::from_tag(&feed.locale).unwrap_or_default();
    let telling = Telling { locale, zone: &zone, origin: &app.public_origin, now };
    let events = ends.iter().map(|end| telling.event(end.subject, end.ends_at, &end.called, &end.kind));
    Ok(telling.calendar(&feed.organization, events.collect()))
}
