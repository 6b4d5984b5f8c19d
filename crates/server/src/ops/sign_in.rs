//! Signing in with a password. Who has a passkey proves himself with that too, in a second step.

use domain::AuthMethod;
use domain::id::{OrgId, SessionId};
use secrecy::SecretString;
use store::{Account, Ceremony, Membership, NewSession};
use time::OffsetDateTime;

use super::create_organization::email;
use super::passkeys::{Begun, begin};
use super::{Error, Result};
use crate::app::App;
use crate::auth::session::{Origin, Session};
use crate::auth::tokens;
use crate::limit::Class;

/// The tokens of a session.
#[derive(Debug)]
pub struct SessionTokens {
    /// The access token.
    pub access: String,
    /// Seconds the access token is good for.
    pub expires_in: i64,
    /// The refresh token; none when another request has just taken it.
    pub refresh: Option<String>,
}

/// What a password leads to.
#[derive(Debug)]
pub enum SignedIn {
    /// A session.
    Session(SessionTokens, Box<Session>),
    /// The second step.
    SecondStep(Begun),
}

/// The methods of a session that was opened by password alone.
const PASSWORD: &[AuthMethod] = &[AuthMethod::Password];

/// … by a passkey alone, which verified its user.
pub(super) const PASSKEY: &[AuthMethod] =
    &[AuthMethod::MultiFactor, AuthMethod::Possession, AuthMethod::Presence];

/// … by password and passkey.
pub(super) const PASSWORD_AND_PASSKEY: &[AuthMethod] =
    &[AuthMethod::MultiFactor, AuthMethod::Possession, AuthMethod::Password, AuthMethod::Presence];

/// … by password and recovery code.
pub(super) const PASSWORD_AND_CODE: &[AuthMethod] =
    &[AuthMethod::MultiFactor, AuthMethod::OneTimeCode, AuthMethod::Password];

/// Opens a session, or the second step to one for who has a passkey. Unknown address, wrong password and ended membership are
/// told apart neither by wording nor by time.
///
/// # Errors
/// [`Error::BadCredentials`]; [`Error::Limited`] when the account was tried too often.
pub async fn sign_in(
    app: &App,
    address: &str,
    password: &SecretString,
    organization: Option<OrgId>,
    origin: &Origin,
) -> Result<SignedIn> {
    let address = email(address).map_err(|_| Error::BadCredentials)?;
    let decision = app.limiter.check(Class::SignInAccount, &address).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    let account = app.store.system().find_account(&address).await?;
    let phc = account.as_ref().map(|account| account.password.as_str());
    let proven = app.passwords.verify(password, phc).await?;
    let membership = match account.as_ref().filter(|_| proven) {
        Some(account) => chosen(app, account, organization).await?,
        None => None,
    };
    let Some((account, membership)) = account.as_ref().zip(membership) else {
        app.store.system().record_refused_sign_in(&address, origin.request).await?;
        return Err(Error::BadCredentials);
    };
    if app.passwords.is_outdated(&account.password) {
        let stronger = app.passwords.rehash(password).await?;
        app.store.system().rehash_password(account.user, &account.password, &stronger).await?;
    }
    let passkeys = app.store.system().passkeys_of(account.user).await?;
    let since = account.password_since;
    if passkeys.is_empty() {
        let (tokens, session) = open_session(app, membership, PASSWORD, Some(since), origin).await?;
        return Ok(SignedIn::Session(tokens, Box::new(session)));
    }
    let ceremony = Ceremony::SecondStep { user: account.user, org: membership.org, password_since: since };
    let options = |challenge: &[u8; 32]| app.passkeys.request_options(challenge, &passkeys);
    Ok(SignedIn::SecondStep(begin(app, ceremony, options).await?))
}

/// Ends the session that a browser had before this sign-in: what is left of its tokens must not live on elsewhere.
///
/// # Errors
/// What the store says.
pub async fn replace(app: &App, refresh: &str) -> Result<()> {
    Ok(app.store.system().replace_session(&tokens::hash(refresh.as_bytes())).await?)
}

/// The organization that was asked for; else the one where he was last.
async fn chosen<'a>(
    app: &App,
    account: &'a Account,
    organization: Option<OrgId>,
) -> Result<Option<&'a Membership>> {
    let wanted = match organization {
        None if account.memberships.len() > 1 => app.store.system().last_organization(account.user).await?,
        asked => asked,
    };
    let fits = |membership: &&Membership| wanted.is_none_or(|org| membership.org == org);
    Ok(account.memberships.iter().find(fits))
}

/// Opens a session for a member who has proven himself by these methods, and by the password that is his since then, if a
/// password is among them.
///
/// # Errors
/// [`Error::BadCredentials`] when it was replaced meanwhile, which is recorded; what the store says.
pub(super) async fn open_session(
    app: &App,
    membership: &Membership,
    methods: &[AuthMethod],
    password_since: Option<OffsetDateTime>,
    origin: &Origin,
) -> Result<(SessionTokens, Session)> {
    let now = app.clock.now();
    let id = SessionId::new(now, &*app.rng);
    let (refresh, refresh_hash) = tokens::opaque("czr_", &*app.rng);
    let new = NewSession {
        session: id,
        org: membership.org,
        member: membership.member,
        handle_hash: tokens::hash(&*app.tokens.handle(id)),
        refresh_hash,
        amr: &methods.iter().map(|method| method.as_str()).collect::<Vec<_>>(),
        password_since,
        user_agent: &origin.user_agent,
        address: &origin.address.to_string(),
    };
    app.store.system().open_session(&new, origin.request).await?.ok_or(Error::BadCredentials)?;
    let (access, expires_in) = app
        .tokens
        .issue(membership.org, membership.member, id, now)
        .map_err(|error| Error::Internal(error.to_string()))?;
    let session = Session::of(app, membership.org, membership.member, id, origin.clone(), false);
    Ok((SessionTokens { access, expires_in, refresh: Some(refresh) }, session))
}
