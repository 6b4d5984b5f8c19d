//! Making and revoking API tokens.

use std::net::IpAddr;

use domain::id::{ApiTokenId, CustomerId, OrgId, SessionId};
use domain::{Action, Permission};
use secrecy::SecretString;
use store::{AuditEvent, NewApiToken};
use time::OffsetDateTime;

use super::notices::queue;
use super::{Result, field, name, permit, refuse};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::mail::Notice;

/// Days a token lives, unless told otherwise.
pub const DEFAULT_DAYS: i32 = 90;

/// Days a token lives at most.
pub const MOST_DAYS: i32 = 365;

/// A token as somebody wants it.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// Names of permissions.
    pub scopes: Vec<String>,
    /// How long it lives.
    pub days: Option<i32>,
    /// From where it may be used: addresses, and networks in CIDR notation (RFC 4632, RFC 4291). None for anywhere.
    pub addresses: Vec<String>,
    /// Names of acts that it may do although they take a step-up.
    pub sensitive: Vec<String>,
    /// On what: the organization's id or a customer's.
    pub sensitive_object: Option<String>,
}

/// A token that was just made.
#[derive(Debug)]
pub struct Made {
    /// Its id.
    pub id: ApiTokenId,
    /// The token itself, which is shown once.
    pub token: SecretString,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
}

/// What was wanted, checked.
struct Checked {
    name: String,
    scope: Vec<&'static str>,
    days: i32,
    ranges: Vec<String>,
    sensitive: Vec<&'static str>,
    object: Option<String>,
}

/// Makes a token of the caller's, for no more than he may do himself. The step-up is for `api_token.create` on the caller,
/// or, for a token that may do what takes a step-up, for `api_token.create_sensitive` on the object of that.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says.
pub async fn create(app: &App, session: &Session, wanted: &Wanted, proof: Option<&str>) -> Result<Made> {
    let checked = check(wanted, session.org)?;
    let action =
        if checked.object.is_some() { Action::ApiTokenCreateSensitive } else { Action::ApiTokenCreate };
    let object = checked.object.clone().unwrap_or_else(|| session.member.to_string());
    let id = SessionId::new(app.clock.now(), &*app.rng);
    let (token, claims) = app.tokens.issue_api_token(session.org, session.member, id, &*app.rng);
    let id = ApiTokenId::from_uuid(id.uuid());
    let event = AuditEvent::new(action)
        .on("api_token", &id)
        .detail("scope", &checked.scope.join(" "))
        .detail("days", &checked.days)
        .personal("name", &checked.name);
    let event = match &checked.object {
        Some(object) => event.detail("sensitive", &checked.sensitive.join(" ")).detail("object", object),
        None => event,
    };
    let event = if checked.ranges.is_empty() {
        event
    } else {
        event.personal("addresses", &checked.ranges.join(" "))
    };

    let tx = app.store.begin(&session.caller).await?;
    if let Some(beyond) = checked.scope.iter().find(|scope| !holds(tx.actor().permissions, scope)) {
        tx.rollback().await;
        let detail = format!("You do not hold the permission {beyond} yourself.");
        return Err(field("scopes", "scope_beyond_own", detail));
    }
    let (tx, event) = permit(app, session, tx, proof, event, &object).await?;
    if let Some(customer) = checked.object.as_deref().and_then(|id| id.parse::<CustomerId>().ok()) {
        tx.customer(customer, app.clock.now()).await.map_err(|error| match error {
            store::Error::NotFound => field("sensitive_object", "customer", "There is no such customer."),
            other => other.into(),
        })?;
    }
    let new = NewApiToken {
        id,
        handle_hash: tokens::hash(&*claims.handle),
        name: &checked.name,
        scope: &checked.scope,
        days: checked.days,
        ranges: &checked.ranges,
        sensitive: &checked.sensitive,
        sensitive_object: checked.object.as_deref(),
    };
    let spent = event.step_up_id().unwrap_or_default().to_owned();
    let expires_at = tx.create_api_token(&new, &spent).await?;
    queue(app, session, &tx, Notice::ApiTokenMade).await?;
    tx.commit(&event).await?;
    app.mail.wake();
    Ok(Made { id, token, expires_at })
}

/// Ends a token at once: the caller's own, or with `token.manage` another member's. Where the organization asks for a proof
/// for that, it is for `api_token.revoke_other` on the token.
///
/// # Errors
/// `NotFound` for one that is unknown, has ended, or is not the caller's to revoke; what the step-up or the store says.
pub async fn revoke(app: &App, session: &Session, id: ApiTokenId, proof: Option<&str>) -> Result<()> {
    let tx = app.store.begin_for(&session.caller, Action::ApiTokenRevokeOther).await?;
    let event = AuditEvent::new(Action::ApiTokenRevokeOther).on("api_token", &id);
    let (tx, event) = if tx.takes_step_up(event.action()) && tx.api_token_owner(id).await? != session.member {
        permit(app, session, tx, proof, event, &id.to_string()).await?
    } else {
        (tx, event)
    };
    let whose = tx.revoke_api_token(id).await?;
    let event = if whose == session.member {
        event.renamed(Action::ApiTokenRevoke)
    } else {
        event.detail("member", &whose)
    };
    if let Err(denied) = tx.authorize(event.action()) {
        return Err(refuse(app, session, tx, event, denied).await);
    }
    tx.commit(&event).await?;
    Ok(())
}

fn holds(permissions: domain::PermissionSet, name: &str) -> bool {
    name.parse::<Permission>().is_ok_and(|permission| permissions.contains(permission))
}

