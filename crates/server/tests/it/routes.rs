//! Every route of the API, with what its refusals need to know.

use domain::Action;
use reqwest::multipart::Form;
use serde_json::json;

use crate::client::Answer;
use crate::made::png;
use crate::samples::{EFIRMA, PLAIN};
use crate::squad::{Firm, Persona, file, form, text};

/// What `{id}` in a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    None,
    Customer,
    Certificate,
    Download,
    /// A session; in the tests, of another member than the one who asks.
    Session,
    ApiToken,
    Member,
    Invitation,
    Role,
    Site,
    Crew,
    Contractor,
    TicketType,
    /// A role of work.
    Duty,
    Worker,
    /// A ticket that waits to be checked.
    Ticket,
    /// What proves that ticket.
    Evidence,
    Pass,
    PassKey,
    /// One of the caller's own.
    Passkey,
    /// No part of the path, but what the step-up is about.
    Organization,
    /// As `Organization`: the caller's own membership.
    Oneself,
    /// As `Organization`: the session of an administrator.
    OwnSession,
    Webhook,
    WebhookEvent,
    Scanner,
    /// As `Scanner`: what it asks itself, which no session opens.
    EnrolledScanner,
}

/// How a request carries its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    None,
    Json(&'static str),
    Query,
    Form,
}

/// A route, and what must refuse it.
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// What policy asks; none for what every member may do.
    pub(crate) action: Option<Action>,
    pub(crate) public: bool,
    pub(crate) object: Object,
    pub(crate) input: Input,
}

const fn public(path: &'static str, body: &'static str) -> Route {
    Route { method: "POST", path, action: None, public: true, object: Object::None, input: Input::Json(body) }
}

const fn public_empty(path: &'static str) -> Route {
    Route { method: "POST", path, action: None, public: true, object: Object::None, input: Input::None }
}

const fn public_get(path: &'static str) -> Route {
    Route { method: "GET", path, action: None, public: true, object: Object::None, input: Input::None }
}

const fn own_thing(method: &'static str, path: &'static str, object: Object, input: Input) -> Route {
    Route { method, path, action: None, public: false, object, input }
}

const fn own(method: &'static str, path: &'static str, input: Input) -> Route {
    Route { method, path, action: None, public: false, object: Object::None, input }
}

const fn of(method: &'static str, path: &'static str, action: Action, object: Object, input: Input) -> Route {
    Route { method, path, action: Some(action), public: false, object, input }
}

const STEP_UP: &str =
    r#"{"action":"certificate.delete","object":"crt_01h455vb4pex5vsknk084sn02q","password":"x"}"#;

const API_TOKEN: &str = r#"{"name":"x","scopes":["member.read"]}"#;
const STEP_UP_ACT: &str = r#"{"action":"certificate.delete","object":"crt_01h455vb4pex5vsknk084sn02q"}"#;

const CREDENTIAL: &str = r#"{"format":"sd_jwt_vc","holder_key":{"kty":"EC","crv":"P-256",
    "x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY","y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}}"#;
const TEXT: &str = r#"{"text":"x"}"#;

const WEBHOOK: &str = r#"{"name":"x","url":"https://hooks.example.com/x"}"#;

const PASSKEY_ANSWER: &str = r#"{"token":"x","credential":{"id":"x","type":"public-key",
    "response":{"clientDataJSON":"","authenticatorData":"","signature":"","userHandle":""}}}"#;

const ENROLMENT: &str = r#"{"token":"x","name":"x","credential":{"id":"x","type":"public-key",
    "response":{"clientDataJSON":"","attestationObject":""}}}"#;

