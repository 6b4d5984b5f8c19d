//! Asking for a new file from a certificate's page; and `/renewal`, the page that the customer sees.

use axum::Form;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use domain::id::CertificateId;
use http::StatusCode;
use serde::Deserialize;

use super::certificate;
use super::context::{LANGUAGE_COOKIE, Member, Visitor};
use crate::app::App;
use crate::i18n::Locale;
use crate::ops;
use crate::ops::renewal;
use crate::pages::{FieldError, RenewalCard, RenewalLinkRow, RenewalPage};
use crate::problem::Problem;
use crate::routes::extract::Id;

#[derive(Deserialize)]
pub(super) struct Act {
    act: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    days: String,
}

/// What was asked for just now, or is to be corrected.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    email: String,
    locale: String,
    days: u32,
    /// The link to be copied.
    url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Followed {
    #[serde(default)]
    language: String,
}

/// The card on a certificate's page, for who may ask.
pub(super) async fn card(
    app: &App,
    member: &Member,
    id: CertificateId,
    asking: Option<Asking>,
) -> Result<Option<RenewalCard>, Problem> {
    let (_, renewal) = app.store.renewal(&member.session.caller, id).await?;
    let link = renewal.link.map(|link| RenewalLinkRow {
        email: link.email,
        asked_by: link.asked_by,
        asked_at: link.asked_at,
        expires_at: link.expires_at,
        over: link.over,
        attempts: u32::try_from(link.attempts).unwrap_or(0),
        used_at: link.used_at,
    });
    let asking = asking.unwrap_or_else(|| Asking {
        email: renewal.contact.unwrap_or_default(),
        locale: member.organization.locale.clone(),
        days: renewal::DAYS,
        url: None,
    });
    Ok(Some(RenewalCard {
        link,
        url: asking.url,
        email: asking.email,
        locale: asking.locale,
        days: asking.days,
        renewable: renewal.renewable,
    }))
}

/// Asks, or takes the link back.
pub(super) async fn decide(
    State(app): State<App>,
    Id(id): Id<CertificateId>,
    member: Member,
    Form(act): Form<Act>,
) -> Result<Response, Problem> {
    let back = || Redirect::to(&format!("/certificates/{id}#renewal")).into_response();
    let by_mail = match act.act.as_str() {
        "revoke" => {
            renewal::revoke(&app, &member.session, id).await?;
            return Ok(back());
        }
        "mail" => true,
        "link" => false,
        _ => return Err(Problem::bad_request("There is no such thing to choose.")),
    };
    let locale = Locale::from_tag(&act.locale)
        .ok_or_else(|| Problem::bad_request("There is no such thing to choose."))?;
    let days = act.days.trim().parse().unwrap_or(0);
    let asking = renewal::Asking { email: by_mail.then(|| act.email.clone()), locale, days };
    let shown = |url| Asking { email: act.email.clone(), locale: act.locale.clone(), days, url };
    match renewal::ask(&app, &member.session, id, asking).await {
        Ok(renewal::Asked { url: None, .. }) => Ok(back()),
        Ok(renewal::Asked { url, .. }) => {
            let page = certificate::page(&app, &member, id, Vec::new(), Some(shown(url))).await?;
            Ok(([(http::header::CACHE_CONTROL, "no-store")], page).into_response())
        }
        Err(ops::Error::Field { field, code, detail }) => {
            let errors = vec![FieldError::coded(&member.ctx, field, code, &detail)];
            let page = certificate::page(&app, &member, id, errors, Some(shown(None))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page that the link leads to: in the language that its reader has chosen here, else in that of the link.
pub(super) async fn show(
    Query(followed): Query<Followed>,
    jar: CookieJar,
    Visitor(mut ctx): Visitor,
) -> Html<String> {
    let has_chosen = jar.get(LANGUAGE_COOKIE).and_then(|cookie| Locale::from_tag(cookie.value())).is_some();
    if let Some(locale) = Locale::from_tag(&followed.language).filter(|_| !has_chosen) {
        ctx.locale = locale;
    }
    Html(RenewalPage.render(&ctx))
}
