//! A new organization with its first administrator.

use domain::id::{KekId, MemberId, OrgId, RequestId, UserId};
use secrecy::SecretString;
use store::NewOrganization;

use super::update_organization::unknown_time_zone;
use super::{Error, Result, field, name};
use crate::app::App;
use crate::auth::tokens;
use crate::i18n::Locale;

/// Who founds what.
#[derive(Debug)]
pub struct Founding {
    /// The organization's name.
    pub organization: String,
    /// The administrator's name; his e-mail address if he gave none.
    pub name: String,
    /// His e-mail address.
    pub email: String,
    /// His password. Who has an account already gives its password.
    pub password: SecretString,
    /// The language of those who chose none: `en`, `es` or `pt`.
    pub locale: String,
    /// Where they are: an IANA name.
    pub time_zone: String,
    /// The token of the set-up link, when it is by link.
    pub setup_token: Option<String>,
}

/// The ids of what was made.
#[derive(Debug, Clone, Copy)]
pub struct Founded {
    /// The organization.
    pub org: OrgId,
    /// The administrator.
    pub member: MemberId,
}

/// Makes the organization with everything it begins with, or nothing.
///
/// # Errors
/// [`Error::Field`] for what is malformed; [`Error::Password`]; [`Error::SetupClosed`] for a set-up link that is not
/// good; without a link, [`Error::BadCredentials`] when the address has an account of another password.
pub async fn create_organization(app: &App, founding: Founding, request: RequestId) -> Result<Founded> {
    let organization = name("organization", &founding.organization, 200)?;
    let email = email(&founding.email)?;
    let member_name =
        if founding.name.trim().is_empty() { email.clone() } else { name("name", &founding.name, 200)? };
    if !app.store.system().knows_time_zone(&founding.time_zone).await? {
        return Err(unknown_time_zone());
    }
    // A set-up link is good only while nobody has an account: it is not asked who has one, so its answer tells nobody.
    let account = match founding.setup_token {
        Some(_) => None,
        None => app.store.system().find_account(&email).await?,
    };
    if let Some(account) = &account
        && !app.passwords.verify(&founding.password, Some(&account.password)).await?
    {
        return Err(Error::BadCredentials);
    }
    // Who has an account keeps the password that he has.
    let password = match &account {
        Some(account) => account.password.clone(),
        None => app.passwords.hash(&founding.password, &[&email, &member_name, &organization]).await?,
    };
    let now = app.clock.now();
    let (org, member, kek) =
        (OrgId::new(now, &*app.rng), MemberId::new(now, &*app.rng), KekId::new(now, &*app.rng));
    let wrapped_kek = app.keys.new_kek(org, kek).await?;
    let new = NewOrganization {
        org,
        name: organization,
        locale: Locale::kept(&founding.locale).unwrap_or_default().tag().into(),
        time_zone: founding.time_zone,
        member,
        user: account.map_or_else(|| UserId::new(now, &*app.rng), |account| account.user),
        email,
        member_name,
        password,
        kek,
        wrapped_kek,
        setup_hash: founding.setup_token.map(|token| tokens::hash(token.as_bytes())),
    };
    if app.store.system().create_organization(&new, request).await? {
        Ok(Founded { org, member })
    } else {
        Err(Error::SetupClosed)
    }
}

/// An e-mail address in lower case. It is proven by use, not by grammar: one `@` with something on both sides.
pub(crate) fn email(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    let parts: Vec<_> = text.split('@').collect();
    let plausible = matches!(parts.as_slice(), [local, host] if !local.is_empty() && !host.is_empty())
        && text.len() <= 254
        && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if plausible {
        Ok(text)
    } else {
        Err(field("email", "email", "Give an e-mail address such as ana@example.com."))
    }
}