fn check(wanted: &Wanted, org: OrgId) -> Result<Checked> {
    let name = name("name", &wanted.name, 80)?;
    let mut scope = Vec::new();
    for text in &wanted.scopes {
        let permission: Permission =
            text.parse().map_err(|_| field("scopes", "scope", format!("There is no permission {text}.")))?;
        scope.push(permission.as_str());
    }
    scope.sort_unstable();
    scope.dedup();
    if scope.is_empty() {
        return Err(field("scopes", "scope_required", "Choose what the token may do."));
    }
    let days = wanted.days.unwrap_or(DEFAULT_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        let detail = format!("Choose 1 to {MOST_DAYS} days.");
        return Err(field("expires_in_days", "days", detail));
    }
    let ranges = ranges(&wanted.addresses)?;
    let (sensitive, object) = standing(wanted, &scope, org)?;
    Ok(Checked { name, scope, days, ranges, sensitive, object })
}

/// The acts that take a step-up, and on what.
fn standing(
    wanted: &Wanted,
    scope: &[&'static str],
    org: OrgId,
) -> Result<(Vec<&'static str>, Option<String>)> {
    let mut sensitive = Vec::new();
    for text in &wanted.sensitive {
        let action = text.parse().ok().filter(|action: &Action| action.can_be_standing());
        let action = action.ok_or_else(|| {
            field(
                "sensitive_actions",
                "action",
                format!("No token can be made for {text}; that takes a person."),
            )
        })?;
        if !action.permission().is_some_and(|permission| scope.contains(&permission.as_str())) {
            let detail = format!("The token may do {text} only with that permission among its scopes.");
            return Err(field("sensitive_actions", "action_beyond_scope", detail));
        }
        sensitive.push(action.as_str());
    }
    sensitive.sort_unstable();
    sensitive.dedup();
    // What a customer is not the object of.
    let whole_only = [Action::AuditExport, Action::CertificateUpload, Action::CustomerCreate];
    let beyond_customer = whole_only.iter().find(|action| sensitive.contains(&action.as_str()));
    let object = wanted.sensitive_object.as_deref().map(str::trim).filter(|object| !object.is_empty());
    let whole = org.to_string();
    let wrong = match object {
        None if sensitive.is_empty() => return Ok((sensitive, None)),
        Some(object) if object == whole && !sensitive.is_empty() => None,
        Some(object) if object.parse::<CustomerId>().is_ok() && !sensitive.is_empty() => beyond_customer
            .map(|_| "The audit log, uploads and new customers are the organization's, not a customer's."),
        None => Some("Name the organization or the customer on which the token may do it."),
        Some(_) if sensitive.is_empty() => Some("Name what the token may do on it."),
        Some(_) => Some("Give your organization's id, or a customer's."),
    };
    match wrong {
        Some(detail) => Err(field("sensitive_object", "object", detail)),
        None => Ok((sensitive, object.map(str::to_owned))),
    }
}

/// Addresses and networks in the form that the database keeps: an address with its prefix length, nothing set behind it.
fn ranges(addresses: &[String]) -> Result<Vec<String>> {
    if addresses.len() > 16 {
        return Err(field("addresses", "addresses_many", "Name at most 16 addresses or networks."));
    }
    let range = |text: &String| {
        range(text).ok_or_else(|| {
            let detail =
                format!("{text:?} is no address or network; write it like 192.0.2.0/24 or 2001:db8::/48.");
            field("addresses", "address", detail)
        })
    };
    addresses.iter().map(range).collect()
}

fn range(text: &str) -> Option<String> {
    let (address, length) = match text.trim().split_once('/') {
        Some((address, length)) if length.len() <= 3 && length.bytes().all(|b| b.is_ascii_digit()) => {
            (address, Some(length.parse::<u32>().ok()?))
        }
        Some(_) => return None,
        None => (text.trim(), None),
    };
    match address.parse().ok()? {
        IpAddr::V4(v4) => {
            let length = length.unwrap_or(32);
            let behind = u32::MAX.checked_shr(length).unwrap_or(0);
            (length <= 32 && u32::from(v4) & behind == 0).then(|| format!("{v4}/{length}"))
        }
        IpAddr::V6(v6) => {
            let length = length.unwrap_or(128);
            let behind = u128::MAX.checked_shr(length).unwrap_or(0);
            // Addresses are compared in their own family.
            let mapped = v6.to_ipv4_mapped().is_some();
            (length <= 128 && !mapped && u128::from(v6) & behind == 0).then(|| format!("{v6}/{length}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_what_is_kept_is_read_the_same(text in "\\PC{0,60}|[0-9a-f.:/]{0,50}") {
            if let Some(kept) = range(&text) {
                prop_assert_eq!(range(&kept), Some(kept));
            }
        }

        #[test]
        fn a_network_is_kept_when_nothing_is_set_behind_its_length(bits: u32, length in 0_u32..=32) {
            let address = std::net::Ipv4Addr::from(bits);
            let behind = u32::MAX.checked_shr(length).unwrap_or(0);
            prop_assert_eq!(range(&format!("{address}/{length}")).is_some(), bits & behind == 0);
        }
    }

    #[test]
    fn networks_are_read_and_mistakes_refused() {
        for (text, kept) in [
            ("192.0.2.7", "192.0.2.7/32"),
            (" 10.0.0.0/8 ", "10.0.0.0/8"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:DB8::/48", "2001:db8::/48"),
            ("::1", "::1/128"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(range(text).as_deref(), Some(kept), "{text}");
        }
        for text in [
            "",
            "x",
            "10.0.0.1/8",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0/8",
            "2001:db8::1/48",
            "::ffff:10.0.0.0/104",
            "::/129",
            "10.0.0.0/8/8",
        ] {
            assert_eq!(range(text), None, "{text}");
        }
    }
}
