//! `/account/passkeys`: one's own passkeys and recovery codes.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::PasskeyId;
use http::StatusCode;
use serde::Deserialize;

use super::context::Member;
use crate::app::App;
use crate::ops::{self, passkeys::rename_passkey};
use crate::pages::{FieldError, PasskeyRow, PasskeysPage};
use crate::problem::Problem;
use crate::routes::extract::Id;

#[derive(Deserialize)]
pub(super) struct Name {
    name: String,
}

/// The page.
pub(super) async fn show(State(app): State<App>, member: Member) -> Result<Html<String>, Problem> {
    Ok(Html(page(&app, &member, Vec::new()).await?.render(&member.ctx)))
}

/// Renames one.
pub(super) async fn rename(
    State(app): State<App>,
    member: Member,
    Id(id): Id<PasskeyId>,
    Form(form): Form<Name>,
) -> Result<Response, Problem> {
    match rename_passkey(&app, &member.session, id, &form.name).await {
        Ok(()) => Ok(Redirect::to("/account/passkeys").into_response()),
        Err(ops::Error::Field { field, code, detail }) => {
            let error = FieldError::coded(&member.ctx, field, code, &detail);
            let page = page(&app, &member, vec![error]).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render(&member.ctx))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(app: &App, member: &Member, errors: Vec<FieldError>) -> Result<PasskeysPage, Problem> {
    let (actor, own) = app.store.own_factors(&member.session.caller).await?;
    let row = |passkey: store::Passkey| PasskeyRow {
        id: passkey.id,
        name: passkey.name,
        backed_up: passkey.backed_up,
        created_at: passkey.created_at,
        last_used_at: passkey.last_used_at,
    };
    Ok(PasskeysPage {
        member: actor.member,
        must_enrol: actor.must_enrol,
        passkeys: own.passkeys.into_iter().map(row).collect(),
        recovery_codes: own.recovery_codes,
        by_name: app.passkeys.is_by_name(),
        errors,
    })
}
