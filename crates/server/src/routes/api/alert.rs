//! `/api/v1/alerts/{id}`: what is done about the end of something; `/api/v1/certificates/{id}/alert`: the same of a certificate.

use axum::Json;
use axum::extract::State;
use domain::Subject;
use domain::id::{CertificateId, MemberId};
use serde::Deserialize;
use store::AlertDecision;
use time::OffsetDateTime;

use super::alerts::AlertView;
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::{Body, Id};

/// A decision.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum AlertAct {
    /// What was told so far has been seen, and is seen to.
    Acknowledge {},
    /// Nobody is told until then, at most 90 days from now; null takes that back.
    Snooze {
        /// When telling goes on.
        #[serde(with = "time::serde::rfc3339::option")]
        until: Option<OffsetDateTime>,
    },
    /// Nobody is told.
    Mute {
        /// Why, 1 to 500 characters.
        reason: String,
    },
    /// People are told again.
    Unmute {},
    /// Somebody looks after it; null: nobody in particular.
    Assign {
        /// Who.
        #[schema(value_type = Option<String>)]
        member_id: Option<MemberId>,
    },
    /// Another certificate, which ends later, took its place; null: none did.
    Supersede {
        /// Which.
        #[schema(value_type = Option<String>)]
        successor_id: Option<CertificateId>,
    },
}

async fn view(app: &App, session: &Session, id: Subject) -> Result<Json<AlertView>, Problem> {
    Ok(Json(AlertView::new(app.store.alert(&session.caller, id, app.clock.now()).await?)))
}

/// What there is about the end of a certificate.
#[utoipa::path(get, path = "/api/v1/certificates/{id}/alert", tag = "alerts", params(("id" = String, Path)),
    responses((status = 200, body = AlertView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<CertificateId>,
) -> Result<Json<AlertView>, Problem> {
    view(&app, &session, id.into()).await
}

/// Decide about the end of a certificate.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/alert", tag = "alerts", request_body = AlertAct, params(("id" = String, Path)),
    responses((status = 200, body = AlertView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn decide(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CertificateId>,
    Body(act): Body<AlertAct>,
) -> Result<Json<AlertView>, Problem> {
    decide_about(&app, &session, id.into(), act).await
}

/// What there is about the end of something, by its id: `crt_…`, `tkt_…`, `inv_…`, `tok_…` or `kek_…`.
#[utoipa::path(get, path = "/api/v1/alerts/{id}", tag = "alerts", params(("id" = String, Path)),
    responses((status = 200, body = AlertView), (status = 404, body = Problem)))]
pub(super) async fn show_any(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Id(id): Id<Subject>,
) -> Result<Json<AlertView>, Problem> {
    view(&app, &session, id).await
}

/// Decide about the end of something, by its id.
#[utoipa::path(post, path = "/api/v1/alerts/{id}", tag = "alerts", request_body = AlertAct, params(("id" = String, Path)),
    responses((status = 200, body = AlertView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn decide_any(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<Subject>,
    Body(act): Body<AlertAct>,
) -> Result<Json<AlertView>, Problem> {
    decide_about(&app, &session, id, act).await
}

async fn decide_about(
    app: &App,
    session: &Session,
    id: Subject,
    act: AlertAct,
) -> Result<Json<AlertView>, Problem> {
    let decision = match act {
        AlertAct::Acknowledge {} => AlertDecision::Acknowledge { at: app.clock.now() },
        AlertAct::Snooze { until } => AlertDecision::Snooze(until),
        AlertAct::Mute { reason } => AlertDecision::Mute(Some(reason)),
        AlertAct::Unmute {} => AlertDecision::Mute(None),
        AlertAct::Assign { member_id } => AlertDecision::Assign(member_id),
        AlertAct::Supersede { successor_id } => AlertDecision::Supersede(successor_id),
    };
    ops::alerts::decide(app, session, id, decision).await?;
    view(app, session, id).await
}
