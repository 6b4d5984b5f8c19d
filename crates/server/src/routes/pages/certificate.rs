//! `/certificates/{id}`: everything about one certificate.

use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::Permission;
use domain::id::CertificateId;
use http::StatusCode;
use serde::Deserialize;
use store::{AuditFilter, Certificate, ObjectInfo};
use time::OffsetDateTime;

use super::alerts;
use super::audit::entry;
use super::context::Member;
use super::renewal::{self, Asking};
use super::rows::{certificate_row, file_name, given_name};
use crate::app::App;
use crate::ops;
use crate::pages::{CertificatePage, CustodyFile, FieldError, HistoryEntry, PageContext, RevocationFact};
use crate::problem::Problem;
use crate::routes::extract::Id;

/// Entries of the history on the page; the audit page has all.
const HISTORY: usize = 20;

#[derive(Deserialize)]
pub(super) struct Fields {
    /// Empty: the file's name.
    #[serde(default)]
    label: String,
    #[serde(default)]
    customer_id: String,
    /// A proof, where the organization wants one.
    step_up: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Id(id): Id<CertificateId>,
    member: Member,
) -> Result<Html<String>, Problem> {
    page(&app, &member, id, Vec::new(), None).await
}

/// The page, with what was wrong, and what was asked for or is to be asked for again.
pub(super) async fn page(
    app: &App,
    member: &Member,
    id: CertificateId,
    errors: Vec<FieldError>,
    asking: Option<Asking>,
) -> Result<Html<String>, Problem> {
    let caller = &member.session.caller;
    let permissions = member.ctx.viewer.as_ref().map(|viewer| viewer.permissions).unwrap_or_default();
    let (_, certificate, objects) = app.store.certificate(caller, id).await?;
    let history = if permissions.contains(Permission::AuditRead) {
        let filter = AuditFilter { object: Some(id.to_string()), limit: HISTORY, ..AuditFilter::default() };
        app.store.audit_entries(caller, &filter).await?.1.items
    } else {
        Vec::new()
    };
    let customers = if permissions.contains(Permission::CertificateWrite) {
        app.store.facets(caller).await?.customers
    } else {
        Vec::new()
    };
    let history = history
        .iter()
        .map(|record| HistoryEntry { time: record.at, sentence: entry(record).sentence(&member.ctx) })
        .collect();
    let mut view = view(&certificate, objects, &member.ctx);
    if let Some((alert, successor)) = alerts::card(app, member, id).await? {
        view.alert = Some(alert);
        view.successor = successor;
    }
    if permissions.contains(Permission::CertificateWrite) {
        view.renewal = renewal::card(app, member, id, asking).await?;
    }
    view.history = history;
    view.customers = customers;
    view.errors = errors;
    Ok(Html(view.render(&member.ctx)))
}

/// The order in which people think of what is in custody.
fn rank(object: &ObjectInfo) -> u8 {
    match object.kind.as_str() {
        "certificate-file" => 0,
        "private-key-file" => 1,
        _ => 2,
    }
}

fn view(certificate: &Certificate, mut objects: Vec<ObjectInfo>, ctx: &PageContext) -> CertificatePage {
    let info = certificate.metadata.get("certificate");
    let read = |field: &str| info?.get(field)?.as_str().map(str::to_owned);
    let list = |field: &str| -> Vec<String> {
        let values = info.and_then(|info| info.get(field)).and_then(|value| value.as_array());
        values.into_iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    objects.sort_by_key(rank);
    let mut usages = list("key_usages");
    usages.extend(list("extended_key_usages"));
    CertificatePage {
        row: certificate_row(certificate, ctx.now),
        label: given_name(certificate).cloned().unwrap_or_default(),
        holder: certificate.holder.clone(),
        subject: read("subject"),
        issuer: read("issuer"),
        // The SAT's number is what people know; it is written in the serial number.
        serial: read("number").or_else(|| read("serial")),
        validity: certificate.not_before.zip(certificate.not_after),
        key_algorithm: Some(certificate.key_algorithm.clone()),
        usages,
        fingerprint: certificate.fingerprint_sha256.as_deref().map(hex::encode),
        files: objects
            .into_iter()
            .map(|object| CustodyFile {
                object: object.id,
                file_name: (object.kind != "password").then_some(object.file_name),
                kind: object.kind,
                size: u64::try_from(object.size).unwrap_or(0),
                sealed_at: object.created_at,
            })
            .collect(),
        has_password: certificate.has_password,
        revocation: certificate.revocation.as_ref().map(|known| revocation_fact(known, ctx.now)),
        successor: None,
        alert: None,
        renewal: None,
        history: Vec::new(),
        customers: Vec::new(),
        errors: Vec::new(),
    }
}

fn revocation_fact(known: &store::Revocation, now: OffsetDateTime) -> RevocationFact {
    let known = known.at(now);
    RevocationFact {
        state: known.state,
        since: known.since,
        reason: known.reason,
        as_of: known.as_of,
        source: known.source,
    }
}

/// Changes the name and the customer.
pub(super) async fn update(
    State(app): State<App>,
    Id(id): Id<CertificateId>,
    member: Member,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let customer = Some(fields.customer_id.as_str()).filter(|id| !id.is_empty());
    let customer =
        customer.map(|id| id.parse().map_err(|_| Problem::bad_request("There is no such customer.")));
    let customer = customer.transpose()?;
    let label = fields.label.trim();
    let change = |present: &Certificate| {
        let name = if label.is_empty() { file_name(present).unwrap_or(&present.name) } else { label };
        (name.to_owned(), customer)
    };
    let (session, proof) = (&member.session, fields.step_up.as_deref());
    match ops::update_certificate::update_certificate(&app, session, id, None, proof, change).await {
        Ok(()) => Ok(Redirect::to(&format!("/certificates/{id}")).into_response()),
        Err(ops::Error::Field { code, detail, .. }) => {
            let errors = vec![FieldError::coded(&member.ctx, "label", code, &detail)];
            let page = page(&app, &member, id, errors, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
