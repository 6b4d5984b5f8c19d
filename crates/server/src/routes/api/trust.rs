//! `/.well-known/credenza/trust-root.cbor` and `trust-pack.cbor`: whom verifiers are to trust, as a root says that is on no server.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use pass::{MAX_TRUST_PACK, TrustPack};
use tokio::io::AsyncReadExt;

use super::well_known::{KEYS_KEPT, published, tag};
use crate::app::App;
use crate::auth::session::Anonymous;
use crate::config::TrustFiles;
use crate::limit::Class;
use crate::problem::Problem;

const COSE_KEY: &str = "application/cose-key";
const SIGN1: &str = "application/cose; cose-type=\"cose-sign1\"";

/// The root under which trust packs are signed: its public half. A verifier takes it once.
#[utoipa::path(get, path = "/.well-known/credenza/trust-root.cbor", tag = "verification", security(()),
    responses((status = 200, description = "A COSE key (RFC 9052, section 7)", content_type = "application/cose-key"),
        (status = 204, description = "There is no root here: verifiers go by what the organizations publish"),
        (status = 304), (status = 429, body = Problem)))]
pub(super) async fn root(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Published as u8 }>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(files) = &app.trust else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    let body = files.root.to_cose_key();
    Ok(published(&headers, &tag(&body), COSE_KEY, KEYS_KEPT, body))
}

/// The newest trust pack: the organizations and keys that verifiers are to trust.
#[utoipa::path(get, path = "/.well-known/credenza/trust-pack.cbor", tag = "verification", security(()),
    responses((status = 200, description = "A trust pack, a COSE_Sign1 (docs/PASS.md)", content_type = "application/cose"),
        (status = 204, description = "There is no root here: verifiers go by what the organizations publish"),
        (status = 304), (status = 429, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn pack(
    State(app): State<App>,
    Anonymous(_origin): Anonymous<{ Class::Published as u8 }>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(body) = newest(&app).await? else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    Ok(published(&headers, &tag(&body), SIGN1, KEYS_KEPT, body))
}

/// The newest trust pack; none where there is no root.
pub(super) async fn newest(app: &App) -> Result<Option<Vec<u8>>, Problem> {
    let Some(files) = &app.trust else { return Ok(None) };
    let body = read(files).await.map_err(|error| {
        tracing::error!(path = %files.pack.display(), %error, "the trust pack is not handed out");
        Problem::unavailable()
    })?;
    Ok(Some(body))
}

/// What lies on disk now, when it is what the root signed: the file may have been exchanged, and by mistake.
async fn read(files: &TrustFiles) -> anyhow::Result<Vec<u8>> {
    let (mut bytes, file) = (Vec::new(), tokio::fs::File::open(&files.pack).await?);
    file.take(MAX_TRUST_PACK as u64 + 1).read_to_end(&mut bytes).await?;
    TrustPack::read(&bytes, &files.root, 0)?;
    Ok(bytes)
}
