//! Errors as HTTP tells them: problem details (RFC 9457), with a stable type, one sentence that says what to do, and no
//! internals. The only place that turns errors into status codes.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use store::Rule;

use crate::auth::password::PasswordError;
use crate::kms::KeyError;
use crate::limit::{Decision, LimiterError};
use crate::ops;
use crate::ops::renewal::Mismatch;

/// A field of the request that is wrong.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// Its name.
    pub field: String,
    /// Stable code, for programs and translations.
    pub code: String,
    /// What is wrong, and what was expected.
    pub detail: String,
}

/// What went wrong.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem(Box<ProblemDetails>);

/// Problem details (RFC 9457, section 3).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProblemDetails {
    /// A stable URI that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status code's phrase.
    pub title: String,
    /// The status code.
    pub status: u16,
    /// Stable code: the last part of `type`.
    pub code: String,
    /// One sentence that says what to do.
    pub detail: String,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The certificate in custody that an upload meets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing: Option<String>,
    /// The server's time, in seconds since 1970 (UTC), for a scanner whose clock is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_time: Option<i64>,
    /// How far the server has a scanner's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogPlace>,
    #[serde(skip)]
    pub(crate) decision: Option<Decision>,
}

/// How far a scanner's log goes.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LogPlace {
    /// The number of the last record that is on disk; 0 before the first.
    pub seq: i64,
    /// What the next record names as the one before: a SHA-256, in hexadecimal.
    pub head: String,
}

impl Deref for Problem {
    type Target = ProblemDetails;
    fn deref(&self) -> &ProblemDetails {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut ProblemDetails {
        &mut self.0
    }
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(ProblemDetails {
            kind: format!("urn:credenza:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            errors: Vec::new(),
            existing: None,
            server_time: None,
            log: None,
            decision: None,
        }))
    }

