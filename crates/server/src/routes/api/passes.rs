//! `/api/v1/workers/{id}/pass` and what becomes of passes.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{PassId, WorkerId};
use http::StatusCode;
use pass::{DeviceKey, DeviceKeyError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Pass;
use time::OffsetDateTime;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::passes::issue::{Issued, token_text};
use crate::ops::passes::{issue, revoke};
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};
use crate::routes::respond::{List, moment, secret};

/// For which phone.
#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedPass {
    /// The public key in the worker's phone, on P-256: a JWK, or a COSE key in base64url. Without it, the pass can be copied.
    #[schema(value_type = Option<Object>)]
    device_key: Option<Value>,
}

/// A pass.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct IssuedView {
    id: String,
    /// What the QR code holds.
    text: String,
    /// The CBOR Web Token, in base64url.
    token: String,
    /// `live`: a phone shows it, that it was made for. `static`: anybody can copy it.
    assurance: &'static str,
    /// RFC 3339, UTC.
    issued_at: String,
    /// When it ends: get another before.
    expires_at: String,
    /// Where the status of the pass and of its tickets is published.
    status_list: String,
    /// The name that it shows; null when passes show none.
    name: Option<String>,
    tickets: Vec<TicketOnPass>,
    /// How many tickets in force found no place on it.
    left_out: usize,
}

/// A ticket on a pass.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct TicketOnPass {
    /// What the pass calls its type.
    code: String,
    /// Its last day; null when it does not end.
    valid_until: Option<String>,
}

/// A pass that was issued, or a credential for a wallet.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct PassView {
    id: String,
    /// `pass`, or `wallet`: an SD-JWT VC.
    form: String,
    /// `live` or `static`.
    assurance: &'static str,
    /// The name of who issued it, if you may see members.
    issued_by: Option<String>,
    /// When it was first issued (RFC 3339, UTC).
    issued_at: String,
    /// When it was signed last.
    signed_at: String,
    /// When that ends.
    expires_at: String,
    revoked_at: Option<String>,
    reason: Option<String>,
}

/// Why.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Because {
    reason: String,
}

impl From<Pass> for PassView {
    fn from(pass: Pass) -> Self {
        Self {
            id: pass.id.to_string(),
            form: pass.form,
            assurance: assurance(pass.device_key.is_some()),
            issued_by: pass.issued_by,
            issued_at: moment(pass.issued_at),
            signed_at: moment(pass.signed_at),
            expires_at: moment(pass.expires_at),
            revoked_at: pass.revoked_at.map(moment),
            reason: pass.revoked_because,
        }
    }
}

const fn assurance(with_key: bool) -> &'static str {
    if with_key { "live" } else { "static" }
}

/// Issue a pass of a worker: of those whom you see, or of yourself. A pass for a phone's key is made anew under the same id each time,
/// so that the phone always shows what is so. It says which tickets are in force, and ends within seven days.
#[utoipa::path(post, path = "/api/v1/workers/{id}/pass", tag = "passes", params(("id" = String, Path)),
    request_body(content = WantedPass),
    responses((status = 200, body = IssuedView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "The phone's pass was taken back"), (status = 422, body = Problem)))]
pub(super) async fn issue(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<WorkerId>,
    body: Bytes,
) -> Result<Response, Problem> {
    let device_key = device_key(&body)?;
    let issued = issue::issue(&app, &session, id, device_key).await?;
    Ok(secret(&view(issued)))
}

pub(super) fn view(issued: Issued) -> IssuedView {
    let claims = issued.claims;
    let time = |seconds| OffsetDateTime::from_unix_timestamp(seconds).map(moment).unwrap_or_default();
    let tickets = claims.tickets.into_iter().map(|ticket| TicketOnPass {
        code: ticket.code,
        valid_until: ticket.valid_until.map(|day| day.to_string()),
    });
    IssuedView {
        id: issued.id.to_string(),
        text: issued.text,
        token: token_text(&issued.token),
        assurance: assurance(claims.device_key.is_some()),
        issued_at: time(claims.issued_at),
        expires_at: time(claims.expires_at),
        status_list: claims.status_uri,
        name: claims.name,
        tickets: tickets.collect(),
        left_out: issued.left_out,
    }
}

/// An empty body asks for a pass without a phone.
fn device_key(body: &[u8]) -> Result<Option<DeviceKey>, Problem> {
    if body.trim_ascii().is_empty() {
        return Ok(None);
    }
    let wanted: WantedPass = serde_json::from_slice(body)
        .map_err(|_| Problem::bad_request("Send a JSON object with the field device_key, or nothing."))?;
    let key = match wanted.device_key {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => match URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')) {
            Ok(bytes) => DeviceKey::from_cose(&bytes),
            Err(_) => Err(DeviceKeyError::Malformed),
        },
        Some(jwk) => DeviceKey::from_jwk(&jwk.to_string()),
    };
    let malformed = "Send the phone's public key as a JWK, or as a COSE key in base64url.";
    key.map(Some).map_err(|error| key_problem("device_key", malformed, error))
}

/// What is wrong with the public key in this field; `malformed` says what was expected.
pub(super) fn key_problem(field: &'static str, malformed: &'static str, error: DeviceKeyError) -> Problem {
    let (code, detail) = match error {
        DeviceKeyError::Malformed => ("device_key", malformed),
        DeviceKeyError::Kind => ("device_key_kind", "Send a key on P-256, for ES256."),
        DeviceKeyError::Point => ("device_key_point", "This is not a point on the curve P-256."),
        DeviceKeyError::Private => (
            "device_key_private",
            "This has the private key with it: make another, and send its public half alone.",
        ),
    };
    Problem::field(field, code, detail)
}

/// The newest hundred passes of a worker, newest first, and his credentials for wallets among them.
#[utoipa::path(get, path = "/api/v1/workers/{id}/passes", tag = "passes", params(("id" = String, Path)),
    responses((status = 200, body = List<PassView>), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<WorkerId>,
) -> Result<Json<List<PassView>>, Problem> {
    let (_, passes) = app.store.passes(&session.caller, id).await?;
    Ok(Json(List { items: passes.into_iter().map(PassView::from).collect(), next_cursor: None }))
}

/// Take a pass or a credential for a wallet back, for good. Verifiers learn it from the status list; the phone gets no other pass for its key.
#[utoipa::path(post, path = "/api/v1/passes/{id}/revoke", tag = "passes", request_body = Because, params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "It was taken back before"), (status = 422, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<PassId>,
    Body(body): Body<Because>,
) -> Result<StatusCode, Problem> {
    revoke::revoke(&app, &session, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
