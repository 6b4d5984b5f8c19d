//! `/api/v1/organization/alerts/ladders`: when people are told of the ends of what is no certificate.

use axum::Json;
use axum::extract::State;
use domain::id::TicketTypeId;
use domain::{Ladder, SubjectKind};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops;
use crate::problem::Problem;
use crate::routes::extract::Body;

/// The ladder of a kind of subject, or of one type of tickets.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SubjectLadderView {
    /// `ticket`, `invitation`, `api_token` or `kek`.
    subject: &'static str,
    /// One type of tickets; null: all of the kind that have none of their own.
    type_id: Option<String>,
    /// Days before the end, descending.
    steps: Vec<u16>,
    /// Days between repetitions after the end, until somebody has acknowledged it; 0 for none.
    repeat_days: u16,
    /// Days after which the administrators are told of what nobody has acknowledged; 0 for never.
    escalate_days: u16,
    /// Whether the organization has said nothing, and this is what is usual.
    usual: bool,
}

/// All ladders.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct SubjectLadders {
    items: Vec<SubjectLadderView>,
}

/// A ladder to be set.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSubjectLadder {
    /// `ticket`, `invitation`, `api_token` or `kek`.
    subject: String,
    /// One type of tickets; absent: all of the kind.
    #[schema(value_type = Option<String>)]
    type_id: Option<TicketTypeId>,
    /// 1 to 12 different numbers of 0 to 730 days; null: what is usual.
    steps: Option<Vec<i32>>,
    /// 0 to 730, by default 0.
    #[serde(default)]
    repeat_days: i32,
    /// 0 to 730, by default 0.
    #[serde(default)]
    escalate_days: i32,
}

fn view_of(
    kind: SubjectKind,
    of_type: Option<TicketTypeId>,
    ladder: &Ladder,
    usual: bool,
) -> SubjectLadderView {
    SubjectLadderView {
        subject: kind.as_str(),
        type_id: of_type.map(|id| id.to_string()),
        steps: ladder.steps().to_vec(),
        repeat_days: ladder.repeat(),
        escalate_days: ladder.escalate(),
        usual,
    }
}

async fn view(app: &App, session: &Session) -> Result<Json<SubjectLadders>, Problem> {
    let (_, own) = app.store.subject_ladders(&session.caller).await?;
    let kinds = SubjectKind::ALL.into_iter().filter(|kind| *kind != SubjectKind::Certificate);
    let usual = kinds
        .filter(|kind| !own.iter().any(|one| one.kind == *kind && one.of_type.is_none()))
        .map(|kind| view_of(kind, None, &kind.ladder(), true));
    let own =
        own.iter().map(|one| view_of(one.kind, one.of_type.as_ref().map(|(id, _)| *id), &one.ladder, false));
    Ok(Json(SubjectLadders { items: own.chain(usual).collect() }))
}

/// When people are told of the ends of what is no certificate. The hour and the working days are the organization's, for all.
#[utoipa::path(get, path = "/api/v1/organization/alerts/ladders", tag = "alerts",
    responses((status = 200, body = SubjectLadders), (status = 401, body = Problem)))]
pub(super) async fn list(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Read as u8 }>,
) -> Result<Json<SubjectLadders>, Problem> {
    view(&app, &session).await
}

/// Set one of these ladders, or take it away.
#[utoipa::path(put, path = "/api/v1/organization/alerts/ladders", tag = "alerts", request_body = NewSubjectLadder,
    responses((status = 200, body = SubjectLadders), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
pub(super) async fn set(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Write as u8 }>,
    Body(new): Body<NewSubjectLadder>,
) -> Result<Json<SubjectLadders>, Problem> {
    let kind = new.subject.parse::<SubjectKind>();
    let kind =
        kind.map_err(|_| ops::field("subject", "subject", "Give ticket, invitation, api_token or kek."))?;
    let ladder = new.steps.map(|steps| {
        let usual = Ladder::default();
        Ladder::new(steps, new.repeat_days, new.escalate_days, i32::from(usual.hour()), usual.days())
    });
    let ladder = ladder.transpose().map_err(|error| ops::field("steps", "ladder", format!("{error}.")))?;
    ops::alert_settings::set_subject_ladder(&app, &session, kind, new.type_id, ladder.as_ref()).await?;
    view(&app, &session).await
}
