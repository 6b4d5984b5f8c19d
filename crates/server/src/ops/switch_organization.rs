//! Going from one organization to another where one is a member too.

use domain::id::{OrgId, SessionId};
use store::Switch;

use super::sign_in::SessionTokens;
use super::{Error, Result};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;

/// Ends the session and opens one in `org`, by the same authentication: methods and time go along.
///
/// # Errors
/// `NotFound` when the person is no active member there; `NoSession` when he was authenticated too long ago for that
/// organization, and must sign in again.
pub async fn switch_organization(
    app: &App,
    session: &Session,
    org: OrgId,
) -> Result<(SessionTokens, Session)> {
    let now = app.clock.now();
    let id = SessionId::new(now, &*app.rng);
    let (refresh, refresh_hash) = tokens::opaque("czr_", &*app.rng);
    let origin = session.origin.clone();
    let new = Switch {
        org,
        session: id,
        handle_hash: tokens::hash(&*app.tokens.handle(id)),
        refresh_hash,
        user_agent: &origin.user_agent,
        address: &origin.address.to_string(),
    };
    let handle = app.tokens.handle(session.id);
    let member = app.store.system().switch_session(&handle, &new, origin.request).await?;
    let (access, expires_in) =
        app.tokens.issue(org, member, id, now).map_err(|error| Error::Internal(error.to_string()))?;
    let session = Session::of(app, org, member, id, origin.clone(), session.by_cookie);
    Ok((SessionTokens { access, expires_in, refresh: Some(refresh) }, session))
}
