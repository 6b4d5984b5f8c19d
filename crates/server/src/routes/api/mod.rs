//! The API under `/api/v1`: REST, cursor pages, problem details. Its OpenAPI document is made from this code.

mod alert;
mod alert_settings;
mod alerts;
mod api_tokens;
mod audit;
mod audit_export;
mod auth_login;
mod auth_logout;
mod auth_passkey;
mod auth_password;
mod auth_refresh;
mod auth_second_step;
mod auth_step_up;
mod auth_switch;
mod authentication_policy;
mod certificate;
mod certificate_view;
mod certificates;
mod customer;
mod customers;
mod download;
mod download_url;
mod import_certificates;
mod import_lines;
mod imports;
mod invitation;
mod invitation_accept;
mod invitations;
mod member;
mod member_passkeys;
mod member_status;
mod members;
mod organization;
mod organization_leave;
mod organization_security;
mod overview;
mod passkey;
mod passkeys;
mod recovery_codes;
mod renewal;
mod renewals;
mod reveal_password;
mod role;
mod roles;
mod sensitive_permissions;
mod sessions;
mod setup;

use axum::Router;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

pub(super) use certificates::read_form as read_upload;

use crate::app::App;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Credenza",
        description = "Custody of certificates. Errors are problem details (RFC 9457). Lists are pages: give `next_cursor` as `cursor`.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    modifiers(&Security),
    security(("bearer" = []))
)]
struct Document;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(setup::setup))
        .routes(routes!(auth_login::login))
        .routes(routes!(auth_refresh::refresh))
        .routes(routes!(auth_logout::logout))
        .routes(routes!(auth_step_up::prove))
        .routes(routes!(auth_step_up::begin))
        .routes(routes!(auth_second_step::second_step))
        .routes(routes!(auth_passkey::login))
        .routes(routes!(auth_passkey::begin))
        .routes(routes!(passkeys::list, passkeys::finish))
        .routes(routes!(passkeys::begin))
        .routes(routes!(passkey::rename, passkey::remove))
        .routes(routes!(recovery_codes::create))
        .routes(routes!(auth_password::change))
        .routes(routes!(auth_password::forgot))
        .routes(routes!(auth_password::reset))
        .routes(routes!(sessions::list, sessions::revoke_others))
        .routes(routes!(sessions::revoke))
        .routes(routes!(auth_switch::organizations))
        .routes(routes!(auth_switch::switch))
        .routes(routes!(organization::show, organization::update))
        .routes(routes!(organization_leave::leave))
        .routes(routes!(members::list))
        .routes(routes!(member::show, member::update, member::remove))
        .routes(routes!(member_passkeys::remove))
        .routes(routes!(member_status::suspend))
        .routes(routes!(member_status::reinstate))
        .routes(routes!(invitations::list, invitations::create))
        .routes(routes!(invitation_accept::look))
        .routes(routes!(invitation_accept::accept))
        .routes(routes!(invitation::revoke))
        .routes(routes!(invitation::resend))
        .routes(routes!(roles::list, roles::create))
        .routes(routes!(role::update, role::delete))
        .routes(routes!(authentication_policy::show, authentication_policy::update))
        .routes(routes!(organization_security::show, organization_security::update))
        .routes(routes!(sensitive_permissions::show, sensitive_permissions::update))
        .routes(routes!(overview::overview))
        .routes(routes!(customers::list, customers::create))
        .routes(routes!(customer::show, customer::update, customer::delete))
        .routes(routes!(certificates::list, certificates::upload))
        .routes(routes!(certificate::show, certificate::update, certificate::delete))
        .routes(routes!(download_url::download_url))
        .routes(routes!(download::download))
        .routes(routes!(reveal_password::reveal_password))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::mails))
        .routes(routes!(alert::show, alert::decide))
        .routes(routes!(alert_settings::show, alert_settings::update))
        .routes(routes!(alert_settings::show_own, alert_settings::update_own))
        .routes(routes!(renewal::show, renewal::ask, renewal::revoke))
        .routes(routes!(renewals::look))
        .routes(routes!(renewals::send))
        .routes(routes!(audit::list))
        .routes(routes!(audit_export::export))
        .routes(routes!(api_tokens::list, api_tokens::create))
        .routes(routes!(api_tokens::revoke))
        .routes(routes!(imports::customers))
        .routes(routes!(import_certificates::certificates).layer(import_certificates::body_limit()))
}

/// The OpenAPI 3.1 document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}

pub(super) fn router() -> Router<App> {
    let (router, document) = routes().split_for_parts();
    router.route("/api/v1/openapi.json", get(move || async move { axum::Json(document) }))
}
