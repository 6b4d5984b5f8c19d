//! A problem, as a page tells it: who is not signed in is led to sign-in, others are told what to do.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Uri, header};

use super::context::{PASSKEYS_PAGE, visitor};
use super::sign_in::local;
use crate::app::App;
use crate::auth::cookies::without_session;
use crate::auth::session::{ACCESS_COOKIE, Origin, is_same_origin};
use crate::i18n::Locale;
use crate::pages::{ErrorPage, PageContext};
use crate::problem::{Problem, add_limit_headers};

pub(super) async fn as_page(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let ctx = visitor(&parts, &app, Locale::default());
    let request_id = parts.extensions.get::<Origin>().map(|origin| origin.request.to_string());
    let partial = parts.headers.contains_key("hx-request");
    let path = page_of(&parts, &ctx, &app);
    let jar = CookieJar::from_headers(&parts.headers);
    let signed_in = jar
        .get(ACCESS_COOKIE)
        .is_some_and(|cookie| app.tokens.verify(cookie.value(), app.clock.now()).is_some());
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else {
        return no_store(response);
    };
    if problem.status() == StatusCode::UNAUTHORIZED {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if path != "/" {
            query.append_pair("next", &path);
        }
        let target = format!("/sign-in?{}", query.finish());
        let target = target.trim_end_matches('?');
        // What replaces a part of a page must replace the whole of it now.
        let response = if partial {
            (StatusCode::UNAUTHORIZED, [("hx-redirect", target.to_owned())]).into_response()
        } else {
            Redirect::to(target).into_response()
        };
        // A token that is good, of a session that is not: sign-in would take it for a session and lead back here.
        return if signed_in {
            (without_session(CookieJar::new()), response).into_response()
        } else {
            response
        };
    }
    if problem.code == "enrol_passkey" {
        return if partial {
            (problem.status(), [("hx-redirect", PASSKEYS_PAGE)]).into_response()
        } else {
            Redirect::to(PASSKEYS_PAGE).into_response()
        };
    }
    told(&problem, &ctx, request_id)
}

/// The page that somebody was on, which sign-in leads back to: what was asked for; of what was sent, where the form stands, as far
/// as our own pages say so.
fn page_of(parts: &Parts, ctx: &PageContext, app: &App) -> String {
    if parts.method == Method::GET || parts.method == Method::HEAD {
        return ctx.path.clone();
    }
    let referer = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let path = referer
        .filter(|_| is_same_origin(&parts.method, &parts.headers, &app.public_origin))
        .and_then(|address| address.parse::<Uri>().ok()?.into_parts().path_and_query);
    path.as_ref().map_or("/", |path| local(path.as_str())).to_owned()
}

/// Whether somebody looks at the answer: a browser asks for pages before anything else.
fn is_looked_at(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut kinds = accepted.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim());
    kinds.find(|kind| *kind == "text/html" || *kind == "*/*" || kind.ends_with("json")) == Some("text/html")
}

/// A problem with an address that no route has: a page for a browser, and data for a program.
pub(in crate::routes) fn astray(problem: Problem, request: Request, app: &App) -> Response {
    if request.uri().path().starts_with("/api/") || !is_looked_at(request.headers()) {
        return problem.into_response();
    }
    page(&problem, &request.into_parts().0, app)
}

/// A problem as a page, in the language of who asked.
pub(super) fn page(problem: &Problem, parts: &Parts, app: &App) -> Response {
    let request_id = parts.extensions.get::<Origin>().map(|origin| origin.request.to_string());
    told(problem, &visitor(parts, app, Locale::default()), request_id)
}

fn told(problem: &Problem, ctx: &PageContext, request_id: Option<String>) -> Response {
    let retry_after = problem.decision.map(|decision| decision.reset.as_secs() + 1);
    let page = ErrorPage { status: problem.status, retry_after, request_id };
    let mut response = (problem.status(), Html(page.render(ctx))).into_response();
    if let Some(decision) = problem.decision {
        add_limit_headers(&mut response, decision);
    }
    no_store(response)
}

/// Pages show what is not for the next user of the browser.
fn no_store(mut response: Response) -> Response {
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(http::HeaderValue::from_static("no-store"));
    response
}
