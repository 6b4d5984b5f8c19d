//! `/verify`: anybody asks what a ticket is worth, by its code, without an account. Counted by address, as the API is; no cookie is
//! set, and none but that of the language is read.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::TicketStatus;
use http::{StatusCode, header};
use serde::Deserialize;

use super::context::Visitor;
use crate::app::App;
use crate::auth::session::Anonymous;
use crate::limit::Class;
use crate::pages::{VerifiedTicket, VerifyPage};
use crate::problem::Problem;
use crate::routes::api::look_up_code;
use crate::routes::extract::Segments;

/// The most characters of what was typed that are shown again.
const MAX_TYPED: usize = 32;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Asked {
    code: String,
}

/// The form; what was typed into it leads to the answer.
pub(super) async fn ask(Visitor(ctx): Visitor, Query(asked): Query<Asked>) -> Response {
    let typed: String = asked.code.chars().filter(char::is_ascii_alphanumeric).take(MAX_TYPED).collect();
    if typed.is_empty() {
        return answer(
            StatusCode::OK,
            VerifyPage::Ask { typed: asked.code.chars().take(MAX_TYPED).collect() }.render(&ctx),
        );
    }
    Redirect::to(&format!("/verify/{typed}")).into_response()
}

/// What the ticket of this code is worth.
pub(super) async fn show(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Verify as u8 }>,
    Visitor(mut ctx): Visitor,
    Segments(code): Segments<String>,
) -> Result<Response, Problem> {
    // Its forms lead back here, and not to what somebody wrote into an address.
    "/verify".clone_into(&mut ctx.path);
    let typed = || code.chars().take(MAX_TYPED).collect();
    let (status, page) = match look_up_code(&app, &code).await {
        Ok((code, found)) => {
            ctx.path = format!("/verify/{code}");
            let status = TicketStatus::ALL.iter().copied().find(|known| known.as_str() == found.status);
            let status = status.ok_or_else(|| Problem::internal("a ticket of a status without a name"))?;
            let ticket = VerifiedTicket {
                code: code.to_string(),
                status,
                kind: found.kind,
                issuer: found.issuer,
                issued_on: found.issued_on,
                expires_on: found.expires_on,
                as_of: ctx.now,
            };
            (StatusCode::OK, VerifyPage::Told(ticket))
        }
        Err(problem) if problem.code == "mistyped_code" => {
            (StatusCode::BAD_REQUEST, VerifyPage::Ask { typed: typed() })
        }
        Err(problem) if problem.code == "unknown_code" => {
            (StatusCode::NOT_FOUND, VerifyPage::Unknown { code: typed() })
        }
        Err(problem) => return Err(problem),
    };
    Ok(answer(status, page.render(&ctx)))
}

/// What is so now is not so later.
fn answer(status: StatusCode, html: String) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}
