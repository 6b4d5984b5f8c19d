//! `/api/v1/alerts`: what ends and what people do about it, and the mails that told of it.

use axum::Json;
use axum::extract::State;
use domain::SubjectKind;
use domain::id::MemberId;
use serde::{Deserialize, Serialize};
use store::{Alert, AlertFilter, AlertMail};
use time::OffsetDateTime;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::problem::Problem;
use crate::routes::extract::Params;

/// The states of alerts.
const STATES: [&str; 7] = ["open", "acknowledged", "snoozed", "muted", "superseded", "quiet", "closed"];

/// The end of something, and what people do about it.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AlertView {
    /// `certificate`, `ticket`, `invitation`, `api_token` or `kek`: a key that seals what is new, past its age.
    subject: &'static str,
    /// Its id.
    subject_id: String,
    /// The same, of a certificate.
    certificate_id: Option<String>,
    /// What the firm calls it; of an invitation its address, of a key nothing.
    name: String,
    /// Who is named in a certificate, whose ticket or token it is, who invited.
    holder: Option<String>,
    /// When it ends.
    #[serde(with = "time::serde::rfc3339")]
    ends_at: OffsetDateTime,
    /// `open`: people were told, and nobody has acknowledged; `acknowledged`, `snoozed`, `muted`, `superseded`; `quiet`: nobody
    /// was told yet; `closed`: it needs nobody.
    state: String,
    /// The step that was told last: days before the end, negative after it.
    last_step: Option<i32>,
    /// When it was told.
    #[serde(with = "time::serde::rfc3339::option")]
    told_at: Option<OffsetDateTime>,
    /// When somebody acknowledged it last.
    #[serde(with = "time::serde::rfc3339::option")]
    acknowledged_at: Option<OffsetDateTime>,
    /// Until when nobody is told.
    #[serde(with = "time::serde::rfc3339::option")]
    snoozed_until: Option<OffsetDateTime>,
    /// Why nobody is told.
    muted_because: Option<String>,
    /// Who looks after it.
    assignee_id: Option<String>,
    /// What took its place.
    successor_id: Option<String>,
}

impl AlertView {
    pub(super) fn new(alert: Alert) -> Self {
        Self {
            subject: alert.subject.kind().as_str(),
            subject_id: alert.subject.to_string(),
            certificate_id: alert.subject.certificate().map(|id| id.to_string()),
            name: alert.name,
            holder: alert.holder,
            ends_at: alert.ends_at,
            state: alert.state,
            last_step: alert.told.map(|(step, _)| step),
            told_at: alert.told.map(|(_, at)| at),
            acknowledged_at: alert.acknowledged_at,
            snoozed_until: alert.snoozed_until,
            muted_because: alert.muted_because,
            assignee_id: alert.assignee.map(|(id, _)| id.to_string()),
            successor_id: alert.successor.map(|(id, _)| id.to_string()),
        }
    }
}

/// A page of alerts.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AlertPage {
    items: Vec<AlertView>,
    /// Where the next page begins, if there is one.
    next_cursor: Option<String>,
}

/// A mail about alerts.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AlertMailView {
    /// Its id, the left side of its `Message-ID`.
    id: String,
    /// `alert`, `escalation`, `digest` or `revocation`.
    kind: String,
    /// What it tells of; null for a digest.
    subject_id: Option<String>,
    /// The same, of a certificate.
    certificate_id: Option<String>,
    /// To whom it went, if the caller may know.
    member: Option<String>,
    /// When it was queued.
    #[serde(with = "time::serde::rfc3339")]
    queued_at: OffsetDateTime,
    /// `queued`, `sent` or `failed`.
    state: String,
    /// How often its delivery was tried.
    attempts: i32,
    /// When it was sent, or given up.
    #[serde(with = "time::serde::rfc3339::option")]
    settled_at: Option<OffsetDateTime>,
    /// What the other side said last.
    answer: Option<String>,
}

impl AlertMailView {
    fn new(mail: AlertMail) -> Self {
        Self {
            id: mail.id.to_string(),
            kind: mail.kind,
            subject_id: mail.about.as_ref().map(|(id, _)| id.to_string()),
            certificate_id: mail.about.and_then(|(id, _)| Some(id.certificate()?.to_string())),
            member: mail.member,
            queued_at: mail.queued_at,
            state: mail.state,
            attempts: mail.attempts,
            settled_at: mail.settled_at,
            answer: mail.answer,
        }
    }
}

/// A page of mails.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct AlertMailPage {
    items: Vec<AlertMailView>,
    /// Where the next page begins, if there is one.
    next_cursor: Option<String>,
}

/// Which alerts to list.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AlertQuery {
    /// Only of this state.
    state: Option<String>,
    /// Only about this kind of subject.
    subject: Option<String>,
    /// Only those that this member looks after.
    #[param(value_type = Option<String>)]
    assignee: Option<MemberId>,
    cursor: Option<String>,
    /// 1 to 200, by default 50.
    limit: Option<usize>,
}

/// Where a page begins, and how long it is.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AlertMailQuery {
    cursor: Option<String>,
    /// 1 to 200, by default 50.
    limit: Option<usize>,
}

/// Alerts: what ends first comes first.
#[utoipa::path(get, path = "/api/v1/alerts", tag = "alerts", params(AlertQuery),
    responses((status = 200, body = AlertPage), (status = 403, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<AlertQuery>,
) -> Result<Json<AlertPage>, Problem> {
    if query.state.as_deref().is_some_and(|state| !STATES.contains(&state)) {
        return Err(Problem::bad_request(format!("Give a state of {}.", STATES.join(", "))));
    }
    let kind = query.subject.as_deref().map(str::parse::<SubjectKind>).transpose().map_err(|_| {
        let words = SubjectKind::ALL.map(SubjectKind::as_str);
        Problem::bad_request(format!("Give a subject of {}.", words.join(", ")))
    })?;
    let filter = AlertFilter {
        state: query.state,
        kind,
        assignee: query.assignee,
        cursor: query.cursor,
        limit: query.limit.unwrap_or(50).clamp(1, 200),
    };
    let (_, page) = app.store.alerts(&session.caller, &filter, app.clock.now()).await?;
    Ok(Json(AlertPage {
        items: page.items.into_iter().map(AlertView::new).collect(),
        next_cursor: page.next,
    }))
}

/// The mails about alerts, newest first: of everybody for who manages the organization, else the caller's own.
#[utoipa::path(get, path = "/api/v1/alerts/mails", tag = "alerts", params(AlertMailQuery),
    responses((status = 200, body = AlertMailPage), (status = 403, body = Problem)))]
pub(super) async fn mails(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
    Params(query): Params<AlertMailQuery>,
) -> Result<Json<AlertMailPage>, Problem> {
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let (_, page) = app.store.alert_mails(&session.caller, query.cursor.as_deref(), limit).await?;
    Ok(Json(AlertMailPage {
        items: page.items.into_iter().map(AlertMailView::new).collect(),
        next_cursor: page.next,
    }))
}
