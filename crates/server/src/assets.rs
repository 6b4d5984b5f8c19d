//! The built files of `web/dist`, embedded in the binary and served under `/assets/`.
//!
//! Every file carries a hash of its content in its name, so that a browser may keep it for good; `manifest.json`
//! tells the hashed name of each. A debug build reads the folder at run time instead.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::{HeaderMap, HeaderName, StatusCode, header};
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

/// How long a file with a hash in its name may be kept.
pub const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Handler of `GET /assets/{name}`.
#[must_use]
pub async fn serve(Path(name): Path<String>, accepted: HeaderMap) -> Response {
    let listed = MANIFEST.values().any(|hashed| *hashed == name);
    let Some((bytes, encoding)) = listed.then(|| packed(&name, &accepted)).flatten() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&name)),
        (header::CACHE_CONTROL, FOR_GOOD),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, encoding, bytes).into_response()
}

/// Which form of a file an answer has.
type Encoding = AppendHeaders<Vec<(HeaderName, &'static str)>>;

/// The bytes of a file: as the build has compressed it, when it has and the browser takes Brotli.
#[must_use]
pub fn packed(name: &str, accepted: &HeaderMap) -> Option<(Vec<u8>, Encoding)> {
    let bytes = |file: rust_embed::EmbeddedFile| file.data.into_owned();
    let Some(small) = Dist::get(&format!("{name}.br")) else {
        return Dist::get(name).map(|file| (bytes(file), AppendHeaders(Vec::new())));
    };
    let mut headers = vec![(header::VARY, "accept-encoding")];
    if takes_brotli(accepted) {
        headers.push((header::CONTENT_ENCODING, "br"));
        return Some((bytes(small), AppendHeaders(headers)));
    }
    Dist::get(name).map(|file| (bytes(file), AppendHeaders(headers)))
}

fn takes_brotli(accepted: &HeaderMap) -> bool {
    accepted.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|list| {
        list.split(',').any(|one| {
            let (coding, weight) = one.split_once(';').unwrap_or((one, ""));
            coding.trim() == "br" && !["q=0", "q=0.0", "q=0.00", "q=0.000"].contains(&weight.trim())
        })
    })
}

/// A page that phones keep, the `gate` or the `pass`, as it was built; `None` when the assets were not.
#[must_use]
pub fn kept_page(name: &str) -> Option<String> {
    Dist::get(&format!("{name}/page.html")).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

/// What a page that phones keep loads from its own folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptPart {
    /// The service worker.
    Worker,
    /// What makes the page installable.
    Manifest,
    /// The worker that reads codes, which the gate alone has.
    Reader,
}

impl KeptPart {
    /// The part of this name; `None` for any other file.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let hash = name.strip_prefix("decoder-").and_then(|rest| rest.strip_suffix(".js"));
        match name {
            "worker.js" => Some(Self::Worker),
            "app.webmanifest" => Some(Self::Manifest),
            _ => hash.filter(|hash| hash.bytes().all(|b| b.is_ascii_alphanumeric())).map(|_| Self::Reader),
        }
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_listed_files_are_served_and_for_good() {
        for name in ["manifest.json", "../../Cargo.toml", "/etc/passwd", "app.js", "gate/page.html", ""] {
            let response = serve(Path(name.to_owned()), HeaderMap::new()).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{name}");
        }
        let hashed = MANIFEST.get("app.js").expect("run script/assets first");
        let response = serve(Path(hashed.clone()), HeaderMap::new()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert!(response.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    }

    #[tokio::test]
    async fn who_takes_brotli_gets_the_small_form_and_nobody_else() {
        let hashed = MANIFEST.get("zxing_reader.wasm").expect("run script/assets first");
        let mut sizes = Vec::new();
        for (accepted, small) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.9", true),
            ("gzip, br;q=0", false),
            ("gzip", false),
            ("brotli", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().unwrap())]);
            let response = serve(Path(hashed.clone()), headers).await;
            assert_eq!(response.headers()[header::VARY], "accept-encoding");
            assert_eq!(response.headers().contains_key(header::CONTENT_ENCODING), small, "{accepted}");
            sizes.push(axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().len());
        }
        assert!(sizes[0] * 2 < sizes[3], "{sizes:?}");
    }

    #[test]
    fn of_the_gate_its_parts_are_served_and_nothing_else() {
        for name in ["worker.js", "app.webmanifest", "decoder-AAAABBBB.js"] {
            assert!(KeptPart::named(name).is_some(), "{name}");
        }
        for name in
            ["page.html", "../manifest.json", "decoder-../../x.js", "decoder-.html", "worker.js.br", ""]
        {
            assert!(KeptPart::named(name).is_none(), "{name}");
        }
    }

    #[test]
    fn every_file_has_a_known_type() {
        for name in MANIFEST.values() {
            assert_ne!(content_type(name), "application/octet-stream", "{name}");
        }
    }
}
