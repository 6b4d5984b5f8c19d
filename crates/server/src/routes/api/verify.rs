//! `/api/v1/verify/{code}`: anybody asks what a ticket is worth.

use axum::extract::State;
use axum::response::Response;
use domain::{TicketCode, TicketState, Zone};
use http::StatusCode;
use serde::Serialize;
use store::VerifiedTicket;
use time::Date;

use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::extract::Segments;
use crate::routes::respond::{moment, secret};

/// What a ticket is worth.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Verified {
    /// `valid`, `expiring`, `expired`, `not_yet_valid`, `suspended`, `revoked` or `superseded`.
    status: &'static str,
    /// What kind of ticket it is; null when that would tell of somebody's health.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The organization that vouches.
    issuer: String,
    /// Its first day, where the organization is.
    issued_on: Option<String>,
    /// Its last day; null when it does not end.
    expires_on: Option<String>,
    /// As of when this is so (RFC 3339, UTC).
    as_of: String,
    /// The same for people, in one sentence.
    sentence: &'static str,
}

/// Ask what a ticket is worth, by its code. Who holds it is not told: let him show you, and compare.
#[utoipa::path(get, path = "/api/v1/verify/{code}", tag = "verification", security(()), params(("code" = String, Path)),
    responses((status = 200, body = Verified), (status = 400, body = Problem, description = "A slip of the pen: the check character \
        does not fit"), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn verify(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Verify as u8 }>,
    Segments(code): Segments<String>,
) -> Result<Response, Problem> {
    let (_, found) = look(&app, &code).await?;
    Ok(secret(&view(found, &app)))
}

/// A ticket, as far as anybody is told of it.
pub(in crate::routes) struct Found {
    /// What it is worth today, as the API writes it.
    pub(in crate::routes) status: &'static str,
    /// Its type's name, unless that tells of somebody's health.
    pub(in crate::routes) kind: Option<String>,
    /// Who vouches.
    pub(in crate::routes) issuer: String,
    pub(in crate::routes) issued_on: Option<Date>,
    pub(in crate::routes) expires_on: Option<Date>,
}

/// The ticket of a code, as it was typed. `mistyped_code` and `unknown_code` are told apart.
pub(in crate::routes) async fn look(app: &App, typed: &str) -> Result<(TicketCode, Found), Problem> {
    let code: TicketCode = typed.parse().map_err(|_| mistyped())?;
    let found = app.store.system().verify_ticket(code.as_str()).await?;
    let ticket = found.ok_or_else(unknown)?;
    Ok((code, worth(ticket, app)?))
}

fn mistyped() -> Problem {
    let detail = "This is no ticket's code: look at each of its 8 letters and digits again, the last one tells whether they fit.";
    Problem::new(StatusCode::BAD_REQUEST, "mistyped_code", detail)
}

fn unknown() -> Problem {
    let detail = "No ticket here has this code; ask who showed it to you who issued it, and on which server that can be asked.";
    Problem::new(StatusCode::NOT_FOUND, "unknown_code", detail)
}

fn worth(ticket: VerifiedTicket, app: &App) -> Result<Found, Problem> {
    let state = TicketState::from_word(&ticket.state)
        .ok_or_else(|| Problem::internal("a ticket in a state of another version"))?;
    let zone = Zone::named(&ticket.time_zone).unwrap_or(Zone::UTC);
    let today = zone.local(app.clock.now()).date();
    Ok(Found {
        status: state.status(ticket.issued_on, ticket.expires_on, ticket.renewal_days, today).as_str(),
        kind: ticket.type_name,
        issuer: ticket.organization,
        issued_on: ticket.issued_on,
        expires_on: ticket.expires_on,
    })
}

fn view(found: Found, app: &App) -> Verified {
    Verified {
        status: found.status,
        kind: found.kind,
        issuer: found.issuer,
        issued_on: found.issued_on.map(|day| day.to_string()),
        expires_on: found.expires_on.map(|day| day.to_string()),
        as_of: moment(app.clock.now()),
        sentence: sentence(found.status),
    }
}

fn sentence(status: &str) -> &'static str {
    match status {
        "valid" => "The organization vouches for this ticket.",
        "expiring" => "The organization vouches for this ticket; it ends soon.",
        "expired" => "This ticket has ended.",
        "not_yet_valid" => "This ticket is not in force yet.",
        "suspended" => "The organization suspended this ticket.",
        "revoked" => "The organization revoked this ticket.",
        "superseded" => "Another ticket has taken this one's place; ask for its code.",
        _ => "The organization does not vouch for this ticket.",
    }
}
