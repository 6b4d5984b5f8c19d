//! `/alerts`: what comes to an end and who sees to it; the mails that told of it; and decisions from a certificate's page.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::CertificateId;
use domain::{Subject, SubjectKind};
use serde::Deserialize;
use store::{Alert, AlertDecision, AlertFilter};
use time::Duration;

use super::context::Member;
use crate::app::App;
use crate::ops;
use crate::pages::{AlertCard, AlertMailRow, AlertMailsPage, AlertPage, AlertRow, AlertsPage, PageContext};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Rows on a page.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    state: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    cursor: String,
    /// Whether something on it was just seen to.
    done: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Act {
    act: String,
    /// `alerts`: back to the list, as it was shown.
    #[serde(default)]
    next: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    cursor: String,
    /// The row that takes this one's place there.
    #[serde(default)]
    row: String,
    #[serde(default)]
    days: Option<u16>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    member_id: String,
    #[serde(default)]
    successor_id: String,
}

/// The list of one state.
pub(super) async fn list(
    State(app): State<App>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let state = if AlertsPage::has_view(&shown.state) { shown.state } else { "open".to_owned() };
    let kind: Option<SubjectKind> = shown.subject.parse().ok();
    let filter = AlertFilter {
        state: Some(state.clone()),
        kind,
        assignee: None,
        cursor: Some(shown.cursor.clone()).filter(|cursor| !cursor.is_empty()),
        limit: PAGE,
    };
    let (_, page) = app.store.alerts(&session.caller, &filter, ctx.now).await?;
    let rows = page.items.into_iter().map(|alert| row(alert, &ctx)).collect();
    let (cursor, done) = (shown.cursor, shown.done.is_some());
    Ok(Html(AlertsPage { state, kind, rows, cursor, done, next_cursor: page.next }.render(&ctx)))
}

/// The mails.
pub(super) async fn mails(
    State(app): State<App>,
    Query(shown): Query<Shown>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let cursor = Some(shown.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let (_, page) = app.store.alert_mails(&session.caller, cursor, PAGE).await?;
    let rows = page.items.into_iter().map(|mail| AlertMailRow {
        kind: mail.kind,
        about: mail.about.and_then(|(id, name)| Some((id, name?))),
        member: mail.member,
        queued_at: mail.queued_at,
        state: mail.state,
        attempts: u32::try_from(mail.attempts).unwrap_or(0),
        answer: mail.answer,
    });
    Ok(Html(AlertMailsPage { rows: rows.collect(), next_cursor: page.next }.render(&ctx)))
}

pub(super) fn row(alert: Alert, ctx: &PageContext) -> AlertRow {
    let customer = alert.customer.and_then(|customer| customer.name);
    // A certificate is known by who is named in it; anything else by its own name, and whose it is.
    let (name, customer) = match alert.subject {
        Subject::Certificate(_) => (alert.holder.unwrap_or(alert.name), customer),
        Subject::Kek(_) => (ctx.t("alert-kek").to_string(), None),
        _ => (alert.name, alert.holder),
    };
    AlertRow {
        subject: alert.subject,
        worker: alert.worker,
        name,
        kind: alert.kind,
        customer,
        ends_at: alert.ends_at,
        state: alert.state,
        told: alert.told,
        acknowledged_by: alert.acknowledged_by,
        snoozed_until: alert.snoozed_until,
        muted_because: alert.muted_because,
        assignee: alert.assignee.map(|(id, name)| (id, name.unwrap_or_else(|| id.to_string()))),
        successor: alert.successor.map(|(id, _)| id),
    }
}

/// The alert of a certificate, for its page; none of a key that waits for its certificate. With the end of what took its place.
pub(super) async fn card(
    app: &App,
    member: &Member,
    id: CertificateId,
) -> Result<Option<(AlertCard, Option<crate::pages::Successor>)>, Problem> {
    card_about(app, member, id.into()).await
}

/// The same of anything that alerts are about.
async fn card_about(
    app: &App,
    member: &Member,
    id: Subject,
) -> Result<Option<(AlertCard, Option<crate::pages::Successor>)>, Problem> {
    let caller = &member.session.caller;
    let alert = match app.store.alert(caller, id, member.ctx.now).await {
        Ok(alert) => alert,
        Err(store::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let writes = member.ctx.viewer.as_ref().is_some_and(|viewer| id.kind().is_decided_by(viewer.permissions));
    let (members, successors) =
        if writes { app.store.alert_choices(caller, id).await? } else { (Vec::new(), Vec::new()) };
    let successor =
        alert.successor.and_then(|(id, end)| Some(crate::pages::Successor { id, not_after: end? }));
    Ok(Some((AlertCard { row: row(alert, &member.ctx), members, successors }, successor)))
}

/// One alert. That of a certificate is on the certificate's page.
pub(super) async fn show(
    State(app): State<App>,
    Id(id): Id<Subject>,
    member: Member,
) -> Result<Response, Problem> {
    if let Some(certificate) = id.certificate() {
        return Ok(Redirect::to(&format!("/certificates/{certificate}")).into_response());
    }
    let (card, _) = card_about(&app, &member, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Html(AlertPage { alert: Some(card) }.render(&member.ctx)).into_response())
}

/// Decides, and leads back.
pub(super) async fn decide(
    State(app): State<App>,
    Id(id): Id<Subject>,
    member: Member,
    Form(act): Form<Act>,
) -> Result<Response, Problem> {
    let back = back(&act, id);
    let none = |text: &str| text.is_empty();
    let unknown = || Problem::bad_request("There is no such thing to choose.");
    let decision = match act.act.as_str() {
        "acknowledge" => AlertDecision::Acknowledge { at: member.ctx.now },
        "snooze" => {
            let days = Duration::days(i64::from(act.days.unwrap_or(7)));
            AlertDecision::Snooze(Some(member.ctx.now + days))
        }
        "unsnooze" => AlertDecision::Snooze(None),
        "mute" => AlertDecision::Mute(Some(act.reason)),
        "unmute" => AlertDecision::Mute(None),
        "assign" if none(&act.member_id) => AlertDecision::Assign(None),
        "assign" => AlertDecision::Assign(Some(act.member_id.parse().map_err(|_| unknown())?)),
        "supersede" if none(&act.successor_id) => AlertDecision::Supersede(None),
        "supersede" => AlertDecision::Supersede(Some(act.successor_id.parse().map_err(|_| unknown())?)),
        _ => return Err(unknown()),
    };
    ops::alerts::decide(&app, &member.session, id, decision).await?;
    Ok(Redirect::to(&back).into_response())
}

/// Where a decision leads: to the page of what it is about, or to the list and the place in it where it was taken.
fn back(act: &Act, id: Subject) -> String {
    if act.next != "alerts" {
        return crate::alerts::page("", id);
    }
    AlertsPage::after(&act.state, act.subject.parse().ok(), &act.cursor, act.row.parse().ok())
}
