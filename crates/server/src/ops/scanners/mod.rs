//! Enrolled scanners: making them, taking their authority away, and what they do themselves (docs/GATE.md).

pub mod bundle;
pub mod enroll;
pub mod log;
pub mod photo;

use domain::Action;
use domain::id::{ScannerId, SiteId};
use store::{AuditEvent, TenantTx};
use time::{Duration, OffsetDateTime};

use super::passes::secure_origin;
use super::{Result, authorized, field, name, permit, refuse};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;

/// For how long a link is good.
pub const LINK: Duration = Duration::minutes(15);

/// The bounds of a site's own limit, in seconds: below, a pass that was just made would be too old; above, a day is the end anyway.
pub const STATUS_AGE: std::ops::RangeInclusive<i32> = 300..=86_400;

/// A link by which a phone becomes a scanner. It is shown once.
#[derive(Debug)]
pub struct Invited {
    /// The scanner.
    pub id: ScannerId,
    /// The link.
    pub link: String,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
}

/// Makes a scanner of a site. The proof is for the act on the site: the scanner has no id yet.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says.
pub async fn create(
    app: &App,
    session: &Session,
    site: SiteId,
    called: &str,
    proof: Option<&str>,
) -> Result<Invited> {
    let called = name("name", called, 80)?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::ScannerCreate).on("site", &site);
    let (tx, event) = permit(app, session, tx, proof, event, &site.to_string()).await?;
    let id = ScannerId::new(app.clock.now(), &*app.rng);
    let event = event.detail("site", &site).personal("name", &called);
    let (token, hash) = tokens::opaque("", &*app.rng);
    let spent = event.step_up_id().unwrap_or_default().to_owned();
    let made = tx.create_scanner(id, site, &called, &hash, LINK, &spent).await;
    invited(app, session, tx, event, id, &token, made).await
}

/// Makes a further link of a scanner: for the same phone that lost its key, or another one.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn invite(app: &App, session: &Session, id: ScannerId, proof: Option<&str>) -> Result<Invited> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::ScannerInvite).on("scanner", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let (token, hash) = tokens::opaque("", &*app.rng);
    let spent = event.step_up_id().unwrap_or_default().to_owned();
    let made = tx.invite_scanner(id, &hash, LINK, &spent).await;
    invited(app, session, tx, event, id, &token, made).await
}

async fn invited(
    app: &App,
    session: &Session,
    tx: TenantTx,
    event: AuditEvent,
    id: ScannerId,
    token: &str,
    made: store::Result<OffsetDateTime>,
) -> Result<Invited> {
    match made {
        Ok(expires_at) => {
            tx.commit(&event.on("scanner", &id)).await?;
            let link = format!("{}/v/enroll#{token}", secure_origin(app));
            Ok(Invited { id, link, expires_at })
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// Takes a scanner's authority away, for good.
///
/// # Errors
/// What policy or the store says.
pub async fn revoke(app: &App, session: &Session, id: ScannerId) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::ScannerRevoke).await?;
    tx.revoke_scanner(id).await?;
    tx.commit(&AuditEvent::new(Action::ScannerRevoke).on("scanner", &id)).await?;
    Ok(())
}

/// Sets what holds at a site's gate: how old the status of a pass may be, in seconds, `None` for as old as anywhere; and whether its
/// scanners carry photos, `None` for as before.
///
/// # Errors
/// [`super::Error::Field`]; what policy or the store says, `Stale` when the site was changed since `version`.
pub async fn set_gate(
    app: &App,
    session: &Session,
    site: SiteId,
    (seconds, photos): (Option<i32>, Option<bool>),
    version: Option<i32>,
) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::SiteUpdate).await?;
    if seconds.is_some_and(|seconds| !STATUS_AGE.contains(&seconds)) {
        tx.rollback().await;
        let words = format!("Give {} to {} seconds.", STATUS_AGE.start(), STATUS_AGE.end());
        return Err(field("max_status_age", "range", words));
    }
    let photos = tx.set_site_gate(site, seconds, photos, version, app.clock.now()).await?;
    let said = seconds.map_or_else(|| "none".to_owned(), |seconds| seconds.to_string());
    let event = AuditEvent::new(Action::SiteUpdate).on("site", &site).detail("max_status_age", &said);
    tx.commit(&event.detail("scanner_photos", &photos)).await?;
    Ok(())
}
