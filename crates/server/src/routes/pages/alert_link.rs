//! `/alerts/decide` and `/alerts/unsubscribe`: what the links of mails about alerts lead to, without signing in. A GET only
//! shows: programs that look at mails follow every link in them.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use domain::Zone;
use http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use time::Duration;

use super::context::Visitor;
use crate::app::App;
use crate::auth::session::{Anonymous, is_same_origin};
use crate::i18n::Locale;
use crate::limit::Class;
use crate::ops;
use crate::pages::{AlertLinkPage, LINK_SNOOZE_DAYS, PageContext, UnsubscribePage};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub(super) struct Decision {
    token: String,
    act: String,
}

/// A page that nobody keeps: its address lets in who has it.
fn answer(status: StatusCode, html: String) -> Response {
    (status, [(http::header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

fn closed(ctx: &PageContext) -> Response {
    answer(StatusCode::NOT_FOUND, AlertLinkPage::Closed.render(ctx))
}

/// What the link is about.
pub(super) async fn show(
    State(app): State<App>,
    Anonymous(_): Anonymous<{ Class::SignIn as u8 }>,
    Query(link): Query<Link>,
    Visitor(mut ctx): Visitor,
) -> Result<Response, Problem> {
    let Some((about, alert)) = ops::alerts::look(&app, &link.token).await? else { return Ok(closed(&ctx)) };
    let zone = Zone::named(&alert.time_zone).unwrap_or(Zone::UTC);
    ctx.locale = Locale::from_tag(&alert.locale).unwrap_or(ctx.locale);
    let page = AlertLinkPage::Open {
        token: link.token,
        organization: alert.organization,
        what: alert.called,
        date: zone.local(about.ends_at).date(),
        seen: alert.seen,
    };
    Ok(answer(StatusCode::OK, page.render(&ctx)))
}

/// Decides.
pub(super) async fn decide(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(decision): Form<Decision>,
) -> Result<Response, Problem> {
    if !is_same_origin(&Method::POST, &headers, &app.public_origin) {
        return Err(Problem::cross_site());
    }
    let (until, page) = match decision.act.as_str() {
        "acknowledge" => (None, AlertLinkPage::Acknowledged),
        "snooze" => {
            let days = Duration::days(i64::from(LINK_SNOOZE_DAYS));
            (Some(ctx.now + days), AlertLinkPage::Snoozed(LINK_SNOOZE_DAYS))
        }
        _ => return Err(Problem::bad_request("There is no such thing to choose.")),
    };
    if !ops::alerts::decide_by_link(&app, &decision.token, until, &origin).await? {
        return Ok(closed(&ctx));
    }
    Ok(answer(StatusCode::OK, page.render(&ctx)))
}

/// Asks whether mails are to end.
pub(super) async fn ask(
    State(app): State<App>,
    Anonymous(_): Anonymous<{ Class::SignIn as u8 }>,
    Query(link): Query<Link>,
    Visitor(ctx): Visitor,
) -> Response {
    if app.tokens.alert_links().read_unsubscribe(&link.token).is_none() {
        return answer(StatusCode::NOT_FOUND, UnsubscribePage::Closed.render(&ctx));
    }
    answer(StatusCode::OK, UnsubscribePage::Ask { token: link.token }.render(&ctx))
}

/// Ends mails. It is not only our own page that posts here, but also the provider of the reader's mail, whom he told so (RFC
/// 8058, 3.2): the link is all that it takes, and no cookie counts.
pub(super) async fn unsubscribe(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Query(link): Query<Link>,
    Visitor(ctx): Visitor,
) -> Result<Response, Problem> {
    if !ops::alerts::unsubscribe(&app, &link.token, &origin).await? {
        return Ok(answer(StatusCode::NOT_FOUND, UnsubscribePage::Closed.render(&ctx)));
    }
    Ok(answer(StatusCode::OK, UnsubscribePage::Done.render(&ctx)))
}
