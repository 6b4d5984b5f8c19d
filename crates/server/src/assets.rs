//! The built files of `web/dist`, embedded in the binary and served under `/assets/`.
//!
//! Every file carries a hash of its content in its name, so that a browser may keep it for good; `manifest.json`
//! tells the hashed name of each. A debug build reads the folder at run time instead.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

static MANIFEST: LazyLock<HashMap<String, String>> = LazyLock::new(|| json("manifest.json"));
static ICONS: LazyLock<HashMap<String, String>> = LazyLock::new(|| json("icons.json"));

fn json(name: &str) -> HashMap<String, String> {
    Dist::get(name).and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
}

/// Where the browser finds the file `name` (`app.js`); `None` when the assets were not built.
#[must_use]
pub fn path(name: &str) -> Option<String> {
    MANIFEST.get(name).map(|hashed| format!("/assets/{hashed}"))
}

/// The shapes inside the `svg` element of the icon `name`, as markup; `None` when no page is known to use it.
#[must_use]
pub fn icon(name: &str) -> Option<&'static str> {
    ICONS.get(name).map(String::as_str)
}

/// Whether this binary has its pages' files: false when it was built before `script/assets` ran.
#[must_use]
pub fn present() -> bool {
    !MANIFEST.is_empty()
}

/// Handler of `GET /assets/{name}`.
#[must_use]
pub async fn serve(Path(name): Path<String>) -> Response {
    let listed = MANIFEST.values().any(|hashed| *hashed == name);
    let Some(file) = listed.then(|| Dist::get(&name)).flatten() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&name)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Body::from(file.data.into_owned())).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_listed_files_are_served_and_for_good() {
        for name in ["manifest.json", "../../Cargo.toml", "/etc/passwd", "app.js", ""] {
            assert_eq!(serve(Path(name.to_owned())).await.status(), StatusCode::NOT_FOUND, "{name}");
        }
        let hashed = MANIFEST.get("app.js").expect("run script/assets first");
        let response = serve(Path(hashed.clone())).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert!(response.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    }

    #[test]
    fn every_file_has_a_known_type() {
        for name in MANIFEST.values() {
            assert_ne!(content_type(name), "application/octet-stream", "{name}");
        }
    }
}
