//! What changes state or lets a secret out: one file per act, shared by HTTP, jobs and the command line.
//!
//! The order of a sensitive act is always the same: limit (the route's extractor), authorization, step-up, audit
//! intent, effect, outcome. Refusals of sensitive acts are recorded too.

pub mod alert_settings;
pub mod alerts;
pub mod api_tokens;
pub mod authentication_policy;
pub mod calendar_feed;
pub mod change_password;
pub mod create_organization;
pub mod customers;
pub mod delete_certificate;
pub mod delete_customer;
pub mod download;
pub mod duties;
pub mod export;
pub mod export_audit;
mod idempotency;
pub mod import;
pub mod invitations;
pub mod logo;
pub mod members;
mod notices;
mod open;
pub mod passes;
pub mod passkey_sign_in;
pub mod passkeys;
pub mod photos;
pub mod recovery_codes;
pub mod refresh;
pub mod renewal;
pub mod reset_password;
pub mod restricted;
pub mod reveal;
pub mod roles;
pub mod scanners;
pub mod second_step;
pub mod sensitive_permissions;
pub mod sessions;
pub mod sign_in;
pub mod sign_out;
pub mod site_requirements;
pub mod step_up;
pub mod sweep;
pub mod switch_organization;
pub mod ticket_types;
pub mod tickets;
pub mod units;
pub mod update_certificate;
pub mod update_organization;
pub mod update_security;
pub mod upload;
pub mod webhooks;
pub mod workers;

use domain::id::CertificateId;
use domain::{TicketAct, TicketState};
use store::{AuditEvent, Outcome, TenantTx};

use crate::app::App;
use crate::auth::passkeys::Refusal;
use crate::auth::password::PasswordError;
use crate::auth::session::Session;
use crate::kms::KeyError;
use crate::limit::{Decision, LimiterError};
use crate::mail::MailError;

