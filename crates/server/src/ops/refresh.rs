//! Spending a refresh token for the next pair of tokens.

use store::Refreshed;
use time::Duration;

use super::notices::tell;
use super::sign_in::SessionTokens;
use super::{Error, Result};
use crate::app::App;
use crate::auth::session::{Origin, Session};
use crate::auth::tokens;
use crate::mail::Notice;

/// Tabs of one browser wake together and present the same token: within this time of its first use, that is no theft.
pub const BROWSER_GRACE: Duration = Duration::seconds(10);

/// Rotates a refresh token. A second use ends the session, unless it comes within `grace` of the first: then the session
/// goes on, and no new refresh token is given out.
///
/// # Errors
/// [`Error::BadRefresh`] for a token that is unknown, spent, or of a session that has ended.
pub async fn refresh(
    app: &App,
    token: &str,
    grace: Duration,
    origin: &Origin,
) -> Result<(SessionTokens, Session)> {
    let (next, next_hash) = tokens::opaque("czr_", &*app.rng);
    let old_hash = tokens::hash(token.as_bytes());
    let refreshed = app.store.system().refresh_session(&old_hash, &next_hash, grace, origin.request).await?;
    let (place, refresh) = match refreshed {
        Refreshed::Rotated(place) => (place, Some(next)),
        Refreshed::Overtaken(place) => (place, None),
        Refreshed::Reused(place) => {
            tell(app, place.org, place.member, Notice::SessionReuse, origin).await?;
            return Err(Error::BadRefresh);
        }
        Refreshed::Invalid => return Err(Error::BadRefresh),
    };
    let (access, expires_in) = app
        .tokens
        .issue(place.org, place.member, place.session, app.clock.now())
        .map_err(|error| Error::Internal(error.to_string()))?;
    let session = Session::of(app, place.org, place.member, place.session, origin.clone(), false);
    Ok((SessionTokens { access, expires_in, refresh }, session))
}

/// Rotates the refresh token of the session itself: what every fresh proof ends with, so that a token that somebody copied
/// before it is spent after it.
///
/// # Errors
/// [`Error::BadRefresh`] as in [`refresh`], and for the token of another session.
pub async fn refresh_own(
    app: &App,
    session: &Session,
    token: &str,
    grace: Duration,
) -> Result<SessionTokens> {
    let (next, of) = refresh(app, token, grace, &session.origin).await?;
    if of.id == session.id { Ok(next) } else { Err(Error::BadRefresh) }
}
