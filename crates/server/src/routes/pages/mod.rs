//! The pages: a route each, which asks the store and fills a view model of [`crate::pages`].

mod alert_ladder;
mod alert_link;
mod alert_settings;
mod alerts;
mod api_tokens;
mod audit;
mod authentication_settings;
mod calendar;
mod calendar_feed;
mod certificate;
mod certificates;
mod context;
mod customer;
mod customer_form;
mod customers;
mod dashboard;
mod duties;
mod export;
mod gate;
mod gate_log;
mod import;
mod invitation;
mod logo;
mod members;
mod own_pass;
mod partial;
mod passkeys;
mod password;
mod places;
mod preferences;
mod readiness;
mod readiness_events;
mod renew;
mod renewal;
mod reset;
mod roles;
mod rows;
mod scanners;
mod security;
mod session;
mod sessions;
mod settings;
mod setup;
mod sign_in;
mod sign_in_passkey;
mod switch;
mod ticket;
mod ticket_form;
mod ticket_types;
mod tickets;
pub(super) mod trouble;
mod upload;
mod verify;
mod webhooks;
mod worker_form;
mod worker_passes;
mod worker_records;
mod workers;
mod wrong;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use super::api::{evidence_limit, photo_limit};
use crate::app::App;
use crate::assets;

pub(super) fn router(app: &App) -> Router<App> {
    let pages = Router::new()
        .route("/", get(dashboard::show))
        .route("/certificates", get(certificates::list))
        .route("/certificates/upload", get(upload::show).post(upload::submit))
        .route("/certificates/import", get(import::certificates))
        .route("/certificates/{id}", get(certificate::show).post(certificate::update))
        .route("/certificates/{id}/renewal", post(renewal::decide))
        .route("/renewal", get(renewal::show))
        .merge(telling())
        .route("/calendar", get(calendar::show))
        .route("/calendar/export.csv", get(calendar::as_csv))
        .route("/calendar/export.ics", get(calendar::as_ical))
        .route("/account/calendar-feed", get(calendar_feed::show))
        .route("/settings/webhooks", get(webhooks::show))
        .route("/settings/webhooks/{id}/test", post(webhooks::test))
        .route("/settings/webhooks/deliveries/{id}/resend", post(webhooks::resend))
        .route("/settings/logo", get(logo::show).post(logo::set).layer(evidence_limit()))
        .route("/settings/logo/remove", post(logo::remove))
        .route("/customers", get(customers::list).post(customer_form::create))
        .route("/customers/new", get(customer_form::new))
        .route("/customers/import", get(import::customers))
        .route("/customers/{id}", get(customer::show).post(customer_form::update))
        .route("/customers/{id}/edit", get(customer_form::edit))
        .merge(records())
        .route("/account/password", get(password::show).post(password::submit))
        .route("/forgot", get(reset::forgot).post(reset::ask))
        .route("/reset", get(reset::show).post(reset::submit))
        .route("/account/sessions", get(sessions::show))
        .route("/account/sessions/seen", post(sessions::see_reuse))
        .route("/settings", get(settings::show).post(settings::update))
        .route("/settings/authentication", get(authentication_settings::show))
        .route("/settings/security", get(security::show))
        .route("/settings/audit", get(audit::list))
        .route("/settings/export", get(export::show))
        .route("/account/api-tokens", get(api_tokens::show))
        .route("/settings/members", get(members::list))
        .route("/settings/members/{id}", get(members::show))
        .route("/settings/roles", get(roles::list))
        .route("/settings/roles/{id}", get(roles::show))
        .route("/invitation", get(invitation::show).post(invitation::submit))
        .route("/session/switch", post(switch::submit))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/passkey", post(sign_in_passkey::passkey))
        .route("/sign-in/second-step", post(sign_in_passkey::second_step))
        .route("/account/passkeys", get(passkeys::show))
        .route("/account/passkeys/{id}", post(passkeys::rename))
        .route("/sign-out", post(session::sign_out))
        .route("/setup", get(setup::show).post(setup::submit))
        .route("/preferences", post(preferences::save))
        .layer(middleware::from_fn_with_state(app.clone(), trouble::as_page))
        .layer(middleware::from_fn_with_state(app.clone(), renew::renew));
    // Without the session of who happens to be signed in: nothing here is about him.
    let public = Router::new()
        .route("/verify", get(verify::ask))
        .route("/verify/{code}", get(verify::show))
        .layer(middleware::from_fn_with_state(app.clone(), trouble::as_page));
    Router::new()
        .merge(public)
        .route("/session/refresh", post(session::refresh))
        .route("/readiness/events", get(readiness_events::follow))
        .route("/calendar/feed.ics", get(calendar_feed::read))
        .route("/assets/{name}", get(assets::serve))
        .merge(phones())
        .merge(pages)
}

