//! Invitations: sent, sent again, taken back, looked at and accepted.
//!
//! Only the link carries the secret, and only the mail carries the link: neither the database nor whoever invites has it. Whether
//! an address has an account plays no part before somebody comes with the link, who reads the mail of that address.

use domain::Action;
use domain::id::{InvitationId, MemberId, OrgId, UserId};
use secrecy::SecretString;
use store::{AuditEvent, Joining, OpenInvitation};
use time::{Duration, OffsetDateTime};

use super::create_organization::email;
use super::members::distinct;
use super::{Error, Result, field, name, permit, refuse};
use crate::app::App;
use crate::auth::session::{Origin, Session};
use crate::auth::tokens;
use crate::i18n::Locale;
use crate::limit::Class;
use crate::mail::{Content, Letter, Link, takes_mail};

/// For how many days a link is good.
pub const DAYS: u32 = 7;

const LIFETIME: Duration = Duration::days(DAYS as i64);

/// An invitation that was sent.
#[derive(Debug)]
pub struct Sent {
    /// Its id.
    pub id: InvitationId,
    /// To whom.
    pub email: String,
    /// When the link ends, UTC.
    pub expires_at: OffsetDateTime,
}

/// Invites an address, with roles that the caller holds himself. The proof is for the act on the organization: the
/// invitation has no id yet.
///
/// # Errors
/// [`Error::Field`]; what policy, the step-up or the store says.
pub async fn invite(
    app: &App,
    session: &Session,
    address: &str,
    roles: &[String],
    proof: Option<&str>,
) -> Result<Sent> {
    let (token, hash) = tokens::opaque("czi_", &*app.rng);
    invite_by(app, session, (address, roles), &Secret { token: &token, hash: &hash }, proof).await
}

/// The secret of a link.
pub(crate) struct Secret<'a> {
    pub(crate) token: &'a str,
    pub(crate) hash: &'a [u8; 32],
}

/// As [`invite`], with a secret that the caller has drawn, and then knows: only where inviter and invited are one.
pub(crate) async fn invite_by(
    app: &App,
    session: &Session,
    (address, roles): (&str, &[String]),
    secret: &Secret<'_>,
    proof: Option<&str>,
) -> Result<Sent> {
    let (address, roles) = (email(address)?, distinct(roles)?);
    // Nobody would ever hear of it.
    if !takes_mail(&address) {
        return Err(field("email", "email", "Give an e-mail address such as ana@example.com."));
    }
    let id = InvitationId::new(app.clock.now(), &*app.rng);
    let letter = letter(app, session, &address, secret.token).await?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::InvitationCreate)
        .on("organization", &session.org)
        .detail("roles", &roles.join(" "))
        .personal("email", &address);
    let (tx, event) = permit(app, session, tx, proof, event, &session.org.to_string()).await?;
    let expires_at = match tx.invite(id, secret.hash, &address, &roles, LIFETIME).await {
        Ok(expires_at) => expires_at,
        Err(error) => return Err(refuse(app, session, tx, event, error).await),
    };
    tx.queue_mail(&app.mail.seal(&letter, LIFETIME, app.clock.now(), &*app.rng)?).await?;
    tx.commit(&event.on("invitation", &id)).await?;
    app.mail.wake();
    Ok(Sent { id, email: address, expires_at })
}

/// Sends an invitation again: a new link, and the old one is void.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn resend(app: &App, session: &Session, id: InvitationId, proof: Option<&str>) -> Result<Sent> {
    let (token, hash) = tokens::opaque("czi_", &*app.rng);
    let mut letter = letter(app, session, "", &token).await?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::InvitationResend).on("invitation", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let (email, expires_at) = match tx.resend_invitation(id, &hash, LIFETIME).await {
        Ok(sent) => sent,
        Err(error) => return Err(refuse(app, session, tx, event, error).await),
    };
    letter.to.clone_from(&email);
    tx.queue_mail(&app.mail.seal(&letter, LIFETIME, app.clock.now(), &*app.rng)?).await?;
    tx.commit(&event.personal("email", &email)).await?;
    app.mail.wake();
    Ok(Sent { id, email, expires_at })
}

