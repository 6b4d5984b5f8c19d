//! `/invitation`: joining by the link of an invitation.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, Method, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use store::Rule;

use super::context::Visitor;
use super::sign_in::second_step;
use crate::app::App;
use crate::auth::cookies::with_session;
use crate::auth::password::PasswordError;
use crate::auth::session::{Anonymous, is_same_origin};
use crate::limit::Class;
use crate::ops;
use crate::ops::invitations::{Acceptance, accept};
use crate::ops::sign_in::{self, SignedIn};
use crate::pages::{FieldError, InvitationError, InvitationPage, PageContext};
use crate::problem::Problem;

#[derive(Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
    password: SecretString,
}

/// The page.
pub(super) async fn show(Visitor(ctx): Visitor) -> Html<String> {
    Html(InvitationPage::default().render(&ctx))
}

/// Accepts, and signs in to where one has joined.
pub(super) async fn submit(
    State(app): State<App>,
    Anonymous(origin): Anonymous<{ Class::SignIn as u8 }>,
    Visitor(ctx): Visitor,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    if !is_same_origin(&Method::POST, &headers, &app.public_origin) {
        return Err(Problem::cross_site());
    }
    let acceptance = Acceptance {
        token: fields.token.clone(),
        name: fields.name.clone(),
        password: fields.password.clone(),
    };
    match accept(&app, &acceptance, &origin).await {
        Ok(joined) => {
            match sign_in::sign_in(&app, &joined.email, &fields.password, Some(joined.org), &origin).await? {
                SignedIn::Session(tokens, _) => {
                    Ok((with_session(CookieJar::new(), tokens), Redirect::to("/")).into_response())
                }
                SignedIn::SecondStep(begun) => {
                    Ok(Html(second_step(&begun, "/").render(&ctx)).into_response())
                }
            }
        }
        Err(error) => match at_field(&ctx, &error) {
            Some(error) => {
                let page = InvitationPage { token: fields.token, name: fields.name, errors: vec![error] };
                Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&ctx))).into_response())
            }
            None => Err(error.into()),
        },
    }
}

fn at_field(ctx: &PageContext, error: &ops::Error) -> Option<FieldError> {
    let known = match error {
        ops::Error::InvitationClosed => InvitationError::Closed,
        ops::Error::Store(store::Error::Rule(Rule::NoSeat)) => InvitationError::NoSeat,
        ops::Error::BadCredentials => InvitationError::Password,
        ops::Error::Password(PasswordError::TooShort) => InvitationError::ShortPassword,
        ops::Error::Password(PasswordError::TooLong) => InvitationError::LongPassword,
        ops::Error::Field { field, code, detail } => {
            return Some(FieldError::coded(ctx, field, code, detail));
        }
        _ => return None,
    };
    Some(known.at_field(ctx))
}