pub(crate) const ROUTES: &[Route] = &[
    public("/api/v1/setup", r#"{"token":"x","organization":"x","email":"x@x.test","password":"x"}"#),
    public("/api/v1/auth/login", r#"{"email":"x@x.test","password":"x"}"#),
    public("/api/v1/auth/refresh", r#"{"refresh_token":"x"}"#),
    public("/api/v1/auth/forgot-password", r#"{"email":"x@x.test"}"#),
    public("/api/v1/auth/reset-password", r#"{"token":"x","password":"x"}"#),
    own(
        "POST",
        "/api/v1/auth/password",
        Input::Json(r#"{"current_password":"x","new_password":"cuatro palabras sin relación"}"#),
    ),
    own("POST", "/api/v1/auth/logout", Input::None),
    own("POST", "/api/v1/auth/step-up", Input::Json(STEP_UP)),
    own("GET", "/api/v1/sessions", Input::Query),
    of("DELETE", "/api/v1/sessions", Action::SessionRevokeOthers, Object::OwnSession, Input::None),
    of("DELETE", "/api/v1/sessions/{id}", Action::SessionRevoke, Object::Session, Input::None),
    own("GET", "/api/v1/auth/organizations", Input::None),
    own(
        "POST",
        "/api/v1/auth/switch",
        Input::Json(r#"{"organization_id":"org_01h455vb4pex5vsknk084sn02q"}"#),
    ),
    own("POST", "/api/v1/auth/step-up/begin", Input::Json(STEP_UP_ACT)),
    public("/api/v1/auth/login/second-step", r#"{"token":"x","recovery_code":"x"}"#),
    public_empty("/api/v1/auth/passkey/begin"),
    public("/api/v1/auth/passkey", PASSKEY_ANSWER),
    own("GET", "/api/v1/auth/passkeys", Input::None),
    own("POST", "/api/v1/auth/passkeys/begin", Input::None),
    own("POST", "/api/v1/auth/passkeys", Input::Json(ENROLMENT)),
    own_thing("PATCH", "/api/v1/auth/passkeys/{id}", Object::Passkey, Input::Json(r#"{"name":"x"}"#)),
    own_thing("DELETE", "/api/v1/auth/passkeys/{id}", Object::Passkey, Input::None),
    own("POST", "/api/v1/auth/recovery-codes", Input::None),
    own("GET", "/api/v1/organization/authentication", Input::None),
    of(
        "PATCH",
        "/api/v1/organization/authentication",
        Action::AuthenticationPolicyUpdate,
        Object::Organization,
        Input::Json(r#"{"step_up_minutes":5}"#),
    ),
    own("GET", "/api/v1/organization", Input::None),
    of(
        "POST",
        "/api/v1/organization/export",
        Action::OrganizationExport,
        Object::Organization,
        Input::Json(r#"{"certificates":true,"passphrase":"una frase que nadie adivina"}"#),
    ),
    of("POST", "/api/v1/organization/leave", Action::MemberLeave, Object::Oneself, Input::None),
    of("GET", "/api/v1/members", Action::MemberRead, Object::None, Input::Query),
    of("GET", "/api/v1/members/{id}", Action::MemberRead, Object::Member, Input::None),
    of(
        "PATCH",
        "/api/v1/members/{id}",
        Action::MemberSetRoles,
        Object::Member,
        Input::Json(r#"{"roles":["member"]}"#),
    ),
    of("DELETE", "/api/v1/members/{id}", Action::MemberRemove, Object::Member, Input::None),
    of("DELETE", "/api/v1/members/{id}/passkeys", Action::MemberRemovePasskeys, Object::Member, Input::None),
    of("POST", "/api/v1/members/{id}/suspend", Action::MemberSuspend, Object::Member, Input::None),
    of("POST", "/api/v1/members/{id}/reinstate", Action::MemberReinstate, Object::Member, Input::None),
    of("GET", "/api/v1/invitations", Action::InvitationRead, Object::None, Input::Query),
    of(
        "POST",
        "/api/v1/invitations",
        Action::InvitationCreate,
        Object::Organization,
        Input::Json(r#"{"email":"x@x.test","roles":["worker"]}"#),
    ),
    public("/api/v1/invitations/look", r#"{"token":"x"}"#),
    public("/api/v1/invitations/accept", r#"{"token":"x","password":"x"}"#),
    of("DELETE", "/api/v1/invitations/{id}", Action::InvitationRevoke, Object::Invitation, Input::None),
    of("POST", "/api/v1/invitations/{id}/resend", Action::InvitationResend, Object::Invitation, Input::None),
    own("GET", "/api/v1/roles", Input::None),
    of(
        "POST",
        "/api/v1/roles",
        Action::RoleCreate,
        Object::Organization,
        Input::Json(r#"{"name":"x","permissions":[]}"#),
    ),
    of(
        "PUT",
        "/api/v1/roles/{id}",
        Action::RoleUpdate,
        Object::Role,
        Input::Json(r#"{"name":"x","permissions":[],"version":1}"#),
    ),
    of("DELETE", "/api/v1/roles/{id}", Action::RoleDelete, Object::Role, Input::None),
    of(
        "PATCH",
        "/api/v1/organization",
        Action::OrganizationUpdate,
        Object::None,
        Input::Json(r#"{"name":"x"}"#),
    ),
    own("GET", "/api/v1/organization/security", Input::None),
    of(
        "PATCH",
        "/api/v1/organization/security",
        Action::SecurityUpdate,
        Object::Organization,
        Input::Json(r#"{"idle_minutes":10}"#),
    ),
    own("GET", "/api/v1/organization/sensitive-permissions", Input::None),
    of(
        "PUT",
        "/api/v1/organization/sensitive-permissions",
        Action::SensitivePermissionsUpdate,
        Object::Organization,
        Input::Json(r#"{"permissions":[]}"#),
    ),
    of("GET", "/api/v1/overview", Action::CertificateRead, Object::None, Input::None),
    of("GET", "/api/v1/customers", Action::CustomerRead, Object::None, Input::Query),
    of("POST", "/api/v1/customers", Action::CustomerCreate, Object::None, Input::Json(r#"{"name":"x"}"#)),
    of("GET", "/api/v1/customers/{id}", Action::CustomerRead, Object::Customer, Input::None),
    of(
        "PATCH",
        "/api/v1/customers/{id}",
        Action::CustomerUpdate,
        Object::Customer,
        Input::Json(r#"{"name":"x"}"#),
    ),
    of("DELETE", "/api/v1/customers/{id}", Action::CustomerDelete, Object::Customer, Input::None),
    of("POST", "/api/v1/imports/customers", Action::CustomerImport, Object::None, Input::Form),
    of("POST", "/api/v1/imports/workers", Action::WorkerImport, Object::None, Input::Form),
    of("POST", "/api/v1/imports/tickets", Action::TicketImport, Object::None, Input::Form),
    of("POST", "/api/v1/imports/certificates", Action::CertificateImport, Object::None, Input::Form),
    of("GET", "/api/v1/certificates", Action::CertificateRead, Object::None, Input::Query),
    of("POST", "/api/v1/certificates", Action::CertificateUpload, Object::None, Input::Form),
    of("GET", "/api/v1/certificates/{id}", Action::CertificateRead, Object::Certificate, Input::None),
    of(
        "PATCH",
        "/api/v1/certificates/{id}",
        Action::CertificateUpdate,
        Object::Certificate,
        Input::Json(r#"{"name":"x"}"#),
    ),
    of("DELETE", "/api/v1/certificates/{id}", Action::CertificateDelete, Object::Certificate, Input::None),
    of(
        "POST",
        "/api/v1/certificates/{id}/download-url",
        Action::CertificateDownload,
        Object::Certificate,
        Input::Query,
    ),
    of(
        "POST",
        "/api/v1/certificates/{id}/reveal-password",
        Action::CertificateReveal,
        Object::Certificate,
        Input::None,
    ),
    of("GET", "/api/v1/downloads/{id}", Action::CertificateDownload, Object::Download, Input::Query),
    own("GET", "/api/v1/alerts", Input::Query),
    own("GET", "/api/v1/alerts/mails", Input::Query),
    of("GET", "/api/v1/alerts/{id}", Action::AlertRead, Object::Certificate, Input::None),
    of(
        "POST",
        "/api/v1/alerts/{id}",
        Action::AlertAcknowledge,
        Object::Certificate,
        Input::Json(r#"{"act":"acknowledge"}"#),
    ),
    own("GET", "/api/v1/organization/alerts/ladders", Input::None),
    of(
        "PUT",
        "/api/v1/organization/alerts/ladders",
        Action::AlertSetLadder,
        Object::None,
        Input::Json(r#"{"subject":"ticket","steps":[7]}"#),
    ),
    of("GET", "/api/v1/certificates/{id}/alert", Action::AlertRead, Object::Certificate, Input::None),
    of(
        "POST",
        "/api/v1/certificates/{id}/alert",
        Action::AlertAcknowledge,
        Object::Certificate,
        Input::Json(r#"{"act":"acknowledge"}"#),
    ),
    of(
        "GET",
        "/api/v1/certificates/{id}/renewal",
        Action::CertificateAskRenewal,
        Object::Certificate,
        Input::None,
    ),
    of(
        "POST",
        "/api/v1/certificates/{id}/renewal",
        Action::CertificateAskRenewal,
        Object::Certificate,
        Input::Json("{}"),
    ),
    of(
        "DELETE",
        "/api/v1/certificates/{id}/renewal",
        Action::CertificateRevokeRenewal,
        Object::Certificate,
        Input::None,
    ),
    public("/api/v1/renewals/look", r#"{"token":"x"}"#),
    Route {
        method: "POST",
        path: "/api/v1/renewals",
        action: None,
        public: true,
        object: Object::None,
        input: Input::Form,
    },
    own("GET", "/api/v1/organization/logo", Input::None),
    of("PUT", "/api/v1/organization/logo", Action::OrganizationSetLogo, Object::None, Input::Form),
    of("DELETE", "/api/v1/organization/logo", Action::OrganizationSetLogo, Object::None, Input::None),
    own("GET", "/api/v1/organization/alerts", Input::None),
    of(
        "PATCH",
        "/api/v1/organization/alerts",
        Action::AlertSetLadder,
        Object::None,
        Input::Json(r#"{"hour":9}"#),
    ),
    own("GET", "/api/v1/auth/alerts", Input::None),
    own("PATCH", "/api/v1/auth/alerts", Input::Json(r#"{"delivery":"daily"}"#)),
    of("GET", "/api/v1/sites", Action::WorkerRead, Object::None, Input::Query),
    of("POST", "/api/v1/sites", Action::SiteCreate, Object::None, Input::Json(r#"{"name":"x"}"#)),
    of("GET", "/api/v1/sites/{id}", Action::WorkerRead, Object::Site, Input::None),
    of("PATCH", "/api/v1/sites/{id}", Action::SiteUpdate, Object::Site, Input::Json(r#"{"name":"x"}"#)),
    of("DELETE", "/api/v1/sites/{id}", Action::SiteDelete, Object::Site, Input::None),
    of("GET", "/api/v1/sites/{id}/requirements", Action::WorkerRead, Object::Site, Input::None),
    of(
        "PUT",
        "/api/v1/sites/{id}/requirements",
        Action::SiteRequire,
        Object::Site,
        Input::Json(r#"{"types":[]}"#),
    ),
    of("GET", "/api/v1/readiness", Action::WorkerRead, Object::None, Input::Query),
    of("GET", "/api/v1/sites/{id}/readiness", Action::WorkerRead, Object::Site, Input::Query),
    of("GET", "/api/v1/workers/{id}/readiness", Action::WorkerRead, Object::Worker, Input::Query),
    of("GET", "/api/v1/duties", Action::WorkerRead, Object::None, Input::Query),
    of(
        "POST",
        "/api/v1/duties",
        Action::DutyCreate,
        Object::None,
        Input::Json(r#"{"kind":"task","name":"x"}"#),
    ),
    of("GET", "/api/v1/duties/{id}", Action::WorkerRead, Object::Duty, Input::None),
    of("PATCH", "/api/v1/duties/{id}", Action::DutyUpdate, Object::Duty, Input::Json(r#"{"name":"x"}"#)),
    of("DELETE", "/api/v1/duties/{id}", Action::DutyDelete, Object::Duty, Input::None),
    of("GET", "/api/v1/crews", Action::WorkerRead, Object::None, Input::Query),
    of("POST", "/api/v1/crews", Action::CrewCreate, Object::None, Input::Json(r#"{"name":"x"}"#)),
    of("GET", "/api/v1/crews/{id}", Action::WorkerRead, Object::Crew, Input::None),
    of("PATCH", "/api/v1/crews/{id}", Action::CrewUpdate, Object::Crew, Input::Json(r#"{"name":"x"}"#)),
    of("DELETE", "/api/v1/crews/{id}", Action::CrewDelete, Object::Crew, Input::None),
    of("GET", "/api/v1/contractors", Action::WorkerRead, Object::None, Input::Query),
    of("POST", "/api/v1/contractors", Action::ContractorCreate, Object::None, Input::Json(r#"{"name":"x"}"#)),
    of("GET", "/api/v1/contractors/{id}", Action::WorkerRead, Object::Contractor, Input::None),
    of(
        "PATCH",
        "/api/v1/contractors/{id}",
        Action::ContractorUpdate,
        Object::Contractor,
        Input::Json(r#"{"name":"x"}"#),
    ),
    of("DELETE", "/api/v1/contractors/{id}", Action::ContractorDelete, Object::Contractor, Input::None),
    of("GET", "/api/v1/workers", Action::WorkerRead, Object::None, Input::Query),
    of("POST", "/api/v1/workers", Action::WorkerCreate, Object::None, Input::Json(r#"{"name":"x"}"#)),
    of("GET", "/api/v1/workers/{id}", Action::WorkerRead, Object::Worker, Input::None),
    of("PATCH", "/api/v1/workers/{id}", Action::WorkerUpdate, Object::Worker, Input::Json(r#"{"name":"x"}"#)),
    of("DELETE", "/api/v1/workers/{id}", Action::WorkerDelete, Object::Worker, Input::None),
    of("GET", "/api/v1/ticket-types", Action::WorkerRead, Object::None, Input::Query),
    of(
        "POST",
        "/api/v1/ticket-types",
        Action::TicketTypeCreate,
        Object::None,
        Input::Json(r#"{"code":"x","name":"x"}"#),
    ),
    of("POST", "/api/v1/ticket-types/starter", Action::TicketTypeCreate, Object::None, Input::None),
    of("GET", "/api/v1/ticket-types/{id}", Action::WorkerRead, Object::TicketType, Input::None),
    of(
        "PATCH",
        "/api/v1/ticket-types/{id}",
        Action::TicketTypeUpdate,
        Object::TicketType,
        Input::Json(r#"{"name":"x"}"#),
    ),
    of("DELETE", "/api/v1/ticket-types/{id}", Action::TicketTypeDelete, Object::TicketType, Input::None),
    of("GET", "/api/v1/workers/{id}/tickets", Action::WorkerRead, Object::Worker, Input::Query),
    of(
        "POST",
        "/api/v1/workers/{id}/tickets",
        Action::TicketCreate,
        Object::Worker,
        Input::Json(r#"{"type":"x"}"#),
    ),
    of("GET", "/api/v1/tickets", Action::WorkerRead, Object::None, Input::Query),
    of("GET", "/api/v1/tickets/{id}", Action::WorkerRead, Object::Ticket, Input::None),
    of(
        "PATCH",
        "/api/v1/tickets/{id}",
        Action::TicketUpdate,
        Object::Ticket,
        Input::Json(r#"{"number":"x"}"#),
    ),
    of("DELETE", "/api/v1/tickets/{id}", Action::TicketWithdraw, Object::Ticket, Input::None),
    of(
        "POST",
        "/api/v1/tickets/{id}/renew",
        Action::TicketCreate,
        Object::Ticket,
        Input::Json(r#"{"number":"x"}"#),
    ),
    of("GET", "/api/v1/workers/{id}/photo", Action::PhotoView, Object::Worker, Input::None),
    of("PUT", "/api/v1/workers/{id}/photo", Action::PhotoKeep, Object::Worker, Input::Form),
    of("DELETE", "/api/v1/workers/{id}/photo", Action::PhotoRemove, Object::Worker, Input::None),
    of("GET", "/api/v1/workers/{id}/restricted", Action::WorkerRead, Object::Worker, Input::None),
    of("PUT", "/api/v1/workers/{id}/medical", Action::MedicalKeep, Object::Worker, Input::Json(TEXT)),
    of("DELETE", "/api/v1/workers/{id}/medical", Action::MedicalRemove, Object::Worker, Input::None),
    of("POST", "/api/v1/workers/{id}/medical/reveal", Action::MedicalReveal, Object::Worker, Input::None),
    of(
        "PUT",
        "/api/v1/workers/{id}/government-id",
        Action::GovernmentIdKeep,
        Object::Worker,
        Input::Json(TEXT),
    ),
    of(
        "DELETE",
        "/api/v1/workers/{id}/government-id",
        Action::GovernmentIdRemove,
        Object::Worker,
        Input::None,
    ),
    of(
        "POST",
        "/api/v1/workers/{id}/government-id/reveal",
        Action::GovernmentIdReveal,
        Object::Worker,
        Input::None,
    ),
    of("GET", "/api/v1/tickets/{id}/evidence", Action::EvidenceView, Object::Ticket, Input::None),
    of("POST", "/api/v1/tickets/{id}/evidence", Action::EvidenceAdd, Object::Ticket, Input::Form),
    of("GET", "/api/v1/evidence/{id}", Action::EvidenceView, Object::Evidence, Input::None),
    of("DELETE", "/api/v1/evidence/{id}", Action::EvidenceRemove, Object::Evidence, Input::None),
    // Their bodies may be left out: what is wrong with one is told in tickets.rs.
    of("POST", "/api/v1/tickets/{id}/approve", Action::TicketApprove, Object::Ticket, Input::None),
    of("POST", "/api/v1/tickets/{id}/send-back", Action::TicketSendBack, Object::Ticket, Input::None),
    of("POST", "/api/v1/tickets/{id}/suspend", Action::TicketSuspend, Object::Ticket, Input::None),
    of("POST", "/api/v1/tickets/{id}/reinstate", Action::TicketReinstate, Object::Ticket, Input::None),
    of("POST", "/api/v1/tickets/{id}/revoke", Action::TicketRevoke, Object::Ticket, Input::None),
    of("POST", "/api/v1/workers/{id}/pass", Action::PassIssue, Object::Worker, Input::None),
    of(
        "POST",
        "/api/v1/workers/{id}/credential",
        Action::CredentialIssue,
        Object::Worker,
        Input::Json(CREDENTIAL),
    ),
    of("GET", "/api/v1/workers/{id}/passes", Action::PassRead, Object::Worker, Input::None),
    of("GET", "/api/v1/own-worker", Action::WorkerRead, Object::None, Input::None),
    of("POST", "/api/v1/workers/{id}/card", Action::PassIssue, Object::Worker, Input::None),
    of("POST", "/api/v1/cards", Action::PassIssue, Object::None, Input::Json(r#"{"worker_ids":[]}"#)),
    of("POST", "/api/v1/workers/{id}/pass-mail", Action::PassMail, Object::Worker, Input::None),
    of(
        "POST",
        "/api/v1/passes/{id}/revoke",
        Action::PassRevoke,
        Object::Pass,
        Input::Json(r#"{"reason":"x"}"#),
    ),
    of("GET", "/api/v1/pass-settings", Action::PassRead, Object::None, Input::None),
    of(
        "PUT",
        "/api/v1/pass-settings",
        Action::PassSetName,
        Object::None,
        Input::Json(r#"{"shown_name":"none","version":0}"#),
    ),
    of("GET", "/api/v1/pass-keys", Action::PassKeyRead, Object::None, Input::None),
    of(
        "POST",
        "/api/v1/pass-keys/rotate",
        Action::PassKeyRotate,
        Object::Organization,
        Input::Json(r#"{"purpose":"pass"}"#),
    ),
    of("POST", "/api/v1/pass-keys/{id}/distrust", Action::PassKeyDistrust, Object::PassKey, Input::None),
    public_get("/.well-known/credenza/{org}/jwks.json"),
    public_get("/.well-known/credenza/{org}/cose-keys.cbor"),
    public_get("/.well-known/credenza/{org}/status/{list}"),
    public_get("/.well-known/credenza/{org}/status/{list}/{purpose}"),
    public_get("/.well-known/credenza/{org}/keys/{kid}"),
    public_get("/.well-known/jwt-vc-issuer/{org}"),
    public("/api/v1/pass-renewals", r#"{"issuer":"org_x","proof":"x"}"#),
    public_get("/.well-known/credenza/trust-root.cbor"),
    public_get("/.well-known/credenza/trust-pack.cbor"),
    public_get("/api/v1/verify/{code}"),
    of("GET", "/api/v1/audit", Action::AuditRead, Object::None, Input::Query),
    of("GET", "/api/v1/audit/checkpoint", Action::AuditRead, Object::None, Input::None),
    of("POST", "/api/v1/audit/export", Action::AuditExport, Object::Organization, Input::None),
    own("GET", "/api/v1/api-tokens", Input::Query),
    own("POST", "/api/v1/api-tokens", Input::Json(API_TOKEN)),
    Route {
        method: "DELETE",
        path: "/api/v1/api-tokens/{id}",
        action: None,
        public: false,
        object: Object::ApiToken,
        input: Input::None,
    },
    own("GET", "/api/v1/auth/calendar-feed", Input::None),
    of("POST", "/api/v1/auth/calendar-feed", Action::CalendarFeedCreate, Object::Oneself, Input::None),
    own("DELETE", "/api/v1/auth/calendar-feed", Input::None),
    of("GET", "/api/v1/webhooks", Action::WebhookRead, Object::None, Input::None),
    of("POST", "/api/v1/webhooks", Action::WebhookCreate, Object::Organization, Input::Json(WEBHOOK)),
    of(
        "PATCH",
        "/api/v1/webhooks/{id}",
        Action::WebhookUpdate,
        Object::Webhook,
        Input::Json(r#"{"paused":true}"#),
    ),
    of("DELETE", "/api/v1/webhooks/{id}", Action::WebhookDelete, Object::Webhook, Input::None),
    of("POST", "/api/v1/webhooks/{id}/test", Action::WebhookTest, Object::Webhook, Input::None),
    of("GET", "/api/v1/webhook-deliveries", Action::WebhookRead, Object::None, Input::Query),
    of(
        "POST",
        "/api/v1/webhook-deliveries/{id}/resend",
        Action::WebhookResend,
        Object::WebhookEvent,
        Input::None,
    ),
    of("GET", "/api/v1/sites/{id}/scanners", Action::ScannerRead, Object::Site, Input::None),
    of(
        "POST",
        "/api/v1/sites/{id}/scanners",
        Action::ScannerCreate,
        Object::Site,
        Input::Json(r#"{"name":"x"}"#),
    ),
    of(
        "PUT",
        "/api/v1/sites/{id}/gate",
        Action::SiteUpdate,
        Object::Site,
        Input::Json(r#"{"max_status_age":3600}"#),
    ),
    of("POST", "/api/v1/scanners/{id}/enrollments", Action::ScannerInvite, Object::Scanner, Input::None),
    of("POST", "/api/v1/scanners/{id}/revoke", Action::ScannerRevoke, Object::Scanner, Input::None),
    public("/api/v1/scanners/enroll", r#"{"token":"x","device_key":"x","proof":"x"}"#),
    own_thing("GET", "/api/v1/scanners/{id}/bundle", Object::EnrolledScanner, Input::None),
    own_thing("POST", "/api/v1/scanners/{id}/log", Object::EnrolledScanner, Input::None),
    own_thing("GET", "/api/v1/scanners/{id}/photos/{name}", Object::EnrolledScanner, Input::None),
    of("GET", "/api/v1/gate-log", Action::GateLogRead, Object::None, Input::Query),
];

impl Route {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether it takes a step-up: fetching a download does not, the URL is the proof.
    pub(crate) fn proves(&self) -> Option<Action> {
        self.action.filter(|action| action.is_sensitive() && self.object != Object::Download)
    }

    /// The path, with an id of the right kind.
    pub(crate) fn path(&self, id: &str) -> String {
        self.path.replace("{id}", id)
    }

    /// The request with a body that could be meant.
    pub(crate) fn fill(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match self.input {
            Input::Json(body) => request.header("content-type", "application/json").body(body),
            Input::Form => request.multipart(form(PLAIN)),
            Input::None | Input::Query => request,
        }
    }
}

/// The things of a firm, by the kind that a path names.
pub(crate) struct Things {
    pub(crate) customer: String,
    pub(crate) certificate: String,
    pub(crate) organization: String,
    pub(crate) session: String,
    pub(crate) api_token: String,
    pub(crate) member: String,
    pub(crate) invitation: String,
    pub(crate) role: String,
    pub(crate) oneself: String,
    pub(crate) own_session: String,
    pub(crate) records: Records,
    pub(crate) webhook: String,
    pub(crate) webhook_event: String,
    pub(crate) scanner: String,
}

/// What a firm has of workers and tickets.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) site: String,
    pub(crate) crew: String,
    pub(crate) contractor: String,
    pub(crate) ticket_type: String,
    /// A role of work, which nobody has and which needs nothing.
    pub(crate) duty: String,
    pub(crate) worker: String,
    pub(crate) ticket: String,
    /// Another that waits to be checked.
    pub(crate) second_ticket: String,
    pub(crate) evidence: String,
    pub(crate) pass: String,
    pub(crate) pass_key: String,
}

impl Records {
    pub(crate) async fn of(who: &Persona) -> Self {
        let make = async |path: &str, body| text(&who.post(path, body).await.json(201)["id"]);
        let site = make("/api/v1/sites", json!({"name": "Planta"})).await;
        let crew = make("/api/v1/crews", json!({"name": "Cuadrilla", "site_id": site})).await;
        let contractor = make("/api/v1/contractors", json!({"name": "Andamios"})).await;
        let ticket_type = make("/api/v1/ticket-types", json!({"code": "h2s", "name": "H2S"})).await;
        let duty = make("/api/v1/duties", json!({"kind": "role", "name": "Andamista"})).await;
        let worker = make("/api/v1/workers", json!({"name": "Úrsula"})).await;
        let tickets = format!("/api/v1/workers/{worker}/tickets");
        let ticket = make(&tickets, json!({"type": "h2s", "number": "A-1"})).await;
        let second_ticket = make(&tickets, json!({"type": "h2s", "number": "A-2"})).await;
        let form = Form::new().part("file", file("a.png", png(&[])));
        let sent = who.request("POST", &format!("/api/v1/tickets/{ticket}/evidence")).multipart(form);
        let evidence = text(&Answer::of(sent).await.json(201)["id"]);
        let issued = who.post(&format!("/api/v1/workers/{worker}/pass"), json!({})).await.json(200);
        // Who manages the organization sees its keys.
        let keys = who.get("/api/v1/pass-keys").await.value();
        let pass_key = keys["items"][0]["id"].as_str().unwrap_or_default().to_owned();
        let pass = text(&issued["id"]);
        Self {
            site,
            crew,
            contractor,
            ticket_type,
            duty,
            worker,
            ticket,
            second_ticket,
            evidence,
            pass,
            pass_key,
        }
    }
}

impl Things {
    pub(crate) async fn of(firm: &Firm) -> Self {
        let webhook = firm.admin.webhook("https://hooks.example.com/x", "credenza").await.id;
        let records = Records::of(&firm.admin).await;
        Self {
            scanner: text(&crate::scanner::invite(&firm.admin, &records.site, "Puerta").await["id"]),
            webhook_event: firm.admin.test_webhook(&webhook).await,
            webhook,
            member: firm.auditor.member.to_string(),
            invitation: firm.admin.invite("nadie@nadie.test", &["worker"]).await,
            role: firm.admin.new_role("Nada", &[]).await,
            oneself: firm.admin.member.to_string(),
            own_session: firm.admin.session.to_string(),
            customer: firm.admin.new_customer("Muñoz").await,
            certificate: firm.admin.keep(EFIRMA).await,
            organization: firm.org.to_string(),
            session: firm.auditor.session.to_string(),
            api_token: firm.admin.api_token(&["member.read"]).await.id,
            records,
        }
    }

    pub(crate) fn id(&self, object: Object) -> &str {
        match object {
            Object::Customer => &self.customer,
            Object::Certificate => &self.certificate,
            Object::Organization => &self.organization,
            Object::Session => &self.session,
            Object::ApiToken => &self.api_token,
            Object::Member => &self.member,
            Object::Invitation => &self.invitation,
            Object::Role => &self.role,
            Object::Site => &self.records.site,
            Object::Crew => &self.records.crew,
            Object::Contractor => &self.records.contractor,
            Object::TicketType => &self.records.ticket_type,
            Object::Duty => &self.records.duty,
            Object::Worker => &self.records.worker,
            Object::Ticket => &self.records.ticket,
            Object::Evidence => &self.records.evidence,
            Object::Pass => &self.records.pass,
            Object::PassKey => &self.records.pass_key,
            Object::Oneself => &self.oneself,
            Object::OwnSession => &self.own_session,
            Object::Webhook => &self.webhook,
            Object::WebhookEvent => &self.webhook_event,
            Object::Scanner | Object::EnrolledScanner => &self.scanner,
            Object::Passkey => "pky_01h455vb4pex5vsknk084sn02q",
            Object::None | Object::Download => "",
        }
    }
}
