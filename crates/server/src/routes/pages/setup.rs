//! `/setup`: the first administrator, by the one-time link.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::context::Visitor;
use crate::app::App;
use crate::auth::cookies::with_session;
use crate::auth::session::{Anonymous, is_same_origin};
use crate::limit::Class;
use crate::ops::create_organization::{Founding, create_organization};
use crate::ops::sign_in::SignedIn;
use crate::ops::{self, sign_in};
use crate::pages::{FieldError, PageContext, SetupError, SetupPage};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct SetupForm {
    #[serde(default)]
    token: String,
    organization: String,
    name: String,
    email: String,
    /// What the browser says of itself: nobody has typed it.
    #[serde(default)]
    time_zone: String,
    password: SecretString,
    password_again: SecretString,
}

/// The page.
pub(super) async fn show(Visitor(ctx): Visitor) -> Html<String> {
    Html(SetupPage::default().render(&ctx))
}

/// Makes the organization, and signs its administrator in.
pub(super) async fn submit(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(form): Form<SetupForm>,
) -> Result<Response, Problem> {
    if !is_same_origin(&Method::POST, &headers, &app.public_origin) {
        return Err(Problem::cross_site());
    }
    let page = SetupPage {
        organization: form.organization.clone(),
        name: form.name.clone(),
        email: form.email.clone(),
        token: form.token.clone(),
        time_zone: form.time_zone.clone(),
        errors: Vec::new(),
    };
    let again = |error: FieldError| {
        let page = SetupPage { errors: vec![error], ..page.clone() };
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&ctx))).into_response())
    };
    if form.password.expose_secret() != form.password_again.expose_secret() {
        return again(SetupError::PasswordsDiffer.at_field(&ctx));
    }
    // Nobody would know how to mend a zone that he has not chosen; settings ask for it.
    let known = app.store.system().knows_time_zone(&form.time_zone).await.map_err(ops::Error::from)?;
    let time_zone = if known { form.time_zone } else { "UTC".to_owned() };
    let founding = Founding {
        organization: form.organization,
        name: form.name,
        email: form.email.clone(),
        password: form.password.clone(),
        locale: ctx.locale.tag().to_owned(),
        time_zone,
        setup_token: Some(form.token),
    };
    match create_organization(&app, founding, origin.request).await {
        Ok(_) => match sign_in::sign_in(&app, &form.email, &form.password, None, &origin).await? {
            SignedIn::Session(tokens, _) => {
                Ok((with_session(CookieJar::new(), tokens), Redirect::to("/")).into_response())
            }
            SignedIn::SecondStep(_) => Ok(Redirect::to("/sign-in").into_response()),
        },
        Err(error) => match at_field(&ctx, &error) {
            Some(field) => again(field),
            None => Err(error.into()),
        },
    }
}

fn at_field(ctx: &PageContext, error: &ops::Error) -> Option<FieldError> {
    let known = match error {
        ops::Error::SetupClosed => SetupError::Token,
        ops::Error::Password(error) => return FieldError::password(ctx, error),
        ops::Error::Field { field: "email", .. } => SetupError::Email,
        ops::Error::Field { field, code, detail } => {
            return Some(FieldError::coded(ctx, field, code, detail));
        }
        _ => return None,
    };
    Some(known.at_field(ctx))
}
