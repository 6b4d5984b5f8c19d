//! Taking a file out of custody: first a URL, for who has proven himself; then, once, the bytes.

use domain::Action;
use domain::id::{CertificateId, DownloadId};
use envelope::Kind;
use store::AuditEvent;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::open::{Sealed, open};
use super::{Result, field, permit, refuse};
use crate::app::App;
use crate::auth::session::Session;

/// Which of a certificate's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The file that was uploaded; of a pair, the certificate, or the key if only that is there.
    #[default]
    File,
    /// The `.key` of a pair.
    PrivateKey,
}

/// A download URL and its end, UTC.
#[derive(Debug)]
pub struct DownloadUrl {
    /// Absolute.
    pub url: String,
    /// When it ends, UTC.
    pub expires_at: OffsetDateTime,
}

/// A file that left custody.
#[derive(Debug)]
pub struct Downloaded {
    /// The name of the file it came in.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Spends the step-up proof for a URL that works once, in this session, for a minute.
///
/// # Errors
/// What policy, the step-up or the store says; [`super::Error::Field`] when the certificate has no such part.
pub async fn issue_url(
    app: &App,
    session: &Session,
    id: CertificateId,
    part: Part,
    proof: Option<&str>,
) -> Result<DownloadUrl> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::CertificateDownload).on("certificate", &id);
    let (tx, event) = permit(app, session, tx, proof, event, &id.to_string()).await?;
    let (certificate, objects) = tx.certificate(id).await?;
    let of_kind = |kind: Kind| objects.iter().find(|object| object.kind == kind.name());
    let object = match part {
        Part::File => of_kind(Kind::CertificateFile).or_else(|| of_kind(Kind::PrivateKeyFile)),
        Part::PrivateKey => of_kind(Kind::PrivateKeyFile),
    };
    let Some(object) = object else {
        tx.rollback().await;
        return Err(field("part", "part", "This certificate has no private key file of its own."));
    };
    let download = DownloadId::new(app.clock.now(), &*app.rng);
    let expires_at = tx.issue_download(download, id, object.id, object.version, app.download_seconds).await?;
    let event = event
        .version(certificate.version)
        .detail("object", &object.id)
        .personal("name", &certificate.name)
        .detail("download", &download);
    tx.commit(&event.renamed(Action::CertificateDownloadUrl)).await?;
    let expires = expires_at.unix_timestamp();
    let signature = app.tokens.sign_download(download, session.id, expires);
    let url =
        format!("{}/api/v1/downloads/{download}?expires={expires}&signature={signature}", app.public_origin);
    Ok(DownloadUrl { url, expires_at })
}

/// Spends a download URL. The signature is checked before the database is asked; the database knows the end to the
/// microsecond, and that it was not spent.
///
/// # Errors
/// `NotFound` for a URL that is forged, spent, over, or another session's; what policy or the store says.
pub async fn redeem_url(
    app: &App,
    session: &Session,
    id: DownloadId,
    expires: i64,
    signature: &str,
) -> Result<Downloaded> {
    if !app.tokens.verify_download(id, session.id, expires, signature) {
        return Err(store::Error::NotFound.into());
    }
    let action = Action::CertificateDownload;
    let event = AuditEvent::new(action).detail("download", &id);
    let (tx, spent) = app.store.begin_download(&session.caller, id).await?;
    if let Err(denied) = tx.authorize(action) {
        return Err(refuse(app, session, tx, event, denied).await);
    }
    let Some(download) = spent else {
        tx.rollback().await;
        return Err(store::Error::NotFound.into());
    };
    let event = event
        .on("certificate", &download.certificate)
        .detail("object", &download.object)
        .personal("file", &download.file_name);
    let (grant, intent) = tx.commit_intent(event, download.object, download.version).await?;
    let sealed = Sealed { action, object: download.object, version: download.version, kind: &download.kind };
    let bytes = open(app, session, &sealed, grant, intent).await?;
    Ok(Downloaded { file_name: download.file_name, bytes })
}
