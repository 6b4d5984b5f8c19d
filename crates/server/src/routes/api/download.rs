//! `GET /api/v1/downloads/{id}`: the bytes, once.

use axum::body::Body as HttpBody;
use axum::extract::State;
use axum::response::Response;
use domain::id::DownloadId;
use http::{HeaderValue, Method, header};
use serde::Deserialize;

use crate::app::App;
use crate::auth::session::Limited;
use crate::limit::Class;
use crate::ops::download::redeem_url;
use crate::problem::Problem;
use crate::routes::extract::{Id, Params};

/// The signed part of a download URL.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// When the URL ends, seconds since 1970.
    expires: i64,
    /// Over the URL, the session and the end.
    signature: String,
}

/// Fetch the file of a download URL, once, in the session that asked for it.
#[utoipa::path(get, path = "/api/v1/downloads/{id}", tag = "certificates", params(("id" = String, Path), Query),
    responses((status = 200, description = "The file, as it was uploaded", content_type = "application/octet-stream"),
        (status = 404, body = Problem)))]
pub(super) async fn download(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Download as u8 }>,
    Id(id): Id<DownloadId>,
    Params(query): Params<Query>,
    method: Method,
) -> Result<Response, Problem> {
    // The router sends HEAD here too: it would use the URL up, and open the file for nobody.
    if method != Method::GET {
        return Err(Problem::method_not_allowed());
    }
    let downloaded = redeem_url(&app, &session, id, query.expires, &query.signature).await?;
    let mut response = Response::new(HttpBody::from(downloaded.bytes.to_vec()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, attachment(&downloaded.file_name));
    Ok(response)
}

/// `Content-Disposition: attachment` (RFC 6266) with the name in ASCII, and in UTF-8 as RFC 8187 encodes it.
pub(crate) fn attachment(name: &str) -> HeaderValue {
    let ascii: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
    let utf8: String = name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b".-_".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    HeaderValue::from_str(&format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{utf8}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        let value = attachment("e.firma \"Muñoz\"\r\nSet-Cookie: a.p12");
        assert_eq!(
            value.to_str().unwrap(),
            "attachment; filename=\"e.firma _Mu_oz___Set-Cookie_ a.p12\"; \
             filename*=UTF-8''e.firma%20%22Mu%C3%B1oz%22%0D%0ASet-Cookie%3A%20a.p12"
        );
    }
}
