//! The API under `/api/v1`: REST, cursor pages, problem details. Its OpenAPI document is made from this code.

mod alert;
mod alert_ladders;
mod alert_settings;
mod alerts;
mod api_tokens;
mod audit;
mod audit_checkpoint;
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
mod calendar_feed;
mod cards;
mod certificate;
mod certificate_view;
mod certificates;
mod contractors;
mod credential;
mod crews;
mod customer;
mod customers;
mod document;
mod download;
mod download_url;
mod duties;
mod evidence;
mod gate_log;
mod import_certificates;
mod import_lines;
mod import_workers;
mod imports;
mod invitation;
mod invitation_accept;
mod invitations;
mod logo;
mod member;
mod member_passkeys;
mod member_status;
mod members;
mod organization;
mod organization_export;
mod organization_leave;
mod organization_security;
mod overview;
mod own_worker;
mod pass_keys;
mod pass_renewals;
mod pass_settings;
mod passes;
mod passkey;
mod passkeys;
mod photo;
mod readiness;
mod recovery_codes;
mod renewal;
mod renewals;
mod restricted;
mod reveal_password;
mod role;
mod roles;
mod scanner_requests;
mod scanners;
mod sensitive_permissions;
mod sessions;
mod setup;
mod site_requirements;
mod sites;
mod ticket;
mod ticket_decisions;
mod ticket_type;
mod ticket_types;
mod tickets;
mod trust;
mod units;
mod verify;
mod webhook;
mod webhook_deliveries;
mod webhooks;
mod well_known;
mod worker;
mod worker_readiness;
mod workers;

use axum::Router;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

pub(super) use cards::{CARD, SHEET, as_file};
pub(super) use certificates::read_form as read_upload;
use document::Security;
pub(super) use download::attachment;
pub(super) use evidence::{
    body_limit as evidence_limit, read_form as read_evidence, served as served_evidence,
};
pub(super) use logo::served_logo;
pub(super) use photo::{body_limit as photo_limit, read_form as read_photo};
pub(super) use scanners::state as scanner_state;
pub(super) use verify::look as look_up_code;

use crate::app::App;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Credenza",
        description = "Custody of certificates, and the tickets of people who work. Errors are problem details (RFC 9457). Lists are pages: give `next_cursor` as `cursor`.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    modifiers(&Security),
    security(("bearer" = []))
)]
struct Document;

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
        .routes(routes!(logo::show, logo::set, logo::remove))
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
        .routes(routes!(alert::show_any, alert::decide_any))
        .merge(telling())
        .routes(routes!(renewal::show, renewal::ask, renewal::revoke))
        .routes(routes!(renewals::look))
        .routes(routes!(renewals::send))
        .merge(records())
        .merge(vouching())
        .routes(routes!(audit::list))
        .routes(routes!(audit_checkpoint::show))
        .routes(routes!(audit_export::export))
        .routes(routes!(api_tokens::list, api_tokens::create))
        .routes(routes!(api_tokens::revoke))
        .merge(much_at_once())
        .routes(routes!(calendar_feed::show, calendar_feed::make, calendar_feed::revoke))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhook::update, webhook::delete))
        .routes(routes!(webhook::test))
        .routes(routes!(webhook_deliveries::list))
        .routes(routes!(webhook_deliveries::resend))
}

/// When people are told of ends.
fn telling() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(alert_settings::show, alert_settings::update))
        .routes(routes!(alert_ladders::list, alert_ladders::set))
        .routes(routes!(alert_settings::show_own, alert_settings::update_own))
}

/// What comes in by the hundred, and everything going out.
fn much_at_once() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(imports::customers))
        .routes(routes!(import_workers::workers))
        .routes(routes!(import_workers::tickets))
        .routes(routes!(import_certificates::certificates).layer(import_certificates::body_limit()))
        .routes(routes!(organization_export::export))
}

/// What is kept of workers and their tickets.
fn records() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sites::list, sites::create))
        .routes(routes!(sites::show, sites::update, sites::delete))
        .routes(routes!(site_requirements::show, site_requirements::replace))
        .routes(routes!(readiness::board))
        .routes(routes!(readiness::at_site))
        .routes(routes!(worker_readiness::of_worker))
        .routes(routes!(duties::list, duties::create))
        .routes(routes!(duties::show, duties::update, duties::delete))
        .routes(routes!(crews::list, crews::create))
        .routes(routes!(crews::show, crews::update, crews::delete))
        .routes(routes!(contractors::list, contractors::create))
        .routes(routes!(contractors::show, contractors::update, contractors::delete))
        .routes(routes!(ticket_types::list, ticket_types::create))
        .routes(routes!(ticket_types::start))
        .routes(routes!(ticket_type::show, ticket_type::update, ticket_type::delete))
        .routes(routes!(workers::list, workers::create))
        .routes(routes!(worker::show, worker::update, worker::delete))
        .routes(routes!(photo::view, photo::keep, photo::remove).layer(photo::body_limit()))
        .routes(routes!(restricted::list))
        .routes(routes!(restricted::keep_medical, restricted::remove_medical))
        .routes(routes!(restricted::reveal_medical))
        .routes(routes!(restricted::keep_government_id, restricted::remove_government_id))
        .routes(routes!(restricted::reveal_government_id))
        .routes(routes!(tickets::list))
        .routes(routes!(tickets::list_of_worker, tickets::record))
        .routes(routes!(ticket::show, ticket::update, ticket::delete))
        .routes(routes!(ticket::renew))
        .routes(routes!(evidence::list, evidence::add).layer(evidence::body_limit()))
        .routes(routes!(evidence::view, evidence::remove))
        .routes(routes!(ticket_decisions::approve))
        .routes(routes!(ticket_decisions::send_back))
        .routes(routes!(ticket_decisions::suspend))
        .routes(routes!(ticket_decisions::reinstate))
        .routes(routes!(ticket_decisions::revoke))
}

/// Passes, and what anybody may ask about them and about tickets.
fn vouching() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(own_worker::show))
        .routes(routes!(passes::issue))
        .routes(routes!(passes::list))
        .routes(routes!(credential::give))
        .routes(routes!(pass_renewals::renew))
        .routes(routes!(passes::revoke))
        .routes(routes!(cards::card))
        .routes(routes!(cards::sheet))
        .routes(routes!(cards::send))
        .routes(routes!(pass_settings::show, pass_settings::update))
        .routes(routes!(pass_keys::list))
        .routes(routes!(pass_keys::rotate))
        .routes(routes!(pass_keys::distrust))
        .routes(routes!(well_known::jwks))
        .routes(routes!(well_known::cose_keys))
        .routes(routes!(well_known::status))
        .routes(routes!(well_known::bitstring))
        .routes(routes!(well_known::key))
        .routes(routes!(well_known::wallet_issuer))
        .routes(routes!(trust::root))
        .routes(routes!(trust::pack))
        .routes(routes!(verify::verify))
        .routes(routes!(scanners::list, scanners::create))
        .routes(routes!(scanners::limit))
        .routes(routes!(scanners::invite))
        .routes(routes!(scanners::revoke))
        .routes(routes!(scanner_requests::enroll))
        .routes(routes!(scanner_requests::bundle))
        .routes(routes!(scanner_requests::append))
        .routes(routes!(scanner_requests::photo))
        .routes(routes!(gate_log::list))
}

/// The OpenAPI 3.1 document.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    document::finished(routes().into_openapi())
}

pub(super) fn router() -> Router<App> {
    let (router, document) = routes().split_for_parts();
    let document = document::finished(document);
    router.route("/api/v1/openapi.json", get(move || async move { axum::Json(document) }))
}
