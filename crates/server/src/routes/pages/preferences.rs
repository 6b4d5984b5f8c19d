//! `/preferences`: the language and the theme of this browser.

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::context::{LANGUAGE_COOKIE, THEME_COOKIE};
use super::sign_in::local;
use crate::auth::cookies::preference;
use crate::i18n::Locale;
use crate::pages::Theme;

#[derive(Deserialize)]
pub(super) struct Preferences {
    language: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    return_to: String,
}

/// Remembers them in cookies of the browser.
pub(super) async fn save(Form(form): Form<Preferences>) -> Response {
    let mut jar = CookieJar::new();
    if let Some(locale) = form.language.as_deref().and_then(Locale::from_tag) {
        jar = jar.add(preference(LANGUAGE_COOKIE, locale.tag().to_owned()));
    }
    if let Some(theme) = form.theme.as_deref() {
        jar = jar.add(preference(THEME_COOKIE, Theme::from_cookie(Some(theme)).as_str().to_owned()));
    }
    (jar, Redirect::to(local(&form.return_to))).into_response()
}