pub(crate) use idempotency::{once, recalled, remember};

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store says why.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Work that keeps a core busy ended early.
    #[error(transparent)]
    Ended(#[from] crate::places::Ended),
    /// A key could not be used.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// A password cannot be had.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The limiter cannot decide.
    #[error(transparent)]
    Limiter(#[from] LimiterError),
    /// Too many of these.
    #[error("limited")]
    Limited(Decision),
    /// Unknown account or wrong password; which of them is not told.
    #[error("bad credentials")]
    BadCredentials,
    /// A passkey's answer is not taken.
    #[error(transparent)]
    Passkey(#[from] Refusal),
    /// The member has a passkey: he proves himself with it, and with nothing less.
    #[error("a passkey is required")]
    PasskeyRequired,
    /// It takes a passkey, and the member has none.
    #[error("there is no passkey yet")]
    NoPasskey,
    /// The passkey is the last one, and an organization requires one.
    #[error("the last passkey stays")]
    LastPasskey,
    /// The recovery code is none, or is spent.
    #[error("bad recovery code")]
    BadRecoveryCode,
    /// The refresh token is not good.
    #[error("bad refresh token")]
    BadRefresh,
    /// The link for a new password is not good.
    #[error("the reset link is closed")]
    ResetClosed,
    /// A mail could not be queued.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The set-up link is not good.
    #[error("set-up is closed")]
    SetupClosed,
    /// The link of an invitation is not good.
    #[error("the invitation is closed")]
    InvitationClosed,
    /// The link by which a scanner is enrolled is not good.
    #[error("the enrolment is closed")]
    EnrolmentClosed,
    /// A field is wrong.
    #[error("{field}: {detail}")]
    Field {
        /// Its name.
        field: &'static str,
        /// Stable code.
        code: &'static str,
        /// What is wrong, and what was expected.
        detail: String,
    },
    /// The uploaded file is not accepted.
    #[error(transparent)]
    Refused(#[from] certfile::Refusal),
    /// The photo or PDF is not taken.
    #[error(transparent)]
    NoEvidence(#[from] evidence::Refusal),
    /// The file of an import cannot be read.
    #[error(transparent)]
    Unread(#[from] intake::Refusal),
    /// The certificate is in custody already, under this id.
    #[error("in custody already: {0}")]
    Exists(CertificateId),
    /// The upload would bring a second password to this certificate.
    #[error("a password is in custody already: {0}")]
    HasPassword(CertificateId),
    /// An API token was not made for an act that takes a step-up.
    #[error("the API token was not made for {0}")]
    TokenNotFor(domain::Action),
    /// The customer cannot be deleted: certificates refer to it.
    #[error("certificates refer to the customer")]
    CustomerInUse,
    /// A sealed object does not open: it, its key or their places were changed.
    #[error("a sealed object does not open")]
    Damaged,
    /// The renewal link lets nothing in.
    #[error("the renewal link is {0:?}")]
    RenewalClosed(renewal::Closed),
    /// What a phone asks for its pass with is not its key's, not of now, or was used.
    #[error("the phone has not proved itself")]
    PassUnproven,
    /// The phone's pass is not signed anew without a session.
    #[error("the pass is not renewed by its phone")]
    PassNotRenewed,
    /// The file does not renew the certificate that a link is for.
    #[error("the file does not renew the certificate")]
    NoRenewal(Vec<renewal::Mismatch>),
    /// The ticket's state does not allow the act.
    #[error("a ticket that is {} does not allow: {}", .0.as_str(), .1.as_str())]
    TicketState(TicketState, TicketAct),
    /// It cannot be deleted: other things refer to it. The sentence says what to do.
    #[error("{0}")]
    InUse(&'static str),
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

/// The acts' results.
pub type Result<T> = std::result::Result<T, Error>;

pub(crate) fn field(field: &'static str, code: &'static str, detail: impl Into<String>) -> Error {
    Error::Field { field, code, detail: detail.into() }
}

/// A name without the blanks around it: 1 to `most` characters that can be printed, some of which can be seen, and none of which turns the
/// others around.
///
/// # Errors
/// [`Error::Field`] for the field `field`.
pub(crate) fn name(field: &'static str, text: &str, most: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > most {
        return Err(self::field(field, "name_length", format!("Give a name of 1 to {most} characters.")));
    }
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.chars().any(|c| c.is_control() || turns(c)) {
        return Err(self::field(field, "name_control", "Give a name without control characters."));
    }
    if !text.chars().any(|c| pass::is_shown(c) && !c.is_whitespace()) {
        return Err(self::field(field, "name_length", format!("Give a name of 1 to {most} characters.")));
    }
    Ok(text.to_owned())
}

/// A text that may be left out: without the blanks around it, at most `most` characters that can be printed or end a line.
/// An empty one is none.
///
/// # Errors
/// [`Error::Field`] for the field `field`.
pub(crate) fn noted(field: &'static str, text: Option<&str>, most: usize) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > most {
        return Err(self::field(field, "text_length", format!("Write at most {most} characters.")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(self::field(field, "text_control", "Write this without control characters."));
    }
    Ok(Some(text.to_owned()))
}

/// An id that may be left out. What is no id of the kind is told as what is not there is.
///
/// # Errors
/// [`Error::Field`] for the field `field`, with this sentence.
pub(crate) fn id_in<T: std::str::FromStr>(
    field: &'static str,
    text: Option<&str>,
    missing: &'static str,
) -> Result<Option<T>> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| self::field(field, "unknown", missing))).transpose()
}

/// Asks policy and spends the step-up proof of a sensitive act, in this order. A refusal is recorded in a transaction
/// of its own, after the act's has been given up.
///
/// # Errors
/// What policy or the store says.
pub(crate) async fn permit(
    app: &App,
    session: &Session,
    tx: TenantTx,
    proof: Option<&str>,
    event: AuditEvent,
    object: &str,
) -> Result<(TenantTx, AuditEvent)> {
    let action = event.action();
    let allowed = match tx.authorize(action) {
        // A program has no proof of its own, but the one with which its token was made for this.
        Ok(()) if session.is_api_token() => tx.standing_proof(action, object).await,
        Ok(()) => match proof {
            Some(token) => tx.spend_step_up(token.as_bytes(), action, object).await,
            None => Err(store::Error::NoStepUp),
        },
        Err(denied) => Err(denied),
    };
    match allowed {
        Ok(id) => Ok((tx, event.step_up(id))),
        Err(error) => Err(refuse(app, session, tx, event, error).await),
    }
}

/// As [`permit`] where the act takes a step-up, always or because the organization wants it; else asks policy alone. The
/// transaction was begun for the act, see `Store::begin_for`.
///
/// # Errors
/// What policy or the store says.
pub(crate) async fn permit_as_asked(
    app: &App,
    session: &Session,
    tx: TenantTx,
    proof: Option<&str>,
    event: AuditEvent,
    object: &str,
) -> Result<(TenantTx, AuditEvent)> {
    if tx.takes_step_up(event.action()) {
        return permit(app, session, tx, proof, event, object).await;
    }
    Ok((authorized(tx, event.action()).await?, event))
}

/// Gives up a sensitive act, and records that it was refused, if that is what `error` says. Returns what to answer.
pub(crate) async fn refuse(
    app: &App,
    session: &Session,
    tx: TenantTx,
    event: AuditEvent,
    error: store::Error,
) -> Error {
    use store::Error::{Denied, MustEnrol, NoStepUp, Rule};
    let action = event.action();
    tx.rollback().await;
    if matches!(error, Denied(_) | MustEnrol | NoStepUp | Rule(_))
        && let Err(unrecorded) = app.store.record(&session.caller, &event.outcome(Outcome::Refused)).await
    {
        return unrecorded.into();
    }
    match error {
        NoStepUp if session.is_api_token() => Error::TokenNotFor(action),
        error => error.into(),
    }
}

/// Asks policy about an act that takes no step-up. A refusal leaves nothing but the answer.
///
/// # Errors
/// What policy says.
pub(crate) async fn authorized(tx: TenantTx, action: domain::Action) -> Result<TenantTx> {
    match tx.authorize(action) {
        Ok(()) => Ok(tx),
        Err(denied) => {
            tx.rollback().await;
            Err(denied.into())
        }
    }
}
