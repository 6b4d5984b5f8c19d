//! `/api/v1/certificates/{id}/alert`: what is done about one certificate's end.

use axum::Json;
use axum::extract::State;
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

async fn view(app: &App, session: &Session, id: CertificateId) -> Result<Json<AlertView>, Problem> {
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
    view(&app, &session, id).await
}

/// Decide about the end of a certificate.
#[utoipa::path(post, path = "/api/v1/certificates/{id}/alert", tag = "alerts", params(("id" = String, Path)),
    responses((status = 200, body = AlertView), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn decide(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Id(id): Id<CertificateId>,
    Body(act): Body<AlertAct>,
) -> Result<Json<AlertView>, Problem> {
    let decision = match act {
        AlertAct::Acknowledge {} => AlertDecision::Acknowledge { at: app.clock.now() },
        AlertAct::Snooze { until } => AlertDecision::Snooze(until),
        AlertAct::Mute { reason } => AlertDecision::Mute(Some(reason)),
        AlertAct::Unmute {} => AlertDecision::Mute(None),
        AlertAct::Assign { member_id } => AlertDecision::Assign(member_id),
        AlertAct::Supersede { successor_id } => AlertDecision::Supersede(successor_id),
    };
    ops::alerts::decide(&app, &session, id, decision).await?;
    view(&app, &session, id).await
}