/// What phones keep: the gate, and a worker's pass.
fn phones() -> Router<App> {
    Router::new()
        .route("/v", get(gate::show))
        .route("/v/enroll", get(gate::show))
        .route("/v/{name}", get(gate::part))
        .route("/pass", get(own_pass::show))
        .route("/pass/{name}", get(own_pass::part))
}

/// What people are told of, and when.
fn telling() -> Router<App> {
    Router::new()
        .route("/alerts", get(alerts::list))
        .route("/alerts/mails", get(alerts::mails))
        .route("/alerts/decide", get(alert_link::show).post(alert_link::decide))
        .route("/alerts/{id}", get(alerts::show).post(alerts::decide))
        .route("/alerts/unsubscribe", get(alert_link::ask).post(alert_link::unsubscribe))
        .route("/settings/alerts", get(alert_settings::show).post(alert_settings::update))
        .route("/settings/alerts/ladder", get(alert_ladder::show).post(alert_ladder::update))
        .route("/account/alerts", post(alert_settings::update_own))
}

/// Workers, their tickets, and where they work.
fn records() -> Router<App> {
    Router::new()
        .route("/gate-log", get(gate_log::show))
        .route("/gate-log/export.csv", get(gate_log::as_csv))
        .route("/workers/places/{id}/scanners", get(scanners::show).post(scanners::limit))
        .route("/workers", get(workers::list))
        .route("/workers/new", get(worker_form::new).post(worker_form::create))
        .route("/workers/import", get(import::workers))
        .route("/workers/import/template.csv", get(import::workers_table))
        .route("/workers/tickets/import", get(import::tickets))
        .route("/workers/tickets/import/template.csv", get(import::tickets_table))
        .route("/workers/{id}", get(workers::show))
        .route("/workers/{id}/edit", get(worker_form::edit).post(worker_form::update))
        .route("/workers/{id}/tickets/new", get(ticket_form::new).post(ticket_form::create))
        .route(
            "/workers/{id}/photo",
            get(worker_records::view).post(worker_records::keep).layer(photo_limit()),
        )
        .route("/workers/{id}/photo/remove", post(worker_records::remove))
        .route("/workers/{id}/card", post(worker_passes::card))
        .route("/workers/{id}/pass-mail", post(worker_passes::mail))
        .route("/workers/{id}/passes", post(worker_passes::revoke))
        .route("/workers/cards", post(worker_passes::sheet))
        .route("/workers/tickets", get(tickets::list))
        .route("/workers/tickets/{id}", get(ticket::show))
        .route("/workers/tickets/{id}/evidence", post(ticket::add).layer(evidence_limit()))
        .route("/workers/evidence/{id}", get(ticket::view))
        .route("/workers/evidence/{id}/remove", post(ticket::remove))
        .route("/workers/tickets/{id}/decide", post(tickets::decide))
        .route("/workers/tickets/{id}/edit", get(ticket_form::edit).post(ticket_form::correct))
        .route("/workers/tickets/{id}/renew", get(ticket_form::renew).post(ticket_form::create_renewal))
        .route("/workers/approvals", get(tickets::approvals))
        .route("/workers/types", get(ticket_types::list))
        .route("/workers/types/new", get(ticket_types::new).post(ticket_types::create))
        .route("/workers/types/start", post(ticket_types::start))
        .route("/workers/types/{id}", get(ticket_types::edit).post(ticket_types::update))
        .route("/readiness", get(readiness::show))
        .route("/readiness/sites/{id}", get(readiness::edit).post(readiness::update))
        .route("/workers/duties", get(duties::list))
        .route("/workers/duties/new", get(duties::new).post(duties::create))
        .route("/workers/duties/{id}", get(duties::edit).post(duties::update))
        .route("/workers/duties/{id}/remove", post(duties::remove))
        .route("/workers/places", get(places::list))
        .route("/workers/places/new", get(places::new).post(places::create))
        .route("/workers/places/{id}", get(places::edit).post(places::update))
}
