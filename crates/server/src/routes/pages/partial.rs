//! Lists answer a search while typing with their results alone, under the address of the whole page.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, header};

/// The results for htmx, the page for everybody else, and for htmx when it restores a page that the browser has forgotten.
/// Caches are told that the two differ.
pub(super) fn page_or_results(
    headers: &HeaderMap,
    page: impl FnOnce() -> String,
    results: impl FnOnce() -> String,
) -> Response {
    let partial = headers.contains_key("hx-request") && !headers.contains_key("hx-history-restore-request");
    let html = if partial { results() } else { page() };
    ([(header::VARY, "HX-Request, HX-History-Restore-Request")], Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_goes_by_the_headers_and_says_so() {
        for (sent, expected) in [
            (&[][..], "page"),
            (&["hx-request"], "results"),
            (&["hx-request", "hx-history-restore-request"], "page"),
        ] {
            let headers = sent
                .iter()
                .map(|name| (http::HeaderName::from_static(name), http::HeaderValue::from_static("true")))
                .collect();
            let response = page_or_results(&headers, || "page".into(), || "results".into());
            assert_eq!(response.headers()[header::VARY], "HX-Request, HX-History-Restore-Request");
            let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
            assert_eq!(body, expected, "{sent:?}");
        }
    }
}