    /// No session, or none that is good any more.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Sign in again.")
    }

    /// A cookie that came with a request of another site.
    #[must_use]
    pub fn cross_site() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "cross_site",
            "This request did not come from a page of this server.",
        )
    }

    /// An API token where a person has to sign in.
    #[must_use]
    pub fn not_for_tokens() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_for_tokens",
            "An API token does not open this; sign in with your own account.",
        )
    }

    /// An API token from where it may not be used.
    #[must_use]
    pub fn address_not_allowed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "address_not_allowed",
            "This API token may not be used from your address; its owner sees from where it may.",
        )
    }

    /// There is no such thing, or the caller may not know that there is.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    /// There is something, but not for this method.
    #[must_use]
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "This address does not take that method.",
        )
    }

    /// The request is malformed.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// Too many requests.
    #[must_use]
    pub fn limited(decision: Decision) -> Self {
        let seconds = whole_seconds(decision.reset);
        let mut problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            format!("Too many requests; try again in {seconds} s."),
        );
        problem.decision = Some(decision);
        problem
    }

    /// The limiter cannot decide, so nothing passes.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "used as a function of `map_err`")]
    pub fn limiter(error: LimiterError) -> Self {
        tracing::error!(%error, "refused because the limiter failed");
        Self::unavailable()
    }

    /// Something that we need is away.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The server cannot do this at the moment; try again shortly.",
        )
    }

    /// What the client sends comes too slowly to be waited for.
    #[must_use]
    pub fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "The request came too slowly: send at least 8 KiB in a second, within ten minutes.",
        )
    }

    /// A part that we need is away; a supervisor is told which.
    #[must_use]
    pub fn not_ready(part: &str) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            format!("The {part} does not answer; requests are refused until it does."),
        )
    }

    /// A fault of ours. The log has the reason, the client does not.
    #[must_use]
    pub fn internal(reason: &str) -> Self {
        tracing::error!(reason, "internal error");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server; the log there says what.",
        )
    }

    /// One wrong field.
    #[must_use]
    pub fn field(field: &str, code: &str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail.clone());
        problem.errors.push(FieldProblem { field: field.to_owned(), code: code.to_owned(), detail });
        problem
    }

    /// An uploaded file that is not accepted: the code says why, stably.
    #[must_use]
    pub fn refused_file(refusal: &certfile::Refusal) -> Self {
        let status = match refusal {
            certfile::Refusal::Refused { code: certfile::ReasonCode::TooLarge, .. } => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let field = match refusal {
            certfile::Refusal::Refused { .. } => "file",
            certfile::Refusal::PasswordRequired | certfile::Refusal::WrongPassword => "password",
        };
        let mut problem = Self::new(status, refusal.code(), refusal.to_string());
        let (code, detail) = (problem.code.clone(), problem.detail.clone());
        problem.errors.push(FieldProblem { field: field.into(), code, detail });
        problem
    }

    /// A photo or PDF that is not taken: the code says why, stably.
    #[must_use]
    pub fn no_evidence(refusal: evidence::Refusal) -> Self {
        let status = match refusal {
            evidence::Refusal::TooLarge | evidence::Refusal::PhotoTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let mut problem = Self::new(status, refusal.code(), refusal.to_string());
        let (code, detail) = (problem.code.clone(), problem.detail.clone());
        problem.errors.push(FieldProblem { field: "file".into(), code, detail });
        problem
    }

    /// The file of an import that cannot be read: the code says why, stably.
    #[must_use]
    pub fn unread_file(refusal: &intake::Refusal) -> Self {
        let status = match refusal {
            intake::Refusal::TooLarge | intake::Refusal::TooMuch => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let mut problem = Self::new(status, refusal.code(), refusal.to_string());
        let (code, detail) = (problem.code.clone(), problem.detail.clone());
        problem.errors.push(FieldProblem { field: "file".into(), code, detail });
        problem
    }

    /// A file that does not renew the certificate that is asked for: each reason, with its stable code.
    #[must_use]
    pub fn no_renewal(mismatches: &[Mismatch]) -> Self {
        let detail: Vec<_> = mismatches.iter().map(|mismatch| mismatch.sentence()).collect();
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "no_renewal", detail.join(" "));
        problem.errors = mismatches
            .iter()
            .map(|mismatch| FieldProblem {
                field: "file".into(),
                code: mismatch.code().into(),
                detail: mismatch.sentence().into(),
            })
            .collect();
        problem
    }

    /// The status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

fn whole_seconds(time: Duration) -> u64 {
    // Rounded up: who comes back when told to finds the door open.
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// Writes what the limiter said into a response; of several limits, the one that was exceeded has the word.
///
/// `RateLimit-Policy` and `RateLimit` are those of draft-ietf-httpapi-ratelimit-headers-10 (sections 3 and 4): the policy
/// bears the name of the class, `q` requests in a window of `w` seconds; `r` of them remain, and after `t` seconds more can
/// come, or all of them. `RateLimit-Limit`, `-Remaining` and `-Reset` say the same as the draft did up to version 06, for the
/// clients that know only these. `Retry-After` is RFC 9110's (section 10.2.3).
pub fn add_limit_headers(response: &mut Response, decision: Decision) {
    let headers = response.headers_mut();
    if headers.contains_key(header::RETRY_AFTER) {
        return;
    }
    let seconds = whole_seconds(decision.reset);
    let (class, window) = (decision.class.as_str(), whole_seconds(decision.window));
    for (name, value) in [
        ("ratelimit-policy", format!("\"{class}\";q={};w={window}", decision.limit)),
        ("ratelimit", format!("\"{class}\";r={};t={seconds}", decision.remaining)),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    headers.insert("ratelimit-limit", HeaderValue::from(decision.limit));
    headers.insert("ratelimit-remaining", HeaderValue::from(decision.remaining));
    headers.insert("ratelimit-reset", HeaderValue::from(seconds));
    if !decision.allowed {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, decision) = (self.status(), self.decision);
        let mut response = (status, Json(&self)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(decision) = decision {
            add_limit_headers(&mut response, decision);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(reason) => {
                tracing::warn!(reason, "storage unavailable");
                Self::unavailable()
            }
            store::Error::NoSession => Self::unauthorized(),
            store::Error::NoStepUp => Self::new(
                StatusCode::FORBIDDEN,
                "step_up_required",
                "Prove again who you are: POST /api/v1/auth/step-up for this action and object, then send its token in the header Step-Up.",
            ),
            store::Error::Denied(denial) => {
                Self::new(StatusCode::FORBIDDEN, "forbidden", sentence(&denial.to_string()))
            }
            store::Error::MustEnrol => Self::new(
                StatusCode::FORBIDDEN,
                "enrol_passkey",
                "Your organization requires a passkey: enrol one at /account/passkeys to go on.",
            ),
            store::Error::Wall(reason) => {
                // Policy let pass what the database refused: the first wall has a hole.
                tracing::error!(reason, "row-level security refused what policy allowed");
                Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not do this.")
            }
            store::Error::NotFound => Self::not_found(),
            store::Error::Stale => Self::new(
                StatusCode::CONFLICT,
                "stale",
                "Somebody else changed this in the meantime; load it again and repeat your change.",
            ),
            store::Error::Conflict { constraint } => conflict(&constraint),
            store::Error::Rule(rule) => broken(rule),
            store::Error::Malformed(what) => Self::bad_request(format!("The {what} is malformed.")),
            store::Error::Internal(reason) => Self::internal(&reason),
        }
    }
}

fn conflict(constraint: &str) -> Problem {
    if let Some(problem) = records_conflict(constraint) {
        return problem;
    }
    let (field, code, detail) = match constraint {
        "customers_org_id_country_tax_id_key" => ("tax_id", "taken", "Another customer has this tax id."),
        "certificates_org_id_fingerprint_sha256_key" => {
            ("file", "certificate_exists", "This certificate is in custody already.")
        }
        "objects_org_id_certificate_id_kind_key" => {
            ("file", "certificate_exists", "This half of the pair is in custody already.")
        }
        "roles_org_id_name_key" => ("name", "role_name_taken", "Another role has this name."),
        "passkeys_credential_id_key" => ("credential", "passkey_exists", "This passkey is enrolled already."),
        "certificates_org_id_customer_id_fkey" => {
            return Problem::field("customer_id", "customer", "There is no such customer.");
        }
        other => {
            tracing::warn!(constraint = other, "conflict");
            ("", "conflict", "This conflicts with what is there.")
        }
    };
    let mut problem = Problem::new(StatusCode::CONFLICT, code, detail);
    if !field.is_empty() {
        problem.errors.push(FieldProblem { field: field.into(), code: code.into(), detail: detail.into() });
    }
    problem
}

/// A conflict among what is kept of workers and their tickets.
fn records_conflict(constraint: &str) -> Option<Problem> {
    let (field, detail) = match constraint {
        "sites_org_id_name_key" => ("name", "Another site has this name."),
        "crews_org_id_name_key" => ("name", "Another crew has this name."),
        "contractors_org_id_name_key" => ("name", "Another contractor has this name."),
        "ticket_types_org_id_code_key" => ("code", "Another type of tickets has this code."),
        "duties_org_id_kind_name_key" => ("name", "Another role or task has this name."),
        "workers_org_id_reference_key" => ("reference", "Another worker has this reference."),
        "workers_org_id_member_id_key" => ("member_id", "Another worker has this account."),
        "scanners_org_id_site_id_fkey" => return Some(Problem::not_found()),
        "worker_duties_org_id_duty_id_kind_fkey" => {
            return Some(Problem::field("roles", "unknown", "There is no such role."));
        }
        "site_requirements_org_id_type_id_fkey" | "duty_requirements_org_id_type_id_fkey" => {
            return Some(Problem::field("types", "unknown", "There is no such type of tickets."));
        }
        "crews_org_id_site_id_fkey" => {
            return Some(Problem::field("site_id", "unknown", "There is no such site."));
        }
        "workers_org_id_contractor_id_fkey" => {
            return Some(Problem::field("contractor_id", "unknown", "There is no such contractor."));
        }
        "workers_org_id_crew_id_fkey" => {
            return Some(Problem::field("crew_id", "unknown", "There is no such crew."));
        }
        "workers_org_id_member_id_fkey" => {
            return Some(Problem::field("member_id", "unknown", "There is no such member."));
        }
        "crew_supervisors_org_id_member_id_fkey" => {
            return Some(Problem::field("supervisors", "member", "There is no such member."));
        }
        "contractor_managers_org_id_member_id_fkey" => {
            return Some(Problem::field("managers", "member", "There is no such member."));
        }
        _ => return None,
    };
    let mut problem = Problem::new(StatusCode::CONFLICT, "taken", detail);
    problem.errors.push(FieldProblem { field: field.into(), code: "taken".into(), detail: detail.into() });
    Some(problem)
}

/// A rule about what is kept of workers and their tickets, and what to do about it.
fn broken_of_records(rule: Rule) -> Option<Problem> {
    Some(match rule {
        Rule::TicketState => Problem::new(
            StatusCode::CONFLICT,
            rule.as_str(),
            "The ticket's state does not allow this any more; load it again.",
        ),
        Rule::OwnTicket => Problem::new(
            StatusCode::CONFLICT,
            rule.as_str(),
            "You wrote this ticket, or it is your own: somebody else who may approve tickets has to check it.",
        ),
        Rule::NotRenewable => Problem::field(
            "renews",
            rule.as_str(),
            "Only an approved ticket of the same worker and type can be renewed.",
        ),
        Rule::RenewalOpen => Problem::new(
            StatusCode::CONFLICT,
            rule.as_str(),
            "This ticket has a renewal already; correct that one, or withdraw it first.",
        ),
        Rule::TypeArchived => Problem::field(
            "type",
            rule.as_str(),
            "This type of tickets is in the archive; choose another, or take it out first.",
        ),
        Rule::WorkerArchived => Problem::new(
            StatusCode::CONFLICT,
            rule.as_str(),
            "This worker is in the archive; take him out first.",
        ),
        Rule::TooMuchEvidence => Problem::new(
            StatusCode::CONFLICT,
            rule.as_str(),
            "This ticket has 10 files, which is as many as there may be; remove one first.",
        ),
        Rule::EvidenceUnseen => Problem::new(
            StatusCode::CONFLICT,
            rule.as_str(),
            "There are files that prove this ticket, and none of your roles may look at them: somebody who may has to check it.",
        ),
        _ => return None,
    })
}

/// A rule about an organization's people, and what to do about it.
fn broken(rule: Rule) -> Problem {
    if let Some(problem) = broken_of_records(rule) {
        return problem;
    }
    let (status, detail) = match rule {
        Rule::BeyondOwn => (
            StatusCode::FORBIDDEN,
            "This goes beyond your own permissions: you can give, take or change only what you hold yourself.",
        ),
        Rule::LastAdministrator => (
            StatusCode::CONFLICT,
            "This is the last administrator; give another active member the role admin first.",
        ),
        Rule::Oneself => {
            (StatusCode::CONFLICT, "You cannot do this to yourself; to go, leave the organization.")
        }
        Rule::NoSeat => (
            StatusCode::CONFLICT,
            "All seats are taken; suspend or remove a member first, or ask the operator for more seats.",
        ),
        Rule::NotActive => (StatusCode::CONFLICT, "This member is suspended already."),
        Rule::NotSuspended => (StatusCode::CONFLICT, "This member is not suspended."),
        Rule::PasskeysStay => (
            StatusCode::CONFLICT,
            "There is no passkey that you can take off: this member has none, or his account is not your organization's alone. A recovery code gets him in.",
        ),
        Rule::UnknownRole => {
            return Problem::field("roles", rule.as_str(), "Name at least one role, each by its id.");
        }
        Rule::RoleInUse => {
            (StatusCode::CONFLICT, "Members or invitations have this role; give them another first.")
        }
        Rule::TooManyRoles => {
            (StatusCode::CONFLICT, "There are as many roles as there may be; delete one first.")
        }
        Rule::AlreadyMember => (StatusCode::CONFLICT, "This address is a member's already."),
        Rule::AlreadyInvited => (
            StatusCode::CONFLICT,
            "This address has an invitation already; send that again, or revoke it first.",
        ),
        Rule::Renewed => (
            StatusCode::CONFLICT,
            "Another certificate has taken this one's place already; ask for that one's renewal.",
        ),
        Rule::PassRevoked => (
            StatusCode::CONFLICT,
            "This pass was taken back, and stays so; for a new one, make a new key in the phone.",
        ),
        Rule::TooManyWebhooks => {
            (StatusCode::CONFLICT, "There are ten webhooks already; remove one that is not needed any more.")
        }
        Rule::ScannerRevoked => {
            (StatusCode::CONFLICT, "This scanner's authority was taken away for good; make another scanner.")
        }
        Rule::TooManyInvitations => {
            (StatusCode::CONFLICT, "There are as many invitations as there may be; revoke some first.")
        }
        // Told above.
        Rule::TicketState
        | Rule::OwnTicket
        | Rule::NotRenewable
        | Rule::RenewalOpen
        | Rule::TypeArchived
        | Rule::WorkerArchived
        | Rule::TooMuchEvidence
        | Rule::EvidenceUnseen => (StatusCode::CONFLICT, "This is not possible."),
    };
    Problem::new(status, rule.as_str(), detail)
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect::<String>() + ".")
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Sealed => Self::internal("a sealed key does not open"),
            KeyError::Unavailable(reason) => {
                tracing::warn!(reason, "key management unavailable");
                Self::unavailable()
            }
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::TooShort => {
                Self::field("password", "password_too_short", sentence(&error.to_string()))
            }
            PasswordError::TooLong => {
                Self::field("password", "password_too_long", sentence(&error.to_string()))
            }
            PasswordError::Common => Self::field("password", "password_common", sentence(&error.to_string())),
            PasswordError::Personal => {
                Self::field("password", "password_personal", sentence(&error.to_string()))
            }
            PasswordError::Unavailable => Self::unavailable(),
        }
    }
}

/// The errors that say the same to everybody.
fn worded(error: &ops::Error) -> Option<(StatusCode, &'static str, &'static str)> {
    Some(match error {
        ops::Error::BadCredentials => (
            StatusCode::UNAUTHORIZED,
            "bad_credentials",
            "E-mail or password is wrong, or there is no such account.",
        ),
        ops::Error::PasskeyRequired => {
            (StatusCode::FORBIDDEN, "passkey_required", "You have a passkey: prove with it who you are.")
        }
        ops::Error::NoPasskey => (StatusCode::CONFLICT, "no_passkey", "Enrol a passkey of your own first."),
        ops::Error::LastPasskey => (
            StatusCode::CONFLICT,
            "last_passkey",
            "An organization of yours requires a passkey; enrol another before you remove the last one.",
        ),
        ops::Error::BadRecoveryCode => (
            StatusCode::UNAUTHORIZED,
            "bad_recovery_code",
            "This is none of your recovery codes, or it was used before; each works once.",
        ),
        ops::Error::BadRefresh => {
            (StatusCode::UNAUTHORIZED, "bad_refresh_token", "The session has ended; sign in again.")
        }
        ops::Error::ResetClosed => {
            (StatusCode::GONE, "reset_closed", "This link is used up, over or was replaced; ask for another.")
        }
        ops::Error::SetupClosed => (
            StatusCode::GONE,
            "setup_closed",
            "This set-up link is used up or was replaced; the server's log has the newest, and `credenza admin create-org` always works.",
        ),
        ops::Error::InvitationClosed => (
            StatusCode::GONE,
            "invitation_closed",
            "This invitation was used or taken back, or has ended; ask whoever invited you for a new one.",
        ),
        ops::Error::EnrolmentClosed => (
            StatusCode::GONE,
            "enrolment_closed",
            "This link is used up, over, or was replaced; ask for a new one.",
        ),
        ops::Error::CustomerInUse => (
            StatusCode::CONFLICT,
            "customer_in_use",
            "Certificates still refer to this customer; delete them or give them to another first.",
        ),
        _ => return None,
    })
}

impl From<ops::Error> for Problem {
    fn from(error: ops::Error) -> Self {
        if let Some((status, code, detail)) = worded(&error) {
            return Self::new(status, code, detail);
        }
        match error {
            ops::Error::Store(error) => error.into(),
            ops::Error::Keys(error) => error.into(),
            ops::Error::Password(error) => error.into(),
            ops::Error::Limiter(error) => Self::limiter(error),
            ops::Error::Limited(decision) => Self::limited(decision),
            ops::Error::Passkey(refusal) => Self::new(
                StatusCode::UNAUTHORIZED,
                refusal.code(),
                format!("The passkey is refused: {refusal}."),
            ),
            ops::Error::Mail(error) => Self::internal(&error.to_string()),
            ops::Error::Field { field, code, detail } => Self::field(field, code, detail),
            ops::Error::Refused(refusal) => Self::refused_file(&refusal),
            ops::Error::NoEvidence(refusal) => Self::no_evidence(refusal),
            ops::Error::Unread(refusal) => Self::unread_file(&refusal),
            ops::Error::Exists(id) => {
                let mut problem = Self::new(
                    StatusCode::CONFLICT,
                    "certificate_exists",
                    "This certificate is in custody already.",
                );
                problem.existing = Some(id.to_string());
                problem
            }
            ops::Error::HasPassword(id) => {
                let mut problem =
                    Self::new(StatusCode::CONFLICT, "certificate_has_password", ops::upload::HAS_PASSWORD);
                problem.existing = Some(id.to_string());
                problem
            }
            ops::Error::TokenNotFor(action) => Self::new(
                StatusCode::FORBIDDEN,
                "step_up_required",
                format!(
                    "This API token was not made for {action} on this; make one that is, or sign in and prove who you are."
                ),
            ),
            ops::Error::RenewalClosed(closed) => {
                Self::new(StatusCode::GONE, closed.code(), closed.sentence())
            }
            ops::Error::PassUnproven => Self::new(
                StatusCode::FORBIDDEN,
                "pass_unproven",
                "This is not signed by the phone that the pass is for, or not now, or was used: set the phone's clock, and sign again.",
            ),
            ops::Error::PassNotRenewed => Self::new(
                StatusCode::CONFLICT,
                "pass_not_renewed",
                "This pass is not renewed by its phone alone any more: sign in, and take another.",
            ),
            ops::Error::TicketState(state, act) => {
                Self::new(StatusCode::CONFLICT, "ticket_state", ops::tickets::refusal(state, act))
            }
            ops::Error::InUse(detail) => Self::new(StatusCode::CONFLICT, "in_use", detail),
            ops::Error::NoRenewal(mismatches) => Self::no_renewal(&mismatches),
            ops::Error::Damaged => Self::internal("a sealed object does not open"),
            ops::Error::Ended(ended) => Self::internal(&ended.to_string()),
            ops::Error::Internal(reason) => Self::internal(&reason),
            other => Self::internal(&other.to_string()),
        }
    }
}
