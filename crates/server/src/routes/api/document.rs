//! What the OpenAPI document says that no endpoint says by itself: unique names of operations, that errors are problem details, and
//! what any request may be answered with.

use http::StatusCode;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response};

/// The media type of errors (RFC 9457, section 3).
const PROBLEM: &str = "application/problem+json";

/// How a caller shows who it is.
pub(super) struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
        let signed =
            "`Scanner ` and a signature by the scanner's key over the request, as docs/GATE.md tells";
        let scanner = ApiKeyValue::with_description("Authorization", signed);
        components.add_security_scheme("scanner", SecurityScheme::ApiKey(ApiKey::Header(scanner)));
    }
}

/// The document of all endpoints, finished.
pub(super) fn finished(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            operation.operation_id = operation.operation_id.take().map(|name| named(path, &name));
            finish_responses(operation);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
        .into_iter()
        .filter_map(Option::as_mut)
}

/// A name that is the operation's alone: where it is, and what its function is called. `/api/v1/certificates/{id}/alert` and
/// `show` are `certificates_alert_show`.
fn named(path: &str, function: &str) -> String {
    let place = path.strip_prefix("/api/v1/").or_else(|| path.strip_prefix("/.")).unwrap_or(path);
    let mut parts: Vec<String> = place
        .split('/')
        .filter(|part| !part.is_empty() && !part.starts_with('{'))
        .map(|part| part.replace(['-', '.'], "_"))
        .collect();
    if parts.last().is_none_or(|last| last != function) {
        parts.push(function.to_owned());
    }
    parts.join("_")
}

/// Errors are problem details, whatever they are; each answer is described; and any request may be refused for what has nothing to
/// do with it, or for too many.
fn finish_responses(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = phrase(status).to_owned();
        }
        if status.starts_with(['4', '5'])
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
    let mut other = Response::new("What went wrong, and what to do");
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    other.content.insert(PROBLEM.to_owned(), RefOr::T(problem));
    operation.responses.responses.insert("default".to_owned(), RefOr::T(other));
}

fn phrase(status: &str) -> &'static str {
    let status = status.parse().ok().and_then(|status: StatusCode| status.canonical_reason());
    status.unwrap_or("The answer")
}