/// Takes an invitation back: its link is void.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn revoke(app: &App, session: &Session, id: InvitationId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::InvitationRevoke).on("invitation", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    match tx.revoke_invitation(id).await {
        Ok(email) => {
            tx.commit(&event.personal("email", &email)).await?;
            Ok(())
        }
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

async fn letter(app: &App, session: &Session, to: &str, token: &str) -> Result<Letter> {
    let (_, organization) = app.store.organization(&session.caller).await?;
    Ok(Letter {
        to: to.to_owned(),
        name: None,
        locale: Locale::from_tag(&organization.locale).unwrap_or_default(),
        sender: Some(session.org),
        content: Content::Invitation {
            organization: organization.name,
            inviter: organization.member_name,
            link: Link::new(format!("{}/invitation#{token}", app.public_origin)),
            days: DAYS,
        },
    })
}

/// What is behind a link: where to, and for which address.
///
/// # Errors
/// [`Error::InvitationClosed`] for a link that is not good.
pub async fn look(app: &App, token: &str) -> Result<OpenInvitation> {
    let hash = tokens::hash(token.as_bytes());
    app.store.system().find_invitation(&hash).await?.ok_or(Error::InvitationClosed)
}

/// Who accepts, by which link.
#[derive(Debug)]
pub struct Acceptance {
    /// The secret of the link.
    pub token: String,
    /// The name for a new account; the address if it is empty.
    pub name: String,
    /// The password of the address's account, or that of a new one.
    pub password: SecretString,
}

/// Who has joined.
#[derive(Debug)]
pub struct Accepted {
    /// Where.
    pub org: OrgId,
    /// As whom.
    pub member: MemberId,
    /// With which address he signs in.
    pub email: String,
}

/// Accepts an invitation: whoever has an account gives its password, whoever has none sets one.
///
/// # Errors
/// [`Error::InvitationClosed`]; [`Error::BadCredentials`]; [`Error::Password`]; [`Error::Limited`] when the account was tried
/// too often; [`store::Rule::NoSeat`].
pub async fn accept(app: &App, acceptance: &Acceptance, origin: &Origin) -> Result<Accepted> {
    // An account that was made for the address in the meantime is found the second time.
    match accept_once(app, acceptance, origin).await? {
        Some(accepted) => Ok(accepted),
        None => accept_once(app, acceptance, origin).await?.ok_or(Error::InvitationClosed),
    }
}

async fn accept_once(app: &App, acceptance: &Acceptance, origin: &Origin) -> Result<Option<Accepted>> {
    let invitation = look(app, &acceptance.token).await?;
    let hash = tokens::hash(acceptance.token.as_bytes());
    // The same count as at sign-in: a link is no second way to try passwords.
    let decision = app.limiter.check(Class::SignInAccount, &invitation.email).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    let joining = match &invitation.account {
        Some((user, phc)) => {
            if !app.passwords.verify(&acceptance.password, Some(phc)).await? {
                app.store.system().refuse_invitation(&hash, origin.request).await?;
                app.store.system().record_refused_sign_in(&invitation.email, origin.request).await?;
                return Err(Error::BadCredentials);
            }
            Joining::Known(*user)
        }
        None => {
            let name = match acceptance.name.trim() {
                "" => invitation.email.clone(),
                given => name("name", given, 200)?,
            };
            let owner = [invitation.email.as_str(), name.as_str(), invitation.org_name.as_str()];
            let password = app.passwords.hash(&acceptance.password, &owner).await?;
            Joining::New { user: UserId::new(app.clock.now(), &*app.rng), name, password }
        }
    };
    let member = MemberId::new(app.clock.now(), &*app.rng);
    let joined =
        app.store.system().accept_invitation(&invitation, &hash, &joining, member, origin.request).await?;
    Ok(joined.map(|member| Accepted { org: invitation.org, member, email: invitation.email }))
}
